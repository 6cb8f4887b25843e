"""Blocks as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from medward.dossier.blocks import (
    Badge,
    Bar,
    Bars,
    Block,
    CodeBlock,
    Details,
    Figure,
    KeyValues,
    Matrix,
    MatrixCell,
    Notice,
    PageLink,
    Paragraph,
    Plot,
    Row,
    Section,
    Table,
    Tile,
    Tiles,
    number_text,
    plain,
)
from medward.dossier.tones import Tone
from medward.dossier.words import CLASS_TONES, CLASS_WORDS, marked
from medward.kernel.words import plural
from medward.render.cells import Where, badge, cell, esc, page_href, record_href, short_id
from medward.render.columns import under_heading
from medward.render.figures import drawn
from medward.render.plot import plot_svg, spoken
from medward.render.svg import drawing, tag, words

if TYPE_CHECKING:
    from collections.abc import Callable

_BAR_WIDTH, _BAR_HEIGHT, _BAR_LABEL, _BAR_NOTE = 330, 22, 240, 430
_LONG_TABLE = 8
_PROSE: Final = (("long", 110), ("mid", 36))
"""Letters from which a column counts as prose and gets room."""
_FILTERED_FROM = 12


@dataclass(frozen=True, slots=True)
class _Group:
    """A column of a page: the first column of the table in it, how wide it wants to be, and those below it."""

    first: int
    kind: str
    below: tuple[tuple[int, str], ...] = ()
    """Number and title of each."""


def block(value: Block, where: Where, level: int = 2) -> str:
    """Return a block as HTML; `level` is the rank of the next heading."""
    if isinstance(value, Section):
        return _section(value, where, level)
    if isinstance(value, Details):
        inner = "".join(block(item, where, level) for item in value.blocks)
        return f"<details><summary>{esc(value.summary)}</summary>{inner}</details>\n"
    return _RENDER[type(value)](value, where)


def anchor(title: str) -> str:
    """Return a heading's anchor."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in title.lower()).split())


def csv_path(table: Table) -> str:
    """Return where a table's CSV file lies."""
    return f"tables/{table.name}.csv"


def _section(value: Section, where: Where, level: int) -> str:
    """Return a section with its heading."""
    inner = "".join(block(item, where, level + 1) for item in under_heading(value))
    rank = min(level, 6)
    key = esc(value.anchor or anchor(value.title))
    return f'<section id="{key}"><h{rank}>{esc(value.title)}</h{rank}>\n{inner}</section>\n'


def _paragraph(value: Paragraph, where: Where) -> str:
    """Return running text; its parts follow each other without added space."""
    return f'<div class="para">{"".join(cell(part, where) for part in value.parts)}</div>\n'


def _notice(value: Notice, where: Where) -> str:
    """Return a boxed remark."""
    inner = "".join(cell(part, where) for part in value.parts)
    return f'<div class="notice {value.tone.value}" role="note"><strong>{esc(value.title)}.</strong> {inner}</div>\n'


def _table(value: Table, where: Where) -> str:
    """Return a table with caption, header row, and the way to its CSV file."""
    caption = esc(value.caption)
    if not value.rows:
        title = f"<strong>{caption}.</strong> " if caption else ""
        return f'<div class="empty">{title}{cell(marked(value.empty), where)}</div>\n'
    groups = _groups(value)
    head = "".join(
        f'<th scope="col"{" class=num" if group.kind == "num" else ""}>{esc(value.columns[group.first].title)}</th>'
        for group in groups
    )
    body = "\n".join(_row(groups, row, where) for row in value.rows)
    tools = ""
    if value.is_data:
        count = f'<span class="count" data-of="{esc(value.name)}">{plural(len(value.rows), "row")}</span>'
        link = f'<a download href="{where.root}{esc(csv_path(value))}">CSV</a>'
        tools = f'<div class="tools" data-for="{esc(value.name)}">{count}{link}</div>'
    wide = " wide" if len(groups) > _LONG_TABLE else ""
    filtered = ' data-filter="yes"' if value.is_data and len(value.rows) >= _FILTERED_FROM else ""
    sortable = " sortable" if len(value.rows) > 1 else ""
    return (
        f'<div class="table{wide}">{tools}<div class="scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table id="t-{esc(value.name)}" class="data{sortable}"{filtered}><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div></div>\n"
    )


