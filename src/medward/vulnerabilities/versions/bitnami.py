"""Keys for Bitnami versions: what Semantic Versioning calls a pre-release is a revision here, and newer.

Shape of a key: three numbers, then the revision's identifiers as for Semantic Versioning; none is lowest. Where the
first identifier is a word (`2.6.0-rc1`), Bitnami's library places it above 2.6.0 and everyone else below: no key.

Source: bitnami/go-version, README "Version revision" and its comparison tests.
"""

from __future__ import annotations

import re
from functools import cache

from medward.vulnerabilities.versions.encoding import number_key
from medward.vulnerabilities.versions.semver import identifiers_key


def bitnami_key(text: str) -> str | None:
    """Return the key of a Bitnami version; None for other text and for a revision that begins with a word.

    >>> bitnami_key("1.2.3") < bitnami_key("1.2.3-0") < bitnami_key("1.2.3-10") < bitnami_key("1.2.4")
    True
    >>> bitnami_key("2.6.0-rc1"), bitnami_key("1.2")
    (None, None)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    major, minor, patch, revision = match.groups()
    numbers = number_key(major) + number_key(minor) + number_key(patch)
    return numbers if revision is None else numbers + identifiers_key(revision)


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of Bitnami images need it."""
    number = "(0|[1-9][0-9]*)"
    return re.compile(
        rf"{number}\.{number}\.{number}(?:-([0-9][0-9A-Za-z-]*(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?",
        re.ASCII,
    )
