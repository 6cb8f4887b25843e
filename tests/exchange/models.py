"""Small models in every format that is read, written for these tests, and how they are opened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from medward.exchange.detect import read_model

if TYPE_CHECKING:
    from medward.exchange.draft import ModelDraft
    from medward.kernel.canonical import JsonValue

OTM = """
otmVersion: 0.2.0
project: {name: Spirometer, id: spirometer, owner: Alice}
trustZones:
  - {id: ward, name: Ward, risk: {trustRating: 40}}
  - {id: device, name: Device, risk: {trustRating: 90}}
assets:
  - {id: curve, name: Flow curve, risk: {confidentiality: 100, integrity: 50, availability: 0}}
components:
  - {id: nurse, name: Nurse, type: external-user, parent: {trustZone: ward}}
  - id: main
    name: Main board
    type: embedded
    parent: {trustZone: device}
    assets: {processed: [curve]}
    threats:
      - {threat: forged, state: exposed, mitigations: [{mitigation: mac, state: required}]}
  - {id: flash, name: Flash, type: data-store, parent: {component: main}}
dataflows:
  - {id: keys, name: Keys pressed, source: nurse, destination: main}
  - {id: store, name: Curves stored, source: main, destination: flash, bidirectional: true, assets: [curve]}
threats:
  - id: forged
    name: Forged curve
    categories: [Spoofing, Tampering]
    cwes: [CWE-345]
    risk: {likelihood: 50, impact: 100}
  - {id: unborne, name: Nobody bears this, risk: {likelihood: 1, impact: 1}}
mitigations:
  - {id: mac, name: Message authentication, riskReduction: 80}
"""

THREAGILE = """
title: Infusion
data_assets:
  Rate: {id: rate, description: Set rate, confidentiality: internal, integrity: mission-critical,
         availability: critical}
technical_assets:
  Nurse: {id: nurse, type: external-entity, out_of_scope: true, justification_out_of_scope: a person,
          communication_links: {Sets rate: &link {target: pump, protocol: https, authentication: credentials,
            authorization: none, data_assets_sent: [rate], data_assets_received: []}}}
  Pump: {id: pump, type: process, data_assets_processed: [rate]}
  Log: {id: log, type: datastore, data_assets_stored: [rate],
        communication_links: {Reads: {<<: *link, protocol: mqtt}}}
trust_boundaries:
  Ward: {id: ward, type: network-on-prem, technical_assets_inside: [pump], trust_boundaries_nested: [rack]}
  Rack: {id: rack, type: execution-environment, technical_assets_inside: [log]}
individual_risk_categories:
  Rogue: {id: rogue, description: A rogue pump, stride: spoofing, cwe: 290, mitigation: Certificates,
          risks_identified: {Rogue pump in the ward: {severity: high, most_relevant_technical_asset: pump}}}
