"""Keys for releases of the Linux kernel as its tags and CVE records write them.

Shape of a key: the numbers without trailing zeros (`6.1` is 6.1.0), then `!` with the number of a candidate, or `(`,
the release; both are below every digit. A suffix of a distribution has no place here.

Source: Makefile of Linux (VERSION, PATCHLEVEL, SUBLEVEL, EXTRAVERSION); kernel.org, "Active kernel releases"
(candidates come before their release); CVE JSON 5 records of the Linux CNA (`versionType: semver`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_CANDIDATE: Final = "!"
_RELEASE: Final = "("


def linux_key(text: str) -> str | None:
    """Return the key of a kernel release; None for kernels with a suffix of their own.

    >>> linux_key("6.1-rc2") < linux_key("6.1") == linux_key("v6.1.0") < linux_key("6.1.12"), linux_key("6.1-azure")
    (True, None)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    keys = [number_key(part) for part in match[1].split(".")]
    while keys[-1] == "0" and len(keys) > 1:
        keys.pop()
    return "".join(keys) + (_RELEASE if match[2] is None else _CANDIDATE + number_key(match[2]))


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: one component of an SBOM at most needs it."""
    return re.compile(r"v?([0-9]+(?:\.[0-9]+){0,3})(?:-rc([0-9]+))?", re.ASCII)
