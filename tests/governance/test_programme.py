"""When something of the security programme is due, done or overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from medward.governance.programme import (
    Action,
    Adoption,
    Exercise,
    IntelligenceSource,
    Membership,
    PeriodicAssessment,
)

TODAY = date(2026, 6, 15)
WHO = "ORG-USR-0001"


def periodic(*done: str) -> PeriodicAssessment:
    performed = [{"done_on": one, "done_by": "Test lead", "outcome": "No change."} for one in done]
    return PeriodicAssessment.model_validate(
        {
            "id": "LVP-PAS-0001",
            "title": "Penetration test",
            "assessed": "penetration-test",
            "method": "By a third party.",
            "interval_months": 12,
            "first_due_on": "2025-01-31",
            "performed": performed,
        }
    )


def test_the_first_time_is_due_on_its_own_day() -> None:
    assert (periodic().last_done_on, periodic().due_on) == (None, date(2025, 1, 31))


def test_the_next_time_is_due_one_interval_after_the_last() -> None:
    assert periodic("2025-01-20", "2026-02-02").due_on == date(2027, 2, 2)
    assert not periodic("2025-06-15").is_overdue(TODAY)
    assert periodic("2025-06-14").is_overdue(TODAY)


@given(st.lists(st.dates(date(2000, 1, 1), date(2100, 1, 1)), min_size=1, max_size=4))
def test_the_order_of_the_times_does_not_matter(days: list[date]) -> None:
    texts = [one.isoformat() for one in days]
    assert periodic(*texts).due_on == periodic(*sorted(texts)).due_on > max(days)


def test_an_action_is_overdue_after_its_day_until_it_is_done() -> None:
    action = Action(what="Write it down", owner=WHO, due_on=TODAY)
    assert not action.is_overdue(TODAY)
    assert action.is_overdue(TODAY + timedelta(days=1))
    assert not action.model_copy(update={"done_on": TODAY}).is_overdue(TODAY + timedelta(days=1))


def test_an_exercise_that_was_planned_and_not_held_is_overdue() -> None:
    planned = Exercise.model_validate(
        {
            "id": "LVP-EXR-0001",
            "title": "Exercise",
            "exercise_kind": "tabletop",
            "scenario": "A stolen account.",
            "plan": "LVP-PLN-0004",
            "planned_for": TODAY - timedelta(days=1),
        }
    )
    assert planned.is_overdue(TODAY)
    assert not planned.is_overdue(TODAY - timedelta(days=1))
    assert not planned.replace(held_on=TODAY).is_overdue(TODAY)


@pytest.mark.parametrize(
    ("last", "overdue"),
    [
        pytest.param(None, True, id="never read"),
        pytest.param(TODAY - timedelta(days=7), False, id="on the last day"),
        pytest.param(TODAY - timedelta(days=8), True, id="a day too late"),
    ],
)
def test_a_source_is_overdue_after_its_interval(last: date | None, overdue: bool) -> None:  # noqa: FBT001 - a table column
    source = IntelligenceSource.model_validate(
        {
            "id": "ORG-TIS-0001",
            "title": "Catalogue of exploited vulnerabilities",
            "source_kind": "authority",
            "covers": "Exploited vulnerabilities.",
            "received_by": "feed",
            "readers": [WHO],
            "interval_days": 7,
            "last_checked_on": last,
        }
    )
    assert source.is_overdue(TODAY) is overdue


@pytest.mark.parametrize(
    ("more", "member"),
    [
        pytest.param({}, False, id="neither signed nor begun"),
        pytest.param({"since": TODAY}, False, id="no agreement"),
        pytest.param({"agreement": "A-1"}, False, id="not begun"),
        pytest.param({"agreement": "A-1", "since": TODAY}, True, id="first day"),
        pytest.param({"agreement": "A-1", "since": TODAY + timedelta(days=1)}, False, id="later"),
        pytest.param({"agreement": "A-1", "since": "2020-01-01", "until": TODAY}, True, id="last day"),
        pytest.param({"agreement": "A-1", "since": "2020-01-01", "until": "2026-06-14"}, False, id="ended"),
    ],
)
def test_a_member_has_an_agreement_and_is_within_its_days(more: dict[str, object], member: bool) -> None:  # noqa: FBT001 - a table column
    membership = Membership.model_validate(
        {
            "id": "ORG-MEM-0001",
            "title": "Membership",
            "collaboration": "ORG-ORG-0008",
            "covers": "Medical devices.",
            "contact": WHO,
            **more,
        }
    )
    assert membership.is_member_on(TODAY) is member


@pytest.mark.parametrize("pack", ["fda-pmg", "urn:medward:us", "urn:medward:US:fda-pmg"])
def test_an_adoption_names_its_pack_by_urn(pack: str) -> None:
    fields = {
        "id": "LVP-ADP-0001",
        "title": "Adoption",
        "pack": pack,
        "edition": "2026-02",
        "pack_sha256": "0" * 64,
        "why": "w",
        "impact": "i",
    }
    with pytest.raises(ValidationError):
        Adoption.model_validate(fields)
    assert Adoption.model_validate({**fields, "pack": "urn:medward:us:fda-pmg"}).pack.endswith("fda-pmg")
