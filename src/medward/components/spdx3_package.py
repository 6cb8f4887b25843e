"""One SPDX 3 package as Medward holds it.

Source: SPDX 3.0.1, /Core/Artifact (suppliedBy, originatedBy, supportLevel, validUntilTime), /Core/Element
(verifiedUsing, externalIdentifier), /Software/Package, relationships hasDeclaredLicense and hasConcludedLicense.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.extras import (
    END_OF_SUPPORT_PROPERTY,
    KEPT_PREFIXES,
    SUPPORT_LEVEL_PROPERTY,
    least_support,
    own_properties,
    values_of,
    with_extras,
)
from medward.components.sbom import Component, Hash, Property
from medward.components.spdx3_graph import Element, Graph, licence_of
from medward.components.spdx_words import hash_name, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPPORT_LEVELS: Final = {
    "support": "actively-maintained",
    "deployed": "actively-maintained",
    "noSupport": "no-longer-maintained",
    "noAssertion": "unknown",
}
"""SPDX 3 SupportType to the FDA's words where they mean the same; `limitedSupport` and others keep their name."""
_PURPOSES: Final = {"operatingSystem": "operating-system", "deviceDriver": "device-driver"}
_LICENCES: Final = ("hasDeclaredLicense", "hasConcludedLicense")
_IDENTIFIERS: Final = {
    "packageUrl": "purl", "cpe23": "cpe", "cpe22": "cpe", "swid": "swid", "gitoid": "content", "swhid": "content",
}  # fmt: skip


class Packages:
    """Reads the packages of a graph; licences and annotations stand elsewhere in it and are gathered once."""

    def __init__(self, graph: Graph) -> None:
        """Gather what other elements say about packages."""
        self._graph = graph
        self._licences: dict[str, dict[str, str]] = {}
        self._pairs: dict[str, list[Property]] = {}
        for relation in graph.of("Relationship"):
            kind = relation.data.get("relationshipType")
            if isinstance(kind, str) and kind in _LICENCES:
                self._add_licence(relation, kind)
        for note in graph.of("Annotation"):
            name, sign, value = graph.fields.text(note.data, "statement", note.pointer).partition("=")
            for ref in graph.refs(note, "subject"):
                if sign and name.startswith(KEPT_PREFIXES):
                    self._pairs.setdefault(ref, []).append(Property(name, value))

    def component(self, element: Element) -> Component:
        """Return one package as a component."""
        data, pointer, fields = element.data, element.pointer, self._graph.fields
        pairs = tuple(self._pairs.get(element.id, ()))
        values = values_of(pairs)
        identifiers = dict.fromkeys(self._identifiers(element))
        purls, cpes = _of(identifiers, "purl"), _of(identifiers, "cpe")
        supplier, supplier_is_person = self._agent(element, "suppliedBy")
        originator, originator_is_person = self._agent(element, "originatedBy")
        component = Component(
            ref=element.id,
            name=fields.text(data, "name", pointer),
            version=stated(fields.text(data, "software_packageVersion", pointer)),
            type=self._purpose(element),
            purl=next(iter(purls), ""),
            cpe=next(iter(cpes), ""),
            swid=next(iter(_of(identifiers, "swid")), ""),
            supplier=supplier or ("" if originator_is_person else originator),
            licences=self._licence(element.id),
            hashes=tuple(self._hashes(element)),
            support_level=values.get(SUPPORT_LEVEL_PROPERTY, "") or self._support(element),
            end_of_support=values.get(END_OF_SUPPORT_PROPERTY, "")
            or fields.text(data, "validUntilTime", pointer),
            properties=own_properties(pairs),
            identifiers=(*purls[1:], *cpes[1:]),
            content_identifiers=_of(identifiers, "content"),
            pointer=pointer,
            originator=originator,
            supplier_is_person=supplier_is_person and bool(supplier),
            originator_is_person=originator_is_person,
        )
        if not pairs:
            return component
        component = with_extras(component, pairs)
        group = component.group
        return component._replace(name=component.name.removeprefix(f"{group}/")) if group else component

    def _identifiers(self, element: Element) -> Iterator[tuple[str, str]]:
        fields = self._graph.fields
        yield "purl", fields.text(element.data, "software_packageUrl", element.pointer)
        found = []
        for here, entry in fields.objects(element.data, "externalIdentifier", element.pointer):
            kind = fields.text(entry, "externalIdentifierType", here)
            found.append((kind, fields.text(entry, "identifier", here)))
        for here, entry in fields.objects(element.data, "software_contentIdentifier", element.pointer):
            kind = fields.text(entry, "software_contentIdentifierType", here)
            found.append((kind, fields.text(entry, "software_contentIdentifierValue", here)))
        for wanted, ours in _IDENTIFIERS.items():
            yield from ((ours, text) for kind, text in found if kind == wanted)

    def _agent(self, element: Element, field: str) -> tuple[str, bool]:
        """Return the name of the first agent and whether it is a person."""
        for ref in self._graph.refs(element, field):
            agent = self._graph.by_id.get(ref)
            if agent is not None:
                name = self._graph.fields.text(agent.data, "name", agent.pointer)
                return stated(name), agent.type == "Person"
        return "", False

    def _purpose(self, element: Element) -> str:
        word = self._graph.fields.text(element.data, "software_primaryPurpose", element.pointer)
        return _PURPOSES.get(word, word)

    def _support(self, element: Element) -> str:
        """Return the level of support in the FDA's words, else SPDX's own; of several the one that promises least."""
        value = element.data.get("supportLevel", [])
        fields = self._graph.fields
        words = (
            [value] if isinstance(value, str) else fields.texts(element.data, "supportLevel", element.pointer)
        )
        return least_support(SUPPORT_LEVELS.get(word, word) for word in words)

    def _hashes(self, element: Element) -> Iterator[Hash]:
        fields = self._graph.fields
        for here, entry in fields.objects(element.data, "verifiedUsing", element.pointer):
            algorithm, content = fields.text(entry, "algorithm", here), fields.text(entry, "hashValue", here)
            if algorithm and content:
                yield Hash(hash_name(algorithm), content)

    def _add_licence(self, relation: Element, kind: str) -> None:
        graph = self._graph
        for target in graph.refs(relation, "to"):
            found = graph.by_id.get(target)
            text = licence_of(target)
            if found is not None and not text:
                name = "simplelicensing_licenseExpression"
                name = name if name in found.data else "name"
                text = graph.fields.text(found.data, name, found.pointer)
            for ref in graph.refs(relation, "from"):
                self._licences.setdefault(ref, {}).setdefault(kind, stated(text))

    def _licence(self, ref: str) -> tuple[str, ...]:
        """Return the declared licence, else the concluded one."""
        told = self._licences.get(ref, {})
        return next(((told[kind],) for kind in _LICENCES if told.get(kind)), ())


def _of(identifiers: dict[tuple[str, str], None], wanted: str) -> tuple[str, ...]:
    return tuple(text for kind, text in identifiers if kind == wanted and text)