def _groups(table: Table) -> list[_Group]:
    """Return the columns of a page: each with those shown below it."""
    groups: list[_Group] = []
    for number, column in enumerate(table.columns):
        if column.is_below and groups:
            first = groups[-1]
            label = (number, column.title)
            groups[-1] = _Group(first.first, _wider(first.kind, _kind(table, number)), (*first.below, label))
        else:
            groups.append(_Group(number, _kind(table, number)))
    return groups


def _wider(one: str, other: str) -> str:
    """Return the kind of two columns that needs more room; a number above words is set as words."""
    order = ("narrow", "", "mid", "long")
    return max((kind if kind in order else "" for kind in (one, other)), key=order.index)


def _row(groups: list[_Group], row: Row, where: Where) -> str:
    """Return one row."""
    cells = "".join(_grouped(group, row, where) for group in groups)
    tone = f' class="{row.tone.value}"' if row.tone is not Tone.NEUTRAL else ""
    key = f' id="{esc(row.anchor)}"' if row.anchor else ""
    return f"<tr{tone}{key}>{cells}</tr>"


def _grouped(group: _Group, row: Row, where: Where) -> str:
    """Return one cell, and below it those of the columns grouped with it, each with its label."""
    below = "".join(
        f'<div class="part"><span class="label">{esc(title)}</span> {inner}</div>'
        for number, title in group.below
        if (inner := cell(row.cells[number], where))
    )
    kind = f' class="{group.kind}"' if group.kind else ""
    return f"<td{kind}>{cell(row.cells[group.first], where)}{below}</td>"


def _kind(table: Table, number: int) -> str:
    """Return how wide a column wants to be: by its mark, else by the longest text in it."""
    column = table.columns[number]
    if column.is_number:
        return "num"
    if column.is_narrow:
        return "narrow"
    longest = max(len(plain(row.cells[number])) for row in table.rows)
    return next((name for name, least in _PROSE if longest >= least), "")


def _key_values(value: KeyValues, where: Where) -> str:
    """Return labelled values."""
    lines = "".join(
        f"<dt{f' title={chr(34)}{esc(field.help)}{chr(34)}' if field.help else ''}>{esc(field.label)}</dt>"
        f"<dd>{cell(field.value, where)}</dd>"
        for field in value.fields
    )
    return f'<dl class="facts">{lines}</dl>\n' if lines else ""


def _tiles(value: Tiles, where: Where) -> str:
    """Return headline numbers side by side."""
    return f'<div class="tiles">{"".join(_tile(tile, where) for tile in value.tiles)}</div>\n'


def _tile(value: Tile, where: Where) -> str:
    """Return one headline number."""
    href = esc(page_href(PageLink(value.slug, value.label), where))
    number = "\u2013" if value.value.of == 0 else number_text(value.value)
    return (
        f'<a class="tile {value.tone.value}" href="{href}"><span class="label">{esc(value.label)}</span>'
        f'<span class="big">{number}</span>{badge(Badge(value.word, value.tone))}'
        f'<span class="note">{esc(value.note)}</span></a>'
    )


def _bars(value: Bars, where: Where) -> str:
    """Return a stacked bar chart; each part carries its number, and a table of the same numbers for readers."""
    most = max((sum(part.count for part in bar.parts) for bar in value.bars), default=0) or 1
    height = len(value.bars) * (_BAR_HEIGHT + 10) + 8
    drawn = [_bar(bar, number, most) for number, bar in enumerate(value.bars)]
    spoken = "; ".join(
        f"{plain(bar.label)}: {', '.join(f'{part.count} {part.label}' for part in bar.parts if part.count) or 'none'}"
        for bar in value.bars
    )
    svg = drawing(
        f"bars-{anchor(value.caption)}",
        (_BAR_LABEL + _BAR_WIDTH + _BAR_NOTE, height),
        value.caption,
        spoken,
        *drawn,
    )
    seen = {part.label: part.tone for bar in value.bars for part in bar.parts}
    keys = "".join(
        f'<li><span class="key bar {tone.value}"></span>{esc(label)}</li>' for label, tone in seen.items()
    )
    del where
    return (
        f'<figure class="bars"><div class="scroll">{svg}</div><ul class="legend">{keys}</ul>'
        f"<figcaption>{esc(value.caption)}</figcaption></figure>\n"
    )


