"""From start to end: change of the clock, leap days, short months, weekends; dateutil is the oracle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from medward.catalogue.clock import ClockStage, DayOff, Unit
from medward.clocks.counting import due, with_day_off
from medward.errors import InvalidInputError

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Sydney",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Asia/Tokyo",
)
zones = st.sampled_from(ZONES).map(ZoneInfo)
instants = st.builds(
    lambda naive, minutes: naive.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)),  # noqa: DTZ001 - the offset follows
    st.integers(-11 * 60, 13 * 60),
)


def stage(amount: int, unit: Unit, **fields: object) -> ClockStage:
    return ClockStage.model_validate(
        {"start": "aware", "amount": amount, "unit": unit, "words": "a limit", **fields}
    )


def end(amount: int, unit: Unit, start: str, zone: str, calendar: str = "", **fields: object) -> str:
    found = due(stage(amount, unit, **fields), datetime.fromisoformat(start), ZoneInfo(zone), calendar)
    assert found is not None
    return found.at.isoformat()


@pytest.mark.parametrize(
    ("amount", "unit", "start", "zone", "expected"),
    [
        pytest.param(
            72,
            Unit.HOURS,
            "2026-03-27T18:00+01:00",
            "Europe/Berlin",
            "2026-03-30T19:00:00+02:00",
            id="72 h, summer time begins",
        ),
        pytest.param(
            72,
            Unit.HOURS,
            "2026-10-23T18:00+02:00",
            "Europe/Berlin",
            "2026-10-26T17:00:00+01:00",
            id="72 h, summer time ends",
        ),
        pytest.param(
            24,
            Unit.HOURS,
            "2026-03-07T15:00-05:00",
            "America/New_York",
            "2026-03-08T16:00:00-04:00",
            id="24 h, New York",
        ),
        pytest.param(
            10,
            Unit.CALENDAR_DAYS,
            "2026-03-20T09:00+01:00",
            "Europe/Berlin",
            "2026-03-30T23:59:59+02:00",
            id="10 days over summer time",
        ),
        pytest.param(
            1,
            Unit.MONTHS,
            "2026-01-31T09:00+01:00",
            "Europe/Berlin",
            "2026-02-28T23:59:59+01:00",
            id="a month from 31 January",
        ),
        pytest.param(
            1,
            Unit.MONTHS,
            "2028-01-31T09:00+01:00",
            "Europe/Berlin",
            "2028-02-29T23:59:59+01:00",
            id="a month from 31 January, leap year",
        ),
        pytest.param(
            1,
            Unit.YEARS,
            "2028-02-29T09:00+01:00",
            "Europe/Berlin",
            "2029-02-28T23:59:59+01:00",
            id="a year from a leap day",
        ),
        pytest.param(
            4,
            Unit.YEARS,
            "2028-02-29T09:00+01:00",
            "Europe/Berlin",
            "2032-02-29T23:59:59+01:00",
            id="four years from a leap day",
        ),
        pytest.param(
            1,
            Unit.CALENDAR_DAYS,
            "2028-02-28T09:00-05:00",
            "America/New_York",
            "2028-02-29T23:59:59-05:00",
            id="a day before a leap day",
        ),
        pytest.param(
            30,
            Unit.CALENDAR_DAYS,
            "2026-03-01T20:00-05:00",
            "Australia/Sydney",
            "2026-04-01T23:59:59+11:00",
            id="evening in New York is the next day in Sydney",
        ),
        pytest.param(
            2,
            Unit.CALENDAR_DAYS,
            "2026-05-01T00:30+02:00",
            "America/New_York",
            "2026-05-02T23:59:59-04:00",
            id="after midnight in Berlin is the day before in New York",
        ),
    ],
)
def test_a_limit_ends_where_the_calendar_says(
    amount: int, unit: Unit, start: str, zone: str, expected: str
) -> None:
    assert end(amount, unit, start, zone) == expected


@given(instants, zones, st.integers(1, 400))
def test_hours_run_in_absolute_time(start: datetime, zone: ZoneInfo, amount: int) -> None:
    found = due(stage(amount, Unit.HOURS), start, zone, "")
    assert found is not None
    assert found.at.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=amount)
    assert found.at.tzinfo is zone


@given(instants, zones, st.integers(0, 400))
def test_days_end_at_the_end_of_a_day_of_the_recipient(start: datetime, zone: ZoneInfo, amount: int) -> None:
    found = due(stage(amount, Unit.CALENDAR_DAYS), start, zone, "")
    assert found is not None
    assert found.at.date() - start.astimezone(zone).date() == timedelta(days=amount)
    assert found.at.time().isoformat() == "23:59:59"


@given(instants, zones, st.integers(1, 60))
def test_months_are_counted_as_dateutil_counts_them(start: datetime, zone: ZoneInfo, amount: int) -> None:
    found = due(stage(amount, Unit.MONTHS), start, zone, "")
    assert found is not None
    assert found.at.date() == start.astimezone(zone).date() + relativedelta(months=amount)


@given(instants, zones, st.integers(1, 90), st.sampled_from([Unit.HOURS, Unit.CALENDAR_DAYS, Unit.MONTHS]))
def test_a_later_start_never_ends_earlier(start: datetime, zone: ZoneInfo, amount: int, unit: Unit) -> None:
    first = due(stage(amount, unit), start, zone, "")
    second = due(stage(amount, unit), start + timedelta(hours=7), zone, "")
    assert first is not None
    assert second is not None
    assert first.at <= second.at


def test_a_weekend_is_flagged_and_not_moved() -> None:
    found = due(
        stage(5, Unit.CALENDAR_DAYS), datetime.fromisoformat("2026-03-02T09:00-05:00"), ZoneInfo(ZONES[0]), ""
    )
    assert found is not None
    assert found.at.date().isoformat() == "2026-03-07"
    assert found.flags == ("a Saturday",)


CANADA = DayOff(
    law="the Interpretation Act, s. 26", days=("sunday", "holiday"), holidays="CA-FED", moves=True
)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param("2026-02-12T09:00-05:00", "2026-02-23", id="a Sunday moves to Monday"),
        pytest.param("2026-02-11T09:00-05:00", "2026-02-21", id="a Saturday stays"),
        pytest.param(
            "2026-03-24T09:00-04:00", "2026-04-04", id="Good Friday moves to Saturday, which is no holiday"
        ),
        pytest.param("2026-03-26T09:00-04:00", "2026-04-07", id="Easter Sunday moves past Easter Monday"),
    ],
)
def test_canada_moves_an_end_on_a_sunday_or_holiday(start: str, expected: str) -> None:
    zone = ZoneInfo("America/Toronto")
    found = due(stage(10, Unit.CALENDAR_DAYS), datetime.fromisoformat(start), zone, "")
    assert found is not None
    assert with_day_off(found, CANADA, "CA-FED").at.date().isoformat() == expected


def test_an_unsure_law_shows_the_later_end_and_keeps_the_earlier() -> None:
    rule = DayOff(law="Regulation 1182/71, Art. 3(4)", holidays="occurrence")
    found = due(
        stage(10, Unit.CALENDAR_DAYS),
        datetime.fromisoformat("2026-03-24T09:00+01:00"),
        ZoneInfo(ZONES[1]),
        "",
    )
    assert found is not None
    judged = with_day_off(found, rule, "DE")
    assert judged.at.date().isoformat() == "2026-04-03"
    assert judged.moved is not None
    assert judged.moved.date().isoformat() == "2026-04-07"


def test_working_days_show_the_end_without_holidays_beside() -> None:
    start = datetime.fromisoformat("2026-11-20T22:30-05:00")
    found = due(stage(5, Unit.WORKING_DAYS), start, ZoneInfo(ZONES[0]), "US-FED")
    assert found is not None
    assert found.at.isoformat() == "2026-11-30T23:59:59-05:00"
    assert found.without_holidays is not None
    assert found.without_holidays.isoformat() == "2026-11-27T23:59:59-05:00"
    assert "26 Nov 2026" in found.words


@pytest.mark.parametrize(
    ("amount", "unit", "expected"),
    [
        pytest.param(6, Unit.MONTHS, "2026-02-28T08:00:00-05:00", id="6 months before 31 August"),
        pytest.param(24, Unit.HOURS, "2026-08-30T08:00:00-04:00", id="24 hours before"),
        pytest.param(30, Unit.CALENDAR_DAYS, "2026-08-01T08:00:00-04:00", id="30 days before"),
        pytest.param(0, Unit.NONE, "2026-08-31T08:00:00-04:00", id="before it starts"),
    ],
)
def test_a_prior_report_is_counted_back(amount: int, unit: Unit, expected: str) -> None:
    assert end(amount, unit, "2026-08-31T08:00-04:00", "America/New_York", before=True) == expected


def test_what_lies_outside_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="outside the calendar"):
        end(400, Unit.CALENDAR_DAYS, "9999-06-01T00:00+00:00", "Europe/Berlin")
    with pytest.raises(InvalidInputError):
        end(400, Unit.WORKING_DAYS, "9999-06-01T00:00+00:00", "Europe/Berlin", "MON-FRI")


def test_no_number_has_no_end() -> None:
    assert due(stage(0, Unit.NONE), datetime.now(UTC), ZoneInfo("UTC"), "") is None
