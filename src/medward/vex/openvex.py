"""OpenVEX: written as 0.2.0, checked against what its schema and text demand.

Source: OpenVEX specification 0.2.0 and its JSON schema; the shape below is held against that schema by a test.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from medward.components.purl import Purl, parse_purl
from medward.errors import InvalidInputError
from medward.vex.mapping import SHARED
from medward.vex.notes import compose, impact_of
from medward.vex.shape import Address, Choice, Fault, Many, Moment, Number, Text, Thing
from medward.vex.statement import VexStatus
from medward.vulnerabilities.cpe import ANY, NA, format_cpe, format_uri, parse_cpe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.kernel.json_node import Json
    from medward.vex.shape import Shape
    from medward.vex.statement import Identity, Statement, VexDocument

CONTEXT: Final = "https://openvex.dev/ns/v0.2.0"
VERS: Final = "vers"
"""Qualifier of a package URL that names a range of versions."""
RANGE: Final = "version_range"
"""Qualifier for a range in words, which `vers` cannot hold; only Medward reads it."""
_ANY: Final = Text(may_be_empty=True)
HASHES: Final = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha-256",
    "SHA-384": "sha-384",
    "SHA-512": "sha-512",
    "SHA3-224": "sha3-224",
    "SHA3-256": "sha3-256",
    "SHA3-384": "sha3-384",
    "SHA3-512": "sha3-512",
    "BLAKE2S-256": "blake2s-256",
    "BLAKE2B-256": "blake2b-256",
    "BLAKE2B-512": "blake2b-512",
}
"""Hash algorithms as CycloneDX spells them, in capitals, and as OpenVEX does (appendix A)."""
STATUSES: Final = {status: status.value.replace("-", "_") for status in VexStatus}
_COMPONENT: Final[dict[str, Shape]] = {
    "@id": Address(),
    "identifiers": Thing(
        {"purl": _ANY, "cpe22": _ANY, "cpe23": _ANY}, any_of=("purl", "cpe22", "cpe23"), closed=True
    ),
    "hashes": Thing(dict.fromkeys(HASHES.values(), _ANY), closed=True),
}
_ONE_OF: Final = ("@id", "identifiers")
_STATEMENT: Final = Thing(
    {
        "@id": Address(),
        "version": Number(least=1),
        "vulnerability": Thing(
            {
                "@id": Address(),
                "name": _ANY,
                "description": _ANY,
                "aliases": Many(_ANY, least=0, unique=True),
            },
            needed=("name",),
            closed=True,
        ),
        "timestamp": Moment(),
        "last_updated": Moment(),
        "products": Many(
            Thing(
                {
                    **_COMPONENT,
                    "subcomponents": Many(
                        Thing(_COMPONENT, any_of=_ONE_OF, closed=True), least=0, unique=True
                    ),
                },
                any_of=_ONE_OF,
                closed=True,
            ),
            least=0,
            unique=True,
        ),
        "status": Choice(tuple(STATUSES.values())),
        "supplier": _ANY,
        "status_notes": _ANY,
        "justification": Choice(tuple(SHARED.values())),
        "impact_statement": _ANY,
        "action_statement": _ANY,
        "action_statement_timestamp": Moment(),
    },
    needed=("vulnerability", "status"),
    closed=True,
)
OPENVEX: Final = Thing(
    {
        "@context": Address(),
        "@id": Address(),
        "author": _ANY,
        "role": _ANY,
        "timestamp": Moment(),
        "last_updated": Moment(),
        "version": Number(least=1),
        "tooling": _ANY,
        "statements": Many(_STATEMENT, unique=True),
    },
    needed=("@context", "@id", "author", "timestamp", "version", "statements"),
    closed=True,
)
"""The whole document."""


def check_openvex(document: object) -> tuple[Fault, ...]:
    """Return what of OpenVEX 0.2.0 a document breaks: its schema, then what only its text says."""
    wrong = tuple(OPENVEX.problems(document, ""))
    if not isinstance(document, dict) or not isinstance(document.get("statements"), list):
        return wrong
    conditions = tuple(
        fault
        for index, statement in enumerate(document["statements"])
        if isinstance(statement, dict)
        for fault in _conditions(statement, f"/statements/{index}")
    )
    return (*wrong, *conditions)


def write_openvex(document: VexDocument) -> dict[str, Json]:
    """Return a document as OpenVEX 0.2.0."""
    first = document.first_issued or document.timestamp
    found: dict[str, Json] = {
        "@context": CONTEXT,
        "@id": document.id,
        "author": document.author,
        "timestamp": first.isoformat() if first else "",
        "version": int(document.version),
        "tooling": "Medward",
        "statements": unique(_statement(one, document.author) for one in document.statements),
    }
    if document.timestamp is not None and document.timestamp != first:
        found["last_updated"] = document.timestamp.isoformat()
    return found


def unique(values: Iterable[Json]) -> list[Json]:
    """Return values each once: statements about products that a format names alike can be the very same."""
    return list({json.dumps(one, sort_keys=True): one for one in values}.values())


def missing_action(author: str) -> str:
    """Return what stands where the author of an affected product has published no action yet."""
    return f"No action has been published yet; ask {author}."


def generic_purl(identity: Identity) -> str:
    """Return the package URL of something that only has a name: of type `generic`, as its definition has it.

    Its maker is the namespace, where known: two makers may call their products the same.
    """
    return str(_generic(identity, identity.name or "unnamed", identity.version))


def _generic(identity: Identity, name: str, version: str) -> Purl:
    return Purl("generic", identity.supplier.replace("/", "-"), name, version, (), "")


def address_of(identity: Identity) -> str:
    """Return what OpenVEX knows a product or component by; a version or range of versions is never left out of it."""
    identity = _exact(identity)
    if identity.version_range:
        return _ranged_purl(identity)
    return identity.purl or identity.bom_link or identity.id or identity.cpe or generic_purl(identity)


def _exact(identity: Identity) -> Identity:
    """Return an identity whose identifiers have its version, which OpenVEX gives no other place.

    A package URL or CPE name without version means every version. A place in an SBOM, or an address, becomes a name.
    """
    if not identity.version or identity.version_range:
        return identity
    if becomes_a_name(identity):
        name = identity.name or identity.bom_link or identity.id
        return replace(identity, name=name, bom_link="", id="")
    purl, cpe = identity.purl, identity.cpe
    if purl and not parse_purl(purl).version:
        purl = str(parse_purl(purl)._replace(version=identity.version))
    return replace(identity, purl=purl, cpe=_exact_cpe(cpe, identity.version))


def becomes_a_name(identity: Identity) -> bool:
    """Say whether a place in an SBOM, or an address, is written as a name: its version has no other place."""
    is_found_by = identity.purl or identity.cpe or identity.version_range
    return bool(identity.version and (identity.bom_link or identity.id) and not is_found_by)


def _exact_cpe(text: str, version: str) -> str:
    """Return a CPE name with a version where it has none, in its own form; "" where it is none and nobody can tell."""
    try:
        name = parse_cpe(text)
    except InvalidInputError:
        return ""
    if name.version not in {ANY, NA}:
        return text
    exact = name._replace(version=re.sub(r"([*?\\])", r"\\\1", version.lower()))
    return format_cpe(exact) if text.startswith("cpe:2.3:") else format_uri(exact)


def _ranged_purl(identity: Identity) -> str:
    """Return the package URL of a range of versions: without the qualifier it would mean every version.

    Source: Package URL specification, known qualifiers, `vers`.
    """
    purl = (
        parse_purl(identity.purl)
        if identity.purl
        else _generic(identity, identity.name or identity.label, "")
    )
    key = VERS if identity.version_range.startswith("vers:") else RANGE
    qualifiers = {**dict(purl.qualifiers), key: identity.version_range}
    return str(purl._replace(version="", qualifiers=tuple(sorted(qualifiers.items()))))


def _conditions(statement: dict[str, object], pointer: str) -> Iterator[Fault]:
    """Yield what a status asks for."""
    status = statement.get("status")
    if status == "not_affected" and not {"justification", "impact_statement"} & statement.keys():
        yield Fault(pointer, "not_affected needs a justification or an impact_statement")
    if status == "affected" and "action_statement" not in statement:
        yield Fault(pointer, "affected needs an action_statement")
    if not statement.get("products"):
        yield Fault(f"{pointer}/products", "the statement names no product")


def _statement(one: Statement, author: str) -> dict[str, Json]:
    vulnerability: dict[str, Json] = {"name": one.vulnerability}
    if one.summary:
        vulnerability["description"] = one.summary
    if one.aliases:
        vulnerability["aliases"] = list(dict.fromkeys(one.aliases))
    product = _identity(one.product)
    if one.component is not None:
        product["subcomponents"] = [_identity(one.component)]
    found: dict[str, Json] = {
        "vulnerability": vulnerability,
        "products": [product],
        "status": STATUSES[one.status],
    }
    if one.issued is not None:
        found["timestamp"] = one.issued.isoformat()
    if one.updated is not None:
        found["last_updated"] = one.updated.isoformat()
    if one.product.supplier and not one.product.purl:
        found["supplier"] = one.product.supplier
    note = compose(one)
    if note:
        found["status_notes"] = note
    return {**found, **_reasons(one, author)}


def _reasons(one: Statement, author: str) -> dict[str, Json]:
    """Return justification, impact and action: what the status asks for is always there."""
    found: dict[str, Json] = {}
    if one.justification is not None:
        found["justification"] = SHARED[one.justification]
    impact = impact_of(one)
    if impact:
        found["impact_statement"] = impact
    if one.status is VexStatus.AFFECTED or one.action:
        found["action_statement"] = one.action or missing_action(author)
    return found


def _identity(identity: Identity) -> dict[str, Json]:
    """Return a product or component."""
    identity = _exact(identity)
    names: dict[str, Json] = {}
    if identity.purl or identity.version_range:
        names["purl"] = address_of(identity)
    if identity.cpe and not identity.version_range:
        names["cpe23" if identity.cpe.startswith("cpe:2.3:") else "cpe22"] = identity.cpe
    found: dict[str, Json] = {}
    if "purl" in names or identity.bom_link or identity.id or not names:
        found["@id"] = address_of(identity)
    if names:
        found["identifiers"] = names
    hashes: dict[str, Json] = {
        HASHES[one.algorithm.upper()]: one.content
        for one in identity.hashes
        if one.algorithm.upper() in HASHES
    }
    if hashes:
        found["hashes"] = hashes
    return found
