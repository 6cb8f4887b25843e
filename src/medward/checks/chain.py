"""The chain of assurance as a case sees it: the state of each record and where the chain breaks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.states import state_of
from medward.checks.walk import ChainRow, Trace, TraceLink, walk
from medward.controls.records import Control, Requirement
from medward.governance.records import DecisionKind
from medward.risk.matrix import Cell
from medward.risk.records import Risk
from medward.threats.records import Disposition, Threat
from medward.verification.credit import evidence_state
from medward.verification.records import Evidence, Test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case
    from medward.kernel.links import Link
    from medward.kernel.records import Record


def trace(case: Case, identity: str) -> Trace:
    """Return the chain around a record.

    Raises:
        NotFoundError: There is no such record.
    """
    return walk(CaseMap(case), identity)


class CaseMap:
    """The records and links of a case as the walk wants them."""

    def __init__(self, case: Case) -> None:
        """Keep the case; rows are made when they are first asked for."""
        self._case = case
        self._rows: dict[str, ChainRow | None] = {}

    def row(self, identity: str) -> ChainRow | None:
        """Return a record with its state and breaks."""
        if identity not in self._rows:
            record = self._case.records.by_id.get(identity)
            self._rows[identity] = None if record is None else self._row(record)
        return self._rows[identity]

    def outgoing(self, identity: str) -> list[TraceLink]:
        """Return the links of a record."""
        return [self._link(link) for link in self._case.records.graph.outgoing.get(identity, ())]

    def incoming(self, identity: str) -> list[TraceLink]:
        """Return the links that point to a record."""
        return [self._link(link) for link in self._case.records.graph.incoming.get(identity, ())]

    def _row(self, record: Record) -> ChainRow:
        """Return the row of a record."""
        breaks = tuple(_breaks(record, self._case))
        return ChainRow(record.kind, record.title, state_of(record, self._case), breaks)

    def _link(self, link: Link) -> TraceLink:
        """Return a link with whether its target changed since it was reviewed."""
        return TraceLink(link.source, link.target, link.name, link in self._case.records.graph.suspect)


def _breaks(record: Record, case: Case) -> Iterator[str]:
    """Yield why the chain ends too early or does not hold at a record."""
    if isinstance(record, Threat):
        yield from _threat_breaks(record, case)
    elif isinstance(record, Risk):
        yield from _risk_breaks(record, case)
    else:
        why = _why_broken(record, case)
        if why:
            yield why


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


def _threat_breaks(threat: Threat, case: Case) -> Iterator[str]:
    if threat.disposition is Disposition.UNDECIDED:
        yield "nobody has decided about it"
    if threat.disposition is not Disposition.NOT_APPLICABLE and not case.records.linked_from(threat.id, Risk):
        yield "it leads to no risk"


def _risk_breaks(risk: Risk, case: Case) -> Iterator[str]:
    view = case.rated(risk)
    if not risk.harms:
        yield "it names no harm"
    for refused in view.refused:
        yield f"{refused.claim.metric} by {refused.claim.control} does not count: {refused.why}"
    if view.residual.cell in {Cell.UNACCEPTABLE, Cell.CANNOT_TELL}:
        yield f"residual class is {view.residual.cell}"
    if view.residual.cell is Cell.NEEDS_BENEFIT_RISK:
        accepted = case.decision_on(risk.id, DecisionKind.BENEFIT_RISK, DecisionKind.ACCEPT_RESIDUAL)
        if accepted.decision is None:
            yield f"residual class is R and nobody has accepted it: {accepted.why_not}"
    yield from (f"reopened: {cause}" for cause in view.causes if not cause.startswith("evidence:"))
