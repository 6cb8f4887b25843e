"""Packs as OSCAL 1.2 catalogues and mappings, for tools that speak NIST's exchange format.

What OSCAL has no place for (clocks, dated changes) is not hidden in it:
`lost_in_export` names it. Identifiers are made from our names by
RFC 4122 version 5, so a second export of the same pack is byte-identical.

Source: NIST OSCAL 1.2 catalog and mapping models, https://pages.nist.gov/OSCAL-Reference/models/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias
from uuid import UUID, uuid5

from medward.catalogue.marks import Mark
from medward.catalogue.pack import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from medward.catalogue.pack import Clause, Edition, Expectation, Pack

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"

OSCAL_VERSION: Final = "1.2.1"
NAMESPACE: Final = "urn:medward:oscal"
"""Namespace of our own properties."""
EXPECTATIONS_URN: Final = "urn:medward:intl:expectations"
RELATIONSHIPS: Final = {
    Relation.EQUAL: "equivalent-to",
    Relation.SUBSET: "subset-of",
    Relation.SUPERSET: "superset-of",
    Relation.INTERSECTS: "intersects-with",
}
SURENESS: Final = {
    Mark.VERIFIED: "high",
    Mark.SECONDARY: "medium",
    Mark.EXPERT: "low",
    Mark.PROPOSAL: "unspecified",
}
_ROOT: Final = UUID("6f1c7f0e-6a5b-5d52-9a1a-0d6f5a6f9f51")
_TITLE_LENGTH: Final = 90


def catalog_of(pack: Pack, at: datetime) -> dict[str, Json]:
    """Return a pack as an OSCAL catalogue document.

    Args:
        pack: The instrument.
        at: Instant written as `last-modified`; an argument, so that the same pack gives the same bytes.
    """
    body: dict[str, Json] = {
        "uuid": _uuid(pack.urn),
        "metadata": _metadata(pack.title, pack.newest.id, at, _header_props(pack)),
    }
    if pack.clauses:
        body["controls"] = [_control(clause) for clause in pack.clauses]
    if pack.sources:
        body["back-matter"] = {"resources": [_resource(pack, *source) for source in pack.sources.items()]}
    return {"catalog": body}


def expectations_of(expectations: Sequence[Expectation], at: datetime) -> dict[str, Json]:
    """Return the common expectations as an OSCAL catalogue document."""
    controls: list[Json] = [
        {
            "id": one.id,
            "title": one.title,
            "props": [_prop("shown-by", query) for query in one.shown_by],
            "parts": [
                _part(f"{one.id}_smt", "statement", one.title),
                _part(f"{one.id}_gdn", "guidance", one.artefact),
            ],
        }
        for one in expectations
    ]
    metadata = _metadata("Common security expectations", "1", at, [])
    return {"catalog": {"uuid": _uuid(EXPECTATIONS_URN), "metadata": metadata, "controls": controls}}


def mapping_of(packs: Iterable[Pack], at: datetime) -> dict[str, Json]:
    """Return the relations of packs to the common expectations as an OSCAL mapping collection.

    Raises:
        ValueError: No clause of these packs has a relation; OSCAL knows no empty mapping.
    """
    mappings: list[Json] = [_mapping(pack) for pack in packs if any(one.expectations for one in pack.clauses)]
    if not mappings:
        raise ValueError("no clause has a relation to an expectation")
    return {
        "mapping-collection": {
            "uuid": _uuid("mapping-collection"),
            "metadata": _metadata("Clauses and common security expectations", "1", at, []),
            "provenance": {
                "method": "human",
                "matching-rationale": "semantic",
                "status": "complete",
                "mapping-description": "What each clause asks, set beside what authorities ask in common.",
            },
            "mappings": mappings,
        }
    }


def lost_in_export(pack: Pack) -> tuple[str, ...]:
    """Return in words what an OSCAL catalogue of this pack leaves behind."""
    counts = (
        (len(pack.clocks), "clocks"),
        (len(pack.upcoming), "dated changes"),
    )
    return tuple(f"{number} {what}" for number, what in counts if number)


def token_of(identity: str) -> str:
    """Return an id as an OSCAL token, which may not begin with a digit."""
    return f"_{identity}" if identity[0].isdigit() else identity


def _metadata(title: str, version: str, at: datetime, props: list[Json]) -> dict[str, Json]:
    """Return the metadata every OSCAL document begins with."""
    found: dict[str, Json] = {
        "title": title,
        "last-modified": at.isoformat(),
        "version": version,
        "oscal-version": OSCAL_VERSION,
    }
    return {**found, "props": props} if props else found


def _header_props(pack: Pack) -> list[Json]:
    """Return the header of a pack as properties."""
    plain = {
        "urn": pack.urn,
        "code": pack.code,
        "issuer": pack.issuer,
        "number": pack.number,
        "jurisdiction": pack.jurisdiction,
        "force": pack.force.value,
        "asks": pack.asks,
        "licence": pack.licence,
        "applies": pack.applies,
        "confidence": pack.confidence.value,
    }
    props = [_prop(name, value) for name, value in plain.items() if value]
    for number, edition in enumerate(pack.editions, start=1):
        props += _edition_props(edition, f"edition.{number}")
    return props


def _edition_props(edition: Edition, group: str) -> list[Json]:
    """Return an edition as properties of one group."""
    plain = {
        "issued": edition.issued or "",
        "applies-from": edition.applies_from or "",
        "applies-until": edition.applies_until or "",
        "stage": edition.stage.value,
        "supersedes": edition.supersedes,
        "title": edition.title,
        "note": edition.note,
        "confidence": edition.confidence.value,
    }
    props = [_prop("edition", edition.id, group)]
    props += [_prop(f"edition-{name}", value, group) for name, value in plain.items() if value]
    return props + [_prop("edition-source", source, group) for source in edition.sources]


def _control(clause: Clause) -> dict[str, Json]:
    """Return a clause as a control."""
    token = token_of(clause.id)
    parts: list[Json] = [
        _part(f"{token}_smt", "statement", clause.text),
        _part(f"{token}_gdn", "guidance", clause.evidence),
    ]
    for number, wording in enumerate(clause.earlier, start=1):
        part = _part(f"{token}_old.{number}", "earlier-wording", wording.text or clause.text)
        props: list[Json] = [_prop("until", wording.until)]
        props += [_prop("ref", wording.ref)] if wording.ref else []
        props += [] if wording.text else [_prop("unchanged-text", "yes")]
        parts.append({**part, "ns": NAMESPACE, "props": props})
    return {"id": token, "title": _title(clause), "props": _clause_props(clause), "parts": parts}


def _clause_props(clause: Clause) -> list[Json]:
    """Return what a clause says beside its text."""
    label: dict[str, Json] = {"name": "label", "value": clause.ref}
    single = {
        "force": clause.force.value if clause.force else "",
        "confidence": clause.confidence.value,
        "applies": clause.applies,
        "since": clause.since,
        "until": clause.until,
        "relation-confidence": clause.relation_confidence.value,
    }
    many = {
        "phase": tuple(phase.value for phase in clause.phase),
        "deliverable": clause.deliverables,
        "also-in": clause.also_in,
        "shown-by": clause.shown_by,
        "source": clause.sources,
    }
    props: list[Json] = [label, *(_prop(name, value) for name, value in single.items() if value)]
    return props + [_prop(name, value) for name, values in many.items() for value in values]


def _mapping(pack: Pack) -> dict[str, Json]:
    """Return the relations of one pack."""
    maps: list[Json] = [
        {
            "uuid": _uuid(f"{clause.id}|{expectation}"),
            "relationship": RELATIONSHIPS[relation],
            "sources": [{"type": "control", "id-ref": token_of(clause.id)}],
            "targets": [{"type": "control", "id-ref": expectation}],
            "confidence-score": {"category": SURENESS[clause.relation_confidence]},
        }
        for clause in pack.clauses
        for expectation, relation in clause.expectations.items()
    ]
    return {
        "uuid": _uuid(f"mapping|{pack.urn}"),
        "source-resource": {"type": "catalog", "href": pack.urn},
        "target-resource": {"type": "catalog", "href": EXPECTATIONS_URN},
        "maps": maps,
    }


def _resource(pack: Pack, key: str, words: str) -> dict[str, Json]:
    """Return a source of the pack as a resource of the back matter."""
    return {"uuid": _uuid(f"{pack.urn}|{key}"), "title": key, "description": words}


def _title(clause: Clause) -> str:
    """Return a title: the place of the clause and how it begins."""
    text = f"{clause.ref}: {clause.text}".replace("\n", " ")
    return text if len(text) <= _TITLE_LENGTH else text[: _TITLE_LENGTH - 4].rsplit(" ", 1)[0] + " ..."


def _prop(name: str, value: str, group: str = "") -> Json:
    """Return one of our properties."""
    found: dict[str, Json] = {"name": name, "ns": NAMESPACE, "value": value}
    return {**found, "group": group} if group else found


def _part(identity: str, name: str, prose: str) -> dict[str, Json]:
    """Return a part of a control."""
    return {"id": identity, "name": name, "prose": prose}


def _uuid(name: str) -> str:
    """Return the identifier made from a name."""
    return str(uuid5(_ROOT, name))
