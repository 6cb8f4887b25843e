"""Keys for Conan versions, and Conan's own comparison, which has cycles.

A version is a row of items between dots, without zeros at its end, then a pre-release after `-` and a build after
`+`, rows themselves. Two numbers compare as numbers; anything else compares as text, so that Conan answers that 10a
is below 9, 9 below 10, and 10 below 10a. No order agrees with all three. The key places text that begins with digits
right after that number, or, where those are all nines, above every number; `conan_order` tells where Conan says
something else.

Shape of a key: the items, each `"` where it is empty, `#` with a number, its text where it has one, or `%` and text,
all closed by `!`; then the mark of the state: `!` and the pre-release or `~`, the release; then `"` and the build.

Source: conan 2, conan/internal/model/version.py; Conan documentation, "Version ranges" (order of versions).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal, TypeAlias

from medward.vulnerabilities.versions.encoding import number_key

_EMPTY: Final = '"'
_MIXED: Final = "#"
_TEXT: Final = "%"
_END: Final = "!"
_BEFORE: Final = "!"
_RELEASE: Final = "~"
_BUILD: Final = '"'

Items: TypeAlias = tuple[int | str, ...]


def conan_key(text: str) -> str | None:
    """Return the key of a Conan version; None for text Conan does not allow as a version.

    >>> conan_key("1.2-") < conan_key("1.2-rc1") < conan_key("1.2") == conan_key("1.2.0") < conan_key("1.2.0+b1")
    True
    >>> conan_key("1.1.1") < conan_key("1.1.1k") < conan_key("1.1.2"), conan_key("1 0")
    (True, None)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    main, before, build = match.groups()
    made = _row(main) + (_RELEASE if before is None else _BEFORE + _row(before))
    return made if build is None else made + _BUILD + _row(build)


def conan_order(a: str, b: str) -> Literal[-1, 0, 1]:
    """Return what Conan itself answers; where the keys say something else, the two lie on a cycle.

    >>> conan_order("10a", "9"), conan_order("9", "10"), conan_order("10", "10a")
    (-1, -1, -1)
    """
    (left, left_before, left_build), (right, right_before, right_build) = _parsed(a), _parsed(b)
    if left != right:
        return _items_order(left, right)
    if (left_before is None) != (right_before is None):
        return 1 if left_before is None else -1
    return _items_order(left_before or (), right_before or ()) or _optional_order(left_build, right_build)


def _optional_order(a: Items | None, b: Items | None) -> Literal[-1, 0, 1]:
    if a is None or b is None:
        return 0 if a is b else (-1 if a is None else 1)
    return _items_order(a, b)


def _items_order(a: Items, b: Items) -> Literal[-1, 0, 1]:
    """Return the order of two rows: the first pair that differs decides, else the shorter is lower."""
    for left, right in zip(a, b, strict=False):
        if left != right:
            if isinstance(left, int) and isinstance(right, int):
                return -1 if left < right else 1
            return -1 if str(left) < str(right) else 1
    return _sign(len(a), len(b))


def _sign(a: int, b: int) -> Literal[-1, 0, 1]:
    return 0 if a == b else (-1 if a < b else 1)


def _parsed(text: str) -> tuple[Items, Items | None, Items | None]:
    bare, plus, build = text.partition("+")
    main, hyphen, before = bare.partition("-")
    return _items(main), _items(before) if hyphen else None, _items(build) if plus else None


def _items(row: str) -> Items:
    items: list[int | str] = [int(item) if item.isdecimal() else item for item in row.split(".")]
    while items and items[-1] == 0:
        items.pop()
    return tuple(items)


def _row(row: str) -> str:
    return "".join(map(_item_key, _items(row))) + _END


def _item_key(item: int | str) -> str:
    if isinstance(item, int):
        return _MIXED + number_key(str(item)) + _END
    if not item:
        return _EMPTY
    text = item.lstrip("0123456789")
    digits = item[: len(item) - len(text)]
    if not digits.strip("9"):
        return _TEXT + item + _END
    return _MIXED + number_key(digits) + text + _END


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of Conan packages need it.

    Left out are text that Python reads as a number (`1_0`), letters after a leading zero, and signs.
    """
    number = "[0-9]{1,300}"
    text = r"(?!0)(?![0-9_]+(?:[.+-]|\Z))[0-9A-Za-z_]{1,300}"
    item = f"(?:{number}(?![0-9A-Za-z_])|{text})"
    longer = rf"(?:{number}(?![0-9A-Za-z_-])|{text}(?:-[0-9A-Za-z_-]*)?)"
    main = rf"{item}(?:\.{item})*"
    nested = rf"{longer}(?:\.{longer})*"
    return re.compile(rf"({main})(?:-({nested}|))?(?:\+({nested}))?", re.ASCII)
