"""How much the catalogue holds, by instrument and mark."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.catalogue.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.pack import Pack


@dataclass(frozen=True, slots=True)
class Count:
    """What one instrument, or all of them, holds."""

    code: str
    jurisdiction: str
    editions: int
    clauses: int
    clocks: int
    ahead: int
    """Dated changes."""
    marks: Counter[Mark]
    """Clauses and clocks by mark."""
    without_expectation: int
    """Clauses that reach no common expectation."""

    @property
    def as_json(self) -> dict[str, object]:
        """The count with keys scripts rely on."""
        return {
            "code": self.code,
            "jurisdiction": self.jurisdiction,
            "editions": self.editions,
            "clauses": self.clauses,
            "clocks": self.clocks,
            "ahead": self.ahead,
            "marks": {mark.value: self.marks[mark] for mark in Mark},
            "without_expectation": self.without_expectation,
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows, their sum, and what stands beside the instruments."""

    rows: tuple[Count, ...]
    total: Count
    others: dict[str, int]


def counts(catalogue: Catalogue, packs: Sequence[Pack]) -> Counts:
    """Return how much some instruments hold."""
    rows = tuple(map(_count, packs))
    total = Count(
        code="all",
        jurisdiction="",
        editions=sum(row.editions for row in rows),
        clauses=sum(row.clauses for row in rows),
        clocks=sum(row.clocks for row in rows),
        ahead=sum(row.ahead for row in rows),
        marks=sum((row.marks for row in rows), Counter[Mark]()),
        without_expectation=sum(row.without_expectation for row in rows),
    )
    others = {
        "expectations": len(catalogue.expectations),
        "outlines": len(catalogue.outlines),
        "corrections": len(catalogue.corrections),
        "facts": len(catalogue.facts),
        "sources": len(catalogue.sources) + sum(len(pack.sources) for pack in catalogue.packs),
    }
    return Counts(rows, total, others)


def _count(pack: Pack) -> Count:
    """Count one instrument."""
    return Count(
        code=pack.code,
        jurisdiction=pack.jurisdiction,
        editions=len(pack.editions),
        clauses=len(pack.clauses),
        clocks=len(pack.clocks),
        ahead=len(pack.upcoming),
        marks=Counter([*(row.confidence for row in pack.clauses), *(row.confidence for row in pack.clocks)]),
        without_expectation=sum(not clause.expectations for clause in pack.clauses),
    )
