"""PDF: what another reader of PDF finds in it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from medward.render.apart import LONGEST
from medward.render.pdf import pdf_file, pdf_files
from medward.render.typeset import typeset
from tests.render.manuscripts import HOSTILE, NOW, manuscript


def read(data: bytes) -> PdfReader:
    """Open a PDF with an independent library."""
    return PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    """Return the text a reader can select."""
    return "\n".join(page.extract_text() for page in read(data).pages)


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf_file(typeset(manuscript()), "a4", NOW)


def test_the_same_input_gives_the_same_bytes(made: bytes) -> None:
    assert pdf_file(typeset(manuscript()), "a4", NOW) == made


def test_it_says_title_language_and_that_it_is_tagged(made: bytes) -> None:
    reader = read(made)
    root = reader.root_object
    assert reader.metadata is not None
    assert reader.metadata.title == "DOC-CYB-LVP-003 Threat model report"
    assert root["/Lang"] == "en"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root


def test_it_declares_the_archival_standard(made: bytes) -> None:
    # ISO 19005-2, 6.6.4: part and conformance stand in the XMP metadata.
    xmp = bytes(read(made).root_object["/Metadata"].get_data())
    assert b"<pdfaid:part>2</pdfaid:part>" in xmp
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in xmp


def test_sections_are_bookmarks(made: bytes) -> None:
    titles = [item.title for item in read(made).outline if not isinstance(item, list)]
    assert [title.split(" ", 1)[-1] for title in titles][-3:] == ["Method", "Threats", "Reasons"]


def test_every_page_but_the_cover_says_number_revision_status_and_page(made: bytes) -> None:
    pages = [page.extract_text() for page in read(made).pages]
    for number, text in enumerate(pages[1:], start=2):
        assert "DOC-CYB-LVP-003 rev A" in text
        assert "Status: draft" in text
        assert f"page {number} of {len(pages)}" in text


def test_every_font_is_embedded(made: bytes) -> None:
    fonts = {}
    for page in read(made).pages:
        for name, font in page["/Resources"].get("/Font", {}).items():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            fonts[name] = inner.keys() & {"/FontFile", "/FontFile2", "/FontFile3"}
    assert fonts
    assert all(fonts.values())


def test_signatures_revisions_and_ids_can_be_selected(made: bytes) -> None:
    text = words(made)
    for wanted in ("Alice", "approval", "LVP-SIG-0001", "First issue", "LVP-THR-0003", "RSK-0017", "DRAFT"):
        assert wanted in text


def test_a_document_that_is_in_effect_carries_no_watermark() -> None:
    assert "DRAFT" not in words(pdf_file(typeset(manuscript(mark="")), "a4", NOW))


@pytest.mark.parametrize(("paper", "points"), [("a4", (595, 842)), ("us-letter", (612, 792))])
def test_paper_is_what_was_asked_for(paper: str, points: tuple[int, int]) -> None:
    box = read(pdf_file(typeset(manuscript()), paper, NOW)).pages[0].mediabox  # type: ignore[arg-type]
    assert (round(box.width), round(box.height)) == points


def test_a_long_table_repeats_its_head_on_every_page() -> None:
    pages = [page.extract_text() for page in read(pdf_file(typeset(manuscript(rows=120)), "a4", NOW)).pages]
    with_rows = [text for text in pages if "LVP-THR-01" in text or "LVP-THR-005" in text]
    assert len(with_rows) > 1
    assert all("Threat" in text and "State" in text for text in with_rows)


def test_a_link_to_a_row_of_an_annex_leads_to_where_the_annex_is_named() -> None:
    made = pdf_files(typeset(manuscript(rows=LONGEST + 1)), "a4", NOW)
    assert sorted(made) == ["03-threat-model-annex-threats.pdf", "03-threat-model.pdf"]
    reader = read(made["03-threat-model.pdf"])
    links = [
        note.get_object()["/Dest"][0].get_object()
        for page in reader.pages
        if "see LVP-THR-0001" in page.extract_text()
        for note in page["/Annots"]
    ]
    pointing = [page for page in reader.pages if "annex-threats.pdf" in page.extract_text()]
    assert links == pointing


def test_a_record_that_stands_in_two_tables_is_linked_to_the_first() -> None:
    once = manuscript()
    made = pdf_file(typeset(replace(once, sections=once.sections * 2)), "a4", NOW)
    assert words(made).count("Threats of the model") > 1


@pytest.mark.parametrize("kind", sorted(set(HOSTILE) - {"one word", "control", "emoji", "direction"}))
def test_hostile_text_stands_there_as_text(kind: str) -> None:
    text = words(pdf_file(typeset(manuscript(words=HOSTILE[kind])), "a4", NOW))
    flat = "".join(text.split())
    assert "".join(HOSTILE[kind].split()) in flat


def test_characters_that_hide_or_steer_are_spelled_out() -> None:
    for kind, wanted in (("control", "[U+0007]"), ("direction", "[U+202E]"), ("emoji", "[U+1F600]")):
        assert wanted in words(pdf_file(typeset(manuscript(words=HOSTILE[kind])), "a4", NOW)).replace(
            "\n", ""
        )


def test_a_word_of_ten_thousand_letters_is_all_there() -> None:
    text = words(pdf_file(typeset(manuscript(rows=1, words=HOSTILE["one word"])), "a4", NOW))
    assert text.count("W") >= 10_000


def test_a_long_digest_can_be_selected_and_searched_as_it_is() -> None:
    digest = "0123456789abcdef" * 4
    assert digest in words(pdf_file(typeset(manuscript(words=digest)), "a4", NOW)).replace("\n", "")


def test_a_pdf_runs_nothing() -> None:
    root = read(pdf_file(typeset(manuscript(words=HOSTILE["markup"])), "a4", NOW)).root_object
    assert not root.keys() & {"/OpenAction", "/AA", "/AcroForm"}
    assert "/JavaScript" not in root.get("/Names", {})


@pytest.mark.parametrize("word", ["pkg:deb/debian/openssh-server@1:9.2p1-2%2Bdeb12u7", "a" * 60, "b-1" * 30])
def test_a_long_word_with_hyphens_before_digits_stays_in_its_column(word: str) -> None:
    tops: list[tuple[float, str]] = []
    made = read(pdf_file(typeset(manuscript(rows=1, words=word)), "a4", NOW))
    for page in made.pages:
        right = float(page.mediabox.width) - 57  # 20 mm
        page.extract_text(visitor_text=lambda text, _, tm, *__: tops.append((tm[4], text)))
        assert all(x < right for x, text in tops if text.strip())
    assert word in words(pdf_file(typeset(manuscript(rows=1, words=word)), "a4", NOW)).replace("\n", "")
