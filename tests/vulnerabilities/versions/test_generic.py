"""Dotted versions of products without an ecosystem: the order Medward defines, and where it stays silent."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.versions import compare, key

ASCENDING = [
    "1.0-dev", "1.0-SNAPSHOT", "1.0-alpha", "1.0 alpha 2", "1.0beta1", "1.0-pre1", "1.0-rc1", "1.0.0_rc2", "1.0",
    "1.0a", "1.0b", "1.0-p1", "1.0 patch 2", "1.0 SP1", "1.0 Service Pack 2", "1.0 Update 1", "1.0.0.1", "1.1", "2",
]  # fmt: skip
numbers = st.lists(st.integers(0, 10**12), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING)]
)
def test_the_documented_order_holds(lower: str, higher: str) -> None:
    assert compare("generic", lower, higher) == -1


@pytest.mark.parametrize(
    "text",
    ["", "-", "*", "1.0b2", "1.2-3", "1.2+dfsg", "2.x", "1..2", "firmware 2", "1.2ab", "1.0\n", "0x12"],
)
def test_text_people_read_differently_has_no_key(text: str) -> None:
    assert key("generic", text) is None


@given(numbers, numbers)
def test_dotted_numbers_order_as_numbers_and_trailing_zeros_are_nothing(a: list[int], b: list[int]) -> None:
    left, right = a + [0] * (5 - len(a)), b + [0] * (5 - len(b))
    texts = [".".join(map(str, one)) for one in (a, b)]
    assert compare("generic", *texts) == (left > right) - (left < right)
