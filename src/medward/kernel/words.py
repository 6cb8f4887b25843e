"""Counting in words."""

from __future__ import annotations


def plural(count: int, word: str, many: str = "") -> str:
    """Return a count with its noun: `1 warning`, `2 warnings`, `2 entries` when `many` says so.

    >>> plural(1, "warning"), plural(1200, "entry", "entries")
    ('1 warning', '1,200 entries')
    """
    return f"{count:,} {word if count == 1 else many or word + 's'}"
