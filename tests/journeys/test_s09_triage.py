"""Scenario S09 from the keyboard: confidentiality only is controlled, routine, and opens a privacy decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.governance.records import Decision
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.device import open_device
from tests.fixtures.at import json_at, run_at
from tests.fixtures.device_files import write_device
from tests.fixtures.products import bare

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-05-21T10:00:00+00:00"
VECTOR = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N"
LEAK = Vulnerability(
    id="LVP-VUL-0001",
    title="Ward names readable on the memory card",
    identifier="LVP-2026-02",
    sources=("own test",),
    aware_at="2026-05-20T10:00:00Z",
    summary="The card keeps ward names in the clear.",
)
FOUND = Assessment(
    id="LVP-VAS-0001",
    title=LEAK.title,
    vulnerability=LEAK.id,
    release="LVP-REL-0001",
    component="pkg:generic/libble@1.0",
    first_seen_at=LEAK.aware_at,
)


def test_it_is_controlled_and_routine_without_30_and_60_day_clocks_and_opens_a_privacy_decision(
    tmp_path: Path,
) -> None:
    folder = write_device(tmp_path, bare(LEAK, FOUND), "LVP-REL-0001")
    answers = ("--status", "affected", "--action", "Wipe the card.", "--vector", VECTOR, "--severity", "S0")
    done = json_at(
        NOW, folder, "triage", "decide", "LVP-VAS-0001", *answers, "--control", "controlled", "--yes"
    )
    assert "LVP-VAS-0001 reads as controlled: routine update" in str(done["notes"])
    assert done["added"] == [
        {"kind": "decision", "id": "LVP-DEC-0002"},
        {"kind": "decision", "id": "LVP-DEC-0003"},
    ]
    privacy = open_device(folder).records.find("LVP-DEC-0002", Decision)
    assert privacy is not None
    assert (privacy.decision_kind, privacy.status, privacy.subjects) == (
        "privacy",
        "draft",
        ("LVP-VAS-0001",),
    )
    control = open_device(folder).records.find("LVP-DEC-0003", Decision)
    assert control is not None
    assert (control.decision_kind, control.outcome, control.status) == ("control", "controlled", "draft")
    judged = json_at(NOW, folder, "risk", "controlled", "LVP-VAS-0001")["assessments"]
    assert isinstance(judged, list)
    assert judged[0]["clocks"] == []
    queue = json_at(NOW, folder, "triage", "list")
    assert queue["items"] == []
    executive = run_at(NOW, folder, "triage", "list").stdout
    assert executive.startswith("1 assessment of 4.2.0: 0 to decide")
