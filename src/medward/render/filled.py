"""Writing words into cells of a workbook that belongs to somebody else, without touching anything beside them.

The bytes of the sheet are kept and only the named cells are cut out and replaced, so formulas, styles, merged cells,
lists, pictures and everything a spreadsheet program keeps that nobody else understands stay as they were. Every word
is written as text in the cell itself: no formula, no shared table. All other members of the file keep their bytes,
save one: where cells are computed, the workbook is marked to be computed again when it is opened.

Source: ECMA-376, part 1, 18.3.1.4 (`c`), 18.3.1.53 (`is`), 18.3.1.73 (`row`), 18.2.2 (`calcPr`); SpreadsheetML only.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from defusedxml.ElementTree import ParseError, fromstring

from medward.errors import InvalidInputError, LimitError, RefusedChangeError, UnreadableTextError
from medward.render.legible import legible
from medward.render.spreadsheet import neutral
from medward.render.workbook import CELL_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[ />]")
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAX_UNPACKED: Final = 200 * 1024 * 1024
_Edit = tuple[int, int, bytes]
"""Bytes that replace those from a place to before another."""
_HINT: Final = "Save it again as .xlsx with a spreadsheet program."


def filled(
    data: bytes, file: str, sheet: str, cells: Mapping[str, str], like: Mapping[str, str] | None = None
) -> bytes:
    """Return a workbook with words in the named cells of a sheet.

    Args:
        data: The workbook.
        file: What it is called, for errors.
        sheet: Name of the sheet.
        cells: Text by cell, as `C12`.
        like: For a cell the sheet does not have yet, the cell whose look it takes.

    Raises:
        InvalidInputError: The workbook is not one, has no such sheet, or the sheet is written in an unusual way.
        RefusedChangeError: A cell holds a formula, or the workbook is signed or carries macros.
        LimitError: It unpacks to too much, or a text is longer than a cell takes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(one.file_size for one in members) > _MAX_UNPACKED:
                raise LimitError("unpacks to more than 200 MB", place=file)
            parts = {one.filename: archive.read(one) for one in members}
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
        raise UnreadableTextError(f"no .xlsx workbook: {error}", place=file, hint=_HINT) from error
    _refuse_signed(parts, file)
    part = _part_of(sheet, parts, file)
    changed = {part: _with_cells(parts[part], cells, like or {}, f"{file}, {sheet}")}
    if any(_FORMULA.search(body) for name, body in parts.items() if name.startswith("xl/worksheets/")):
        changed[_WORKBOOK] = _computed_again(parts[_WORKBOOK])
    return _packed(members, {**parts, **changed})


def _refuse_signed(parts: Mapping[str, bytes], file: str) -> None:
    """Refuse what filling would break or what could run."""
    if any(name.startswith("_xmlsignatures/") for name in parts):
        raise RefusedChangeError(
            "the workbook is signed; filling it would break the signature",
            hint=f"Save a copy of {file} without the signature and fill that.",
        )
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise RefusedChangeError(
            "the workbook carries macros, which are not passed on",
            hint=f"Save {file} as .xlsx without macros.",
        )


def _part_of(sheet: str, parts: Mapping[str, bytes], file: str) -> str:
    """Return the member that holds a sheet."""
    try:
        book, relations = fromstring(parts[_WORKBOOK]), fromstring(parts[_RELATIONS])
    except (LookupError, ValueError, ParseError) as error:
        raise UnreadableTextError(f"no readable list of sheets: {error}", place=file, hint=_HINT) from error
    wanted = next((one.get(_ID) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == sheet), None)
    for one in relations:
        if wanted and one.get("Id") == wanted:
            target = str(one.get("Target", ""))
            name = posixpath.normpath(
                posixpath.join("xl", target) if not target.startswith("/") else target[1:]
            )
            if name in parts:
                return name
    raise InvalidInputError(f"the sheet {sheet!r:.60} is not in the usual form", place=file, hint=_HINT)


@dataclass
class _Place:
    """Where an element stands in the bytes: from its start to after its end."""

    name: str
    start: int
    end: int = 0
    closing: int = 0
    """Where its end tag starts; equal to `end` for an empty element."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    has_formula: bool = False


@dataclass
class _Map:
    """Rows and cells of a sheet with their places."""

    rows: dict[int, _Place] = field(default_factory=dict)
    cells: dict[str, _Place] = field(default_factory=dict)
    data: _Place | None = None
    has_nameless: bool = False
    """Whether a row or cell does not say which one it is."""

    @property
    def prefix(self) -> str:
        """What the names of elements begin with, as `x:`."""
        return self.data.name.removesuffix("sheetData") if self.data else ""


class _Reader:
    """Notes where rows and cells stand, by one pass of a parser that counts bytes."""

    def __init__(self, body: bytes, place: str) -> None:
        self.body, self.place, self.map = body, place, _Map()
        self.stack: list[_Place] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse

    def read(self) -> _Map:
        """Return the map of the sheet."""
        if (
            b"utf-8" not in self.body[:120].lower()
            and self.body[:5] == b"<?xml"
            and b"encoding" in self.body[:120]
        ):
            raise InvalidInputError("the sheet is not written in UTF-8", place=self.place, hint=_HINT)
        try:
            is_last = True
            self.parser.Parse(self.body, is_last)
        except expat.ExpatError as error:
            raise UnreadableTextError(
                f"the sheet is no XML: {error}", place=self.place, hint=_HINT
            ) from error
        return self.map

    def refuse(self, *_: object) -> None:
        """Refuse a document type, with which entities could come."""
        raise InvalidInputError("the sheet declares a document type", place=self.place, hint=_HINT)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note where an element begins."""
        found = _Place(name, self.parser.CurrentByteIndex, attributes=attributes)
        if _local(name) == "f" and self.stack:
            self.stack[-1].has_formula = True
        self.stack.append(found)

    def end(self, name: str) -> None:
        """Note where it ends, and keep rows and cells."""
        found, at = self.stack.pop(), self.parser.CurrentByteIndex
        tag = f"</{name}".encode()
        found.closing = at
        found.end = self.body.index(b">", at) + 1 if self.body.startswith(tag, at) else at
        local = _local(name)
        if local == "c" and "r" in found.attributes:
            self.map.cells[found.attributes["r"]] = found
        elif local == "row" and found.attributes.get("r", "").isdigit():
            self.map.rows[int(found.attributes["r"])] = found
        elif local in {"c", "row"}:
            self.map.has_nameless = True
        elif local == "sheetData":
            self.map.data = found


