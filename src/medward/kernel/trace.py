"""The trace graph: which record leads to which, and which link needs a fresh look.

A link is *suspect* when the record it points to has another content than the one
it was reviewed against. The ledger keeps the reviewed digests; this module only
compares. An id nobody has is kept as a dangling link, never dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from medward.kernel.links import Link, links_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.kernel.records import Record


@dataclass(frozen=True)
class TraceGraph:
    """Records by id and the links between them, both ways."""

    records: Mapping[str, Record]
    outgoing: Mapping[str, tuple[Link, ...]]
    incoming: Mapping[str, tuple[Link, ...]]
    dangling: tuple[Link, ...] = ()
    suspect: frozenset[Link] = field(default_factory=frozenset)

    def sources(self, target: str, *prefixes: str) -> list[str]:
        """Return the ids that point to `target`, of these three-letter types or of all."""
        found = dict.fromkeys(
            link.source
            for link in self.incoming.get(target, ())
            if not prefixes or link.source.split("-")[1] in prefixes
        )
        return list(found)

    def cycle(self) -> list[Link]:
        """Return the links of one circle, or nothing when there is none.

        Ownership is left out: who answers for a record says nothing about what it is derived from.
        """
        derived = {
            node: tuple(link for link in links if link.name != "owner")
            for node, links in self.outgoing.items()
        }
        return _find_cycle(derived)


def build_graph(
    records: Mapping[str, Record],
    digests: Mapping[str, str] | None = None,
    reviewed: Mapping[Link, str] | None = None,
) -> TraceGraph:
    """Return the graph of `records`.

    Args:
        records: Every record by id.
        digests: Content digest by id, where it is known without computing it.
        reviewed: For each link of the ledger, the digest its target had when the source was last
            written or reviewed. Links without an entry are not suspect: nobody has reviewed them yet.
    """
    outgoing: dict[str, tuple[Link, ...]] = {}
    incoming: dict[str, list[Link]] = {}
    dangling: list[Link] = []
    for identity, record in records.items():
        links = tuple(links_of(record))
        outgoing[identity] = links
        for link in links:
            incoming.setdefault(link.target, []).append(link)
            if link.target not in records:
                dangling.append(link)
    suspect = frozenset(_suspect_links(records, outgoing, digests or {}, reviewed or {}))
    return TraceGraph(records, outgoing, {k: tuple(v) for k, v in incoming.items()}, tuple(dangling), suspect)


def _suspect_links(
    records: Mapping[str, Record],
    outgoing: Mapping[str, tuple[Link, ...]],
    digests: Mapping[str, str],
    reviewed: Mapping[Link, str],
) -> Iterable[Link]:
    """Yield the links whose target changed since the source was reviewed."""
    if not reviewed:
        return
    for links in outgoing.values():
        for link in links:
            seen = reviewed.get(link)
            target = records.get(link.target)
            if seen and target is not None and (digests.get(link.target) or target.digest) != seen:
                yield link


def _find_cycle(outgoing: Mapping[str, tuple[Link, ...]]) -> list[Link]:
    """Walk depth first without recursion; a link back into the current path closes a circle."""
    done: set[str] = set()
    for start in outgoing:
        if start in done:
            continue
        path: list[Link] = []
        on_path = {start}
        stack = [iter(outgoing[start])]
        while stack:
            link = next(stack[-1], None)
            if link is None:
                stack.pop()
                leaving = path.pop().target if path else start
                on_path.discard(leaving)
                done.add(leaving)
            elif link.target in on_path:
                return [*_tail_from(path, link.target), link]
            elif link.target not in done:
                path.append(link)
                on_path.add(link.target)
                stack.append(iter(outgoing.get(link.target, ())))
    return []


def _tail_from(path: list[Link], node: str) -> list[Link]:
    """Return the part of a path that begins at `node`."""
    for index, link in enumerate(path):
        if link.source == node:
            return path[index:]
    return []
