"""Word files: what another reader finds in them."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from defusedxml import ElementTree

from medward.render.word import word_file
from tests.render.manuscripts import HOSTILE, NOW, manuscript

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
    return word_file(manuscript(), "a4", NOW)


def test_the_same_input_gives_the_same_bytes(made: bytes) -> None:
    assert word_file(manuscript(), "a4", NOW) == made


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
    assert any("TOC \\o" in code for code in codes)
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
    assert "v:textpath" not in headers(word_file(manuscript(mark=""), "a4", NOW)).replace("on=", "")


def test_a_link_leads_to_the_row_of_its_record(made: bytes) -> None:
    root = body(made)
    marks = {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    links = {node.get(f"{W}anchor") for node in root.iter(f"{W}hyperlink")}
    assert links
    assert links <= marks


@pytest.mark.parametrize("kind", ["markup", "formula", "commands", "one word", "emoji"])
def test_hostile_text_stands_there_as_text(kind: str) -> None:
    assert HOSTILE[kind] in words(word_file(manuscript(words=HOSTILE[kind]), "a4", NOW))


def test_characters_that_hide_or_steer_are_spelled_out() -> None:
    text = words(word_file(manuscript(words=HOSTILE["control"] + HOSTILE["direction"]), "a4", NOW))
    for wanted in ("[U+0000]", "[U+001B]", "[U+D800]", "[U+202E]"):
        assert wanted in text


def test_properties_say_who_what_and_when(made: bytes) -> None:
    properties = docx.Document(io.BytesIO(made)).core_properties
    assert properties.title == "DOC-CYB-LVP-003 Threat model report"
    assert properties.author == "Meridian Infusion Systems"
    assert properties.created == NOW


def test_it_lands_on_a_company_template(tmp_path: pytest.TempPathFactory) -> None:
    template = docx.Document()
    template.styles["Heading 1"].font.name = "Georgia"
    path = tmp_path / "company.docx"  # type: ignore[operator]
    template.save(str(path))
    found = docx.Document(io.BytesIO(word_file(manuscript(), "a4", NOW, path)))
    assert found.styles["Heading 1"].font.name == "Georgia"
    assert [one.text for one in found.paragraphs if one.style.name == "Heading 1"] == [
        "Method",
        "Threats",
        "Reasons",
    ]
