"""Counts agree with their nouns, and a short list says what it leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.kernel.words import few, plural, runs


@pytest.mark.parametrize(
    ("count", "many", "words"),
    [(0, "", "0 risks"), (1, "", "1 risk"), (2, "", "2 risks"), (1500, "risken", "1,500 risken")],
)
def test_a_count_agrees_with_its_noun(count: int, many: str, words: str) -> None:
    assert plural(count, "risk", many) == words


@pytest.mark.parametrize(
    ("items", "words"), [([], ""), (["a", "b"], "a; b"), (["a", "b", "c", "d"], "a; b and 2 more")]
)
def test_a_short_list_counts_what_it_leaves_out(items: list[str], words: str) -> None:
    assert few(items, 2, "; ") == words


@given(
    st.lists(
        st.tuples(st.sampled_from(["LVP-RSK-", "LVP-THR-", "UK-ER-9."]), st.integers(0, 40)), max_size=60
    )
)
def test_runs_of_ids_hold_each_id_once_and_no_other(given_ids: list[tuple[str, int]]) -> None:
    ids = [f"{start}{number:04}" for start, number in given_ids]
    told: list[str] = []
    for first, last in runs(ids):
        start, low, high = first[:-4], int(first[-4:]), int(last[-4:])
        assert last.startswith(start)
        assert low == high or high - low >= 2
        told += [f"{start}{number:04}" for number in range(low, high + 1)]
    assert sorted(told) == sorted(set(ids))


def test_an_id_without_a_number_stands_alone() -> None:
    assert runs(["UK-NI", "UK-NIS", "UK-NI"]) == (("UK-NI", "UK-NI"), ("UK-NIS", "UK-NIS"))
