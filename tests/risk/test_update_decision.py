"""Both sides of an update in the field, and its arithmetic (scenario S20)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidInputError
from medward.governance.records import FieldCount, FieldUpdate
from medward.risk.update_decision import eligible, percent_of, progress

DAY = date(2026, 9, 1)


def update(**changes: object) -> FieldUpdate:
    return FieldUpdate.model_validate({"risk": "IPG-RSK-0001", "units": 23_400, "gone": 410, **changes})


def test_7127_of_22990_eligible_are_31_percent_with_declined_and_deferred_apart() -> None:
    row = progress(update(), FieldCount(on=DAY, updated=7127, declined=1502, deferred=3318))
    assert (row.eligible, row.percent) == (22_990, "31.0")
    assert (row.declined, row.deferred, row.pending) == (1502, 3318, 11_043)
    assert row.updated + row.declined + row.deferred + row.pending == row.eligible


def test_units_out_of_reach_are_listed_apart_and_not_eligible() -> None:
    row = progress(update(unreachable=90), FieldCount(on=DAY, updated=22_900))
    assert (row.eligible, row.percent, row.unreachable, row.pending) == (22_900, "100.0", 90, 0)


@pytest.mark.parametrize(
    ("given_update", "row"),
    [
        (update(gone=23_401), FieldCount(on=DAY)),
        (update(), FieldCount(on=DAY, updated=22_990, declined=1)),
    ],
    ids=["more gone than distributed", "more counted than eligible"],
)
def test_a_unit_counted_twice_is_refused(given_update: FieldUpdate, row: FieldCount) -> None:
    with pytest.raises(InvalidInputError, match="more than the"):
        progress(given_update, row)


def test_without_an_eligible_unit_there_is_no_share() -> None:
    assert eligible(update(gone=23_400)) == 0
    assert percent_of(0, 0) == ""


@given(*(st.integers(0, 500) for _ in range(4)))
def test_rows_always_add_up_to_the_eligible_units(
    updated: int, declined: int, deferred: int, rest: int
) -> None:
    total = updated + declined + deferred + rest
    row = progress(
        update(units=total + 7, gone=7),
        FieldCount(on=DAY, updated=updated, declined=declined, deferred=deferred),
    )
    assert row.pending == rest
    assert row.eligible == total
