"""apk versions: the order of tokens as apk-tools writes it."""

from __future__ import annotations

from itertools import pairwise

import pytest

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
