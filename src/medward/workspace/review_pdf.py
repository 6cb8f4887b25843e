"""A PDF as a reviewer reads it: lines by page, headings from the bookmarks, and annotations somebody left in it."""

from __future__ import annotations

import io
import time
from itertools import islice
from typing import TYPE_CHECKING, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from medward.dossier.review.reading import Line, Mark, ReadDocument
from medward.errors import InvalidInputError, LimitError
from medward.workspace.review_html import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pypdf import PageObject

_PAGES: Final = 5_000
_SECONDS: Final = 60
_NOTES: Final = frozenset(
    ("/Text", "/FreeText", "/Highlight", "/StrikeOut", "/Underline", "/Caret", "/Popup", "/Ink")
)
_BROKEN: Final = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    OSError,
)
"""What pypdf raises on files that are not what they say."""


def read_pdf(path: str, data: bytes, most_pages: int) -> ReadDocument:
    """Return a PDF as a document.

    Args:
        path: Its name, for messages.
        data: Its bytes.
        most_pages: Pages read as text, 0 for all: the cover is enough where another form of the document is read in
            full. Annotations are read on every page.

    Raises:
        InvalidInputError: It is no PDF, is locked with a password, or holds no text.
        LimitError: It has more pages than we read.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
    except _BROKEN as error:
        raise _unreadable(path, str(error)) from error
    if locked:
        raise _unreadable(path, "it is locked with a password")
    try:
        return _read(path, reader, most_pages)
    except _BROKEN as error:
        raise _unreadable(path, str(error)) from error


def _unreadable(path: str, why: str) -> InvalidInputError:
    return InvalidInputError(
        f"{path}: not a readable PDF ({why})",
        hint="Hand over a PDF with selectable text and without a password.",
    )


def _read(path: str, reader: PdfReader, most_pages: int) -> ReadDocument:
    count = len(reader.pages)
    if count > _PAGES:
        raise LimitError(f"{path}: {count:,} pages; {_PAGES:,} are read at most", hint="Split the document.")
    marks = tuple(mark for number, page in enumerate(reader.pages, 1) for mark in _annotations(page, number))
    headings = {squeezed(title): level for title, level in _bookmarks(reader.outline, 2)}
    blocks: list[Line] = []
    until = time.monotonic() + _SECONDS
    read = 0
    for number, page in enumerate(islice(reader.pages, most_pages or count), 1):
        if time.monotonic() > until:
            break
        read = number
        blocks += _lines(page, number, headings)
    if not blocks:
        raise _unreadable(path, "it holds no text, only pictures")
    title = str((reader.metadata.title if reader.metadata else "") or blocks[0].text)
    return ReadDocument(path, "pdf", squeezed(title), tuple(blocks), marks, count, read)


def _lines(page: PageObject, number: int, headings: dict[str, int]) -> Iterator[Line]:
    """Yield the lines of the cover as they are, and those of other pages joined to one text under each heading."""
    waiting: list[str] = []
    for words in filter(None, map(squeezed, page.extract_text().splitlines())):
        level = headings.get(words, 0)
        if level or number == 1:
            if waiting:
                yield Line("text", " ".join(waiting), 0, number)
                waiting = []
            yield Line("heading" if level else "text", words, level, number)
        else:
            waiting.append(words)
    if waiting:
        yield Line("text", " ".join(waiting), 0, number)


def _bookmarks(outline: Iterable[object], level: int) -> Iterator[tuple[str, int]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _bookmarks(entry, level + 1)
        else:
            yield str(getattr(entry, "title", "")), level


def _annotations(page: PageObject, number: int) -> Iterator[Mark]:
    for entry in page.annotations or ():
        note = entry.get_object()
        if isinstance(note, dict) and str(note.get("/Subtype")) in _NOTES:
            yield Mark("annotation", squeezed(str(note.get("/Contents", note.get("/Subtype"))))[:200], number)