def _with_cells(body: bytes, cells: Mapping[str, str], like: Mapping[str, str], place: str) -> bytes:
    """Return the sheet with words in the cells; what is beside them keeps its bytes."""
    known = _Reader(body, place).read()
    if known.data is None or known.has_nameless:
        raise InvalidInputError("the sheet has no table of named cells", place=place, hint=_HINT)
    edits: list[_Edit] = []
    missing: dict[int, list[tuple[str, bytes]]] = {}
    for cell in sorted(cells, key=_order):
        found = known.cells.get(cell)
        if found is not None and found.has_formula:
            raise RefusedChangeError(
                f"{place}!{cell} holds a formula", hint="Clear it, or leave it to compute."
            )
        model = found or known.cells.get(like.get(cell, ""))
        made = _cell(cell, cells[cell], model.attributes.get("s") if model else None, known.prefix)
        if found is not None:
            edits.append((found.start, found.end, made))
        else:
            missing.setdefault(_row(cell, place), []).append((cell, made))
    for row, added in sorted(missing.items()):
        edits += _in_row(body, known, row, added)
    out, at = [], 0
    for start, end, words in sorted(edits, key=lambda one: one[:2]):
        out += [body[at:start], words]
        at = end
    return b"".join((*out, body[at:]))


def _in_row(body: bytes, known: _Map, row: int, added: list[tuple[str, bytes]]) -> list[_Edit]:
    """Return the edits that put cells into a row which lacks them, or a row into the sheet."""
    found, tag = known.rows.get(row), f"{known.prefix}row"
    made = b"".join(words for _, words in added) + f"</{tag}>".encode()
    if found is None:
        after = [place.start for number, place in known.rows.items() if number > row]
        at = min(after, default=known.data.closing if known.data else 0)
        return [(at, at, f'<{tag} r="{row}">'.encode() + made)]
    if found.closing == found.end:  # an empty element: its attributes stay
        opened = body[found.start : found.end].removesuffix(b"/>").rstrip() + b">"
        return [(found.start, found.end, opened + made)]
    held = sorted(
        (_order(name), place.start)
        for name, place in known.cells.items()
        if found.start < place.start < found.end
    )
    places = (next((at for order, at in held if order > _order(name)), found.closing) for name, _ in added)
    return [(at, at, words) for at, (_, words) in zip(places, added, strict=True)]


def _cell(name: str, words: str, style: str | None, prefix: str) -> bytes:
    """Return a cell that holds words as text."""
    shown = neutral(legible(words))
    if len(shown) > CELL_LENGTH:
        raise LimitError(f"{len(shown):,} characters for {name}; a cell takes {CELL_LENGTH:,}")
    look = f' s="{int(style)}"' if style and style.isdigit() else ""
    text = escape(shown)
    return (
        f'<{prefix}c r="{name}"{look} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">{text}'
        f"</{prefix}t></{prefix}is></{prefix}c>"
    ).encode()


def _computed_again(book: bytes) -> bytes:
    """Return the workbook's own part with the wish to compute everything when it is opened."""
    found = re.search(rb"<((?:\w+:)?)calcPr\b([^>]*?)(/?)>", book)
    if found is None or b"fullCalcOnLoad" in found.group(2):
        return book
    wish = b"<" + found.group(1) + b"calcPr" + found.group(2) + b' fullCalcOnLoad="1"' + found.group(3) + b">"
    return book[: found.start()] + wish + book[found.end() :]


def _packed(members: Iterable[zipfile.ZipInfo], parts: Mapping[str, bytes]) -> bytes:
    """Return the members in their order, with the stamps they had."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one in members:
            kept = zipfile.ZipInfo(one.filename, one.date_time)
            kept.compress_type = zipfile.ZIP_DEFLATED if one.compress_type else zipfile.ZIP_STORED
            kept.external_attr = one.external_attr
            archive.writestr(kept, parts[one.filename])
    return out.getvalue()


def _local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def _row(cell: str, place: str) -> int:
    """Return the row of a cell."""
    found = _CELL.match(cell)
    if found is None:
        raise InvalidInputError(f"{cell!r:.20} is no cell", place=place)
    return int(found.group(2))


def _order(cell: str) -> tuple[int, str]:
    """Return what cells of a row are sorted by: columns count A to Z, then AA."""
    letters = cell.rstrip("0123456789")
    return len(letters), letters
