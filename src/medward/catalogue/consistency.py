"""What the files of the catalogue must agree on: ids, references, conditions, dates.

Every problem is found, not only the first, so that an author mends a file in one go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.catalogue.days import first_day, last_day
from medward.catalogue.outline import answering
from medward.catalogue.predicates import parse
from medward.catalogue.vocabulary import About
from medward.errors import InvalidInputError, InvalidRecordError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from medward.catalogue.clock import Clock
    from medward.catalogue.outline import Outline
    from medward.catalogue.pack import Clause, DatedChange, Pack
    from medward.catalogue.reading import Shelf, Spot

_STAGE: Final = "stage:"
"""Begins the name of an earlier stage where a stage of a clock starts with a filing."""
_FILED: Final = "filed:"
"""Begins the id of an earlier clock where a stage starts with its filing."""


def inconsistencies(shelf: Shelf) -> Iterator[InvalidRecordError]:
    """Yield what the rows of some files contradict each other in, in the order of the files."""
    yield from _repeated(shelf)
    yield from _References(shelf).problems()
    yield from _Conditions(shelf).problems()
    yield from _circles(shelf)
    for pack, spot in shelf.packs:
        yield from _dates(pack, spot)


def _repeated(shelf: Shelf) -> Iterator[InvalidRecordError]:
    """Yield every id that stands twice, with both places."""
    tables = (_pack_names(shelf), _ids(shelf), _fact_names(shelf), _source_names(shelf), _code_names(shelf))
    for names in tables:
        seen: dict[str, tuple[Spot, tuple[str | int, ...]]] = {}
        for name, spot, path in names:
            first = seen.setdefault(name, (spot, path))
            if first != (spot, path):
                yield InvalidRecordError(
                    f"{name}: the id stands twice, first at {first[0].at(*first[1])}",
                    place=spot.at(*path),
                    hint="Give one of the two another id; ids are unique over all files.",
                )


def _pack_names(shelf: Shelf) -> Iterator[tuple[str, Spot, tuple[str | int, ...]]]:
    for pack, spot in shelf.packs:
        yield pack.urn, spot, ("urn",)
        yield pack.code, spot, ("code",)


def _ids(shelf: Shelf) -> Iterator[tuple[str, Spot, tuple[str | int, ...]]]:
    """Yield every id of a row with its place."""
    for pack, spot in shelf.packs:
        for key, named in _named_rows(pack):
            for number, row in enumerate(named):
                yield row.id, spot, (key, number, "id")
    singles = [(one.id, spot) for one, spot in shelf.expectations]
    singles += [(one.id, spot) for one, spot in shelf.outlines]
    singles += [(one.id, spot) for one, spot in shelf.corrections]
    for name, spot in singles:
        yield name, spot, ("id",)


def _named_rows(pack: Pack) -> tuple[tuple[str, Sequence[Clause | Clock | DatedChange]], ...]:
    """Return the lists of a pack whose rows have ids, by key."""
    return (("clauses", pack.clauses), ("clocks", pack.clocks), ("upcoming", pack.upcoming))


def _fact_names(shelf: Shelf) -> Iterator[tuple[str, Spot, tuple[str | int, ...]]]:
    for fact, spot in shelf.facts:
        yield fact.name, spot, ("name",)


def _source_names(shelf: Shelf) -> Iterator[tuple[str, Spot, tuple[str | int, ...]]]:
    for name, _, spot in shelf.sources:
        yield name, spot, ()


def _code_names(shelf: Shelf) -> Iterator[tuple[str, Spot, tuple[str | int, ...]]]:
    for name, _, spot in shelf.deliverables:
        yield name, spot, ()


class _References:
    """Finds names that lead nowhere."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.sources = {name for name, _, _ in shelf.sources}
        self.deliverables = {name for name, _, _ in shelf.deliverables}
        self.expectations = {row.id for row, _ in shelf.expectations}
        self.codes = {pack.code for pack, _ in shelf.packs}
        self.clocks = {clock.id for pack, _ in shelf.packs for clock in pack.clocks}
        self.answers = {name for outline, _ in shelf.outlines for name, _ in answering(outline)}
        self.answers |= {clause.id for pack, _ in shelf.packs for clause in pack.clauses}
        self.events = {fact.name for fact, _ in shelf.facts if fact.about is About.EVENT and fact.is_plain}

    def problems(self) -> Iterator[InvalidRecordError]:
        """Yield each one."""
        for pack, spot in self.shelf.packs:
            yield from self._of_pack(pack, spot)
        for row, spot in self.shelf.expectations:
            yield from _unknown("deliverable", row.deliverables, self.deliverables, spot, "deliverables")
        for correction, spot in self.shelf.corrections:
            yield from _unknown("source", correction.sources, self.sources, spot, "sources")
            yield from _unknown("instrument", correction.about, self.codes, spot, "about")
        for outline, spot in self.shelf.outlines:
            named = [outline.deliverable] if outline.deliverable else []
            yield from _unknown("deliverable", named, self.deliverables, spot, "deliverable")
            yield from _unknown("instrument", outline.instruments, self.codes, spot, "instruments")
            yield from _unknown("source", outline.sources, self.sources, spot, "sources")
            yield from self._of_parts(outline, spot)

    def _of_parts(self, outline: Outline, spot: Spot) -> Iterator[InvalidRecordError]:
        for number, part in enumerate(outline.sections):
            at = ("sections", number)
            what = "outline, part of one or clause"
            yield from _unknown(what, part.answered_by, self.answers, spot, *at, "answered_by")
            yield from _unknown("instrument", part.asked_by, self.codes, spot, *at, "asked_by")

    def _of_pack(self, pack: Pack, spot: Spot) -> Iterator[InvalidRecordError]:
        known = self.sources | set(pack.sources)
        for number, edition in enumerate(pack.editions):
            yield from _unknown("source", edition.sources, known, spot, "editions", number, "sources")
        for key, rows in _named_rows(pack):
            for number, row in enumerate(rows):
                yield from _unknown("source", row.sources, known, spot, key, number, "sources")
        for number, clause in enumerate(pack.clauses):
            yield from self._of_clause(clause, pack, spot, number)
        for number, clock in enumerate(pack.clocks):
            yield from self._of_clock(clock, spot, number)

    def _of_clause(self, clause: Clause, pack: Pack, spot: Spot, number: int) -> Iterator[InvalidRecordError]:
        at = ("clauses", number)
        yield from _unknown("deliverable", clause.deliverables, self.deliverables, spot, *at, "deliverables")
        yield from _unknown("expectation", clause.expectations, self.expectations, spot, *at, "expectations")
        others = self.codes - {pack.code}
        yield from _unknown("other instrument", clause.also_in, others, spot, *at, "also_in")

    def _of_clock(self, clock: Clock, spot: Spot, number: int) -> Iterator[InvalidRecordError]:
        at = ("clocks", number)
        yield from _unknown("other clock", clock.replaces, self.clocks - {clock.id}, spot, *at, "replaces")
        earlier: set[str] = set()
        for which, stage in enumerate(clock.stages):
            starts = self.events | earlier | {_FILED + name for name in self.clocks - {clock.id}}
            yield from _unknown("event", (stage.start,), starts, spot, *at, "stages", which, "start")
            yield from _unknown("event", stage.readings, starts, spot, *at, "stages", which, "readings")
            others = {other.name for other in clock.stages} - {stage.name}
            yield from _unknown("other stage", stage.replaces, others, spot, *at, "stages", which, "replaces")
            earlier.add(_STAGE + stage.name)
        given = (clock.gives,) if clock.gives else ()
        yield from _unknown("event", given, self.events, spot, *at, "gives")


