"""How the columns of a table share a printed line.

Columns a page shows below another one are set below it here too. Each gets a share between what its longest
word needs and what its text would like, so that no word is cut and long prose gets the room.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.dossier.blocks import Badge, Items, Phrase, Ref, Table, simple, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.blocks import Block, Cell, Row, Section

_LONGEST_WORD: Final = 20
"""Letters after which a word may break; ids, dates and class words are shorter."""
_COMFORT: Final = 34
"""Letters of a line of prose that reads well in a table."""
_LEAST: Final = 4
_PADDING: Final = 3
"""What the space on both sides takes, in letters."""
_PROSE: Final = 2.0
"""How fast long prose asks for more: with the root of its length, so that one long cell does not starve others."""
_WHOLE: Final = re.compile(r"\b[A-Z][A-Z0-9]{1,11}-[A-Z]{2,4}-[0-9]{2,6}\b|[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Ids and dates, which stay on one line."""
_CAPITALS: Final = 1.12
"""How much wider bold capitals and digits are than running text."""
_BADGE: Final = 18
"""Letters up to which a state stays on one line."""
_UPRIGHT_COLUMNS: Final = 7
"""A table with more columns is printed on a turned page (practice 7.2)."""
_UPRIGHT_PROSE: Final = 210
"""Letters a line of a table would like, from which it is printed on a turned page too."""
_UPRIGHT_LETTERS: Final = 112
_TURNED_LETTERS: Final = 190
"""Letters on a line of a table, at the sizes of the template."""
_MARK: Final = 4
"""What the mark and the frame of a state take, in letters."""
_LINE: Final = 10
"""Letters up to which a state and what stands beside it stay on one line."""
_STEPS: Final = 24
_SAMPLE: Final = 60
"""Rows that are looked at."""


def under_heading(section: Section) -> tuple[Block, ...]:
    """Return the blocks of a section; a lone table with nothing in it needs no caption beside the heading."""
    match section.blocks:
        case (Table(rows=()) as table,):
            return (replace(table, caption=""),)
    return section.blocks


class Group(NamedTuple):
    """A printed column: the first column of the table in it, and those below it with their titles."""

    first: int
    below: tuple[tuple[int, str], ...] = ()


class Layout(NamedTuple):
    """How a table stands on paper."""

    groups: tuple[Group, ...]
    """The printed columns."""
    shares: tuple[float, ...]
    """Width of each in letters."""
    is_turned: bool
    """Whether it wants a turned page."""


def layout(table: Table) -> Layout:
    """Return how a table stands on paper: a wide one and one of much prose want a turned page."""
    groups = _groups(table)
    wishes = [_wish(table, group) for group in groups]
    is_wide = len(groups) > _UPRIGHT_COLUMNS or sum(liked for _, liked in wishes) > _UPRIGHT_PROSE
    is_turned = bool(table.rows) and is_wide
    letters = _TURNED_LETTERS if is_turned else _UPRIGHT_LETTERS
    return Layout(groups, _widths(table, groups, [needed for needed, _ in wishes], letters), is_turned)


def _groups(table: Table) -> tuple[Group, ...]:
    """Return the printed columns."""
    groups: list[Group] = []
    for number, column in enumerate(table.columns):
        if column.is_below and groups:
            groups[-1] = Group(groups[-1].first, (*groups[-1].below, (number, column.title)))
        else:
            groups.append(Group(number))
    return tuple(groups)


def _widths(table: Table, groups: tuple[Group, ...], needed: list[float], letters: int) -> tuple[float, ...]:
    """Return the width of each printed column in letters; together they fill a line of `letters`.

    Every column gets what its longest word needs; what is left goes, a little at a time, to the column that makes
    the rows of the table shortest, and where none does, to the one with the least room for its longest cell. Of a long
    table some rows, evenly spread, stand for all.
    """
    found = list(needed)
    left = letters - sum(found)
    if left <= 0:
        return tuple(found)
    step = left / _STEPS
    lengths = [
        [_length(table, group, row) for group in groups]
        for row in table.rows[:: max(1, len(table.rows) // _SAMPLE)]
    ]
    longest = (
        [max(row[column] for row in lengths) for column in range(len(found))] if lengths else [0] * len(found)
    )
    for _ in range(_STEPS):
        gains = _gains(lengths, found, step)
        tight = [length / (width - _PADDING) for length, width in zip(longest, found, strict=True)]
        best = max(range(len(found)), key=lambda column: (gains[column], tight[column]))
        found[best] += step
    return tuple(found)


def _gains(lengths: list[list[int]], found: list[float], step: float) -> list[float]:
    """Return by how many lines the rows together shrink when one column gets a step more."""
    gains = [0.0] * len(found)
    room = [max(1.0, width - _PADDING) for width in found]
    for row in lengths:
        lines = [length / width for length, width in zip(row, room, strict=True)]
        tallest = max(range(len(lines)), key=lines.__getitem__)
        other = max((one for number, one in enumerate(lines) if number != tallest), default=1.0)
        gains[tallest] += max(0.0, lines[tallest] - max(1.0, other, row[tallest] / (room[tallest] + step)))
    return gains


def _length(table: Table, group: Group, row: Row) -> int:
    """Return how many letters a printed cell takes, those below it with their titles."""
    below = sum(
        len(printed(row.cells[number])) + len(table.columns[number].title) + 8 for number, _ in group.below
    )
    return len(printed(row.cells[group.first])) + below


def printed(cell: Cell) -> str:
    """Return the text of a cell as it is printed: a labelled link shows its label alone."""
    return told(cell, lambda part: (part.label or part.id) if isinstance(part, Ref) else simple(part))


def _wish(table: Table, group: Group) -> tuple[float, float]:
    """Return how many letters a column needs so that no word is cut, and how many its text would like."""
    texts = [printed(row.cells[group.first]) for row in table.rows]
    texts += [f"{title}: {printed(row.cells[number])}" for number, title in group.below for row in table.rows]
    title = table.columns[group.first].title
    words = [len(word) for text in (*texts, title) for word in text.replace("-", "- ").split()]
    words += [round(len(found) * _CAPITALS) for text in texts for found in _WHOLE.findall(text)]
    words += [round(len(name) * _CAPITALS) for row in table.rows for name in _names(row.cells[group.first])]
    words += [len(word) + _MARK for row in table.rows for word in _states(row, group)]
    words += [round(len(word) * _CAPITALS) for word in title.split()]
    needed = min(max(words, default=_LEAST), _LONGEST_WORD) + _PADDING
    longest = max((len(text) for text in texts), default=0)
    wanted = longest if longest <= _COMFORT else _COMFORT + _PROSE * (longest - _COMFORT) ** 0.5
    return float(max(_LEAST, needed)), float(max(_LEAST, needed, wanted))


def _names(cell: Cell) -> Iterator[str]:
    """Yield the ids that a cell links to; they stay whole."""
    match cell:
        case Ref(id=name, label=""):
            yield name
        case tuple(parts) | Phrase(parts=parts) | Items(items=parts):
            yield from (name for part in parts for name in _names(part))


def _states(row: Row, group: Group) -> Iterator[str]:
    """Yield the words of short badges in a printed cell, with what stands beside them where both are short."""
    for number in (group.first, *(number for number, _ in group.below)):
        cell = row.cells[number]
        for part in cell if isinstance(cell, tuple) else (cell,):
            if isinstance(part, Badge) and len(part.word) <= _BADGE:
                whole = printed(cell)
                yield whole if len(whole) <= _LINE else part.word
