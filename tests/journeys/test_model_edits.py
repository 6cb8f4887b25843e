"""Adding a control, then a flow, to the pump re-opens exactly the decisions that rested on what changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import medward
from medward.kernel.rewrite import rewrite_fields
from tests.fixtures.device_files import medward as run
from tests.fixtures.device_files import medward_json

SAMPLE = Path(medward.__file__).parent / "examples" / "infusion-pump"
CONTROL = """\
kind: control/1
id: LVP-CTL-0901
title: Radio listens only while the pairing key is pressed
control_type: prevent
layer: comms module
design: The radio is powered by a key on the pump for two minutes.
parameters: 120 s
located: [LVP-IFC-0018]
"""
FLOW = """\
kind: interface/1
id: LVP-IFC-0901
title: Console of the communications module
short: F901
source_element: LVP-ELM-0003
target_element: LVP-ELM-0012
medium: UART
protocol: serial console
port: none
data: [shell commands]
authentication: password
authorization: root
cryptography: none
none_reason: a test fixture
default: disabled
purpose: debug
exposure: adjacent
"""


def reopened(folder: Path, earlier: Path) -> dict[str, str]:
    """Return what the command says has to be decided again."""
    found = medward_json(folder, "risk", "reopened", str(earlier))["reopened"]
    assert isinstance(found, list)
    return {one["id"]: one["why"] for one in found}


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a copy of the pump."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "pump"))


def step(folder: Path, name: str) -> Path:
    """Return a copy of a device file for the next step."""
    return Path(shutil.copytree(folder, folder.parent / name))


def rewrite(folder: Path, file: str, record: str, fields: dict[str, str | list[str]]) -> None:
    path = folder / "records" / file
    path.write_text(rewrite_fields(path.read_text("utf-8"), record, fields), "utf-8")


def with_control(folder: Path) -> Path:
    """Return the next step: a control on BLE that treats the risk of a changed rate."""
    after = step(folder, "with-control")
    (after / "records/controls/more.yaml").write_text(CONTROL, "utf-8")
    controls: list[str] = ["LVP-CTL-0009", "LVP-CTL-0010", "LVP-CTL-0901"]
    rewrite(after, "risks/risks.yaml", "LVP-RSK-0017", {"controls": controls})
    return after


def test_nothing_is_re_opened_when_nothing_changed(pump: Path) -> None:
    same = step(pump, "same")
    shown = run(same, "risk", "reopened", str(pump))
    assert (shown.returncode, shown.stdout) == (0, "0 decisions re-opened\n0 new candidates to decide\n")


def test_a_control_re_opens_the_risk_it_treats_and_the_decision_that_accepted_it(pump: Path) -> None:
    assert reopened(with_control(pump), pump) == {
        "LVP-RSK-0017": "control LVP-CTL-0901 was added to its treatment",
        "LVP-DEC-0012": "LVP-RSK-0017 re-opened",
    }


def test_a_debug_flow_then_re_opens_the_statement_that_there_is_none_and_asks_for_its_own_threats(
    pump: Path,
) -> None:
    before = with_control(pump)
    after = step(before, "with-flow")
    (after / "records/model/more.yaml").write_text(FLOW, "utf-8")
    assert reopened(after, before) == {
        "LVP-DEC-0001": "it says that none exists, and LVP-IFC-0901 does",
    }
    new = medward_json(after, "risk", "reopened", str(before))["new_candidates"]
    assert isinstance(new, list)
    assert new
    assert {key.split("|")[1] for key in new} == {"LVP-IFC-0901"}


def test_another_protocol_makes_exactly_the_dispositions_of_that_flow_stale(pump: Path) -> None:
    after = step(pump, "other-protocol")
    rewrite(after, "model/interfaces-pump.yaml", "LVP-IFC-0018", {"protocol": "BLE 6.0 GATT"})
    found = reopened(after, pump)
    threats = {name for name in found if "-THR-" in name}
    listed = medward_json(pump, "threats", "generate")["candidates"]
    assert isinstance(listed, list)
    expected = {name for one in listed if one["target"] == "LVP-IFC-0018" for name in one["threats"]}
    assert threats == expected
    assert all("BLE 6.0 GATT" in found[name] for name in threats)


def test_a_control_taken_away_re_opens_every_risk_that_leaned_on_it(pump: Path) -> None:
    after = step(pump, "without-proof")
    (after / "evidence/4.2.0/ble-forged-writes.xml").unlink()
    found = reopened(after, pump)
    assert "LVP-RSK-0017" in found
    assert "E2 S4 R and is E4 S4 U" in found["LVP-RSK-0017"]
    assert found["LVP-DEC-0012"] == "LVP-RSK-0017 re-opened"
