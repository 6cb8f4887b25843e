"""How old feeds are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from medward.vulnerabilities.freshness import FeedLimits, Freshness, feed_age

TODAY = date(2026, 8, 16)


@pytest.mark.parametrize(
    ("days", "freshness"),
    [
        pytest.param(-7, Freshness.FRESH, id="told a week before"),
        pytest.param(-3, Freshness.FRESH, id="told on a day before"),
        pytest.param(0, Freshness.FRESH, id="today"),
        pytest.param(7, Freshness.FRESH, id="V34: not more than 7 days"),
        pytest.param(8, Freshness.STALE, id="V34: more than 7 days"),
        pytest.param(30, Freshness.STALE, id="V34: not more than 30 days"),
        pytest.param(31, Freshness.EXPIRED, id="V34: more than 30 days"),
    ],
)
def test_a_week_warns_and_a_month_blocks(days: int, freshness: Freshness) -> None:
    age = feed_age("kev", (TODAY - timedelta(days=days)).isoformat() + "T10:00:00Z", TODAY)
    assert age.freshness is freshness
    assert age.days == max(days, 0)


@pytest.mark.parametrize("as_of", ["", "undated", "2026-13-01", "2026-08-24", "2099-01-01"])
def test_an_age_nobody_knows_is_not_fresh(as_of: str) -> None:
    age = feed_age("kev", as_of, TODAY)
    assert age.freshness is Freshness.UNKNOWN
    assert str(age) == "age not known"


def test_the_limits_are_policy() -> None:
    assert feed_age("kev", "2026-08-14", TODAY, FeedLimits(1, 2)).freshness is Freshness.STALE


def test_the_age_in_words() -> None:
    assert str(feed_age("kev", "2026-08-15", TODAY)) == "of 2026-08-15, 1 day old"
