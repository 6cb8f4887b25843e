"""Keys for Arch Linux package versions (alpm, pacman): epoch, version and release.

Shape of a key: the epoch, the version's segments closed by `#`, then the release's. A segment is letters (with `!`
at their end) or a number, and says how many separators stand before it: none: `!` and letters, `$` and a number;
some: `%`, how many, then `!` and letters or `#` and a number. So letters right after a number rank below the end,
and the end below everything else.

Pacman takes a missing release as equal to every release, which no order can be: a version without one has no key.
Nor has a version that ends in a separator: pacman's comparison of those has cycles.

Source: vercmp(8) and lib/libalpm/version.c of pacman 6 (`alpm_pkg_vercmp`, `rpmvercmp`, `parseEVR`); PKGBUILD(5),
`pkgver`, `pkgrel`, `epoch`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_END: Final = "#"
_LETTERS_AT_ONCE: Final = "!"
_NUMBER_AT_ONCE: Final = "$"
_SEPARATED: Final = "%"
_LETTERS: Final = "!"
_NUMBER: Final = "#"
_LETTERS_END: Final = "!"


def alpm_key(text: str) -> str | None:
    """Return the key of `epoch:pkgver-pkgrel`; None without a release and for other text.

    >>> alpm_key("1.0a-1") < alpm_key("1.0-1") == alpm_key("0:1.0-1") < alpm_key("1.0.a-1") < alpm_key("1.0.1-1")
    True
    >>> alpm_key("1.0") is None
    True
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    epoch, version, release = match.groups()
    return number_key(epoch or "0") + _part_key(version) + _part_key(release)


def _part_key(part: str) -> str:
    return "".join(_segment_key(len(gap), one) for gap, one in _segments().findall(part)) + _END


def _segment_key(gap: int, segment: str) -> str:
    is_number = segment.isdecimal()
    body = number_key(segment) if is_number else segment + _LETTERS_END
    if gap:
        return _SEPARATED + number_key(str(gap)) + (_NUMBER if is_number else _LETTERS) + body
    return (_NUMBER_AT_ONCE if is_number else _LETTERS_AT_ONCE) + body


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of Arch Linux packages need it."""
    return re.compile(r"(?:([0-9]+):)?([0-9A-Za-z._+~^]*[0-9A-Za-z])-([0-9.]*[0-9])", re.ASCII)


@cache
def _segments() -> re.Pattern[str]:
    return re.compile("([^0-9A-Za-z]*)([0-9]+|[A-Za-z]+)", re.ASCII)
