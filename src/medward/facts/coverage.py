"""For which ecosystems the silence of a source means something.

A database of npm or Debian means to name every vulnerability of its packages. A record of CVE or NVD, or a vendor's
CSAF document, speaks of what it is about: that one of them names an npm package says nothing of the others.

Source: docs/adr/0017, "Silence counts only where it can mean something".
"""

from __future__ import annotations

from typing import Final

from medward.vulnerabilities.ecosystems import DISTRIBUTIONS
from medward.vulnerabilities.identity import CPE

SINGLE: Final = frozenset({"cve", "cve-enrichment", "nvd", "kev", "epss", "lifecycle"})
"""Kinds of feeds (`FeedKind`) whose records speak of any product."""
OF_DISTRIBUTIONS: Final = "csaf"
"""Distributions publish all they mend in this form; for any other package it is one vendor's word."""


def speaks_for(kind: str, ecosystem: str) -> bool:
    """Return whether silence of a source about a package of an ecosystem, or a product, means anything.

    Args:
        kind: Kinds of its records as a source keeps them, joined by `+`.
        ecosystem: As advisories name it, without release; `CPE` for products.

    >>> speaks_for("osv", "npm"), speaks_for("cve+nvd", "npm"), speaks_for("csaf", "Red Hat"), speaks_for("csaf", "npm")
    (True, False, True, False)
    """
    if ecosystem == CPE:
        return True
    left = set(kind.split("+")) - SINGLE
    return bool(left - {OF_DISTRIBUTIONS}) or (bool(left) and ecosystem in DISTRIBUTIONS)
