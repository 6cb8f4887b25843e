"""Maven versions against the order specification, Maven itself, and the proof of its cycles."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.versions import compare, key
from medward.vulnerabilities.versions.maven import maven_order

ASCENDING = [
    "1-alpha2snapshot", "1-alpha2", "1-alpha-123", "1-beta-2", "1-beta123", "1-m2", "1-m11", "1-rc", "1-cr2", "1-rc123",
    "1-SNAPSHOT", "1", "1-sp", "1-sp2", "1-sp123", "1-abc", "1-def", "1-pom-1", "1-1-snapshot", "1-1", "1-2", "1-123",
]  # fmt: skip
FRAGMENTS = [
    "1", "0", "10", ".", ".0", "-", "-0", "a", "b1", "rc", "alpha", "sp", ".x", ".x.1", "-1", "final", "ga", "_",
    "m2", "SNAPSHOT", "-a",
]  # fmt: skip
near_versions = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6).map("".join)


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING)]
)
def test_qualifiers_rank_as_maven_s_specification_says(lower: str, higher: str) -> None:
    assert compare("maven", lower, higher) == -1


@pytest.mark.parametrize(
    ("a", "b"),
    [("1", "1.0.0"), ("1", "1.ga"), ("1", "1-Final"), ("1.0.0x", "1-x"), ("1a1", "1-alpha-1"), ("1.cr1", "1-rc1"),
     ("1-0.0", "1-"), ("1-RELEASE", "1")],
)  # fmt: skip
def test_one_version_written_twice_has_one_key(a: str, b: str) -> None:
    assert key("maven", a) == key("maven", b) is not None


@pytest.mark.parametrize("text", ["", "1 0", "1.0!", "1.0\u00e9", "[1.0,2.0]\n"])
def test_text_outside_the_alphabet_has_no_key(text: str) -> None:
    assert key("maven", text) is None


def test_a_pair_on_a_cycle_of_maven_s_order_cannot_be_told() -> None:
    cycle = ["1-alpha", "1", "1.x.1", "1-alpha"]
    assert [maven_order(a, b) for a, b in pairwise(cycle)] == [-1, -1, -1]
    assert [compare("maven", a, b) for a, b in pairwise(cycle)] == [-1, -1, None]


@given(near_versions, near_versions)
def test_maven_s_order_turns_round_with_its_arguments(a: str, b: str) -> None:
    assert maven_order(a, b) == -maven_order(b, a)
    assert (maven_order(a, b) == 0) == (key("maven", a) == key("maven", b))