def _unknown(
    what: str, names: Iterable[str], known: Container[str], spot: Spot, *path: str | int
) -> Iterator[InvalidRecordError]:
    """Yield an error for each name that is not known, on the line it stands on."""
    names = list(names)
    for number, name in enumerate(names):
        if name not in known:
            step = name if path[-1] == "expectations" else number
            yield InvalidRecordError(
                f"there is no {what} {name!r}",
                place=spot.at(*path, step),
                hint="Correct the name, or add what it names.",
            )


class _Conditions:
    """Finds conditions that cannot be read or speak of unknown facts."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.vocabulary = {fact.name: fact for fact, _ in shelf.facts}

    def problems(self) -> Iterator[InvalidRecordError]:
        """Yield each one."""
        for pack, spot in self.shelf.packs:
            yield from self._of(pack.applies, spot, "applies")
            for number, clause in enumerate(pack.clauses):
                yield from self._of(clause.applies, spot, "clauses", number, "applies")
            for number, clock in enumerate(pack.clocks):
                yield from self._of(clock.applies, spot, "clocks", number, "applies")
                yield from self._of(clock.when, spot, "clocks", number, "when")
                yield from self._of(clock.holds_while, spot, "clocks", number, "holds_while")
                for which, stage in enumerate(clock.stages):
                    yield from self._of(stage.when, spot, "clocks", number, "stages", which, "when")

    def _of(self, text: str, spot: Spot, *path: str | int) -> Iterator[InvalidRecordError]:
        if not text:
            return
        try:
            found = parse(text).problems(self.vocabulary)
        except InvalidInputError as error:
            yield InvalidRecordError(f"{path[-1]}: {error.message}", place=spot.at(*path), hint=error.hint)
            return
        for problem in found:
            yield InvalidRecordError(
                f"{path[-1]}: {problem}",
                place=spot.at(*path),
                hint="The names and choices stand in facts.yaml.",
            )


def _circles(shelf: Shelf) -> Iterator[InvalidRecordError]:
    """Yield clocks that replace themselves over others: each would end the next, and none would be left."""
    replaces = {clock.id: clock.replaces for pack, _ in shelf.packs for clock in pack.clocks}
    for pack, spot in shelf.packs:
        for number, clock in enumerate(pack.clocks):
            if _leads_back(clock.id, replaces):
                yield InvalidRecordError(
                    f"{clock.id}: it replaces clocks that replace it in turn",
                    place=spot.at("clocks", number, "replaces"),
                    hint="Keep the one direction in which the law shortens.",
                )


def _leads_back(start: str, replaces: Mapping[str, Sequence[str]]) -> bool:
    """Say whether a way from a clock over those it replaces comes back to it."""
    seen: set[str] = set()
    ahead = list(replaces[start])
    while ahead:
        name = ahead.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            ahead += replaces.get(name, ())
    return False


def _dates(pack: Pack, spot: Spot) -> Iterator[InvalidRecordError]:
    """Yield editions that end before they begin, are listed twice, or stand in the wrong order."""
    for number, edition in enumerate(pack.editions):
        if any(other.id == edition.id for other in pack.editions[:number]):
            yield InvalidRecordError(
                f"{pack.code}: the edition {edition.id} is listed twice",
                place=spot.at("editions", number, "id"),
                hint="List an edition once.",
            )
        if _ends_early(edition.applies_from, edition.applies_until):
            yield InvalidRecordError(
                f"{pack.code}: the edition {edition.id} ends before it begins",
                place=spot.at("editions", number, "applies_until"),
                hint="Correct one of the two days.",
            )
        if edition.supersedes and edition.supersedes not in {one.id for one in pack.editions[:number]}:
            yield InvalidRecordError(
                f"{pack.code}: the edition {edition.id} supersedes {edition.supersedes}, "
                "which does not stand before it",
                place=spot.at("editions", number, "supersedes"),
                hint="Editions are listed oldest first; none supersedes itself or a later one.",
            )
    order = [edition.id for edition in pack.editions]
    for number, clause in enumerate(pack.clauses):
        if clause.since and clause.until and order.index(clause.since) > order.index(clause.until):
            yield InvalidRecordError(
                f"{clause.id}: since {clause.since} comes after until {clause.until}",
                place=spot.at("clauses", number, "since"),
                hint="Editions are listed oldest first.",
            )


def _ends_early(begin: str | None, end: str | None) -> bool:
    """Say whether a span of stated days has its end before its beginning."""
    return begin is not None and end is not None and last_day(end) < first_day(begin)
