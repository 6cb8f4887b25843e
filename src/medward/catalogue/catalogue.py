"""The catalogue as one value: every instrument with its editions, and how to find things in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from medward.catalogue.consistency import inconsistencies
from medward.catalogue.days import first_day
from medward.catalogue.outline import answering
from medward.catalogue.pack import Force, Stage, edition_of
from medward.catalogue.reading import read_shelf
from medward.errors import NotFoundError
from medward.kernel.canonical import content_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from medward.catalogue.clock import Clock
    from medward.catalogue.corrections import Correction
    from medward.catalogue.outline import Outline
    from medward.catalogue.pack import Clause, DatedChange, Edition, Expectation, Pack
    from medward.catalogue.reading import Sheet, Spot
    from medward.catalogue.vocabulary import Fact
    from medward.errors import MedwardError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InForce:
    """An instrument on one day: the edition that counts then, if one is known to."""

    pack: Pack
    edition: Edition | None
    """None when no edition counts on the day, or the dates do not tell."""
    counts: bool | None
    """None when the dates do not tell."""
    words: str
    """Why, as `applies from 2027-12-11`."""


@dataclass(frozen=True)
class Catalogue:
    """Every row of the catalogue; all references between them were checked when it was read."""

    packs: tuple[Pack, ...]
    expectations: tuple[Expectation, ...]
    outlines: tuple[Outline, ...]
    corrections: tuple[Correction, ...]
    facts: Mapping[str, Fact]
    """The vocabulary of conditions, by name."""
    sources: Mapping[str, str]
    """Shared sources by key; see `source_words` for those of a pack."""
    deliverables: Mapping[str, str]
    """Deliverables by code."""
    spots: Mapping[str, Spot]
    """Where each pack, expectation, outline and correction was read, by code or id."""

    @cached_property
    def _answers(self) -> dict[str, str]:
        """Whatever may answer a part of an outline, as `answering` names it."""
        clauses = {clause.id: clause.evidence for clause in self.clauses()}
        return clauses | {name: title for outline in self.outlines for name, title in answering(outline)}

    @cached_property
    def _by_code(self) -> dict[str, Pack]:
        return {name: pack for pack in self.packs for name in (pack.code, pack.urn)}

    @cached_property
    def _clauses(self) -> dict[str, tuple[Clause, Pack]]:
        return {clause.id: (clause, pack) for pack in self.packs for clause in pack.clauses}

    @cached_property
    def _clocks(self) -> dict[str, tuple[Clock, Pack]]:
        return {clock.id: (clock, pack) for pack in self.packs for clock in pack.clocks}

    @cached_property
    def _changes(self) -> dict[str, tuple[DatedChange, Pack]]:
        return {change.id: (change, pack) for pack in self.packs for change in pack.upcoming}

    @cached_property
    def _expectations(self) -> dict[str, Expectation]:
        return {row.id: row for row in self.expectations}

    def pack(self, name: str) -> Pack:
        """Return a pack by code or URN; an edition after `@` is passed over.

        Raises:
            NotFoundError: There is none.
        """
        return _found(
            self._by_code, edition_of(name)[0], "instrument", "`medward catalogue list` shows them."
        )

    def clause(self, name: str) -> Clause:
        """Return a clause.

        Raises:
            NotFoundError: There is none.
        """
        return _found(self._clauses, name, "clause", "`medward catalogue show PACK` lists its clauses.")[0]

    def clock(self, name: str) -> Clock:
        """Return a clock.

        Raises:
            NotFoundError: There is none.
        """
        return _found(self._clocks, name, "clock", "`medward clock list` shows them.")[0]

    def expectation(self, name: str) -> Expectation:
        """Return a common expectation.

        Raises:
            NotFoundError: There is none.
        """
        return _found(self._expectations, name, "expectation", "`medward catalogue matrix` lists them.")

    def pack_of(self, name: str) -> Pack:
        """Return the pack that holds a clause, clock or dated change.

        Raises:
            NotFoundError: None does.
        """
        rows: dict[str, Pack] = {}
        for table in (self._clauses, self._clocks, self._changes):
            if name in table:
                rows[name] = table[name][1]
        return _found(
            rows, name, "clause, clock or dated change", "`medward catalogue list` shows the instruments."
        )

    def clauses(self) -> tuple[Clause, ...]:
        """Return every clause of every edition, in the order of the packs."""
        return tuple(clause for clause, _ in self._clauses.values())

    def clocks(self) -> tuple[Clock, ...]:
        """Return every clock, in the order of the packs."""
        return tuple(clock for clock, _ in self._clocks.values())

    def jurisdictions(self) -> tuple[str, ...]:
        """Return every jurisdiction, in the order of the packs."""
        return tuple(dict.fromkeys(pack.jurisdiction for pack in self.packs))

    def queries_of(self, clause: Clause) -> tuple[str, ...]:
        """Return the evidence queries of a clause: its own, else those of all its expectations."""
        if clause.shown_by:
            return clause.shown_by
        rows = (self._expectations[name] for name in clause.expectations)
        return tuple(dict.fromkeys(query for row in rows for query in row.shown_by))

    def answer_words(self, name: str) -> str:
        """Return what answers a part of an outline, as `US-TM (Threat model)`; a clause is told with its evidence."""
        return f"{name} ({self._answers[name]})"

    def source_words(self, pack: Pack, key: str) -> str:
        """Return what a source key of a pack stands for."""
        return pack.sources.get(key) or self.sources[key]

    def in_force(self, day: date) -> tuple[InForce, ...]:
        """Return every instrument with the edition that counts on a day."""
        return tuple(standing(pack, day) for pack in self.packs)


def edition_named(pack: Pack, name: str) -> Edition:
    """Return an edition by its id; the newest when none is named.

    Raises:
        NotFoundError: The pack lists no such edition.
    """
    if not name:
        return pack.newest
    for edition in pack.editions:
        if edition.id == name:
            return edition
    listed = ", ".join(edition.id for edition in pack.editions)
    raise NotFoundError(f"{pack.code} has no edition {name!r}", hint=f"Listed: {listed}.")


def standing(pack: Pack, day: date) -> InForce:
    """Return the newest edition that counts on a day, and why.

    Guidance, standards and schemes count from the day of issue where no other day is stated; a law does not.
    """
    adopted = [edition for edition in pack.editions if edition.stage is Stage.ADOPTED]
    if not adopted:
        return InForce(pack, None, counts=False, words="a proposal, not law")
    dated = [(edition, _with_begin(edition, pack.force)) for edition in adopted]
    unclear = [edition.id for edition, clear in dated if clear.counts_on(day) is None]
    doubt = f"no source says from which day {_edition(unclear[-1])} applies" if unclear else ""
    for edition, clear in reversed(dated):
        if clear.counts_on(day):
            words = f"{_edition(edition.id)}, applies from {clear.applies_from}"
            return InForce(pack, edition, counts=True, words="; ".join(filter(None, (words, doubt))))
    if doubt:
        return InForce(pack, None, counts=None, words=doubt)
    for edition, clear in dated:
        if clear.applies_from and first_day(clear.applies_from) > day:
            words = f"applies from {clear.applies_from}, {_edition(edition.id)}"
            return InForce(pack, None, counts=False, words=words)
    return InForce(pack, None, counts=False, words=f"applied until {adopted[-1].applies_until}")


def _edition(identity: str) -> str:
    """Return an edition as it is spoken of; one that no day or number tells apart is the current one."""
    return "the current edition" if identity == "current" else f"edition {identity}"


def clauses_of(pack: Pack, edition: str = "") -> tuple[Clause, ...]:
    """Return the clauses of an edition as they stood in it; of the newest when none is named.

    Raises:
        NotFoundError: The pack lists no such edition.
    """
    order = [one.id for one in pack.editions]
    at = order.index(edition_named(pack, edition).id)
    return tuple(_as_of(clause, order, at) for clause in pack.clauses if _stands(clause, order, at))


def pack_digest(pack: Pack) -> str:
    """Return the SHA-256 of the canonical content of a pack: what an adoption signs.

    Evidence queries are left out: what shows a clause may be found better without the clause changing.
    """
    ours = {"clauses": {"__all__": {"shown_by"}}}
    return content_digest(pack.model_dump(mode="json", exclude_defaults=True, exclude=ours))


def find_problems(sheets: Iterable[Sheet]) -> list[MedwardError]:
    """Return everything that is wrong with some files read together."""
    shelf = read_shelf(sheets)
    return [*shelf.problems, *inconsistencies(shelf)]


def assemble(sheets: Iterable[Sheet]) -> Catalogue:
    """Return files as one catalogue, all of it or nothing.

    Raises:
        InvalidInputError: The first problem, with file and line, and how many more there are.
    """
    shelf = read_shelf(sheets)
    problems = [*shelf.problems, *inconsistencies(shelf)]
    if problems:
        first = problems[0]
        if len(problems) > 1:
            first.message = (
                f"{first.message} ({len(problems) - 1} more; `medward catalogue check` lists them)"
            )
        raise first
    spots = {pack.code: spot for pack, spot in shelf.packs}
    for rows in (shelf.expectations, shelf.outlines, shelf.corrections):
        spots.update({row.id: spot for row, spot in rows})
    return Catalogue(
        packs=tuple(pack for pack, _ in shelf.packs),
        expectations=tuple(row for row, _ in shelf.expectations),
        outlines=tuple(row for row, _ in shelf.outlines),
        corrections=tuple(row for row, _ in shelf.corrections),
        facts={fact.name: fact for fact, _ in shelf.facts},
        sources={name: text for name, text, _ in shelf.sources},
        deliverables={name: text for name, text, _ in shelf.deliverables},
        spots=spots,
    )


def _found(table: Mapping[str, T], name: str, what: str, hint: str) -> T:
    """Return a row of a table.

    Raises:
        NotFoundError: There is no such row.
    """
    try:
        return table[name]
    except KeyError:
        raise NotFoundError(f"the catalogue has no {what} {name!r}", hint=hint) from None


def _with_begin(edition: Edition, force: Force) -> Edition:
    """Return an edition with the day of issue as its first day, where its kind of text counts from then."""
    if edition.applies_from is None and edition.issued is not None and force is not Force.LAW:
        return edition.model_copy(update={"applies_from": edition.issued})
    return edition


def _stands(clause: Clause, order: list[str], at: int) -> bool:
    """Say whether an edition holds a clause."""
    since = order.index(clause.since) if clause.since else 0
    until = order.index(clause.until) if clause.until else len(order) - 1
    return since <= at <= until


def _as_of(clause: Clause, order: list[str], at: int) -> Clause:
    """Return a clause in the wording it had in an edition."""
    for wording in reversed(clause.earlier):
        if at <= order.index(wording.until):
            changes = {"ref": wording.ref or clause.ref, "text": wording.text or clause.text}
            clause = clause.model_copy(update=changes)
    return clause
