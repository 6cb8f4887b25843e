"""Semantic versions against the specification, and against node-semver where Node is installed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.versions import compare, key
from tests.realdata import bundle, real_data

ITEM_11 = [
    "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
    "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0", "2.1.1",
]  # fmt: skip

identifier = st.from_regex(r"\A(0|[1-9][0-9]{0,20}|[0-9]{0,2}[A-Za-z-][0-9A-Za-z-]{0,4})\Z")
number = st.integers(0, 10**22).map(str)


@st.composite
def semantic_versions(draw: st.DrawFn) -> str:
    text = ".".join(draw(st.tuples(number, number, number)))
    before = draw(st.lists(identifier, max_size=4))
    build = draw(st.lists(identifier, max_size=2))
    return text + ("-" + ".".join(before) if before else "") + ("+" + ".".join(build) if build else "")


def precedence(text: str) -> tuple[object, ...]:
    """Return the rank item 11 of the specification describes, written from its text."""
    release, _, before = text.partition("+")[0].partition("-")
    identifiers = tuple((0, int(one), "") if one.isdecimal() else (1, 0, one) for one in before.split("."))
    return (*map(int, release.split(".")), not before, identifiers if before else ())


@pytest.mark.parametrize(
    ("lower", "higher"),
    [pytest.param(*pair, id=f"{pair[0]} < {pair[1]}") for pair in pairwise(ITEM_11)],
)
def test_the_examples_of_semver_item_11_sort_as_it_says(lower: str, higher: str) -> None:
    assert compare("semver", lower, higher) == -1
    assert compare("semver", higher, lower) == 1


@pytest.mark.parametrize(
    "text", ["1.0", "1", "01.0.0", "1.0.0-01", "1.0.0-", "1.0.0-a..b", "1.0.0+", "", "1.x", "1.0.0\n"]
)
def test_text_semver_does_not_define_has_no_key(text: str) -> None:
    assert key("semver", text) is None


def test_build_metadata_has_no_part_in_the_order() -> None:
    assert compare("npm", "1.0.0+20130313144700", "1.0.0+exp.sha.5114f85") == 0


@given(semantic_versions(), semantic_versions())
def test_keys_order_as_item_11_does(a: str, b: str) -> None:
    left, right = precedence(a), precedence(b)
    assert compare("cargo", a, b) == (left > right) - (left < right)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("v1", "v1.0.0", 0, id="short form of a major version"),
        pytest.param("v1.2", "v1.2.0", 0, id="short form of a minor version"),
        pytest.param(
            "v0.0.0-20191109021931-daa7c04131f5",
            "v0.0.0-20200101000000-000000000000",
            -1,
            id="pseudo-versions",
        ),
        pytest.param(
            "v1.2.4-0.20191109021931-daa7c04131f5", "v1.2.4", -1, id="pseudo-version before the next release"
        ),
        pytest.param(
            "v1.2.4-0.20191109021931-daa7c04131f5", "v1.2.3", 1, id="pseudo-version after the last release"
        ),
        pytest.param("v2.0.0+incompatible", "v2.0.0", 0, id="incompatible is build metadata"),
        pytest.param("go1.21rc2", "1.21.0", -1, id="candidate of Go itself"),
        pytest.param("go1.9", "1.10.0", -1, id="release of Go itself"),
    ],
)
def test_go_versions_order_as_the_module_reference_says(a: str, b: str, expected: int) -> None:
    assert compare("go", a, b) == expected


def test_a_go_build_without_version_has_no_key() -> None:
    assert key("go", "(devel)") is None


@pytest.mark.realdata
def test_the_osv_scalibr_vectors_for_semver_hold() -> None:
    path = real_data() / "vectors" / "osv-scalibr-semantic-versions.tar.zst"
    lines = dict(bundle(path))["semantic/testdata/semver-versions.txt"].decode().splitlines()
    signs = {"<": -1, "=": 0, ">": 1}
    cases = [line.split(" ") for line in lines if line.strip() and not line.startswith("//")]
    answers = [(case, compare("semver", case[0], case[2])) for case in cases]
    assert [case for case, answer in answers if answer is not None and answer != signs[case[1]]] == []
    assert sum(answer is not None for _, answer in answers) > 40
