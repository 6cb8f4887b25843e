"""Informative tests, 6.3: hints on habits. 6.3.6 to 6.3.8 ask the network and a spell checker; they are not run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.vex.shape import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vex.csaf_rules.document import CsafDocument

_SHORT_HASH: Final = 64
_V: Final = re.compile(r"[vV][0-9]")
_ORDER: Final = ("vendor", "product_name", "product_version")


def t01_not_only_cvss_2(document: CsafDocument) -> Iterator[Fault]:
    """6.3.1: CVSS 2.0 is not the only score of a product."""
    for node in document.vulnerabilities:
        entries = node.nodes("scores")
        newer = {one for entry in entries if "cvss_v3" in entry.value for one in entry.texts("products")}
        for entry in entries:
            if "cvss_v2" in entry.value and set(entry.texts("products")) - newer:
                yield Fault(entry.pointer, "CVSS 2.0 is the only score; give one of 3.1 too")


def t02_cvss_3_0(document: CsafDocument) -> Iterator[Fault]:
    """6.3.2: scores are of CVSS 3.1."""
    for node in document.vulnerabilities:
        for entry in node.nodes("scores"):
            score = entry.node("cvss_v3")
            if score.value.get("version") == "3.0" or str(score.value.get("vectorString")).startswith(
                "CVSS:3.0"
            ):
                yield Fault(score.pointer, "the score is of CVSS 3.0; 3.1 is recommended")


def t03_cve(document: CsafDocument) -> Iterator[Fault]:
    """6.3.3: vulnerabilities have a CVE."""
    for node in document.vulnerabilities:
        if "cve" not in node.value:
            yield Fault(node.below("cve"), "the vulnerability has no CVE")


def t04_cwe(document: CsafDocument) -> Iterator[Fault]:
    """6.3.4: vulnerabilities have a CWE."""
    for node in document.vulnerabilities:
        if "cwe" not in node.value:
            yield Fault(node.below("cwe"), "the vulnerability has no CWE")


def t05_short_hash(document: CsafDocument) -> Iterator[Fault]:
    """6.3.5: hashes have 64 characters or more."""
    for product in document.definitions:
        for one in product.hashes:
            if len(one.value) < _SHORT_HASH:
                yield Fault(
                    product.pointer, f"the {one.algorithm!r:.20} hash has {len(one.value)} characters"
                )


def t09_branch_categories(document: CsafDocument) -> Iterator[Fault]:
    """6.3.9: a product stands below vendor, product name and version, in that order."""
    for node, categories in document.branches:
        above = iter(categories)
        if "product" in node.value and not all(wanted in above for wanted in _ORDER):
            yield Fault(node.below("product"), f"the product does not stand below {', then '.join(_ORDER)}")


def t10_ranges(document: CsafDocument) -> Iterator[Fault]:
    """6.3.10: versions are listed, not given as a range."""
    for node, categories in document.branches:
        if categories[-1] == "product_version_range":
            yield Fault(node.below("category"), "a range is harder for machines than a list of versions")


def t11_v(document: CsafDocument) -> Iterator[Fault]:
    """6.3.11: a version does not begin with v."""
    for node, categories in document.branches:
        if categories[-1] == "product_version" and _V.match(node.text("name")):
            yield Fault(node.below("name"), f"{node.text('name')!r:.60} begins with v")
