"""Keys for Pub (Dart) and Julia versions: Semantic Versioning in which build metadata has an order.

Shape of a key: as for Semantic Versioning, and after it, where there is build metadata, a double quote, below every
mark of a pre-release identifier, and the build's identifiers ranked as those of a pre-release. So `1.0.0` is below
`1.0.0+1`, `1.0.0-a` below `1.0.0-a+1`, and that below `1.0.0-a.1`.

Source: pub_semver, "Semantics" (README) and Version.compareTo, which orders builds "for the sake of a total order";
Julia's manual, "Version Number Literals", and base/version.jl (`VERSION_REGEX`, `isless`, `ident_cmp`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key
from medward.vulnerabilities.versions.semver import identifiers_key

_IDENTIFIERS: Final = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_RELEASE: Final = "~"
_BUILD: Final = '"'
_LONGEST_NUMBER: Final = 18
"""Digits that surely fit the 64 bits both languages read an identifier into."""


def pub_key(text: str) -> str | None:
    """Return the key of a Pub version; None for other text and for identifiers Dart reads in a way of its own.

    >>> pub_key("1.0.0-pre") < pub_key("1.0.0-pre+b") < pub_key("1.0.0") < pub_key("1.0.0+9") < pub_key("1.0.0+a")
    True
    >>> pub_key("1.0"), pub_key("1.0.0-0x10")
    (None, None)
    """
    match = _pub_pattern().fullmatch(text)
    return None if match is None else _key(match.groups())


def julia_key(text: str) -> str | None:
    """Return the key of a Julia version; a missing number is 0.

    >>> julia_key("1.2") == julia_key("v1.2.0"), julia_key("1.0rc1") < julia_key("1") < julia_key("1.0.0+3")
    (True, True)
    """
    match = _julia_pattern().fullmatch(text)
    return None if match is None else _key(match.groups())


def _key(parts: tuple[str | None, ...]) -> str | None:
    """Return the key of three numbers, pre-release and build."""
    *numbers, before, build = parts
    if any(_is_read_otherwise(one) for one in (before, build) if one):
        return None
    made = "".join(number_key(number or "0") for number in numbers)
    made += _RELEASE if before is None else identifiers_key(before)
    return made if build is None else made + _BUILD + identifiers_key(build)


def _is_read_otherwise(text: str) -> bool:
    """Return whether an identifier is a signed, hexadecimal or overlong number, which Dart or Julia read specially."""
    return any(
        _special().fullmatch(one) is not None or (one.isdecimal() and len(one) > _LONGEST_NUMBER)
        for one in text.split(".")
    )


@cache
def _pub_pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of Dart packages need it."""
    return re.compile(
        rf"v?([0-9]+)\.([0-9]+)\.([0-9]+)(?:-({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?", re.ASCII
    )


@cache
def _julia_pattern() -> re.Pattern[str]:
    return re.compile(
        r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?"
        rf"(?:(?:-|(?=[A-Za-z]))({_IDENTIFIERS}))?(?:\+({_IDENTIFIERS}))?",
        re.ASCII | re.IGNORECASE,
    )


@cache
def _special() -> re.Pattern[str]:
    return re.compile("-[0-9]+|-?0x[0-9a-f]+", re.IGNORECASE)
