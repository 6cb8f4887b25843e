"""Snapshots read back the same, are named by their content, and tell two versions apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import UnreadableTextError
from medward.threats.knowledge import (
    Item,
    ItemKind,
    ItemState,
    Relation,
    Snapshot,
    compare_snapshots,
    read_snapshot,
    with_files,
)
from medward.threats.records import KnowledgeSource

ITEMS = st.builds(
    Item,
    st.sampled_from(ItemKind),
    st.from_regex(r"T[0-9]{1,2}", fullmatch=True),
    st.text(min_size=1),
    st.sampled_from(ItemState),
    st.lists(st.text()).map(tuple),
    st.lists(st.text()).map(tuple),
)


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    items = tuple(draw(st.lists(ITEMS, max_size=6)))
    place = st.integers(0, max(0, len(items) - 1))
    found = draw(st.lists(st.builds(Relation, place, st.text(), place), max_size=4)) if items else []
    source = draw(st.sampled_from(KnowledgeSource))
    return Snapshot(source, draw(st.text()), "2030-01-01", "ours", items, tuple(found))


def named(version: str, *items: Item, date: str = "2030-01-01") -> Snapshot:
    return Snapshot(KnowledgeSource.CAPEC, version, date, "", items, ())


@given(snapshots())
def test_a_snapshot_reads_back_the_same(snapshot: Snapshot) -> None:
    again = read_snapshot(snapshot.body, "x")
    assert again == snapshot
    assert again.digest == snapshot.digest


@given(snapshots())
def test_counts_add_up_to_the_items(snapshot: Snapshot) -> None:
    assert sum(row.total for row in snapshot.counts) == len(snapshot.items)


@given(snapshots(), snapshots())
def test_a_comparison_turned_round_has_the_same_ids(one: Snapshot, other: Snapshot) -> None:
    there = {change.id for change in compare_snapshots(one, other)}
    assert there == {change.id for change in compare_snapshots(other, one)}
    assert compare_snapshots(one, one) == ()


def test_an_id_in_use_comes_before_one_that_is_not() -> None:
    old = Item(ItemKind.TECHNIQUE, "T1", "gone", ItemState.REVOKED)
    used = Item(ItemKind.MITIGATION, "T1", "in use")
    assert named("1", old, used).item("T1") == used


def test_changes_say_what_happened() -> None:
    before = named(
        "1",
        Item(ItemKind.ATTACK_PATTERN, "A", "same"),
        Item(ItemKind.ATTACK_PATTERN, "B", "old"),
        Item(ItemKind.ATTACK_PATTERN, "C", "c"),
        Item(ItemKind.ATTACK_PATTERN, "D", "d"),
    )
    after = named(
        "2",
        Item(ItemKind.ATTACK_PATTERN, "A", "same"),
        Item(ItemKind.ATTACK_PATTERN, "B", "new"),
        Item(ItemKind.ATTACK_PATTERN, "C", "c", ItemState.DEPRECATED),
        Item(ItemKind.ATTACK_PATTERN, "E", "e"),
    )
    found = [(change.id, change.what) for change in compare_snapshots(before, after)]
    assert found == [("B", "renamed"), ("C", "deprecated"), ("D", "gone"), ("E", "added")]


def test_versions_are_ordered_by_date_then_by_number() -> None:
    ordered = [named("3.10"), named("3.9"), named("1.0", date="2031-01-01")]
    assert [one.version for one in sorted(ordered, key=lambda one: one.age)] == ["3.9", "3.10", "1.0"]


def test_search_wants_every_word() -> None:
    found = named("1", Item(ItemKind.ATTACK_PATTERN, "CAPEC-1", "Wi-Fi Jamming"))
    assert found.search("jam wi-fi") == found.items
    assert found.search("jam ble") == ()


def test_files_belong_to_the_digest() -> None:
    snapshot = named("1")
    assert with_files(snapshot, [("a", "0")]).digest != snapshot.digest


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"format": 99}', b"\xff"])
def test_what_is_no_snapshot_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableTextError) as caught:
        read_snapshot(data, "a.json")
    assert caught.value.place == "a.json"
