"""Counts agree with their nouns, and a short list says what it leaves out."""

from __future__ import annotations

import pytest

from medward.kernel.words import few, plural


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
