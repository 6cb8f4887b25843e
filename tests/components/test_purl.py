"""Package URLs against the official suite and against packageurl-python."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packageurl import PackageURL

from medward.components.purl import parse_purl
from medward.errors import InvalidInputError
from tests.realdata import bundle, real_data

OTHER_RULES = {
    "git": "the host alone is the namespace",
    "huggingface": "the version is lower-cased",
    "mlflow": "the name's case depends on the registry",
}
"""Types whose own normalisation Medward does not need: no advisory ecosystem uses them."""

names = st.text("abcXYZ019._-", min_size=1, max_size=8).filter(lambda text: text.strip("./"))
plain_types = st.sampled_from(
    ["npm", "golang", "maven", "cargo", "gem", "nuget", "deb", "rpm", "pypi", "generic"]
)


@st.composite
def package_urls(draw: st.DrawFn) -> str:
    kind = draw(plain_types)
    path = draw(st.lists(names, min_size=1, max_size=3))
    version = draw(st.text("0123456789.abc+~:-", max_size=8))
    qualifiers = {"arch": draw(names)} if draw(st.booleans()) else None
    return PackageURL(kind, "/".join(path[:-1]) or None, path[-1], version or None, qualifiers).to_string()


@given(package_urls())
def test_parts_are_those_packageurl_python_finds(text: str) -> None:
    expected = PackageURL.from_string(text)
    found = parse_purl(text)
    assert (found.type, found.version) == (expected.type, expected.version or "")
    assert (
        found.name.lower() == expected.name.lower()
    )  # that library lower-cases npm names, the type no longer does
    assert found.namespace.lower() == (expected.namespace or "").lower()
    assert dict(found.qualifiers) == dict(expected.qualifiers or {})


@given(package_urls())
def test_the_canonical_form_reads_back_as_the_same(text: str) -> None:
    found = parse_purl(text)
    assert parse_purl(str(found)) == found


@given(st.text(max_size=40) | st.text("pkg:/@?#%&=.npm", max_size=40))
def test_any_text_is_a_package_url_or_a_clear_refusal(text: str) -> None:
    try:
        said = parse_purl(text).name
    except InvalidInputError as error:
        said = error.hint if "is not a package URL" in error.message else ""
    assert said


def test_an_npm_scope_is_not_taken_for_a_version() -> None:
    assert parse_purl("pkg:npm/@angular/core")[1:4] == ("@angular", "core", "")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("pkg:golang/golang.org/x/text%40v0.3.7", ("golang.org/x", "text", "v0.3.7")),
        ("pkg:golang/golang.org/x/text%40v0.3.7@v0.3.7", ("golang.org/x", "text", "v0.3.7")),
        ("pkg:npm/%40babel/core%407.1.0-RC.1", ("@babel", "core", "7.1.0-RC.1")),
        ("pkg:npm/%40babel%2Fcore@7.1.0", ("", "@babel/core", "7.1.0")),
        ("pkg:pypi/requests%402.32.3", ("", "requests", "2.32.3")),
        ("pkg:brew/node%4020@20.10.0", ("", "node@20", "20.10.0")),
        ("pkg:generic/node%4020", ("", "node@20", "")),
    ],
)
def test_an_encoded_separator_ends_a_name_that_cannot_hold_it(text: str, parts: tuple[str, ...]) -> None:
    assert parse_purl(text)[1:4] == parts


@pytest.mark.parametrize(
    "text",
    [
        "pkg:golang/golang.org/x/text%40v0.3.7@v0.3.8",
        "pkg:golang/golang.org/x/text%40v0.3.7/unicode",
        "pkg:npm/a%40b%401.0.0",
    ],
)
def test_a_name_that_holds_more_than_one_version_names_no_package(text: str) -> None:
    with pytest.raises(InvalidInputError, match="is not a package URL"):
        parse_purl(text)


@pytest.mark.realdata
def test_the_official_suite_holds() -> None:
    wrong, checked = [], 0
    for name, data in bundle(real_data() / "vectors" / "purl-spec-tests.tar.zst"):
        if not name.startswith("tests/"):
            continue
        for case in json.loads(data)["tests"]:
            kind = str(case["input"]).partition(":")[2].partition("/")[0].lower()
            # Upper-case qualifier keys: the suite refuses them in parse cases and lower-cases them elsewhere.
            if (
                case["test_type"] == "build"
                or kind in OTHER_RULES
                or "qualifier" in str(case["expected_message"])
            ):
                continue
            checked += 1
            if outcome(case) is False:
                wrong.append(case["input"])
    unexplained = [one for one in wrong if "Arch=" not in one and "Platform=" not in one]
    assert (unexplained, checked > 300) == ([], True)


def outcome(case: dict[str, object]) -> bool:
    """Return whether a case of the suite comes out as it says."""
    try:
        found = parse_purl(str(case["input"]))
    except InvalidInputError:
        return bool(case["expected_failure"])
    expected = case["expected_output"]
    if case["expected_failure"] or not isinstance(expected, dict):
        return not case["expected_failure"] and str(found) == expected
    parts = {name: dict(value) if name == "qualifiers" else value for name, value in found._asdict().items()}
    return {name: value or None for name, value in parts.items()} == {
        name: value or None for name, value in expected.items()
    }
