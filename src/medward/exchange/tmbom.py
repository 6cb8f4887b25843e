"""Threat models of the OWASP Threat Model Library (TM-BOM) in, JSON.

Actors are external entities, components processes, data stores stores, data sets
assets. A threat that names no component bears on nothing and is a loss, since a threat
of ours has a target. Controls are measures that somebody claims. The draft of a
CycloneDX threat-model BOM, which goes by the same name, is refused: it was not
released in that shape.

Source: OWASP Threat Model Library, threat-model.schema.json 1.0.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.devices.records import ElementKind
from medward.exchange.builder import Builder
from medward.exchange.draft import (
    DraftAsset,
    DraftElement,
    DraftInterface,
    DraftMitigation,
    DraftPart,
    DraftThreat,
    DraftZone,
)
from medward.exchange.own import KEY, as_texts, read_own
from medward.threats.records import ExternalReference, KnowledgeSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.exchange.draft import ModelDraft
    from medward.exchange.tree import Node

EXTENSION: Final = "medward.invalid/threat-model"
"""Name of our corner: an extension is named like an address, and `.invalid` belongs to nobody (RFC 2606)."""
_NAMED: Final = frozenset({"name", "description"})
NATIVE: Final = {
    DraftZone: _NAMED,
    DraftElement: _NAMED | {"zone"},
    DraftInterface: _NAMED | {"source", "target"},
    DraftAsset: _NAMED | {"located"},
    DraftThreat: _NAMED | {"mitigations"},
    DraftMitigation: _NAMED,
}
"""Fields with a place of their own; others have one in part, and the reader compares the two."""
_GROUPS: Final = {
    "actors": ElementKind.EXTERNAL,
    "components": ElementKind.PROCESS,
    "data_stores": ElementKind.STORE,
}
_READ: Final = {
    "actors": frozenset({"symbolic_name", "title", "description", "trust_zone", "type"}),
    "components": frozenset({"symbolic_name", "title", "description", "trust_zone"}),
    "data_stores": frozenset({"symbolic_name", "title", "description", "trust_zone", "type"}),
}
_FLOW: Final = frozenset({"symbolic_name", "title", "description", "source", "destination", "encrypted"})
_DATA: Final = frozenset({"symbolic_name", "title", "description", "placements"})
_THREAT: Final = frozenset(
    {
        *("symbolic_name", "title", "description", "components_affected", "threat_persona"),
        *("attack_mechanisms", "weaknesses", "sources"),
    }
)
_LOST: Final = {
    "diagrams": "diagrams",
    "assumptions": "assumptions",
    "risks": "risks with likelihood, impact and score; Medward rates risks by its policy",
    "description": "description of the model",
}


class _Reader:
    """Reads one file; the corner gives each symbolic name its further fields."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.builder = Builder(root.file, "Threat Model Library", root.at("scope").text("title"))
        extensions = root.at("extensions")
        self.corner = extensions.at(EXTENSION) if extensions.has(EXTENSION) else None
        self.origins: dict[str, str] = {}

    def own(self, node: Node, model: type[DraftPart]) -> dict[str, object]:
        """Return the further fields of a piece; `origin` is its id with us, else its symbolic name."""
        name = node.text("symbolic_name")
        found: dict[str, object] = {}
        if self.corner is not None and self.corner.has(name):
            holder = self.corner.child(name, {KEY: self.corner.fields()[name]})
            found = read_own(holder, model, NATIVE[model], self.builder)
        origin = found.pop("origin", name)
        self.origins[name] = str(origin)
        return {
            **found,
            "origin": origin,
            "name": node.text("title"),
            "description": node.text("description"),
        }

    def origin(self, name: str) -> str:
        """Return the id of a piece that is referred to."""
        return self.origins.get(name, name)


def read_tmbom(root: Node) -> ModelDraft:
    """Return the model of a Threat Model Library file.

    Raises:
        BrokenLinkError: Symbolic names repeat or dangle.
        InvalidInputError: It is no such model, or a field has another type.
    """
    if root.has("bomFormat"):
        raise root.wrong(
            "a CycloneDX document with a draft of threat-model components, which was not released in this shape",
            "Export the model as a Threat Model Library file, OTM or Threat Dragon 2.",
        )
    if not root.has("scope") or not root.has("components"):
        raise root.wrong("scope and components are missing, so this is no Threat Model Library file")
    reader = _Reader(root)
    builder = reader.builder
    for name, words in _LOST.items():
        if root.fields().get(name):
            builder.lose(f"/{name}", words)
    known = frozenset({"title"})
    builder.lose_fields("/scope", root.at("scope").fields(), known, "the scope")
    for node in root.each("trust_boundaries"):
        builder.lose(node.pointer, "how one gets from zone to zone (trust boundaries)")
    for node in root.each("trust_zones"):
        builder.add(DraftZone, node.pointer, **reader.own(node, DraftZone))
    _elements(reader)
    _flows(reader)
    _assets(reader)
    _threats(reader)
    return builder.draft()


