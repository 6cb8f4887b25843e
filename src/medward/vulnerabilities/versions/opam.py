"""Keys for opam versions: Debian's comparison of one part, without epoch and revision.

Shape of a key: pairs of a non-digit part and a number, as `versions.debian` writes them; `_` ranks above `.`.

Source: opam manual, "Version ordering" (alternating non-digit and digit parts, `~` below the end).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.debian import part_key

_UNDERSCORE: Final = str.maketrans({"_": ":"})
"""Beside letters, opam allows `_` and Debian `:`; both rank last."""


def opam_key(text: str) -> str | None:
    """Return the key of an opam version; None for text opam does not allow.

    >>> opam_key("1.0~beta1") < opam_key("1.0") < opam_key("1.0a") < opam_key("1.0+1"), opam_key("1 0")
    (True, None)
    """
    return part_key(text.translate(_UNDERSCORE)) if _pattern().fullmatch(text) else None


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: few scans meet OCaml packages."""
    return re.compile("[0-9A-Za-z_+~.-]+", re.ASCII)