risk_tracking: {rogue@pump: {status: accepted}}
"""

PYTM = {
    "name": "Monitor",
    "boundaries": [{"name": "Bedside"}],
    "data": [{"name": "Alarm", "classification": "SECRET", "processedBy": ["Monitor", "Somebody"]}],
    "elements": [
        {"__class__": "Actor", "name": "Patient"},
        {"__class__": "Server", "name": "Monitor", "inBoundary": "Bedside", "controls": {"isHardened": True}},
        {"__class__": "Datastore", "name": "Trends", "inBoundary": "Bedside", "storesLogData": True},
    ],
    "flows": [
        {"name": "Signal", "source": "Patient", "sink": "Monitor", "data": ["Alarm"]},
        {
            "name": "Signal",
            "source": "Monitor",
            "sink": "Trends",
            "dstPort": 5432,
            "controls": {"isEncrypted": True},
        },
    ],
}

TMBOM = {
    "version": "1",
    "scope": {
        "title": "Telemetry",
        "description": "",
        "business_criticality": "high",
        "data_sensitivity": ["phi"],
        "exposure": "external",
        "tier": "important",
    },
    "trust_zones": [{"symbolic_name": "cloud", "title": "Cloud", "description": "Ours"}],
    "trust_boundaries": [{"trust_zone_a": "cloud", "trust_zone_b": "public"}],
    "actors": [{"symbolic_name": "clinician", "title": "Clinician", "description": "", "type": "user"}],
    "components": [{"symbolic_name": "api", "title": "API", "description": "", "trust_zone": "cloud"}],
    "data_stores": [
        {"symbolic_name": "db", "title": "Readings", "description": "", "type": "sql", "trust_zone": "cloud"}
    ],
    "data_sets": [
        {
            "symbolic_name": "ecg",
            "title": "ECG",
            "description": "Strips",
            "placements": [{"data_store": "db"}, {"data_store": "gone"}],
            "data_sensitivity": ["phi"],
        }
    ],
    "data_flows": [
        {
            "symbolic_name": "view",
            "title": "View",
            "description": "",
            "source": {"type": "actor", "object": "clinician"},
            "destination": {"type": "component", "object": "api"},
            "has_sensitive_data": True,
            "encrypted": True,
        }
    ],
    "threat_personas": [{"symbolic_name": "thief", "title": "Thief"}],
    "threats": [
        {
            "symbolic_name": "theft",
            "title": "Strips stolen",
            "description": "Reads strips of others",
            "components_affected": ["api", "db"],
            "threat_persona": "thief",
            "event": "theft",
            "sources": ["adversary"],
            "weaknesses": [{"cwe_id": 639, "cwe_title": "Authorization bypass"}],
        },
        {
            "symbolic_name": "vague",
            "title": "Something",
            "description": "",
            "threat_persona": "thief",
            "event": "x",
            "sources": ["adversary"],
        },
    ],
    "controls": [
        {
            "symbolic_name": "rows",
            "title": "Row security",
            "description": "",
            "threats": ["theft"],
            "status": "active",
            "priority": "high",
        }
    ],
}


def dragon(*, threat_type: str = "Spoofing", **cell: JsonValue) -> dict[str, JsonValue]:
    """Return a Threat Dragon 2 model: a box with a process inside, an actor outside, and a flow with a threat."""
    process: dict[str, JsonValue] = {
        "id": "p1",
        "shape": "process",
        "position": {"x": 60, "y": 60},
        "size": {"width": 100, "height": 80},
        "data": {"type": "tm.Process", "name": "Pump\ncontrol", "outOfScope": False, **cell},
    }
    threat: JsonValue = {
        "id": "t1",
        "title": "Poses as the nurse",
        "type": threat_type,
        "status": "Mitigated",
        "severity": "High",
        "description": "Repeats a login (CAPEC-60)",
        "mitigation": "Fresh challenge",
    }
    cells: list[JsonValue] = [
        {
            "id": "b1",
            "shape": "trust-boundary-box",
            "position": {"x": 0, "y": 0},
            "size": {"width": 400, "height": 300},
            "data": {"type": "tm.BoundaryBox", "name": "Device"},
        },
        process,
        {
            "id": "a1",
            "shape": "actor",
            "position": {"x": 600, "y": 60},
            "size": {"width": 100, "height": 80},
            "data": {"type": "tm.Actor", "name": "Nurse"},
        },
        {
            "id": "f1",
            "shape": "flow",
            "source": {"cell": "a1"},
            "target": {"cell": "p1"},
            "data": {
                "type": "tm.Flow",
                "name": "Login",
                "protocol": "TLS",
                "isEncrypted": True,
                "isPublicNetwork": True,
                "threats": [threat],
            },
        },
        {"id": "c1", "shape": "trust-boundary-curve", "data": {"type": "tm.Boundary", "name": ""}},
        {
            "id": "f2",
            "shape": "flow",
            "source": {"cell": "a1"},
            "target": {"x": 1, "y": 2},
            "data": {"type": "tm.Flow", "name": "Loose"},
        },
    ]
    diagram: JsonValue = {"id": 0, "title": "Main", "diagramType": "STRIDE", "cells": cells}
    return {"version": "2.3.0", "summary": {"title": "Pump"}, "detail": {"diagrams": [diagram]}}


def stencil(sort: str, guid: str, name: str, box: tuple[int, int, int, int]) -> str:
    """Return one drawn thing of a TM7 file."""
    left, top, width, height = box
    return f"""<kv><Key>{guid}</Key><Value xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="{sort}">
    <Guid>{guid}</Guid><Properties><anyType><DisplayName>Thing</DisplayName><Value/></anyType>
    <anyType><DisplayName>Name</DisplayName><Value>{name}</Value></anyType></Properties>
    <Height>{height}</Height><Left>{left}</Left><Top>{top}</Top><Width>{width}</Width></Value></kv>"""


def tm7(*, prolog: str = "", name: str = "Pump") -> bytes:
    """Return a TM7 model: a border with a process, a person outside, a connector and a threat."""
    borders = (
        stencil("BorderBoundary", "z", "Device", (0, 0, 400, 400))
        + stencil("StencilEllipse", "p", name, (50, 50, 100, 100))
        + stencil("StencilRectangle", "e", "Nurse", (600, 50, 100, 100))
    )
    ends = "<SourceGuid>e</SourceGuid><TargetGuid>p</TargetGuid>"
    line = stencil("Connector", "f", "Login", (0, 0, 0, 0)).replace("<Height>", f"{ends}<Height>")
    curve = stencil("LineBoundary", "l", "Edge", (0, 0, 0, 0))
    pairs = "".join(
        f"<kv><Key>{key}</Key><Value>{value}</Value></kv>"
        for key, value in (
            ("Title", "Spoofed nurse"),
            ("UserThreatCategory", "Spoofing"),
            ("UserThreatDescription", "Somebody logs in as her"),
            ("Priority", "High"),
        )
    )
    threat = f"""<kv><Key>t</Key><Value><FlowGuid>f</FlowGuid><Properties>{pairs}</Properties>
    <State>Mitigated</State><TargetGuid>p</TargetGuid></Value></kv>"""
    return f"""{prolog}<ThreatModel xmlns="urn:x"><DrawingSurfaceList><DrawingSurfaceModel>
    <Borders>{borders}</Borders><Lines>{line}{curve}</Lines></DrawingSurfaceModel></DrawingSurfaceList>
    <MetaInformation><ThreatModelName>Pump</ThreatModelName></MetaInformation>
    <ThreatInstances>{threat}</ThreatInstances><KnowledgeBase/></ThreatModel>""".encode()


def read(model: str | bytes | dict[str, JsonValue], name: str = "model.txt") -> ModelDraft:
    """Return the draft of a model in any form."""
    if isinstance(model, dict):
        model = json.dumps(model)
    return read_model(model.encode() if isinstance(model, str) else model, name)


def said(draft: ModelDraft) -> str:
    """Return the losses as one text."""
    return "\n".join(f"{loss.what} [{loss.place}]" for loss in draft.losses)
