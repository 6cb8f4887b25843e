"""Python versions against PEP 440's own examples and against the `packaging` library."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.version import InvalidVersion, Version

from medward.vulnerabilities.versions import compare, key
from tests.realdata import bundle, real_data

SUMMARY = [  # PEP 440, "Summary of permitted suffixes and relative ordering"
    "1.dev0", "1.0.dev456", "1.0a1", "1.0a2.dev456", "1.0a12.dev456", "1.0a12", "1.0b1.dev456",
    "1.0b2", "1.0b2.post345.dev456", "1.0b2.post345", "1.0rc1.dev456", "1.0rc1", "1.0", "1.0+abc.5",
    "1.0+abc.7", "1.0+5", "1.0.post456.dev34", "1.0.post456", "1.0.15", "1.1.dev1", "1!0.1",
]  # fmt: skip
FRAGMENTS = [
    "1", "0", "10", "007", ".", ".0", "a", "b1", "rc", "alpha", "-pre-2", ".post", "-1", "rev3", ".dev",
    "dev2", "+abc", "+1.a_2", "1!", "v", " ", "_",
]  # fmt: skip

near_versions = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=7).map("".join)


def version(text: str) -> Version | None:
    """Return what the oracle reads."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


@pytest.mark.parametrize(
    ("lower", "higher"), [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(SUMMARY)]
)
def test_the_order_of_pep_440_s_summary_holds(lower: str, higher: str) -> None:
    assert compare("pep440", lower, higher) == -1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("1.1RC1", "1.1rc1", id="case sensitivity"),
        pytest.param("1.00", "1.0", id="integer normalization"),
        pytest.param("1.1.a1", "1.1a1", id="pre-release separators"),
        pytest.param("1.1alpha1", "1.1a1", id="pre-release spelling"),
        pytest.param("1.2a", "1.2a0", id="implicit pre-release number"),
        pytest.param("1.2-post2", "1.2.post2", id="post release separators"),
        pytest.param("1.0-r4", "1.0.post4", id="post release spelling"),
        pytest.param("1.2.post", "1.2.post0", id="implicit post release number"),
        pytest.param("1.0-1", "1.0.post1", id="implicit post releases"),
        pytest.param("1.2-dev2", "1.2.dev2", id="development release separators"),
        pytest.param("1.0+ubuntu-1", "1.0+ubuntu.1", id="local version segments"),
        pytest.param("v1.0", "1.0", id="preceding v character"),
        pytest.param(" 1.0\n", "1.0", id="leading and trailing whitespace"),
    ],
)
def test_the_normal_forms_of_pep_440_are_equal(a: str, b: str) -> None:
    assert key("pep440", a) == key("pep440", b) is not None


@given(near_versions)
@example("1.0.0.0+a.b-c")
@example("²")
def test_the_same_text_is_a_version_here_and_in_packaging(text: str) -> None:
    assert (key("pep440", text) is None) == (version(text) is None)


@given(near_versions, near_versions)
def test_keys_order_as_packaging_does(a: str, b: str) -> None:
    left, right = version(a), version(b)
    if left is None or right is None:
        assert compare("pep440", a, b) is None
    else:
        assert compare("pep440", a, b) == (left > right) - (left < right)


@pytest.mark.realdata
def test_every_pair_of_the_osv_scalibr_vectors_for_pypi_agrees() -> None:
    path = real_data() / "vectors" / "osv-scalibr-semantic-versions.tar.zst"
    signs = {"<": -1, "=": 0, ">": 1}
    wrong, checked = [], 0
    for name, content in bundle(path):
        if "pypi-versions" not in name:
            continue
        for line in content.decode().splitlines():
            parts = line.split(" ")
            if len(parts) == 3 and not line.startswith("//"):
                answer = compare("pep440", parts[0], parts[2])
                checked += answer is not None
                wrong += [line] if answer not in {None, signs[parts[1]]} else []
    assert (wrong, checked > 8000) == ([], True)
