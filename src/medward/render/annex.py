"""Long tables as PDF files of their own, drawn line by line.

Setting thousands of rows with everything a page can hold takes minutes and gigabytes; a long table needs only
columns, a head on every page and page numbers. ReportLab writes the file (docs/adr/0023); what stands in it comes
from the same tree as the main document, so both show the same columns and words.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from medward.dossier.manuscript import LANGUAGE
from medward.render.legible import spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.manuscript import Cover, Manuscript, PaperSize
    from medward.render.typeset import Json

_SIZES: Final = {"a4": A4, "us-letter": LETTER}
_PLAIN: Final = "SourceSansPro-Regular"
_BOLD: Final = "SourceSansPro-Bold"
_LETTERS: Final = 8.0
_LINE: Final = 10.2
_PAD: Final = 3.5
_SIDE: Final = 40.0
_TOP: Final = 62.0
_BOTTOM: Final = 50.0
_INK: Final = HexColor("#1b2430")
_QUIET: Final = HexColor("#56606d")
_RULE: Final = HexColor("#b9c1cb")
_MARK: Final = Color(0.75, 0.12, 0.12, alpha=0.10)
_TONES: Final = {"good": "\u2713 ", "attention": "! ", "bad": "\u2717 ", "unknown": "? ", "neutral": ""}
_STEPS: Final = {"\u2713": "+", "\u2717": "x"}
"""Marks of states in letters, where the typeface has none."""
_Lines: TypeAlias = "list[list[str]]"
"""Lines of each cell of a row."""


@dataclass(slots=True)
class _Sheet:
    """A table with the room it has on a page."""

    cover: Cover
    item: dict[str, Json]
    size: tuple[float, float]
    columns: list[float] = field(init=False)

    def __post_init__(self) -> None:
        """Share the line among the columns."""
        shares = cast("list[float]", self.item["shares"])
        self.columns = [(self.size[0] - 2 * _SIDE) * share / sum(shares) for share in shares]

    def wrapped(self, words: list[str], font: str) -> _Lines:
        """Return the lines of each cell."""
        return [
            [line for part in text.split("\n") for line in _wrapped(part, width - 2 * _PAD, font)]
            for text, width in zip(words, self.columns, strict=True)
        ]

    def pages(self) -> list[list[tuple[str, _Lines]]]:
        """Return the rows of each page; a row taller than a page goes on on the next one."""
        room = int((self.size[1] - _TOP - _BOTTOM - self.head_height()) // _LINE)
        found: list[list[tuple[str, _Lines]]] = [[]]
        left = float(room)
        for row in cast("list[dict[str, Json]]", self.item["rows"]):
            cells = self.wrapped([_words(cell) for cell in cast("list[Json]", row["cells"])], _PLAIN)
            for anchor, part in _parts(str(row["anchor"]), cells, room - 1):
                tall = max(map(len, part)) + 2 * _PAD / _LINE
                if tall > left and found[-1]:
                    found.append([])
                    left = float(room)
                found[-1].append((anchor, part))
                left -= tall
        return found

    def head(self) -> _Lines:
        """Return the lines of the head row."""
        return self.wrapped(cast("list[str]", self.item["head"]), _BOLD)

    def head_height(self) -> float:
        """Return how tall the head row is."""
        return max(map(len, self.head())) * _LINE + 2 * _PAD


def annex_name(manuscript: Manuscript, table: str) -> str:
    """Return the name of an annex's file."""
    return f"{manuscript.slug}-annex-{table}.pdf"


def annex_file(manuscript: Manuscript, item: dict[str, Json], paper: PaperSize, *, turned: bool) -> bytes:
    """Return a table as PDF, the same bytes for the same table.

    Args:
        manuscript: The document it belongs to.
        item: The table as it is typeset.
        paper: `a4` or `us-letter`.
        turned: Whether its pages are turned.
    """
    size = landscape(_SIZES[paper]) if turned else _SIZES[paper]
    sheet = _Sheet(manuscript.cover, item, size)
    stream = io.BytesIO()
    _typefaces()
    canvas = Canvas(stream, pagesize=size, invariant=1, pageCompression=1, lang=LANGUAGE)
    canvas.setTitle(_shown(f"{manuscript.cover.number} annex: {item['caption']}"))
    canvas.setAuthor(_shown(manuscript.cover.company))
    pages = sheet.pages()
    for number, rows in enumerate(pages, start=1):
        _furniture(canvas, sheet, f"page {number} of {len(pages)}")
        _rows(canvas, sheet, rows)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _furniture(canvas: Canvas, sheet: _Sheet, page: str) -> None:
    """Draw what stands on every page: number, title, table, status, page and watermark."""
    cover, (wide, high) = sheet.cover, sheet.size
    if cover.watermark:
        canvas.saveState()
        canvas.translate(wide / 2, high / 2)
        canvas.rotate(52)
        canvas.setFillColor(_MARK)
        canvas.setFont(_BOLD, 110)
        canvas.drawCentredString(0, -35, cover.watermark)
        canvas.restoreState()
    canvas.setFont(_PLAIN, 8)
    canvas.setFillColor(_QUIET)
    canvas.setStrokeColor(_RULE)
    canvas.setLineWidth(0.4)
    head = f"{cover.number} rev {cover.revision}  \u00b7  Annex: {sheet.item['caption']}"
    canvas.drawString(_SIDE, high - 36, _fitted(_shown(head), wide - 2 * _SIDE - 160))
    canvas.drawRightString(wide - _SIDE, high - 36, _fitted(_shown(cover.product), 150))
    canvas.line(_SIDE, high - 42, wide - _SIDE, high - 42)
    canvas.line(_SIDE, 36, wide - _SIDE, 36)
    canvas.drawString(_SIDE, 24, _shown(f"Status: {cover.status}"))
    canvas.drawRightString(wide - _SIDE, 24, page)


