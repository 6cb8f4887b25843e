"""Gem versions against RubyGems' documentation and Ruby itself."""

from __future__ import annotations

from itertools import pairwise

import pytest

from medward.vulnerabilities.versions import compare, key

ASCENDING = [
    "0.9",
    "1.A",
    "1.a.0.b",
    "1.a",
    "1.a.1",
    "1.a.2",
    "1.a.10",
    "1.b1",
    "1.0-1",
    "1",
    "1.0.1",
    "1.1.a",
    "1.1",
]


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING)]
)
def test_letters_are_before_the_release_and_numbers_after_it(lower: str, higher: str) -> None:
    assert compare("rubygems", lower, higher) == -1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1", "1.0.0"),
        ("1.0.a", "1.a"),
        ("1.a.0", "1.a"),
        ("1-2", "1.pre.2"),
        (" 1.0\n", "1"),
        ("1.a2", "1.a.2"),
    ],
)
def test_one_version_written_twice_has_one_key(a: str, b: str) -> None:
    assert key("rubygems", a) == key("rubygems", b) is not None


@pytest.mark.parametrize("text", ["", "a", "1beta", "1..0", "1.", "1.0_x", "1.0-", "1.0+b"])
def test_text_rubygems_calls_malformed_has_no_key(text: str) -> None:
    assert key("rubygems", text) is None
