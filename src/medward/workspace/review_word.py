"""A Word file as a reviewer reads it, with what an author forgot in it: changes, comments, hidden and red text.

The parts are read as XML without entities (defusedxml); limits on size and ratio keep a hostile package out.
Element names: ECMA-376 part 1, chapters 17.3 (text), 17.4 (tables), 17.13 (comments and revisions).
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring

from medward.dossier.review.reading import Grid, Line, Mark, ReadDocument
from medward.errors import InvalidInputError, LimitError
from medward.workspace.review_html import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PART: Final = 100_000_000
"""Bytes one part of the package may unpack to."""
_RATIO: Final = 200
_RED: Final = re.compile(r"^(FF0000|C00000|EE0000)$", re.IGNORECASE)
_CHANGES: Final = ("ins", "del", "moveFrom", "moveTo")


def read_word(path: str, data: bytes) -> ReadDocument:
    """Return a Word file as a document.

    Raises:
        InvalidInputError: It is no Word file, or its XML is broken.
        LimitError: A part unpacks to more than we read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            body = fromstring(_part(path, archive, "word/document.xml"))
            noted = "word/comments.xml" in names
            comments = fromstring(_part(path, archive, "word/comments.xml")) if noted else None
    except (zipfile.BadZipFile, LookupError, ValueError, ParseError, NotImplementedError) as error:
        raise InvalidInputError(
            f"{path}: not a readable Word file ({error})", hint="Open it in Word and save it again as .docx."
        ) from error
    blocks = tuple(_blocks(body))
    marks = (*_marks(body), *_comments(comments))
    title = next((block.text for block in blocks if isinstance(block, Line) and block.level == 1), "")
    return ReadDocument(path, "docx", title, blocks, marks)


def _part(path: str, archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.file_size > _PART or info.file_size > _RATIO * max(info.compress_size, 1000):
        raise LimitError(
            f"{path}: {name} unpacks to {info.file_size:,} bytes from {info.compress_size:,}",
            hint="Such a ratio is not that of a document. Save it again as .docx.",
        )
    return archive.read(info)


def _blocks(body: Element) -> Iterator[Line | Grid]:
    """Yield paragraphs and tables in order; the caption before a table becomes the table's."""
    caption = ""
    for item in body.iterfind(f"{_W}body/*"):
        if item.tag == f"{_W}tbl":
            yield _grid(item, caption)
            caption = ""
        elif item.tag == f"{_W}p":
            style, words = _style(item), _words(item)
            caption = re.sub(r"^Table\s+\d+\S*\s*", "", words) if style == "Caption" else caption
            if words:
                yield _line(style, words)


def _line(style: str, words: str) -> Line:
    heading = re.match(r"(?:Heading|berschrift)\s*(\d)", style)
    if style == "Title":
        return Line("heading", words, 1)
    if style == "FrontHeading":
        return Line("heading", words, 2)
    if heading:
        return Line("heading", words, int(heading.group(1)) + 1)
    return Line("figure" if style == "Caption" else "text", words)


def _grid(table: Element, caption: str) -> Grid:
    rows = [
        tuple(
            " ".join(_words(part) for part in cell.iter(f"{_W}p")).strip() for cell in row.iterfind(f"{_W}tc")
        )
        for row in table.iter(f"{_W}tr")
    ]
    return Grid(caption, rows[0] if rows else (), tuple(rows[1:]))


def _style(paragraph: Element) -> str:
    found = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return found.get(f"{_W}val", "") if found is not None else ""


def _words(paragraph: Element) -> str:
    parts = []
    for item in paragraph.iter():
        if item.tag == f"{_W}t":
            parts.append(item.text or "")
        elif item.tag in (f"{_W}tab", f"{_W}br"):
            parts.append(" ")
    return squeezed("".join(parts))


def _marks(body: Element) -> Iterator[Mark]:
    for name in _CHANGES:
        for change in body.iter(f"{_W}{name}"):
            words = "".join(
                part.text or "" for part in change.iter() if part.tag[len(_W) :] in ("t", "delText")
            )
            yield Mark("tracked change", squeezed(words)[:200] or name)
    for run in body.iter(f"{_W}r"):
        words = "".join(part.text or "" for part in run.iter(f"{_W}t")).strip()
        colour = run.find(f"{_W}rPr/{_W}color")
        if words and run.find(f"{_W}rPr/{_W}vanish") is not None:
            yield Mark("hidden text", words[:200])
        elif words and colour is not None and _RED.match(colour.get(f"{_W}val", "")):
            yield Mark("red text", words[:200])


def _comments(comments: Element | None) -> Iterator[Mark]:
    if comments is None:
        return
    for one in comments.iter(f"{_W}comment"):
        words = " ".join(_words(part) for part in one.iter(f"{_W}p"))
        yield Mark("comment", f"{one.get(f'{_W}author', '')}: {words}"[:200])
