"""Series such as `2.6.*` against the libraries of their ecosystems and their documentation."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from medward.vulnerabilities.sources.bounds import ordering_of, series
from medward.vulnerabilities.sources.expressions import versions_of
from medward.vulnerabilities.versions import key

NUMBERS = st.lists(st.sampled_from(["0", "1", "2", "6", "7", "26"]), min_size=1, max_size=4).map(".".join)
TAILS = st.sampled_from(["", "rc1", "a1.dev2", ".dev0", ".post1", ".post1.dev3", "+local.1"])


def is_in_series(scheme: str, prefix: str, version: str) -> bool:
    found, made = series(ordering_of(scheme), prefix), key(scheme, version)
    assert found is not None
    assert made is not None
    return found[0] <= made < found[1]


@given(NUMBERS, NUMBERS, TAILS)
@example("2.6", "2.6.0", "rc1")
@example("2.6", "2.7", ".dev0")
@example("2.0", "2", "a1.dev2")
def test_a_series_of_python_versions_is_what_packaging_matches(prefix: str, numbers: str, tail: str) -> None:
    """PEP 440, "Version matching": `== 2.6.*` compares the release numbers alone, so 2.6rc1 is in it."""
    expected = SpecifierSet(f"=={prefix}.*").contains(numbers + tail, prereleases=True)
    assert is_in_series("pep440", prefix, numbers + tail) is expected


@pytest.mark.parametrize(
    ("scheme", "version", "holds"),
    [
        # node-semver 7.6, `includePrerelease`: `2.6.x` is `>=2.6.0-0 <2.7.0-0`
        pytest.param("npm", "2.6.0-rc.1", True, id="npm: first pre-release"),
        pytest.param("npm", "2.7.0-rc.1", False, id="npm: of the series after"),
        pytest.param("npm", "2.5.9", False, id="npm: below"),
        pytest.param("rubygems", "2.6.0.rc1", True, id="RubyGems: pre-release"),
        pytest.param("rubygems", "2.7.0.rc1", False, id="RubyGems: of the series after"),
        pytest.param("generic", "2.6-rc1", True, id="dotted: pre-release"),
        pytest.param("generic", "2.7-rc1", False, id="dotted: of the series after"),
        pytest.param("generic", "2.60", False, id="dotted: longer number"),
    ],
)
def test_pre_releases_belong_to_the_series_they_lead_to(scheme: str, version: str, *, holds: bool) -> None:
    assert is_in_series(scheme, "2.6", version) is holds


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        # CISA, ICSMA-20-170-02: `< 3.x` is "all versions prior to 3.x"
        pytest.param("< 3.x", ["2.9", "1.0"], ["3.0", "3.1", "3.2.1"], id="below a series"),
        pytest.param("< 3.*", ["2.9"], ["3.0", "3.1"], id="below a series, with a star"),
        pytest.param("<= 3.x", ["2.9", "3.0", "3.2.1"], ["4.0"], id="up to and including a series"),
        # CISA, ICSA-21-021-05: `=< 3.5.20304.x`
        pytest.param("=< 3.x", ["2.9", "3.1"], ["4.0"], id="signs the other way round"),
        pytest.param(">= 2.0 | < 3.x", ["2.0", "2.9"], ["1.9", "3.0"], id="from a version to below a series"),
    ],
)
def test_an_upper_end_that_is_a_series_holds_it_only_where_it_says_so(
    text: str, inside: list[str], outside: list[str]
) -> None:
    (found,) = versions_of(ordering_of("generic"), text).intervals
    keys = {version: key("generic", version) for version in (*inside, *outside)}
    held = [version for version, made in keys.items() if made is not None and found.low <= made < found.high]
    assert held == inside


@pytest.mark.parametrize(
    ("text", "intervals", "why"),
    [
        # ICSA-23-355-02 writes `<4.x` and says itself that QVR firmware 4.x needs replacing; ICSMA-20-170-02 `< 3.x`
        pytest.param("<4.x", ["< 4.*"], "whether '< 4.x' holds 4.x cannot be told", id="ICSA-23-355-02"),
        pytest.param("< 3.x", ["< 3.*"], "whether '< 3.x' holds 3.x cannot be told", id="ICSMA-20-170-02"),
        # ICSA-21-075-02: GE counts 7.40 to 7.49 as 7.4x
        pytest.param("< 8.1x", [], "'8.1x' may be one version or a series", id="ICSA-21-075-02"),
        pytest.param(">= 7.4x | <= 8.0x", [], "'7.4x' may be one version or a series", id="both ends"),
        pytest.param("V3.X.16", [], "'V3.X.16' is not one version", id="a number left open in the middle"),
    ],
)
def test_a_range_of_csaf_that_may_hold_a_series_leaves_it_open(
    text: str, intervals: list[str], why: str
) -> None:
    found = versions_of(ordering_of("generic"), text)
    assert [one.text for one in found.intervals] == intervals
    assert [(one.reason, one.decides) for one in found.unkeyed] == [(why, True)]


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        pytest.param("<= 1.597X", "<= 1.597X", id="ICSA-21-049-02: a version of Mitsubishi"),
        pytest.param("1.0.2x", "= 1.0.2x", id="a version of OpenSSL"),
        pytest.param("<= 11.x", "<= 11.*", id="ICSMA-19-241-01: up to the end of a series"),
        pytest.param("< 4.0", "< 4.0", id="below a version"),
    ],
)
def test_a_range_of_csaf_that_is_clear_leaves_nothing_open(text: str, interval: str) -> None:
    found = versions_of(ordering_of("generic"), text)
    assert ([one.text for one in found.intervals], found.unkeyed) == ([interval], ())
