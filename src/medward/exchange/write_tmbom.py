"""Threat models of the OWASP Threat Model Library (TM-BOM) out, JSON.

The schema asks for ratings Medward does not keep in that form (criticality, tier,
exposure, skill of a persona); they are written as the worst of their scale, and the
list of losses of an export says so. Further fields stand in one extension.

Source: OWASP Threat Model Library, threat-model.schema.json 1.0.2.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from medward.devices.records import ElementKind
from medward.exchange.own import own_fields
from medward.exchange.tmbom import EXTENSION, NATIVE
from medward.threats.records import KnowledgeSource

if TYPE_CHECKING:
    from medward.exchange.draft import (
        DraftAsset,
        DraftElement,
        DraftInterface,
        DraftMitigation,
        DraftPart,
        DraftThreat,
        ModelDraft,
    )
    from medward.kernel.canonical import JsonValue

_SCHEMA: Final = (
    "https://github.com/OWASP/www-project-threat-model-library/blob/v1.0.2/threat-model.schema.json"
)
_STATES: Final = frozenset(
    {"assumed", "active", "suggested", "under_review", "approved", "scheduled", "retired", "wont_do"}
)
_TYPES: Final = {ElementKind.EXTERNAL: "actor", ElementKind.STORE: "data_store"}


class _Names:
    """Gives every piece a symbolic name: small letters, digits and hyphens, each once."""

    def __init__(self, draft: ModelDraft) -> None:
        self.by_part: dict[tuple[str, str], str] = {}
        self.taken: set[str] = set()
        self.corner: dict[str, JsonValue] = {}
        for part in draft.parts:
            self.by_part[type(part).__name__, part.origin] = self.fresh(part.origin)

    def fresh(self, text: str) -> str:
        """Return a name no other piece has."""
        plain = re.sub(r"[^0-9a-z]+", "-", text.lower()).strip("-") or "x"
        name, number = plain, 2
        while name in self.taken:
            name, number = f"{plain}-{number}", number + 1
        self.taken.add(name)
        return name

    def of(self, part: DraftPart) -> str:
        """Return the name of a piece."""
        return self.by_part[type(part).__name__, part.origin]

    def element(self, origin: str) -> str:
        """Return the name of an element."""
        return self.by_part["DraftElement", origin]

    def named(
        self, part: DraftPart, native: frozenset[str] = frozenset(), **own: JsonValue
    ) -> dict[str, JsonValue]:
        """Return symbolic name, title and description, and keep the rest in the corner."""
        name = self.of(part)
        kept = {**own_fields(part, NATIVE[type(part)] | native), **own}
        if kept.get("origin") == name:
            del kept["origin"]
        if kept:
            self.corner[name] = kept
        return {"symbolic_name": name, "title": part.name, "description": part.description}


def write_tmbom(draft: ModelDraft, project: str) -> bytes:
    """Return a model as a Threat Model Library file."""
    names = _Names(draft)
    attackers = {actor: names.fresh(f"persona-{actor}") for actor in _actors(draft)}
    kinds = {one.origin: one.kind for one in draft.elements}
    groups: dict[str, list[JsonValue]] = {"actors": [], "components": [], "data_stores": []}
    zones: list[JsonValue] = [names.named(zone) for zone in draft.zones]
    for element in draft.elements:
        group = {"actor": "actors", "data_store": "data_stores"}.get(
            _TYPES.get(element.kind, ""), "components"
        )
        groups[group].append(_element(element, names))
    title = draft.name or project
    document: dict[str, JsonValue] = {
        "$schema": _SCHEMA,
        "version": "1",
        "scope": _scope(title),
        "trust_zones": zones,
        "trust_boundaries": [],
        **groups,
        "data_sets": [_data_set(one, names) for one in draft.assets],
        "data_flows": [_flow(one, kinds, names) for one in draft.interfaces],
        "threat_personas": [_attacker(actor, name) for actor, name in attackers.items()],
        "threats": [_threat(one, attackers, names) for one in draft.threats],
        "controls": [_control(one, draft, names) for one in draft.mitigations],
    }
    document["extensions"] = {EXTENSION: names.corner}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _scope(title: str) -> JsonValue:
    """Return the scope; what it must rate is rated worst."""
    return {
        "title": title,
        "description": title,
        "business_criticality": "maximal",
        "data_sensitivity": [],
        "exposure": "external",
        "tier": "mission_critical",
    }


def _actors(draft: ModelDraft) -> list[str]:
    """Return every attacker once."""
    return list(dict.fromkeys(threat.actor for threat in draft.threats))


def _element(element: DraftElement, names: _Names) -> JsonValue:
    """Return an actor, component or data store."""
    plain = element.kind not in {ElementKind.HARDWARE, ElementKind.SERVICE}
    found = names.named(element, frozenset({"kind"}) if plain else frozenset())
    if element.zone:
        found["trust_zone"] = names.by_part["DraftZone", element.zone]
    if element.kind is ElementKind.EXTERNAL:
        found["type"] = "system"
    elif element.kind is ElementKind.STORE:
        found["type"] = "object"
    return found


def _flow(flow: DraftInterface, kinds: dict[str, ElementKind], names: _Names) -> JsonValue:
    """Return a data flow; whether it is encrypted must be said, and what is not known is no."""
    unsaid: dict[str, JsonValue] = {"encrypted": ""} if flow.encrypted is None else {}
    return {
        **names.named(flow, frozenset({"encrypted"}), **unsaid),
        "source": _end(flow.source, kinds, names),
        "destination": _end(flow.target, kinds, names),
        "has_sensitive_data": True,
        "encrypted": flow.encrypted is True,
    }


def _end(origin: str, kinds: dict[str, ElementKind], names: _Names) -> JsonValue:
    """Return one end of a flow."""
    return {"type": _TYPES.get(kinds[origin], "component"), "object": names.element(origin)}


def _data_set(asset: DraftAsset, names: _Names) -> JsonValue:
    """Return an asset with the places that hold it."""
    places: list[JsonValue] = [{"data_store": names.element(origin)} for origin in asset.located]
    return {**names.named(asset), "placements": places, "data_sensitivity": []}


def _attacker(actor: str, name: str) -> JsonValue:
    """Return an attacker; what must be rated is rated worst."""
    return {
        "symbolic_name": name,
        "title": actor or "Attacker not named",
        "description": actor or "The model does not say who attacks.",
        "is_person": True,
        "skill_level": "state_sponsored",
        "access_level": "anonymous",
        "malicious_intent": True,
        "applicability_to_org": "maximal",
    }


def _threat(threat: DraftThreat, attackers: dict[str, str], names: _Names) -> JsonValue:
    """Return one threat; CAPEC and CWE have a place here, other catalogues do not."""
    plain = [one for one in threat.references if _has_place(one.source.value, one.id) and not one.confirmed]
    others: list[JsonValue] = [
        one.model_dump(mode="json", exclude_defaults=True) for one in threat.references if one not in plain
    ]
    own: dict[str, JsonValue] = {"references": others} if others else {}
    own["actor"] = threat.actor
    native = {"references", *(() if threat.on_interface else ("target", "on_interface"))}
    affected: list[JsonValue] = [] if threat.on_interface else [names.element(threat.target)]
    return {
        **names.named(threat, frozenset(native), **own),
        "components_affected": affected,
        "threat_persona": attackers[threat.actor],
        "event": threat.name,
        "sources": ["adversary"],
        "attack_mechanisms": [
            _catalogued("capec", one.id, one.name) for one in plain if one.source is KnowledgeSource.CAPEC
        ],
        "weaknesses": [
            _catalogued("cwe", one.id, one.name) for one in plain if one.source is KnowledgeSource.CWE
        ],
    }


def _has_place(source: str, identity: str) -> bool:
    """Say whether the format has a place for an id: it takes CAPEC and CWE by number."""
    return re.fullmatch(rf"{source}-(0|[1-9]\d*)", identity) is not None and source in {"CAPEC", "CWE"}


def _catalogued(word: str, identity: str, name: str) -> JsonValue:
    """Return a catalogue id as a number with its title."""
    number = int(identity.rpartition("-")[2])
    return {f"{word}_id": number, f"{word}_title": name} if name else {f"{word}_id": number}


def _control(mitigation: DraftMitigation, draft: ModelDraft, names: _Names) -> JsonValue:
    """Return one measure with the threats it answers."""
    is_known = mitigation.state in _STATES
    answered: list[JsonValue] = [
        names.of(threat) for threat in draft.threats if mitigation.origin in threat.mitigations
    ]
    return {
        **names.named(
            mitigation,
            frozenset({"state"}) if is_known else frozenset(),
            **({} if is_known else {"state": mitigation.state}),
        ),
        "threats": answered,
        "status": mitigation.state if is_known else "suggested",
        "priority": "none",
    }
