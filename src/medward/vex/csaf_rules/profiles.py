"""Mandatory tests of the profiles: 6.1.27.1 to 6.1.27.11."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vex.csaf_rules.document import products_in
from medward.vex.shape import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.kernel.json_node import JsonNode
    from medward.vex.csaf_rules.document import CsafDocument

_TELLING: Final = frozenset({"description", "details", "general", "summary"})
_VEX_STATUSES: Final = ("fixed", "known_affected", "known_not_affected", "under_investigation")


def t01_document_notes(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.1: a note tells what the document is about."""
    if not any(note.text("category") in _TELLING for note in document.head.nodes("notes")):
        yield Fault(document.head.below("notes"), "no note describes, details, summarises or is general")


def t02_document_references(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.2: there is a reference to somebody else."""
    found = document.head.nodes("references")
    if not any((one.text("category") or "external") == "external" for one in found):
        yield Fault(document.head.below("references"), "no reference leads to an external source")


def t03_no_vulnerabilities(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.3: an informational advisory has no vulnerabilities."""
    if "vulnerabilities" in document.root.value:
        yield Fault("/vulnerabilities", "an informational advisory has no vulnerabilities")


def t04_product_tree(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.4: there is a product tree."""
    if "product_tree" not in document.root.value:
        yield Fault("/product_tree", "the product tree is missing")


def t05_vulnerability_notes(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.5: every vulnerability has notes."""
    yield from _without(document, "notes")


def t06_product_status(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.6: every vulnerability says which products have which status."""
    yield from _without(document, "product_status")


def t07_vex_status(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.7: every vulnerability has one of the four statuses of VEX."""
    for node in document.vulnerabilities:
        if not set(_VEX_STATUSES) & node.node("product_status").value.keys():
            yield Fault(node.below("product_status"), f"none of {', '.join(_VEX_STATUSES)} is there")


def t08_vulnerability_id(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.8: every vulnerability has an id."""
    for node in document.vulnerabilities:
        if not {"cve", "ids"} & node.value.keys():
            yield Fault(node.pointer, "the vulnerability has neither cve nor ids")


def t09_impact_statement(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.9: every product not affected has a justification or an impact statement."""
    for node in document.vulnerabilities:
        impacts = [one for one in node.nodes("threats") if one.text("category") == "impact"]
        told = _named(document, [*node.nodes("flags"), *impacts])
        for product, pointer in products_in(node, ("known_not_affected",)).items():
            if product not in told:
                yield Fault(
                    pointer, f"product {product!r:.60} has neither a flag nor a threat of category impact"
                )


def t10_action_statement(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.10: every affected product has a remediation."""
    for node in document.vulnerabilities:
        told = _named(document, node.nodes("remediations"))
        for product, pointer in products_in(node, ("known_affected",)).items():
            if product not in told:
                yield Fault(pointer, f"product {product!r:.60} has no remediation")


def t11_vulnerabilities(document: CsafDocument) -> Iterator[Fault]:
    """6.1.27.11: there are vulnerabilities."""
    if "vulnerabilities" not in document.root.value:
        yield Fault("/vulnerabilities", "the vulnerabilities are missing")


def _without(document: CsafDocument, name: str) -> Iterator[Fault]:
    for node in document.vulnerabilities:
        if name not in node.value:
            yield Fault(node.below(name), f"the vulnerability has no {name}")


def _named(document: CsafDocument, entries: list[JsonNode]) -> set[str]:
    return {product for entry in entries for product in document.tree.referenced(entry)}
