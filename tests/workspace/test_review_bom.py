"""Machine-readable files of a package: every form is read by the common readers, and nothing is dropped in silence."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from medward.dossier.review.reading import BomEntry
from medward.dossier.review.writing import manuscript, text
from medward.errors import NotFoundError
from medward.vex.documents import write_vex
from medward.vex.statement import Statement, VexFormat, VexStatus
from medward.workspace.review_bom import contents_of
from medward.workspace.reviewing import read_files, review_package
from tests.components import formats
from tests.vex.statements import AT, LIBXML2, PUMP, document

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 6, 15)
PURL = "pkg:github/mbed-tls/mbedtls@3.6.2"
FIXED = Statement("CVE-2026-1000", PUMP, VexStatus.FIXED, component=LIBXML2, issued=AT)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("pump.cdx.json", formats.CYCLONEDX, id="CycloneDX JSON"),
        pytest.param("pump.xml", formats.CYCLONEDX_XML, id="CycloneDX XML"),
        pytest.param("pump.json", formats.SPDX_JSON, id="SPDX 2 JSON"),
        pytest.param("pump.spdx", formats.TAG_VALUE, id="SPDX 2 tag-value"),
        pytest.param("pump.rdf", formats.RDF, id="SPDX 2 RDF/XML"),
        pytest.param("pump.jsonld", formats.SPDX_3, id="SPDX 3"),
    ],
)
def test_the_same_list_in_every_form_holds_the_same_parts(name: str, data: bytes) -> None:
    bom = contents_of(name, data).bom
    assert bom is not None
    assert BomEntry("mbedtls", "3.6.2", "Arm", PURL, "", bom.entries[1].end_of_support) in bom.entries
    assert sorted(one.name for one in bom.entries) == ["image", "mbedtls", "rtos"]
    assert {one.identifier for one in bom.entries} == {"", PURL, formats.CPE}
    assert bom.links > 0


@pytest.mark.parametrize("kind", list(VexFormat))
def test_statements_are_no_component_list(kind: VexFormat) -> None:
    """A CycloneDX VEX names the parts its statements are about, and no other."""
    found = contents_of("vex.json", write_vex(document(FIXED), kind))
    assert found.is_statement
    assert found.bom is None


def test_a_component_list_with_vulnerabilities_is_both() -> None:
    tree = json.loads(write_vex(document(FIXED), VexFormat.CYCLONEDX))
    tree["components"].append({"type": "library", "bom-ref": "zlib", "name": "zlib", "version": "1.3.1"})
    found = contents_of("pump.cdx.json", json.dumps(tree).encode())
    assert found.is_statement
    assert found.bom is not None
    assert {"zlib", LIBXML2.name} == {one.name for one in found.bom.entries}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", id="Word 97"),
        pytest.param("mds2.xlsx", b"PK\x03\x04\x14\x00", id="Excel"),
        pytest.param("notes.txt", b"Security plan, see the other file", id="text"),
        pytest.param("view.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", id="drawing"),
        pytest.param("results.json", b'{"tests": []}', id="JSON of another tool"),
        pytest.param("readme.csv", b"a,b", id="named like what leads through a package"),
    ],
)
def test_what_is_not_read_is_named_in_the_letter(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / "plan.html").write_text("<h1>Security plan</h1><p>Alice signs</p>", "utf-8")
    (tmp_path / name).write_bytes(data)
    letter = review_package([tmp_path], "fda", today=TODAY)
    assert [one for one, _ in letter.not_read] == [name]
    assert f"   - {name}: neither " in text(letter) or f"   - {name}: the root element" in text(letter)
    assert "1 file not read and not judged" in text(letter)
    assert "Not read" in [section.title for section in manuscript(letter, "").sections]


@pytest.mark.parametrize(
    "data", [b"", b'{"bomFormat": ', b"<bom", b'{"bomFormat": "CycloneDX", "specVersion": "9"}']
)
def test_a_broken_file_is_never_taken_as_read(data: bytes) -> None:
    package = read_files({"sbom.json": data})
    assert [name for name, _ in (*package.unread, *package.not_read)] == ["sbom.json"]
    assert package.boms == ()


STATED = b"""<vulnerabilities><vulnerability><id>CVE-2026-1</id><analysis><state>false_positive</state></analysis>
<affects><target><ref>SPDXRef-tls</ref></target></affects></vulnerability></vulnerabilities></bom>"""
"""A statement at the end of a component list."""


def with_statement(text: bytes) -> bytes:
    return formats.CYCLONEDX_XML.replace(b"</bom>", text)


def test_statements_in_cyclonedx_xml_are_read_beside_the_component_list() -> None:
    found = contents_of("pump.xml", with_statement(STATED))
    assert found.is_statement
    assert (found.bom is not None, found.not_read) == (True, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (STATED.replace(b"false_positive", b"harmless"), "Element 'state'"),
        (STATED.replace(b"<analysis><state>false_positive</state></analysis>", b""), "has an analysis"),
    ],
)
def test_what_cyclonedx_xml_does_not_state_rightly_is_told_as_not_read(text: bytes, reason: str) -> None:
    found = contents_of("pump.xml", with_statement(text))
    assert found.bom is not None
    assert found.not_read.startswith("statements on vulnerabilities: ")
    assert reason in found.not_read
    assert not found.is_statement


def test_a_document_called_verification_or_index_is_read() -> None:
    package = read_files(
        {"verification.html": b"<h1>Test report</h1>", "index-of-tests.html": b"<h1>Index</h1>"}
    )
    assert len(package.documents) == 2


def test_files_of_the_same_name_from_two_folders_are_both_read(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "plan.html").write_text(f"<h1>Plan {folder}</h1>", "utf-8")
    letter = review_package([tmp_path / "a", tmp_path / "b"], "fda", today=TODAY)
    assert letter.documents == 2


def test_a_link_is_not_followed_and_said(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text("<h1>Plan</h1>", "utf-8")
    (tmp_path / "other.html").symlink_to(tmp_path / "plan.html")
    letter = review_package([tmp_path], "fda", today=TODAY)
    assert letter.not_read == (("other.html", "a link, which is not followed"),)


def test_a_folder_of_other_files_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "plan.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(NotFoundError, match=r"not read: plan\.doc"):
        review_package([tmp_path], "fda", today=TODAY)
