"""Keys for dotted versions of products no ecosystem gives an order for: firmware, operating systems, CPE names.

NVD and the CPE specification define no order, so the order here is Medward's own and covers only what
people read alike: dotted numbers (`1.0` is `1.0.0`), then one of

- a pre-release word: dev, snapshot, alpha, beta, pre or preview, rc, in this order, with or without a number;
- nothing: the release;
- one letter, a release of its own after the plain one (`9b`, `1.2c`);
- a word for what comes after a release: p, pl or patch; sp or "service pack"; u or update; with a number.

Everything else has no key, above all `1.2-3` and `1.0b2`, which some read as before and some as after 1.2 and 1.0.

Shape of a key: the numbers without trailing zeros, then a mark below every digit: `!` to `&` with the number, `(`
release, `)` and the letter, `*` to `,` with the number.

Source: Medward's own; NISTIR 7696 section 6 (CPE name matching knows equality and wildcards only).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_VERSION: Final = r"""
    v? (?P<numbers>[0-9]+(?:\.[0-9]+)*)
    (?: (?P<letter>[a-z])
      | [-._\ ]? (?P<before>dev|snapshot|alpha|beta|preview|pre|rc) [-._\ ]? (?P<before_count>[0-9]*)
      | [-._\ ]? (?P<after>p|pl|patch|sp|service[-_\ ]?pack|u|update) [-._\ ]? (?P<after_count>[0-9]+)
    )?
"""
_BEFORE: Final = {
    "dev": "!", "snapshot": "#", "alpha": "$", "beta": "%", "pre": "&", "preview": "&", "rc": "'",
}  # fmt: skip
_AFTER: Final = {"p": "*", "pl": "*", "patch": "*", "sp": "+", "s": "+", "u": ",", "update": ","}
_RELEASE: Final = "("
_LETTER: Final = ")"


def generic_key(text: str) -> str | None:
    """Return the key of a dotted version; None where readers would disagree about the order.

    >>> generic_key("1.0rc1") < generic_key("v1") == generic_key("1.0.0") < generic_key("1.0a")
    True
    >>> generic_key("1.0-p2") < generic_key("1.0.1"), generic_key("1.0b2"), generic_key("1.2-3")
    (True, None, None)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    keys = [number_key(part) for part in match["numbers"].split(".")]
    while keys and keys[-1] == "0":
        keys.pop()
    return "".join(keys) + _tail_key(match)


def _tail_key(match: re.Match[str]) -> str:
    """Return what follows the numbers."""
    if match["letter"]:
        return _LETTER + match["letter"].lower()
    if match["before"]:
        return _BEFORE[match["before"].lower()] + number_key(match["before_count"] or "0")
    if match["after"]:
        word = match["after"].lower()
        return _AFTER.get(word, _AFTER["sp"]) + number_key(match["after_count"])
    return _RELEASE


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: scans of packages never need it."""
    return re.compile(_VERSION, re.VERBOSE | re.IGNORECASE | re.ASCII)
