"""One SBOM in eight encodings is one value."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.components.json_text import json_tree
from medward.components.large import large_json_tree
from medward.components.profiles import profiles
from medward.components.reading import read_sbom, take_apart
from medward.components.sbom import Hash
from medward.components.validation import validation_problems
from medward.errors import InvalidInputError
from tests.components import formats
from tests.vex import twins

if TYPE_CHECKING:
    from medward.components.sbom import Sbom

XML = (
    b"<Document>"
    + b"".join(
        f"<{name}>{text}</{name}>".encode()
        for name, text in (("SPDXID", "SPDXRef-DOCUMENT"), ("spdxVersion", "SPDX-2.2"), ("name", "x"))
    )
    + b"<packages><SPDXID>SPDXRef-a</SPDXID><name>a</name><versionInfo>1</versionInfo></packages></Document>"
)
EVERY = [
    pytest.param(formats.CYCLONEDX, ("CycloneDX", "1.6", "JSON"), id="CycloneDX JSON"),
    pytest.param(formats.CYCLONEDX_XML, ("CycloneDX", "1.6", "XML"), id="CycloneDX XML"),
    pytest.param(formats.SPDX_JSON, ("SPDX", "2.3", "JSON"), id="SPDX JSON"),
    pytest.param(formats.TAG_VALUE, ("SPDX", "2.3", "tag-value"), id="SPDX tag-value"),
    pytest.param(formats.RDF, ("SPDX", "2.3", "RDF/XML"), id="SPDX RDF/XML"),
    pytest.param(formats.SPDX_3, ("SPDX", "3.0.1", "JSON-LD"), id="SPDX 3 JSON-LD"),
]


def short(ref: str) -> str:
    return ref.rpartition("SPDXRef-")[2]


def structure(sbom: Sbom) -> dict[str, tuple[str, ...]]:
    return {short(one.ref): tuple(map(short, one.parents)) for one in sbom.components}


@pytest.mark.parametrize(("data", "format_"), EVERY)
def test_every_format_gives_the_same_components(data: bytes, format_: tuple[str, str, str]) -> None:
    sbom = read_sbom(data, "pump")
    assert (sbom.format, sbom.spec_version, sbom.encoding) == format_
    assert sbom.root is not None
    assert (sbom.root.name, sbom.root.version, sbom.root.type, sbom.root.supplier) == (
        "pump",
        "4.2",
        "device",
        "",
    )
    assert structure(sbom) == {"image": (), "tls": ("image",), "rtos": ()}
    by_name = {one.name: one for one in sbom.components}
    tls, rtos = by_name["mbedtls"], by_name["rtos"]
    assert (tls.version, tls.type, tls.supplier) == ("3.6.2", "library", "Arm")
    assert tls.purl == "pkg:github/mbed-tls/mbedtls@3.6.2"
    assert tls.licences == ("Apache-2.0 OR GPL-2.0-or-later",)
    assert tls.hashes == (Hash("SHA-256", formats.DIGEST),)
    assert tls.end_of_support == "2027-03-31T00:00:00Z"
    assert (rtos.cpe, rtos.type) == (formats.CPE, "operating-system")
    edges = {(short(one.ref), short(other)) for one in sbom.dependencies for other in one.depends_on}
    assert edges == {("image", "rtos")}
    assert (sbom.authors, sbom.tools, sbom.timestamp) == (
        ("Example Devices",),
        ("hand 1.0",),
        "2026-05-03T10:00:00Z",
    )
    assert sbom.author_people == frozenset()


@pytest.mark.parametrize(("data", "format_"), EVERY)
def test_every_format_passes_the_checks_of_its_own_project(
    data: bytes, format_: tuple[str, str, str]
) -> None:
    document = take_apart(data, "pump")
    assert document.encoding == format_[2]
    assert validation_problems(document, data) == ()


def test_spdx_yaml_and_xml_are_read_as_their_json() -> None:
    text = """spdxVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
packages:
- SPDXID: SPDXRef-a
  name: a
  versionInfo: 1.10
  filesAnalyzed: false