def _rows(canvas: Canvas, sheet: _Sheet, rows: list[tuple[str, _Lines]]) -> None:
    """Draw the head and the rows of a page."""
    top = sheet.size[1] - _TOP
    canvas.setFillColor(_INK)
    top = _row(canvas, sheet, sheet.head(), top, _BOLD)
    canvas.setFont(_PLAIN, _LETTERS)
    for anchor, cells in rows:
        if anchor:
            canvas.bookmarkHorizontal(anchor, 0, top)
        top = _row(canvas, sheet, cells, top, _PLAIN)


def _row(canvas: Canvas, sheet: _Sheet, cells: _Lines, top: float, font: str) -> float:
    """Draw a row and return where the next one begins."""
    left = _SIDE
    right = cast("list[bool]", sheet.item["right"])
    for lines, width, is_right in zip(cells, sheet.columns, right, strict=True):
        text = canvas.beginText(left + _PAD, top - _PAD - _LETTERS)
        text.setFont(font, _LETTERS, _LINE)
        for line in lines:
            if is_right:
                text.setTextOrigin(
                    left + width - _PAD - pdfmetrics.stringWidth(line, font, _LETTERS), text.getY()
                )
            text.textLine(line)
        canvas.drawText(text)
        left += width
    bottom = top - max(map(len, cells)) * _LINE - 2 * _PAD
    canvas.line(_SIDE, bottom, sheet.size[0] - _SIDE, bottom)
    return bottom


def _parts(anchor: str, cells: _Lines, room: int) -> Iterator[tuple[str, _Lines]]:
    """Yield a row in parts no taller than a page."""
    for start in range(0, max(1, *map(len, cells)), room):
        yield (anchor if not start else ""), [lines[start : start + room] for lines in cells]


def _words(cell: Json) -> str:
    """Return the text of a cell; its line breaks are kept."""
    found = []
    for part in cast("list[dict[str, str]]", cell):
        kind, words = part["k"], part.get("v", "")
        mark = _TONES[part["tone"]] if kind == "badge" else ""
        found.append("\n" if kind == "br" else f"{mark}{words}{': ' if kind == 'label' else ''}")
    return _shown("".join(found))


@cache
def _typefaces() -> frozenset[int]:
    """Register the typeface of printed documents and return the characters it can show."""
    folder = files("font_source_sans_pro") / "files"
    for name in (_PLAIN, _BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    return frozenset(pdfmetrics.getFont(_PLAIN).face.charToGlyph)


def _shown(words: str) -> str:
    """Return text with every character the typeface lacks spelled out."""
    known = _typefaces()
    if all(ord(letter) in known or letter == "\n" for letter in words):
        return words
    return "".join(
        letter if ord(letter) in known or letter == "\n" else _STEPS.get(letter, spelled(letter))
        for letter in words
    )


@cache
def _width(word: str, font: str) -> float:
    return float(pdfmetrics.stringWidth(word, font, _LETTERS))


def _wrapped(words: str, room: float, font: str) -> list[str]:
    """Return text in lines that fit; a word too long for a line breaks anywhere."""
    lines, line, used = [], "", 0.0
    space = _width(" ", font)
    for word in words.split(" "):
        wide = _width(word, font)
        if line and used + space + wide <= room:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, room, font) if wide > room else [word]
        lines += whole
        used = _width(line, font)
    return [*lines, line]


def _broken(word: str, room: float, font: str) -> list[str]:
    """Return a long word in pieces that fit."""
    pieces, piece, used = [], "", 0.0
    for letter in word:
        wide = _width(letter, font)
        if piece and used + wide > room:
            pieces.append(piece)
            piece, used = "", 0.0
        piece, used = piece + letter, used + wide
    return [*pieces, piece]


def _fitted(words: str, room: float) -> str:
    """Return the beginning of a text that fits a line of the page's head."""
    fitting = _wrapped(words, room, _PLAIN)
    return fitting[0] if len(fitting) == 1 else f"{fitting[0]} ..."
