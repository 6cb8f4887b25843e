"""Families of sets without supersets, beside plain set algebra."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from medward.threats.antichain import combined, either, hitting_sets, members, minimal

FAMILIES = st.lists(st.integers(0, 63), max_size=6)
MANY = 10_000


def plain(masks: set[int]) -> set[int]:
    return {mask for mask in masks if not any(other != mask and other & mask == other for other in masks)}


@given(FAMILIES)
def test_minimal_drops_exactly_the_supersets(masks: list[int]) -> None:
    found, dropped = minimal(masks)
    assert set(found) == plain(set(masks))
    assert not dropped


@given(st.lists(FAMILIES, min_size=1, max_size=4))
def test_all_of_several_families_is_every_union_of_one_set_each(families: list[list[int]]) -> None:
    unions = set()
    for choice in product(*families):
        mask = 0
        for part in choice:
            mask |= part
        unions.add(mask)
    found, _ = combined([minimal(family)[0] for family in families], MANY)
    assert set(found) == plain(unions)


@given(st.lists(FAMILIES, max_size=4))
def test_any_of_several_families_is_their_smallest_sets(families: list[list[int]]) -> None:
    found, _ = either([minimal(family)[0] for family in families], MANY)
    assert set(found) == plain({mask for family in families for mask in family})


@given(FAMILIES)
def test_hitting_sets_are_the_smallest_that_meet_every_set(masks: list[int]) -> None:
    family, _ = minimal(masks)
    found = hitting_sets(family, MANY)
    assert found is not None
    hits = {mask for mask in range(64) if all(mask & part for part in family)}
    assert set(found) == plain(hits)


def test_what_was_dropped_is_told_and_the_smallest_stay() -> None:
    found, dropped = minimal([0b111000, 0b1, 0b110], 2)
    assert (found, dropped) == ((0b1, 0b110), True)


def test_hitting_sets_that_are_too_much_work_are_not_told() -> None:
    assert hitting_sets(tuple(0b11 << 2 * number for number in range(20)), MANY) is None


def test_members_are_the_numbers_of_the_bits() -> None:
    assert list(members(0b1011)) == [0, 1, 3]