"""
    (from_yaml,) = read_sbom(text.encode(), "a.yaml").components
    assert (from_yaml.name, from_yaml.version) == ("a", "1.10")
    (from_xml,) = read_sbom(XML, "a.xml").components
    assert (from_xml.name, from_xml.version) == ("a", "1")


def test_attributes_of_other_namespaces_are_no_fields_of_cyclonedx() -> None:
    """The schema lets any attribute of another namespace stand at an element, and `xsi:type` at every one."""
    data = formats.CYCLONEDX_XML.replace(
        b'<component type="operating-system" bom-ref="SPDXRef-rtos"><name>',
        b'<component type="operating-system" bom-ref="SPDXRef-rtos" xmlns:x="urn:x" x:bom-ref="SPDXRef-image" '
        b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" x:type="file"><name xsi:type="x:text">',
    )
    assert read_sbom(data, "pump.xml").components == read_sbom(formats.CYCLONEDX_XML, "pump.xml").components


def test_vulnerabilities_in_xml_have_the_shape_they_have_in_json() -> None:
    """Only a score stays the text it is in XML."""
    wanted = json.loads(twins.JSON, parse_float=str)
    tree = take_apart(twins.XML, "a.xml").tree
    assert isinstance(tree, dict)
    assert tree["vulnerabilities"] == wanted["vulnerabilities"]


def test_the_version_of_an_sbom_is_read_from_xml_as_from_json() -> None:
    assert read_sbom(twins.XML, "a.xml").version == read_sbom(twins.JSON, "a.json").version == "3"


def test_a_large_file_reads_as_a_small_one() -> None:
    for data in (formats.CYCLONEDX, formats.SPDX_JSON, formats.SPDX_3):
        assert read_sbom(data, "pump", decode=large_json_tree) == read_sbom(data, "pump", decode=json_tree)


@pytest.mark.parametrize("key", ["components", "version"])
def test_a_repeated_key_is_refused_in_large_files_too(key: str) -> None:
    data = formats.CYCLONEDX.replace(f'"{key}": '.encode(), f'"{key}": "x", "{key}": '.encode(), 1)
    for decode in (json_tree, large_json_tree):
        with pytest.raises(InvalidInputError, match=f"'{key}' stands twice"):
            read_sbom(data, "pump", decode=decode)


def spdx(**changes: object) -> bytes:
    return json.dumps(formats.SPDX | changes).encode()


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        pytest.param(
            spdx(spdxVersion="SPDX-9.9"),
            "s#/spdxVersion",
            "'SPDX-9.9' is not one Medward reads",
            id="SPDX 9.9",
        ),
        pytest.param(spdx(packages={}), "s#/packages", "packages is a list", id="packages no list"),
        pytest.param(
            spdx(packages=[*formats.SPDX["packages"], formats.SPDX["packages"][0]]),  # type: ignore[index,misc]
            "s#/packages/4/SPDXID",
            "'SPDXRef-pump' stands at /packages/0",
            id="equal ids",
        ),
        pytest.param(
            spdx(
                relationships=[
                    {
                        "spdxElementId": "SPDXRef-tls",
                        "relationshipType": "DEPENDS_ON",
                        "relatedSpdxElement": "SPDXRef-x",
                    }
                ]
            ),
            "s#/relationships/0",
            "names 'SPDXRef-x'",
            id="missing element",
        ),
        pytest.param(
            spdx(
                relationships=[
                    {"spdxElementId": one, "relationshipType": "CONTAINS", "relatedSpdxElement": other}
                    for one, other in (("SPDXRef-tls", "SPDXRef-rtos"), ("SPDXRef-rtos", "SPDXRef-tls"))
                ]
            ),
            "s#/relationships",
            "contains itself",
            id="circle",
        ),
        pytest.param(
            formats.TAG_VALUE.replace(b"PackageName: rtos", b"PackageNam: rtos"),
            "s:41",
            "the tag PackageNam has no place here",
            id="unknown tag",
        ),
        pytest.param(
            formats.CYCLONEDX_XML.replace(b"SPDXRef-tls", b"SPDXRef-image"),
            "s#/bom/components/component[1]/components/component[1]/@bom-ref",
            "stands at /components/0 already",
            id="XML equal refs",
        ),
        pytest.param(
            formats.SPDX_3.replace(b"3.0.1", b"4.0.0"), "s#/@graph/0/specVersion", "SPDX '4.0.0'", id="SPDX 4"
        ),
        pytest.param(
            formats.SPDX_3.replace(b'#SPDXRef-arm", "creation', b'#SPDXRef-nobody", "creation'),
            "s#/@graph/7/suppliedBy",
            "which no element has as id",
            id="SPDX 3 missing agent",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_place_and_cause(data: bytes, place: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        read_sbom(data, "s")
    assert (raised.value.place, message in raised.value.message) == (place, True), raised.value
    assert raised.value.hint


def test_being_contained_counts_as_a_relationship() -> None:
    """NTIA 2021: the relationship says that an upstream component is included in the software."""
    contains = {
        "spdxElementId": "SPDXRef-pump",
        "relationshipType": "CONTAINS",
        "relatedSpdxElement": "SPDXRef-image",
    }
    relations = [*formats.SPDX["relationships"], contains]  # type: ignore[misc]
    assert "relationship" not in profiles(read_sbom(spdx(relationships=relations), "s"))["ntia"]["failing"]


def test_none_after_a_dependency_says_that_there_is_none() -> None:
    relations = [
        formats.SPDX["relationships"][0],  # type: ignore[index]
        {"spdxElementId": "SPDXRef-tls", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "NONE"},
        {
            "spdxElementId": "SPDXRef-rtos",
            "relationshipType": "DEPENDS_ON",
            "relatedSpdxElement": "NOASSERTION",
        },
    ]
    sbom = read_sbom(spdx(relationships=relations), "s")
    assert [(one.ref, one.depends_on) for one in sbom.dependencies] == [("SPDXRef-tls", ())]


@pytest.mark.parametrize(
    ("purl", "version"),
    [
        ("pkg:npm/lodash@4.17.21", "4.17.21"),
        ("pkg:rpm/fedora/vim@9.0-1?epoch=2", "2:9.0-1"),
        ("pkg:npm/lodash", ""),
        ("lodash@4.17.21", ""),
    ],
)
def test_a_version_that_stands_only_in_the_package_url_is_the_components(purl: str, version: str) -> None:
    part = {"type": "library", "name": "x", "purl": purl}
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": part},
        "components": [part],
    }
    sbom = read_sbom(json.dumps(bom).encode(), "x", strict=False)
    assert sbom.root is not None
    for one in (sbom.root, *sbom.components):
        assert (one.version, one.stated_version) == (version, "")


def test_a_version_field_has_the_word_before_the_package_url() -> None:
    part = {"type": "library", "name": "x", "version": "unknown", "purl": "pkg:npm/x@1"}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}
    (one,) = read_sbom(json.dumps(bom).encode(), "x").components
    assert (one.version, one.stated_version) == ("unknown", "unknown")
