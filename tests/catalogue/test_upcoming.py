"""What changes on a known day ahead, the soonest first."""

from __future__ import annotations

from datetime import date

import pytest

from medward.catalogue.upcoming import upcoming
from medward.errors import InvalidInputError
from tests.catalogue.files import small

CATALOGUE = small()


def ahead(today: date, months: int) -> list[tuple[str, str]]:
    """Return day and id of what lies ahead."""
    return [(one.on, one.id) for one in upcoming(CATALOGUE, today, months)]


def test_changes_editions_and_clocks_ahead_are_listed_in_order() -> None:
    assert ahead(date(2026, 11, 22), 6) == [
        ("2027-01-01", "US-BILL@2026"),
        ("2027-02", "AHEAD-EU-1"),
        ("2027-03-01", "CLK-EU-02"),
    ]


def test_a_month_counts_while_a_day_of_it_lies_ahead() -> None:
    assert ("2027-02", "AHEAD-EU-1") in ahead(date(2027, 2, 28), 1)
    assert ("2027-02", "AHEAD-EU-1") not in ahead(date(2027, 3, 1), 1)
    assert ("2027-02", "AHEAD-EU-1") in ahead(date(2026, 12, 31), 2)
    assert ("2027-02", "AHEAD-EU-1") not in ahead(date(2026, 12, 31), 1)


def test_today_and_the_last_day_belong_to_the_time_ahead() -> None:
    assert ahead(date(2024, 12, 31), 1) == [("2024-12-31", "EU-LAW@2020"), ("2025-01-01", "EU-LAW@2025")]


def test_a_proposal_is_named_as_one() -> None:
    first = upcoming(CATALOGUE, date(2026, 11, 22), 6)[0]
    assert first.proposed
    assert first.what == "the proposal begins to apply: A bill"


@pytest.mark.parametrize("months", [0, -1, 601])
def test_a_time_that_is_none_is_refused(months: int) -> None:
    with pytest.raises(InvalidInputError, match=f"{months} months ahead"):
        upcoming(CATALOGUE, date(2026, 11, 22), months)
