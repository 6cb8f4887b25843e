"""Holiday calendars by name, and counting in working days.

A calendar is a name of ours over the tables of the library `holidays`: `US-FED`,
`UK-ENG`, `CA-FED`, `AU-ACT`, or a country's own as `DE` or `DE-BY`. `MON-FRI` knows
no holiday. Numbers outside the library's tables are not guessed.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from holidays import HolidayBase

PLAIN: Final = "MON-FRI"
_SATURDAY: Final = 5
_NAMED: Final[dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "US-FED": ("US", "", ()),  # 5 U.S.C. 6103: the days of 21 CFR 803.3 "work day"
    "UK-ENG": ("GB", "ENG", ()),  # bank holidays of England and Wales
    "CA-FED": ("CA", "", ("government", "public")),  # Interpretation Act s.35, see `_in_canada`
    "AU-ACT": ("AU", "ACT", ()),  # seat of the TGA
}
_COUNTRY: Final = re.compile(r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")


@cache
def holidays_of(calendar: str, year: int) -> frozenset[date]:
    """Return the holidays of a year.

    Raises:
        InvalidInputError: No such calendar.
    """
    if calendar == PLAIN:
        return frozenset()
    import holidays  # noqa: PLC0415 - its tables cost 60 ms, and most clocks count calendar days

    country, part, categories = _NAMED.get(calendar) or _country(calendar)
    try:
        found = holidays.country_holidays(
            country, subdiv=part or None, years=year, categories=categories or None, language="en_US"
        )
    except NotImplementedError as error:
        raise _no_such(calendar) from error
    return _in_canada(found) if calendar == "CA-FED" else frozenset(found)


def is_working_day(day: date, calendar: str) -> bool:
    """Say whether a day is Monday to Friday and no holiday of a calendar."""
    return day.weekday() < _SATURDAY and day not in holidays_of(calendar, day.year)


def working_day_after(day: date, count: int, calendar: str) -> date:
    """Return the working day that many working days after a day, which is not counted itself."""
    while count > 0:
        if day.year >= MAXYEAR:
            raise InvalidInputError("the limit lies beyond the year 9999", hint="Check the instants.")
        day += timedelta(days=1)
        count -= is_working_day(day, calendar)
    return day


def holidays_between(first: date, last: date, calendar: str) -> tuple[date, ...]:
    """Return the holidays that were left out of a count, weekends aside."""
    years = range(first.year, last.year + 1)
    return tuple(
        sorted(
            day
            for year in years
            for day in holidays_of(calendar, year)
            if first < day <= last and day.weekday() < _SATURDAY
        )
    )


def _country(calendar: str) -> tuple[str, str, tuple[str, ...]]:
    """Return country and part of a name such as `DE-BY`."""
    if not _COUNTRY.match(calendar):
        raise _no_such(calendar)
    country, _, part = calendar.partition("-")
    return country, part, ()


def _in_canada(table: HolidayBase) -> frozenset[date]:
    """Return the federal days of Canada as the Interpretation Act, s.35, has them.

    That is with Easter Monday and without Boxing Day; the fewer days are the stricter reading where it differs.
    """
    easter_monday = {friday + timedelta(days=3) for friday in table.get_named("Good Friday")}
    return (frozenset(table) - frozenset(table.get_named("Boxing Day"))) | easter_monday


def _no_such(calendar: str) -> InvalidInputError:
    """Return the error for a name nobody knows."""
    return InvalidInputError(
        f"there is no holiday calendar {calendar!r}",
        hint=f"Known: {', '.join([PLAIN, *_NAMED])}, or a country and its part, as DE or DE-BY.",
    )
