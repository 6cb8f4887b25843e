"""The walk along the chain of assurance, over plain rows, so that a stored map can be walked without typed records.

The chain has seven links: element or interface, threat, risk, control, requirement,
test, evidence. From a record the walk goes down the chain and up the chain, never
up again after going down, so a control shared by ten risks does not drag in ten
chains. Harms, decisions, labels, reviews and the like hang on a link of the chain and
are not walked through; releases, zones and people are ends.

Source: practice 2.7 and 7.1 document 15; FDA premarket guidance, traceability, in our words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from medward.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


class ChainRow(NamedTuple):
    """What the walk needs to know of a record."""

    kind: str
    title: str
    state: str
    breaks: tuple[str, ...]
    """Why the chain does not hold at this record."""


class ChainMap(Protocol):
    """Records and links, wherever they are kept: typed in memory, or as rows of a file."""

    def row(self, identity: str) -> ChainRow | None:
        """Return a record, None when there is none."""
        ...

    def outgoing(self, identity: str) -> Sequence[TraceLink]:
        """Return the links of a record."""
        ...

    def incoming(self, identity: str) -> Sequence[TraceLink]:
        """Return the links that point to a record."""
        ...


def walk(rows: ChainMap, identity: str) -> Trace:
    """Return the chain around a record.

    Raises:
        NotFoundError: There is no such record.
    """
    start = rows.row(identity)
    if start is None:
        raise NotFoundError(f"there is no record {identity}", hint="`medward list` shows every id.")
    seeds = [identity] if start.kind in LEVELS else _neighbours(identity, rows)
    on_chain: set[str] = set()
    for seed in seeds:
        on_chain |= _along(seed, rows, step=1) | _along(seed, rows, step=-1)
    shown = {identity} | on_chain | _hanging(on_chain, rows)
    links = tuple(_links(shown, on_chain | {identity}, rows))
    breaks = (*_breaks(sorted(on_chain), rows), *_suspects(links))
    broken = {item.record for item in breaks}
    nodes = [node for name in shown for node in _node(name, rows, broken)]
    return Trace(identity, tuple(sorted(nodes, key=lambda node: (node.level, node.id))), links, breaks)


def _along(start: str, rows: ChainMap, step: int) -> set[str]:
    """Return what lies below (`step` 1) or above (`step` -1) a record in the chain, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        level = _level(here, rows)
        for other in _neighbours(here, rows):
            if other not in found and (_level(other, rows) - level) * step > 0:
                found.add(other)
                waiting.append(other)
    return found


def _neighbours(identity: str, rows: ChainMap) -> list[str]:
    """Return the records of the chain next to one, in both directions of linking."""
    near = [link.target for link in rows.outgoing(identity)]
    row = rows.row(identity)
    if row is not None and row.kind not in _ENDS:
        near += [link.source for link in rows.incoming(identity)]
    return [other for other in dict.fromkeys(near) if _level(other, rows) >= 0]


def _level(identity: str, rows: ChainMap) -> int:
    """Return the place of a record in the chain, -1 when it has none."""
    row = rows.row(identity)
    return LEVELS.get(row.kind, -1) if row else -1


def _hanging(on_chain: set[str], rows: ChainMap) -> set[str]:
    """Return what hangs on the chain: what its records name, and what is about them."""
    near = {link.target for identity in on_chain for link in rows.outgoing(identity)}
    near |= {link.source for identity in on_chain for link in rows.incoming(identity)}
    return {name for name in near - on_chain if (row := rows.row(name)) is not None and row.kind in _BESIDE}


def _links(shown: set[str], middle: set[str], rows: ChainMap) -> Iterator[TraceLink]:
    """Yield the links between shown records of which at least one is on the chain."""
    for identity in sorted(shown):
        for link in rows.outgoing(identity):
            if link.target in shown and {identity, link.target} & middle and link.name != "owner":
                yield link


def _node(identity: str, rows: ChainMap, broken: set[str]) -> Iterator[TraceNode]:
    """Yield a record as a node."""
    row = rows.row(identity)
    if row is not None:
        level = LEVELS.get(row.kind, _BESIDE.get(row.kind, 0))
        yield TraceNode(identity, row.kind, row.title, row.state, level, identity in broken)


def _breaks(identities: Iterable[str], rows: ChainMap) -> Iterator[Break]:
    """Yield where the chain ends too early or does not hold."""
    for identity in identities:
        row = rows.row(identity)
        yield from (Break(identity, what) for what in (row.breaks if row else ()))


def _suspects(links: Iterable[TraceLink]) -> Iterator[Break]:
    """Yield the links whose target changed since somebody reviewed them."""
    for link in links:
        if link.suspect:
            yield Break(link.source, f"its link {link.name} to {link.target} is suspect: the target changed")
