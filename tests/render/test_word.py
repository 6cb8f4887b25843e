"""Word files: what another reader finds in them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from defusedxml import ElementTree

from medward.render.picture import png_of
from medward.render.typeset import typeset
from medward.render.word import word_file
from medward.render.word_template import read_template
from tests.render.manuscripts import HOSTILE, NOW, manuscript

if TYPE_CHECKING:
    from pathlib import Path

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body(data: bytes) -> ElementTree.Element:
    """Return the document part, parsed by another library."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return ElementTree.fromstring(package.read("word/document.xml"))


def words(data: bytes) -> str:
    """Return all text in reading order."""
    return "\n".join(node.text or "" for node in body(data).iter(f"{W}t"))


@pytest.fixture(scope="module")
def made() -> bytes:
    return word_file(typeset(manuscript()), "a4", NOW)


def test_the_same_input_gives_the_same_bytes(made: bytes) -> None:
    assert word_file(typeset(manuscript()), "a4", NOW) == made


def test_headings_and_captions_are_real_styles(made: bytes) -> None:
    styles = [paragraph.style.name for paragraph in docx.Document(io.BytesIO(made)).paragraphs]
    assert styles.count("Heading 1") == 3
    assert styles.count("Caption") == 3  # threats, matrix, bars as a table
    assert "Title" in styles


def test_head_rows_repeat_and_rows_do_not_break(made: bytes) -> None:
    rows = list(body(made).iter(f"{W}tr"))
    assert sum(row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows) >= 5
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_word_numbers_pages_captions_and_contents_itself(made: bytes) -> None:
    codes = [node.text or "" for node in body(made).iter(f"{W}instrText")]
    assert sum("PAGEREF" in code for code in codes) > sum("SEQ" in code for code in codes)
    assert sum("SEQ Table" in code for code in codes) == 3
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        footers = [
            package.read(name).decode()
            for name in package.namelist()
            if "footer" in name and "rels" not in name
        ]
        assert any("NUMPAGES" in text for text in footers)
        assert "updateFields" in package.read("word/settings.xml").decode()


def test_a_draft_says_so_across_the_page(made: bytes) -> None:
    def headers(data: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "".join(
                package.read(name).decode() for name in package.namelist() if "word/header" in name
            )

    assert 'string="DRAFT"' in headers(made)
    assert "v:textpath" not in headers(word_file(typeset(manuscript(mark="")), "a4", NOW)).replace("on=", "")


def test_a_link_leads_to_the_row_of_its_record(made: bytes) -> None:
    root = body(made)
    marks = {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    links = {node.get(f"{W}anchor") for node in root.iter(f"{W}hyperlink")}
    assert links
    assert links <= marks


@pytest.mark.parametrize("kind", ["markup", "formula", "commands", "one word", "emoji"])
def test_hostile_text_stands_there_as_text(kind: str) -> None:
    assert HOSTILE[kind] in words(word_file(typeset(manuscript(words=HOSTILE[kind])), "a4", NOW))


def test_characters_that_hide_or_steer_are_spelled_out() -> None:
    text = words(word_file(typeset(manuscript(words=HOSTILE["control"] + HOSTILE["direction"])), "a4", NOW))
    for wanted in ("[U+0000]", "[U+001B]", "[U+D800]", "[U+202E]"):
        assert wanted in text


def test_properties_say_who_what_and_when(made: bytes) -> None:
    properties = docx.Document(io.BytesIO(made)).core_properties
    assert properties.title == "DOC-CYB-LVP-003 Threat model report"
    assert properties.author == "Meridian Infusion Systems"
    assert properties.created == NOW


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A document on a template with a style of the company, its logo in the header and a typeface of its own."""
    template = docx.Document()
    template.styles["Heading 1"].font.name = "Georgia"
    template.styles["Normal"].font.name = "Garamond"
    header = template.sections[0].header.paragraphs[0]
    header.add_run("Meridian quality system")
    header.add_run().add_picture(io.BytesIO(png_of(LOGO)[0]))
    path = tmp_path_factory.mktemp("template") / "company.docx"
    template.save(str(path))
    return word_file(typeset(manuscript()), "a4", NOW, read_template(path))


def test_a_company_template_keeps_its_typefaces(landed: bytes) -> None:
    found = docx.Document(io.BytesIO(landed))
    assert found.styles["Heading 1"].font.name == "Georgia"
    assert found.styles["Normal"].font.name == "Garamond"
    heads = [one.text for one in found.paragraphs if one.style.name == "Heading 1"]
    assert heads == ["1  Method", "2  Threats", "3  Reasons"]


def test_a_company_template_keeps_its_header_and_logo_on_every_section(landed: bytes) -> None:
    found = docx.Document(io.BytesIO(landed))
    first, *others = found.sections
    texts = [one.text for one in first.header.paragraphs]
    assert "Meridian quality system" in texts
    assert any("DOC-CYB-LVP-003 rev A" in text for text in texts)
    assert first.header.part.element.xpath(".//pic:pic")
    assert others
    assert all(one.header.is_linked_to_previous for one in others)


def test_headings_of_a_template_that_counts_are_not_numbered_twice(tmp_path: Path) -> None:
    template = docx.Document()
    numbered = template.styles["Heading 1"].element.get_or_add_pPr()
    numbered.get_or_add_numPr().get_or_add_numId().val = 1
    template.save(str(tmp_path / "counts.docx"))
    counting = read_template(tmp_path / "counts.docx")
    found = docx.Document(io.BytesIO(word_file(typeset(manuscript()), "a4", NOW, counting)))
    heads = [one.text for one in found.paragraphs if one.style.name == "Heading 1"]
    assert heads == ["Method", "Threats", "Reasons"]


def test_every_style_that_is_used_is_defined(made: bytes, landed: bytes) -> None:
    for data in (made, landed):
        known = {style.style_id for style in docx.Document(io.BytesIO(data)).styles}
        for kind in ("pStyle", "rStyle", "tblStyle"):
            assert {node.get(f"{W}val") for node in body(data).iter(f"{W}{kind}")} <= known


def test_the_contents_stand_there_before_word_computes_them(made: bytes) -> None:
    marks = {node.get(f"{W}name") for node in body(made).iter(f"{W}bookmarkStart")}
    document = docx.Document(io.BytesIO(made))
    lines = [one for one in document.paragraphs if one.style.name == "toc 1"]
    assert [one.text.split("\t")[0] for one in lines][:3] == ["1  Method", "2  Threats", "3  Reasons"]
    anchors = {one.get(f"{W}anchor") for one in body(made).iter(f"{W}hyperlink")}
    assert anchors
    assert anchors <= marks
