"""Severities of records that give a vector without saying of which CVSS version.

Source: FIRST, CVSS 3.1 section 6 and CVSS 4.0 section 7: a vector starts with its version; CVSS 2 has no prefix.
"""

from __future__ import annotations

from medward.vulnerabilities.advisory import Severity


def severities_of(scorer: str, *vectors: str) -> tuple[Severity, ...]:
    """Return a severity for each vector; a score alone is none.

    >>> severities_of("rubysec", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "5.3")[0].kind
    'CVSS_V3'
    """
    kinds = {"CVSS:4": "CVSS_V4", "CVSS:3": "CVSS_V3", "AV:": "CVSS_V2", "(AV:": "CVSS_V2"}
    return tuple(
        Severity(kind, vector, scorer)
        for vector in dict.fromkeys(vectors)
        for start, kind in kinds.items()
        if vector.startswith(start)
    )
