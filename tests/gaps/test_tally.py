"""An answer counts only what is in use, signed and reviewed, and says of the rest what it lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from medward.checks.finding import Breach
from medward.gaps.shown import State
from medward.gaps.tally import Tally, why_not_current
from tests.gaps.pump import changed, pump

PLAN = "LVP-PLN-0001"


def test_a_signed_effective_record_within_its_review_counts() -> None:
    case = pump()
    tally = Tally(case)
    assert tally.current(case.records.get(PLAN))
    assert tally.answer().state is State.MET
    assert tally.answer().owner == case.records.get(PLAN).owner


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "draft"}, "from draft to effective"),
        ({"review_due": "2026-06-14"}, "the day its review was due has passed"),
        ({"valid_from": "2026-06-16"}, "Wait until 2026-06-16"),
        ({"scope": "something nobody signed"}, "signed as"),
    ],
)
def test_a_record_that_does_not_count_says_why(fields: dict[str, object], words: str) -> None:
    case = changed(pump(), PLAN, **fields)
    assert words in why_not_current(case.records.get(PLAN), case)


def test_a_review_on_its_last_day_still_counts() -> None:
    case = replace(pump(), now=datetime(2026, 10, 6, 23, tzinfo=UTC))
    assert why_not_current(case.records.get(PLAN), case) == ""
    assert why_not_current(case.records.get(PLAN), replace(case, now=datetime(2026, 10, 7, tzinfo=UTC)))


def test_nothing_collected_cannot_be_told() -> None:
    assert Tally(pump()).answer().state is State.CANNOT_TELL


def test_a_doubt_is_never_met_and_a_lack_weighs_more() -> None:
    case = pump()
    record = case.records.get(PLAN)
    tally = Tally(case)
    tally.show(record)
    tally.doubt("read {}", record)
    assert tally.answer().state is State.CANNOT_TELL
    tally.want("add a test")
    assert tally.answer().state is State.PARTLY
    assert tally.answer().missing == ("add a test.", "read LVP-PLN-0001.")


def test_a_record_that_is_there_but_lacks_something_is_no_missing() -> None:
    case = pump()
    begun, absent = Tally(case), Tally(case)
    begun.lack("finish {}", case.records.get(PLAN))
    absent.want("write a plan", case.records.get(PLAN))
    assert (begun.answer().state, absent.answer().state) == (State.PARTLY, State.MISSING)


def test_breaches_with_one_fix_are_told_together() -> None:
    tally = Tally(pump())
    found = [Breach(f"LVP-REQ-000{number}", "no test", "write a test", None) for number in range(1, 6)]
    assert tally.breaches(found) == {breach.record for breach in found}
    (words,) = tally.answer().missing
    assert words == "Write a test (LVP-REQ-0001, LVP-REQ-0002, LVP-REQ-0003 and 2 more)."
