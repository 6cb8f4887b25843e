"""Ways and blast radius of the sample pump (practice 4.20), and what is said when records do not tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import medward.examples
from medward.devices.records import Asset, Element, Interface, Product
from medward.errors import NotFoundError
from medward.kernel.recordset import RecordSet
from medward.workspace.compromise import compromise
from medward.workspace.device import Device, open_device
from medward.workspace.paths import blast_of, path_report
from medward.workspace.risk import Basis, risk_basis

PUMP = Path(medward.examples.__file__).parent / "infusion-pump"
DAY = date(2026, 6, 15)


@pytest.fixture(scope="module")
def device() -> Device:
    return open_device(PUMP)


@pytest.fixture(scope="module")
def basis(device: Device) -> Basis:
    return risk_basis(device, device.records, DAY)


def changed(device: Device, record: object) -> Basis:
    """Return the pump with one record in place of the one with its id."""
    kept = [item for item in device.records if item.id != getattr(record, "id", "")]
    return risk_basis(device, RecordSet([*kept, record]), DAY)  # type: ignore[list-item]


def test_the_library_signing_key_reaches_4812_pumps_at_s5_and_a_device_key_one(basis: Basis) -> None:
    rows = {row.spread.record: row for row in blast_of(basis).rows}
    library, own = rows["LVP-AST-0005"], rows["LVP-AST-0007"]
    assert (library.spread.units, library.severity, library.harms) == (4812, "S5", ("LVP-HRM-0005",))
    assert (own.spread.units, own.spread.is_multi) == (1, False)
    assert blast_of(basis).answer == "yes"


def test_a_key_that_says_nothing_of_sharing_cannot_be_told(device: Device) -> None:
    key = device.records.find("LVP-AST-0007", Asset)
    assert key is not None
    first = blast_of(changed(device, key.replace(sharing=None))).rows[0]
    assert (first.spread.record, first.spread.units) == ("LVP-AST-0007", None)
    assert "does not say" in first.gap


def test_without_a_fleet_only_single_units_are_counted(device: Device) -> None:
    product = device.records.find("LVP-PRD-0001", Product)
    assert product is not None
    rows = blast_of(changed(device, product.replace(fleet=None))).rows
    assert {row.spread.units for row in rows} == {None, 1}


def test_none_is_answered_only_with_the_listing_of_what_is_reached(device: Device) -> None:
    lone = Element.model_validate(
        {
            "id": "LVP-ELM-0001", "title": "Pump", "short": "P1", "element_kind": "process", "safety_related": True,
            "description": "Alone.", "sharing": {"scope": "unit", "channel": "service", "because": "one each"},
        }
    )  # fmt: skip
    release = [item for item in device.records if item.id in {"LVP-REL-0001", "LVP-REL-0002"}]
    report = blast_of(risk_basis(device, RecordSet([*release, lone]), DAY))
    assert report.answer == "none"
    assert [row.spread.reaches for row in report.rows] == [("LVP-ELM-0001",)]
    assert blast_of(risk_basis(device, RecordSet(release), DAY)).answer == "cannot tell"


def test_the_keypad_is_the_only_entry_without_a_verified_control(basis: Basis) -> None:
    (goal,) = path_report(basis, goal="LVP-AST-0001").goals
    assert [item.entry.record for item in goal.answers if item.is_open] == ["LVP-IFC-0001"]
    assert frozenset({"LVP-CTL-0013"}) in goal.cuts.opening


def test_without_evidence_no_control_guards_anything(device: Device) -> None:
    bare = risk_basis(device, device.records, DAY, "4.1.0")
    (goal,) = path_report(Basis(bare.records, bare.policies, {}, {}, bare.release), goal="P1").goals
    assert all(item.is_open for item in goal.answers)
    assert all(item.way is not None and item.way.level == item.before for item in goal.answers)


def test_a_way_is_a_sentence_that_names_the_step_that_governs(basis: Basis) -> None:
    (goal,) = path_report(basis, "F28", "P1").goals
    assert goal.answers[0].sentence == (
        "An attacker at F28 USB service port of the pump (adjacent) reaches P2 Communications module (E1), then "
        "P1 Therapy controller over F04 (E2): E1, governed by the step to P2 Communications module."
    )


def test_an_unknown_authentication_that_no_risk_rates_is_told_and_not_guessed(device: Device) -> None:
    flow = device.records.find("LVP-IFC-0017", Interface)
    assert flow is not None
    report = path_report(changed(device, flow.replace(authentication="unknown")), "F15", "P4")
    (answer,) = report.goals[0].answers
    assert answer.way is None
    assert "cannot be told: the level of F17 is not known" in answer.sentence
    assert any(line.startswith("LVP-IFC-0017 cannot be rated") for line in report.cannot_tell)


def test_a_vulnerability_leads_over_the_sbom_to_what_it_buys_here(device: Device, basis: Basis) -> None:
    found = compromise(device, basis, "CVE-2025-40284")
    assert found.elements == ("LVP-ELM-0012",)
    assert {gain.goal.id: gain.level for gain in found.gains}["LVP-AST-0001"] == "E2"
    assert "LVP-ELM-0017" in found.unreached


def test_names_that_lead_nowhere_are_refused(device: Device, basis: Basis) -> None:
    with pytest.raises(NotFoundError, match="no element, vulnerability or component"):
        compromise(device, basis, "pkg:pypi/nothing@1")
    with pytest.raises(NotFoundError, match="no attacker comes in at"):
        path_report(basis, "nowhere")
    with pytest.raises(NotFoundError, match="no asset or element"):
        path_report(basis, goal="nowhere")
