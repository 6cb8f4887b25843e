"""How the columns of a table share a printed line.

Columns a page shows below another one are set below it here too. Each gets a share between what its longest
word needs and what its text would like, so that no word is cut and long prose gets the room.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.dossier.blocks import plain

if TYPE_CHECKING:
    from medward.dossier.blocks import Table

_LONGEST_WORD: Final = 20
"""Letters after which a word may break; ids, dates and class words are shorter."""
_COMFORT: Final = 34
"""Letters of a line of prose that reads well in a table."""
_LEAST: Final = 4
_PADDING: Final = 3
"""What the space on both sides takes, in letters."""
_PROSE: Final = 2.0
"""How fast long prose asks for more: with the root of its length, so that one long cell does not starve others."""
_ID: Final = re.compile(r"[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}")


class Group(NamedTuple):
    """A printed column: the first column of the table in it, and those below it with their titles."""

    first: int
    below: tuple[tuple[int, str], ...] = ()


def column_groups(table: Table) -> tuple[Group, ...]:
    """Return the printed columns."""
    groups: list[Group] = []
    for number, column in enumerate(table.columns):
        if column.is_below and groups:
            groups[-1] = Group(groups[-1].first, (*groups[-1].below, (number, column.title)))
        else:
            groups.append(Group(number))
    return tuple(groups)


def widths(table: Table, groups: tuple[Group, ...], letters: int) -> tuple[float, ...]:
    """Return the width of each printed column in letters; together they fill a line of `letters`.

    Every column gets what its longest word needs; what is left goes to those whose text would like more.
    """
    wishes = [_wish(table, group) for group in groups]
    left = letters - sum(needed for needed, _ in wishes)
    more = [max(0.0, liked - needed) for needed, liked in wishes]
    if left <= 0 or not any(more):
        return tuple(needed for needed, _ in wishes)
    return tuple(needed + left * extra / sum(more) for (needed, _), extra in zip(wishes, more, strict=True))


def liked(table: Table, groups: tuple[Group, ...]) -> float:
    """Return how many letters a line of the table would like."""
    return sum(wish for _, wish in (_wish(table, group) for group in groups))


def _wish(table: Table, group: Group) -> tuple[float, float]:
    """Return how many letters a column needs so that no word is cut, and how many its text would like."""
    texts = [plain(row.cells[group.first]) for row in table.rows]
    texts += [f"{title}: {plain(row.cells[number])}" for number, title in group.below for row in table.rows]
    title = table.columns[group.first].title
    words = [len(word) for text in (*texts, title) for word in text.replace("-", "- ").split()]
    words += [len(found) for text in texts for found in _ID.findall(text)]
    needed = min(max(words, default=_LEAST), _LONGEST_WORD) + _PADDING
    longest = max((len(text) for text in texts), default=0)
    wanted = longest if longest <= _COMFORT else _COMFORT + _PROSE * (longest - _COMFORT) ** 0.5
    return float(max(_LEAST, needed)), float(max(_LEAST, needed, wanted))
