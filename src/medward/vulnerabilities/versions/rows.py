"""Keys for rows of numbers: Hackage and GHC, CRAN, VERS `intdot`.

Each compares number by number, and of two rows that begin alike the shorter is lower: `1.0` is below `1.0.0`. A key
is the numbers one after the other.

Source: Haskell Package Versioning Policy, "Version numbers" and Data.Version (`Ord`); R, "Writing R Extensions",
section 1.1.1 (`.` and `-` separate alike) and `package_version`; VERS specification, scheme `intdot`.
"""

from __future__ import annotations

import re
from functools import cache

from medward.vulnerabilities.versions.encoding import number_key


def hackage_key(text: str) -> str | None:
    """Return the key of a version of Hackage or GHC; None for other text.

    >>> hackage_key("1.0") < hackage_key("1.0.0") < hackage_key("1.2"), hackage_key("1.0-beta")
    (True, None)
    """
    return _key(text) if _dotted().fullmatch(text) else None


def cran_key(text: str) -> str | None:
    """Return the key of an R package version; None for other text.

    >>> cran_key("0.1-9") == cran_key("0.1.9"), cran_key("0.9") < cran_key("0.75"), cran_key("1.0a")
    (True, True, None)
    """
    return _key(text.replace("-", ".")) if _separated().fullmatch(text) else None


def _key(text: str) -> str:
    return "".join(map(number_key, text.split(".")))


@cache
def _dotted() -> re.Pattern[str]:
    """Compile on first use: few scans meet these packages."""
    return re.compile(r"[0-9]+(?:\.[0-9]+)*", re.ASCII)


@cache
def _separated() -> re.Pattern[str]:
    return re.compile(r"[0-9]+(?:[.-][0-9]+)*", re.ASCII)
