"""A manuscript as plain data for the typesetting template: what stands where, with no markup in it.

The template (`static/manuscript.typ`) is fixed; text reaches it as JSON strings only, so nothing in a record
can become a command. The tree is flat: headings and blocks in reading order, in runs of upright and
landscape pages, because a page cannot be turned in the middle of a nested block.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from medward.dossier.blocks import (
    Badge,
    Bars,
    Block,
    Cell,
    Code,
    CodeBlock,
    Details,
    Digest,
    Figure,
    FileLink,
    Inline,
    Items,
    KeyValues,
    Matrix,
    Note,
    Notice,
    Number,
    PageLink,
    Paragraph,
    Phrase,
    Plot,
    Ref,
    Section,
    Strong,
    Table,
    Tiles,
    number_text,
    plain,
    tables_of,
)
from medward.dossier.manuscript import LANGUAGE, SHORT_HASH
from medward.dossier.words import marked
from medward.render.cells import Where, short_id
from medward.render.columns import layout, under_heading
from medward.render.figures import drawn, legend_of, standalone
from medward.render.legible import legible
from medward.render.pages import settled
from medward.render.plot import plot_svg, spoken
from medward.render.qr import SIDE_MM, qr_alt, qr_help, qr_svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.dossier.manuscript import Manuscript, PaperSize
    from medward.render.columns import Group

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
_TALL: Final = 22
"""Lines of a cell from which its row may break over two pages; a taller one that may not would be cut."""
_SEAL: Final = "short-hash.svg"
_SHORT: Final = 16
"""Letters up to which the items of a list stand behind each other, as record ids do."""
_IN_A_CELL: Final = 40
"""Risks that a cell of a printed matrix names."""
_NO_LINKS: Final = Where("", ())


@dataclass(frozen=True, slots=True)
class Typeset:
    """A manuscript in reading order; PDF and Word are made from the same one."""

    manuscript: Manuscript
    items: tuple[tuple[dict[str, Json], bool], ...]
    """Every heading and block, with whether it wants a turned page."""
    pictures: dict[str, bytes]
    """Drawings by their file name."""

    def tables(self, longer_than: int) -> dict[str, tuple[dict[str, Json], bool]]:
        """Return the tables with more rows, by name, each with whether it wants a turned page."""
        return {
            str(item["name"]): (item, turned)
            for item, turned in self.items
            if item["k"] == "table" and len(cast("list[Json]", item["rows"])) > longer_than
        }

    def runs(self, annexes: Mapping[str, str]) -> list[tuple[bool, list[dict[str, Json]]]]:
        """Return the items in runs of upright and turned pages.

        Args:
            annexes: File of each table that is printed apart, by the table's name; a pointer stands in its place.
        """
        return settled((_pointer(item, annexes), turned) for item, turned in self.items)

    def moved(self, annexes: Mapping[str, str]) -> dict[str, Json]:
        """Return the table of each anchor that stands in an annex; a link to it leads to where the annex is named."""
        return {
            str(row["anchor"]): str(item["name"])
            for item, _ in self.items
            if _is_annexed(item, annexes)
            for row in cast("list[dict[str, Json]]", item["rows"])
            if row["anchor"]
        }

    def tree(self, paper: PaperSize, annexes: Mapping[str, str]) -> dict[str, Json]:
        """Return the document as the template reads it."""
        runs: list[Json] = [{"turned": turned, "items": list(items)} for turned, items in self.runs(annexes)]
        front: dict[str, Json] = {
            "cover": _cover(self.manuscript),
            "signatures": _signatures(self.manuscript),
            "seal": _seal(self.manuscript.cover.short_hash),
            "revisions": _revisions(self.manuscript),
        }
        return {
            "paper": paper,
            "language": LANGUAGE,
            "runs": runs,
            "moved": self.moved(annexes),
            **{key: _legible(value) for key, value in front.items()},
        }


@dataclass(slots=True)
class _Setter:
    """Turns blocks into the flat list and collects pictures."""

    anchors: frozenset[str]
    pictures: dict[str, bytes] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    """Anchors that stand somewhere already: a link leads to the first place."""

    def flow(self, blocks: Iterable[Block], level: int) -> Iterator[tuple[dict[str, Json], bool]]:
        """Yield every item with whether it wants a turned page."""
        for block in blocks:
            if isinstance(block, Section):
                inner = list(self.flow(under_heading(block), level + 1))
                turned = bool(inner) and inner[0][1]
                yield {"k": "heading", "level": level, "text": block.title, "anchor": block.anchor}, turned
                yield from inner
            elif isinstance(block, Details):
                yield {"k": "minor", "text": block.summary}, False
                yield from self.flow(block.blocks, level + 1)
            elif isinstance(block, Table):
                yield self.table(block)
            else:
                if isinstance(block, Figure) and (words := legend_of(block)):
                    yield {"k": "para", "parts": [{"k": "note", "v": words}]}, True
                yield self.leaf(block), isinstance(block, Figure)

    def leaf(self, block: Block) -> dict[str, Json]:
        """Return a block that holds no others."""
        match block:
            case Paragraph():
                return {"k": "para", "parts": self.cell(block.parts, joint="")}
            case Notice():
                parts = self.cell(block.parts, joint="")
                return {"k": "notice", "title": block.title, "parts": parts, "tone": block.tone.value}
            case KeyValues():
                return {
                    "k": "facts",
                    "fields": [[item.label, self.cell(item.value)] for item in block.fields],
                }
            case Figure():
                return self.figure(block)
        return self.chart(block)

    def chart(self, block: Block) -> dict[str, Json]:
        """Return a block that shows numbers or lines."""
        match block:
            case Tiles():
                rows: list[Json] = [
                    [tile.label, number_text(tile.value), tile.word, tile.note] for tile in block.tiles
                ]
                return {"k": "tiles", "rows": rows}
            case Plot():
                return self.plot(block)
            case Bars():
                return _bars(block)
            case Matrix():
                return _matrix(block)
            case CodeBlock():
                return {"k": "code", "text": block.text}
        raise TypeError(f"no way to typeset {type(block).__name__}")

    def table(self, block: Table) -> tuple[dict[str, Json], bool]:
        """Return a table, with whether it wants a turned page."""
        groups, shares, is_turned = layout(block)
        item: dict[str, Json] = {
            "k": "table",
            "name": block.name,
            "caption": block.caption,
            "empty": self.cell(marked(block.empty)) if not block.rows else [],
            "head": [block.columns[group.first].title for group in groups],
            "right": [block.columns[group.first].is_number for group in groups],
            "shares": list(shares),
            "rows": [
                {
                    "tone": row.tone.value,
                    "anchor": self.place(row.anchor),
                    "breakable": any(
                        _tall(group, row.cells, share) for group, share in zip(groups, shares, strict=True)
                    ),
                    "cells": [self.grouped(group, row.cells) for group in groups],
                }
                for row in block.rows
            ],
        }
        return item, is_turned

    def place(self, anchor: str) -> str:
        """Return an anchor the first time it is met, else nothing."""
        if anchor in self.placed:
            return ""
        self.placed.add(anchor)
        return anchor

    def grouped(self, group: Group, cells: tuple[Cell, ...]) -> list[Json]:
        """Return a cell with those shown below it, each with its label."""
        found: list[Json] = list(self.cell(cells[group.first]))
        for number, title in group.below:
            if inner := _begun(self.cell(cells[number])):
                start: list[Json] = [{"k": "br"}] if found else []
                found += [*start, {"k": "label", "v": title}, *inner]
        return found

    def figure(self, block: Figure) -> dict[str, Json]:
        """Return a drawing as the files of its sheets."""
        sheets: list[Json] = []
        for number, sheet in enumerate(drawn(block, _NO_LINKS)[0], start=1):
            name = f"{block.name}-{number}.svg"
            self.pictures[name] = standalone(sheet.svg, "'Source Sans Pro'")
            sheets.append({"file": name, "title": sheet.title})
        return {"k": "figure", "caption": block.caption, "alt": block.description, "sheets": sheets}

    def plot(self, block: Plot) -> dict[str, Json]:
        """Return a plot as a drawing with what its marks mean; without one, the note says why."""
        if not block.spec:
            parts: list[Json] = [{"k": "strong", "v": f"{block.caption}. "}, {"k": "t", "v": block.note}]
            return {"k": "para", "parts": parts}
        name = f"plot-{block.name}.svg"
        self.pictures[name] = plot_svg(block.spec).encode()
        return {"k": "plot", "caption": f"{block.caption}. {block.note}", "alt": spoken(block), "file": name}

    def cell(self, value: Cell, joint: str = " ") -> list[Json]:
        """Return the parts of a cell; `joint` stands between them."""
        parts = value if isinstance(value, tuple) else (value,)
        found: list[Json] = []
        for part in parts:
            inner = self.inline(part)
            if found and inner and joint:
                found.append({"k": "t", "v": joint})
            found += inner
        return found

    def items(self, value: Items) -> list[Json]:
        """Return several cells: short ones behind each other, others on a line each."""
        lines = [inner for item in value.items if (inner := _begun(self.cell(item)))]
        is_short = all(isinstance(item, str | Ref) and len(plain(item)) <= _SHORT for item in value.items)
        joint: dict[str, Json] = {"k": "t", "v": ", "} if is_short else {"k": "br"}
        return [piece for line in lines for piece in (joint, *line)][1:]

    def inline(self, value: Inline) -> list[Json]:
        """Return one part."""
        match value:
            case "":
                return []
            case Items():
                return self.items(value)
            case Phrase(parts=parts):
                return self.cell(parts, joint="")
            case Ref():
                target = value.id if value.id in self.anchors else ""
                return [{"k": "ref", "v": value.label or value.id, "to": target}]
            case Badge():
                return [{"k": "badge", "v": value.word, "tone": value.tone.value}]
        return _plain_part(value)


def typeset(manuscript: Manuscript) -> Typeset:
    """Return a manuscript in reading order, every text in it legible."""
    setter = _Setter(frozenset(_anchors(manuscript.sections)))
    items = tuple(
        (cast("dict[str, Json]", _legible(item)), turned)
        for item, turned in setter.flow(manuscript.sections, 1)
    )
    if short := manuscript.cover.short_hash:
        setter.pictures[_SEAL] = qr_svg(short)
    return Typeset(manuscript, items, setter.pictures)


def _seal(short: str) -> dict[str, Json]:
    """Return the short hash with its QR code; empty where the document has none."""
    return (
        {"file": _SEAL, "alt": qr_alt(short), "side": f"{SIDE_MM}", "text": qr_help(short)} if short else {}
    )


def _is_annexed(item: dict[str, Json], annexes: Mapping[str, str]) -> bool:
    return item["k"] == "table" and str(item["name"]) in annexes


def _pointer(item: dict[str, Json], annexes: Mapping[str, str]) -> dict[str, Json]:
    """Return an item, or where its annex is."""
    if not _is_annexed(item, annexes):
        return item
    name, rows = str(item["name"]), cast("list[Json]", item["rows"])
    counted = item.get("counted", f"{len(rows):,} rows")
    return {
        "k": "annexed", "caption": item["caption"], "counted": counted, "name": annexes[name], "anchor": name,
    }  # fmt: skip


def _legible(value: Json) -> Json:
    """Return a tree in which every text is legible."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, list):
        return [_legible(item) for item in value]
    if isinstance(value, dict):
        return {key: _legible(item) for key, item in value.items()}
    return value


