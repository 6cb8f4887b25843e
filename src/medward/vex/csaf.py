"""CSAF 2.0 written: one document of category `csaf_vex`.

A component in the product is a product of its own, made by a relationship, so that two components may stand
differently to one vulnerability. Statements on one vulnerability stand in one entry (test 6.1.23). Keys are in
alphabetical order (test 6.2.13).

Source: CSAF 2.0, sections 3 and 4.5 (profile VEX).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from medward.errors import InvalidInputError
from medward.risk.cvss import score
from medward.vex.csaf_rules.weaknesses import WELL_KNOWN
from medward.vex.mapping import FROM_REMEDIATION, REMEDIATIONS, SHARED, giver_of
from medward.vex.notes import impact_of, terms_of
from medward.vex.openvex import missing_action, unique
from medward.vex.statement import VexStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.components.sbom import Hash
    from medward.kernel.json_node import Json
    from medward.vex.statement import Identity, Response, Statement, VexDocument

STATUSES: Final = {
    VexStatus.UNDER_INVESTIGATION: "under_investigation",
    VexStatus.AFFECTED: "known_affected",
    VexStatus.NOT_AFFECTED: "known_not_affected",
    VexStatus.FIXED: "fixed",
}
REASONING: Final = "Reasoning on "
"""How the title of a note begins that gives the reasoning on one product."""
TERMS: Final = "CycloneDX terms of "
"""How the title of a note begins that keeps, for tools, words CSAF does not have."""
GTIN: Final = "https://id.gs1.org"
"""Namespace of GS1 Digital Link, in which a UDI-DI issued by GS1 is an address (application identifier 01)."""
WAITING: Final = "Under investigation; no remediation is available yet."
COMING: Final = "A fix is planned; it is not available yet."
_GTIN_DIGITS: Final = 14
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}")

JsonObject: TypeAlias = "dict[str, Json]"


def write_csaf(document: VexDocument) -> JsonObject:
    """Return a document as CSAF 2.0 of category `csaf_vex`."""
    tree = _Tree()
    entries: dict[str, list[Statement]] = {}
    for one in document.statements:
        entries.setdefault(one.vulnerability, []).append(one)
    vulnerabilities: list[Json] = [
        _vulnerability(name, found, tree, document.author) for name, found in entries.items()
    ]
    return _sorted(
        {"document": _head(document), "product_tree": tree.written(), "vulnerabilities": vulnerabilities}
    )


class _Tree:
    """Gives every product and every component in a product an id."""

    def __init__(self) -> None:
        self._products: dict[Identity, str] = {}
        self._parts: dict[Identity, str] = {}
        self._pairs: dict[tuple[Identity, Identity], str] = {}
        self._names: dict[str, str] = {}

    def id_of(self, product: Identity, component: Identity | None) -> str:
        """Return the id a statement's product has."""
        whole = self._products.setdefault(product, f"CSAFPID-{len(self._products) + 1:04}")
        if component is None:
            return whole
        part = self._parts.setdefault(component, f"CSAFPID-C{len(self._parts) + 1:04}")
        return self._pairs.setdefault((product, component), f"{part}-{whole[8:]}")

    def name_of(self, product: Identity, component: Identity | None) -> str:
        """Return the full name a statement's product has; no two products have the same."""
        identity = self.id_of(product, component)
        whole = self._named(_full(product), self._products[product])
        return self._named(f"{_full(component)} as a component of {whole}", identity) if component else whole

    def _named(self, name: str, identity: str) -> str:
        return name if self._names.setdefault(name, identity) == identity else f"{name}, {identity}"

    def written(self) -> JsonObject:
        """Return the product tree."""
        found: JsonObject = {
            "branches": [self._branch(one, identity) for one, identity in self._products.items()],
        }
        if self._parts:
            found["full_product_names"] = [self._full_name(one, name) for one, name in self._parts.items()]
            found["relationships"] = [self._relationship(*pair, name) for pair, name in self._pairs.items()]
        return found

    def _relationship(self, product: Identity, component: Identity, name: str) -> Json:
        return {
            "category": "default_component_of",
            "full_product_name": {
                "name": self.name_of(product, component),
                "product_id": name,
            },
            "product_reference": self._parts[component],
            "relates_to_product_reference": self._products[product],
        }

    def _branch(self, product: Identity, identity: str) -> Json:
        """Return vendor, product and version of a product as branches."""
        is_range = not product.version and product.version_range
        version: JsonObject = {
            "category": "product_version_range" if is_range else "product_version",
            "name": product.version or product.version_range or "-",
            "product": self._full_name(product, identity),
        }
        named: JsonObject = {
            "branches": [version],
            "category": "product_name",
            "name": product.name or product.label,
        }
        return {"branches": [named], "category": "vendor", "name": product.supplier or "-"}

    def _full_name(self, one: Identity, identity: str) -> JsonObject:
        found: JsonObject = {"name": self._named(_full(one), identity), "product_id": identity}
        helper = _helper(one)
        return {**found, "product_identification_helper": helper} if helper else found


