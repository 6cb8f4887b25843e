"""Plain tables for the commands that must start at once, without the table library."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GAP: Final = "  "
_NARROWEST: Final = 24


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return an aligned table; a last column that does not fit the terminal is cut with `...`."""
    cells = [tuple(plain(cell) for cell in row) for row in [heads, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = [
        "  " + _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    limit = max(shutil.get_terminal_size((160, 24)).columns, _NARROWEST)
    return [line if len(line) <= limit else line[: limit - 3] + "..." for line in lines]


def plain(text: str) -> str:
    """Return text of a file safe for a terminal: no control characters, no line breaks."""
    return "".join(character if character.isprintable() else "?" for character in text)
