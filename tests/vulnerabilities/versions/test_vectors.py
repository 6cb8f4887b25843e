"""Every pair of the published vectors for the schemes beside semver, PEP 440 and Debian."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from medward.vulnerabilities.versions import compare, key
from tests.realdata import bundle, real_data, tell

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.realdata
SIGNS = {"<": -1, "=": 0, ">": 1}
OLDER_MAVEN = {
    # Made with a Maven before 3.8.7, which did not yet read `.X` as `-X` for a text at the end or before digits.
    ("1.0.0-RC16", "1.0.0.RC8-beta"), ("1.0.0-gradle-rework-beta3", "1.0.0.RC7-3"),
    ("1.1.34.sec10", "1.1.34_noneautotype"), ("1.2.8.sec10_noneautotype", "1.2.8_noneautotype"),
    ("1.2.31.sec10", "1.2.31_noneautotype"), ("1.2.54.sec10", "1.2.54_noneautotype"),
    ("1.2.57.sec10", "1.2.57_noneautotype"), ("1.0.0rc0", "1.0.beta8"), ("1.5.9.RC1", "1.5.9-RC0"),
    ("1.1.0-01-glassfish", "1.1.0.Beta1"), ("2-1", "2.0.a"), ("2-1", "2.0.0.a"),
    ("1-1", "1-ga-1"),  # a row inside a row; 3.8.7 answers "above"
}  # fmt: skip
NOT_NORMALISED = {
    # Made with PHP's version_compare on the raw text; Composer first makes `3.0` into `3.0.0.0` and knows no case.
    ("v3.0", "v3.0.0-beta"), ("v3.4", "v3.4.0-alpha"), ("v4-beta4", "v4.0-alpha"), ("v4.4", "v4.4.0-beta"),
    ("v6.5", "v6.5.0-beta-0"), ("v6.6", "v6.6.0-beta"), ("v1.9.0-ALPHA.1", "v1.9.0-BETA.1"),
    ("v1.9.0-ALPHA.2", "v1.9.0-BETA.2"),
}  # fmt: skip


class Result(NamedTuple):
    checked: int
    untold: int
    wrong: set[tuple[str, str]]


def lines_of(name: str) -> list[tuple[str, str, int]]:
    path = real_data() / "vectors" / "osv-scalibr-semantic-versions.tar.zst"
    found = []
    for file, content in bundle(path):
        if f"/{name}-versions" in file:
            for line in content.decode().splitlines():
                parts = line.split(" ")
                if len(parts) == 3 and not line.startswith(("#", "//")):
                    found.append((parts[0], parts[2], SIGNS[parts[1]]))
    return found


def judged(scheme: str, lines: list[tuple[str, str, int]]) -> Result:
    answers = [(a, b, compare(scheme, a, b), sign) for a, b, sign in lines]
    wrong = {(a, b) for a, b, answer, sign in answers if answer not in {None, sign}}
    return Result(len(answers), sum(answer is None for _, _, answer, _ in answers), wrong)


@pytest.mark.parametrize(
    ("scheme", "name", "untold", "known"),
    [
        pytest.param("rpm", "redhat", 0, set(), id="rpm"),
        pytest.param("apk", "alpine", 28, set(), id="apk: 28 lines with text apk calls invalid"),
        pytest.param("maven", "maven", 0, OLDER_MAVEN, id="maven"),
        pytest.param("rubygems", "rubygems", 2, set(), id="rubygems: 1beta, 1gamma are malformed"),
        pytest.param("nuget", "nuget", 0, set(), id="nuget"),
        pytest.param("composer", "packagist", 5, NOT_NORMALISED, id="composer: dev-foo, four with #"),
    ],
)
def test_every_pair_of_osv_scalibr_agrees_or_is_listed(
    scheme: str,
    name: str,
    untold: int,
    known: set[tuple[str, str]],
    record_property: Callable[[str, object], None],
) -> None:
    result = judged(scheme, lines_of(name))
    tell(
        record_property,
        f"{scheme}: {result.checked} pairs, {len(result.wrong)} listed, {result.untold} cannot tell",
    )
    assert result.wrong <= known
    assert (result.untold, result.checked > 20) == (untold, True)


@pytest.mark.parametrize(
    ("scheme", "name"), [("openssl", "openssl"), ("nuget", "nuget"), ("apk", "alpine"), ("maven", "maven")]
)
def test_every_pair_of_the_vers_specification_agrees_or_is_listed(scheme: str, name: str) -> None:
    files = dict(bundle(real_data() / "vectors" / "vers-spec-tests.tar.zst"))
    tests = json.loads(files[f"tests/{name}_version_cmp_test.json"])["tests"]
    wrong = set()
    for one in tests:
        a, b = one["input"]["versions"]
        answer = compare(scheme, a, b)
        expected = one["expected_output"]
        if one["test_type"] == "equality":
            agrees = (answer == 0) == expected
        else:  # sorted output; NuGet's is in lower case
            first = [text.lower() for text in expected] == [a.lower(), b.lower()]
            agrees = answer is not None and (answer <= 0 if first else answer >= 0)
        wrong |= set() if agrees else {(a, b)}
    assert wrong <= (OLDER_MAVEN if scheme == "maven" else set())
    assert len(tests) > 30


@pytest.mark.parametrize(
    ("scheme", "name", "untold", "at_least"),
    [
        pytest.param("pep440", "pypi", 49, 8_000, id="pypi: 49 lines hold a legacy version"),
        pytest.param("debian", "debian", 0, 9_700, id="debian"),
        pytest.param("cran", "cran", 0, 40, id="cran"),
        pytest.param("hackage", "hackage", 0, 4, id="hackage"),
        pytest.param("pub", "pub", 2, 50, id="pub: two lines are no Dart versions"),
    ],
)
def test_every_pair_of_osv_scalibr_agrees(scheme: str, name: str, untold: int, at_least: int) -> None:
    result = judged(scheme, lines_of(name))
    assert result.wrong == set()
    assert result.untold <= untold
    assert result.checked >= at_least


WITH_STARS = 4
"""Pairs of Conan with a `*`, which Conan's recipes cannot have in a version."""


@pytest.mark.parametrize(
    ("scheme", "at_least", "untold"), [("conan", 40, WITH_STARS), ("gentoo", 40, 0), ("datetime", 7, 0)]
)
def test_every_pair_of_the_vers_specification_agrees(scheme: str, at_least: int, untold: int) -> None:
    files = dict(bundle(real_data() / "vectors" / "vers-spec-tests.tar.zst"))
    tests = json.loads(files[f"tests/{scheme}_version_cmp_test.json"])["tests"]
    unknown = 0
    for one in tests:
        versions, expected = one["input"]["versions"], one["expected_output"]
        if any(key(scheme, text) is None for text in versions):
            unknown += 1
        elif one["test_type"] == "equality":
            assert (compare(scheme, *versions) == 0) == expected, one
        else:
            assert all(compare(scheme, a, b) in {-1, 0, None} for a, b in pairwise(expected)), one
    assert len(tests) >= at_least
    assert unknown == untold
