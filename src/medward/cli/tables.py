"""Plain tables, safe for a terminal, without a table library: the quick commands use them too."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GAP: Final = "  "
_NARROWEST: Final = 30
"""Room the last column always has, however narrow the terminal is."""
_WIDTH: Final = 120
"""Width when the output is not a terminal."""


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, indent: str = "  ") -> list[str]:
    """Return an aligned table; the last column wraps at spaces, so nothing is cut off."""
    cells = [tuple(plain(cell) for cell in row) for row in [heads, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads) - 1)]
    used = len(indent) + sum(widths) + len(_GAP) * len(widths)
    lines = []
    for row in cells:
        first, *rest = wrapped(row[-1], used)
        start = indent + "".join(f"{cell:<{width}}{_GAP}" for cell, width in zip(row, widths, strict=False))
        lines.append((start + first).rstrip())
        lines += [" " * used + more for more in rest]
    return lines


def plain(text: str) -> str:
    """Return text of a file safe for a terminal: no control characters, no line breaks."""
    return "".join(character if character.isprintable() else "?" for character in text)


def wrapped(text: str, used: int) -> list[str]:
    """Break text at spaces into lines that fit the terminal beside `used` characters; long words stay whole."""
    room = max(shutil.get_terminal_size((_WIDTH, 24)).columns - used, _NARROWEST)
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines
