"""Blocks of a manuscript as pieces of a Word document, in reading order.

It reads the same flat tree the PDF is set from (`typeset`), so both say the same in the same order.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from medward.render import word_xml as xml
from medward.render.picture import png_of
from medward.render.typeset import Json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from medward.render.typeset import Typeset

_SHADES: Final = {
    "good": ("E3F3E6", "17622B", "\u2713 "), "attention": ("FDF1D7", "7A4B00", "! "),
    "bad": ("FBE3E1", "96201A", "\u2717 "), "unknown": ("E9E7F6", "45378C", "? "),
    "neutral": ("EEF0F3", "3A4653", ""),
}  # fmt: skip
_LETTERS: Final = {"A": "E3F3E6", "R": "FDF1D7", "U": "FBE3E1"}
_UNKNOWN: Final = "E9E7F6"
_HEAD: Final = "E7EBF0"
_Item = dict[str, Json]


@dataclass(frozen=True, slots=True)
class Setting:
    """How much goes on a line."""

    twips: int
    letters: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One piece: markup, or a picture with its description as markup."""

    markup: str
    turned: bool
    picture: bytes = b""
    size_mm: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents, or of the lists of figures and tables."""

    kind: str
    """`Heading`, `Figure` or `Table`."""
    level: int
    words: str
    mark: str
    """Bookmark of the place."""


@dataclass(slots=True)
class _Maker:
    """Turns items into pieces and counts figures, tables and bookmarks."""

    ready: Typeset
    setting: Setting
    is_numbered: bool
    """Whether headings carry their number as text, because their styles do not count."""
    counted: dict[str, int] = field(default_factory=lambda: {"Figure": 0, "Table": 0, "mark": 0})
    entries: list[Entry] = field(default_factory=list)
    sections: list[int] = field(default_factory=list)
    """Number of the section at each level."""

    def noted(self, kind: str, level: int, words: str) -> str:
        """Put a line on the lists and return the bookmark it leads to."""
        number = self.next("mark")
        self.entries.append(Entry(kind, level, words, f"_Toc{number:08}"))
        return xml.bookmark(f"_Toc{number:08}", number)

    def caption(self, label: str, words: str, *, keep_next: bool) -> str:
        """Return a numbered caption."""
        number = self.next(label)
        mark = self.noted(label, 1, f"{label} {number}  {words}")
        return xml.caption(label, number, words, mark=mark, keep_next=keep_next)

    def section(self, level: int) -> str:
        """Return the number of the next section of a level, as `3.1`."""
        self.sections = [*self.sections[:level], *[0] * (level - len(self.sections))]
        self.sections[level - 1] += 1
        return ".".join(map(str, self.sections))

    def next(self, what: str) -> int:
        """Return the next number of a sort."""
        self.counted[what] += 1
        return self.counted[what]

    def pieces(self, item: _Item, *, turned: bool) -> Iterator[Flow]:
        """Yield the pieces of one item."""
        if item["k"] == "figure":
            yield from self.figure(item, turned=turned)
            return
        if item["k"] == "plot":
            data, size = png_of(self.ready.pictures[str(item["file"])])
            yield Flow(str(item["alt"]), turned=turned, picture=data, size_mm=size)
            words = str(item["caption"])
            yield Flow(self.caption("Figure", words, keep_next=False), turned=turned)
            return
        for markup in _MAKERS[str(item["k"])](self, item):
            yield Flow(markup, turned=turned)

    def figure(self, item: _Item, *, turned: bool) -> Iterator[Flow]:
        """Yield the sheets of a drawing, each with its caption below."""
        for sheet in cast("list[dict[str, str]]", item["sheets"]):
            data, size = png_of(self.ready.pictures[sheet["file"]])
            yield Flow(str(item["alt"]), turned=turned, picture=data, size_mm=size)
            words = f"{item['caption']}: {sheet['title']}" if sheet["title"] else str(item["caption"])
            yield Flow(self.caption("Figure", words, keep_next=False), turned=turned)

    def heading(self, item: _Item) -> Iterator[str]:
        """Yield a heading."""
        mark = ""
        if item["anchor"]:
            mark = xml.bookmark(xml.bookmark_name(f"h-{item['anchor']}"), self.next("mark"))
        level = min(int(cast("int", item["level"])), 6)
        number = f"{self.section(level)}  " if self.is_numbered else ""
        mark += self.noted("Heading", level, f"{number}{item['text']}")
        yield xml.paragraph(mark + xml.run(f"{number}{item['text']}"), f"Heading {level}", keep_next=True)

    def minor(self, item: _Item) -> Iterator[str]:
        """Yield a heading that stands in no table of contents."""
        yield xml.paragraph(xml.run(str(item["text"]), bold=True), keep_next=True)

    def para(self, item: _Item) -> Iterator[str]:
        """Yield running text."""
        yield xml.paragraph(parts(item["parts"]), keep_next=bool(item.get("leads")))

    def notice(self, item: _Item) -> Iterator[str]:
        """Yield a boxed remark as a table of one cell."""
        shade = _SHADES[str(item["tone"])][0]
        inner = xml.paragraph(xml.run(f"{item['title']}. ", bold=True) + parts(item["parts"]), "Cell")
        wide = self.setting.twips
        yield xml.table(
            [wide], [xml.row([xml.cell(inner, wide, shade=shade)])], "Table Grid", str(item["title"])
        )
        yield xml.gap()

    def table(self, item: _Item) -> Iterator[str]:
        """Yield a table under its caption, or the sentence that stands in place of an empty one."""
        rows, caption = cast("list[_Item]", item["rows"]), str(item["caption"])
        if not rows:
            title = xml.run(f"{caption}. ", bold=True) if caption else ""
            yield xml.paragraph(title + parts(item["empty"]))
            return
        shares = cast("list[float]", item["shares"])
        widths = [int(self.setting.twips * share / sum(shares)) for share in shares]
        right = cast("list[bool]", item["right"])
        yield self.caption("Table", caption, keep_next=True)
        head = xml.row(
            (
                xml.cell(xml.paragraph(xml.run(str(word), bold=True), "Cell"), width, shade=_HEAD)
                for word, width in zip(cast("list[str]", item["head"]), widths, strict=True)
            ),
            is_head=True,
        )
        body = [self.row(line, widths, right) for line in rows]
        yield xml.table(widths, [head, *body], "Table Grid", caption)
        yield xml.gap()

    def row(self, line: _Item, widths: list[int], right: list[bool]) -> str:
        """Return one row; its anchor is a bookmark in the first cell."""
        mark = ""
        if line["anchor"]:
            mark = xml.bookmark(xml.bookmark_name(str(line["anchor"])), self.next("mark"))
        made = []
        for number, inner in enumerate(cast("list[Json]", line["cells"])):
            words = parts(inner) if number else mark + parts(inner)
            made.append(xml.cell(xml.paragraph(words, "Cell", right=right[number]), widths[number]))
        return xml.row(made)

    def facts(self, item: _Item) -> Iterator[str]:
        """Yield labelled values as a table of two columns."""
        wide = self.setting.twips
        widths = [wide * 3 // 10, wide - wide * 3 // 10]
        rows = [
            xml.row(
                (
                    xml.cell(xml.paragraph(xml.run(str(label), style="Quiet"), "Cell"), widths[0]),
                    xml.cell(xml.paragraph(parts(value), "Cell"), widths[1]),
                )
            )
            for label, value in cast("list[tuple[str, Json]]", item["fields"])
        ]
        if rows:
            yield xml.table(widths, rows, "Normal Table", "Labelled values")
            yield xml.gap()

    def tiles(self, item: _Item) -> Iterator[str]:
        """Yield headline numbers as a table."""
        yield from self.words(
            ("Figure", "Count", "State", "What it counts"), cast("list[list[str]]", item["rows"]), "Figures"
        )

    def bars(self, item: _Item) -> Iterator[str]:
        """Yield a bar chart as the table of its numbers: Word has no drawing that stays sharp and editable."""
        rows = []
        for bar in cast("list[_Item]", item["bars"]):
            counted = [f"{part[1]} {part[0]}" for part in cast("list[list[str]]", bar["parts"]) if part[1]]
            rows.append([str(bar["label"]), ", ".join(counted) or "none"])
        yield from self.words(("", "Count"), rows, str(item["caption"]))

    def words(self, head: tuple[str, ...], rows: list[list[str]], caption: str) -> Iterator[str]:
        """Yield a captioned table of plain words."""
        width = self.setting.twips // len(head)
        yield self.caption("Table", caption, keep_next=True)
        made = [_head(head, width)]
        made += [
            xml.row(xml.cell(xml.paragraph(xml.run(word), "Cell"), width) for word in row) for row in rows
        ]
        yield xml.table([width] * len(head), made, "Table Grid", caption)
        yield xml.gap()

    def matrix(self, item: _Item) -> Iterator[str]:
        """Yield the risk matrix with its letters and ids."""
        columns = cast("list[str]", item["columns"])
        width = self.setting.twips // (len(columns) + 1)
        head = ["Severity down, exploitability across", *columns]
        yield self.caption("Table", str(item["caption"]), keep_next=True)
        rows = [_head(head, width)]
        for line in cast("list[_Item]", item["rows"]):
            cells = [xml.cell(xml.paragraph(xml.run(str(line["label"]), bold=True), "Cell"), width)]
            for letter, ids in cast("list[tuple[str, list[str]]]", line["cells"]):
                inner = xml.run(letter, bold=True) + (xml.break_() + xml.run(", ".join(ids)) if ids else "")
                shade = _LETTERS.get(letter, _UNKNOWN)
                cells.append(xml.cell(xml.paragraph(inner, "Cell"), width, shade=shade))
            rows.append(xml.row(cells))
        yield xml.table([width] * len(head), rows, "Table Grid", str(item["caption"]))
        yield xml.gap()

    def code(self, item: _Item) -> Iterator[str]:
        """Yield lines as they are."""
        yield xml.paragraph(xml.run(str(item["text"]), style="Fixed"))


_MAKERS: Final[dict[str, Callable[[_Maker, _Item], Iterator[str]]]] = {
    "heading": _Maker.heading, "minor": _Maker.minor, "para": _Maker.para, "notice": _Maker.notice,
    "table": _Maker.table, "facts": _Maker.facts, "tiles": _Maker.tiles,
    "bars": _Maker.bars, "matrix": _Maker.matrix, "code": _Maker.code,
}  # fmt: skip


def word_flow(
    ready: Typeset, upright: Setting, turned: Setting, *, is_numbered: bool
) -> tuple[deque[Flow], list[Entry]]:
    """Return every piece of a manuscript's sections, and the lines of its lists."""
    maker = _Maker(ready, upright, is_numbered)
    found: deque[Flow] = deque()
    for is_turned, items in ready.runs({}):
        maker.setting = turned if is_turned else upright
        for item in items:
            found += maker.pieces(item, turned=is_turned)
    return found, maker.entries


