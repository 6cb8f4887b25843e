"""The QR code beside the signatures, read back by another program."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from medward.render.pdf import pdf_file
from medward.render.picture import png_of
from medward.render.qr import qr_png, qr_svg
from medward.render.single import html_file
from medward.render.typeset import typeset
from medward.render.word import word_file
from tests.render.manuscripts import NOW, cover, manuscript

if TYPE_CHECKING:
    from medward.dossier.manuscript import Manuscript

SHORT = "1e38e678a20b0eb5"


def read(png: bytes) -> list[str]:
    """Return what a reader of codes finds in a picture."""
    return [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))]


@pytest.fixture(scope="module")
def sealed() -> Manuscript:
    return replace(manuscript(), cover=cover(short_hash=SHORT))


@pytest.mark.parametrize("words", [SHORT, "0" * 16, "f" * 64])
def test_a_code_says_the_hash_and_nothing_else(words: str) -> None:
    assert read(qr_png(words)) == [words]
    assert read(png_of(qr_svg(words))[0]) == [words]
    assert qr_png(words) == qr_png(words)


def test_the_pdf_prints_code_and_hash_on_the_page_of_signatures(sealed: Manuscript) -> None:
    assert read(png_of(typeset(sealed).pictures["short-hash.svg"])[0]) == [SHORT]
    pages = [
        page.extract_text() for page in PdfReader(io.BytesIO(pdf_file(typeset(sealed), "a4", NOW))).pages
    ]
    (page,) = [text for text in pages if "verify --short-hash" in text]
    assert "Signatures" in page
    assert SHORT in page.replace("\n", "").replace("\u200b", "")


def test_word_and_html_show_the_same_code(sealed: Manuscript) -> None:
    with zipfile.ZipFile(io.BytesIO(word_file(typeset(sealed), "a4", NOW))) as package:
        pictures = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
    assert [SHORT] in [read(one) for one in pictures]
    page = html_file(sealed).decode()
    drawn = re.search(r"<svg .*?</svg>", page, re.DOTALL)
    assert drawn
    assert read(png_of(drawn.group(0).encode())[0]) == [SHORT]
    assert f'aria-label="QR code of the short hash {SHORT}"' in page


def test_a_document_without_a_hash_shows_no_code() -> None:
    bare = replace(manuscript(), cover=cover())
    assert "QR code" not in html_file(bare).decode()
    assert "short-hash.svg" not in typeset(bare).pictures
