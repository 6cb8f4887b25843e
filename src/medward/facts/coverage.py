"""For which ecosystems the silence of a source means something.

A database of npm or Debian means to name every vulnerability of its packages. A record of CVE or NVD, or a vendor's
CSAF document, speaks of what it is about: that one of them names an npm package says nothing of the others. So does the
list of retire.js, of libraries that web pages carry, and SAP's, of those that SAP's products use.

Source: docs/adr/0017, "Silence counts only where it can mean something".
"""

from __future__ import annotations

from typing import Final

from medward.vulnerabilities.ecosystems import DISTRIBUTIONS
from medward.vulnerabilities.identity import CPE

SINGLE: Final = frozenset({"cve", "cve-enrichment", "nvd", "kev", "epss", "lifecycle", "retire", "sap"})
"""Kinds of feeds (`FeedKind`) whose records speak of any product, or of some packages of an ecosystem."""
OF_DISTRIBUTIONS: Final = "csaf"
"""Distributions publish all they mend in this form; for any other package it is one vendor's word."""


def speaks_for(kind: str, ecosystem: str) -> bool:
    """Return whether silence of records about a package of an ecosystem, or a product, means anything.

    Args:
        kind: Kind of the file a record is in; a folder holds several.
        ecosystem: As advisories name it, without release; `CPE` for products.

    >>> speaks_for("osv", "npm"), speaks_for("cve", "npm"), speaks_for("csaf", "Red Hat"), speaks_for("csaf", "npm")
    (True, False, True, False)
    """
    if ecosystem == CPE:
        return True
    return kind not in SINGLE and (kind != OF_DISTRIBUTIONS or ecosystem in DISTRIBUTIONS)
