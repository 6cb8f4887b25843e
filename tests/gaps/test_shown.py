"""Several answers make one, and nothing unknown is ever met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.gaps.shown import Shown, State, combined

MET, PARTLY, MISSING, UNKNOWN, OUT = (
    State.MET,
    State.PARTLY,
    State.MISSING,
    State.CANNOT_TELL,
    State.NOT_APPLICABLE,
)
states = st.lists(st.sampled_from(State), max_size=6)


def together(*given_states: State) -> State:
    return combined([Shown(state) for state in given_states]).state


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((MET, MET), MET),
        ((MISSING, MISSING), MISSING),
        ((MET, UNKNOWN), UNKNOWN),
        ((UNKNOWN,), UNKNOWN),
        ((MET, MISSING), PARTLY),
        ((MET, MISSING, UNKNOWN), PARTLY),
        ((PARTLY, UNKNOWN), PARTLY),
        ((MET, OUT), MET),
        ((MISSING, OUT), MISSING),
        ((OUT, OUT), OUT),
        ((), UNKNOWN),
    ],
)
def test_the_whole_follows_from_the_parts(parts: tuple[State, ...], whole: State) -> None:
    assert together(*parts) is whole


@given(states)
def test_the_order_of_the_parts_does_not_matter(parts: list[State]) -> None:
    assert together(*parts) is together(*reversed(parts))


@given(states)
def test_the_whole_is_met_only_when_every_part_that_counts_is(parts: list[State]) -> None:
    counted = [state for state in parts if state is not OUT]
    assert (together(*parts) is MET) == (bool(counted) and set(counted) == {MET})


@given(states)
def test_a_part_that_does_not_apply_changes_nothing_else(parts: list[State]) -> None:
    if any(state is not OUT for state in parts):
        assert together(*parts, OUT) is together(*parts)


def test_records_and_words_are_kept_once_and_in_order() -> None:
    one = Shown(PARTLY, ("A", "B"), ("add x.",), "")
    two = Shown(MISSING, (), ("add y.", "add x."), "ORG-USR-0002")
    whole = combined([one, two, Shown(MET, ("B", "C"), (), "ORG-USR-0003")])
    assert whole == Shown(PARTLY, ("A", "B", "C"), ("add x.", "add y."), "ORG-USR-0002")
