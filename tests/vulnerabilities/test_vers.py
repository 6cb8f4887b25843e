"""Ranges of VERS and of the ecosystems against the published vectors and, for npm, node-semver's own words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from medward.errors import InvalidInputError, LimitError
from medward.vulnerabilities.vers import holds, native_intervals, vers_intervals
from medward.vulnerabilities.versions import SCHEMES, key
from tests.realdata import bundle, real_data, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.vulnerabilities.advisory import Interval

numbers = st.integers(0, 12).map(str)
comparisons = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), numbers)


class Case(TypedDict, total=False):
    """One test of the VERS specification."""

    test_type: str
    input: dict[str, str] | str
    expected_output: str
    expected_failure: bool


def cases(bundle_name: str, *words: str) -> list[Case]:
    found: list[Case] = []
    for file, content in bundle(real_data() / "vectors" / f"{bundle_name}.tar.zst"):
        if any(word in file for word in words):
            document = json.loads(content)
            found += document["tests"] if isinstance(document, dict) else document
    return found


def ends(intervals: tuple[Interval, ...]) -> list[tuple[str, str]]:
    """Return the bounds, stretches that touch taken together."""
    found: list[tuple[str, str]] = []
    for one in sorted(intervals):
        if found and one.low <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], one.high))
        else:
            found.append((one.low, one.high))
    return found


UNIVERS_READS_OTHERWISE = {
    # node-semver: `>= 2.2.x` is `>=2.2.0`, `<= 1.0` is `<1.1.0-0`, `>=5.0.3 >=4.2.1` needs both; the vectors, made
    # with univers, close the first, read the second as `<=1.0.0` and the third as either.
    ">= 2.2.x", ">= 1.x", ">=5.0.3 >=4.2.1",
    "2.1 || 2.6",  # a partial version stands for all that begin so
    "2.0.x || 2.1.x",  # `2.0.x` ends below 2.1.0-0, so pre-releases of 2.1.0 lie in neither
    # Overlapping alternatives: VERS keeps of two upper bounds in a row the second only, so ">=2.0.18|<3.0.0|>=3.0.16|
    # >=3.1.6|<4.0.0|<4.0.0|..." says more than the npm range it was made from.
    "^2.0.18 || ^3.0.16 || ^3.1.6 || ^4.0.8 || ^5.0.0-beta.5",
    # `~0.8.0-pre` ends below 0.9.0 in npm, below 0.8.1 in univers; both lie inside the first alternative.
}  # fmt: skip


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("source", "words", "at_least"),
    [("vers-spec-tests", ("_range_from_native",), 500), ("univers-test-data", ("_range_from_native",), 150)],
)
def test_native_ranges_mean_what_the_vectors_say(
    source: str, words: tuple[str, ...], at_least: int, record_property: Callable[[str, object], None]
) -> None:
    wrong, listed, checked = [], 0, 0
    for case in cases(source, *words):
        assert isinstance(case["input"], dict)
        scheme, text = case["input"]["scheme"], case["input"]["native_range"]
        expected = ends(vers_intervals(case["expected_output"])[1])
        made = without_local_parts(scheme, ends(native_intervals(scheme, text)))
        checked += 1
        if made != expected and not only_pre_releases_of_an_end_differ(scheme, made, expected, text):
            listed += text in UNIVERS_READS_OTHERWISE or is_partial_upper_bound(text)
            if text not in UNIVERS_READS_OTHERWISE and not is_partial_upper_bound(text):
                wrong.append((scheme, text, case["expected_output"]))
    tell(record_property, f"{source}: {checked} native ranges, {listed} listed")
    assert wrong == []
    assert checked >= at_least


def without_local_parts(scheme: str, made: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return ends as VERS has them: it knows nothing of PEP 440's rule that `==1.0` holds for 1.0+local."""
    if scheme != "pypi":
        return made
    return [tuple(end[:-1] + " " if end.endswith("~~") else end for end in one) for one in made]  # type: ignore[misc]  # two each


def only_pre_releases_of_an_end_differ(
    scheme: str, made: list[tuple[str, str]], expected: list[tuple[str, str]], text: str
) -> bool:
    """Return whether an end is `<2.0.0-0` as node-semver writes it, where the vector says `<2.0.0`.

    RubyGems' `~>` leaves out pre-releases of its end too, and Conan's `*` begins at 0.0.0, below which nothing lies.
    """
    if scheme == "npm":
        return [low for low, _ in made] == [low for low, _ in expected] and all(
            high == other or high == key("npm", f"{numbers_of(other)}-0")
            for (_, high), (_, other) in zip(made, expected, strict=True)
        )
    return (scheme, text) == ("gem", "~>2.0.8") or (scheme == "conan" and text.startswith("*"))


