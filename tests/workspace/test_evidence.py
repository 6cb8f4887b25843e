"""Attaching result files: what the file says cannot be talked over, and nothing is half written."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError, MedwardError, NotFoundError, RefusedChangeError
from medward.verification.records import Evidence, Result
from medward.workspace.checking import case_of
from medward.workspace.device import open_device
from medward.workspace.evidence import Given, draft_evidence, evidence_rows, write_evidence
from tests.checks.sample import clean
from tests.fixtures.device_files import medward, write_device

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.device import Device

NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)
REPORT = b"""<testsuite name="ble" timestamp="2026-05-04T10:00:00+02:00">
<properties><property name="build" value="4.2.0+7f3c"/><property name="tool" value="pytest 8.4"/></properties>
<testcase name="forged_LVP_REQ_0001"/><testcase name="about LVP-REQ-0099"/></testsuite>"""


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return open_device(write_device(tmp_path / "pump", list(clean().values()), "LVP-REL-0001"))


def report(device: Device, data: bytes = REPORT, name: str = "forged.xml") -> Path:
    path = device.folder.parent / name
    path.write_bytes(data)
    return path


def test_a_report_becomes_a_record_linked_by_its_requirement(device: Device) -> None:
    draft = draft_evidence(device, report(device), Given(), NOW)
    assert draft.record.id == "LVP-EVD-0002"
    assert (draft.record.tests, draft.requirements) == (("LVP-TST-0001",), ("LVP-REQ-0001",))
    assert draft.record.sha256 == hashlib.sha256(REPORT).hexdigest()
    assert (draft.record.result, draft.record.build) == (Result.PASSED, "4.2.0+7f3c")
    assert draft.not_linked == ("LVP-REQ-0099: there is no such record",)


def test_what_was_written_is_read_back_and_counts(device: Device) -> None:
    written = write_evidence(device, draft_evidence(device, report(device), Given(), NOW))
    assert written == device.folder / "records/verification/evidence.yaml"
    again = open_device(device.folder)
    assert again.records.find("LVP-EVD-0002", Evidence) is not None
    assert (device.folder / "evidence/4.2.0/forged.xml").read_bytes() == REPORT
    rows = {row["id"]: row for row in evidence_rows(case_of(again, NOW, matched=False))}
    assert rows["LVP-EVD-0002"]["counts"]
    assert rows["LVP-EVD-0001"]["why_not"] == "LVP-EVD-0001: file evidence/4.2.0/ble.xml is missing"


BARE = b'<testsuite><testcase name="LVP-TST-0001"/></testsuite>'
LOCAL = b'<testsuite timestamp="2026-05-04T10:00:00"><testcase name="LVP-TST-0001"/></testsuite>'
SAID = {"build": "4.2.0+7f3c", "tool": "t", "run_at": datetime(2026, 5, 4, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("data", "given", "error", "part"),
    [
        pytest.param(BARE, {}, InvalidInputError, "does not say its build", id="no build"),
        pytest.param(BARE, {"build": "4.2.0+7f3c"}, InvalidInputError, "does not say its tool", id="no tool"),
        pytest.param(
            BARE, {**SAID, "run_at": None}, InvalidInputError, "does not say when it ran", id="no time"
        ),
        pytest.param(LOCAL, {**SAID, "run_at": None}, InvalidInputError, "has no zone", id="no zone"),
        pytest.param(
            REPORT, {"build": "4.2.0+0000"}, InvalidInputError, "the file says build", id="talked over"
        ),
        pytest.param(
            REPORT,
            {"run_at": SAID["run_at"]},
            InvalidInputError,
            "the file says it ran at",
            id="moved in time",
        ),
        pytest.param(
            b"<testsuite><testcase/></testsuite>", SAID, InvalidInputError, "belongs to no test", id="no test"
        ),
        pytest.param(REPORT, {"tests": ("LVP-TST-0099",)}, NotFoundError, "LVP-TST-0099", id="unknown test"),
        pytest.param(REPORT, {"release": "9.9"}, NotFoundError, "9.9", id="unknown release"),
        pytest.param(b"plain", {}, InvalidInputError, "neither XML nor JSON", id="another format"),
        pytest.param(
            REPORT, {"owner": "ORG-USR-7777"}, NotFoundError, "no person or organisation", id="owner"
        ),
        pytest.param(
            REPORT,
            {"owner": "LVP-TST-0001"},
            NotFoundError,
            "no person or organisation",
            id="owner of a kind",
        ),
        pytest.param(
            BARE,
            {**SAID, "run_at": datetime(2026, 7, 1, tzinfo=UTC)},
            InvalidInputError,
            "future",
            id="future",
        ),
    ],
)
def test_what_is_missing_or_contradicts_is_refused(
    device: Device, data: bytes, given: dict[str, object], error: type[MedwardError], part: str
) -> None:
    with pytest.raises(error) as caught:
        draft_evidence(device, report(device, data), Given(**given), NOW)  # type: ignore[arg-type]  # a table of options
    assert part in str(caught.value)
    assert caught.value.hint


def test_a_requirement_with_several_tests_stands_for_none_of_them(tmp_path: Path) -> None:
    records = clean()
    records["LVP-TST-0003"] = records["LVP-TST-0001"].replace(id="LVP-TST-0003")
    device = open_device(write_device(tmp_path / "pump", list(records.values()), "LVP-REL-0001"))
    with pytest.raises(InvalidInputError, match="it has 2 tests"):
        draft_evidence(device, report(device), Given(), NOW)


def test_the_same_file_is_attached_once_and_none_is_replaced(device: Device) -> None:
    write_evidence(device, draft_evidence(device, report(device), Given(), NOW))
    again = open_device(device.folder)
    with pytest.raises(RefusedChangeError, match="attached as LVP-EVD-0002"):
        draft_evidence(again, report(again), Given(), NOW)
    with pytest.raises(RefusedChangeError, match="exists with other content"):
        draft_evidence(again, report(again, REPORT + b"\n"), Given(), NOW)


def test_the_command_prints_what_it_understood_and_writes_only_when_told(device: Device) -> None:
    path = str(report(device))
    refused = medward(device.folder, "test", "attach", path)
    assert refused.returncode == 2
    assert not (device.folder / "evidence").exists()
    done = medward(device.folder, "test", "attach", path, "--yes")
    assert done.returncode == 0, done.stderr
    assert "requirements LVP-REQ-0001" in done.stdout
    assert "not linked   LVP-REQ-0099: there is no such record" in done.stdout


def test_a_file_of_another_build_says_at_once_that_it_earns_no_credit(device: Device) -> None:
    path = str(report(device, REPORT.replace(b"4.2.0+7f3c", b"4.1.0+51ab")))
    assert draft_evidence(device, report(device, name="own.xml"), Given(), NOW).no_credit == ""
    done = medward(device.folder, "test", "attach", path, "--yes")
    assert done.returncode == 0, done.stderr
    assert "no credit    LVP-EVD-0002 is of build 4.1.0+51ab, the release is build 4.2.0+7f3c" in done.stdout


def test_the_hour_of_a_run_is_never_made_up(device: Device) -> None:
    bare = report(device, REPORT.replace(b' timestamp="2026-05-04T10:00:00+02:00"', b""))
    refused = medward(device.folder, "test", "attach", str(bare), "--run-at", "2026-05-04", "--yes")
    assert (refused.returncode, "has no time of day" in refused.stderr) == (2, True)
    assert not (device.folder / "evidence").exists()
