"""Keys for Gentoo ebuild versions.

Shape of a key: the first number; each further number (`.`); a letter (`)`); each suffix: `!` with its rank and number
before the release, `(` after it; the revision (`$`) unless it is 0; at last `#`, the end. A further number that
begins with a zero is text without its trailing zeros, below every number without.

Two numbers of which one begins with a zero compare as text in Gentoo, all others as numbers; a number is below one
with leading zeros never, because its first digit is above `0`.

Source: Gentoo Package Manager Specification, sections 3.2 "Version Specifications" and 3.3 "Version Comparison",
algorithms 3.1 to 3.7.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_VERSION: Final = r"""
    (?P<first>[0-9]+) (?P<parts>(?:\.[0-9]+)*) (?P<letter>[a-z]?)
    (?P<suffixes>(?:_(?:alpha|beta|pre|rc|p)[0-9]*)*)
    (?:-r(?P<revision>[0-9]+))?
"""
_SUFFIXES: Final = {"alpha": "!a", "beta": "!b", "pre": "!c", "rc": "!d", "p": "(e"}
_END: Final = "#"
_REVISION: Final = "$"
_LETTER: Final = ")"
_FURTHER_NUMBER: Final = "."
_LEADING_ZERO: Final = "0"
_TEXT_END: Final = "!"


def gentoo_key(text: str) -> str | None:
    """Return the key of an ebuild version; None for text the specification does not allow.

    >>> gentoo_key("1.0_rc1") < gentoo_key("1.0") == gentoo_key("1.0-r0") < gentoo_key("1.0_p1") < gentoo_key("1.0a")
    True
    >>> gentoo_key("1.02") < gentoo_key("1.1"), gentoo_key("1.0_foo")
    (True, None)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    revision = (match["revision"] or "").lstrip("0")
    return "".join(
        (
            number_key(match["first"]),
            *(_part(digits) for digits in match["parts"].split(".")[1:]),
            _LETTER + match["letter"] if match["letter"] else "",
            *(_suffix(*found) for found in _suffix_pattern().findall(match["suffixes"])),
            _REVISION + number_key(revision) if revision else "",
            _END,
        )
    )


def _part(digits: str) -> str:
    if digits.startswith("0"):
        return _FURTHER_NUMBER + _LEADING_ZERO + digits.rstrip("0") + _TEXT_END
    return _FURTHER_NUMBER + number_key(digits)


def _suffix(name: str, digits: str) -> str:
    return _SUFFIXES[name] + number_key(digits or "0")


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only ranges of Gentoo need it."""
    return re.compile(_VERSION, re.VERBOSE | re.ASCII)


@cache
def _suffix_pattern() -> re.Pattern[str]:
    return re.compile("_([a-z]+)([0-9]*)", re.ASCII)
