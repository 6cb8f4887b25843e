"""apk versions: the order of tokens as apk-tools writes it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.versions import compare, key

ASCENDING = [
    "1.0_alpha_beta", "1.0_alpha", "1.0_alpha1", "1.0_beta", "1.0_pre1", "1.0_rc", "1.0_rc1-r0", "1.0_rc2", "1.0",
    "1.0-r0", "1.0-r10", "1.0~abc", "1.0~abc-r1", "1.0_cvs", "1.0_svn", "1.0_git20240101", "1.0_hg", "1.0_p",
    "1.0_p1", "1.0a", "1.0a-r1", "1.0b", "1.0.0", "1.01", "1.02", "1.1", "1.10", "2",
]  # fmt: skip


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ASCENDING)]
)
def test_tokens_rank_as_apk_ranks_them(lower: str, higher: str) -> None:
    assert compare("apk", lower, higher) == -1


def test_the_first_number_is_a_number_and_a_later_leading_zero_makes_text() -> None:
    assert compare("apk", "007", "7") == 0
    assert compare("apk", "1.099", "1.1") == -1


@pytest.mark.parametrize(
    "text", ["", "a", ".1", "1..0", "1.0A", "1.0bc", "1.0_foo", "1.0-r", "1.0-1", "1.0\n"]
)
def test_text_apk_refuses_has_no_key(text: str) -> None:
    assert key("apk", text) is None


suffix = st.sampled_from(["_alpha", "_beta1", "_rc", "_rc10", "_git2", "_p", "_p1", "_p02"])
apk_versions = st.builds(
    lambda first, numbers, *rest: "".join([first, *(f".{one}" for one in numbers), *rest]),
    st.sampled_from(["0", "1", "01", "10"]),
    st.lists(st.sampled_from(["0", "00", "1", "01", "9", "10"]), max_size=2),
    st.sampled_from(["", "", "a", "b"]),
    st.lists(suffix, max_size=2).map("".join),
    st.sampled_from(["", "", "~a1", "~b"]),
    st.sampled_from(["", "-r0", "-r1", "-r10"]),
)
TOKEN = re.compile(
    r"^[0-9]+|\.[0-9]+|[a-z]$|(?<=[0-9])[a-z](?=[_~-])|_[a-z]+|(?<=[a-z])[0-9]+|~[0-9a-f]+|-r[0-9]+"
)
SUFFIXES = ["_alpha", "_beta", "_pre", "_rc", "", "_cvs", "_svn", "_git", "_hg", "_p"]


def tokens(text: str) -> list[tuple[int, str]]:
    """Return apk's tokens: kinds from 0 (first number) to 6 (revision), then 7, the end."""
    found = []
    for at, one in enumerate(TOKEN.findall(text)):
        kind = {".": 1, "_": 3, "~": 5, "-": 6}.get(one[0], 2 if one.isalpha() else 4 if at else 0)
        found.append((kind, one))
    return [*found, (7, "")]


def order(a: str, b: str) -> int:
    """Return apk's answer, written from the text of its comparison: first differing token decides."""
    for (kind, one), (other_kind, other) in zip(tokens(a), tokens(b), strict=False):
        if kind != other_kind:
            early = [
                SUFFIXES.index(text) < 4 if k == 3 else False
                for k, text in ((kind, one), (other_kind, other))
            ]
            if any(early):
                return -1 if early[0] else 1
            return 1 if kind < other_kind else -1
        left, right = value(kind, one, other), value(kind, other, one)
        if left != right:
            return 1 if left > right else -1
    return 0


def value(kind: int, text: str, beside: str) -> tuple[int, str]:
    """Return what a token is compared by; `beside` is the token it is compared with."""
    digits = text.lstrip(".-r")
    if kind == 1 and "0" in {digits[0], beside.lstrip(".")[0]}:
        return 0, digits
    if kind in {0, 1, 4, 6}:
        return int(digits), ""
    return (SUFFIXES.index(text), "") if kind == 3 else (0, text)


@given(apk_versions, apk_versions)
def test_keys_order_as_apk_s_walk_over_tokens_does(a: str, b: str) -> None:
    assert compare("apk", a, b) == order(a, b)
