"""Keys for Composer (Packagist) versions.

Composer first brings a version into a normal form of four numbers and a stability, then orders by PHP's
`version_compare`. Text that Composer's parser refuses, but that begins with a number, is given four numbers too
and ordered by `version_compare`: there is no other order for it. A branch (`dev-main`) has none.

Shape of a key: one mark per part: `!` text PHP does not know, `#` dev, `$` alpha, `%` beta, `&` candidate, `(` the
end, `)` with a number, `+` patch level. That is PHP's ranking, the end standing where a release stands.

Source: composer/semver, src/VersionParser.php (`normalize`, `normalizeBranch`); the PHP manual,
`version_compare`; php-src, ext/standard/versioning.c.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_STABILITY: Final = r"""
    [._-]? (?: (?P<stability>stable|beta|b|rc|alpha|a|patch|pl|p) (?P<count>(?:[.-]?[0-9]+)*) )?
    (?P<dev>[.-]?dev)?
"""
_CLASSICAL: Final = rf"""
    v?(?P<numbers>[0-9]{{1,5}} (?:\.[0-9]+){{0,3}}) {_STABILITY}
"""
_DATE: Final = rf"""
    v?(?P<numbers>[0-9]{{4}} (?:[.:-]?[0-9]{{2}}){{1,6}} (?:[.:-]?[0-9]{{1,3}})?) {_STABILITY}
"""
_BRANCH: Final = r"v?(?P<numbers>[0-9]+(?:\.(?:[0-9]+|[x*])){0,3})[.-]?dev"
_PLAIN: Final = r"v?(?P<numbers>[0-9]+(?:\.[0-9]+){0,3})(?P<rest>(?:[a-z][0-9a-z]*)?(?:[-_+.][0-9a-z]+)*)"
_KEPT: Final = 4096
"""Segments remembered: the same numbers and words come back in most versions."""
_ANY_NUMBER: Final = "9999999"
_NUMBERS: Final = 4

_UNKNOWN: Final = "!"
_END: Final = "("
_NUMBER: Final = ")"
_RANKS: Final = (
    ("dev", "#"), ("a", "$"), ("b", "%"), ("RC", "&"), ("rc", "&"), ("p", "+"),
)  # fmt: skip
"""PHP looks at the beginning of a part only: `alpha`, `a` and `abc` rank alike."""
_FULL_NAMES: Final = {"a": "alpha", "b": "beta", "p": "patch", "pl": "patch", "rc": "RC"}


def composer_key(text: str) -> str | None:
    """Return the key of a Composer version; None for branches and text that does not begin with a number.

    >>> composer_key("v1.0") == composer_key("1.0.0.0"), composer_key("dev-main")
    (True, None)
    >>> composer_key("1.0-dev") < composer_key("1.0a1") < composer_key("1.0RC1") < composer_key("1.0")
    True
    """
    normal = _normal(text.strip())
    if normal is None:
        return None
    return "".join(_mark(part) for part in _parts().findall(normal)) + _END


def _normal(text: str) -> str | None:
    """Return Composer's normal form, the text itself where PHP alone can order it, else None."""
    bare = _flag().sub("", text)
    bare = _build().sub(r"\1", bare)
    match = _pattern(_CLASSICAL).fullmatch(bare)
    if match is not None:
        return _padded(match["numbers"], "0") + _stability(match)
    match = _pattern(_DATE).fullmatch(bare)
    if match is not None:
        return _non_digit().sub(".", match["numbers"]) + _stability(match)
    match = _pattern(_BRANCH).fullmatch(bare)
    if match is not None:
        any_number = _placeholder().sub(_ANY_NUMBER, match["numbers"])
        return _padded(any_number, _ANY_NUMBER) + "-dev"
    match = _pattern(_PLAIN).fullmatch(bare)
    return None if match is None else _padded(match["numbers"], "0") + match["rest"]


def _padded(numbers: str, filler: str) -> str:
    return numbers + f".{filler}" * (_NUMBERS - 1 - numbers.count("."))


def _stability(match: re.Match[str]) -> str:
    """Return the stability in full, with its number, and whether it is a development state."""
    name = (match["stability"] or "").lower()
    if name == "stable":
        return ""
    made = f"-{_FULL_NAMES.get(name, name)}{match['count'].lstrip('.-')}" if name else ""
    return made + ("-dev" if match["dev"] else "")


@lru_cache(_KEPT)
def _mark(part: str) -> str:
    if part.isdecimal():
        return _NUMBER + number_key(part)
    return next((rank for name, rank in _RANKS if part.startswith(name)), _UNKNOWN)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Compile on first use: only scans of Composer packages need it."""
    return re.compile(text, re.VERBOSE | re.IGNORECASE | re.ASCII)


@cache
def _flag() -> re.Pattern[str]:
    return re.compile(r"@(?:stable|RC|beta|alpha|dev)$", re.IGNORECASE | re.ASCII)


@cache
def _build() -> re.Pattern[str]:
    return re.compile(r"^([^,\s+]+)\+\S+$", re.ASCII)


@cache
def _placeholder() -> re.Pattern[str]:
    return re.compile("[xX*]")


@cache
def _non_digit() -> re.Pattern[str]:
    return re.compile("[^0-9]")


@cache
def _parts() -> re.Pattern[str]:
    return re.compile("[0-9]+|[A-Za-z]+", re.ASCII)
