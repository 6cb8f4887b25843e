"""Scenario S02: evidence deleted, edited by one byte, or of another release earns nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from medward.devices.records import Release
from medward.verification.records import Evidence
from medward.workspace.checking import case_of, run_checks
from medward.workspace.device import open_device
from tests.checks.sample import NOW, clean, sealed
from tests.fixtures.device_files import medward, medward_json, write_device

if TYPE_CHECKING:
    from pathlib import Path

    from medward.checks.gates import GateView
    from medward.kernel.records import Record
    from medward.risk.evaluate import RiskView

REPORT = b'<testsuite name="ble"><testcase name="LVP-REQ-0001"/></testsuite>'


def write(folder: Path, target: str = "LVP-REL-0001", *more: Record) -> Path:
    records = clean()
    evidence = records["LVP-EVD-0001"]
    assert isinstance(evidence, Evidence)
    records["LVP-EVD-0001"] = evidence.replace(sha256=hashlib.sha256(REPORT).hexdigest())
    records["LVP-RSK-0001"] = records["LVP-RSK-0001"].replace(status="accepted")
    write_device(folder, [*sealed(records.values()), *more], target)
    (folder / evidence.file).parent.mkdir(parents=True, exist_ok=True)
    (folder / evidence.file).write_bytes(REPORT)
    return folder


def judged(folder: Path) -> tuple[RiskView, GateView, list[str]]:
    report = run_checks(case_of(open_device(folder), NOW, matched=False))
    (gate,) = (view for view in report.gates if view.gate.id == "G6")
    said = [str(one) for one in report.findings if one.rule == "V10"]
    return report.case.risks["LVP-RSK-0001"], gate, said


def test_with_its_evidence_the_risk_falls_from_u_to_r_and_stays_accepted(tmp_path: Path) -> None:
    risk, gate, said = judged(write(tmp_path))
    assert (risk.initial.exploitability, risk.initial.cell) == ("E4", "U")
    assert (risk.residual.exploitability, risk.residual.cell) == ("E2", "R")
    assert (risk.derived_status, gate.is_open, said) == ("accepted", True, [])


def deleted(folder: Path) -> None:
    (folder / "evidence/4.2.0/ble.xml").unlink()


def edited(folder: Path) -> None:
    path = folder / "evidence/4.2.0/ble.xml"
    path.write_bytes(path.read_bytes().replace(b"0001", b"0002"))


def retargeted(folder: Path) -> None:
    old = clean()["LVP-REL-0001"]
    assert isinstance(old, Release)
    new = old.replace(id="LVP-REL-0002", release_version="4.3.0", build="4.3.0+aa", target=False)
    write(folder, "LVP-REL-0002", new)


@pytest.mark.parametrize("harm", [deleted, edited, retargeted], ids=lambda one: one.__name__)
def test_without_it_the_residual_is_u_again_the_risk_reopens_and_g6_names_all_four(
    tmp_path: Path, harm: object
) -> None:
    folder = write(tmp_path)
    assert callable(harm)
    harm(folder)
    risk, gate, said = judged(folder)
    assert (risk.residual.exploitability, risk.residual.cell) == ("E4", "U")
    assert risk.derived_status == "reopened"
    assert not gate.is_open
    (line,) = said
    for name in ("LVP-RSK-0001", "LVP-CTL-0001", "LVP-REQ-0001", "LVP-EVD-0001"):
        assert name in line


def test_the_command_ends_with_1_and_prints_the_line(tmp_path: Path) -> None:
    folder = write(tmp_path)
    deleted(folder)
    shown = medward(folder, "check", "--gate", "G6")
    assert shown.returncode == 1
    assert (
        "LVP-RSK-0001: V10 residual lowered by LVP-CTL-0001, but its requirement LVP-REQ-0001 has no"
        in shown.stdout
    )
    found = medward_json(folder, "check", "--gate", "G6")
    assert set(found) >= {"findings", "gates"}
    gates = found["gates"]
    assert isinstance(gates, dict)
    assert {"ready", "draft", "missing", "blocking"} <= set(gates["G6"])


def test_the_trace_breaks_in_words(tmp_path: Path) -> None:
    folder = write(tmp_path)
    deleted(folder)
    found = medward_json(folder, "trace", "LVP-THR-0001")
    assert set(found) == {"nodes", "links", "breaks"}
    assert "LVP-EVD-0001: it earns no credit: file evidence/4.2.0/ble.xml is missing" in str(found["breaks"])
