"""All records of one device file at one moment, by id and by kind."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from medward.errors import NotFoundError
from medward.kernel.records import Record
from medward.kernel.trace import TraceGraph, build_graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.kernel.links import Link

R = TypeVar("R", bound=Record)


class RecordSet:
    """An unchanging set of records; the graph is built when first asked for."""

    def __init__(
        self,
        records: Iterable[Record],
        digests: Mapping[str, str] | None = None,
        reviewed: Mapping[Link, str] | None = None,
    ) -> None:
        """Index `records` in id order; see `build_graph` for the other two."""
        self.by_id: dict[str, Record] = {
            record.id: record for record in sorted(records, key=lambda item: item.id)
        }
        self._digests = digests
        self._reviewed = reviewed

    def __iter__(self) -> Iterator[Record]:
        """Go through the records in id order."""
        return iter(self.by_id.values())

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self.by_id)

    def __contains__(self, identity: object) -> bool:
        """Say whether a record with this id exists."""
        return identity in self.by_id

    @cached_property
    def graph(self) -> TraceGraph:
        """The trace graph of these records."""
        return build_graph(self.by_id, self._digests, self._reviewed)

    @cached_property
    def _by_class(self) -> dict[type[Record], list[Record]]:
        grouped: dict[type[Record], list[Record]] = {}
        for record in self:
            grouped.setdefault(type(record), []).append(record)
        return grouped

    def of(self, kind: type[R]) -> list[R]:
        """Return every record of one kind in id order."""
        return [record for record in self._by_class.get(kind, ()) if isinstance(record, kind)]

    def find(self, identity: str, kind: type[R]) -> R | None:
        """Return a record when it exists and is of that kind."""
        record = self.by_id.get(identity)
        return record if isinstance(record, kind) else None

    def get(self, identity: str) -> Record:
        """Return a record.

        Raises:
            NotFoundError: No such record.
        """
        if identity not in self.by_id:
            raise NotFoundError(f"there is no record {identity}", hint="`medward list` shows every id.")
        return self.by_id[identity]

    def title_of(self, identity: str) -> str:
        """Return the title of a record; an id that nothing has stands for itself."""
        record = self.by_id.get(identity)
        return record.title if record else identity

    def linked_from(self, identity: str, kind: type[R]) -> list[R]:
        """Return the records of one kind that point to `identity`, e.g. the requirements of a control."""
        sources = self.graph.sources(identity, kind.prefix)
        return [record for record in map(self.by_id.get, sources) if isinstance(record, kind)]
