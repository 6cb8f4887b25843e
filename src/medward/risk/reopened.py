"""What a change of the device file re-opens: dispositions, settled risks and decisions, each with the reason.

Two states of one device file are compared. Listed is what somebody had decided and what
no longer rests on what it was decided on; everything else stands, whatever else changed.

Source: practice 2.3-B, 4.1 and rule V04.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.devices.records import Interface
from medward.governance.records import Decision
from medward.kernel.words import few
from medward.risk.records import Risk
from medward.risk.status import SETTLED
from medward.threats.compare import Comparison, compare
from medward.threats.records import Disposition, Threat
from medward.threats.stride import candidates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.kernel.records import Record
    from medward.kernel.recordset import RecordSet
    from medward.risk.evaluate import RiskView

_IN_FORCE: Final = frozenset({"approved", "effective"})
_HEADER: Final = frozenset(
    {"version", "status", "owner", "tags", "review_due", "valid_from", "source", "title"}
)
"""Fields that say nothing about what a decision rests on."""
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class State:
    """A device file at one time."""

    records: RecordSet
    views: Mapping[str, RiskView]
    """Risks as they stood."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """One thing to decide again."""

    record: str
    why: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What a change asks of people."""

    new_candidates: tuple[str, ...]
    """Keys nobody has decided about."""
    reopened: tuple[Reopened, ...]


def reopened(before: State, after: State) -> Changes:
    """Return what the step from one state to another re-opens, threats first, then risks, then decisions."""
    was, now = (compare(candidates(state.records), state.records) for state in (before, after))
    known = {answer.candidate.key for answer in was.answers}
    new = tuple(answer.candidate.key for answer in now.answers if answer.candidate.key not in known)
    risks = {one.record: one for one in _risks(before, after)}
    found = (*_threats(was, now, after.records), *risks.values(), *_decisions(before, after, risks))
    return Changes(new, found)


def _threats(was: Comparison, now: Comparison, records: RecordSet) -> Iterator[Reopened]:
    """Yield the dispositions that no longer fit the model."""
    told: dict[str, str] = {}
    old = {(one.threat, one.present) for one in was.stale}
    for one in now.stale:
        if (one.threat, one.present) not in old:
            told[one.threat] = f"{one.target} was '{one.seen_as}' when it was decided and is '{one.present}'"
    gone = {(one.threat, one.key) for one in was.vanished}
    for item in now.vanished:
        if (item.threat, item.key) not in gone:
            told.setdefault(item.threat, f"the model no longer yields {item.key}")
    for threat in records.of(Threat):
        if threat.id in told and threat.disposition is not Disposition.UNDECIDED:
            yield Reopened(threat.id, told[threat.id])


def _risks(before: State, after: State) -> Iterator[Reopened]:
    """Yield the settled risks whose treatment, rating or standing changed."""
    for risk in after.records.of(Risk):
        old = before.records.find(risk.id, Risk)
        if old is None or old.status not in SETTLED:
            continue
        why = "; ".join(_why_risk(old, risk, before.views.get(risk.id), after.views.get(risk.id)))
        if why:
            yield Reopened(risk.id, why)


def _why_risk(old: Risk, new: Risk, was: RiskView | None, now: RiskView | None) -> Iterator[str]:
    """Yield why one risk has to be looked at again."""
    changed = [name for name in _changed(old, new) if name != "claims"]
    added = [name for name in new.controls if name not in old.controls]
    lost = [name for name in old.controls if name not in new.controls]
    if added:
        yield f"control {', '.join(added)} was added to its treatment"
    if lost:
        yield f"control {', '.join(lost)} was taken out of its treatment"
    rest = [name for name in changed if name != "controls"]
    if rest:
        yield f"changed: {', '.join(rest)}"
    if was is None or now is None:
        return
    for name, one, other in (("before", was.initial, now.initial), ("after", was.residual, now.residual)):
        ends = [f"{item.exploitability} {item.severity} {item.cell}" for item in (one, other)]
        if ends[0] != ends[1]:
            yield f"its class {name} controls was {ends[0]} and is {ends[1]}"
    yield from (cause for cause in now.causes if cause not in was.causes)


def _decisions(before: State, after: State, risks: Mapping[str, Reopened]) -> Iterator[Reopened]:
    """Yield the decisions in force that rest on something that changed."""
    for decision in before.records.of(Decision):
        if decision.status not in _IN_FORCE or after.records.find(decision.id, Decision) is None:
            continue
        why = "; ".join(_why_decision(decision, before, after, risks))
        if why:
            yield Reopened(decision.id, why)


def _why_decision(
    decision: Decision, before: State, after: State, risks: Mapping[str, Reopened]
) -> Iterator[str]:
    """Yield why one decision has to be looked at again."""
    for subject in decision.subjects:
        old, new = before.records.by_id.get(subject), after.records.by_id.get(subject)
        if subject in risks:
            yield f"{subject} re-opened"
        elif old is not None and new is None:
            yield f"{subject} was removed"
        elif old is not None and new is not None and (changed := _changed(old, new)):
            yield f"{subject} changed: {', '.join(changed)}"
    present = [
        flow.id for flow in _new_flows(before.records, after.records) if flow.purpose in decision.absent
    ]
    if present:
        yield f"it says that none exists, and {few(present, _NAMED)} does"


def _new_flows(before: RecordSet, after: RecordSet) -> Iterable[Interface]:
    """Return the flows that the earlier state did not have, or had for another purpose."""
    for flow in after.of(Interface):
        old = before.find(flow.id, Interface)
        if old is None or old.purpose is not flow.purpose:
            yield flow


def _changed(old: Record, new: Record) -> list[str]:
    """Return the fields that differ, the header left out."""
    names = {*old.content, *new.content} - _HEADER
    return sorted(name for name in names if old.content.get(name) != new.content.get(name))
