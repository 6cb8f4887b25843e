"""How clauses of different instruments stand to each other, by way of the common expectations.

A clause and an expectation are read as sets of demands, and a relation says how
one set lies to the other. Relations compose along the way clause, expectation,
clause; what composition claims holds for every such sets that are not empty:

    equal        both ask the same
    subset       the first asks a part of the second: meeting the second meets the first
    superset     the first asks the second and more
    intersects   they share at least one demand
    none         nothing can be told

Composed, `intersects` is the weaker claim: one may also hold the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.catalogue.marks import Mark, weakest
from medward.catalogue.pack import Relation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.pack import Clause, Expectation, Pack

_INVERSE: Final = {
    Relation.EQUAL: Relation.EQUAL,
    Relation.SUBSET: Relation.SUPERSET,
    Relation.SUPERSET: Relation.SUBSET,
    Relation.INTERSECTS: Relation.INTERSECTS,
}
_COMPOSED: Final = {
    (Relation.SUBSET, Relation.SUBSET): Relation.SUBSET,
    (Relation.SUPERSET, Relation.SUPERSET): Relation.SUPERSET,
    (Relation.SUPERSET, Relation.SUBSET): Relation.INTERSECTS,
    (Relation.INTERSECTS, Relation.SUBSET): Relation.INTERSECTS,
    (Relation.SUPERSET, Relation.INTERSECTS): Relation.INTERSECTS,
}
"""Where neither is equal; what is not listed cannot be told."""
_STRENGTH: Final[tuple[Relation | None, ...]] = (*Relation, None)


@dataclass(frozen=True, slots=True)
class Place:
    """One clause that belongs to an expectation."""

    clause: Clause
    pack: Pack
    relation: Relation
    """Clause to expectation."""
    confidence: Mark
    """How sure the relation is; the clause has a mark of its own."""

    @property
    def is_met_by_it(self) -> bool:
        """Whether meeting the expectation meets the whole clause."""
        return self.relation in {Relation.EQUAL, Relation.SUBSET}


@dataclass(frozen=True, slots=True)
class Related:
    """How one clause stands to another."""

    source: str
    target: str
    pack: Pack
    """Instrument of the target."""
    relation: Relation | None
    """Source to target; none where nothing can be told."""
    confidence: Mark
    """The weakest mark of the relations it rests on."""
    through: tuple[str, ...]
    """Expectations on the way."""

    @property
    def is_met_by_it(self) -> bool:
        """Whether meeting the source meets the whole target."""
        return self.relation in {Relation.EQUAL, Relation.SUPERSET}


def inverse(relation: Relation) -> Relation:
    """Return the relation read the other way."""
    return _INVERSE[relation]


def compose(first: Relation, second: Relation) -> Relation | None:
    """Return how A stands to C, given how A stands to B and B to C; none where it cannot be told."""
    if first is Relation.EQUAL:
        return second
    if second is Relation.EQUAL:
        return first
    return _COMPOSED.get((first, second))


def combine(claims: Iterable[Relation | None]) -> Relation | None:
    """Return what several true claims about the same two sets say together."""
    found = set(claims)
    if {Relation.SUBSET, Relation.SUPERSET} <= found:
        return Relation.EQUAL
    return min(found, key=_STRENGTH.index, default=None)


def relation(catalogue: Catalogue, source: str, target: str) -> Related | None:
    """Return how one clause stands to another; none when they share no expectation.

    Raises:
        NotFoundError: There is no such clause.
    """
    one, other = catalogue.clause(source), catalogue.clause(target)
    ways = {
        name: compose(one.expectations[name], inverse(other.expectations[name]))
        for name in one.expectations
        if name in other.expectations
    }
    if not ways:
        return None
    whole = combine(ways.values())
    used = tuple(name for name, way in ways.items() if _bears(way, whole))
    confidence = weakest((one.relation_confidence, other.relation_confidence))
    return Related(source, target, catalogue.pack_of(target), whole, confidence, used)


def shown_together(catalogue: Catalogue, source: str) -> tuple[Related, ...]:
    """Return every other clause that shares an expectation with one, the strongest relations first.

    Raises:
        NotFoundError: There is no such clause.
    """
    shared = set(catalogue.clause(source).expectations)
    found = [
        related
        for clause in catalogue.clauses()
        if clause.id != source and not shared.isdisjoint(clause.expectations)
        if (related := relation(catalogue, source, clause.id)) is not None
    ]
    return tuple(sorted(found, key=lambda one: _STRENGTH.index(one.relation)))


def places(
    catalogue: Catalogue, expectation: str, within: Collection[str] | None = None
) -> Mapping[str, tuple[Place, ...]]:
    """Return the clauses of an expectation by jurisdiction: satisfy once, show in every place.

    Args:
        catalogue: What there is.
        expectation: Its id.
        within: Only these clauses; none for all.

    Raises:
        NotFoundError: There is no such expectation.
    """
    catalogue.expectation(expectation)
    return _by_jurisdiction(
        Place(clause, pack, clause.expectations[expectation], clause.relation_confidence)
        for pack in catalogue.packs
        for clause in pack.clauses
        if expectation in clause.expectations and (within is None or clause.id in within)
    )


def matrix(
    catalogue: Catalogue, within: Collection[str] | None = None
) -> tuple[tuple[Expectation, Mapping[str, tuple[Place, ...]]], ...]:
    """Return every expectation with its clauses by jurisdiction, in the order of the expectations."""
    return tuple((row, places(catalogue, row.id, within)) for row in catalogue.expectations)


def _by_jurisdiction(found: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    """Group places, in the order of the packs."""
    groups: dict[str, tuple[Place, ...]] = {}
    for place in found:
        groups[place.pack.jurisdiction] = (*groups.get(place.pack.jurisdiction, ()), place)
    return groups


def _bears(way: Relation | None, whole: Relation | None) -> bool:
    """Say whether a way contributes to the whole claim: two halves make an equal."""
    return way is whole or (whole is Relation.EQUAL and way in {Relation.SUBSET, Relation.SUPERSET})
