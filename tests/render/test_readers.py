"""Documents in the programs of those who read them: LibreOffice opens the Word files, poppler the PDF files.

The PDF files are drawn small: every page has ink, and none reaches the edge of the paper, where it would be cut.
"""

from __future__ import annotations

import re
import subprocess
import zipfile
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from defusedxml import ElementTree

from tests.fixtures.packages import package

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

FORMS: Final = ("pdf", "docx", "html")
SEEN: Final = ("infusion-pump us", "infusion-pump customer", "pacemaker us")
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
INCH: Final = 40
"""Dots per inch at which pages are drawn."""
EDGE_MM: Final = 8
"""Margin that most printers leave blank."""
FURNITURE_MM: Final = 24
"""What header and footer take at top and bottom of a page."""


@pytest.fixture(scope="module", params=SEEN)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a package of a sample."""
    sample, reader = str(request.param).split()
    return package(tmp_path_factory, sample, reader, FORMS)


def asked(*command: str | Path) -> str:
    """Return what a program prints."""
    done = subprocess.run(command, check=True, capture_output=True)
    return done.stdout.decode("utf-8")


def drawn(path: Path, folder: Path) -> list[NDArray[np.uint8]]:
    """Return the pages of a PDF in shades of grey, in order."""
    subprocess.run(
        ["pdftoppm", "-r", str(INCH), "-gray", path, folder / path.stem], check=True, capture_output=True
    )
    found = sorted(folder.glob(f"{path.stem}-*.pgm"), key=lambda one: int(one.stem.rpartition("-")[2]))
    return [shades(one.read_bytes()) for one in found]


def shades(data: bytes) -> NDArray[np.uint8]:
    """Return a PGM picture (netpbm, `P5 width height 255`) as rows of shades."""
    head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
    assert head
    width, height = map(int, head.groups())
    return np.frombuffer(data, np.uint8, offset=head.end()).reshape(height, width)


def millimetres(count: float) -> int:
    """Return a length in dots."""
    return round(count / 25.4 * INCH)


def empty_pages(pages: Sequence[NDArray[np.uint8]]) -> list[int]:
    """Return the numbers of pages with no ink but that of header and footer; a pale watermark is no ink."""
    edge = millimetres(FURNITURE_MM)
    return [number for number, page in enumerate(pages, 1) if not (page[edge:-edge] < 160).any()]


def cut_pages(pages: Sequence[NDArray[np.uint8]]) -> Iterator[int]:
    """Yield the numbers of pages with ink in the margin that printers leave blank."""
    edge = millimetres(EDGE_MM)
    for number, page in enumerate(pages, 1):
        inner = np.full(page.shape, 255, np.uint8)
        inner[edge:-edge, edge:-edge] = page[edge:-edge, edge:-edge]
        if not np.array_equal(inner, page):
            yield number


def test_an_empty_and_a_cut_page_are_seen() -> None:
    white = np.full((440, 340), 255, np.uint8)
    full, cut = white.copy(), white.copy()
    full[200:210, 100:200] = 0
    cut[200:210, 300:] = 0
    assert empty_pages([full, white, cut]) == [2]
    assert list(cut_pages([full, white, cut])) == [3]


def test_every_pdf_is_drawn_with_no_empty_page_and_nothing_cut(made: Path, tmp_path: Path) -> None:
    for path in sorted(made.glob("*.pdf")):
        pages = drawn(path, tmp_path)
        assert len(pages) == int(re.findall(r"Pages:\s+(\d+)", asked("pdfinfo", path))[0])
        assert empty_pages(pages) == [], path.name
        assert list(cut_pages(pages)) == [], path.name


def test_every_pdf_is_tagged_and_its_fonts_are_embedded_with_their_text(made: Path) -> None:
    for path in sorted(made.glob("*.pdf")):
        assert re.search(r"Tagged:\s+yes", asked("pdfinfo", path)), path.name
        fonts = [line.split()[-5:-2] for line in asked("pdffonts", path).splitlines()[2:]]
        assert fonts
        assert all((embedded, unicode) == ("yes", "yes") for embedded, _, unicode in fonts), path.name


def headings(path: Path) -> list[str]:
    """Return the headings of a Word file."""
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val", "").startswith("Heading"):
            found.append("".join(node.text or "" for node in paragraph.iter(f"{W}t")))
    return found


def letters(words: str) -> str:
    """Return text without spaces, where lines may have broken it."""
    return "".join(words.split())


def test_libreoffice_opens_every_word_file_with_its_headings_and_no_empty_page(
    made: Path, tmp_path: Path
) -> None:
    files = sorted(made.glob("*.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    asked("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path / "pdf", *files)
    for path in files:
        printed = tmp_path / "pdf" / f"{path.stem}.pdf"
        words = letters(asked("pdftotext", printed, "-"))
        assert [one for one in headings(path) if letters(one) not in words] == [], path.name
        assert empty_pages(drawn(printed, tmp_path)) == [], path.name
