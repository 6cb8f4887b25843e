"""A company's Word template: what of it stays, and what a template may be."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm

from medward.dossier.blocks import Column, Row, Section, Table
from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.render.typeset import typeset
from medward.render.word import word_file
from medward.render.word_template import read_template
from tests.render.manuscripts import NOW, manuscript

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document

LANDSCAPE_US_LETTER = (279.4, 215.9)  # ANSI/ASME Y14.1: 11 x 8.5 in


def saved(document: Document, folder: Path, name: str = "company.docx") -> Path:
    document.save(str(folder / name))
    return folder / name


def landed(path: Path) -> Document:
    """Return a document with a table too wide for upright pages on a template, opened anew."""
    wide = Table(
        "wide", "Interfaces", tuple(Column(f"Field {one}") for one in range(12)), (Row(("x",) * 12),)
    )
    plain = manuscript()
    text = replace(plain, sections=(*plain.sections, Section("Interfaces", (wide,))))
    return docx.Document(io.BytesIO(word_file(typeset(text), "a4", NOW, read_template(path))))


def rewritten(path: Path, old: bytes, new: bytes) -> Path:
    """Change the declared types of a Word package."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data.replace(old, new) if name == "[Content_Types].xml" else data)
    return path


def test_paper_and_margins_are_those_of_the_template(tmp_path: Path) -> None:
    template = docx.Document()
    section = template.sections[0]
    section.page_width, section.page_height = Mm(215.9), Mm(279.4)
    section.left_margin, section.top_margin = Mm(35), Mm(45)
    found = landed(saved(template, tmp_path))
    for one in found.sections:
        assert round(one.left_margin.mm) == 35
        assert round(one.top_margin.mm) == 45
    turned = [one for one in found.sections if one.page_width > one.page_height]
    assert turned
    assert (turned[0].page_width.mm, turned[0].page_height.mm) == pytest.approx(LANDSCAPE_US_LETTER, abs=0.1)


def test_tables_are_as_wide_as_the_lines_of_the_template(tmp_path: Path) -> None:
    template = docx.Document()
    section = template.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(50), Mm(50)
    found = landed(saved(template, tmp_path))
    first = found.tables[0]
    assert sum(column.width.mm for column in first.columns) == pytest.approx(110, abs=1)


def test_first_and_even_pages_say_which_document_it_is_too(tmp_path: Path) -> None:
    template = docx.Document()
    template.settings.odd_and_even_pages_header_footer = True
    section = template.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "odd"
    section.first_page_header.paragraphs[0].text = "first"
    section.even_page_header.paragraphs[0].text = "even"
    found = landed(saved(template, tmp_path)).sections[0]
    for place, own in (
        (found.header, "odd"), (found.first_page_header, "first"), (found.even_page_header, "even"),
    ):  # fmt: skip
        texts = [one.text for one in place.paragraphs]
        assert own in texts
        assert any("DOC-CYB-LVP-003 rev A" in text for text in texts)


def test_only_the_first_page_of_the_document_is_a_first_page(tmp_path: Path) -> None:
    template = docx.Document()
    template.sections[0].different_first_page_header_footer = True
    first, *others = landed(saved(template, tmp_path)).sections
    assert first.different_first_page_header_footer
    assert others
    assert not any(one.different_first_page_header_footer for one in others)


def test_a_template_of_several_sections_keeps_each_header(tmp_path: Path) -> None:
    template = docx.Document()
    template.add_paragraph("Meridian Infusion Systems")
    template.sections[0].header.paragraphs[0].text = "cover of the quality system"
    section = template.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "pages of the quality system"
    found = landed(saved(template, tmp_path)).sections
    assert "cover of the quality system" in found[0].header.paragraphs[0].text
    assert "pages of the quality system" in found[1].header.paragraphs[0].text
    assert all(one.header.is_linked_to_previous for one in found[2:])


def test_what_stands_in_the_template_stays_in_front(tmp_path: Path) -> None:
    template = docx.Document()
    template.add_paragraph("Controlled copy. Printed copies are not controlled.")
    texts = [one.text for one in landed(saved(template, tmp_path)).paragraphs]
    assert texts[0] == "Controlled copy. Printed copies are not controlled."
    assert texts.index("Threat model report") > 0


def test_empty_lines_of_a_template_do_not_push_the_title_down(tmp_path: Path) -> None:
    template = docx.Document()
    for _ in range(5):
        template.add_paragraph("")
    texts = [one.text for one in landed(saved(template, tmp_path)).paragraphs]
    assert texts[0] == "Meridian Infusion Systems"


def test_a_style_the_template_lacks_is_named_and_stands_in(tmp_path: Path) -> None:
    template = docx.Document()
    for name in ("Caption", "Heading 2", "Table Grid"):
        template.styles[name].delete()
    path = saved(template, tmp_path)
    # toc 1 and toc 2 are latent in Word: a template holds them only once somebody has used them.
    assert set(read_template(path).lacking) == {"Caption", "Heading 2", "Table Grid", "toc 1", "toc 2"}
    found = landed(path)
    assert found.styles["Caption"].type is WD_STYLE_TYPE.PARAGRAPH
    assert found.styles["Table Grid"].element.xpath(".//w:tblBorders")
    assert [one for one in found.paragraphs if one.style.name == "Caption"]


def test_a_template_of_word_is_a_template(tmp_path: Path) -> None:
    template = docx.Document()
    template.styles["Heading 1"].font.name = "Georgia"
    path = rewritten(saved(template, tmp_path, "company.dotx"), b"document.main+xml", b"template.main+xml")
    assert landed(path).styles["Heading 1"].font.name == "Georgia"
    assert b"template.main" not in zipfile.ZipFile(
        io.BytesIO(word_file(typeset(manuscript()), "a4", NOW, read_template(path)))
    ).read("[Content_Types].xml")


def test_a_template_with_macros_is_refused(tmp_path: Path) -> None:
    path = rewritten(
        saved(docx.Document(), tmp_path),
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    with pytest.raises(InvalidInputError, match="macros"):
        read_template(path)


def test_a_name_of_another_sort_is_refused_by_name(tmp_path: Path) -> None:
    template = docx.Document()
    template.styles["Caption"].delete()
    template.styles.add_style("Caption", WD_STYLE_TYPE.CHARACTER)
    with pytest.raises(InvalidInputError, match=r"'Caption' is a character style.*a paragraph style"):
        read_template(saved(template, tmp_path))


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04 broken", b"%PDF-1.7"])
def test_what_is_no_word_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "company.docx"
    path.write_bytes(data)
    with pytest.raises(InvalidInputError, match="not a Word file"):
        read_template(path)


def test_an_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "company.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(InvalidInputError, match="not a Word file"):
        read_template(path)


def test_a_template_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = saved(docx.Document(), tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/large.bin", bytes(60_000_000))
    with pytest.raises(LimitError, match="unpacks to"):
        read_template(path)


def test_a_template_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no file .*none\.docx"):
        read_template(tmp_path / "none.docx")
