"""The chain of assurance around one record: from the model to evidence, and back.

The chain has seven links: element or interface, threat, risk, control, requirement,
test, evidence. From a record the walk goes down the chain and up the chain, never
up again after going down, so a control shared by ten risks does not drag in ten
chains. Harms, decisions, labels, reviews and the like hang on a link of the chain and
are not walked through; releases, zones and people are ends.

Source: practice 2.7 and 7.1 document 15; FDA premarket guidance, traceability, in our words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.checks.states import state_of
from medward.controls.records import Control, Requirement
from medward.governance.records import DecisionKind
from medward.risk.matrix import Cell
from medward.risk.records import Risk
from medward.threats.records import Disposition, Threat
from medward.verification.credit import evidence_state
from medward.verification.records import Evidence, Test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.checks.case import Case
    from medward.kernel.links import Link
    from medward.kernel.records import Record

LEVELS: Final = {
    "element": 0,
    "interface": 0,
    "threat": 1,
    "risk": 2,
    "control": 3,
    "requirement": 4,
    "test": 5,
    "evidence": 6,
}
_BESIDE: Final = {
    "harm": 2,
    "attack-tree": 1,
    "decision": 2,
    "safety-transfer": 2,
    "assessment": 2,
    "vulnerability": 2,
    "finding": 6,
    "label": 6,
    "side-effect-review": 3,
    "assumption": 3,
    "zone": 0,
    "release": 6,
}
"""Kinds that hang on the chain, and beside which link they are printed."""
_ENDS: Final = frozenset({"zone", "release", "person", "organisation", "signature", "document", "submission"})
"""Kinds so many records point to that only a record's own link to them is shown."""


class TraceNode(NamedTuple):
    """A record of the chain."""

    id: str
    kind: str
    title: str
    state: str
    level: int
    is_broken: bool


class TraceLink(NamedTuple):
    """A link of the chain, from the record that names to the one that is named."""

    source: str
    target: str
    name: str
    suspect: bool


class Break(NamedTuple):
    """A place where the chain does not hold."""

    record: str
    what: str

    def __str__(self) -> str:
        """Return `ID: what`."""
        return f"{self.record}: {self.what}"


@dataclass(frozen=True, slots=True)
class Trace:
    """The chain around one record."""

    start: str
    nodes: tuple[TraceNode, ...]
    """In the order of the chain, then by id."""
    links: tuple[TraceLink, ...]
    breaks: tuple[Break, ...]


def trace(case: Case, identity: str) -> Trace:
    """Return the chain around a record.

    Raises:
        NotFoundError: There is no such record.
    """
    start = case.records.get(identity)
    seeds = [identity] if start.kind in LEVELS else _neighbours(identity, case)
    on_chain: set[str] = set()
    for seed in seeds:
        on_chain |= _walk(seed, case, step=1) | _walk(seed, case, step=-1)
    shown = {identity} | on_chain | _hanging(on_chain, case)
    links = tuple(_links(shown, on_chain | {identity}, case))
    breaks = (*_breaks(sorted(on_chain), case), *_suspects(links))
    broken = {item.record for item in breaks}
    nodes = [_node(case.records.by_id[name], case, broken) for name in shown]
    return Trace(identity, tuple(sorted(nodes, key=lambda node: (node.level, node.id))), links, breaks)


