"""V34: the feeds that were matched against are fresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from medward.checks.rules import RULES
from medward.checks.run import check
from medward.vulnerabilities.freshness import feed_age
from tests.checks.sample import NOW, case, clean, findings


def told(days: int | None) -> list[str]:
    as_of = "" if days is None else (NOW.date() - timedelta(days=days)).isoformat()
    return findings(replace(case(clean()), feeds=(feed_age("kev", as_of, NOW.date()),)), "V34")


@pytest.mark.parametrize("days", [0, 7])
def test_a_feed_of_this_week_is_no_finding(days: int) -> None:
    assert told(days) == []


@pytest.mark.parametrize("days", [8, 30])
def test_a_feed_of_more_than_a_week_is_a_warning(days: int) -> None:
    (finding,) = told(days)
    assert f"{days} days old" in finding
    assert level(days) == "warn"


def test_a_feed_of_more_than_a_month_blocks() -> None:
    assert level(31) == "block"


def test_a_feed_of_unknown_age_is_a_warning() -> None:
    assert "nobody says of when the feed kev is" in told(None)[0]


def test_without_a_match_there_is_no_feed_to_judge() -> None:
    assert findings(case(clean()), "V34") == []


def level(days: int) -> str:
    feeds = (feed_age("kev", (NOW.date() - timedelta(days=days)).isoformat(), NOW.date()),)
    (finding,) = check(replace(case(clean()), feeds=feeds), [one for one in RULES if one.id == "V34"])
    return finding.level.value