def numbers_of(made: str) -> str:
    """Return the version whose release has this key, for small numbers."""
    parts, at = [], 0
    while at < len(made) and made[at].isdecimal():
        length = int(made[at])
        parts.append(made[at + 1 : at + 1 + length] or "0")
        at += 1 + length
    return ".".join(parts)


def is_partial_upper_bound(text: str) -> bool:
    """Return whether a range has `<= 1.0`: in npm that is every 1.0.x, in the vectors 1.0.0 only."""
    words = text.replace("<= ", "<=").replace("> ", ">").split()
    return any(word.startswith(("<=", ">")) and word.count(".") < 2 for word in words)


@pytest.mark.realdata
def test_versions_are_in_vers_ranges_as_the_vectors_say() -> None:
    found = cases("vers-spec-tests", "_range_containment")
    for case in found:
        assert isinstance(case["input"], dict)
        scheme, intervals = vers_intervals(case["input"]["vers"])
        assert holds(intervals, scheme, case["input"]["version"]) == case["expected_output"], case
    assert len(found) > 10


READ_ALL_THE_SAME = {
    "vers:npm/>=2.0.0|<1.0.0",  # not sorted; the meaning is the same
    "vers:datetime/2024-01-01T00%3A00%3A00Z",  # encoded though it need not be
    "vers:datetime/2024-01-01T00%3a00%3a00Z",
}


@pytest.mark.realdata
def test_text_that_is_not_vers_is_refused() -> None:
    found = cases("vers-spec-tests", "vers_canonical_parse", "_range_validate")
    for case in found:
        text = case["input"]
        assert isinstance(text, str)
        if case.get("expected_failure") and text not in READ_ALL_THE_SAME:
            with pytest.raises(InvalidInputError) as caught:
                vers_intervals(text)
            assert caught.value.hint
        elif text != "vers:npm/1.0%252F0":  # well-formed VERS, but no semantic version
            vers_intervals(text)
    assert len(found) > 25


@pytest.mark.parametrize(
    ("scheme", "text", "inside", "outside"),
    [
        pytest.param("npm", "^1.2.3", ["1.2.3", "1.9.0"], ["1.2.2", "2.0.0-rc.1", "2.0.0"], id="npm ^"),
        pytest.param("npm", "~1.2", ["1.2.0", "1.2.9"], ["1.3.0-0"], id="npm ~"),
        pytest.param("npm", "^0.0.3", ["0.0.3"], ["0.0.4"], id="npm ^ below 0.1"),
        pytest.param("npm", "1.2 - 2.3", ["1.2.0", "2.3.9"], ["2.4.0"], id="npm hyphen"),
        pytest.param(
            "npm", "<1.2 || >=2.0, <2.1", ["1.1.0", "2.0.5"], ["1.2.0", "2.1.0"], id="GitHub's comma"
        ),
        pytest.param("cargo", "1.2.3", ["1.2.3", "1.9.0"], ["2.0.0"], id="Cargo: bare is ^"),
        pytest.param("cargo", "=1.2", ["1.2.7"], ["1.3.0"], id="Cargo ="),
        pytest.param("hex", "~> 2.1.2", ["2.1.9"], ["2.2.0"], id="Hex ~> three"),
        pytest.param("hex", "~> 2.1 or == 3.0.1", ["2.9.0", "3.0.1"], ["3.0.0"], id="Hex ~> two"),
        pytest.param("gem", "~> 2.0.8", ["2.0.8", "2.0.99"], ["2.1.a", "2.1"], id="RubyGems ~>"),
        pytest.param("gem", ">= 1, != 1.5", ["1.4", "1.5.1"], ["1.5", "1.5.0"], id="RubyGems !="),
        pytest.param("composer", "^1.2|~2.0.1", ["1.9", "2.0.7"], ["2.0.0", "2.1", "2.0-dev"], id="Composer"),
        pytest.param("composer", "1.0.*", ["1.0.5", "1.0.0-alpha"], ["1.1-dev"], id="Composer wildcard"),
        pytest.param("pypi", "~=1.4.2", ["1.4.2", "1.4.9"], ["1.5.dev0", "1.4.1"], id="PEP 440 ~="),
        pytest.param("pypi", "==1.4.*", ["1.4", "1.4rc1", "1.4.7"], ["1.5a1"], id="PEP 440 prefix"),
        pytest.param("pypi", "==1.4", ["1.4.0", "1.4+local.1"], ["1.4.post1"], id="PEP 440 local"),
        pytest.param("pypi", "!=1.4", ["1.3", "1.4.post1"], ["1.4", "1.4+x"], id="PEP 440 !="),
        pytest.param("maven", "[1.0,2.0),(,0.5],[3]", ["1.0", "0.4", "3"], ["2.0", "0.6", "3.1"], id="Maven"),
        pytest.param("nuget", "(1.0,2.0]", ["1.0.1", "2.0.0"], ["1.0", "2.0.1"], id="NuGet"),
        pytest.param("nuget", "1.0", ["1.0", "9.0"], ["0.9"], id="NuGet: bare is a minimum"),
        pytest.param("deb", ">= 1.0, << 1.2-1", ["1.0", "1.2-1~bpo1"], ["1.2-1"], id="Debian"),
        pytest.param("nginx", "1.5.0+, 1.4.1+", ["1.4.7", "1.7.0"], ["1.4.0"], id="nginx"),
        pytest.param("openssl", "3.0.0, 1.0.1b", ["1.0.1b", "3.0.0"], ["1.0.1c"], id="OpenSSL list"),
        pytest.param("conan", "^1.2", ["1.2", "1.9"], ["2.0-rc1", "2.0"], id="Conan ^"),
        pytest.param("npm", "*", ["0.0.0-0"], [], id="everything"),
    ],
)
def test_ranges_hold_what_their_documents_say(
    scheme: str, text: str, inside: list[str], outside: list[str]
) -> None:
    intervals = native_intervals(scheme, text)
    assert [one for one in inside if holds(intervals, scheme, one) is not True] == []
    assert [one for one in outside if holds(intervals, scheme, one) is not False] == []


