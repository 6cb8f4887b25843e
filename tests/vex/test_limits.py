"""How long an assessment may wait, and what brings a decided one back: practice 2.3-C and 4.11."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.governance.policies import ServiceLevels
from medward.vex.limits import is_undecided, limits_of, reopening_causes
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

POLICY = ServiceLevels(policy_kind="vuln-sla")
SEEN = datetime(2026, 6, 1, 9, tzinfo=UTC)
FLAW = Vulnerability(
    id="LVP-VUL-0001", title="v", identifier="CVE-2026-1", sources=("s",), aware_at=SEEN, summary="s"
)


def assessment(status: str, **more: object) -> Assessment:
    fields = {"id": "LVP-VAS-0001", "title": "a", "vulnerability": FLAW.id, "release": "LVP-REL-0001"}
    return Assessment.model_validate(
        {**fields, "component": "pkg:pypi/demo@1.0", "first_seen_at": SEEN, "status": status, **more}
    )


@pytest.mark.parametrize(
    ("status", "after", "late"),
    [
        ("new", timedelta(days=3), 0),
        ("new", timedelta(days=3, seconds=1), 1),
        ("new", timedelta(days=5), 2),
        ("under-investigation", timedelta(days=30), 0),
        ("under-investigation", timedelta(days=30, seconds=1), 1),
        ("affected", timedelta(days=7), 0),
        ("affected", timedelta(days=7, seconds=1), 1),
    ],
)
def test_days_over_start_with_the_second_after_the_limit(status: str, after: timedelta, late: int) -> None:
    (limit,) = limits_of(assessment(status), FLAW, POLICY, SEEN + after)
    assert max(limit.days_over, 0) == late


def test_an_investigation_that_begins_again_has_its_days_from_then() -> None:
    """V17: under investigation no longer than 30 days; a decision taken back after a year was not one before."""
    reopened = SEEN + timedelta(days=365)
    again = assessment("under-investigation", reopened_at=reopened)
    for after, late in ((timedelta(days=30), 0), (timedelta(days=31), 1)):
        (limit,) = limits_of(again, FLAW, POLICY, reopened + after)
        assert max(limit.days_over, 0) == late


@given(
    st.integers(min_value=-12, max_value=14),
    st.integers(min_value=-12, max_value=14),
    st.timedeltas(min_value=timedelta(), max_value=timedelta(days=60)),
)
def test_the_days_over_do_not_depend_on_where_somebody_asks(seen: int, asked: int, after: timedelta) -> None:
    first = SEEN.astimezone(timezone(timedelta(hours=seen)))
    listed = FLAW.replace(aware_at=first, known_exploited={"added_on": SEEN.date()})
    now = SEEN + after
    elsewhere = now.astimezone(timezone(timedelta(hours=asked)))
    one = assessment("new", first_seen_at=first)
    assert limits_of(one, listed, POLICY, now) == limits_of(one, listed, POLICY, elsewhere)


@pytest.mark.parametrize(
    ("more", "limits"),
    [
        pytest.param(
            {}, [("known exploited since the decision", date(2026, 6, 15))], id="listed after the decision"
        ),
        pytest.param({"confirmed_at": datetime(2026, 6, 11, tzinfo=UTC)}, [], id="confirmed since"),
    ],
)
def test_a_listing_forces_a_decision_on_a_decided_one_too(
    more: dict[str, object], limits: list[tuple[str, date]]
) -> None:
    """Practice 4.11: a listing forces a decision within 3 working days; Wednesday 10 June: Monday 15 June."""
    listed = FLAW.replace(known_exploited={"added_on": date(2026, 6, 10)})
    decided = assessment("not-affected", decided_at=SEEN, **more)
    found = limits_of(decided, listed, POLICY, datetime(2026, 6, 12, tzinfo=UTC))
    assert [one[:2] for one in found] == limits


def test_a_decision_ends_the_limits_and_a_control_state_those_of_an_affected_release() -> None:
    much_later = SEEN + timedelta(days=400)
    for one in (
        assessment("not-affected"),
        assessment("fixed"),
        assessment("affected", control_state="controlled"),
    ):
        assert not is_undecided(one)
        assert limits_of(one, FLAW, POLICY, much_later) == ()


@pytest.mark.parametrize(
    ("added", "due"),
    [
        pytest.param(date(2026, 6, 4), date(2026, 6, 9), id="Thursday: Friday, Monday, Tuesday"),
        pytest.param(date(2026, 6, 5), date(2026, 6, 10), id="Friday: Monday to Wednesday"),
        pytest.param(
            date(2020, 1, 1), date(2026, 6, 4), id="listed long before: from the awareness on Monday"
        ),
    ],
)
def test_a_listed_vulnerability_forces_a_decision_within_three_working_days(added: date, due: date) -> None:
    listed = FLAW.replace(known_exploited={"added_on": added})
    found = limits_of(assessment("under-investigation"), listed, POLICY, SEEN)
    assert found[-1][:2] == ("known exploited and undecided", due)


def test_a_decision_without_its_instant_counts_from_the_day_it_was_first_seen() -> None:
    listed = FLAW.replace(known_exploited={"added_on": date(2026, 6, 10)})
    assert reopening_causes(assessment("not-affected"), listed, date(2026, 6, 12)) == (
        "known exploited since 2026-06-10, decided 2026-06-01",
    )


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["new", "under-investigation", "affected"]))
def test_waiting_longer_never_makes_it_less_late(first: int, more: int, status: str) -> None:
    one = assessment(status)
    early = limits_of(one, FLAW, POLICY, SEEN + timedelta(days=first))[0]
    late = limits_of(one, FLAW, POLICY, SEEN + timedelta(days=first + more))[0]
    assert early.days_over <= late.days_over
    assert early.due_on == late.due_on


DECIDED = {"decided_at": datetime(2026, 6, 5, 9, tzinfo=UTC)}
TODAY = date(2026, 6, 20)


@pytest.mark.parametrize("status", ["not-affected", "affected", "fixed"])
def test_each_trigger_brings_a_decision_back_with_its_cause(status: str) -> None:
    one = assessment(status, **DECIDED)
    assert reopening_causes(one, FLAW, TODAY, {"pypi/demo": {"1.0"}}) == ()
    listed = FLAW.replace(known_exploited={"added_on": date(2026, 6, 6)})
    assert reopening_causes(one, listed, TODAY) == ("known exploited since 2026-06-06, decided 2026-06-05",)
    public = FLAW.replace(exploit="poc", exploit_seen_at=datetime(2026, 6, 6, tzinfo=UTC))
    assert reopening_causes(one, public, TODAY) == ("an exploit is public, decided 2026-06-05",)
    stated = one.replace(ssvc={"exploitation": "none"})
    assert reopening_causes(stated, FLAW.replace(exploit="active"), TODAY) == (
        "used in attacks, decided 2026-06-05 with exploitation none",
    )
    assert reopening_causes(one, FLAW, TODAY, {"pypi/demo": {"1.1"}}) == (
        "component is 1.1 here, decided for 1.0",
    )
    assert reopening_causes(one.replace(expires_on=date(2026, 6, 19)), FLAW, TODAY) == (
        "expired on 2026-06-19",
    )


def test_who_looked_again_afterwards_settles_it_and_old_news_are_none() -> None:
    listed = FLAW.replace(known_exploited={"added_on": date(2026, 6, 6)})
    again = assessment("not-affected", **DECIDED, confirmed_at=datetime(2026, 6, 7, tzinfo=UTC))
    assert reopening_causes(again, listed, TODAY) == ()
    before = FLAW.replace(known_exploited={"added_on": date(2026, 6, 4)})
    assert reopening_causes(assessment("not-affected", **DECIDED), before, TODAY) == ()
    assert reopening_causes(assessment("under-investigation"), listed, TODAY) == ()
