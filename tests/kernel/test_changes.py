"""A plan says what would change and refuses what breaks a rule of change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.errors import RefusedChangeError
from medward.governance.records import Decision
from medward.kernel.changes import Stored, make_plan
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from medward.kernel.records import Record


def decision(number: int, **fields: object) -> Decision:
    base = {
        "id": f"LVP-DEC-{number:04d}",
        "title": "Accept",
        "decision_kind": "accept-residual",
        "question": "May it stay?",
        "outcome": "Yes",
        "rationale": "Benefit outweighs",
    }
    return Decision.model_validate({**base, **fields})


def stored(*records: Record) -> dict[str, Stored]:
    return {item.id: Stored(item.kind, 1, item.digest, item.content) for item in records}


def by_id(*records: Record) -> dict[str, Record]:
    return {item.id: item for item in records}


def test_the_same_records_need_no_change() -> None:
    one = decision(1)
    plan = make_plan(stored(one), by_id(one))
    assert plan.is_empty
    assert plan.unchanged == 1


def test_a_change_names_field_old_and_new() -> None:
    plan = make_plan(stored(decision(1)), by_id(decision(1, outcome="No")))
    (change,) = plan.updated[0].changes
    assert (change.name, change.old, change.new) == ("outcome", "Yes", "No")
    assert plan.updated[0].expected == 1


def test_a_signed_version_does_not_change_in_place() -> None:
    plan = make_plan(
        stored(decision(1, status="effective")), by_id(decision(1, status="effective", outcome="No"))
    )
    with pytest.raises(RefusedChangeError, match="version 1 is effective and signed; outcome may not change"):
        plan.require_allowed()


def test_a_signed_version_may_be_followed_by_the_next_draft() -> None:
    new = decision(1, version=2, status="draft", outcome="No")
    make_plan(stored(decision(1, status="effective")), by_id(new)).require_allowed()


def test_a_signed_version_does_not_become_a_draft_again() -> None:
    plan = make_plan(stored(decision(1, status="effective")), by_id(decision(1, status="draft")))
    with pytest.raises(RefusedChangeError, match="it goes back to draft only as version 2"):
        plan.require_allowed()


def test_a_skipped_state_is_refused() -> None:
    plan = make_plan(stored(decision(1, status="draft")), by_id(decision(1, status="approved")))
    with pytest.raises(RefusedChangeError, match="cannot go from draft to approved"):
        plan.require_allowed()


def test_a_version_never_goes_back() -> None:
    plan = make_plan(stored(decision(1, version=3)), by_id(decision(1, version=2)))
    with pytest.raises(RefusedChangeError, match="goes back from 3 to 2"):
        plan.require_allowed()


def test_a_missing_file_removes_nothing_unless_asked() -> None:
    many = [decision(n) for n in range(1, 11)]
    plan = make_plan(stored(*many), by_id(*many[:9]))
    assert plan.missing == ("LVP-DEC-0010",)
    assert plan.removed == ()
    make_plan(stored(*many), by_id(*many[:7]), prune=True).require_allowed()


def test_removing_more_than_thirty_percent_needs_force() -> None:
    many = [decision(n) for n in range(1, 11)]
    plan = make_plan(stored(*many), by_id(*many[:6]), prune=True)
    with pytest.raises(RefusedChangeError, match="removes 4 of 10"):
        plan.require_allowed()
    plan.require_allowed(force=True)


def test_a_field_recorded_once_is_never_moved_whatever_the_version() -> None:
    flaw = Vulnerability(
        id="LVP-VUL-0001",
        title="v",
        identifier="CVE-2026-1",
        sources=("s",),
        aware_at=datetime(2026, 3, 2, 9, 10, tzinfo=UTC),
        summary="s",
    )
    for moved in (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)):
        plan = make_plan(stored(flaw), by_id(flaw.replace(aware_at=moved, version=2)))
        with pytest.raises(
            RefusedChangeError, match="aware_at was recorded as 2026-03-02T09:10:00Z and is never moved"
        ):
            plan.require_allowed()
    make_plan(stored(flaw), by_id(flaw.replace(aliases=("GHSA-1",)))).require_allowed()