def _walk(start: str, case: Case, step: int) -> set[str]:
    """Return what lies below (`step` 1) or above (`step` -1) a record in the chain, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        level = _level(here, case)
        for other in _neighbours(here, case):
            if other not in found and (_level(other, case) - level) * step > 0:
                found.add(other)
                waiting.append(other)
    return found


def _neighbours(identity: str, case: Case) -> list[str]:
    """Return the records of the chain next to one, in both directions of linking."""
    graph = case.records.graph
    near = [link.target for link in graph.outgoing.get(identity, ())]
    if case.records.by_id[identity].kind not in _ENDS:
        near += [link.source for link in graph.incoming.get(identity, ())]
    return [other for other in dict.fromkeys(near) if _level(other, case) >= 0]


def _level(identity: str, case: Case) -> int:
    """Return the place of a record in the chain, -1 when it has none."""
    record = case.records.by_id.get(identity)
    return LEVELS.get(record.kind, -1) if record else -1


def _hanging(on_chain: set[str], case: Case) -> set[str]:
    """Return what hangs on the chain: what its records name, and what is about risks, controls and threats."""
    graph, found = case.records.graph, set[str]()
    for identity in on_chain:
        for link in graph.outgoing.get(identity, ()):
            found.update(_beside(link.target, case))
        for link in graph.incoming.get(identity, ()):
            found.update(_beside(link.source, case))
    return found - on_chain


def _beside(identity: str, case: Case) -> Iterator[str]:
    """Yield an id whose kind hangs on the chain."""
    record = case.records.by_id.get(identity)
    if record is not None and record.kind in _BESIDE:
        yield identity


def _links(shown: set[str], middle: set[str], case: Case) -> Iterator[TraceLink]:
    """Yield the links between shown records of which at least one is on the chain."""
    graph = case.records.graph
    for identity in sorted(shown):
        for link in graph.outgoing.get(identity, ()):
            if link.target in shown and {identity, link.target} & middle and link.name != "owner":
                yield TraceLink(link.source, link.target, link.name, _is_suspect(link, case))


def _is_suspect(link: Link, case: Case) -> bool:
    """Say whether the target changed since the link was reviewed."""
    return link in case.records.graph.suspect


def _node(record: Record, case: Case, broken: set[str]) -> TraceNode:
    """Return a record as a node."""
    level = LEVELS.get(record.kind, _BESIDE.get(record.kind, 0))
    return TraceNode(record.id, record.kind, record.title, state_of(record, case), level, record.id in broken)


def _breaks(identities: Iterable[str], case: Case) -> Iterator[Break]:
    """Yield where the chain ends too early or does not hold."""
    for identity in identities:
        record = case.records.by_id[identity]
        if isinstance(record, Threat):
            yield from _threat_breaks(record, case)
        elif isinstance(record, Risk):
            yield from _risk_breaks(record, case)
        else:
            why = _why_broken(record, case)
            if why:
                yield Break(identity, why)


def _why_broken(record: Record, case: Case) -> str:
    """Return why the chain ends at a control, requirement, test or evidence, or nothing."""
    if isinstance(record, Control) and not case.linked(record.id, Requirement):
        return "no requirement makes it real"
    if isinstance(record, Requirement):
        return case.requirement_proofs[record.id].why_not
    if isinstance(record, Test) and not case.records.linked_from(record.id, Evidence):
        return "it was never run: no evidence"
    if isinstance(record, Evidence):
        why = evidence_state(record, case.target, case.records).why_not
        return f"it earns no credit: {why.removeprefix(record.id).lstrip(': ')}" if why else ""
    return ""


def _threat_breaks(threat: Threat, case: Case) -> Iterator[Break]:
    if threat.disposition is Disposition.UNDECIDED:
        yield Break(threat.id, "nobody has decided about it")
    if threat.disposition is not Disposition.NOT_APPLICABLE and not case.records.linked_from(threat.id, Risk):
        yield Break(threat.id, "it leads to no risk")


def _risk_breaks(risk: Risk, case: Case) -> Iterator[Break]:
    view = case.risks.get(risk.id)
    if view is None:
        return
    if not risk.harms:
        yield Break(risk.id, "it names no harm")
    for refused in view.refused:
        yield Break(
            risk.id, f"{refused.claim.metric} by {refused.claim.control} does not count: {refused.why}"
        )
    if view.residual.cell in {Cell.UNACCEPTABLE, Cell.CANNOT_TELL}:
        yield Break(risk.id, f"residual class is {view.residual.cell}")
    if view.residual.cell is Cell.NEEDS_BENEFIT_RISK:
        accepted = case.decision_on(risk.id, DecisionKind.BENEFIT_RISK, DecisionKind.ACCEPT_RESIDUAL)
        if accepted.decision is None:
            yield Break(risk.id, f"residual class is R and nobody has accepted it: {accepted.why_not}")
    yield from (
        Break(risk.id, f"reopened: {cause}") for cause in view.causes if not cause.startswith("evidence:")
    )


def _suspects(links: Iterable[TraceLink]) -> Iterator[Break]:
    """Yield the links whose target changed since somebody reviewed them."""
    for link in links:
        if link.suspect:
            yield Break(link.source, f"its link {link.name} to {link.target} is suspect: the target changed")
