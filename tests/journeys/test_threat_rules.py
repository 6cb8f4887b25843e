"""The threat rules from the command line: a new interface, an own rule, a mistake in one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from medward.threats.rule import shipped_rules
from tests.fixtures.device_files import medward

SAMPLE = Path(__file__).parents[2] / "src/medward/examples/infusion-pump"
NEW_FLOW = """\
kind: interface/1
id: LVP-IFC-0029
title: Pump to a tablet of the medical record
status: draft
owner: ORG-USR-0008
short: F29
source_element: LVP-ELM-0012
target_element: LVP-ELM-0004
medium: Bluetooth 5 Low Energy
protocol: Bluetooth 5 LE, GATT notification
port: LE advertising channels 37 to 39
data:
  - Drug, rate and infusion state
  - Alarms
authentication: LE Secure Connections with numeric comparison
authorization: Bonded tablets may read
cryptography: LE Secure Connections (P-256 ECDH, AES-CCM 128)
default: off
purpose: use
exposure: adjacent
"""
OWN_RULE = """\
id: own-unsealed-usb-cover
version: 1
subject: USB, service and debug ports
title: Cover of the service port missing
about: interface
when: medium = usb and purpose = service
actor: Anybody on the ward
action: finds {target} without its cover
stride: [E]
mitigation:
  - Check the cover at each maintenance
false_positive: The unit has no cover by design.
tests:
  fires:
    - {medium: usb, purpose: service}
  does_not:
    - {medium: usb, purpose: use}
  cannot_tell:
    - {purpose: service}
"""


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "pump"))


def run(folder: Path, *words: str, code: int = 0) -> str:
    result = medward(folder, *words)
    assert result.returncode == code, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_adding_one_interface_asks_exactly_what_a_ble_link_with_alarms_makes_possible(pump: Path) -> None:
    (pump / "records/model/new.yaml").write_text(NEW_FLOW)
    found = json.loads(run(pump, "threats", "generate", "--rules", "--json", code=1))
    # The record system is outside, so no rule about the receiving program speaks; the link carries
    # readings and alarms outwards, and the pump advertises.
    assert found["new"] == [
        "alarm-lost-on-the-way@1|LVP-IFC-0029",
        "ble-advertising-identifies@1|LVP-IFC-0029",
        "ble-link-overheard@1|LVP-IFC-0029",
    ]
    assert found["undispositioned"] == 3
    one = next(item for item in found["candidates"] if item["key"] == found["new"][2])
    assert (one["state"], one["stride"], one["disposition"], one["threats"]) == (
        "fires",
        "I",
        "undecided",
        [],
    )
    assert one["why"] == ["its protocol is ble", "readings pass"]
    stride = json.loads(run(pump, "threats", "generate", "--json", code=1))
    assert {key.partition("|")[2] for key in stride["new"]} == {f"LVP-IFC-0029|{letter}" for letter in "STRI"}


def test_gate_g2_names_the_rule_candidates_apart(pump: Path) -> None:
    (pump / "records/model/new.yaml").write_text(NEW_FLOW)
    found = json.loads(run(pump, "check", "--gate", "G2", "--json", code=1))
    said = [one["message"] for one in found["findings"] if one["rule"] == "V04" and one["level"] == "block"]
    assert [text.split(" (")[0] for text in said] == [
        "4 of 97 threat candidates have no disposition",
        "3 of 102 rule candidates have no disposition",
    ]
    assert found["gates"]["G2"]["missing"] == 7


def test_a_disposition_of_a_rule_candidate_becomes_a_threat_with_all_its_letters(pump: Path) -> None:
    (pump / "threat-rules").mkdir()
    (pump / "threat-rules/own.yaml").write_text(OWN_RULE)
    key = "own-unsealed-usb-cover@1|LVP-IFC-0028"
    assert json.loads(run(pump, "threats", "generate", "--rules", "--json", code=1))["new"] == [key]
    reason = "The cover is part of the housing of this pump."
    run(pump, "threats", "disposition", key, "--disposition", "not-applicable", "--reason", reason, "--actor",
        "Visitor", "--action", "Opens the port")  # fmt: skip
    assert json.loads(run(pump, "threats", "generate", "--rules", "--json"))["new"] == []
    assert key in (pump / "records/threats/dispositions.yaml").read_text()


def test_a_candidate_about_the_product_needs_a_threat_about_a_part(pump: Path) -> None:
    file = pump / "records/threats/update.yaml"
    key = "update-older-release-installed@1|LVP-PRD-0001"
    lines = [line for line in file.read_text().splitlines(keepends=True) if key not in line]
    file.write_text("".join(lines))
    words = ("threats", "disposition", key, "--disposition", "mitigate", "--actor", "a", "--action", "b")
    assert "a threat names an element or interface" in run(pump, *words, code=2)


def test_a_mistake_in_an_own_rule_is_shown_with_its_line(pump: Path) -> None:
    (pump / "threat-rules").mkdir()
    own = pump / "threat-rules/own.yaml"
    own.write_text(OWN_RULE.replace("medium = usb and", "medum = usb and"))
    for words in (("threats", "generate", "--rules"), ("check",), ("threats", "rules", "list")):
        assert "threat-rules/own.yaml:6: own-unsealed-usb-cover: when: column 1" in run(pump, *words, code=2)
    own.write_text(OWN_RULE.replace("own-unsealed-usb-cover", "usb-hostile-device"))
    assert "a rule of Medward has this id" in run(pump, "threats", "rules", "list", code=2)
    own.write_text("x" * 100_001)
    assert "more than 100000 bytes" in run(pump, "threats", "rules", "check", str(own), code=2)


def test_rules_are_listed_shown_and_checked(pump: Path, tmp_path: Path) -> None:
    listed = json.loads(run(pump, "threats", "rules", "list", "--json"))["rules"]
    assert [rule["id"] for rule in listed] == [rule.id for rule in shipped_rules()]
    shown = run(pump, "threats", "rules", "show", "clock-shifted")
    assert "data.time and crossing" in shown
    assert "no threat  The time is only shown" in shown
    assert "there is no threat rule 'nothing'" in run(pump, "threats", "rules", "show", "nothing", code=2)
    file = tmp_path / "own.yaml"
    file.write_text(OWN_RULE)
    said = run(tmp_path, "threats", "rules", "check", str(file))
    assert "fires on 1 of its examples, not on 1, cannot tell on 1" in said
    file.write_text(OWN_RULE.replace("purpose: use", "purpose: service"))
    assert "own.yaml:17" in run(tmp_path, "threats", "rules", "check", str(file), code=2)


def test_two_models_are_compared_by_the_same_rules(pump: Path) -> None:
    (pump / "records/model/new.yaml").write_text(NEW_FLOW)
    found = json.loads(run(pump, "threats", "diff", str(SAMPLE), "--rules", "--json"))
    assert (found["method"], len(found["added"]), found["removed"]) == ("rules", 3, [])
