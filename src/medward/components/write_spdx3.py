"""Writing SPDX 3.0.1 JSON-LD.

The graph is built here in the compact names of the official context; the model of
spdx-python-model reads it back and says whether it is whole.

Source: SPDX 3.0.1 model, profiles Core, Software and SimpleLicensing.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Final

from medward.components.extras import extras
from medward.components.licence_texts import is_expression
from medward.components.spdx3 import LIFECYCLES
from medward.components.spdx3_package import SUPPORT_LEVELS
from medward.components.spdx_words import spdx3_hash
from medward.components.write_spdx2 import described, instant, until
from medward.components.writing import Stamp, Written, content_uuid, every_component, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.components.sbom import Component, Sbom

_CONTEXT: Final = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_CREATION: Final = "_:creationinfo"
_NONE: Final = "https://spdx.org/rdf/3.0.1/terms/Core/NoneElement"
_PURPOSES: Final = {
    **{
        name: name
        for name in (
            *("application", "archive", "container", "data", "device", "file", "firmware", "framework"),
            *("install", "library", "other", "platform", "source", "executable", "module", "model"),
        )
    },
    "device-driver": "deviceDriver",
    "operating-system": "operatingSystem",
}
"""Types by SoftwarePurpose."""
_LEVELS: Final = {
    "actively-maintained": "support",
    "no-longer-maintained": "noSupport",
    "abandoned": "noSupport",
    "unknown": "noAssertion",
    "limitedSupport": "limitedSupport",
    "development": "development",
    "endOfSupport": "endOfSupport",
}
_SBOM_TYPES: Final = {ours: name for name, ours in LIFECYCLES.items()} | {"runtime": "runtime"}

_Tree = dict[str, object]


def write_spdx3(sbom: Sbom, stamp: Stamp) -> Written:
    """Return an SBOM as SPDX 3.0.1 JSON-LD.

    Raises:
        InvalidInputError: The timestamp is no instant.
    """
    writer = _Writer(content_uuid(sbom, "spdx-3.0", stamp))
    components = every_component(sbom)
    ids = {one.label: writer.id_of(one) for one in components}
    graph = writer.document(sbom, stamp, ids)
    for one in components:
        graph += writer.package(one, ids[one.label])
    graph += writer.relations(sbom, ids)
    graph += writer.agents()
    text = json.dumps({"@context": _CONTEXT, "@graph": graph}, indent=2, ensure_ascii=False)
    return Written(text.encode() + b"\n", ids)


class _Writer:
    """Gives ids and remembers the agents that were named."""

    def __init__(self, identity: uuid.UUID) -> None:
        self._identity = identity
        self._agents: dict[tuple[str, str], str] = {}

    def id_of(self, one: Component) -> str:
        """Return the id of a component: its own where it is one of a graph already."""
        return (
            one.ref
            if one.ref.startswith(("urn:", "http://", "https://"))
            else self._new("package", one.label)
        )

    def document(self, sbom: Sbom, stamp: Stamp, ids: Mapping[str, str]) -> list[_Tree]:
        """Return creation information, document and SBOM."""
        makers = [
            self._agent("Person" if name in sbom.author_people else "Organization", name)
            for name in sbom.authors
        ]
        tools = [self._agent("Tool", name) for name in tools_of(sbom, stamp)]
        creation: _Tree = {
            "type": "CreationInfo",
            "@id": _CREATION,
            "specVersion": "3.0.1",
            "created": instant(stamp.timestamp),
            "createdBy": makers or [self._agent("SoftwareAgent", stamp.tool)],
            "createdUsing": tools,
        }
        bom = self._new("sbom", "")
        types = [_SBOM_TYPES[one] for one in sbom.lifecycles if one in _SBOM_TYPES]
        roots = [ids[one.label] for one in _roots(sbom)]
        profiles = ["core", "software", "simpleLicensing"]
        document = self._element(
            "SpdxDocument", self._identity.urn, name="SBOM", rootElement=[bom], profileConformance=profiles
        )
        content = self._element(
            "software_Sbom", bom, rootElement=roots, element=list(ids.values()), software_sbomType=types
        )
        return [creation, document, content]

    def package(self, one: Component, spdx_id: str) -> list[_Tree]:
        """Return a package with its licences and annotations."""
        agents = [(one.supplier, one.supplier_is_person), (one.originator, one.originator_is_person)]
        supplier, originator = (
            self._agent("Person" if is_person else "Organization", name) if name else ""
            for name, is_person in agents
        )
        rest = [each for each in one.hashes if not spdx3_hash(each.algorithm)]
        package = self._element(
            "software_Package",
            spdx_id,
            name=one.full_name,
            software_packageVersion=one.stated_version,
            software_packageUrl=one.purl,
            software_primaryPurpose=_PURPOSES.get(one.type, ""),
            suppliedBy=supplier,
            originatedBy=[originator] if originator else [],
            supportLevel=[_LEVELS[one.support_level]] if one.support_level in _LEVELS else [],
            validUntilTime=until(one.end_of_support),
            externalIdentifier=list(_identifiers(one)),
            software_contentIdentifier=_content_identifiers(one),
            verifiedUsing=[
                {"type": "Hash", "algorithm": spdx3_hash(each.algorithm), "hashValue": each.content}
                for each in one.hashes
                if spdx3_hash(each.algorithm)
            ],
        )
        package["name"] = one.full_name
        notes = [
            self._element(
                "Annotation",
                self._new("annotation", f"{one.label} {number}"),
                annotationType="other",
                subject=spdx_id,
                statement=f"{pair.name}={pair.value}",
            )
            for number, pair in enumerate(extras(one, _held(one), rest))
        ]
        return [package, *self._licences(one, spdx_id), *notes]

    def relations(self, sbom: Sbom, ids: Mapping[str, str]) -> list[_Tree]:
        """Return what is contained and needed; who needs nobody says so."""
        contained: dict[str, dict[str, None]] = {}
        for one in sbom.components:
            if one.parents:
                contained.setdefault(one.parents[-1], {})[one.label] = None
        further: dict[str, dict[str, None]] = {}
        for entry in sbom.contains:
            known = contained.get(entry.ref, {})
            others = [other for other in entry.depends_on if other not in known]
            if others or not entry.depends_on:
                further.setdefault(entry.ref, {}).update(dict.fromkeys(others))
        needed: dict[str, dict[str, None]] = {}
        for entry in sbom.dependencies:
            needed.setdefault(entry.ref, {}).update(dict.fromkeys(entry.depends_on))
        return [
            self._relationship(kind, ids[ref], [ids[other] for other in others if other in ids] or [_NONE])
            for kind, pairs in (("contains", contained), ("contains", further), ("dependsOn", needed))
            for ref, others in pairs.items()
            if ref in ids and (not others or any(other in ids for other in others))
        ]

    def agents(self) -> list[_Tree]:
        """Return everybody who was named."""
        return [self._element(kind, spdx_id, name=name) for (kind, name), spdx_id in self._agents.items()]

    def _licences(self, one: Component, spdx_id: str) -> Iterator[_Tree]:
        """Yield the licence: an expression, or a text of its own under its name."""
        if not one.licences:
            return
        text = " AND ".join(
            f"({each})" if len(one.licences) > 1 and " " in each else each for each in one.licences
        )
        licence = self._new("licence", one.label)
        if is_expression(text):
            yield self._element(
                "simplelicensing_LicenseExpression", licence, simplelicensing_licenseExpression=text
            )
        else:
            yield self._element(
                "simplelicensing_SimpleLicensingText", licence, name=text, simplelicensing_licenseText=text
            )
        yield self._relationship("hasDeclaredLicense", spdx_id, [licence])

    def _relationship(self, kind: str, one: str, others: list[str]) -> _Tree:
        found = self._element(
            "Relationship", self._new(kind, f"{one} {others[0]}"), relationshipType=kind, to=others
        )
        return found | {"from": one}

    def _element(self, kind: str, spdx_id: str, **fields: object) -> _Tree:
        told = {name: value for name, value in fields.items() if value}
        return {"type": kind, "spdxId": spdx_id, "creationInfo": _CREATION, **told}

    def _agent(self, kind: str, name: str) -> str:
        return self._agents.setdefault((kind, name), self._new(kind, name))

    def _new(self, kind: str, name: str) -> str:
        """Return an id that the same content always gives."""
        return uuid.uuid5(self._identity, f"{kind} {name}").urn


def _roots(sbom: Sbom) -> list[Component]:
    """Return what the SBOM is about; a single component without a product stays no product."""
    return [sbom.root] if sbom.root is not None else list(described(sbom))


def _held(one: Component) -> frozenset[str]:
    """Return the fields the model holds for a component."""
    held = {"swid", "purl", "cpe", "identifiers", "originator", "supplier-is-person", "originator-is-person"}
    held |= {"content_identifiers"} if all(map(_content_kind, one.content_identifiers)) else set()
    held |= {"licences"} if len(one.licences) <= 1 else set()
    held |= {"type"} if one.type in _PURPOSES else set()
    word = _LEVELS.get(one.support_level, "")
    held |= {"support_level"} if word and SUPPORT_LEVELS.get(word, word) == one.support_level else set()
    held |= {"end_of_support"} if until(one.end_of_support) == one.end_of_support else set()
    return frozenset(held)


def _content_kind(text: str) -> str:
    """Return the ContentIdentifierType of an identifier computed from the content, "" where it has none."""
    return {"gitoid": "gitoid", "swh": "swhid"}.get(text.partition(":")[0], "")


def _content_identifiers(one: Component) -> list[_Tree]:
    """Return what identifies the content by its type; none where one has no type, so that all stand in pairs."""
    kinds = [_content_kind(text) for text in one.content_identifiers]
    return [
        {
            "type": "software_ContentIdentifier",
            "software_contentIdentifierType": kind,
            "software_contentIdentifierValue": text,
        }
        for kind, text in zip(kinds, one.content_identifiers, strict=True)
        if all(kinds)
    ]


def _identifiers(one: Component) -> Iterator[_Tree]:
    """Yield CPE, SWID and further identifiers by their type."""
    for text in (one.cpe, *one.identifiers):
        if text:
            kind = (
                "packageUrl"
                if text.startswith("pkg:")
                else "cpe23"
                if text.startswith("cpe:2.3:")
                else "cpe22"
            )
            yield {"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": text}
    if one.swid:
        yield {"type": "ExternalIdentifier", "externalIdentifierType": "swid", "identifier": one.swid}
