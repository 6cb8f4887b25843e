"""Months added to a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.kernel.months import months_after


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="shorter month"),
        pytest.param(date(2023, 12, 31), 2, date(2024, 2, 29), id="leap day"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="no leap day"),
        pytest.param(date(2025, 12, 15), 1, date(2026, 1, 15), id="over the year"),
        pytest.param(date(2025, 6, 2), 24, date(2027, 6, 2), id="two years"),
    ],
)
def test_the_day_of_the_month_is_kept_where_the_month_has_it(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 240))
def test_n_months_later_lies_in_the_month_n_further_on(day: date, months: int) -> None:
    later = months_after(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