def grid(head: tuple[str, ...], rows: Iterable[Iterable[str]], wide: int) -> str:
    """Return a plain table of words."""
    width = wide // len(head)
    made = [xml.row(xml.cell(xml.paragraph(xml.run(word), "Cell"), width) for word in row) for row in rows]
    return xml.table([width] * len(head), [_head(head, width), *made], "Table Grid", ", ".join(head))


def parts(value: Json) -> str:
    """Return the parts of a cell as runs."""
    return "".join(_part(one) for one in cast("list[dict[str, str]]", value))


def _head(words: Iterable[str], width: int) -> str:
    """Return a head row of equal columns."""
    cells = (xml.cell(xml.paragraph(xml.run(word, bold=True), "Cell"), width, shade=_HEAD) for word in words)
    return xml.row(cells, is_head=True)


def _part(one: dict[str, str]) -> str:
    kind = one["k"]
    if kind == "br":
        return xml.break_()
    if kind == "ref":
        inner = xml.run(one["v"], style="Record id")
        return xml.link(xml.bookmark_name(one["to"]), inner) if one["to"] else inner
    if kind == "badge":
        shade, colour, mark = _SHADES[one["tone"]]
        return xml.run(mark + one["v"], shade=shade, colour=colour)
    if kind == "label":
        return xml.run(f"{one['v']}: ", style="Quiet")
    return xml.run(one["v"], bold=kind == "strong", style={"code": "Fixed", "note": "Quiet"}.get(kind, ""))
