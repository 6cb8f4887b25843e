"""The three measures: laws that hold for any history."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.metrics import Case, Metrics, Progress, by_severity, completed_on, measured

START = date(2026, 1, 1)
DAYS = st.integers(0, 300).map(lambda days: START + timedelta(days))
PROGRESS = st.builds(
    lambda on, eligible, share: Progress(on, eligible, eligible * share // 100),
    DAYS, st.integers(0, 500), st.integers(0, 100),
)  # fmt: skip
CASES = st.builds(
    Case,
    id=st.text("ab", min_size=1, max_size=4),
    name=st.just("CVE"),
    severity=st.sampled_from(["", "S2", "S4"]),
    identified=DAYS,
    available=st.none() | DAYS,
    progress=st.lists(PROGRESS, max_size=4).map(tuple),
    excluded=st.sampled_from(["", "", "code not present"]),
    is_judged=st.booleans(),
    is_fielded=st.booleans(),
)
HISTORIES = st.lists(CASES, max_size=12)


def known(found: Metrics) -> int:
    """Return how many cases are shown anywhere."""
    return len(found.identified) + len(found.excluded) + len(found.not_judged)


@given(HISTORIES, DAYS)
def test_every_case_known_on_a_day_is_shown_once(history: list[Case], day: date) -> None:
    assert known(measured(history, day)) == sum(one.identified <= day for one in history)


@given(HISTORIES, DAYS)
def test_open_and_finished_cases_are_all_the_identified_ones(history: list[Case], day: date) -> None:
    found = measured(history, day)
    times = found.to_update
    assert len(times.finished) + len(times.open) == len(found.identified)
    assert len(times.finished) == len(found.updated)


@given(HISTORIES, DAYS)
def test_what_happens_later_changes_nothing_as_of_a_day(history: list[Case], day: date) -> None:
    cut = [
        one._replace(
            available=one.available if one.available and one.available <= day else None,
            progress=tuple(row for row in one.progress if row.on <= day),
        )
        for one in history
        if one.identified <= day
    ]
    before, after = measured(cut, day), measured(history, day)
    assert before.percent == after.percent
    assert before.to_update.days == after.to_update.days
    assert before.to_field.days == after.to_field.days


@given(HISTORIES, DAYS)
def test_an_open_case_moves_no_average(history: list[Case], day: date) -> None:
    open_one = Case("new", "CVE", "S4", START)
    before, after = measured(history, day), measured([*history, open_one], day)
    assert (before.to_update.mean, before.to_update.median) == (after.to_update.mean, after.to_update.median)
    assert len(after.to_update.open) == len(before.to_update.open) + 1


@given(HISTORIES, DAYS)
def test_statistics_agree_with_the_standard_library(history: list[Case], day: date) -> None:
    times = measured(history, day).to_update
    if not times.days:
        assert (times.mean, times.median, times.p90, times.longest) == (None, None, None, None)
        return
    assert times.mean == statistics.mean(times.days)
    assert times.median == statistics.median(times.days)
    assert times.p90 is not None
    reached = [sum(one <= day_count for one in times.days) for day_count in times.days]
    assert times.p90 == next(
        value for value, count in zip(times.days, reached, strict=True) if 10 * count >= 9 * len(times.days)
    )


@given(HISTORIES, DAYS)
def test_severities_share_out_the_identified_cases(history: list[Case], day: date) -> None:
    found = measured(history, day)
    parts = by_severity(found).values()
    assert sum(len(one.identified) for one in parts) == len(found.identified)
    assert sum(len(one.updated) for one in parts) == len(found.updated)


def test_the_field_is_complete_at_95_of_100_and_not_at_94() -> None:
    case = Case("V", "CVE", "", START, START, (Progress(START, 100, 94), Progress(date(2026, 2, 1), 100, 95)))
    assert completed_on(case, date(2026, 1, 31)) is None
    assert completed_on(case, date(2026, 2, 1)) == date(2026, 2, 1)


def test_units_that_retire_leave_the_denominator() -> None:
    """119 of 128 units are 93.0 %; once three are retired, 119 of 125 are 95.2 %."""
    before, after = Progress(START, 128, 119), Progress(date(2026, 2, 1), 125, 119)
    case = Case("V", "CVE", "", START, START, (before, after))
    assert completed_on(case, date(2026, 3, 1)) == date(2026, 2, 1)


def test_a_field_without_eligible_units_is_not_complete() -> None:
    assert completed_on(Case("V", "CVE", "", START, START, (Progress(START, 0, 0),)), START) is None
