"""CSAF read as statements: VEX documents and security advisories, of 2.0 and of the draft of 2.1.

What 2.1 calls unknown, since nobody investigates it, is read as under investigation: it is never fine.

Source: CSAF 2.0, sections 3.2.3.9 (product status), 3.2.3.5 (flags), 3.2.3.12 (remediations), 3.2.3.13 (scores),
3.2.3.14 (threats); the same of CSAF 2.1, committee specification draft 02, with `metrics`, `cwes` and `product_paths`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from medward.components.sbom import Hash
from medward.errors import InvalidInputError, LimitError
from medward.kernel.words import plural
from medward.risk.cvss import worst_vector
from medward.vex.csaf import COMING, GTIN, REASONING, TERMS, WAITING
from medward.vex.csaf_rules.products import RANGE
from medward.vex.csaf_rules.structure import CSAF
from medward.vex.csaf_rules.structure_21 import CSAF_21, STATUSES_21
from medward.vex.mapping import FROM_REMEDIATION, FROM_SHARED
from medward.vex.notes import read_terms, without_stand_in
from medward.vex.openvex_in import collected, purl_identity, time_of
from medward.vex.statement import (
    Identity,
    Response,
    Revision,
    Statement,
    Tlp,
    VexDocument,
    VexFormat,
    VexStatus,
)
from medward.vulnerabilities.csaf_tree import read_product_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from medward.kernel.json_node import JsonNode
    from medward.vex.records import Justification
    from medward.vulnerabilities.csaf_tree import Product, ProductTree

_STATUS_OF: Final = {
    "first_affected": VexStatus.AFFECTED,
    "known_affected": VexStatus.AFFECTED,
    "last_affected": VexStatus.AFFECTED,
    "known_not_affected": VexStatus.NOT_AFFECTED,
    "first_fixed": VexStatus.FIXED,
    "fixed": VexStatus.FIXED,
    "under_investigation": VexStatus.UNDER_INVESTIGATION,
    "unknown": VexStatus.UNDER_INVESTIGATION,
}
_RECOMMENDED: Final = "recommended"
"""By its definition a version with a fix; an author may recommend one of any other status, too (CSAF 2.0, 6.1.6)."""
_RESPONSES: Final = {**FROM_REMEDIATION, "optional_patch": Response.UPDATE}
_LABELS: Final = {"": Tlp.WHITE, "CLEAR": Tlp.WHITE, "AMBER+STRICT": Tlp.RED}
"""Labels of TLP 2.0 (CSAF 2.1) that 2.0 has not: the next stricter one; the note names the label itself."""
_PUBLISHERS: Final = {"multiplier": "other"}
"""Categories of publishers that 2.0 does not have."""
_SHAPES: Final = {"2.0": CSAF, "2.1": CSAF_21}
_GONE: Final = {"csaf_withdrawn": "withdrawn", "csaf_superseded": "superseded"}
"""Categories of CSAF 2.1 whose documents take back what they said."""
_REFINING: Final = frozenset({"service_pack", "patch_level"})
"""Branches that make one of several states of a version (CSAF 2.0, 3.1.2.1)."""
_LISTS: Final = ("flags", "threats", "remediations")
"""What a vulnerability says of single products or groups of them."""
MAX_REFERENCES: Final = 5_000_000
"""Products named through groups in one document."""
_HINT: Final = (
    "See https://docs.oasis-open.org/csaf/csaf/v2.0/csaf-v2.0.html; `medward vex check` lists all faults."
)


def read_csaf(root: JsonNode) -> VexDocument:
    """Return the statements of a CSAF document.

    Raises:
        InvalidInputError: Another structure than the schema's; a product nobody defined; contradicting statuses;
            no statement at all.
        LimitError: More products, statements or references than are read.
    """
    head, tracking = root.node("document"), root.node("document").node("tracking")
    version, publisher = head.text("csaf_version"), head.node("publisher")
    _refuse_unlike(root, version)
    tree = read_product_tree(root)
    _refuse_too_many(root, tree)
    statements = collected(
        (one for node in root.nodes("vulnerabilities") for one in _statements(node, tree)), root
    )
    if not statements:
        raise InvalidInputError(
            f"no product has a status in this {head.text('category')}",
            place=root.where("vulnerabilities"),
            hint="An informational advisory says nothing VEX could take up.",
        )
    return VexDocument(
        format=VexFormat.CSAF,
        spec_version=version,
        id=tracking.text("id"),
        author=publisher.text("name"),
        version=tracking.text("version"),
        timestamp=time_of(tracking, "current_release_date"),
        statements=tuple(_dated(one, tracking) for one in statements),
        title=head.text("title"),
        first_issued=time_of(tracking, "initial_release_date"),
        revisions=tuple(_revisions(tracking)),
        namespace=publisher.text("namespace"),
        publisher=_PUBLISHERS.get(publisher.text("category"), publisher.text("category")),
        tlp=_label(head),
        notes=(*_notes(head), *_unknown(root)),
    )


def _refuse_unlike(root: JsonNode, version: str) -> None:
    """Refuse a document that breaks the schema of its version, or that takes back what it said."""
    for fault in _SHAPES.get(version, CSAF).problems(root.value, ""):
        raise InvalidInputError(fault.message, place=f"{root.place}#{fault.pointer}", hint=_HINT)
    head = root.node("document")
    if head.text("category") in _GONE:
        raise InvalidInputError(
            f"the author has {_GONE[head.text('category')]} {head.node('tracking').text('id')}",
            place=root.where("document", "category"),
            hint="Remove the earlier version of it from vex/, and read why in the document's notes.",
        )


def _notes(head: JsonNode) -> Iterator[str]:
    status, label = head.node("tracking").text("status"), head.node("distribution").node("tlp").text("label")
    if head.text("csaf_version") == "2.1":
        yield "CSAF 2.1 is a draft, and its tests are not run"
    if status != "final":
        yield (
            "the document is a draft" if status == "draft" else "the document is interim: it may change soon"
        )
    if label not in {"", "CLEAR", Tlp.WHITE}:
        yield f"it is labelled TLP:{label}: pass it on only to whom that label allows"


def _unknown(root: JsonNode) -> Iterator[str]:
    count = sum(len(node.node("product_status").texts("unknown")) for node in root.nodes("vulnerabilities"))
    if count:
        many = plural(count, "product is", "products are")
        yield f"{many} said to be unknown, and nobody investigates: read as under investigation"


def _label(head: JsonNode) -> Tlp:
    label = head.node("distribution").node("tlp").text("label")
    return _LABELS.get(label) or Tlp(label)


def _refuse_too_many(root: JsonNode, tree: ProductTree) -> None:
    """Refuse a document whose groups name more products than are read: each may be named thousands of times."""
    entries = (
        entry
        for node in root.nodes("vulnerabilities")
        for name in (*_LISTS, "ids")
        for entry in node.nodes(name)
    )
    groups = (tree.groups.get(name, ()) for entry in entries for name in entry.texts("group_ids"))
    if sum(map(len, groups)) > MAX_REFERENCES:
        raise LimitError(
            f"its groups name more than {MAX_REFERENCES:,} products",
            place=root.where("vulnerabilities"),
            hint="Split the document.",
        )


def _revisions(tracking: JsonNode) -> Iterator[Revision]:
    for node in tracking.nodes("revision_history"):
        at = time_of(node, "date")
        if at is not None:
            yield Revision(node.text("number"), at, node.text("summary"))


def _dated(one: Statement, tracking: JsonNode) -> Statement:
    """Return a statement with the time of the document where it has none of its own."""
    return one if one.issued else replace(one, issued=time_of(tracking, "current_release_date"))


def _statements(node: JsonNode, tree: ProductTree) -> Iterator[Statement]:
    own = _Own(node, tree)
    notes = (one.text("text") for one in node.nodes("notes") if one.text("category") == "description")
    summary = next(notes, "")
    weaknesses = (one.text("id") for one in (node.node("cwe"), *node.nodes("cwes")) if one.value)
    known = tuple(dict.fromkeys(weaknesses))
    for product, status in _statuses(node, tree).items():
        name, *aliases = own.names(product)
        terms = read_terms(own.note(TERMS, product))
        one = Statement(
            vulnerability=name,
            product=Identity(),
            status=status,
            aliases=tuple(aliases),
            justification=own.justification(product) if status is VexStatus.NOT_AFFECTED else None,
            term=terms.term if terms else None,
            detail=own.note(REASONING, product),
            impact=own.text("threats", product, "impact"),
            action=own.action(product),
            responses=(terms.responses if terms else ()) or own.responses(product),
            fix_is_coming=own.fix_is_coming(product),
            summary="" if summary == name else summary,
            weaknesses=known,
            vector=own.vector(product),
            issued=own.flagged_at(product),
        )
        for whole, component in _identities(product, tree):
            yield replace(without_stand_in(one), product=whole, component=component)


def _statuses(node: JsonNode, tree: ProductTree) -> dict[str, VexStatus]:
    """Return the status of every product of one vulnerability."""
    found: dict[str, VexStatus] = {}
    odd = next((name for name in node.node("product_status").value if name not in STATUSES_21), None)
    if odd is not None:
        raise InvalidInputError(
            f"{odd!r:.40} is no product status of CSAF", place=node.where("product_status"), hint=_HINT
        )
    for name in STATUSES_21:
        status = _STATUS_OF.get(name)
        for index, product in enumerate(node.node("product_status").texts(name)):
            where = node.where("product_status", name, index)
            if product not in tree.products:
                raise InvalidInputError(
                    f"product {product!r:.60} is defined nowhere", place=where, hint=_HINT
                )
            if status is not None and found.setdefault(product, status) is not status:
                raise InvalidInputError(
                    f"product {product!r:.60} is {found[product]} and {status}", place=where, hint=_HINT
                )
    for product in node.node("product_status").texts(_RECOMMENDED):
        found.setdefault(product, VexStatus.FIXED)
    return found


class _Own:
    """What one vulnerability says of single products."""

    def __init__(self, node: JsonNode, tree: ProductTree) -> None:
        self._lists: dict[str, dict[str, list[JsonNode]]] = {}
        for name in _LISTS:
            by_product: dict[str, list[JsonNode]] = {}
            for entry in node.nodes(name):
                for product in tree.referenced(entry):
                    by_product.setdefault(product, []).append(entry)
            self._lists[name] = by_product
        self._vectors = _vectors(node)
        self._cve = node.text("cve")
        self._ids = [(one, frozenset(tree.referenced(one))) for one in node.nodes("ids")]
        self._place = node.where("product_status")
        self._products = tree.products
        self._title = self._cve or next((one.text("text") for one, _ in self._ids), "")
        """What notes of ours call the vulnerability."""
        self._notes = {one.text("title"): one.text("text") for one in node.nodes("notes")}

    def names(self, product: str) -> list[str]:
        """Return the ids of the vulnerability, the CVE first; one may be for some products only (CSAF 2.1).

        Raises:
            InvalidInputError: There is none.
        """
        others = [one.text("text") for one, named in self._ids if not named or product in named]
        found = list(filter(None, (self._cve, *others)))
        if not found:
            message = f"the vulnerability has neither cve nor ids for product {product!r:.60}"
            raise InvalidInputError(message, place=self._place, hint=_HINT)
        return found

    def note(self, start: str, product: str) -> str:
        """Return the note on one product whose title begins so."""
        return self._notes.get(f"{start}{self._title} in {self._products[product].name}", "")

    def justification(self, product: str) -> Justification | None:
        """Return the justification of a product."""
        flags = self._lists["flags"].get(product, ())
        return next((FROM_SHARED[one.text("label")] for one in flags), None)

    def flagged_at(self, product: str) -> datetime | None:
        """Return since when the justification holds."""
        flags = self._lists["flags"].get(product, ())
        return next((time_of(one, "date") for one in flags), None)

    def text(self, name: str, product: str, category: str) -> str:
        """Return the texts of one category."""
        entries = self._lists[name].get(product, ())
        found = (one.text("details") for one in entries if one.text("category") == category)
        return "\n".join(dict.fromkeys(found))

    def action(self, product: str) -> str:
        """Return what users do."""
        entries = self._lists["remediations"].get(product, ())
        texts = (one.text("details") for one in entries if not _is_waiting(one))
        found = (text.removeprefix(f"{COMING} ").removeprefix(COMING) for text in texts)
        return "\n".join(filter(None, dict.fromkeys(found)))

    def fix_is_coming(self, product: str) -> bool:
        """Say whether a fix is announced that nobody can install yet."""
        return any(map(_is_coming, self._lists["remediations"].get(product, ())))

    def vector(self, product: str) -> str:
        """Return the CVSS vector of a product, of several the one with the highest score."""
        return worst_vector(self._vectors.get(product, ()))

    def responses(self, product: str) -> tuple[Response, ...]:
        """Return what the author does, as far as the categories say."""
        entries = [one for one in self._lists["remediations"].get(product, ()) if not _is_waiting(one)]
        kinds = (one.text("category") for one in entries if not _is_coming(one))
        return tuple(dict.fromkeys(_RESPONSES[kind] for kind in kinds if kind != "mitigation"))


def _vectors(node: JsonNode) -> dict[str, list[str]]:
    """Return the CVSS vectors of each product of a vulnerability."""
    scores = [(one, one) for one in node.nodes("scores")]
    scores += [(one, one.node("content")) for one in node.nodes("metrics")]
    found: dict[str, list[str]] = {}
    for one, content in scores:
        vectors = [content.node(name).text("vectorString") for name in ("cvss_v4", "cvss_v3", "cvss_v2")]
        for product in one.texts("products"):
            found.setdefault(product, []).extend(filter(None, vectors))
    return found


def _is_waiting(entry: JsonNode) -> bool:
    """Say whether a remediation is the one we write for products under investigation."""
    return entry.text("category") == "none_available" and entry.text("details") == WAITING


def _is_coming(entry: JsonNode) -> bool:
    """Say whether a remediation announces a fix: `fix_planned` of CSAF 2.1, or as we write it in 2.0."""
    if entry.text("category") == "fix_planned":
        return True
    return entry.text("category") == "none_available" and entry.text("details").startswith(COMING)


def _identities(product: str, tree: ProductTree) -> Iterator[tuple[Identity, Identity | None]]:
    """Yield the product a status speaks of, and the component in it when a relationship made it.

    CSAF 2.1 may give several package URLs of either: each names it.
    """
    part, platforms = tree.parts(product)
    names = [_identity(part, purl) for purl in part.purls or ("",)]
    if not platforms:
        yield from ((one, None) for one in names)
        return
    holders = [_identity(platforms[0], purl) for purl in platforms[0].purls or ("",)]
    yield from ((holder, one) for one in names for holder in holders)


def _identity(product: Product, purl: str) -> Identity:
    """Return what a product is known by; a version that names many, against test 6.1.31, is read as a range."""
    hashes = tuple(Hash(_algorithm(one.algorithm), one.value) for one in product.hashes)
    found = purl_identity(purl, product.cpe, hashes)
    gtin = next((uri.rpartition("/")[2] for space, uri in product.uris if space == GTIN), "")
    links = next((uri for _, uri in product.uris if uri.startswith("urn:cdx:")), "")
    below = (name for category, name in product.branches if category in _REFINING)
    version = " ".join((product.version.strip("-"), *below)).strip()
    is_range = RANGE.search(version) is not None or ("*" in version and version != "*")
    return Identity(
        name=product.product or found.name or product.name,
        version=found.version if is_range else version or found.version,
        purl=found.purl,
        cpe=product.cpe,
        hashes=hashes,
        version_range=product.version_range or (version if is_range else found.version_range),
        udi=gtin or next(iter(product.model_numbers), ""),
        deployable=found.deployable,
        supplier=product.vendor.strip("-"),
        bom_link=links,
        id=found.id,
    )


def _algorithm(name: str) -> str:
    """Return the name of a hash algorithm as CycloneDX spells it."""
    upper = name.upper()
    return f"SHA-{upper[3:]}" if upper.startswith("SHA") and upper[3:].isdigit() else upper
