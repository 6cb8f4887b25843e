"""Three-way merge keeps what both sides did and says where they disagree."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medward.kernel.merge import WHOLE_RECORD, merge_records, with_choices

VALUES = st.one_of(
    st.sampled_from(["a", "b", "c"]), st.lists(st.sampled_from("pqrs"), unique=True, max_size=3)
)
CONTENT = st.dictionaries(st.sampled_from(["title", "owner", "links", "note"]), VALUES, min_size=1)
STATES = st.dictionaries(st.sampled_from(["X-1", "X-2", "X-3"]), CONTENT)


def _applied(ours: dict, merged: tuple) -> dict:
    """Return our state after a merge."""
    state = {**ours}
    for one in merged:
        if one.merged is None:
            state.pop(one.id, None)
        else:
            state[one.id] = dict(one.merged)
    return state


@given(STATES, STATES)
def test_when_we_changed_nothing_we_get_their_state(base: dict, theirs: dict) -> None:
    merged = merge_records(base, base, theirs)
    assert not any(one.conflicts for one in merged)
    assert _applied(base, merged) == theirs


@given(STATES, STATES)
def test_when_they_changed_nothing_our_state_stays(base: dict, ours: dict) -> None:
    assert merge_records(base, ours, base) == ()


@given(STATES, STATES)
def test_the_same_change_on_both_sides_is_no_conflict(base: dict, both: dict) -> None:
    assert merge_records(base, both, both) == ()


@given(STATES, STATES, STATES)
def test_both_directions_find_the_same_conflicts(base: dict, ours: dict, theirs: dict) -> None:
    here = {(one.id, clash.field) for one in merge_records(base, ours, theirs) for clash in one.conflicts}
    there = {(one.id, clash.field) for one in merge_records(base, theirs, ours) for clash in one.conflicts}
    assert here == there


@given(STATES, STATES, STATES)
def test_a_field_only_one_side_changed_keeps_that_change(base: dict, ours: dict, theirs: dict) -> None:
    result = _applied(ours, merge_records(base, ours, theirs))
    for identity in set(base) & set(ours) & set(theirs):
        for name in {*base[identity], *ours[identity], *theirs[identity]}:
            before, here, there = (state[identity].get(name) for state in (base, ours, theirs))
            if before == here:
                assert result[identity].get(name) == there
            elif before == there:
                assert result[identity].get(name) == here


@given(STATES, STATES, STATES)
def test_choosing_their_side_leaves_no_conflict(base: dict, ours: dict, theirs: dict) -> None:
    merged = merge_records(base, ours, theirs)
    for choice in ("ours", "theirs"):
        settled = with_choices(merged, {"*": choice})
        assert not any(one.conflicts for one in settled)
    for one, old in zip(with_choices(merged, {"*": "theirs"}), merged, strict=True):
        for clash in old.conflicts:
            if clash.field == WHOLE_RECORD:
                assert one.merged == clash.theirs
            else:
                assert (one.merged or {}).get(clash.field) == clash.theirs


def test_links_added_on_both_sides_are_all_kept_and_removed_ones_go() -> None:
    base = {"LVP-RSK-0001": {"controls": ["LVP-CTL-0001", "LVP-CTL-0002"]}}
    ours = {"LVP-RSK-0001": {"controls": ["LVP-CTL-0001", "LVP-CTL-0002", "LVP-CTL-0003"]}}
    theirs = {"LVP-RSK-0001": {"controls": ["LVP-CTL-0002", "LVP-CTL-0004"]}}
    (one,) = merge_records(base, ours, theirs)
    assert one.merged == {"controls": ["LVP-CTL-0002", "LVP-CTL-0003", "LVP-CTL-0004"]}
    assert not one.conflicts


def test_a_record_removed_here_and_changed_there_is_a_conflict() -> None:
    base = {"LVP-THR-0001": {"title": "old"}}
    theirs = {"LVP-THR-0001": {"title": "new"}}
    (one,) = merge_records(base, {}, theirs)
    assert [(clash.field, clash.ours, clash.theirs) for clash in one.conflicts] == [
        (WHOLE_RECORD, None, {"title": "new"})
    ]
    assert one.merged is None
