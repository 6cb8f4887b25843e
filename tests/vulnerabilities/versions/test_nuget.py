"""NuGet versions against the package version reference and the comparer's rules."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.versions import compare, key

ASCENDING = [
    "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-20210101000000", "1.0.0-30210101000000", "1.0.0-a", "1.0.0-alpha.1",
    "1.0.0-alpha.beta", "1.0.0-RC.2", "1.0.0-rc.10", "1.0.0", "1.0.0.1-a", "1.0.0.1", "1.0.1", "1.10",
]  # fmt: skip
number = st.integers(0, 40).map(str)
label = st.from_regex(r"\A[0-9a-cA-C]{1,3}\Z")
parts = st.tuples(st.lists(number, min_size=1, max_size=4), st.lists(label, max_size=3))


def rank(numbers: list[str], labels: list[str]) -> tuple[object, ...]:
    """Return the rank the reference describes, written from its text."""
    padded = tuple(map(int, numbers)) + (0,) * (4 - len(numbers))
    ranks = tuple((0, int(one), "") if one.isdecimal() else (1, 0, one.lower()) for one in labels)
    return (*padded, not labels, ranks)


def written(numbers: list[str], labels: list[str]) -> str:
    return ".".join(numbers) + ("-" + ".".join(labels) if labels else "")


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING)]
)
def test_four_numbers_then_labels_decide(lower: str, higher: str) -> None:
    assert compare("nuget", lower, higher) == -1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1", "1.0.0.0"),
        ("1.0-BETA", "1.0.0-beta"),
        ("1.0.0+a", "1.0+b"),
        ("1.00.1", "1.0.1"),
        ("1.0-01", "1.0-1"),
    ],
)
def test_normal_forms_are_equal(a: str, b: str) -> None:
    assert key("nuget", a) == key("nuget", b) is not None


@pytest.mark.parametrize("text", ["", "v1.0", "1.0.0.0.0", "1.0-", "1.0-a..b", "1.0--5", "1.x"])
def test_other_text_has_no_key(text: str) -> None:
    assert key("nuget", text) is None


@given(parts, parts)
def test_keys_order_as_the_reference_does(
    a: tuple[list[str], list[str]], b: tuple[list[str], list[str]]
) -> None:
    left, right = rank(*a), rank(*b)
    assert compare("nuget", written(*a), written(*b)) == (left > right) - (left < right)
