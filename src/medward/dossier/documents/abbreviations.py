"""The table of abbreviations at the end of a document: those that occur in it, with their meaning (practice 7.2).

Meanings are data: `abbreviations.yaml` for words of the field, a narrative with slot `abbreviations` for those of the
company, one a line as `ORU: observation result message`. The company's own come first.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml

from medward.dossier.blocks import (
    Bars,
    Block,
    Code,
    Column,
    Details,
    Digest,
    Figure,
    KeyValues,
    Matrix,
    Notice,
    Paragraph,
    Plot,
    Row,
    Section,
    Table,
    Tiles,
    plain,
    simple,
    tables_of,
    told,
)
from medward.dossier.documents.narratives import narrative_of
from medward.dossier.shorthand import shorthand

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.dossier.blocks import Cell
    from medward.dossier.manuscript import Cover
    from medward.dossier.pages.context import Context

SLOT: Final = "abbreviations"
"""Slot of the narrative in which a company explains its own."""
TITLE: Final = "Abbreviations"
_CODE: Final = "Code"
"""Title of the column of a table that explains codes itself."""
_LINE: Final = re.compile(r"([A-Za-z][A-Za-z0-9]{1,15}): +(\S.*)")


@cache
def shipped() -> Mapping[str, str]:
    """Return the abbreviations of the field with their meaning."""
    found: dict[str, str] = yaml.safe_load(
        (files("medward.dossier.documents") / "abbreviations.yaml").read_text("utf-8")
    )
    return found


def own(context: Context) -> dict[str, str]:
    """Return the company's own abbreviations; lines that say none are left out (`odd_lines`)."""
    return {found[1]: found[2].strip() for line in _lines(context) if (found := _LINE.fullmatch(line))}


def odd_lines(context: Context) -> tuple[str, ...]:
    """Return the lines of the company's text that are no abbreviation with its meaning."""
    return tuple(line for line in _lines(context) if not _LINE.fullmatch(line))


def _lines(context: Context) -> Iterator[str]:
    written = narrative_of(SLOT, context)
    return (line for raw in (written.text.splitlines() if written else ()) if (line := raw.strip()))


def explained(cover: Cover, sections: Iterable[Section], context: Context) -> tuple[Section, ...]:
    """Return the section that explains the abbreviations of a document; none where none occurs."""
    known = {**shipped(), **own(context)}
    front = (cover.title, *(value for _, value in cover.lines()))
    read = (words for some in (front, words_of(sections)) for words in some)
    told_here = set(_codes(sections))
    used = {
        token for words in read for token in shorthand(words) if token in known and token not in told_here
    }
    rows = tuple(Row((name, known[name])) for name in sorted(used, key=str.lower))
    columns = (Column("Abbreviation", is_narrow=True), Column("Meaning"))
    return (Section(TITLE, (Table("abbreviations", TITLE, columns, rows),)),) if rows else ()


def _codes(sections: Iterable[Section]) -> Iterator[str]:
    """Yield the codes whose meaning stands beside them in a table."""
    for table in tables_of(sections):
        if table.columns[0].title == _CODE:
            yield from (plain(row.cells[0]) for row in table.rows)


def written_here(section: Section, context: Context) -> tuple[str, ...]:
    """Return the id of the company's text where the section takes a meaning from it."""
    written, mine = narrative_of(SLOT, context), own(context)
    tables = (block for block in section.blocks if isinstance(block, Table))
    is_used = any(plain(row.cells[0]) in mine for table in tables for row in table.rows)
    return (written.id,) if written and is_used else ()


def words_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what a reader reads in these blocks; code and hashes are left out."""
    for block in blocks:
        match block:
            case Section(title=head, blocks=inner) | Details(summary=head, blocks=inner):
                yield head
                yield from words_of(inner)
            case Plot(caption=caption, note=note, table=table):
                yield from (caption, note)
                yield from words_of((table,))
            case Table(caption=caption, columns=columns, rows=rows):
                yield from (caption, *(column.title for column in columns))
                yield from (_read(cell) for row in rows for cell in row.cells)
            case _:
                yield from _leaf(block)


def _leaf(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(parts=parts):
            yield _read(parts)
        case Notice(title=title, parts=parts):
            yield from (title, _read(parts))
        case KeyValues(fields=fields):
            yield from (words for one in fields for words in (one.label, _read(one.value)))
        case Tiles(tiles=tiles):
            yield from (words for one in tiles for words in (one.label, one.word, one.note))
        case Bars(caption=caption, bars=bars):
            yield from (caption, *(_read(one.label) for one in bars))
        case Figure(caption=caption, picture=picture):
            yield caption
            yield from _labels(picture)
        case Matrix(caption=caption):
            yield caption


def _labels(part: object) -> Iterator[str]:
    """Yield every text in a drawing."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from _labels(inner)
    elif is_dataclass(part):
        for one in fields(part):
            yield from _labels(getattr(part, one.name))


def _read(cell: Cell) -> str:
    """Return a cell as text, without code and hashes."""
    return told(cell, lambda part: "" if isinstance(part, Code | Digest) else simple(part))
