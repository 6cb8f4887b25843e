"""Damaged and hostile SBOM files: each refused with a cause, or read within limits; never a crash, never a fetch."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from medward.components.carried import left_behind
from medward.components.large import large_json_tree
from medward.components.reading import read_sbom, take_apart
from medward.components.validation import validation_problems
from medward.errors import InvalidInputError, LimitError, MedwardError
from tests.components import formats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CDX = formats.CYCLONEDX
XML = formats.CYCLONEDX_XML
NS = "http://cyclonedx.org/schema/bom/1.6"
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


def cdx(**changes: object) -> bytes:
    return json.dumps(json.loads(CDX) | changes).encode()


def circle(length: int) -> bytes:
    names = [f"SPDXRef-{number}" for number in range(length)]
    edges = zip(names, [*names[1:], names[0]], strict=True)
    return json.dumps(
        {
            "spdxVersion": "SPDX-2.3",
            "SPDXID": "SPDXRef-DOCUMENT",
            "packages": [{"SPDXID": name, "name": name} for name in names],
            "relationships": [
                {"spdxElementId": one, "relationshipType": "CONTAINS", "relatedSpdxElement": other}
                for one, other in edges
            ],
        }
    ).encode()


def chain(length: int) -> bytes:
    return circle(length).replace(
        f'{{"spdxElementId": "SPDXRef-{length - 1}", "relationshipType": "CONTAINS", '
        f'"relatedSpdxElement": "SPDXRef-0"}}'.encode(),
        b'{"spdxElementId": "SPDXRef-0", "relationshipType": "OTHER", "relatedSpdxElement": "NONE"}',
    )


def doctype(entities: str, text: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE bom [{entities}]><bom xmlns="{NS}"><x>{text}</x></bom>'.encode()


REFUSED = {
    "empty file": (b"", "the file is empty"),
    "white space": (b" \n\t", "the file is empty"),
    "binary": (bytes(range(256)), "not UTF-8"),
    "gzip": (b"\x1f\x8b\x08\x00" + b"x" * 50, "not UTF-8|neither JSON"),
    "truncated JSON": (CDX[:-9], "ends before it is complete"),
    "truncated in a text": (CDX[:40], "ends before it is complete"),
    "truncated XML": (XML[:-20], "not readable as XML"),
    "truncated tag-value": (formats.TAG_VALUE[:900].partition(b"two lines")[0], "does not end"),
    "truncated RDF": (formats.RDF[:-30], "not readable as XML"),
    "repeated key": (CDX.replace(b'"name": "rtos"', b'"name": "x", "name": "rtos"'), "stands twice"),
    "repeated key deep inside": (
        CDX.replace(b'"alg": "SHA-256"', b'"alg": "MD5", "alg": "SHA-256"'),
        "stands twice",
    ),
    "UTF-16 JSON": (CDX.decode().encode("utf-16"), "UTF-16"),
    "UTF-16 tag-value": (formats.TAG_VALUE.decode().encode("utf-16"), "UTF-16"),
    "Latin-1 JSON": (cdx(serialNumber="é").replace(b"\\u00e9", b"\xe9"), "not UTF-8"),
    "Latin-1 XML": (XML.replace(b"<name>Arm", b"<name>\xe9"), "not readable as XML"),
    "half a character": (CDX.replace(b"mbedtls", b"\\ud800", 1), "surrogate"),
    "brackets 10,000 deep": (b"[" * 10_000 + b"]" * 10_000, "nested too deeply|not a list"),
    "objects 10,000 deep": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply|neither CycloneDX"),
    "components 100 deep": (
        b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": '
        + b'[{"type": "library", "name": "x", "components": ' * 100
        + b"[]"
        + b"}]" * 100
        + b"}",
        "more than 64 deep",
    ),
    "XML 10,000 deep": (
        f'<bom xmlns="{NS}">'.encode() + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</bom>",
        "more than 256 deep",
    ),
    "contained 100 deep": (chain(100), "more than 64 deep"),
    "circle of containment": (circle(3), "contains itself"),
    "external entity": (doctype('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;"), "DOCTYPE"),
    "external entity over the network": (doctype('<!ENTITY x SYSTEM "http://192.0.2.1/">', "&x;"), "DOCTYPE"),
    "entity expansion": (doctype(f'<!ENTITY l0 "lol">{LAUGHS}', "&l9;"), "DOCTYPE"),
    "parameter entity": (doctype('<!ENTITY % p SYSTEM "http://192.0.2.1/p"> %p;', ""), "DOCTYPE"),
    "external DTD in RDF": (
        formats.RDF.replace(b"<rdf:RDF", b'<!DOCTYPE r SYSTEM "http://192.0.2.1/r.dtd"><rdf:RDF', 1),
        "DOCTYPE",
    ),
    "YAML aliases": (
        b"spdxVersion: SPDX-2.3\na: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
        "anchor|alias",
    ),
    "YAML tag": (b"spdxVersion: !!python/object/apply:os.system ['id']\n", "tag"),
    "format of the future": (cdx(specVersion="9.9"), "'9.9' is not a version"),
    "version that is a number": (cdx(specVersion=1.6), "1.6 is not a version"),
    "components that are text": (cdx(components="all"), "components is a list"),
    "component that is a number": (cdx(components=[1]), "an object belongs here"),
    "graph that is an object": (b'{"@context": "x", "@graph": {}}', "@graph is a list"),
    "NaN": (CDX.replace(b'"3.6.2"', b"NaN"), "NaN is not a JSON value"),
    "another XML": (b"<html/>", "the root element is <html>"),
    "another JSON": (b'{"a": 1}', "neither CycloneDX"),
    "table": (b"a,b\n1,2\n", "neither JSON"),
}


@pytest.mark.parametrize(("data", "cause"), [pytest.param(*one, id=name) for name, one in REFUSED.items()])
def test_a_hostile_file_is_refused_with_its_cause(data: bytes, cause: str) -> None:
    with pytest.raises(InvalidInputError, match=cause) as raised:
        read_sbom(data, "s")
    assert raised.value.place.startswith("s")
    assert len(raised.value.message) < 500


@pytest.mark.parametrize("data", [pytest.param(one[0], id=name) for name, one in REFUSED.items()])
def test_a_large_decoder_refuses_the_same(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        read_sbom(data, "s", decode=large_json_tree)


READ = {
    "path as a name": CDX.replace(b'"name": "rtos"', b'"name": "../../etc/passwd"'),
    "control characters": CDX.replace(b'"name": "rtos"', b'"name": "\\u001b[2J\\u0000"'),
    "reversed text": CDX.replace(b'"name": "rtos"', '"name": "\u202ertos"'.encode()),
    "huge whole number": cdx(version=10**4000),
    "number beyond floats": CDX.replace(b'"dependencies"', b'"version": 1e999, "dependencies"'),
    "a million letters": cdx(serialNumber="x" * 1_000_000),
    "byte order mark": b"\xef\xbb\xbf" + CDX,
    "circle of dependencies": cdx(dependencies=[{"ref": "SPDXRef-image", "dependsOn": ["SPDXRef-image"]}]),
}


@pytest.mark.parametrize("data", [pytest.param(one, id=name) for name, one in READ.items()])
def test_a_strange_file_is_read_as_it_is_by_both_decoders(data: bytes) -> None:
    sbom = read_sbom(data, "s", strict=False)
    assert len(sbom.components) == 3
    assert read_sbom(data, "s", strict=False, decode=large_json_tree) == sbom


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(one, id=name)
        for name, one in {
            "JSON": CDX,
            "XML": XML,
            "SPDX": formats.SPDX_JSON,
            "tag-value": formats.TAG_VALUE,
            "SPDX 3": formats.SPDX_3,
        }.items()
    ],
)
def test_a_file_cut_anywhere_is_read_or_refused_and_never_crashes(data: bytes) -> None:
    refused = 0
    for end in range(0, len(data), 97):
        try:
            document = take_apart(data[:end], "s")
            read_sbom(data[:end], "s")
            validation_problems(document, data[:end])
        except MedwardError:
            refused += 1
    assert refused > 5


def each_field_as(value: Callable[[object], object], tree: object) -> Iterator[object]:
    """Yield copies of a tree in each of which one field holds something else."""
    if isinstance(tree, dict):
        for name, inner in tree.items():
            yield from ({**tree, name: other} for other in (value(inner), *each_field_as(value, inner)))
    elif isinstance(tree, list):
        for index, inner in enumerate(tree):
            for other in each_field_as(value, inner):
                yield [*tree[:index], other, *tree[index + 1 :]]


@pytest.mark.parametrize(
    "data", [pytest.param(CDX, id="CycloneDX"), pytest.param(formats.SPDX_JSON, id="SPDX 2"),
             pytest.param(formats.SPDX_3, id="SPDX 3")],
)  # fmt: skip
@pytest.mark.parametrize(
    "value", [pytest.param(lambda one: [one], id="list"), pytest.param(lambda one: {"a": one}, id="object")]
)
def test_a_field_of_another_type_is_read_or_refused_and_never_crashes(
    data: bytes, value: Callable[[object], object]
) -> None:
    read = 0
    for tree in each_field_as(value, json.loads(data)):
        changed = json.dumps(tree).encode()
        try:
            document = take_apart(changed, "s")
            read_sbom(changed, "s", strict=False)
            validation_problems(document, changed)
        except MedwardError:
            continue
        list(left_behind(document))
        read += 1
    assert read > 10


def test_a_licence_that_is_a_list_is_left_behind() -> None:
    """The reader passes over it, so that the converted file would not have it."""
    tree = json.loads(formats.SPDX_JSON)
    tree["packages"][0] |= {"licenseConcluded": ["MIT"], "licenseDeclared": "MIT"}
    left = left_behind(take_apart(json.dumps(tree).encode(), "s"))
    assert [one.example for one in left if one.path == "packages[].licenseConcluded[]"] == ["MIT"]


def test_a_file_above_the_limit_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(LimitError, match="an SBOM may have 10"):
        read_sbom(b"x" * 11, "s", max_bytes=10)


def bom(inside: bytes) -> bytes:
    return f'<bom xmlns="{NS}"><components/>'.encode() + inside + b"</bom>"


SLOW = {
    "an attribute of 20 megabytes": (XML.replace(b"SPDXRef-rtos", b"r" * 20_000_000), 0),
    "an element 200,000 times": (bom(b"<x/>" * 200_000), 1),
    "100,000 things wrong": (
        bom(
            b"<vulnerabilities>"
            + b"<vulnerability><cwes><cwe>a</cwe></cwes></vulnerability>" * 100_000
            + b"</vulnerabilities>"
        ),
        100_000,
    ),
}
"""Files that take minutes where time grows with the square of their size, and how many things are wrong in them."""


@pytest.mark.parametrize(
    ("data", "wrong"), [pytest.param(data, wrong, id=name) for name, (data, wrong) in SLOW.items()]
)
def test_xml_is_read_and_validated_in_a_time_that_grows_with_its_size(data: bytes, wrong: int) -> None:
    started = time.process_time()
    document = take_apart(data, "s.xml")
    assert len(validation_problems(document, data)) == wrong
    assert time.process_time() - started < 12


def test_xml_of_another_encoding_is_validated_as_the_text_it_is() -> None:
    """Three letters of Latin-1 are, as UTF-8, a character that XML forbids."""
    data = XML.replace(b"UTF-8", b"ISO-8859-1").replace(b"<name>rtos", b"<name>\xef\xbf\xbe")
    assert validation_problems(take_apart(data, "s.xml"), data) == ()


def test_what_an_xml_schema_refuses_is_told_with_its_line() -> None:
    data = XML.replace(b"<version>4.1</version>", b"<version>4.1</version>\n<scope>all</scope>")
    (found,) = validation_problems(take_apart(data, "s.xml"), data)
    line = data[: data.index(b"<scope>")].count(b"\n") + 1
    assert found.pointer == f"/line/{line}"
    assert found.message.startswith("Element 'scope': ")
