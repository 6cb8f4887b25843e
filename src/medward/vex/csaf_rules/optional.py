"""Optional tests, 6.2: a document may fail them for a good reason; they are told as warnings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.vex.csaf_rules.document import AFFECTED, FIXED, INFORMATIONAL, instant, products_in
from medward.vex.csaf_rules.products import hash_algorithms
from medward.vex.csaf_rules.scores import metrics
from medward.vex.csaf_rules.structure import CSAF
from medward.vex.shape import Fault, unknown_properties

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.kernel.json_node import JsonNode
    from medward.vex.csaf_rules.document import CsafDocument

_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")
_VERS: Final = re.compile(r"vers:[a-z.\-+][a-z0-9.\-+]*/.+")
_PRIVATE_LANGUAGE: Final = re.compile(r"q[a-t][a-z]", re.IGNORECASE)  # ISO 639-2: qaa to qtz
_PRIVATE_REGION: Final = re.compile(r"aa|zz|q[m-z]|x[a-z]", re.IGNORECASE)  # ISO 3166-1, user-assigned
_FILE_NAME: Final = re.compile(r"[^+\-a-z0-9]+")
_NO_IMPACT: Final = {"MC": "N", "MI": "N", "MA": "N"}
_NO_IMPACT_FIELDS: Final = (
    "modifiedAvailabilityImpact",
    "modifiedConfidentialityImpact",
    "modifiedIntegrityImpact",
)


def t01_products_used(document: CsafDocument) -> Iterator[Fault]:
    """6.2.1: every product defined is referred to."""
    if document.category == INFORMATIONAL:
        return
    used = {one.id for one in document.product_references}
    for product in document.definitions:
        if product.id not in used:
            yield Fault(product.pointer, f"product {product.id!r:.60} is defined and never used")


def t02_remediation(document: CsafDocument) -> Iterator[Fault]:
    """6.2.2: every product affected or under investigation has a remediation."""
    for node in document.vulnerabilities:
        told = {one for entry in node.nodes("remediations") for one in document.tree.referenced(entry)}
        for product, pointer in products_in(node, (*AFFECTED, "under_investigation")).items():
            if product not in told:
                yield Fault(pointer, f"product {product!r:.60} has no remediation")


def t03_score(document: CsafDocument) -> Iterator[Fault]:
    """6.2.3: every affected product has a score."""
    for node in document.vulnerabilities:
        told = {one for entry in node.nodes("scores") for one in entry.texts("products")}
        for product, pointer in products_in(node, AFFECTED).items():
            if product not in told:
                yield Fault(pointer, f"product {product!r:.60} has no score")


def t04_build_metadata(document: CsafDocument) -> Iterator[Fault]:
    """6.2.4: the revision history has no build metadata."""
    for one in document.revisions:
        if "+" in one.number:
            yield Fault(f"{one.pointer}/number", f"{one.number} has build metadata")


def t05_initial_date(document: CsafDocument) -> Iterator[Fault]:
    """6.2.5: the first release is not older than the oldest entry of the history."""
    if instant(document.tracking, "initial_release_date") < document.revisions[0].at:
        yield Fault(
            document.tracking.below("initial_release_date"), "it is older than the whole revision history"
        )


def t06_current_date(document: CsafDocument) -> Iterator[Fault]:
    """6.2.6: the current release is not older than the newest entry of the history."""
    if instant(document.tracking, "current_release_date") < document.revisions[-1].at:
        yield Fault(
            document.tracking.below("current_release_date"),
            "it is older than the newest entry of the history",
        )


def t07_involvement_date(document: CsafDocument) -> Iterator[Fault]:
    """6.2.7: involvements have dates."""
    for node in document.vulnerabilities:
        for entry in node.nodes("involvements"):
            if "date" not in entry.value:
                yield Fault(entry.below("date"), "the involvement has no date")


def t08_only_md5(document: CsafDocument) -> Iterator[Fault]:
    """6.2.8: MD5 is not the only hash."""
    yield from _only(document, "md5")


def t09_only_sha1(document: CsafDocument) -> Iterator[Fault]:
    """6.2.9: SHA-1 is not the only hash."""
    yield from _only(document, "sha1")


def t10_tlp(document: CsafDocument) -> Iterator[Fault]:
    """6.2.10: a TLP label says who may read it."""
    if not document.head.node("distribution").node("tlp").text("label"):
        yield Fault(document.head.below("distribution", "tlp", "label"), "there is no TLP label")


def t11_canonical_address(document: CsafDocument) -> Iterator[Fault]:
    """6.2.11: one reference is the address of the document itself."""
    name = file_name(document.tracking.text("id"))
    for one in document.head.nodes("references"):
        address = one.text("url")
        if one.text("category") == "self" and address.startswith("https://") and address.endswith(f"/{name}"):
            return
    yield Fault(document.head.below("references"), f"no reference of category self ends with {name}")


def t12_language(document: CsafDocument) -> Iterator[Fault]:
    """6.2.12: the language is given."""
    if not document.head.text("lang"):
        yield Fault(document.head.below("lang"), "the language is not given")


def t13_sorted_keys(document: CsafDocument) -> Iterator[Fault]:
    """6.2.13: keys are in alphabetical order."""
    stack: list[tuple[object, str]] = [(document.root.value, "")]
    while stack:
        value, pointer = stack.pop()
        if isinstance(value, dict):
            names = list(value)
            for name, sorted_name in zip(names, sorted(names), strict=True):
                if name != sorted_name:
                    yield Fault(
                        f"{pointer}/{name}", f"the key {name!r:.40} stands before {sorted_name!r:.40}"
                    )
                    break
            stack += [(inner, f"{pointer}/{name}") for name, inner in value.items()]
        elif isinstance(value, list):
            stack += [(inner, f"{pointer}/{index}") for index, inner in enumerate(value)]


def t14_private_language(document: CsafDocument) -> Iterator[Fault]:
    """6.2.14: no language is one of private use."""
    for name, text in _languages(document):
        if _is_private(text):
            yield Fault(document.head.below(name), f"{text!r:.40} has a part for private use")


def t15_default_language(document: CsafDocument) -> Iterator[Fault]:
    """6.2.15: no language is the default."""
    for name, text in _languages(document):
        if text.lower() == "i-default":
            yield Fault(document.head.below(name), "i-default says nothing about the language")


def t16_helper(document: CsafDocument) -> Iterator[Fault]:
    """6.2.16: every product has something to identify it by."""
    for product, has_helper in document.helpers:
        if not has_helper:
            yield Fault(product.pointer, f"product {product.id!r:.60} has no identification helper")


def t17_no_cve_in_ids(document: CsafDocument) -> Iterator[Fault]:
    """6.2.17: a CVE stands in its own field."""
    for node in document.vulnerabilities:
        for entry in node.nodes("ids"):
            if _CVE.fullmatch(entry.text("text")):
                yield Fault(entry.below("text"), f"{entry.text('text')} belongs into cve")


def t18_vers(document: CsafDocument) -> Iterator[Fault]:
    """6.2.18: ranges of versions are written as vers."""
    for node, categories in document.branches:
        if categories[-1] == "product_version_range" and not _VERS.fullmatch(node.text("name")):
            yield Fault(node.below("name"), f"{node.text('name')!r:.60} is not written as vers:TYPE/...")


def t19_no_score_when_fixed(document: CsafDocument) -> Iterator[Fault]:
    """6.2.19: a score of a fixed product comes to 0 in its environment."""
    for node in document.vulnerabilities:
        fixed = products_in(node, FIXED)
        for entry in node.nodes("scores"):
            for product in entry.texts("products"):
                if product in fixed and not any(
                    _comes_to_nothing(entry, name) for name in ("cvss_v2", "cvss_v3")
                ):
                    yield Fault(entry.pointer, f"product {product!r:.60} is fixed and has a score above 0")


def t20_known_properties(document: CsafDocument) -> Iterator[Fault]:
    """6.2.20: there is no property the schema does not know."""
    yield from unknown_properties(document.root.value, CSAF)


def file_name(tracking_id: str) -> str:
    """Return the name a document has by its id (CSAF 2.0, section 5.1)."""
    return _FILE_NAME.sub("_", tracking_id.lower()) + ".json"


def _only(document: CsafDocument, algorithm: str) -> Iterator[Fault]:
    for pointer, algorithms in hash_algorithms(document):
        if set(algorithms) == {algorithm}:
            yield Fault(pointer, f"{algorithm} is the only hash")


def _languages(document: CsafDocument) -> list[tuple[str, str]]:
    found = [(name, document.head.text(name)) for name in ("lang", "source_lang")]
    return [(name, text) for name, text in found if text]


def _is_private(text: str) -> bool:
    first, *rest = text.split("-")
    if _PRIVATE_LANGUAGE.fullmatch(first) or first.lower() == "x" or "x" in [part.lower() for part in rest]:
        return True
    return any(_PRIVATE_REGION.fullmatch(part) or _private_script(part) for part in rest)


def _private_script(part: str) -> bool:
    return len(part) == len("Qaaa") and "qaaa" <= part.lower() <= "qabx"


def _comes_to_nothing(entry: JsonNode, name: str) -> bool:
    """Say whether a score counts as 0 for who has the fix."""
    node = entry.node(name)
    if not node.value:
        return False
    if node.value.get("environmentalScore") == 0:
        return True
    given = metrics(node)
    if name == "cvss_v2":
        return given.get("TD") == "N" or node.value.get("targetDistribution") == "NONE"
    by_field = all(node.value.get(field) == "NONE" for field in _NO_IMPACT_FIELDS)
    return by_field or all(given.get(metric) == value for metric, value in _NO_IMPACT.items())
