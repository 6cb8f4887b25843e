"""RPM versions against the manual page's rules and RPM's own library."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.versions import compare, key

ASCENDING = [
    "1.0~rc1-1", "1.0~rc1^git1-1", "1.0", "1.0-", "1.0-1", "1.0-1.el9", "1.0-2", "1.0^git1-1", "1.0a", "1.0.1",
    "1.1", "2", "1:0.1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING)]
)
def test_the_rules_of_rpm_version_hold(lower: str, higher: str) -> None:
    assert compare("rpm", lower, higher) == -1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("2.0", "2_0", id="separators are alike"),
        pytest.param("1.0.", "1.0", id="a separator at the end"),
        pytest.param("1.010", "1.10", id="leading zeros"),
        pytest.param("0:1.0-1", "1.0-1", id="absent epoch"),
        pytest.param("1.\u03b1", "1.\u03b2", id="text beyond ASCII separates"),
    ],
)
def test_what_rpm_takes_for_equal_has_one_key(a: str, b: str) -> None:
    assert key("rpm", a) == key("rpm", b) is not None


@pytest.mark.parametrize("text", ["", " ", "1.0 1", "1.0\n"])
def test_text_with_white_space_has_no_key(text: str) -> None:
    assert key("rpm", text) is None


part = st.text("0019aBz.~^_+", max_size=8)
SEGMENT = re.compile(r"~|\^|[0-9]+|[A-Za-z]+")


def order(a: str, b: str) -> int:
    """Return RPM's answer for two versions without epoch and release, written from rpm-version(7)."""
    left, right = SEGMENT.findall(a), SEGMENT.findall(b)
    for one, other in zip_longest(left, right, fillvalue=""):
        if one != other:
            sign = (rank(one) > rank(other)) - (rank(one) < rank(other))
            if sign:
                return sign
    return 0


def rank(segment: str) -> tuple[int, int, str]:
    """Return tilde, end, caret, letters, numbers in this order."""
    if segment.isdecimal():
        return 4, int(segment), ""
    return ({"~": 0, "": 1, "^": 2}.get(segment, 3), 0, segment)


@given(part, part)
def test_keys_order_as_the_manual_page_does(a: str, b: str) -> None:
    if a and b:
        assert compare("rpm", a, b) == order(a, b)
