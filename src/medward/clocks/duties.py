"""Clock definitions made ready: predicates read once, the days they count, the roles that owe them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.catalogue.days import first_day, last_day
from medward.catalogue.pack import Stage
from medward.catalogue.predicates import Predicate, conjunction, parse
from medward.clocks.records import Knower

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from medward.catalogue.clock import Clock
    from medward.catalogue.pack import Pack

_COMPANY: Final = frozenset(
    {
        *(Knower.EMPLOYEE, Knower.REGULATORY, Knower.MANAGEMENT),
        *(Knower.REPRESENTATIVE, Knower.COMPLAINT_HANDLER),
    }
)
_KNOWERS: Final = {
    "importer": frozenset({Knower.IMPORTER}),
    "hospital": frozenset({Knower.HOSPITAL}),
    "investigator": frozenset({Knower.INVESTIGATOR}),
}
"""Whose knowledge starts the clock of those who are not the company itself."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A clock with its predicates read."""

    clock: Clock
    jurisdiction: str
    pack: str
    """Code of the instrument."""
    applies: Predicate
    when: Predicate
    stages: tuple[Predicate, ...]
    """Condition of each stage, the clock's own included."""
    holds: Predicate | None
    first: date | None
    last: date | None
    proposed: bool

    @property
    def knowers(self) -> frozenset[Knower]:
        """Roles whose knowledge starts it."""
        return _KNOWERS.get(self.clock.of, _COMPANY)

    def counts_on(self, day: date) -> bool:
        """Say whether the duty counts for something that started on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def duties(packs: Iterable[Pack]) -> tuple[Duty, ...]:
    """Return the clocks of some packs in their order."""
    return tuple(_duty(clock, pack) for pack in packs for clock in pack.clocks)


def _duty(clock: Clock, pack: Pack) -> Duty:
    """Make one clock ready."""
    adopted = [edition for edition in pack.editions if edition.stage is Stage.ADOPTED]
    starts = [first_day(edition.applies_from) for edition in adopted if edition.applies_from]
    when = parse(clock.when)
    return Duty(
        clock,
        pack.jurisdiction,
        pack.code,
        conjunction(_scope(pack, clock), clock.applies),
        when,
        tuple(conjunction(clock.when, stage.when) if stage.when else when for stage in clock.stages),
        parse(clock.holds_while) if clock.holds_while else None,
        first_day(clock.applies_from) if clock.applies_from else min(starts, default=None),
        last_day(clock.applies_until) if clock.applies_until else None,
        clock.proposed or not adopted,
    )


def _scope(pack: Pack, clock: Clock) -> str:
    """Return what the instrument itself asks; a clock with its own condition stands for itself."""
    if clock.applies:
        return ""
    if pack.applies or pack.jurisdiction == "intl":
        return pack.applies
    return f"market.{pack.jurisdiction}"
