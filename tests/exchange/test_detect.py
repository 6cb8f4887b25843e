"""Each format is told by what it holds, and its small model is read piece by piece."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.devices.records import Direction, ElementKind, Need
from medward.errors import BrokenLinkError, InvalidInputError
from medward.threats.records import Stride
from tests.exchange.models import OTM, PYTM, THREAGILE, TMBOM, dragon, read, said, tm7

if TYPE_CHECKING:
    from medward.kernel.canonical import JsonValue


def test_otm_gives_every_piece_and_names_what_is_lost() -> None:
    draft = read(OTM)
    elements = {one.origin: one for one in draft.elements}
    assert {key: one.kind for key, one in elements.items()} == {
        "nurse": ElementKind.EXTERNAL,
        "main": ElementKind.PROCESS,
        "flash": ElementKind.STORE,
    }
    assert elements["flash"].zone == "device"
    assert draft.interfaces[1].direction is Direction.BIDIRECTIONAL
    assert draft.interfaces[1].data == ("Flow curve",)
    asset = draft.assets[0]
    assert (asset.confidentiality, asset.integrity, asset.availability) == (Need.HIGH, Need.MEDIUM, Need.NONE)
    threat = draft.threats[0]
    assert (threat.target, threat.stride, threat.mitigations) == (
        "main",
        (Stride.SPOOFING, Stride.TAMPERING),
        ("mac",),
    )
    assert [one.id for one in threat.references] == ["CWE-345"]
    for words in ("'Nobody bears this'", "riskReduction", "owner of the project", "lies inside another"):
        assert words in said(draft)


def test_threat_dragon_zones_are_the_boxes_around_elements() -> None:
    draft = read(dragon())
    assert {one.name: one.zone for one in draft.elements} == {"Pump control": "b1", "Nurse": ""}
    flow = draft.interfaces[0]
    assert (flow.protocol, flow.encrypted, flow.details) == ("TLS", True, {"exposure": "internet"})
    threat = draft.threats[0]
    assert (threat.on_interface, threat.claimed, threat.mitigation) == (True, "Mitigated", "Fresh challenge")
    assert [one.id for one in threat.references] == ["CAPEC-60"]
    assert "drawn as a curve" in said(draft)
    assert "'Loose', not joined to an element at both ends" in said(draft)


def test_threat_dragon_1_names_cells_in_their_labels() -> None:
    cells: list[JsonValue] = [
        {"type": "tm.Process", "id": "p", "attrs": {"text": {"text": "Web"}}, "threats": [{"title": "T"}]},
        {"type": "tm.Store", "id": "s", "attrs": {"text": {"text": "DB"}}},
        {
            "type": "tm.Flow",
            "id": "f",
            "source": {"id": "p"},
            "target": {"id": "s"},
            "labels": [{"attrs": {"text": {"text": "Query"}}}],
        },
    ]
    draft = read({"summary": {"title": "Old"}, "detail": {"diagrams": [{"diagramJson": {"cells": cells}}]}})
    assert [one.name for one in (*draft.elements, *draft.interfaces)] == ["Web", "DB", "Query"]
    assert draft.threats[0].origin == "p.0"


def test_a_threat_dragon_category_that_is_no_letter_is_kept_as_a_category() -> None:
    threat = read(dragon(threat_type="Linkability")).threats[0]
    assert (threat.stride, threat.category) == ((), "Linkability")


def test_threagile_follows_aliases_and_finds_zones_and_threats() -> None:
    draft = read(THREAGILE)
    assert {one.name: (one.kind, one.zone, one.in_scope) for one in draft.elements} == {
        "Nurse": (ElementKind.EXTERNAL, "", False),
        "Pump": (ElementKind.PROCESS, "ward", True),
        "Log": (ElementKind.STORE, "rack", True),
    }
    first, second = draft.interfaces
    assert (first.encrypted, first.authentication, first.data) == (True, "credentials", ("Rate",))
    assert (second.protocol, second.encrypted, second.target) == ("mqtt", False, "pump")
    threat = draft.threats[0]
    assert (threat.target, threat.stride, threat.mitigation) == ("pump", (Stride.SPOOFING,), "Certificates")
    assert "risk tracking" in said(draft)


def test_pytm_knows_pieces_by_name_and_flows_may_share_one() -> None:
    draft = read(json.dumps(PYTM))
    assert [one.origin for one in draft.interfaces] == ["Signal", "Signal#2"]
    assert draft.interfaces[1].encrypted is True
    assert draft.interfaces[0].encrypted is None
    assert draft.interfaces[1].details == {"port": "5432"}
    assert draft.elements[2].is_log
    assert draft.assets[0].located == ("Monitor",)
    assert "controls that are only claimed (isHardened)" in said(draft)


def test_tm7_borders_are_zones_and_states_are_claims() -> None:
    draft = read(tm7())
    assert {one.name: (one.kind, one.zone) for one in draft.elements} == {
        "Pump": (ElementKind.PROCESS, "z"),
        "Nurse": (ElementKind.EXTERNAL, ""),
    }
    threat = draft.threats[0]
    assert (threat.target, threat.on_interface, threat.stride, threat.claimed) == (
        "f",
        True,
        (Stride.SPOOFING,),
        "Mitigated",
    )
    assert "drawn as a line" in said(draft)
    assert "the template with its stencils" in said(draft)


def test_the_threat_model_library_gives_a_threat_per_component_it_affects() -> None:
    draft = read(json.dumps(TMBOM))
    assert {one.origin: one.target for one in draft.threats} == {"theft@api": "api", "theft@db": "db"}
    assert all(one.mitigations == ("rows",) and one.actor == "Thief" for one in draft.threats)
    assert draft.assets[0].located == ("db",)
    for words in ("'Something', which names no component", "'gone' of a data set", "trust boundaries"):
        assert words in said(draft)


@pytest.mark.parametrize("text", ['{"a": 1}', "a: b", "[1]"])
def test_a_file_of_no_known_format_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(InvalidInputError, match="known formats") as caught:
        read(text)
    assert "threagile" in caught.value.hint


def test_a_cyclonedx_draft_of_a_threat_model_is_refused_for_its_reason() -> None:
    with pytest.raises(InvalidInputError, match="not released"):
        read({"bomFormat": "CycloneDX", "specVersion": "1.6"})


def test_a_threagile_model_spread_over_files_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="spread over files"):
        read("threagile_version: 1.0.0\nincludes: [a.yaml]\n")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        pytest.param("{id: device,", "{id: ward,", "stands twice", id="duplicate zone"),
        pytest.param("id: flash,", "id: main,", "stands twice", id="duplicate component"),
        pytest.param("trustZone: ward}}", "trustZone: gone}}", "zone 'gone' does not exist", id="zone"),
        pytest.param("source: nurse", "source: ghost", "source 'ghost' does not exist", id="flow end"),
        pytest.param("assets: [curve]}", "assets: [gone]}", "asset 'gone' does not exist", id="asset"),
        pytest.param("threat: forged", "threat: gone", "threat 'gone' does not exist", id="threat"),
        pytest.param("mitigation: mac", "mitigation: gone", "mitigation 'gone' does not exist", id="measure"),
        pytest.param("{component: main}", "{component: flash}", "forms a circle", id="circle"),
    ],
)
def test_ids_that_repeat_dangle_or_circle_are_refused_with_their_place(
    old: str, new: str, words: str
) -> None:
    assert old in OTM
    with pytest.raises(BrokenLinkError, match=words) as caught:
        read(OTM.replace(old, new))
    assert caught.value.place.startswith("model.txt")


def test_boundaries_inside_themselves_are_refused() -> None:
    with pytest.raises(BrokenLinkError, match="inside itself"):
        read(THREAGILE.replace("technical_assets_inside: [log]", "trust_boundaries_nested: [ward]"))
    model = json.loads(json.dumps(PYTM))
    model["boundaries"] = [{"name": "A", "inBoundary": "B"}, {"name": "B", "inBoundary": "A"}]
    with pytest.raises(BrokenLinkError, match="inside itself"):
        read(model)
