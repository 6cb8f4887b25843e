"""What every key promises, scheme by scheme: an alphabet, a total order, half-open ranges."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medward.vulnerabilities.ecosystems import SCHEMES as ECOSYSTEM_SCHEMES
from medward.vulnerabilities.ecosystems import SEMVER_SCHEMES
from medward.vulnerabilities.versions import SCHEMES, compare, has_cycles, key, scheme_name
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP

names = st.sampled_from(sorted(SCHEMES))
FRAGMENTS = [
    "0", "1", "2", "9", "10", "007", ".", "-", "_", "+", "~", "^", ":", "a", "b", "z", "rc", "alpha", "dev", "p", "v",
    "-r0", "_p1", "1.0.0", "1.2.3", "1:1.0-1", "2024-01-01T00:00:00", "Z", "x", "é", " ", "-1",
]  # fmt: skip
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=6).map("".join)


@given(names, texts)
@example("conan", "1.0-")
@example("datetime", "0001-01-01T00:00:00+23:59")
def test_a_key_is_printable_ascii_without_space(scheme: str, text: str) -> None:
    made = key(scheme, text)
    assert made is None or (made and all("!" <= character <= "~" for character in made))


@given(names, texts, texts, texts)
def test_order_is_total_and_turns_round(scheme: str, a: str, b: str, c: str) -> None:
    ab, ba, bc, ac = (compare(scheme, *pair) for pair in ((a, b), (b, a), (b, c), (a, c)))
    if ab is None or ba is None:
        assert ab is ba is None
        return
    assert ab == -ba
    if ab <= 0 and bc is not None and bc <= 0 and not has_cycles(scheme):
        assert ac is not None
        assert ac <= 0


plain_texts = st.lists(
    st.sampled_from([one for one in FRAGMENTS if one.upper() == one.lower()]), max_size=6
).map("".join)


@given(st.sampled_from([one for one in SCHEMES if has_cycles(one)]), plain_texts, plain_texts)
def test_versions_without_letters_lie_on_no_circle(scheme: str, a: str, b: str) -> None:
    assert (compare(scheme, a, b) is None) == (key(scheme, a) is None or key(scheme, b) is None)


@given(names, texts, texts)
def test_after_a_version_is_above_it_and_below_every_higher_one(scheme: str, a: str, b: str) -> None:
    low, high = key(scheme, a), key(scheme, b)
    if low is None or high is None:
        return
    assert BOTTOM < low < low + AFTER < TOP
    assert (high < low + AFTER) == (high <= low)


ASCENDING = {
    "conan": ["0.9", "1.0-rc1", "1.0", "1.0+b1", "1.0.1", "1.1.1", "1.1.1k", "1.1.2", "cci.20200101"],
    "gentoo": ["1.0_alpha", "1.0_beta2", "1.0_pre", "1.0_rc1", "1.0", "1.0-r1", "1.0_p1", "1.0b", "1.01", "1.10"],
    "alpm": ["1.0a-1", "1.0-1", "1.0-2", "1.0.a-1", "1.0.1-1", "1.1-1", "1:0.1-1"],
    "cran": ["0.01", "0.1-0", "0.9", "0.75", "1.0", "1.0-1"],
    "hackage": ["0.11.3.0", "1.0", "1.0.0", "1.0.0.0", "1.1"],
    "intdot": ["0", "1", "1.0", "1.10"],
    "opam": ["0.9~rc1", "0.9", "0.9a", "0.9+1", "4.14.1", "v0.9"],
    "pub": ["1.0.0-pre", "1.0.0-pre+build", "1.0.0-pre.1", "1.0.0", "1.0.0+9", "1.0.0+a", "1.0.1"],
    "julia": ["1.0-rc1", "1.0.0", "1.0.0+0", "1.0.0+1", "1.0.0+10", "1.0.1"],
    "swift": ["1.0.0-beta.2", "1.0.0-beta.11", "v1.0.0", "1.0.1"],
    "githubactions": ["v3.0.0-rc.1", "3.0.0", "v41.0.0"],
    "bitnami": ["1.2.3", "1.2.3-0", "1.2.3-1", "1.2.3-10", "1.2.4"],
    "linux": ["2.6.32.1", "6.1-rc1", "6.1-rc10", "v6.1", "6.1.1", "6.10"],
    "datetime": ["2023-12-31T23:59:59.9Z", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00.25Z", "2024-01-01T00:00:01Z"],
}  # fmt: skip
"""From the document each module names, and the published vectors of osv-scalibr and VERS."""


@pytest.mark.parametrize("scheme", ASCENDING)
def test_versions_ascend_as_the_scheme_s_document_says(scheme: str) -> None:
    keys = [key(scheme, one) for one in ASCENDING[scheme]]
    assert None not in keys
    assert all(a is not None and b is not None and a < b for a, b in pairwise(keys))


@pytest.mark.parametrize(
    ("scheme", "text"),
    [("githubactions", "v3"), ("bitnami", "2.6.0-rc1"), ("alpm", "1.0"), ("linux", "6.1-18"), ("hackage", "1-a"),
     ("conan", "1.01a"), ("conan", "1_0"), ("pub", "1.0.0-0x1f"), ("datetime", "2024-02-30T00:00:00Z"),
     ("gentoo", "9999x1"), ("cran", "1.0."), ("opam", "1/0"), ("openssl", "1.00.2"), ("swift", "main")],
)  # fmt: skip
def test_text_without_a_place_in_the_order_has_no_key(scheme: str, text: str) -> None:
    assert key(scheme, text) is None


def test_conan_says_of_a_pair_on_its_cycle_that_nobody_can_tell() -> None:
    cycle = ["10a", "9", "10", "10a"]
    assert [compare("conan", a, b) for a, b in pairwise(cycle)] == [None, -1, -1]


def test_every_ecosystem_names_a_scheme_that_is_there() -> None:
    assert {scheme_name(one) for one in ECOSYSTEM_SCHEMES.values()} <= set(SCHEMES)
    assert set(SCHEMES) >= SEMVER_SCHEMES
