"""A document as a tree of frozen blocks: what is said, not how it looks.

Pages are pure functions from facts to these values. A renderer (HTML today; Word
and PDF read the same tree) decides about type and colour; none of them decides
about content. A cell is typed, so that a renderer can link an id, align a number
and print a state as a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from medward.dossier.tones import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from medward.dossier.drawings import Picture


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to the page of a record; shown as the id, or as `label`."""

    id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of the dossier."""

    slug: str
    label: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class FileLink:
    """A link to a file delivered with the dossier, by its path inside it."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a word."""

    word: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Number:
    """A count, with its denominator where it has one."""

    value: int
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """Text in a fixed-width face: a purl, a vector, a file name."""

    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A hash; `short` shows the first 16 digits and keeps the rest at hand."""

    value: str
    short: bool = True


@dataclass(frozen=True, slots=True)
class Strong:
    """Text that carries the sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Text in the second rank, on a line of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Parts of one sentence: nothing stands between them but what they hold."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Several cells below each other."""

    items: tuple[Cell, ...]


Inline: TypeAlias = (
    str | Ref | PageLink | FileLink | Badge | Number | Code | Digest | Strong | Note | Phrase | Items
)
Cell: TypeAlias = Inline | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    is_number: bool = False
    is_narrow: bool = False
    """Whether its content is short and should not wrap."""
    is_below: bool = False
    """Whether a page shows it under the column before it, labelled; the CSV file keeps them apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row; the tone marks one that needs a look, and its words say why."""

    cells: tuple[Cell, ...]
    tone: Tone = Tone.NEUTRAL
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a name (also that of its CSV file), a caption and typed cells."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str = "Nothing to show."
    """What stands in place of an empty table, with the next action."""
    is_data: bool = True
    """Whether it is worth a CSV file and a filter."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    parts: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A boxed remark."""

    title: str
    parts: tuple[Inline, ...]
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled value; `help` says what the label means."""

    label: str
    value: Cell
    help: str = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Labelled values."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline number with its denominator, meaning, and where to read on."""

    label: str
    value: Number
    note: str
    slug: str
    tone: Tone = Tone.NEUTRAL
    word: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Headline numbers side by side."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of a stacked bar."""

    label: str
    count: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a stacked bar chart; every part is labelled with its number."""

    label: Cell
    parts: tuple[BarPart, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A stacked bar chart."""

    caption: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """A cell of the risk matrix: its class letter and the risks in it."""

    letter: str
    risks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The risk matrix; rows worst first, columns hardest first."""

    caption: str
    rows: tuple[tuple[str, tuple[MatrixCell, ...]], ...]
    """Severity label and its cells."""
    columns: tuple[str, ...]
    """Exploitability labels."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with a caption and a text for those who cannot see it."""

    name: str
    picture: Picture
    caption: str
    description: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with the table of its numbers; without a specification the note says what is missing."""

    name: str
    caption: str
    spec: str
    """Vega-Lite as canonical JSON, or empty."""
    table: Table
    note: str
    """What the marks mean, or why there is nothing to draw."""


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Details:
    """Something to open: the reasons behind a number."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document."""

    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""


Block: TypeAlias = (
    Paragraph
    | Notice
    | Table
    | KeyValues
    | Tiles
    | Bars
    | Matrix
    | Figure
    | Plot
    | CodeBlock
    | Details
    | Section
)


@dataclass(frozen=True, slots=True)
class Document:
    """One page of the dossier."""

    slug: str
    """Name of its file without `.html`; record pages lie below `records/`."""
    title: str
    lead: str
    """One sentence on what the page shows."""
    blocks: tuple[Block, ...]
    group: str = ""
    """Heading in the navigation; empty keeps the page out of it."""
    short: str = ""
    """Label in the navigation."""
    crumbs: tuple[PageLink, ...] = ()
    status: Cell = ""
    """State shown beside the title."""


def tables_of(blocks: Iterable[Block]) -> Iterator[Table]:
    """Yield every table of a block tree in reading order."""
    for block in blocks:
        if isinstance(block, Table):
            yield block
        elif isinstance(block, Plot):
            yield block.table
        elif isinstance(block, Section | Details):
            yield from tables_of(block.blocks)


def plain(cell: Cell) -> str:
    """Return a cell as text, as CSV and a screen reader get it."""
    return told(cell, simple)


def told(cell: Cell, each: Callable[[Inline], str]) -> str:
    """Return a cell as text, with `each` to tell a part that holds no others."""
    if isinstance(cell, tuple):
        return " ".join(filter(None, (told(part, each) for part in cell)))
    if isinstance(cell, Phrase):
        return "".join(told(part, each) for part in cell.parts)
    if isinstance(cell, Items):
        return "; ".join(filter(None, (told(item, each) for item in cell.items)))
    return each(cell)


def simple(cell: Inline) -> str:
    """Return the text of a part that holds no others; of a link its id and its label."""
    match cell:
        case Ref(id=name, label=words):
            return f"{name} {words}".strip() if words != name else name
        case PageLink(label=words) | FileLink(label=words) | Badge(word=words):
            return words
        case Code(text=words) | Strong(text=words) | Note(text=words) | Digest(value=words):
            return words
        case Number():
            return number_text(cell)
    return str(cell)


def number_text(number: Number) -> str:
    """Return a count as people write it: `31/38`, or `4,812`."""
    return f"{number.value:,}" if number.of is None else f"{number.value:,}/{number.of:,}"


def refs(ids: Iterable[str], empty: Cell = "") -> Cell:
    """Return ids as links below each other, or `empty`."""
    found = tuple(Ref(identity) for identity in ids)
    if not found:
        return empty
    return found[0] if len(found) == 1 else Items(found)


def listed(texts: Iterable[Cell], empty: Cell = "") -> Cell:
    """Return cells below each other, or `empty`."""
    found = tuple(text for text in texts if text != "")
    return (found[0] if len(found) == 1 else Items(found)) if found else empty


def in_line(*cells: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return cells behind each other in a sentence, with commas between them."""
    return tuple(part for number, one in enumerate(cells) for part in (*((", ",) if number else ()), *one))


def text(*parts: Cell) -> Paragraph:
    """Return a paragraph of these parts."""
    return Paragraph(
        tuple(inner for part in parts for inner in (part if isinstance(part, tuple) else (part,)))
    )
