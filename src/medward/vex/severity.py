"""How badly a vulnerability can hurt a patient in a release, as its assessment answers it.

Source: practice 3, VAS (patient severity) and 4.9, step 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.risk.matrix import UNKNOWN, worst_severity
from medward.risk.records import Harm, Risk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.governance.policies import RiskMatrix
    from medward.kernel.recordset import RecordSet
    from medward.vex.records import Assessment


def patient_severity(one: Assessment, records: RecordSet, matrix: RiskMatrix) -> str:
    """Return the severity: of the assessment's harms, else as stated in it, else of its risks' harms; or unknown."""
    if one.harms:
        return worst_harm(one.harms, records, matrix)
    if one.patient_severity:
        return one.patient_severity if one.patient_severity in matrix.severities else UNKNOWN
    risks = [risk for risk in (records.find(name, Risk) for name in one.risks) if risk is not None]
    return worst_harm([name for risk in risks for name in risk.harms], records, matrix)


def worst_harm(names: Iterable[str], records: RecordSet, matrix: RiskMatrix) -> str:
    """Return the worst severity of some harms; unknown when there is none, or one does not exist."""
    harms = [records.find(name, Harm) for name in names]
    known = tuple(harm.severity for harm in harms if harm is not None)
    return worst_severity(matrix, known) if len(known) == len(harms) else UNKNOWN
