"""Keys for Semantic Versioning and the three ecosystems that order by it: npm, Go modules, Cargo.

Shape of a key: three numbers, then either `~` (a release) or the pre-release identifiers, each as `#` and a
number or `%`, the text and `!`. `#` < `%` < `~` gives numeric < alphanumeric < release; a shorter list of
identifiers sorts first because its key is a prefix. Build metadata has no part in the order, so it has none
in the key.

Source: Semantic Versioning 2.0.0 items 2, 9, 10, 11. Go: the module reference, "Versions" and
"Pseudo-versions", and golang.org/x/mod/semver (a `v`, and `v1` or `v1.2` as short forms of a release).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_NUMBER: Final = r"(0|[1-9][0-9]*)"
_IDENTIFIER: Final = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_TAIL: Final = rf"(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
_GO_RELEASE: Final = r"go([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:(rc|beta)([0-9]+))?"

_RELEASE: Final = "~"
_NUMERIC: Final = "#"
_TEXT: Final = "%"
_TEXT_END: Final = "!"


def semver_key(text: str) -> str | None:
    """Return the key of a semantic version; a leading `v`, as tags and npm write it, is not part of it.

    >>> semver_key("1.10.0"), semver_key("1.10.0-rc.1"), semver_key("1.10")
    ('112100~', '112100%rc!#11', None)
    """
    return cargo_key(text.removeprefix("v"))


def cargo_key(text: str) -> str | None:
    """Return the key of a Cargo version: Semantic Versioning 2.0.0 to the letter, no prefix."""
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    major, minor, patch, before_release = match.groups()
    return number_key(major) + number_key(minor) + number_key(patch) + _tail_key(before_release)


def go_key(text: str) -> str | None:
    """Return the key of a Go module version or of a release of Go itself (`go1.21rc2`).

    >>> go_key("v1.2") == go_key("1.2.0"), go_key("go1.21rc2") == go_key("1.21.0-rc.2"), go_key("(devel)")
    (True, True, None)
    """
    bare = text.removeprefix("v")
    short = _short_pattern().fullmatch(bare)
    if short is not None:
        return cargo_key(f"{short[1]}.{short[2] or '0'}.0")
    release = _go_release_pattern().fullmatch(bare)
    if release is None:
        return cargo_key(bare)
    major, minor, patch, stage, count = release.groups()
    numbers = f"{int(major)}.{int(minor or 0)}.{int(patch or 0)}"
    return cargo_key(f"{numbers}-{stage}.{int(count)}" if stage else numbers)


def _tail_key(before_release: str | None) -> str:
    """Return what follows the three numbers."""
    return _RELEASE if before_release is None else identifiers_key(before_release)


def identifiers_key(text: str) -> str:
    """Return dot-separated identifiers: numbers below text, fewer below more.

    >>> identifiers_key("rc.1") < identifiers_key("rc.1.0") < identifiers_key("rc.x")
    True
    """
    return "".join(
        _NUMERIC + number_key(identifier) if identifier.isdecimal() else _TEXT + identifier + _TEXT_END
        for identifier in text.split(".")
    )


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: a scan of Python packages never needs it."""
    return re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}{_TAIL}", re.ASCII)


@cache
def _short_pattern() -> re.Pattern[str]:
    return re.compile(rf"{_NUMBER}(?:\.{_NUMBER})?", re.ASCII)


@cache
def _go_release_pattern() -> re.Pattern[str]:
    return re.compile(_GO_RELEASE, re.ASCII)
