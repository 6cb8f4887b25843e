from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import docx
import pytest
from pypdf import PdfReader, PdfWriter

from medward.dossier.review.reading import Grid, Line
from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.workspace.review_html import read_html
from medward.workspace.review_word import read_word
from medward.workspace.reviewing import (
    read_document,
    read_files,
    review_package,
    superseded_editions,
    write_letter,
)
from tests.realdata import bundle, real_data

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 15, tzinfo=UTC)


def word(*, table: bool = False) -> bytes:
    """Return a Word file written by python-docx, as somebody else would write it."""
    document = docx.Document()
    document.add_heading("Threat model", 0)
    document.add_heading("1 Method", 1)
    document.add_paragraph("We use STRIDE.")
    if table:
        grid = document.add_table(rows=2, cols=2)
        for number, words in enumerate(("Id", "Threat", "THR-1", "Forged order")):
            grid.cell(number // 2, number % 2).text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_file_of_others_is_read_with_headings_and_tables() -> None:
    read = read_word("a.docx", word(table=True))
    assert read.title == "Threat model"
    assert Line("heading", "1 Method", 2) in read.blocks
    assert Grid("", ("Id", "Threat"), (("THR-1", "Forged order"),)) in read.blocks


def test_html_is_read_with_headings_labels_tables_and_comments() -> None:
    read = read_html(
        "a.html",
        "<title>x</title><h1>Plan</h1><dl><dt>Product</dt><dd>Pump</dd></dl><h2>1 Roles</h2><p>Alice <b>signs</b></p>"
        "<table><caption>People</caption><tr><th>Name</th></tr><tr><td>Bob</td></tr></table><!-- ask Carol -->",
    )
    assert read.title == "Plan"
    assert read.facts == {"product": "Pump"}
    assert read.grids == (Grid("People", ("Name",), (("Bob",),)),)
    assert [mark.kind for mark in read.marks] == ["comment"]


def letter_pdf(folder: Path) -> bytes:
    (folder / "plan.html").write_text("<h1>Security plan</h1><p>TBD</p>", "utf-8")
    letter = review_package([folder / "plan.html"], "fda", today=date(2026, 6, 15))
    write_letter(letter, folder / "letter.pdf", NOW)
    return (folder / "letter.pdf").read_bytes()


def test_a_pdf_is_read_with_its_bookmarks_as_headings(tmp_path: Path) -> None:
    read = read_document("letter.pdf", letter_pdf(tmp_path), 0)
    assert any("Deficiencies" in part.title for part in read.passages)
    assert "TBD" in read.text
    assert read.pages == read.read_pages > 0


def test_a_locked_pdf_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(letter_pdf(tmp_path))))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    package = read_files({"a.pdf": stream.getvalue(), "b.html": b"<h1>Plan</h1>"})
    assert [one.path for one in package.documents] == ["b.html"]
    assert "password" in package.unread[0][1]


def test_a_copy_of_a_file_under_another_name_is_no_document_of_its_own() -> None:
    package = read_files({"03-plan.html": b"<h1>Plan</h1>", "attachments/ES-03_plan.html": b"<h1>Plan</h1>"})
    assert [one.path for one in package.documents] == ["03-plan.html"]
    assert sorted(package.digests) == ["03-plan.html", "attachments/ES-03_plan.html"]


@pytest.mark.parametrize("name", ["a.pdf", "a.docx"])
@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nonsense", b"PK\x03\x04 nonsense", b"\xff\xfe"])
def test_a_broken_file_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        read_document(name, data, 0)


def test_a_word_file_that_unpacks_to_too_much_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 30_000_000)
    with pytest.raises(LimitError):
        read_word("bomb.docx", stream.getvalue())


def test_entities_in_a_word_file_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(InvalidInputError):
        read_word("entity.docx", stream.getvalue())


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        review_package([tmp_path], "fda", today=date(2026, 6, 15))


@pytest.mark.parametrize("ending", ["txt", "html", "docx"])
def test_the_letter_is_written_in_each_form(tmp_path: Path, ending: str) -> None:
    (tmp_path / "plan.html").write_text("<h1>Security plan</h1><p>TBD</p>", "utf-8")
    letter = review_package([tmp_path], "mhra", today=date(2026, 6, 15))
    write_letter(letter, tmp_path / f"letter.{ending}", NOW)
    assert (tmp_path / f"letter.{ending}").stat().st_size > 500


@pytest.mark.parametrize("day", ["2023-09-27", "September 27, 2023", "27 June 2025"])
def test_the_premarket_guidance_of_2023_and_2025_is_superseded(day: str) -> None:
    # Federal Register: editions of 27 September 2023 and 27 June 2025, replaced on 3 February 2026.
    system = "Quality Management System" if "2025" in day else "Quality System"
    words = f"Cybersecurity in Medical Devices: {system} Considerations and Content of Premarket Submissions, {day}"
    package = read_files({"a.html": f"<h1>Security plan</h1><p>{words}</p>".encode()})
    assert any(
        re.search(pattern, package.documents[0].text, re.IGNORECASE)
        for pattern, _ in superseded_editions(date(2026, 6, 15))
    )


def cyclonedx(components: list[str], affects: list[str] | None) -> bytes:
    """Return a CycloneDX file with components by reference, and a vulnerability that affects some of them."""
    tree: dict[str, object] = {
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "components": [{"type": "library", "name": ref, "bom-ref": ref} for ref in components],
    }  # fmt: skip
    if affects is not None:
        judged = {"analysis": {"state": "not_affected"}, "affects": [{"ref": ref} for ref in affects]}
        tree["vulnerabilities"] = [{"id": "CVE-2020-1", **judged}]
    return json.dumps(tree).encode()


@pytest.mark.parametrize(
    ("data", "lists", "statements"),
    [
        pytest.param(cyclonedx(["a", "b"], None), 1, 0, id="list"),
        pytest.param(cyclonedx(["a", "b"], ["a"]), 1, 1, id="list with vulnerabilities"),
        pytest.param(cyclonedx(["a", "b"], ["a", "b"]), 0, 1, id="only what is affected"),
        pytest.param(cyclonedx([], ["urn:cdx:1/1#a"]), 0, 1, id="about components of another file"),
        pytest.param(cyclonedx([], None), 1, 0, id="empty list"),
    ],
)
def test_a_vex_is_told_from_a_list_of_components(data: bytes, lists: int, statements: int) -> None:
    package = read_files({"one.cdx.json": data})
    assert (len(package.boms), len(package.statements)) == (lists, statements)


@pytest.mark.realdata
def test_the_use_cases_of_cyclonedx_are_told_apart_as_they_are_named() -> None:
    files = dict(bundle(real_data() / "vex" / "cyclonedx-vex-use-cases.tar.zst"))
    known = {name: data for name, data in files.items() if re.search(r"/(vex|bom)[\w-]*\.json$", name)}
    package = read_files(known)
    assert len(known) == 22
    assert all("/bom" in one.path for one in package.boms)
    assert all("/vex" in one for one in package.statements)
    taken = len(package.boms) + len(package.statements) + len(package.not_read)
    assert taken + _copies(known) == len(known)


def _copies(files: dict[str, bytes]) -> int:
    """Return how many files have the bytes of another one; copies are read once."""
    return len(files) - len(set(files.values()))
