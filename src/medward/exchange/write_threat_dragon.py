"""Threat Dragon 2 out, JSON: one diagram with every zone as a box and its elements inside.

Source: OWASP/threat-dragon, owasp-threat-dragon-v2.schema.json.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from medward.devices.records import Direction, ElementKind
from medward.exchange.draft import DraftElement, DraftInterface, DraftThreat, DraftZone
from medward.exchange.own import KEY, own_fields
from medward.exchange.threat_dragon import NATIVE, cell_id, status_of
from medward.exchange.words import STRIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.exchange.draft import DraftPart, ModelDraft
    from medward.kernel.canonical import JsonValue

_VERSION: Final = "2.6.2"
_WIDTH, _HEIGHT, _GAP = 160, 80, 60
_SHAPES: Final = {
    ElementKind.EXTERNAL: ("actor", "tm.Actor"),
    ElementKind.PROCESS: ("process", "tm.Process"),
    ElementKind.HARDWARE: ("process", "tm.Process"),
    ElementKind.SERVICE: ("process", "tm.Process"),
    ElementKind.STORE: ("store", "tm.Store"),
}
_ROWS: Final = 6
"""Elements in one column of a zone."""


def write_threat_dragon(draft: ModelDraft, project: str) -> bytes:
    """Return a model as a Threat Dragon 2 file."""
    boxes, spots = _layout(draft)
    cells: list[JsonValue] = [_zone(zone, boxes[zone.origin]) for zone in draft.zones]
    cells.extend(_element(one, spots[one.origin], draft) for one in draft.elements)
    cells.extend(_flow(one, draft) for one in draft.interfaces)
    diagram: JsonValue = {
        "id": 0,
        "title": draft.name or project,
        "diagramType": "STRIDE",
        "placeholder": "",
        "thumbnail": "./public/content/images/thumbnail.stride.jpg",
        "version": _VERSION,
        "cells": cells,
    }
    detail: dict[str, JsonValue] = {
        "contributors": [],
        "diagrams": [diagram],
        "diagramTop": 1,
        "reviewer": "",
        "threatTop": len(draft.threats),
    }
    corner = {"assets": _whole(draft.assets), "mitigations": _whole(draft.mitigations)}
    detail[KEY] = {name: parts for name, parts in corner.items() if parts}
    summary: JsonValue = {"title": draft.name or project, "owner": "", "description": "", "id": 0}
    document: JsonValue = {"version": _VERSION, "summary": summary, "detail": detail}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _layout(draft: ModelDraft) -> tuple[dict[str, tuple[int, int, int, int]], dict[str, tuple[int, int]]]:
    """Return the box of every zone and the spot of every element; zones stand side by side."""
    boxes: dict[str, tuple[int, int, int, int]] = {}
    spots: dict[str, tuple[int, int]] = {}
    left = 0
    for zone in (*(zone.origin for zone in draft.zones), ""):
        members = [one.origin for one in draft.elements if one.zone == zone]
        width = max(1, -(-len(members) // _ROWS)) * (_WIDTH + _GAP) + _GAP
        boxes[zone] = (left, 0, width, _ROWS * (_HEIGHT + _GAP) + _GAP)
        for number, origin in enumerate(members):
            column, row = divmod(number, _ROWS)
            spots[origin] = (left + _GAP + column * (_WIDTH + _GAP), _GAP + row * (_HEIGHT + _GAP))
        left += width + _GAP
    return boxes, spots


def _whole(parts: Sequence[DraftPart]) -> list[JsonValue]:
    """Return pieces that have no place in this format, with all their fields."""
    return [own_fields(part, frozenset()) for part in parts]


def _zone(zone: DraftZone, box: tuple[int, int, int, int]) -> JsonValue:
    """Return a trust boundary box."""
    x, y, width, height = box
    data = {"type": "tm.BoundaryBox", "isTrustBoundary": True, **_data(zone, frozenset())}
    return {
        "id": cell_id(zone.origin),
        "shape": "trust-boundary-box",
        "zIndex": -1,
        "position": {"x": x, "y": y},
        "size": {"width": width, "height": height},
        "attrs": {"label": {"text": zone.name}},
        "data": {**data, "hasOpenThreats": False},
    }


def _element(element: DraftElement, spot: tuple[int, int], draft: ModelDraft) -> JsonValue:
    """Return an actor, process or store."""
    shape, sort = _SHAPES[element.kind]
    plain = element.kind not in {ElementKind.HARDWARE, ElementKind.SERVICE}
    native = ({"kind"} if plain else set()) | ({"is_log"} if sort == "tm.Store" else set())
    threats = _threats(element.origin, draft, on_interface=False)
    data: dict[str, JsonValue] = {
        "type": sort,
        "isTrustBoundary": False,
        **_data(element, frozenset(native)),
        "outOfScope": not element.in_scope,
        "reasonOutOfScope": "",
        "threats": threats,
        "hasOpenThreats": _open(threats),
    }
    if sort == "tm.Store":
        data["isALog"] = element.is_log
    return {
        "id": cell_id(element.origin),
        "shape": shape,
        "zIndex": 1,
        "position": {"x": spot[0], "y": spot[1]},
        "size": {"width": _WIDTH, "height": _HEIGHT},
        "attrs": {"text": {"text": element.name}},
        "data": data,
    }


def _flow(flow: DraftInterface, draft: ModelDraft) -> JsonValue:
    """Return a data flow."""
    native = {"direction"} if flow.direction is not Direction.REQUEST_RESPONSE else set()
    native |= {"encrypted"} if flow.encrypted is not False else set()
    threats = _threats(flow.origin, draft, on_interface=True)
    line: JsonValue = {"stroke": "#333333", "strokeWidth": 1, "targetMarker": {"name": "block"}}
    return {
        "id": cell_id(flow.origin),
        "shape": "flow",
        "zIndex": 10,
        "connector": "smooth",
        "attrs": {"line": line},
        "source": {"cell": cell_id(flow.source)},
        "target": {"cell": cell_id(flow.target)},
        "vertices": [],
        "labels": [{"attrs": {"label": {"text": flow.name}}}],
        "data": {
            "type": "tm.Flow",
            "isTrustBoundary": False,
            **_data(flow, frozenset(native)),
            "outOfScope": False,
            "reasonOutOfScope": "",
            "protocol": flow.protocol,
            "isEncrypted": flow.encrypted is True,
            "isPublicNetwork": flow.details.get("exposure") == "internet",
            "isBidirectional": flow.direction is Direction.BIDIRECTIONAL,
            "threats": threats,
            "hasOpenThreats": _open(threats),
        },
    }


def _threats(origin: str, draft: ModelDraft, *, on_interface: bool) -> list[JsonValue]:
    """Return the threats of one cell."""
    return [_threat(threat, draft) for threat in draft.threats_by_target.get((origin, on_interface), ())]


def _threat(threat: DraftThreat, draft: ModelDraft) -> JsonValue:
    """Return one threat; Threat Dragon knows one category, so further letters stand in our corner."""
    names = [draft.mitigations_by_origin[origin].name for origin in threat.mitigations]
    native = NATIVE[DraftThreat] | {"category"}
    native |= {"stride"} if len(threat.stride) == 1 else set()
    native |= {"claimed"} if status_of(threat.claimed) == threat.claimed else set()
    native |= {"mitigation"} if not threat.mitigations else set()
    own = own_fields(threat, native)
    if "claimed" not in native:
        own["claimed"] = threat.claimed
    first = STRIDE_WORDS[threat.stride[0]] if threat.stride else threat.category
    found: dict[str, JsonValue] = {
        "id": cell_id(threat.origin),
        "title": threat.name,
        "type": first,
        "status": status_of(threat.claimed),
        "severity": "TBD",
        "description": threat.description,
        "mitigation": threat.mitigation or "; ".join(names),
        "modelType": "STRIDE",
        "score": "",
    }
    return {**found, KEY: own} if own else found


def _data(part: DraftPart, native: frozenset[str]) -> dict[str, JsonValue]:
    """Return name, description and our corner of a cell."""
    own = own_fields(part, NATIVE[type(part)] | native)
    named: dict[str, JsonValue] = {"name": part.name, "description": part.description}
    return {**named, KEY: own} if own else named


def _open(threats: list[JsonValue]) -> bool:
    """Say whether one of the threats is open."""
    return any(isinstance(one, dict) and one.get("status") == "Open" for one in threats)
