"""Counting and listing in words.

>>> plural(2, "risk"), few(["A", "B", "C"], 2)
('2 risks', 'A, B and 1 more')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def plural(count: int, word: str, many: str = "") -> str:
    """Return a count with its noun: `1 warning`, `2 warnings`, `2 entries` when `many` says so.

    >>> plural(1, "warning"), plural(1200, "entry", "entries")
    ('1 warning', '1,200 entries')
    """
    return f"{count:,} {word if count == 1 else many or word + 's'}"


def few(items: Sequence[str], most: int, between: str = ", ") -> str:
    """Return the first items and how many are left out, so that none is dropped in silence."""
    shown = between.join(items[:most])
    return f"{shown} and {len(items) - most:,} more" if len(items) > most else shown


def running(words: str) -> str:
    """Return words with a small first letter, as inside a sentence; an acronym keeps its own.

    >>> running("Forge a command"), running("BLE is off")
    ('forge a command', 'BLE is off')
    """
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
