"""Counting and listing in words.

>>> plural(2, "risk"), few(["A", "B", "C"], 2)
('2 risks', 'A, B and 1 more')
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NUMBERED: Final = re.compile(r"(.*?)([0-9]+)")
_RUN: Final = 3
"""Ids that follow each other from which only the first and the last are named."""


def plural(count: int, word: str, many: str = "") -> str:
    """Return a count with its noun: `1 warning`, `2 warnings`, `2 entries` when `many` says so.

    >>> plural(1, "warning"), plural(1200, "entry", "entries")
    ('1 warning', '1,200 entries')
    """
    return f"{count:,} {word if count == 1 else many or word + 's'}"


def spelled(name: str) -> str:
    """Return a name of a vocabulary, such as a state or a kind, as it stands in a sentence.

    >>> spelled("not-affected")
    'not affected'
    """
    return name.replace("-", " ")


def few(items: Sequence[str], most: int, between: str = ", ") -> str:
    """Return the first items and how many are left out, so that none is dropped in silence."""
    shown = between.join(items[:most])
    return f"{shown} and {len(items) - most:,} more" if len(items) > most else shown


def runs(ids: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the first and the last id of each run; an id that stands alone is both.

    Ids that begin alike come together, by number; three or more that follow each other make a run.

    >>> runs(["THR-0003", "RSK-0007", "THR-0001", "THR-0002", "RSK-0008"])
    (('THR-0001', 'THR-0003'), ('RSK-0007', 'RSK-0007'), ('RSK-0008', 'RSK-0008'))
    """
    alike: dict[tuple[str, int], list[int]] = {}
    for one in dict.fromkeys(ids):
        found = _NUMBERED.fullmatch(one)
        start, digits = found.groups() if found else (one, "")
        alike.setdefault((start, len(digits)), []).extend([int(digits)] if digits else [])
    return tuple(
        (f"{start}{first:0{width}}", f"{start}{last:0{width}}") if width else (start, start)
        for (start, width), numbers in alike.items()
        for first, last in (_runs(sorted(numbers)) if width else [(0, 0)])
    )


def told_runs(ids: Iterable[str]) -> str:
    """Return every id, of each run the first and the last.

    >>> told_runs(["N73-01", "N73-02", "N73-03", "N73-07"])
    'N73-01 to N73-03, N73-07'
    """
    return ", ".join(one if one == last else f"{one} to {last}" for one, last in runs(ids))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of numbers that follow each other, each number of a shorter run alone."""
    run: list[int] = []
    for number in (*numbers, None):
        if run and number != run[-1] + 1:
            yield from [(run[0], run[-1])] if len(run) >= _RUN else [(one, one) for one in run]
            run = []
        run += [] if number is None else [number]


def running(words: str) -> str:
    """Return words with a small first letter, as inside a sentence; an acronym keeps its own.

    >>> running("Forge a command"), running("BLE is off")
    ('forge a command', 'BLE is off')
    """
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]
