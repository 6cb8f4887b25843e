"""Reading CycloneDX: scenario S05, tolerance, limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.components.cyclonedx import MAX_COMPONENT_DEPTH
from medward.components.reading import read_sbom
from medward.components.sbom import Hash
from medward.errors import InvalidInputError, LimitError, MedwardError, UnreadableTextError

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).resolve().parents[2] / "src" / "medward" / "examples"


def bom(**changes: object) -> bytes:
    base: dict[str, object] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [{"type": "library", "name": "a", "bom-ref": "a"}],
    }
    return json.dumps(base | changes).encode()


PART = {"type": "library", "name": "a", "bom-ref": "a"}
XXE = b'<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY x SYSTEM "file:///etc/passwd">]><bom>&x;</bom>'


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        pytest.param(bom()[:-9], "s.json:1", "the JSON ends before it is complete", id="S05 truncated JSON"),
        pytest.param(
            bom(specVersion="9.9"),
            "s.json#/specVersion",
            "CycloneDX '9.9' is not a version",
            id="S05 CycloneDX 9.9",
        ),
        pytest.param(
            bom(components=[PART, PART]),
            "s.json#/components/1/bom-ref",
            "the bom-ref 'a' stands at /components/0",
            id="S05 equal bom-refs",
        ),
        pytest.param(
            bom(dependencies=[{"ref": "a", "dependsOn": ["b"]}]),
            "s.json#/dependencies/0",
            "names 'b'",
            id="S05 missing ref",
        ),
        pytest.param(XXE, "s.json", "the XML has a DOCTYPE or entities", id="S05 XML with external entity"),
        pytest.param(b"{\xff}", "s.json", "not UTF-8", id="wrong encoding"),
        pytest.param(b"{}", "s.json#", "neither CycloneDX", id="no SBOM"),
        pytest.param(bom(bomFormat="X"), "s.json#/bomFormat", "bomFormat is 'X'", id="not CycloneDX"),
        pytest.param(
            bom(components={}), "s.json#/components", "components is a list", id="components no list"
        ),
        pytest.param(
            bom(components=["a"]),
            "s.json#/components/0",
            "an object belongs here, not text",
            id="component no object",
        ),
        pytest.param(
            bom(components=[{**PART, "version": 1.1}]),
            "s.json#/components/0/version",
            "version is text",
            id="version a number",
        ),
        pytest.param(
            bom(components=[{"type": "library"}]), "s.json#/components/0/name", "has no name", id="no name"
        ),
        pytest.param(
            b'{"components": [], "components": []}', "s.json", "'components' stands twice", id="repeated key"
        ),
        pytest.param(b'{"bomFormat": NaN}', "s.json", "NaN is not a JSON value", id="NaN"),
        pytest.param(
            bom(serialNumber=7), "s.json#/serialNumber", "serialNumber is text", id="serial a number"
        ),
        pytest.param(b"[]", "s.json#", "an object belongs here, not a list", id="no object"),
    ],
)
def test_a_bad_file_is_refused_with_place_and_cause(data: bytes, place: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        read_sbom(data, "s.json")
    assert raised.value.place == place
    assert message in raised.value.message
    assert raised.value.hint


def test_a_truncated_file_names_line_and_column() -> None:
    with pytest.raises(UnreadableTextError, match="line 2, column 16"):
        read_sbom(b'{\n  "bomFormat": ', "s.json")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"dependencies": [{"ref": "a", "dependsOn": ["b"]}]}, id="dangling dependency"),
        pytest.param({"components": [PART, PART]}, id="repeated bom-ref"),
        pytest.param({"components": [{**PART, "licenses": None}]}, id="null licences"),
        pytest.param({"components": [{"type": "library", "bom-ref": "a"}]}, id="no name"),
        pytest.param({"components": [{**PART, "version": 1.1}]}, id="version a number"),
        pytest.param({"serialNumber": 7}, id="serial a number"),
    ],
)
def test_tolerant_reading_lists_what_leaves_the_components_certain(changes: dict[str, object]) -> None:
    sbom = read_sbom(bom(**changes), "s.json", strict=False)
    assert len(sbom.problems) == 1
    assert len(sbom.components) == len(json.loads(bom(**changes))["components"])


def test_a_field_of_the_wrong_type_counts_as_not_given() -> None:
    sbom = read_sbom(bom(components=[{**PART, "version": 1.10}]), "s.json", strict=False)
    assert sbom.components[0].version == ""


def test_every_field_of_a_component_is_kept() -> None:
    full = {
        **PART, "group": "g", "version": "1.0", "purl": "pkg:npm/a@1.0",
        "cpe": "cpe:2.3:a:g:a:1.0:*:*:*:*:*:*:*", "supplier": {"name": "Supplier"},
        "licenses": [{"license": {"id": "MIT"}}, {"license": {"name": "Own"}}],
        "hashes": [{"alg": "SHA-256", "content": "ab"}], "scope": "required", "modified": True,
        "properties": [
            {"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2030-06-30"},
            {"name": "medward:support-level", "value": "actively-maintained"},
            {"name": "syft:location", "value": "/lib"},
        ],
    }  # fmt: skip
    (component,) = read_sbom(bom(components=[full]), "s.json").components
    assert (component.group, component.version, component.scope, component.modified) == (
        "g",
        "1.0",
        "required",
        True,
    )
    assert (component.supplier, component.licences) == ("Supplier", ("MIT", "Own"))
    assert component.hashes == (Hash("SHA-256", "ab"),)
    assert (component.support_level, component.end_of_support) == ("actively-maintained", "2030-06-30")
    assert [one.name for one in component.properties] == [
        "cdx:lifecycle:milestone:endOfSupport",
        "medward:support-level",
    ]


def test_every_cpe_name_of_syft_is_one_of_the_component() -> None:
    """It writes the first as `cpe` and each other one as a property `syft:cpe23`; in SPDX it writes them alike."""
    first, second = (f"cpe:2.3:a:{maker}:python:3.11.3:*:*:*:*:*:*:*" for maker in ("psf", "python"))
    properties = [
        {"name": "syft:package:type", "value": "binary"},
        {"name": "syft:cpe23", "value": second},
    ]
    part = {
        "type": "application",
        "name": "python",
        "version": "3.11.3",
        "cpe": first,
        "properties": properties,
    }
    (component,) = read_sbom(bom(components=[part]), "s.json").components
    assert (component.cpe, component.identifiers, component.properties) == (first, (second,), ())


def test_nested_components_follow_the_one_that_holds_them() -> None:
    tree = [
        {
            **PART,
            "components": [
                {"type": "library", "name": "b", "components": [{"type": "library", "name": "c"}]}
            ],
        }
    ]
    root = {"type": "device", "name": "pump", "components": [{"type": "firmware", "name": "d"}]}
    sbom = read_sbom(bom(components=tree, metadata={"component": root}), "s.json")
    assert [(one.name, one.parents) for one in sbom.components] == [
        ("a", ()), ("b", ("a",)), ("c", ("a", "/components/0/components/0")), ("d", ()),
    ]  # fmt: skip


def nested(levels: int) -> list[dict[str, object]]:
    inner: list[dict[str, object]] = []
    for _ in range(levels):
        inner = [{"type": "library", "name": "x", "components": inner}]
    return inner


def test_components_nest_up_to_the_limit_and_no_deeper() -> None:
    assert (
        len(read_sbom(bom(components=nested(MAX_COMPONENT_DEPTH)), "s.json").components)
        == MAX_COMPONENT_DEPTH
    )
    with pytest.raises(LimitError, match="more than 64 deep"):
        read_sbom(bom(components=nested(MAX_COMPONENT_DEPTH + 1)), "s.json")


def test_a_tower_of_brackets_is_a_limit_not_a_crash() -> None:
    with pytest.raises(LimitError, match="nested too deeply"):
        read_sbom(b"[" * 200_000, "s.json")


def test_a_file_above_the_size_limit_is_not_read() -> None:
    with pytest.raises(LimitError, match="an SBOM may have 10"):
        read_sbom(bom(), "s.json", max_bytes=10)


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_versions_before_1_4_are_read_with_a_note(version: str) -> None:
    assert "older than 1.4" in read_sbom(bom(specVersion=version), "s.json").notes[0]


def test_a_file_of_vulnerabilities_only_is_an_empty_sbom_and_says_so() -> None:
    sbom = read_sbom(bom(components=[], vulnerabilities=[{"id": "CVE-2026-0001"}]), "s.json")
    assert (sbom.components, sbom.notes) == (
        (),
        ("This SBOM lists no components. It holds vulnerabilities only (VEX or VDR).",),
    )


def test_two_hundred_thousand_components_are_read() -> None:
    parts = ",".join(
        f'{{"type":"library","bom-ref":"r{i}","name":"component-{i}","version":"1.0"}}'
        for i in range(200_000)
    )
    data = f'{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{parts}]}}'.encode()
    assert len(read_sbom(data, "big.json").components) == 200_000


@given(st.data())
def test_a_damaged_file_is_read_or_refused_never_a_crash(data: st.DataObject) -> None:
    text = bytearray(
        bom(metadata={"tools": [{"name": "t"}], "authors": [{"name": "n"}]}, dependencies=[{"ref": "a"}])
    )
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    for strict in (True, False):
        try:
            read_sbom(bytes(text), "s.json", strict=strict)
        except MedwardError as error:
            said = error.message
        else:
            said = "read"
        assert said


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "ref", "alg", "license", "components"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(["components", "metadata", "dependencies", "services", "serialNumber", "specVersion"]),
    json_values,
)
def test_any_json_in_any_field_is_read_or_refused(field: str, value: object) -> None:
    try:
        read_sbom(bom(**{field: value}), "s.json", strict=False)
    except MedwardError as error:
        said = error.message
    else:
        said = "read"
    assert said


def example_sboms() -> Iterator[Path]:
    return iter(sorted(EXAMPLES.glob("*/sbom/*.cdx.json")))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in example_sboms()])
def test_the_sboms_of_the_examples_are_valid(path: Path) -> None:
    assert read_sbom(path.read_bytes(), path.name).components
