"""Keys for RPM package versions: epoch, version and release.

Shape of a key: the epoch, the version's segments closed by `#`, and, where a release is stated, `$`, its
segments and `#`. A segment is `!` (a tilde), `$` (a caret), `%` with letters and `!`, or `&` with a number;
everything else only separates. So a tilde ranks below the end, the end below a caret, a caret below letters and
letters below numbers. A missing epoch is 0; a missing release ranks below every release.

Source: RPM's `rpmvercmp` and `rpmverParse` (rpmio/rpmvercmp.c and rpmio/rpmver.c of RPM 4.18) and the manual page
rpm-version(7), "ALGORITHM".
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_TILDE: Final = "!"
_END: Final = "#"
_CARET: Final = "$"
_LETTERS: Final = "%"
_LETTERS_END: Final = "!"
_NUMBER: Final = "&"
_RELEASE: Final = "$"
_KEPT: Final = 4096
"""Segments remembered: the same numbers and words come back in most versions."""


def rpm_key(text: str) -> str | None:
    """Return the key of `epoch:version-release`; None for empty text and text with white space.

    >>> rpm_key("1.0~rc1") < rpm_key("1.0") == rpm_key("0:1_0") < rpm_key("1.0^git1") < rpm_key("1.0a")
    True
    >>> rpm_key("1.0") < rpm_key("1.0-1.el9"), rpm_key("1 0") is None
    (True, True)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    made = number_key(match["epoch"] or "0") + _part_key(match["version"])
    return made if match["release"] is None else made + _RELEASE + _part_key(match["release"])


def _part_key(part: str) -> str:
    """Return version or release as marked segments."""
    return "".join(_segment_key(segment) for segment in _segments().findall(part)) + _END


@lru_cache(_KEPT)
def _segment_key(segment: str) -> str:
    if segment == "~":
        return _TILDE
    if segment == "^":
        return _CARET
    if segment.isdecimal():
        return _NUMBER + number_key(segment)
    return _LETTERS + segment + _LETTERS_END


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of RPM packages need it."""
    return re.compile(r"(?=\S)(?:(?P<epoch>[0-9]*):)?(?P<version>\S*?)(?:-(?P<release>[^\s-]*))?")


@cache
def _segments() -> re.Pattern[str]:
    return re.compile(r"~|\^|[0-9]+|[A-Za-z]+")
