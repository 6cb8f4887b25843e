"""Keys for apk package versions (Alpine, Wolfi, Chainguard and others).

Shape of a key: the first number; then each further number (`.`), a letter (`)`), a suffix (`!` before the
release, `(` after it) with its number (`&`), a commit hash (`%`), the revision (`$`); at last `#`, the end. The
marks are in the order apk ranks what follows: a pre-release suffix below the end, everything else above it. A
further number with a leading zero is text, below every number without.

Source: apk-tools 3, src/version.c (`apk_version_compare` with its token order) and the manual page
apk-package(5), "PACKAGE METADATA", `pkgver`. A number right after a letter (`7.1p1`) is from apk-tools 2, which
still reads it. Other versions apk calls invalid have no key: its releases order them differently.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_VERSION: Final = r"""
    (?P<first>[0-9]+) (?P<parts>(?:\.[0-9]+|[a-z][0-9]+)*[a-z]?)
    (?P<suffixes>(?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*)
    (?:~(?P<hash>[0-9a-f]+))?
    (?:-r(?P<revision>[0-9]+))?
"""
_SUFFIXES: Final = {
    "alpha": "!a", "beta": "!b", "pre": "!c", "rc": "!d",
    "cvs": "(a", "svn": "(b", "git": "(c", "hg": "(d", "p": "(e",
}  # fmt: skip
_END: Final = "#"
_REVISION: Final = "$"
_HASH: Final = "%"
_SUFFIX_NUMBER: Final = "&"
_LETTER: Final = ")"
_FURTHER_NUMBER: Final = "."
_LEADING_ZERO: Final = "0"
_TEXT_END: Final = "!"


def apk_key(text: str) -> str | None:
    """Return the key of an apk version; None for text apk's own check refuses.

    >>> apk_key("1.0_rc1") < apk_key("1.0") < apk_key("1.0-r0") < apk_key("1.0_p1") < apk_key("1.0a")
    True
    >>> apk_key("1.02") < apk_key("1.1"), apk_key("1.0-ruff")
    (True, None)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    return "".join(
        (
            number_key(match["first"]),
            *(_part(*found) for found in _part_pattern().findall(match["parts"])),
            *(_suffix(*found) for found in _suffix_pattern().findall(match["suffixes"])),
            _HASH + match["hash"] + _TEXT_END if match["hash"] else "",
            _REVISION + number_key(match["revision"]) if match["revision"] else "",
            _END,
        )
    )


def _part(mark: str, digits: str) -> str:
    """Return a further number or a letter; after a dot a leading zero makes a number text."""
    if mark != ".":
        return _LETTER + mark + (_FURTHER_NUMBER + number_key(digits) if digits else "")
    if digits.startswith("0"):
        return _FURTHER_NUMBER + _LEADING_ZERO + digits + _TEXT_END
    return _FURTHER_NUMBER + number_key(digits)


def _suffix(name: str, digits: str) -> str:
    return _SUFFIXES[name] + (_SUFFIX_NUMBER + number_key(digits) if digits else "")


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of apk packages need it."""
    return re.compile(_VERSION, re.VERBOSE | re.ASCII)


@cache
def _part_pattern() -> re.Pattern[str]:
    return re.compile("([.a-z])([0-9]*)", re.ASCII)


@cache
def _suffix_pattern() -> re.Pattern[str]:
    return re.compile("_([a-z]+)([0-9]*)", re.ASCII)
