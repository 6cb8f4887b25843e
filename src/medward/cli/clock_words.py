"""Clocks in words: limits, what they count from, where days are counted, what a day off does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.kernel.words import spelled

if TYPE_CHECKING:
    from medward.catalogue.clock import Clock, ClockStage

_HERE: Final = "occurrence"
"""Zone or calendar of the country where it happened."""
_DAYS_OFF: Final = {"saturday": "Saturday", "sunday": "Sunday", "holiday": "public holiday"}


def limits(clock: Clock) -> str:
    """Return duty and limits on one line."""
    limits = "; ".join(
        f"{stage.name}: {stage.words}" if stage.name else stage.words for stage in clock.stages
    )
    return f"{'PROPOSED, not law: ' if clock.proposed else ''}{clock.duty}: {limits}"


def starts(clock: Clock) -> set[str]:
    """Return the facts that start a clock."""
    return {name for stage in clock.stages for name in (stage.start, *stage.readings)}


def limit(stage: ClockStage) -> str:
    """Return a limit with what it is counted from."""
    counted = f"{stage.amount} {spelled(stage.unit)}" if stage.amount else "no number"
    from_what = f"{'before' if stage.before else 'from'} {stage.start}"
    also = f", also read from {' or '.join(stage.readings)}" if stage.readings else ""
    known = f", learned by {' or '.join(stage.known_by)}" if stage.known_by else ""
    condition = f", when {stage.when}" if stage.when else ""
    return f"{stage.words} ({counted} {from_what}{also}{known}{condition})"


def day_off(clock: Clock) -> str:
    """Return what the law says about a last day that is a day off."""
    rule = clock.day_off
    if rule is None:
        return ""
    how = (
        "moves the end to the next day that is none" if rule.moves else "may move the end; shown as a reading"
    )
    return f"a last day that is a {' or '.join(_DAYS_OFF[day] for day in rule.days)} {how} ({rule.law})"


def counted_in(clock: Clock) -> str:
    """Return whose days are counted, and whose holidays."""
    zone = "the time zone of the country where it happened" if clock.zone == _HERE else clock.zone
    if not clock.holidays:
        return zone
    return (
        f"{zone}, with {'its holidays' if clock.holidays == _HERE else f'the holidays of {clock.holidays}'}"
    )