def _begun(parts: list[Json]) -> list[Json]:
    """Return the parts of a line that has begun: a note needs no break before it."""
    return parts[1:] if parts[:1] == [{"k": "br"}] else parts


def _tall(group: Group, cells: tuple[Cell, ...], share: float) -> bool:
    """Say whether a printed cell has so many lines that its row must be allowed to break."""
    shown = [cells[group.first], *(cells[number] for number, _ in group.below)]
    parts = [part for cell in shown for part in (cell if isinstance(cell, tuple) else (cell,))]
    count = sum(len(part.items) if isinstance(part, Items) else 1 for part in parts)
    return count + sum(len(plain(cell)) for cell in shown) / max(1.0, share) > _TALL


def _anchors(sections: Iterable[Section]) -> Iterator[str]:
    return (row.anchor for table in tables_of(sections) for row in table.rows if row.anchor)


def _plain_part(value: Inline) -> list[Json]:
    match value:
        case Code(text=words):
            return [{"k": "code", "v": words}]
        case Digest(value=words, short=short):
            return [{"k": "code", "v": words[:SHORT_HASH] if short else words}]
        case Strong(text=words):
            return [{"k": "strong", "v": words}]
        case Note(text=words):
            return [{"k": "br"}, {"k": "note", "v": words}]
        case Number() | PageLink() | FileLink():
            return [{"k": "t", "v": plain(value)}]
    return [{"k": "t", "v": str(value)}]


