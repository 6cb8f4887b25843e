"""CycloneDX VEX in XML says what its twin in JSON says; damaged and hostile XML is refused with cause and place."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from hypothesis import HealthCheck, assume, given, settings

from medward.errors import InvalidInputError, LimitError, MedwardError, UnreadableTextError
from medward.vex.documents import check_vex, read_vex, write_vex
from medward.vex.statement import Response, VexFormat, VexStatus
from tests.components.formats import RDF
from tests.realdata import bundle, real_data, tell
from tests.vex.statements import documents
from tests.vex.twins import JSON, LINK, XML

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.vex.statement import Statement, VexDocument

NS = "http://cyclonedx.org/schema/bom/1.6"
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


def twin(document: VexDocument) -> VexDocument:
    """Return a document without the digest of its file."""
    return replace(document, sha256="")


def test_a_document_in_xml_says_what_it_says_in_json() -> None:
    assert twin(read_vex(XML, "a.xml")) == twin(read_vex(JSON, "a.json"))


def test_the_elements_of_a_vulnerability_are_read() -> None:
    found = read_vex(XML, "a.xml")
    assert (found.author, found.version) == ("Meridian & Sons", "3")
    assert found.notes == ("1 vulnerability without analysis left out",)
    first, *_, linked, cloud = found.statements
    assert first.id == "first"
    assert first.aliases == ("GHSA-aaaa-bbbb-cccc", "SNYK-1")
    assert first.weaknesses == ("CWE-184", "CWE-502")
    assert first.responses == (Response.WILL_NOT_FIX, Response.UPDATE)
    assert first.summary == "A length is not checked.\n\n  int n = read();  // indented"
    assert first.detail == "The parser is off.\n\tIt cannot be switched on."
    assert [(one.component.version, one.component.version_range) for one in found.statements[:3] if one.component] == [
        ("1.3", ""),
        ("", "vers:generic/<1.2"),
        ("", "vers:generic/>=1.4|<2"),
    ]  # fmt: skip
    assert linked.product.bom_link == LINK
    assert (cloud.status, cloud.action) == (VexStatus.AFFECTED, "Update the cloud.")


def as_xml(data: bytes) -> bytes:
    """Return a CycloneDX document as the library of the CycloneDX project writes it in XML."""
    tree = json.loads(data)
    version = next(one for one in SchemaVersion if one.to_version() == tree["specVersion"])
    bom: Bom = Bom.from_json(tree)  # type: ignore[attr-defined] - made by a decorator
    return make_outputter(bom, OutputFormat.XML, version).output_as_string(indent=2).encode()


@given(documents())
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_our_own_export_converted_to_xml_says_the_same(given_document: VexDocument) -> None:
    """Values of properties have no line breaks in XML, and U+FFFE and U+FFFF are no characters there."""
    one_line = (replace(one, impact=one.impact.replace("\n", " ")) for one in given_document.statements)
    data = write_vex(replace(given_document, statements=tuple(one_line)), VexFormat.CYCLONEDX)
    assume(not {"\ufffe", "\uffff"} & set(data.decode()))
    assert twin(read_vex(as_xml(data), "a.xml")) == twin(read_vex(data, "a.json"))


def other(old: bytes, new: bytes) -> bytes:
    """Return the document with something else in one place."""
    assert XML.count(old) == 1, old
    return XML.replace(old, new)


def line_of(data: bytes, text: bytes) -> int:
    return data[: data.index(text)].count(b"\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"<state>not_affected</state>", b"<state>harmless</state>", "'harmless' is not an element of the set"),
        (b"<ref>pump</ref>", b"<reff>pump</reff>", "Element 'reff': This element is not expected"),
        (b"<target><ref>pump</ref></target>", b"<taget><ref>pump</ref></taget>", "Element 'taget': This element"),
        (b"<cwe>184</cwe>", b"<cwe>CWE-184</cwe>", "'CWE-184' is not a valid value of the atomic type 'xs:integer'"),
        (b"<firstIssued>2026-05-01T00:00:00Z", b"<firstIssued>yesterday", "'yesterday' is not a valid value"),
        (b"<response>update</response></responses>\n", b"<respons/></responses>\n", "Element 'respons'"),
        (b' bom-ref="image"', b' bom-ref="zlib"', "Duplicate key-sequence ['zlib']"),
    ],
)  # fmt: skip
def test_what_the_schema_refuses_is_refused_with_its_line(old: bytes, new: bytes, says: str) -> None:
    data = other(old, new)
    with pytest.raises(InvalidInputError) as caught:
        read_vex(data, "a.xml")
    assert says in caught.value.message
    assert NS not in caught.value.message
    if "Duplicate" not in says:
        assert caught.value.place == f"a.xml:{line_of(data, new)}"
    report = check_vex(data, "a.xml")
    assert not report.is_valid
    assert says in report.found[0].fault.message


def test_the_number_of_further_problems_is_told() -> None:
    data = other(b"<cwe>184</cwe><cwe>502</cwe>", b"<cwe>a</cwe><cwe>b</cwe><cwe>c</cwe>")
    with pytest.raises(InvalidInputError, match=r"xs:integer'\. \(and 2 more problems\)"):
        read_vex(data, "a.xml")
    assert len(check_vex(data, "a.xml").found) == 3


BOM = f'<bom xmlns="{NS}" version="1">'.encode()


@pytest.mark.parametrize(
    ("data", "place", "says"),
    [
        (
            other(b"<target><ref>pump</ref></target>", b"<target><ref>no-such</ref></target>"),
            "a.xml#/bom/vulnerabilities/vulnerability[1]/affects/target[2]/ref",
            "ref 'no-such' is nowhere in the file",
        ),
        (
            other(b"<id>CVE-2026-1001</id>", b""),
            "a.xml#/bom/vulnerabilities/vulnerability[2]/id",
            "the vulnerability has no id",
        ),
        (
            other(b"<firstIssued>2026-05-01T00:00:00Z", b"<firstIssued>2026-05-01T00:00:00"),
            "a.xml#/bom/vulnerabilities/vulnerability[1]/analysis/firstIssued",
            "it must be a date and time with a zone",
        ),
        (
            other(b'version="3">', b'version="' + b"9" * 5_000 + b'">'),
            "a.xml#/bom/@version",
            "version is text; it must be a whole number",
        ),
        (XML.replace(b"bom/1.6", b"bom/1.3"), "a.xml#/bom/@xmlns", "VEX is read from CycloneDX 1.4, 1.5, 1.6, 1.7"),
        (XML.replace(b"bom/1.6", b"bom/9.9"), "a.xml#/bom/@xmlns", "specVersion is '9.9'"),
        (BOM + b"</bom>", "a.xml#/bom/vulnerabilities", "it lists no vulnerability"),
        (
            BOM + b"<vulnerabilities><vulnerability><id>a</id></vulnerability></vulnerabilities></bom>",
            "a.xml#/bom/vulnerabilities",
            "no vulnerability in it has an analysis",
        ),
        (b"<bom/>", "a.xml", "<bom> has no namespace"),
        (b'<bom xmlns="http://example.com/"/>', "a.xml", "the root element is <bom>; VEX in XML is a CycloneDX <bom>"),
        (b"<html/>", "a.xml", "the root element is <html>; VEX in XML is a CycloneDX <bom>"),
        (RDF, "a.xml", "the root element is <RDF>; VEX in XML is a CycloneDX <bom>"),
    ],
)  # fmt: skip
def test_what_says_nothing_certain_is_refused_with_its_place(data: bytes, place: str, says: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_vex(data, "a.xml")
    assert says in caught.value.message
    assert caught.value.place == place


def doctype(entities: str) -> bytes:
    text = XML.partition(b"?>")[2].replace(b"Close the port.", b"&x;").decode()
    return f'<?xml version="1.0"?><!DOCTYPE bom [{entities}]>{text}'.encode()


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        pytest.param(doctype('<!ENTITY x SYSTEM "file:///etc/passwd">'), UnreadableTextError, "DOCTYPE", id="file"),
        pytest.param(doctype('<!ENTITY x SYSTEM "http://192.0.2.1/">'), UnreadableTextError, "DOCTYPE", id="address"),
        pytest.param(
            doctype(f'<!ENTITY l0 "lol">{LAUGHS}<!ENTITY x "&l9;">'), UnreadableTextError, "DOCTYPE", id="bomb"
        ),
        pytest.param(
            XML.replace(b"<bom ", b'<!DOCTYPE bom SYSTEM "http://192.0.2.1/bom.dtd"><bom '),
            UnreadableTextError,
            "DOCTYPE",
            id="external DTD",
        ),
        pytest.param(BOM + b"<a>" * 10_000 + b"</a>" * 10_000 + b"</bom>", LimitError, "256 deep", id="depth"),
        pytest.param(BOM + b" " * 50_331_648 + b"</bom>", LimitError, "bytes of XML; at most", id="size"),
        pytest.param(XML[:-20], UnreadableTextError, "not readable as XML", id="cut off"),
        pytest.param(XML.replace(b"</id>", b"</di>", 1), UnreadableTextError, "mismatched tag", id="tags"),
        pytest.param(XML.replace(b"Adler", b"\xff"), UnreadableTextError, "invalid token", id="not UTF-8"),
        pytest.param(XML.replace(b"Adler", b"&nbsp;"), UnreadableTextError, "undefined entity", id="entity"),
        pytest.param(XML.decode().encode("utf-16"), UnreadableTextError, "not UTF-8", id="UTF-16"),
        pytest.param(b"<", UnreadableTextError, "not readable as XML", id="one character"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("look", [read_vex, check_vex], ids=["read", "check"])
def test_hostile_and_damaged_xml_is_refused_with_its_cause(
    look: Callable[[bytes, str], object], data: bytes, error: type[MedwardError], says: str
) -> None:
    with pytest.raises(error, match=says) as caught:
        look(data, "a.xml")
    assert caught.value.place.startswith("a.xml")
    assert caught.value.hint
    assert len(caught.value.message) < 500


def test_many_problems_are_told_in_a_time_that_grows_with_the_file() -> None:
    bad = b"<vulnerability><cwes><cwe>a</cwe></cwes></vulnerability>" * 50_000
    started = time.process_time()
    with pytest.raises(InvalidInputError, match="and 49999 more problems"):
        read_vex(BOM + b"<vulnerabilities>" + bad + b"</vulnerabilities></bom>", "a.xml")
    assert time.process_time() - started < 10


def test_a_document_cut_anywhere_is_refused_and_never_crashes() -> None:
    for end in range(0, len(XML) - len("</bom>"), 61):
        with pytest.raises(MedwardError):
            read_vex(XML[:end], "a.xml")


def test_other_prefixes_encodings_and_extensions_change_nothing() -> None:
    text = (
        XML.decode().replace("<", "<c:").replace("<c:/", "</c:").replace("<c:!", "<!").replace("<c:?", "<?")
    )
    text = text.replace("xmlns=", "xmlns:c=").replace('"UTF-8"', '"ISO-8859-1"').replace("Adler", "Ädler")
    text = text.replace("<c:affects>", '<c:affects xmlns:x="urn:x"><!-- all -->').replace(
        "</c:vulnerabilities>", '<x:vulnerability xmlns:x="urn:x"/></c:vulnerabilities>'
    )
    changed = read_vex(text.encode("latin-1"), "a.xml")
    assert twin(changed) == twin(read_vex(JSON.replace(b"Adler", b"\\u00c4dler"), "a.json"))


DIFFERS = {
    # the XML names CVE-2018-7489 twice among its references and has another vector
    "1.4/valid-vulnerability-1.4": {"aliases", "vector"},
    "1.5/valid-vulnerability-1.5": {"aliases", "vector"},
    "1.7/valid-vulnerability-1.7": set(),
    "cyclonedx/valid-vulnerability-1.4": {"aliases"},
    # written ten seconds later
    "cyclonedx/log4j": {"issued"},
}
"""Twins, by the ends of their paths, and where the two files themselves differ."""


def differing(one: Statement, other: Statement) -> set[str]:
    return {field.name for field in fields(one) if getattr(one, field.name) != getattr(other, field.name)}


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        (
            "sbom/spec-tests/cyclonedx-specification-tests",
            {"the same": 3, "without analysis": 3, "without twin": 1},
        ),
        ("sbom/real/defectdojo", {"the same": 2}),
        ("sbom/real/guac", {"without twin": 1}),
    ],
)
def test_each_xml_with_vulnerabilities_says_what_its_twin_in_json_says(
    name: str, counts: dict[str, int], record_property: Callable[[str, object], None]
) -> None:
    files = dict(bundle(real_data() / f"{name}.tar.zst"))
    said = Counter[str]()
    for file in [one for one in files if one.endswith(".xml") and b"<vulnerabilities" in files[one]]:
        stem = file.removesuffix(".xml")
        if f"{stem}.json" not in files:
            said["without twin"] += (
                b"<analysis" in files[file] and len(read_vex(files[file], file).statements) > 0
            )
            continue
        if b"<analysis" not in files[file]:
            said["without analysis"] += 1
            for each in (file, f"{stem}.json"):
                with pytest.raises(InvalidInputError, match="no vulnerability in it has an analysis"):
                    read_vex(files[each], each)
            continue
        found, other = read_vex(files[file], file), read_vex(files[f"{stem}.json"], f"{stem}.json")
        known = DIFFERS["/".join(stem.split("/")[-2:])]
        pairs = zip(found.statements, other.statements, strict=True)
        assert set().union(*(differing(*pair) for pair in pairs)) == known
        said["the same"] += 1
    tell(record_property, f"CycloneDX VEX in XML and JSON, {name}: {dict(said)}")
    assert +said == counts


def carried(document: VexDocument, *, is_dated: bool) -> Counter[Statement]:
    """Return the statements as far as the library of the CycloneDX project keeps what it converts.

    It sorts vulnerabilities and responses, and gives references and a time to what has none.
    """
    return Counter(
        replace(
            one,
            id="",
            responses=tuple(sorted(one.responses)),
            issued=one.issued if is_dated else None,
            detail=one.detail.replace("\r\n", "\n"),
        )
        for one in document.statements
    )


@pytest.mark.realdata
@pytest.mark.filterwarnings("ignore:The Component this BOM is describing")
@pytest.mark.filterwarnings("ignore:.@.tools. is deprecated")  # real documents still state tools so
@pytest.mark.parametrize(
    ("name", "count"), [("vex/cyclonedx-vex-use-cases", 13), ("sbom/real/guac", 3)]
)  # fmt: skip
def test_real_documents_in_json_say_the_same_converted_to_xml(
    name: str, count: int, record_property: Callable[[str, object], None]
) -> None:
    read = 0
    for file, data in bundle(real_data() / f"{name}.tar.zst"):
        if not file.endswith(".json") or b'"CycloneDX"' not in data:
            continue
        try:
            found = read_vex(data, file)
        except MedwardError:
            continue
        again = read_vex(as_xml(data), file)
        is_dated = found.timestamp is not None
        assert carried(again, is_dated=is_dated) == carried(found, is_dated=is_dated)
        read += 1
    tell(record_property, f"CycloneDX VEX converted to XML, {name}: {read}")
    assert read == count
