"""Keys for Debian and Ubuntu package versions.

Shape of a key: the epoch, then upstream version and revision, each as pairs of a non-digit part and a
number. A
non-digit part is written character by character and closed by `#`. `~` becomes `!`, below the close; letters
stay;
`+ - . :` become `{ | } ~`, above every letter. A closing `#` where a non-digit part would begin says that
nothing follows. A missing number is 0, a missing revision is "0".

Source: Debian Policy 5.6.12 (syntax, "Special version conventions", the comparison algorithm).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_KEPT: Final = 4096
"""Segments remembered: the same numbers and words come back in most versions."""
_CLOSE: Final = "#"
_RANKS: Final = str.maketrans({"~": "!", "+": "{", "-": "|", ".": "}", ":": "~"})


def debian_key(text: str) -> str | None:
    """Return the key of a Debian version; None for text the policy does not allow.

    >>> debian_key("1.0~rc1-1") < debian_key("1.0") == debian_key("0:1.0-0") < debian_key("1.0+b1")
    True
    >>> debian_key("1.2-") is None
    True
    """
    epoch, colon, rest = text.partition(":")
    if not colon:
        epoch, rest = "0", text
    upstream, hyphen, revision = rest.rpartition("-")
    if not hyphen:
        upstream, revision = rest, "0"
    if _pattern().fullmatch(f"{epoch}:{upstream}-{revision}") is None:
        return None
    return number_key(epoch) + part_key(upstream) + part_key(revision)


def part_key(part: str) -> str:
    """Return upstream version or revision as closed pairs of non-digits and a number."""
    return "".join(_pair_key(*pair) for pair in _pair_pattern().findall(part)) + _CLOSE


@lru_cache(_KEPT)
def _pair_key(text: str, digits: str) -> str:
    return text.translate(_RANKS) + _CLOSE + number_key(digits) if text or digits else ""


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: most scans meet no Debian package."""
    return re.compile(r"[0-9]+:[0-9][0-9A-Za-z.+~:-]*-[0-9A-Za-z.+~]+", re.ASCII)


@cache
def _pair_pattern() -> re.Pattern[str]:
    return re.compile(r"([^0-9]*)([0-9]*)", re.ASCII)
