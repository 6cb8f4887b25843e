"""What the decision about the control of a vulnerability rests on, as an assessment and its case answer it.

Source: practice 4.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.standing import why_not_counted
from medward.errors import InvalidInputError
from medward.governance.records import DecisionKind
from medward.risk.controlled import Asked, Interim, Verdict
from medward.risk.evaluate import sort_claims
from medward.risk.exploitability import METRICS, modified_answer
from medward.risk.matrix import UNKNOWN
from medward.risk.records import Risk
from medward.verification.credit import proof_fault
from medward.verification.records import Evidence
from medward.vex.records import ControlState
from medward.vex.severity import patient_severity
from medward.vulnerabilities.records import ExploitState, Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.checks.case import Case
    from medward.governance.records import Decision
    from medward.risk.controlled import Judged
    from medward.vex.records import Assessment, InterimControl

_RANK: Final = {"none": 0, "poc": 1, "public poc": 1, "active": 2}
_SIGNED_STATES: Final = frozenset({ControlState.CONTROLLED, ControlState.UNCONTROLLED})
"""Control states that security, medical and quality sign (practice 4.9)."""
_ACCEPTING: Final = (DecisionKind.ACCEPT_RESIDUAL, DecisionKind.BENEFIT_RISK)


def asked_of(one: Assessment, case: Case) -> Asked:
    """Return what the decision about an assessment rests on."""
    metrics = _metrics(one.vector)
    vector = "/".join(f"{name}:{metrics[name]}" for name in METRICS if name in metrics)
    proofs = case.control_proofs if one.claims else {}
    credit = sort_claims(one.claims, vector, case.policies, proofs)
    risks = [risk for risk in (case.records.find(name, Risk) for name in one.risks) if risk is not None]
    accepted = case.decision_on(one.id, *_ACCEPTING).decision
    return Asked(
        status=one.status,
        vector=vector,
        severity=patient_severity(one, case.records, case.policies.matrix),
        evidence=_evidence(one, case.records.find(one.vulnerability, Vulnerability)),
        impact=_impact(metrics),
        unproven="; ".join(why_not_counted(one, case)),
        changes=tuple(modified_answer(claim.metric) for claim in (*credit.credited, *credit.adverse)),
        refused=tuple(f"{item.claim.metric} of {item.claim.control}: {item.why}" for item in credit.refused),
        interim=tuple(_interim(item, case) for item in one.interim),
        units=one.units_concerned,
        multi_patient=any(risk.multi_patient for risk in risks) if risks else None,
        decision=accepted.id if accepted else "",
    )


def control_of(one: Assessment, judged: Judged) -> Verdict:
    """Return whether the risk is under control, as it is judged; uncontrolled where a person recorded that."""
    return Verdict.UNCONTROLLED if one.control_state is ControlState.UNCONTROLLED else judged.verdict


def undecided_control(one: Assessment, case: Case) -> str:
    """Return why nobody has decided a recorded control state; nothing where security, medical and quality have.

    A state that nobody has to sign, as undetermined, is not asked about.
    The decision is of kind control, has the state as its outcome, and is not signed before the assessment was decided.

    Source: practice 4.9, step 5, and 2.3-C.
    """
    if one.control_state not in _SIGNED_STATES:
        return ""
    state = one.control_state.value
    reasons = []
    for decision in case.decisions_about(one.id, DecisionKind.CONTROL):
        why = case.why_not_decided(decision)
        if decision.outcome.strip().casefold() != state:
            why = f"{decision.id} decides {decision.outcome!r:.60}"
        elif not why:
            why = _signed_early(decision, one, case)
        if not why:
            return ""
        reasons.append(why)
    return "; ".join(reasons) or "there is no control decision about it"


def _signed_early(decision: Decision, one: Assessment, case: Case) -> str:
    """Return that somebody signed before the assessment was decided as it is."""
    days = [state.signature.signed_at.date() for state in case.signing.on(decision)]
    decided = one.decided_at.date() if one.decided_at else None
    if decided is None or not days or min(days) >= decided:
        return ""
    return f"{decision.id} was signed on {min(days)}, and {one.id} was decided on {decided}"


def _metrics(vector: str) -> dict[str, str]:
    """Return the metrics of a CVSS vector by name."""
    pairs = (part.partition(":") for part in vector.split("/"))
    return {name: value for name, colon, value in pairs if colon and name != "CVSS"}


def _impact(metrics: dict[str, str]) -> frozenset[str] | None:
    """Return which of C, I and A are hit, in the vulnerable or a later system; none when one is not answered."""
    if not metrics:
        return None
    names = {letter: (letter, f"V{letter}", f"S{letter}") for letter in "CIA"}
    answered = {
        letter: [metrics[name] for name in found if name in metrics] for letter, found in names.items()
    }
    if not all(answered.values()):
        return None
    return frozenset(letter for letter, values in answered.items() if set(values) - {"N"})


def _evidence(one: Assessment, vulnerability: Vulnerability | None) -> str:
    """Return the worst that is known of exploits, or unknown when nobody said."""
    said = [one.ssvc["exploitation"]] if "exploitation" in one.ssvc else []
    if vulnerability is not None:
        if vulnerability.known_exploited is not None:
            said.append("active")
        if vulnerability.exploit is not ExploitState.UNKNOWN:
            said.append(vulnerability.exploit.value)
    ranks = [_RANK[item] for item in said if item in _RANK]
    return ("none", "poc", "active")[max(ranks)] if ranks else UNKNOWN


def _interim(item: InterimControl, case: Case) -> Interim:
    """Return a measure with whether anything shows that it works."""
    try:
        changes = tuple(modified_answer(metric) for metric in item.changes)
    except InvalidInputError as error:
        return Interim(item.measure, item.units_reported, item.closes, why_not=error.message)
    why = not_proven(item.evidence, case)
    if not why and item.reported_on is None:
        why = "nobody says on which day the units were reported"
    elif not why and item.reported_on and item.reported_on > case.today:
        why = f"its count is of {item.reported_on}, which has not come"
    return Interim(item.measure, item.units_reported, item.closes, changes, why)


def not_proven(evidence: Iterable[str], case: Case) -> str:
    """Return why some evidence proves nothing; empty when all of it passed and counts today."""
    named = tuple(evidence)
    for name in named:
        record = case.records.find(name, Evidence)
        if record is None:
            return f"its evidence {name} does not exist"
        fault = proof_fault(record, case.files, case.today)
        if fault:
            return f"it rests on {name}, {fault}"
    return "" if named else "nothing shows it: no evidence is named"
