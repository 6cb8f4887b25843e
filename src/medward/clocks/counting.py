"""From a start and a limit to the instant it ends.

Hours run in absolute time, through nights, weekends and changes of the clock.
Days are counted in the recipient's zone: the day of the start is not counted, the
last day counts to its end. Months and years end on the same date, or on the last day
of a shorter month. A limit that ends on a day off is flagged; it moves only where
the clock's law surely says so.

Sources: 21 CFR 803.10, 803.50 ("after the day that you become aware"); Regulation (EEC, Euratom)
1182/71 Art. 3(1)-(4) and MDCG 2023-3 rev.2, question 14; Interpretation Act (Canada) ss. 26, 27.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from medward.catalogue.clock import ClockStage, DayOff, Unit
from medward.clocks.calendars import PLAIN, holidays_between, holidays_of, is_working_day, working_day_after
from medward.errors import InvalidInputError
from medward.kernel.months import months_after

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_LAST_SECOND: Final = time(23, 59, 59)
_SATURDAY, _SUNDAY = 5, 6
_MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends, and how that was counted."""

    at: datetime
    words: str
    flags: tuple[str, ...] = ()
    """What a person should see, as `a Saturday`."""
    without_holidays: datetime | None = None
    """For working days, the end if no holiday were left out."""
    moved: datetime | None = None
    """The end some law may allow because the last day is a day off."""
    unmoved: datetime | None = None
    """The last day itself, where the law moved the end."""


def due(stage: ClockStage, start: datetime, zone: ZoneInfo, calendar: str, times: int = 1) -> Due | None:
    """Return when a stage ends; none when it names no number.

    `times` counts repetitions: a yearly report that was filed twice is due three years after the start.
    """
    amount = stage.amount * times
    try:
        if stage.before:
            return _before(stage, start, zone)
        if stage.unit is Unit.NONE:
            return None
        if stage.unit is Unit.HOURS:
            return _hours(amount, start, zone)
        if stage.unit is Unit.WORKING_DAYS:
            return _working_days(amount, start.astimezone(zone), calendar or PLAIN)
        local = start.astimezone(zone)
        if stage.from_year_end:
            local = local.replace(month=12, day=31)
        return _calendar(stage.unit, amount, local)
    except (OverflowError, ValueError) as error:
        raise InvalidInputError(
            f"{amount} {stage.unit} from {start.isoformat()} lies outside the calendar",
            hint="Check the year of the instant.",
        ) from error


def with_day_off(found: Due, rule: DayOff | None, calendar: str) -> Due:
    """Return a limit with what the law says about its last day."""
    last = found.at
    if rule is None or not _is_off(last.date(), rule, calendar):
        return found
    day = last.date()
    while _is_off(day, rule, calendar):
        day += timedelta(days=1)
    later = datetime.combine(day, last.timetz())
    if rule.moves:
        flags = (f"moved from {last:%A} {_day(last.date())} by {rule.law}",)
        words = f"{found.words}; moved to {_day(day)}"
        return replace(found, at=later, flags=flags, words=words, unmoved=found.at)
    return replace(found, moved=later)


def _hours(amount: int, start: datetime, zone: ZoneInfo) -> Due:
    """Count hours in absolute time."""
    at = (start.astimezone(UTC) + timedelta(hours=amount)).astimezone(zone)
    return Due(at, f"{amount} hours from {_instant(start.astimezone(zone))}, weekends and nights included")


def _working_days(amount: int, start: datetime, calendar: str) -> Due:
    """Count Monday to Friday without holidays."""
    day = working_day_after(start.date(), amount, calendar)
    plain = working_day_after(start.date(), amount, PLAIN)
    left_out = holidays_between(start.date(), day, calendar)
    holidays = f", without {', '.join(_day(item) for item in left_out)}" if left_out else ""
    words = (
        f"{amount} working days ({calendar}) from {_day(start.date())} ({start.tzinfo}), "
        f"the day after is the first{holidays}, ends {_day(day)} 24:00"
    )
    return Due(_end(day, start), words, without_holidays=_end(plain, start))


def _calendar(unit: Unit, amount: int, start: datetime) -> Due:
    """Count calendar days, months or years."""
    first = start.date()
    if unit is Unit.CALENDAR_DAYS:
        day, name = first + timedelta(days=amount), "calendar day"
    else:
        months = amount * (_MONTHS_A_YEAR if unit is Unit.YEARS else 1)
        day, name = months_after(first, months), unit.value.removesuffix("s")
    words = (
        f"{amount} {name}{'' if amount == 1 else 's'} from {_day(first)} ({start.tzinfo}), "
        f"the day after is day 1, ends {_day(day)} 24:00"
    )
    return Due(_end(day, start), words, flags=_flags(day))


def _before(stage: ClockStage, start: datetime, zone: ZoneInfo) -> Due:
    """Count back from an event that is to come."""
    local = start.astimezone(zone)
    if stage.unit is Unit.HOURS:
        at = (start.astimezone(UTC) - timedelta(hours=stage.amount)).astimezone(zone)
        return Due(at, f"at least {stage.amount} hours before {_instant(local)}")
    months = {Unit.MONTHS: stage.amount, Unit.YEARS: stage.amount * _MONTHS_A_YEAR}.get(stage.unit, 0)
    days = stage.amount if stage.unit is Unit.CALENDAR_DAYS else 0
    at = datetime.combine(months_after(local.date(), -months) - timedelta(days=days), local.timetz())
    if not stage.amount:
        return Due(at, f"before {_instant(local)}")
    return Due(at, f"at least {stage.amount} {stage.unit} before {_instant(local)}", flags=_flags(at.date()))


def _end(day: date, start: datetime) -> datetime:
    """Return the last second of a day; where the clock shows it twice, the earlier one."""
    return datetime.combine(day, _LAST_SECOND, tzinfo=start.tzinfo)


def _is_off(day: date, rule: DayOff, calendar: str) -> bool:
    """Say whether a day is off in the sense of a law."""
    if day.weekday() == _SATURDAY:
        return "saturday" in rule.days
    if day.weekday() == _SUNDAY:
        return "sunday" in rule.days
    return "holiday" in rule.days and day in holidays_of(calendar, day.year)


def _flags(day: date) -> tuple[str, ...]:
    """Return what is unusual about a last day."""
    return (f"a {day:%A}",) if not is_working_day(day, PLAIN) else ()


def _day(day: date) -> str:
    """Return a day as people write it."""
    return f"{day.day} {day:%b %Y}"


def _instant(at: datetime) -> str:
    """Return an instant as people write it."""
    return f"{_day(at.date())} {at:%H:%M} ({at.tzinfo})"
