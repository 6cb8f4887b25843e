"""Holiday calendars against the official lists of 2026, typed from the authorities' pages."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from medward.clocks.calendars import holidays_between, holidays_of, is_working_day, working_day_after
from medward.errors import InvalidInputError

US_2026 = (  # 5 U.S.C. 6103(a), days observed on another day by 6103(b)
    *("2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03"),
    *("2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25"),
)
ENGLAND_2026 = (  # gov.uk/bank-holidays
    *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31"),
    *("2026-12-25", "2026-12-28"),
)
CANADA_2026 = (  # Interpretation Act, s.35(1)
    *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-18", "2026-07-01", "2026-09-07"),
    *("2026-09-30", "2026-10-12", "2026-11-11", "2026-12-25"),
)
LISTS = {"US-FED": US_2026, "UK-ENG": ENGLAND_2026, "CA-FED": CANADA_2026, "MON-FRI": ()}


@pytest.mark.parametrize("calendar", LISTS)
def test_weekdays_off_in_2026_are_those_of_the_official_list(calendar: str) -> None:
    weekdays = {day for day in holidays_of(calendar, 2026) if day.weekday() < 5}
    assert weekdays == {date.fromisoformat(text) for text in LISTS[calendar]}


@given(st.integers(1990, 2090))
def test_easter_monday_is_a_federal_holiday_of_canada(year: int) -> None:
    assert easter(year) + timedelta(days=1) in holidays_of("CA-FED", year)


@pytest.mark.parametrize("calendar", LISTS)
@given(start=st.dates(date(2026, 1, 1), date(2026, 11, 1)), count=st.integers(1, 25))
def test_working_days_are_counted_as_numpy_counts_them(calendar: str, start: date, count: int) -> None:
    days = [day for day in LISTS[calendar]]  # noqa: C416 - numpy wants a list
    before = np.busday_offset(np.datetime64(start), 0, roll="backward", holidays=days)
    expected = np.busday_offset(before, count, holidays=days).astype(object)
    assert working_day_after(start, count, calendar) == expected


@pytest.mark.parametrize(
    ("calendar", "start", "count", "end"),
    [
        pytest.param("US-FED", "2026-11-25", 1, "2026-11-27", id="over Thanksgiving"),
        pytest.param("US-FED", "2026-07-02", 1, "2026-07-06", id="Independence Day observed on Friday"),
        pytest.param("UK-ENG", "2026-04-02", 3, "2026-04-09", id="over Easter in England"),
        pytest.param("CA-FED", "2026-04-02", 1, "2026-04-07", id="over Easter in Canada"),
        pytest.param("DE", "2026-04-02", 1, "2026-04-07", id="over Easter in Germany"),
        pytest.param("DE-BY", "2026-01-05", 1, "2026-01-07", id="Epiphany in Bavaria"),
        pytest.param("DE", "2026-01-05", 1, "2026-01-06", id="no Epiphany in all of Germany"),
        pytest.param("MON-FRI", "2026-12-24", 1, "2026-12-25", id="no holidays"),
        pytest.param("US-FED", "2026-03-07", 1, "2026-03-09", id="from a Saturday, Monday is the first day"),
    ],
)
def test_working_days_leave_out_the_holidays_of_the_named_calendar(
    calendar: str, start: str, count: int, end: str
) -> None:
    assert working_day_after(date.fromisoformat(start), count, calendar) == date.fromisoformat(end)


def test_holidays_left_out_are_named() -> None:
    assert holidays_between(date(2026, 12, 23), date(2027, 1, 4), "US-FED") == (
        date(2026, 12, 25),
        date(2027, 1, 1),
    )
    assert not is_working_day(date(2026, 12, 26), "US-FED")


@pytest.mark.parametrize("name", ["US-XX", "XX", "Bavaria", "", "de"])
def test_an_unknown_calendar_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="no holiday calendar"):
        holidays_of(name, 2026)