def _bars(block: Bars) -> dict[str, Json]:
    most = max((sum(part.count for part in bar.parts) for bar in block.bars), default=0)
    bars: list[Json] = [
        {
            "label": plain(bar.label),
            "parts": [[part.label, part.count, part.tone.value] for part in bar.parts],
        }
        for bar in block.bars
    ]
    return {"k": "bars", "caption": block.caption, "most": most or 1, "bars": bars}


def _matrix(block: Matrix) -> dict[str, Json]:
    rows: list[Json] = [
        {"label": label, "cells": [[cell.letter, _in_cell(cell.risks)] for cell in cells]}
        for label, cells in block.rows
    ]
    return {"k": "matrix", "caption": block.caption, "columns": list(block.columns), "rows": rows}


def _in_cell(risks: tuple[str, ...]) -> list[Json]:
    """Return the risks of a cell of a matrix, or how many they are where they would fill pages."""
    if len(risks) > _IN_A_CELL:
        return [f"{len(risks):,} risks"]
    return [short_id(name) for name in risks]


def _cover(manuscript: Manuscript) -> dict[str, Json]:
    cover = manuscript.cover
    lines: list[Json] = [[label, value] for label, value in cover.lines()]
    return {
        "number": cover.number, "revision": cover.revision, "title": cover.title, "company": cover.company,
        "product": cover.product, "status": cover.status, "watermark": cover.watermark, "lines": lines,
    }  # fmt: skip


def _signatures(manuscript: Manuscript) -> list[Json]:
    return [list(one.cells()) for one in manuscript.signatures]


def _revisions(manuscript: Manuscript) -> list[Json]:
    return [list(one.cells()) for one in manuscript.revisions]
