"""Decisions made before that resemble an open one, each with the points that say how.

Source: field.md 3 and practice 0 (remembered rationale). The points are Medward's proposal [P]: they order
suggestions and decide nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vex.limits import DECIDED
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.kernel.recordset import RecordSet
    from medward.vex.records import Assessment

POINTS: Final = {
    "same vulnerability": 6,
    "same component": 4,
    "same weakness": 2,
    "same vendor": 1,
    "same deployable": 1,
}
ENOUGH: Final = 2
"""Points below which two decisions have nothing in common worth reading."""


class Similar(NamedTuple):
    """A decision that resembles another one."""

    assessment: Assessment
    points: int
    why: tuple[str, ...]
    """What they share, as `same component urllib3 (4)`."""


class Past:
    """Every decided assessment, indexed by what makes two of them alike."""

    def __init__(self, assessments: Iterable[Assessment], records: RecordSet) -> None:
        """Index the decided ones among `assessments`."""
        self._records = records
        self._by: dict[tuple[str, str], list[Assessment]] = defaultdict(list)
        for one in assessments:
            if one.status in DECIDED:
                for trait in self._traits(one):
                    self._by[trait].append(one)

    def like(self, one: Assessment, most: int = 5) -> tuple[Similar, ...]:
        """Return decisions that resemble one assessment, those with most points first, itself left out."""
        shared: dict[str, list[tuple[str, str]]] = defaultdict(list)
        found: dict[str, Assessment] = {}
        for trait in self._traits(one):
            for other in self._by.get(trait, ()):
                if other.id != one.id:
                    found[other.id] = other
                    shared[other.id].append(trait)
        rated = [_rated(found[name], traits) for name, traits in shared.items()]
        kept = [item for item in rated if item.points >= ENOUGH]
        return tuple(sorted(kept, key=lambda item: (-item.points, item.assessment.id))[:most])

    def _traits(self, one: Assessment) -> Iterator[tuple[str, str]]:
        """Yield what an assessment can share with others."""
        line = line_of(one.component)
        yield "same vulnerability", one.vulnerability
        yield "same component", line.key
        if line.vendor:
            yield "same vendor", line.vendor.lower()
        if one.deployable:
            yield "same deployable", one.deployable
        known = self._records.find(one.vulnerability, Vulnerability)
        for cwe in dict.fromkeys(known.cwes if known else ()):
            yield "same weakness", cwe


def _rated(one: Assessment, traits: list[tuple[str, str]]) -> Similar:
    """Return a decision with its points; several shared weaknesses count once."""
    named: dict[str, list[str]] = {}
    for trait, value in traits:
        named.setdefault(trait, []).append(value)
    why = tuple(f"{trait} {', '.join(values)} ({POINTS[trait]})" for trait, values in named.items())
    return Similar(one, sum(POINTS[trait] for trait in named), why)
