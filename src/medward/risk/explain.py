"""Why a risk is rated as it is: inputs, rules, arithmetic and refused claims, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.risk.records import Harm, Risk
from medward.risk.status import decisions_for, exceptions_for

if TYPE_CHECKING:
    from medward.governance.defaults import Policies
    from medward.governance.records import Decision
    from medward.kernel.recordset import RecordSet
    from medward.risk.evaluate import Rating, RiskView


@dataclass(frozen=True, slots=True)
class Explanation:
    """One headed part of the answer."""

    heading: str
    lines: tuple[str, ...]


def explain(view: RiskView, records: RecordSet, policies: Policies) -> tuple[Explanation, ...]:
    """Return how every value of `view` came about, in the order a person asks."""
    risk = records.get(view.id)
    blocks = [
        Explanation("Inputs", _inputs(view, risk, records)),
        Explanation("Policies", tuple(_policy_lines(policies))),
        Explanation("Before controls", view.initial.steps),
        Explanation("Claims", tuple(_claim_lines(view)) or ("no control claims to change an answer",)),
        Explanation("After verified controls", _residual_lines(view)),
        Explanation("Decisions", tuple(_decision_lines(risk, records, policies)) or ("none in force",)),
        Explanation("Standing", tuple(_standing_lines(view))),
    ]
    if view.problems:
        blocks.append(Explanation("Cannot tell", view.problems))
    return tuple(blocks)


def _inputs(view: RiskView, risk: object, records: RecordSet) -> tuple[str, ...]:
    """Return what people entered."""
    lines = [
        f"severity {view.severity}: the worst of its harms"
        if view.harms
        else f"severity {view.severity}: no harm"
    ]
    for identity in view.harms:
        harm = records.find(identity, Harm)
        if harm is not None:
            lines.append(f"{identity} {harm.title}: {harm.severity}, from {harm.safety_file}")
    if isinstance(risk, Risk):
        lines.append(f"vector {risk.initial.vector}, exploit evidence {risk.initial.evidence}")
        lines.append(f"rationale: {risk.initial.rationale}")
        lines.append(f"several patients at once: {_patients(risk)}")
        if risk.owner:
            lines.append(f"owner {risk.owner}")
    return tuple(lines)


def _patients(risk: Risk) -> str:
    """Return how many patients can be harmed at once."""
    if not risk.multi_patient:
        return "no"
    return f"yes, {risk.patients_at_once}" if risk.patients_at_once is not None else "yes, number not known"


def _policy_lines(policies: Policies) -> list[str]:
    """Return the policies used."""
    return [
        f"{record.label} ({record.id}): {record.subject}"
        for record in (policies.record(kind) for kind in ("severity", "exploitability", "risk-matrix"))
    ]


def _claim_lines(view: RiskView) -> list[str]:
    """Return each claim with its verdict."""
    counted = [f"counts: {item.metric} by {item.control}, verified: {item.because}" for item in view.credited]
    adverse = [
        f"counts: {item.metric} by {item.control}, it makes the attack easier" for item in view.adverse
    ]
    refused = [f"refused: {item.claim.metric} by {item.claim.control}: {item.why}" for item in view.refused]
    return [*counted, *adverse, *refused]


def _residual_lines(view: RiskView) -> tuple[str, ...]:
    """Return the residual arithmetic, and what full credit would give when some was refused."""
    lines = (f"vector {view.residual.vector}", *view.residual.steps)
    if not view.refused:
        return lines
    return (
        *lines,
        f"with every claim: {_short(view.claimed)}; the claims above are not proven, so it does not count",
    )


def _short(rating: Rating) -> str:
    """Return a rating on one line."""
    return f"{rating.exploitability} x {rating.severity} = {rating.cell}"


def _decision_lines(risk: object, records: RecordSet, policies: Policies) -> list[str]:
    """Return the decisions that let the risk stand."""
    if not isinstance(risk, Risk):
        return []
    found: list[Decision] = [
        *decisions_for(risk, records, policies),
        *exceptions_for(risk, records, policies),
    ]
    return [
        f"{item.id} {item.decision_kind}: {item.outcome.rstrip('.')}"
        + (f"; under {item.policy_version}" if item.policy_version else "")
        + (f"; until {item.expires_on}" if item.expires_on else "")
        for item in found
    ]


def _standing_lines(view: RiskView) -> list[str]:
    """Return the recorded and the derived state."""
    if view.derived_status == view.status:
        return [f"recorded as {view.status}; the facts agree"]
    return [
        f"recorded as {view.status}; it is {view.derived_status}, because",
        *(f"- {item}" for item in view.causes),
    ]
