"""Keys for Maven versions, and Maven's own comparison, which has cycles.

A version is a row of numbers and texts; a hyphen, and a change between digits and letters, open a row inside the
row. Maven takes the end of a row for zeros and for empty texts alike, and so answers that `1-alpha` is above
`1.x.1`, `1.x.1` above `1`, and `1` above `1-alpha`. No order agrees with all three. The key keeps every version on
its side of the one that ends, which agrees with Maven except for such pairs; `maven_order` tells which they are.

Shape of a key: one mark per item, from low to high: `!` text before the release with its rank, a double quote for
an empty text and `$` for a zero that something before the release follows, `#` a row that begins before the
release, `%` the end, then the same above the release: `&` empty text, an apostrophe for text, `(` row, `)` zero;
`*` with a number. A text has its rank, and where Maven does not know it, its letters and `!`.

Source: ComparableVersion of Maven 3.8.7 (maven-artifact, org.apache.maven.artifact.versioning) and "POM Reference",
"Version Order Specification". Maven 3.8.6 and before, and 4, read some texts after a dot differently.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Final, Literal, NamedTuple

from medward.vulnerabilities.versions.encoding import number_key


class _Item(NamedTuple):
    """One item of a version; items compare as Maven's do: texts, then rows inside the row, then numbers."""

    kind: int
    key: str


_TEXT: Final = 0
_ROW: Final = 1
_NUMBER: Final = 2
_OPEN: Final = _Item(_ROW, "")
_ZERO: Final = _Item(_NUMBER, number_key("0"))

_TEXTS: Final = {
    "alpha": "0", "beta": "1", "milestone": "2", "rc": "3", "cr": "3", "snapshot": "4",
    "ga": "5", "final": "5", "release": "5", "sp": "6",
}  # fmt: skip
_SHORT_TEXTS: Final = {"a": "0", "b": "1", "m": "2"}
"""Read as alpha, beta and milestone where a digit follows."""
_RELEASE: Final = "5"
_UNKNOWN: Final = "7"
_TEXT_END: Final = "!"
_NOTHING: Final = {_TEXT: _RELEASE, _ROW: _OPEN.key, _NUMBER: _ZERO.key}
"""What of each kind counts as nothing."""

_END: Final = "%"
_NUMBER_MARK: Final = "*"
_TEXT_MARKS: Final = ("!", "'")
_NOTHING_MARKS: Final = {_TEXT: ('"', "&"), _ROW: ("#", "("), _NUMBER: ("$", ")")}
"""Marks of an item that takes its side from what follows it: before the release, after the release."""


def maven_key(text: str) -> str | None:
    """Return the key of a Maven version; None for empty text, white space, `!` and text beyond ASCII.

    >>> maven_key("1.0-alpha-1") < maven_key("1.0-SNAPSHOT") < maven_key("1.0") < maven_key("1.0-sp")
    True
    >>> maven_key("1") == maven_key("1.0.0.Final"), maven_key("1.0-1") < maven_key("1.0.1"), maven_key("1 0")
    (True, True, None)
    """
    if _pattern().fullmatch(text) is None:
        return None
    made = [_END]
    for item in reversed(_items(text)):
        made.append(_mark(item, is_above=made[-1] > _END))
    return "".join(reversed(made))


def maven_order(a: str, b: str) -> Literal[-1, 0, 1]:
    """Return what Maven itself answers; where the keys say something else, the two lie on a cycle.

    >>> maven_order("1-alpha", "1"), maven_order("1", "1.x.1"), maven_order("1.x.1", "1-alpha")
    (-1, -1, -1)
    """
    for one, other in zip_longest(_items(a), _items(b)):
        left = one or _Item(other.kind, _NOTHING[other.kind])
        right = other or _Item(one.kind, _NOTHING[one.kind])
        if left != right:
            return -1 if left < right else 1
    return 0


def _mark(item: _Item, *, is_above: bool) -> str:
    """Return the item with its mark; `is_above` says that what follows it is above the end."""
    nothing = _NOTHING[item.kind]
    if item.key == nothing:
        return _NOTHING_MARKS[item.kind][is_above]
    if item.kind == _NUMBER:
        return _NUMBER_MARK + item.key
    return _TEXT_MARKS[item.key > nothing] + item.key


@lru_cache(maxsize=1024)
def _items(text: str) -> tuple[_Item, ...]:
    """Return the items of all rows in one; a row inside a row is always its last item.

    A version that may lie on a cycle is compared with every bound around it, so the last ones are remembered.
    """
    rows: list[list[_Item]] = [[]]
    parts = _parts().findall(text.lower())
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        if part in ".-":
            if at == 0 or parts[at - 1] in ".-":
                rows[-1].append(_ZERO)
            if part == "-":
                rows.append([])
        elif part.isdecimal():
            rows[-1].append(_Item(_NUMBER, number_key(part)))
            if following not in {"", ".", "-"}:
                rows.append([])
        else:
            _add_text(rows, part, following)
    return _normal(rows)


def _add_text(rows: list[list[_Item]], part: str, following: str) -> None:
    """Add a text: in a row of its own where digits or nothing follow it, and a row opens for the digits."""
    before_digits = following.isdecimal()
    if rows[-1] and (before_digits or not following):
        rows.append([])
    rank = (_SHORT_TEXTS.get(part) if before_digits else None) or _TEXTS.get(part)
    rows[-1].append(_Item(_TEXT, rank or _UNKNOWN + part + _TEXT_END))
    if before_digits:
        rows.append([])


def _normal(rows: list[list[_Item]]) -> tuple[_Item, ...]:
    """Return the rows as one, without what counts as nothing at the end of each row."""
    for row in rows:
        while row and row[-1].key == _NOTHING[row[-1].kind]:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    found: list[_Item] = []
    for row in rows:
        found += [_OPEN, *row]
    return tuple(found[1:])


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of Maven packages need it."""
    return re.compile(r"[\x22-\x7e]+", re.ASCII)


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(r"[0-9]+|[.-]|[^0-9.-]+", re.ASCII)