def _elements(reader: _Reader) -> None:
    """Add actors, components and data stores."""
    for group, kind in _GROUPS.items():
        for node in reader.root.each(group):
            fields = reader.own(node, DraftElement)
            wanted = str(fields.pop("kind", ""))
            if kind is ElementKind.PROCESS and wanted in {"hardware", "service"}:
                fields["kind"] = wanted
            zone = reader.origin(node.text("trust_zone"))
            reader.builder.lose_fields(node.pointer, node.fields(), _READ[group], group.replace("_", " "))
            reader.builder.add(DraftElement, node.pointer, **{"kind": kind, **fields}, zone=zone)


def _flows(reader: _Reader) -> None:
    """Add the data flows."""
    for node in reader.root.each("data_flows"):
        fields = reader.own(node, DraftInterface)
        said = fields.pop("encrypted", "unset")
        encrypted: bool | None = bool(node.flag("encrypted"))
        if not encrypted and said == "":
            encrypted = None
        ends = (reader.origin(node.at(end).text("object")) for end in ("source", "destination"))
        source, target = ends
        if node.flag("has_sensitive_data") and reader.corner is None:
            reader.builder.lose(node.pointer, "has_sensitive_data of data flows")
        left = {name: value for name, value in node.fields().items() if name != "has_sensitive_data"}
        reader.builder.lose_fields(node.pointer, left, _FLOW, "data flows")
        reader.builder.add(
            DraftInterface, node.pointer, **fields, encrypted=encrypted, source=source, target=target
        )


def _assets(reader: _Reader) -> None:
    """Add the data sets as assets."""
    for node in reader.root.each("data_sets"):
        fields = reader.own(node, DraftAsset)
        located = tuple(_places(node, reader))
        if any(one.has("encrypted") for one in node.each("placements")) and reader.corner is None:
            reader.builder.lose(node.pointer, "whether data sets are encrypted where they lie")
        reader.builder.lose_fields(node.pointer, node.fields(), _DATA, "data sets")
        reader.builder.add(DraftAsset, node.pointer, **fields, located=located)


def _places(node: Node, reader: _Reader) -> Iterator[str]:
    """Yield where a data set lies; a store the model does not hold is a loss, for the library's own demo names one."""
    for one in node.each("placements"):
        name = one.text("data_store")
        if reader.builder.has("elements", reader.origin(name)):
            yield reader.origin(name)
        else:
            reader.builder.lose(
                one.pointer, f"the place {name!r:.60} of a data set, which the model does not hold"
            )


def _threats(reader: _Reader) -> None:
    """Add the controls, and one threat per threat and component it affects."""
    builder = reader.builder
    measures: dict[str, list[str]] = {}
    for node in reader.root.each("controls"):
        fields = reader.own(node, DraftMitigation)
        state = str(fields.pop("state", node.text("status")))
        builder.lose_fields(
            node.pointer, _some(node, ("priority", "trust_boundary")), frozenset(), "controls"
        )
        one = builder.add(DraftMitigation, node.pointer, **fields, state=state)
        for name in node.texts("threats"):
            measures.setdefault(name, []).append(one.origin)
    attackers = {node.text("symbolic_name"): node for node in reader.root.each("threat_personas")}
    if attackers and reader.corner is None:
        builder.lose("/threat_personas", "skills, access and motives of threat personas")
    for node in reader.root.each("threats"):
        fields = reader.own(node, DraftThreat)
        attacker = attackers.get(node.text("threat_persona"))
        fields.setdefault("actor", attacker.text("title") if attacker else "")
        fields["mitigations"] = tuple(measures.get(node.text("symbolic_name"), ()))
        builder.lose_fields(node.pointer, {} if reader.corner else node.fields(), _THREAT, "threats")
        _threat(node, fields, reader)


def _threat(node: Node, fields: dict[str, object], reader: _Reader) -> None:
    """Add a threat to each component it affects, or to the flow our corner names."""
    references = (*_references(node), *as_texts(fields.pop("references", ())))
    affected = [reader.origin(name) for name in node.texts("components_affected")]
    flow = str(fields.pop("target", "")) if fields.get("on_interface") == "true" else ""
    targets = [flow] if flow else affected
    if not targets:
        name = node.text("title")
        reader.builder.lose(node.pointer, f"the threat {name!r:.60}, which names no component it affects")
    fields.pop("target", None)
    origin = fields.pop("origin")
    fields.setdefault("category", "" if fields.get("stride") else "none")
    for target in targets:
        one = origin if len(targets) == 1 else f"{origin}@{target}"
        reader.builder.add(
            DraftThreat,
            node.pointer,
            **{**fields, "origin": one, "target": target, "references": references},
        )


def _references(node: Node) -> list[ExternalReference]:
    """Return the CAPEC and CWE ids of a threat."""
    found = []
    groups = (
        ("attack_mechanisms", "capec", KnowledgeSource.CAPEC),
        ("weaknesses", "cwe", KnowledgeSource.CWE),
    )
    for group, word, source in groups:
        for one in node.each(group):
            identity = f"{source.value}-{one.text(f'{word}_id')}"
            found.append(ExternalReference(source=source, id=identity, name=one.text(f"{word}_title")))
    return found


def _some(node: Node, names: tuple[str, ...]) -> dict[str, object]:
    """Return some fields of a node."""
    return {name: node.fields().get(name, "") for name in names}
