"""The state of a record in a few words, with what is computed where that says more than the status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.controls.records import Control, Requirement
from medward.governance.records import Decision
from medward.risk.records import Risk
from medward.threats.records import Threat
from medward.verification.credit import evidence_state
from medward.verification.records import Evidence, Finding

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.kernel.records import Record
    from medward.risk.evaluate import Rating


def state_of(record: Record, case: Case) -> str:
    """Return the state of a record as this case sees it."""
    if isinstance(record, Risk):
        view = case.rated(record)
        return f"{view.derived_status}, {_rating(view.initial)} -> {_rating(view.residual)}"
    if isinstance(record, Requirement | Control):
        return _proven(record, case)
    if isinstance(record, Evidence):
        state = evidence_state(record, case.target, case.records)
        return f"{record.result}, counts" if state.counts else f"{record.result}, does not count"
    if isinstance(record, Decision):
        return f"{record.status}{'' if not case.why_not_decided(record) else ', does not count'}"
    if isinstance(record, Threat | Finding):
        return f"{record.disposition}"
    return record.status


def _proven(record: Requirement | Control, case: Case) -> str:
    """Return the recorded status, and whether evidence on the release proves it."""
    proofs = case.requirement_proofs if isinstance(record, Requirement) else case.control_proofs
    proof = proofs.get(record.id)
    return f"{record.status}, {'proven' if proof and proof.verified else 'not proven'}"


def _rating(rating: Rating) -> str:
    """Return a rating as `E4/S4 U`."""
    return f"{rating.exploitability}/{rating.severity} {rating.cell}"
