"""Mandatory tests on vulnerabilities: 6.1.6, 6.1.7, 6.1.11, 6.1.23, 6.1.24, 6.1.29, 6.1.32 and 6.1.33."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from medward.vex.csaf_rules.document import AFFECTED, FIXED, products_in
from medward.vex.csaf_rules.structure import JUSTIFICATIONS
from medward.vex.shape import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.kernel.json_node import JsonNode
    from medward.vex.csaf_rules.document import CsafDocument

_UNKNOWN_NAME: Final = "nobody can tell the name of {}; import CWE with `medward knowledge import`"
_GROUPS: Final = {
    "affected": AFFECTED,
    "not affected": ("known_not_affected",),
    "fixed": FIXED,
    "under investigation": ("under_investigation",),
}
"""Status groups that contradict each other (section 6.1.6)."""


def t06_no_contradiction(document: CsafDocument) -> Iterator[Fault]:
    """6.1.6: no product has two statuses that contradict each other."""
    for node in document.vulnerabilities:
        groups = {name: products_in(node, statuses) for name, statuses in _GROUPS.items()}
        for (first, ones), (second, others) in combinations(groups.items(), 2):
            for product in ones.keys() & others.keys():
                yield Fault(others[product], f"product {product!r:.60} is {first} and {second}")


def t07_one_score_per_version(document: CsafDocument) -> Iterator[Fault]:
    """6.1.7: no product has two scores of one CVSS version."""
    for node in document.vulnerabilities:
        seen: set[tuple[str, str]] = set()
        for entry in node.nodes("scores"):
            for version in _versions(entry):
                for product in entry.texts("products"):
                    if (product, version) in seen:
                        yield Fault(
                            entry.pointer, f"product {product!r:.60} has two scores of CVSS {version}"
                        )
                    seen.add((product, version))


def t11_weaknesses(document: CsafDocument) -> Iterator[Fault]:
    """6.1.11: a CWE exists under the name given."""
    for node in document.vulnerabilities:
        entry = node.node("cwe")
        identity, name = entry.text("id"), entry.text("name")
        known = document.weaknesses.names.get(identity)
        if known is not None and name != known:
            yield Fault(entry.below("name"), f"{identity} is {known!r}, not {name!r:.80}")
        elif identity and known is None:
            why = (
                f"there is no {identity}"
                if document.weaknesses.is_complete
                else _UNKNOWN_NAME.format(identity)
            )
            yield Fault(entry.below("id"), why, unknown=not document.weaknesses.is_complete)


def t23_each_cve_once(document: CsafDocument) -> Iterator[Fault]:
    """6.1.23: no CVE is the subject of two entries."""
    seen: set[str] = set()
    for node in document.vulnerabilities:
        cve = node.text("cve")
        if cve and cve in seen:
            yield Fault(node.below("cve"), f"{cve} is the subject of an entry before")
        seen.add(cve)


def t24_involvements(document: CsafDocument) -> Iterator[Fault]:
    """6.1.24: no party is involved twice at one date."""
    for node in document.vulnerabilities:
        seen: set[tuple[str, str]] = set()
        for entry in node.nodes("involvements"):
            key = entry.text("party"), entry.text("date")
            if key in seen:
                when = f"at {key[1]}" if key[1] else "without a date"
                yield Fault(entry.pointer, f"the {key[0]} is involved twice {when}")
            seen.add(key)


def t29_remediation_has_products(document: CsafDocument) -> Iterator[Fault]:
    """6.1.29: a remediation says for which products."""
    yield from _without_products(document, "remediations")


def t32_flag_has_products(document: CsafDocument) -> Iterator[Fault]:
    """6.1.32: a flag says for which products."""
    yield from _without_products(document, "flags")


def t33_one_justification(document: CsafDocument) -> Iterator[Fault]:
    """6.1.33: no product has two justifications for one vulnerability."""
    for node in document.vulnerabilities:
        seen: set[str] = set()
        for entry in node.nodes("flags"):
            if entry.text("label") not in JUSTIFICATIONS:
                continue
            named = document.tree.referenced(entry)
            for product in named:
                if product in seen:
                    yield Fault(entry.pointer, f"product {product!r:.60} has another justification before")
            seen.update(named)


def _without_products(document: CsafDocument, name: str) -> Iterator[Fault]:
    for node in document.vulnerabilities:
        for entry in node.nodes(name):
            if not {"product_ids", "group_ids"} & entry.value.keys():
                yield Fault(entry.pointer, f"the entry of {name} says for no product or group")


def _versions(entry: JsonNode) -> list[str]:
    """Return the CVSS versions of one score."""
    found = ["2.0"] if "cvss_v2" in entry.value else []
    return found + ([entry.node("cvss_v3").text("version")] if "cvss_v3" in entry.value else [])
