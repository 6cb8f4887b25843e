"""Open Threat Model 0.2 out, JSON.

What OTM has no place for stands in `attributes` of the piece, under our name.

Source: iriusrisk/OpenThreatModel, otm_schema.json 0.2.0.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from medward.devices.records import Direction
from medward.exchange.draft import (
    DraftAsset,
    DraftElement,
    DraftInterface,
    DraftMitigation,
    DraftThreat,
    DraftZone,
)
from medward.exchange.otm import NATIVE, NEEDS, OUTSIDE
from medward.exchange.own import KEY, own_fields
from medward.exchange.words import SHARES, STRIDE_WORDS
from medward.threats.records import KnowledgeSource

if TYPE_CHECKING:
    from medward.devices.records import Need
    from medward.exchange.draft import DraftPart, ModelDraft
    from medward.kernel.canonical import JsonValue


def write_otm(draft: ModelDraft, project: str) -> bytes:
    """Return a model as OTM 0.2.0; `project` is its id."""
    homeless = any(not element.zone for element in draft.elements)
    document: JsonValue = {
        "otmVersion": "0.2.0",
        "project": {"name": draft.name or project, "id": project},
        "trustZones": [*map(_zone, draft.zones), *([_no_zone()] if homeless else [])],
        "assets": [_asset(one) for one in draft.assets],
        "components": [_component(one, draft) for one in draft.elements],
        "dataflows": [_flow(one, draft) for one in draft.interfaces],
        "threats": [_threat(one) for one in draft.threats],
        "mitigations": [_mitigation(one) for one in draft.mitigations],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _named(part: DraftPart, own: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return id, name, description and our corner."""
    named: dict[str, JsonValue] = {"id": part.origin, "name": part.name, "description": part.description}
    return {**named, "attributes": {KEY: own}} if own else named


def _zone(zone: DraftZone) -> JsonValue:
    """Return one trust zone; a rating nobody gave is the lowest."""
    rating = re.fullmatch(r"trust rating (\d+(?:\.\d+)?) of 100", zone.trust)
    number: JsonValue = json.loads(rating[1]) if rating else 0
    own = own_fields(zone, NATIVE[DraftZone] | {"trust"})
    if not rating:
        own["trust"] = zone.trust
    return {**_named(zone, own), "risk": {"trustRating": number}}


def _no_zone() -> JsonValue:
    """Return the zone that stands for none."""
    words = "Stands for no zone: what is outside the device."
    return {"id": OUTSIDE, "name": "No zone", "description": words, "risk": {"trustRating": 0}}


def _asset(asset: DraftAsset) -> JsonValue:
    """Return one asset; a need nobody gave is the highest."""
    risk: dict[str, JsonValue] = {
        "confidentiality": _share(asset.confidentiality),
        "integrity": _share(asset.integrity),
        "availability": _share(asset.availability),
    }
    own = own_fields(asset, NATIVE[DraftAsset] | frozenset(NEEDS))
    own.update({need: "" for need in NEEDS if getattr(asset, need) is None})
    return {**_named(asset, own), "risk": risk}


def _share(need: Need | None) -> int:
    """Return a need as a share of 100."""
    return 100 if need is None else SHARES[need]


def _component(element: DraftElement, draft: ModelDraft) -> JsonValue:
    """Return one component with the assets it holds and the threats it bears."""
    held: list[JsonValue] = [*draft.assets_by_element.get(element.origin, ())]
    own = own_fields(element, NATIVE[DraftElement])
    return {
        **_named(element, own),
        "type": element.kind.value,
        "parent": {"trustZone": element.zone or OUTSIDE},
        "assets": {"processed": held},
        "threats": _borne(element.origin, draft, on_interface=False),
    }


def _flow(flow: DraftInterface, draft: ModelDraft) -> JsonValue:
    """Return one data flow; data that is an asset is named as one."""
    assets = draft.assets_by_name
    own = own_fields(flow, NATIVE[DraftInterface] | {"data"})
    rest: list[JsonValue] = [name for name in flow.data if name not in assets]
    listed: list[JsonValue] = [assets[name] for name in flow.data if name in assets]
    return {
        **_named(flow, {**own, "data": rest} if rest else own),
        "source": flow.source,
        "destination": flow.target,
        "bidirectional": flow.direction is Direction.BIDIRECTIONAL,
        "assets": listed,
        "threats": _borne(flow.origin, draft, on_interface=True),
    }


def _borne(origin: str, draft: ModelDraft, *, on_interface: bool) -> list[JsonValue]:
    """Return the threats that one element or flow bears."""
    return [
        {
            "threat": threat.origin,
            "state": threat.claimed,
            "mitigations": [{"mitigation": name, "state": "required"} for name in threat.mitigations],
        }
        for threat in draft.threats_by_target.get((origin, on_interface), ())
    ]


def _threat(threat: DraftThreat) -> JsonValue:
    """Return one threat; impact is required, and what nobody rated there is written as the worst."""
    own = own_fields(threat, NATIVE[DraftThreat] | {"references", "category"})
    others: list[JsonValue] = [
        one.model_dump(mode="json", exclude_defaults=True)
        for one in threat.references
        if one.source is not KnowledgeSource.CWE or one.name or one.confirmed
    ]
    words: list[JsonValue] = [STRIDE_WORDS[letter] for letter in threat.stride]
    cwes: list[JsonValue] = [
        one.id
        for one in threat.references
        if one.source is KnowledgeSource.CWE and not (one.name or one.confirmed)
    ]
    return {
        **_named(threat, {**own, "references": others} if others else own),
        "categories": words or ([threat.category] if threat.category else []),
        "cwes": cwes,
        "risk": {"likelihood": None, "impact": 100, "impactComment": "not rated in this file"},
    }


def _mitigation(mitigation: DraftMitigation) -> JsonValue:
    """Return one mitigation; no reduction is claimed."""
    return {**_named(mitigation, own_fields(mitigation, NATIVE[DraftMitigation])), "riskReduction": 0}