@pytest.mark.parametrize(
    ("scheme", "text"),
    [("npm", ">="), ("npm", "^banana"), ("maven", "1.0"), ("maven", "[1.0,2.0"), ("pypi", "==banana"),
     ("composer", "dev-main"), ("gem", "~> x"), ("unheard-of", ">=1"), ("nuget", "(,)x"), ("pypi", "~=1")],
)  # fmt: skip
def test_text_that_is_no_range_is_refused_with_a_hint(scheme: str, text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        native_intervals(scheme, text)
    assert caught.value.hint


def test_a_range_of_endless_length_is_refused() -> None:
    with pytest.raises(LimitError):
        vers_intervals("vers:npm/" + "1.0.0|" * 20_000 + "1.0.0")


@given(st.lists(comparisons, min_size=1, max_size=5), numbers)
def test_conditions_hold_together_as_integers_do(conditions: list[tuple[str, str]], version: str) -> None:
    text = ", ".join(f"{sign} {number}" for sign, number in conditions)
    signs = {
        "<": int.__lt__,
        "<=": int.__le__,
        ">": int.__gt__,
        ">=": int.__ge__,
        "=": int.__eq__,
        "!=": int.__ne__,
    }
    expected = all(signs[sign](int(version), int(number)) for sign, number in conditions)
    assert holds(native_intervals("hackage", text), "hackage", version) == expected


@given(st.lists(comparisons, min_size=1, max_size=5, unique_by=lambda one: one[1]), numbers)
def test_vers_containment_follows_the_specification(constraints: list[tuple[str, str]], version: str) -> None:
    text = "|".join(f"{'' if sign == '=' else sign}{number}" for sign, number in constraints)
    assert holds(vers_intervals(f"vers:intdot/{text}")[1], "intdot", version) == contained(
        sorted(constraints, key=lambda one: int(one[1])), int(version)
    )


def contained(constraints: list[tuple[str, str]], version: int) -> bool:
    """Return the answer of the specification's steps, one after the other."""
    if any(int(number) == version for sign, number in constraints if sign == "="):
        return True
    if any(int(number) == version for sign, number in constraints if sign == "!="):
        return False
    rest = [(sign, int(number)) for sign, number in constraints if sign not in {"=", "!="}]
    if not rest:
        return all(sign == "!=" for sign, _ in constraints)
    kept = simplified(rest)
    signs = {"<": int.__lt__, "<=": int.__le__, ">": int.__gt__, ">=": int.__ge__}
    within = [signs[sign](version, number) for sign, number in kept]
    if kept[0][0][0] == "<" and within[0]:
        return True
    if kept[-1][0][0] == ">" and within[-1]:
        return True
    return any(kept[at][0][0] == ">" and within[at] and within[at + 1] for at in range(len(kept) - 1))


def simplified(constraints: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the first of lower bounds in a row and the last of upper bounds in a row."""
    kept: list[tuple[str, int]] = []
    for sign, number in constraints:
        if kept and kept[-1][0][0] == sign[0] == ">":
            continue
        if kept and kept[-1][0][0] == sign[0] == "<":
            kept.pop()
        kept.append((sign, number))
    return kept


@example("conan", "**")
@given(st.sampled_from(sorted(SCHEMES)), st.text("0123456789.<>=~^|, abx*-[]()", max_size=30))
def test_any_text_is_a_range_or_refused(scheme: str, text: str) -> None:
    try:
        intervals = native_intervals(scheme, text)
    except InvalidInputError:
        return
    assert all(one.low < one.high for one in intervals)
