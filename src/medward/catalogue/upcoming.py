"""What changes on a known day ahead: dated changes, editions that begin or end, clocks that begin or end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.catalogue.days import first_day, last_day
from medward.catalogue.pack import Stage
from medward.errors import InvalidInputError
from medward.kernel.months import months_after

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.marks import Mark
    from medward.catalogue.pack import Edition, Pack

FARTHEST: Final = 600
"""Months; fifty years are more than any law looks ahead."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """One change on a known day."""

    on: str
    """The day as its source states it: a day, a month or a year."""
    id: str
    """Dated change, clock, or instrument with edition."""
    pack: Pack
    what: str
    confidence: Mark
    sources: tuple[str, ...]
    proposed: bool
    """Whether it rests on a proposal: not law, and its day is the proposer's."""


def upcoming(catalogue: Catalogue, today: date, months: int) -> tuple[Ahead, ...]:
    """Return what changes from today until that many months later, the soonest first.

    A change of which only the month or year is known is shown while any day of it lies ahead in that time.

    Raises:
        InvalidInputError: The number of months is not between 1 and `FARTHEST`.
    """
    if not 1 <= months <= FARTHEST:
        raise InvalidInputError(
            f"{months} months ahead; 1 to {FARTHEST} are possible", hint="As `--within 24m`."
        )
    end = months_after(today, months)
    found = [one for pack in catalogue.packs for one in _of(pack)]
    ahead = [one for one in found if first_day(one.on) <= end and last_day(one.on) >= today]
    return tuple(sorted(ahead, key=lambda one: (first_day(one.on), last_day(one.on), one.id)))


def _of(pack: Pack) -> Iterator[Ahead]:
    """Yield every dated thing of a pack."""
    for change in pack.upcoming:
        yield Ahead(
            change.on, change.id, pack, change.what, change.confidence, change.sources, proposed=False
        )
    for edition in pack.editions:
        yield from _of_edition(edition, pack)
    for clock in pack.clocks:
        spans = ((clock.applies_from, "begins to count"), (clock.applies_until, "counts for the last day"))
        for day, words in spans:
            if day:
                what = f"the clock {words}: {clock.duty}"
                yield Ahead(day, clock.id, pack, what, clock.confidence, clock.sources, clock.proposed)


def _of_edition(edition: Edition, pack: Pack) -> Iterator[Ahead]:
    """Yield the first and the last day of an edition."""
    proposed = edition.stage is Stage.PROPOSAL
    name = f"{pack.code}@{edition.id}"
    title = edition.title or pack.title
    spans = ((edition.applies_from, "begins to apply"), (edition.applies_until, "applies for the last day"))
    for day, words in spans:
        if day:
            what = f"the {'proposal' if proposed else 'edition'} {words}: {title}"
            yield Ahead(day, name, pack, what, edition.confidence, edition.sources, proposed)