def _helper(one: Identity) -> JsonObject:
    """Return what a product is identified by."""
    found: JsonObject = {}
    if one.cpe:
        found["cpe"] = one.cpe
    hashes = _hashes(one.hashes)
    if hashes:
        found["hashes"] = [{"file_hashes": hashes, "filename": one.deployable or one.name or "file"}]
    if one.purl:
        found["purl"] = one.purl
    links: list[Json] = []
    if one.bom_link:
        links.append({"namespace": "https://cyclonedx.org/capabilities/bomlink/", "uri": one.bom_link})
    if one.udi.isdigit() and len(one.udi) == _GTIN_DIGITS:
        links.append({"namespace": GTIN, "uri": f"{GTIN}/01/{one.udi}"})
    elif one.udi:
        found["model_numbers"] = [one.udi]
    if links:
        found["x_generic_uris"] = links
    return found


def _hashes(hashes: Iterable[Hash]) -> list[Json]:
    """Return hashes by algorithm, as OpenSSL spells them (CSAF 2.0, 3.1.3.3.2)."""
    found = {one.algorithm.lower().replace("sha-", "sha"): one.content for one in hashes}
    return [{"algorithm": name, "value": value} for name, value in found.items()]


def _full(one: Identity) -> str:
    """Return name and version, with the part of the release where it is known."""
    inside = f" ({one.deployable})" if one.deployable else ""
    return f"{f'{one.name} {one.version}'.strip() or one.label}{inside}"


def _head(document: VexDocument) -> JsonObject:
    at = document.timestamp.isoformat() if document.timestamp else ""
    first = document.first_issued.isoformat() if document.first_issued else at
    history: list[Json] = [
        {"date": one.at.isoformat(), "number": one.number, "summary": one.summary}
        for one in document.revisions
    ]
    return {
        "category": "csaf_vex",
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": document.tlp.value, "url": "https://www.first.org/tlp/"}},
        "lang": "en",
        "notes": [
            {
                "category": "summary",
                "text": "Tells whether the product can be attacked through each vulnerability. "
                "It does not say whether the risk for patients is under control.",
                "title": "What this document is",
            }
        ],
        "publisher": {
            "category": document.publisher,
            "name": document.author,
            "namespace": document.namespace,
        },
        "title": document.title,
        "tracking": {
            "current_release_date": at,
            "generator": {"engine": {"name": "Medward"}},
            "id": document.id,
            "initial_release_date": first,
            "revision_history": history or [{"date": at, "number": document.version, "summary": "Issued"}],
            "status": "final",
            "version": document.version,
        },
    }


def _vulnerability(name: str, found: list[Statement], tree: _Tree, author: str) -> JsonObject:
    """Return one entry: what holds for all, then what each product has of its own."""
    first = found[0]
    entry: JsonObject = {}
    others = [one for one in dict.fromkeys(alias for each in found for alias in each.aliases) if one != name]
    if _CVE.fullmatch(name):
        entry["cve"] = name
    else:
        others.insert(0, name)
    if others:
        entry["ids"] = [{"system_name": giver_of(one), "text": one} for one in others]
    weakness = known_weakness(first.weaknesses)
    if weakness:
        entry["cwe"] = {"id": weakness, "name": WELL_KNOWN.names[weakness]}
    summary: JsonObject = {"category": "description", "text": first.summary or name, "title": "Vulnerability"}
    lists: dict[str, list[Json]] = {
        "flags": [], "notes": [summary], "remediations": [], "scores": [], "threats": []
    }  # fmt: skip
    statuses: dict[str, list[Json]] = {}
    for one in found:
        product = tree.id_of(one.product, one.component)
        statuses.setdefault(STATUSES[one.status], []).append(product)
        for key, values in _own(one, product, author).items():
            lists[key] += values
        lists["notes"] += _notes(one, tree.name_of(one.product, one.component))
    entry["product_status"] = {key: list(dict.fromkeys(values)) for key, values in statuses.items()}
    return {**entry, **{key: unique(values) for key, values in lists.items() if values}}


