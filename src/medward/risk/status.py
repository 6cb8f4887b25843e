"""When a risk that was settled opens again.

Source: practice 2.3-B: failed or expired evidence, a policy change, a design
change, a new vulnerability or an incident reopens a risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.controls.records import Label
from medward.governance.records import Decision, DecisionKind
from medward.risk.matrix import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.governance.defaults import Policies
    from medward.kernel.recordset import RecordSet
    from medward.risk.records import Risk

SETTLED = frozenset({"mitigated", "accepted", "transferred"})
"""States that need nothing more from anybody."""
_RELIES_ON_CONTROLS = SETTLED | {"controls-verified", "residual-assessed"}
_ACCEPTING = frozenset({DecisionKind.BENEFIT_RISK, DecisionKind.ACCEPT_RESIDUAL})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the facts say of a risk today."""

    cell: Cell
    """Residual class."""
    refused: tuple[str, ...]
    """Claims that earn nothing, each with its reason."""


def standing(risk: Risk, found: Standing, records: RecordSet, policies: Policies) -> tuple[str, ...]:
    """Return why the recorded state of a risk does not hold today; nothing when it holds."""
    if risk.status not in _RELIES_ON_CONTROLS:
        return ()
    causes = [f"evidence: {item}" for item in found.refused]
    if risk.status in SETTLED:
        causes.extend(_class_causes(risk, found.cell, records, policies))
        causes.extend(_design_causes(risk, records))
    return tuple(causes)


def decisions_for(risk: Risk, records: RecordSet, policies: Policies) -> tuple[Decision, ...]:
    """Return the decisions in force that accept this risk in class R."""
    return tuple(
        decision
        for decision in records.linked_from(risk.id, Decision)
        if decision.decision_kind in _ACCEPTING and in_force(decision, policies)
    )


def exceptions_for(risk: Risk, records: RecordSet, policies: Policies) -> tuple[Decision, ...]:
    """Return the exceptions in force that let this risk stand in class U.

    An exception needs an end, at most as many days ahead as the acceptance policy allows.

    Source: practice 2.3-B.
    """
    limit = next(
        (rule.max_days for rule in policies.acceptance.rules if rule.decision_kind == "exception"), None
    )
    return tuple(
        decision
        for decision in records.linked_from(risk.id, Decision)
        if decision.decision_kind is DecisionKind.EXCEPTION
        and decision.expires_on is not None
        and in_force(decision, policies)
        and (limit is None or (decision.expires_on - policies.as_of).days <= limit)
    )


def in_force(decision: Decision, policies: Policies) -> bool:
    """Say whether a decision is signed off and has not ended."""
    signed = decision.status in {"approved", "effective"}
    return signed and (decision.expires_on is None or policies.as_of <= decision.expires_on)


def _class_causes(risk: Risk, cell: Cell, records: RecordSet, policies: Policies) -> Iterator[str]:
    """Yield why the residual class does not allow the recorded state."""
    label = policies.label("risk-matrix")
    if cell is Cell.CANNOT_TELL:
        yield "its residual class cannot be told"
    elif cell is Cell.UNACCEPTABLE and not exceptions_for(risk, records, policies):
        since = _made_under(risk, records, policies)
        yield f"its residual class is U under {label} and no exception is in force{since}"
    elif risk.status == "mitigated" and cell is not Cell.ACCEPTABLE:
        yield f"it is recorded as mitigated and its residual class is {cell} under {label}"
    elif (
        risk.status == "accepted"
        and cell is Cell.NEEDS_BENEFIT_RISK
        and not decisions_for(risk, records, policies)
    ):
        yield f"its residual class is R under {label} and no benefit-risk decision is in force"
    if risk.status == "transferred" and not records.linked_from(risk.id, Label):
        yield "it is recorded as transferred and no labelling item speaks of it"


def _made_under(risk: Risk, records: RecordSet, policies: Policies) -> str:
    """Return under which other policy the risk was decided, in words, or "" when it is the same."""
    matrix = policies.record("risk-matrix")
    same = {matrix.label, f"{matrix.id}@{matrix.version}", ""}
    versions = [
        decision.policy_version
        for decision in records.linked_from(risk.id, Decision)
        if decision.decision_kind in _ACCEPTING and decision.policy_version not in same
    ]
    return f"; policy change: it was decided under {versions[0]}" if versions else ""


def _design_causes(risk: Risk, records: RecordSet) -> Iterator[str]:
    """Yield the links whose target changed since the risk was last reviewed."""
    rated_by = {"threats", "harms", "controls", "claims.control"}
    changed = [
        link.target
        for link in records.graph.outgoing.get(risk.id, ())
        if link.name in rated_by and link in records.graph.suspect
    ]
    for target in dict.fromkeys(changed):
        yield f"design change: {target} changed since the risk was reviewed"