def _bar(bar: Bar, number: int, most: int) -> str:
    """Return one line of the chart."""
    y = number * (_BAR_HEIGHT + 10) + 4
    parts = [words(_BAR_LABEL - 10, y + 16, plain(bar.label), "bar-label", "end")]
    x: float = _BAR_LABEL
    for part in bar.parts:
        if part.count:
            width = part.count / most * _BAR_WIDTH
            parts.append(
                tag(
                    "rect",
                    {
                        "class": f"bar {part.tone.value}",
                        "x": x,
                        "y": y,
                        "width": width,
                        "height": _BAR_HEIGHT,
                    },
                )
            )
            x += width
    spoken = ", ".join(f"{part.count} {part.label}" for part in bar.parts if part.count)
    parts.append(words(x + 8, y + 16, spoken or "none", "bar-total"))
    return "".join(parts)


def _matrix(value: Matrix, where: Where) -> str:
    """Return the risk matrix as a table with letters and ids in its cells."""
    head = "".join(f'<th scope="col">{esc(column)}</th>' for column in value.columns)
    rows = "".join(
        f'<tr><th scope="row">{esc(label)}</th>{"".join(_matrix_cell(item, where) for item in cells)}</tr>'
        for label, cells in value.rows
    )
    return (
        f'<div class="matrix"><table><caption>{esc(value.caption)}</caption><thead><tr>'
        f'<th scope="col" class="corner">Severity \u2193<br>Exploitability \u2192</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>\n"
    )


def _matrix_cell(value: MatrixCell, where: Where) -> str:
    """Return one cell: its letter, and the number part of each risk id as a link."""
    links = "".join(f"<li>{_matrix_id(identity, where)}</li>" for identity in value.risks)
    tone = CLASS_TONES.get(value.letter, Tone.UNKNOWN).value
    meaning = esc(CLASS_WORDS.get(value.letter, "unknown"))
    inner = f'<ul class="ids">{links}</ul>' if links else ""
    return f'<td class="{tone}"><span class="letter" title="{meaning}">{esc(value.letter)}</span>{inner}</td>'


def _matrix_id(identity: str, where: Where) -> str:
    """Return the number part of a risk id, as a link unless it would lead nowhere."""
    shown = esc(short_id(identity))
    if where.is_single and identity not in where.records:
        return f'<span title="{esc(identity)}">{shown}</span>'
    return f'<a href="{esc(record_href(identity, where))}" title="{esc(identity)}">{shown}</a>'


def _figure(value: Figure, where: Where) -> str:
    """Return a drawing with its caption, scrollable where it is wider than the page; several sheets in order."""
    sheets, keys = drawn(value, where)
    inner = "".join(
        f'<div class="sheet">{f"<p>{esc(sheet.title)}</p>" if sheet.title else ""}<div class="scroll" tabindex="0" '
        f'role="region" aria-label="{esc(f"{value.caption} {sheet.title}".strip())}">{sheet.svg}</div></div>'
        for sheet in sheets
    )
    kind = ' class="sheets"' if len(sheets) > 1 else ""
    return (
        f'<figure id="f-{esc(anchor(value.name))}"{kind}>{inner}{keys}'
        f"<figcaption>{esc(value.caption)}</figcaption></figure>\n"
    )


def _plot(value: Plot, where: Where) -> str:
    """Return a plot with its numbers to open; without one, what is missing."""
    numbers = (
        f"<details><summary>Numbers</summary>{_table(value.table, where)}</details>"
        if value.table.rows
        else ""
    )
    if not value.spec:
        return f'<div class="empty"><strong>{esc(value.caption)}.</strong> {esc(value.note)}</div>{numbers}\n'
    svg = plot_svg(value.spec)
    head, mark, rest = svg.partition(">")
    told = f'{head} role="img" aria-label="{esc(spoken(value))}"{mark}{rest}'
    return (
        f'<figure class="plot" id="p-{esc(anchor(value.name))}"><div class="scroll">{told}</div>'
        f"<figcaption>{esc(value.caption)}. {esc(value.note)}</figcaption></figure>{numbers}\n"
    )


def _code(value: CodeBlock, where: Where) -> str:
    """Return lines as they are."""
    del where
    return f"<pre>{esc(value.text)}</pre>\n"


_RENDER: Final[dict[type, Callable[[Any, Where], str]]] = {
    Paragraph: _paragraph,
    Notice: _notice,
    Table: _table,
    KeyValues: _key_values,
    Tiles: _tiles,
    Bars: _bars,
    Matrix: _matrix,
    Figure: _figure,
    Plot: _plot,
    CodeBlock: _code,
}