def _own(one: Statement, product: str, author: str) -> dict[str, list[Json]]:
    """Return what the entry says of one product."""
    products: Json = [product]
    when: JsonObject = {"date": one.issued.isoformat()} if one.issued else {}
    found: dict[str, list[Json]] = {"remediations": _remediations(one, products, author)}
    if one.justification is not None:
        found["flags"] = [{**when, "label": SHARED[one.justification], "product_ids": products}]
    impact = impact_of(one)
    if impact:
        found["threats"] = [{"category": "impact", "details": impact, "product_ids": products}]
    found["scores"] = [{"cvss_v3": one_score, "products": products} for one_score in scores(one)]
    return found


def _notes(one: Statement, name: str) -> Iterator[Json]:
    """Yield the reasoning on one product, for people, and the words CSAF does not have, for tools."""
    subject = f"{one.vulnerability} in {name}"
    if one.detail:
        yield {"category": "details", "text": one.detail, "title": f"{REASONING}{subject}"}
    terms = terms_of(one, () if _remediations_say(one.responses, one) else one.responses)
    if terms:
        yield {"audience": "Tools", "category": "other", "text": terms, "title": f"{TERMS}{subject}"}


def _remediations_say(responses: tuple[Response, ...], one: Statement) -> bool:
    """Say whether the categories of the remediations are read back as these responses."""
    written = one.status is VexStatus.AFFECTED or one.action
    return bool(written) and tuple(FROM_REMEDIATION[REMEDIATIONS[each]] for each in responses) == responses


def _remediations(one: Statement, products: Json, author: str) -> list[Json]:
    """Return the action statement, once per kind of response; the affected always have one.

    A vendor fix is one that is available; `none_available` announces one that is being made (CSAF 2.0, 3.2.3.12.1).
    """
    if one.status is VexStatus.UNDER_INVESTIGATION and not one.action:
        return [{"category": "none_available", "details": WAITING, "product_ids": products}]
    if one.status is not VexStatus.AFFECTED and not one.action:
        return []
    kinds = dict.fromkeys(REMEDIATIONS[response] for response in one.responses)
    details = one.action or missing_action(author)
    told = [(kind, details) for kind in kinds]
    if one.fix_is_coming and "vendor_fix" not in kinds:  # the two exclude each other
        told.append(("none_available", COMING if told else f"{COMING} {details}"))
    return [
        {"category": kind, "details": text, "product_ids": products}
        for kind, text in told or [("mitigation", details)]
    ]


def known_weakness(names: Iterable[str]) -> str:
    """Return the weakness an entry names, "" for none: CSAF 2.0 has one, by its exact name (test 6.1.11)."""
    return next((one for one in names if one in WELL_KNOWN.names), "")


def scores(one: Statement) -> list[Json]:
    """Return the score of an affected product that CSAF 2.0 has a place for: CVSS 3.0 or 3.1."""
    if one.status is not VexStatus.AFFECTED or not one.vector.startswith("CVSS:3."):
        return []
    try:
        scored = score(one.vector)
    except InvalidInputError:
        return []
    base = scored.scores[0]
    return [
        {
            "baseScore": float(base.value),
            "baseSeverity": base.severity.upper(),
            "vectorString": scored.vector,
            "version": scored.version,
        }
    ]


def _sorted(value: Json) -> JsonObject:
    found = _in_order(value)
    return found if isinstance(found, dict) else {}


def _in_order(value: Json) -> Json:
    """Return a value with its keys in alphabetical order at every level."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(inner) for inner in value] if isinstance(value, list) else value
