"""Scenario S08 from the keyboard: a finder's report, an uncontrolled flaw, its clocks, and a public exploit later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.clocks.records import ReportingEvent
from medward.governance.records import Decision, DecisionKind
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.device import open_device
from tests.fixtures.at import json_at, run_at
from tests.fixtures.device_files import write_device
from tests.fixtures.products import (
    AWARE,
    FLAW,
    PROOF,
    REPORTED,
    advisory,
    bare,
    known_exploited,
    product,
    release,
)

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.records import Record

DECIDED = "2026-03-03T16:00:00-05:00"
LATER = "2026-03-20T09:00:00-04:00"
VECTOR = "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H"
COUNTED = REPORTED.replace(
    risks=("LVP-RSK-0001",),
    units_concerned=4812,
    interim=(
        {
            "measure": "Bluetooth switched off in the service menu",
            "closes": True,
            "evidence": ("LVP-EVD-0001",),
            "units_reported": 1204,
            "reported_on": "2026-03-10",
        },
    ),
)
ANSWERS = (
    *("--status", "affected", "--action", "Switch Bluetooth off.", "--vector", VECTOR),
    *("--harm", "LVP-HRM-0001", "--control", "uncontrolled", "--by", "ORG-USR-0001"),
    *("--ssvc", "exploitation=none", "--ssvc", "utility=laborious", "--ssvc", "technical-impact=total"),
)


def file(folder: Path, *more: Record) -> Path:
    write_device(folder, bare(FLAW, COUNTED, *more), "LVP-REL-0001")
    path = folder / "evidence/4.2.0/ble.xml"
    path.parent.mkdir(parents=True)
    path.write_bytes(PROOF)
    return folder


def first_item(now: str, folder: Path) -> dict[str, object]:
    items = json_at(now, folder, "triage", "list")["items"]
    assert isinstance(items, list)
    found: dict[str, object] = items[0]
    return found


def test_the_whole_way_from_report_to_public_exploit(tmp_path: Path) -> None:
    folder = file(tmp_path)
    waiting = first_item(DECIDED, folder)
    assert (waiting["id"], waiting["needs_decision"]) == ("LVP-VAS-0002", True)

    decided = run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0002", *ANSWERS)
    assert decided.returncode == 0, decided.stderr
    assert "LVP-VAS-0002 reads as uncontrolled: out of cycle, as soon as possible" in decided.stdout
    assert f"clocks run from {AWARE}, when it was first known" in decided.stdout
    assert "added LVP-RPE-0001" in decided.stdout
    signers = "to decide and sign as review-technical, review-clinical, approval-quality: LVP-DEC-0002"
    assert signers in decided.stdout  # practice 4.9: signed by PSE, medical and QA

    shown = run_at(DECIDED, folder, "risk", "controlled", "LVP-VAS-0002").stdout
    assert "-> U: uncontrolled" in shown
    assert "E4" in shown
    assert "Recorded as uncontrolled, not decided: LVP-DEC-0002 is draft" in shown
    clocks = {label: day for label, day in _clocks(DECIDED, folder).items() if label in {"CLK-11", "CLK-12"}}
    assert clocks == {"CLK-11": "2026-04-01", "CLK-12": "2026-05-01"}
    assert "severity S4; SSVC out-of-cycle; CVSS 8.3" in str(first_item(DECIDED, folder)["reason"])

    text = (folder / "records/vulnerability.yaml").read_text()
    (folder / "records/vulnerability.yaml").write_text(text.replace("exploit: none", "exploit: poc"))
    item = first_item(LATER, folder)
    assert item["reason"] == (
        "an exploit is public, decided 2026-03-03 with exploitation none; uncontrolled; SSVC immediate; "
        "exploit public; severity S4; CVSS 8.3"
    )
    assert item["ssvc_supplier"] == ["immediate"]
    after = run_at(LATER, folder, "risk", "controlled", "LVP-VAS-0002").stdout
    assert "E5" in after
    assert "4,812 concerned, 1,204 protected by an interim measure, 3,608 as they were" in after
    assert {label: day for label, day in _clocks(LATER, folder).items() if label in clocks} == clocks
    known = open_device(folder).records.find("LVP-VUL-0002", Vulnerability)
    assert known is not None
    assert known.aware_at.isoformat() == AWARE


def _clocks(now: str, folder: Path) -> dict[str, str]:
    """Return the day each clock of the assessment ends on."""
    found = json_at(now, folder, "risk", "controlled", "LVP-VAS-0002")["assessments"]
    assert isinstance(found, list)
    return {one["clock"]: one["due_at"][:10] for one in found[0]["clocks"] if one["due_at"]}


def test_the_clocks_can_start_elsewhere_only_with_a_signed_decision_and_the_first_start_stays(
    tmp_path: Path,
) -> None:
    folder = file(tmp_path)
    run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0002", *ANSWERS)
    refused = run_at(
        DECIDED, folder, "triage", "restart", "LVP-VUL-0002", "--from", LATER, "--reason", "later"
    )
    assert (refused.returncode, "'later' says too little" in refused.stderr) == (2, True)
    reason = "The report reached a mailbox nobody read before that day."
    start = ("--from", "2026-03-02T18:00:00-05:00", "--reason", reason)
    done = run_at(DECIDED, folder, "triage", "restart", "LVP-VUL-0002", *start)
    assert "Clocks go on from the first awareness until LVP-DEC-0003 is approved and signed." in done.stdout
    assert _clocks(DECIDED, folder)["CLK-11"] == "2026-04-01"
    said = run_at("2026-03-04T09:00:00-05:00", folder, "check").stdout
    assert f"V33 clocks stated to count from 2026-03-02T18:00:00-05:00 count from {AWARE}" in said


def test_the_sheet_of_a_risk_that_reads_as_uncontrolled_gives_the_command_that_records_it(
    tmp_path: Path,
) -> None:
    folder = file(tmp_path)
    stated = [one for one in ANSWERS if one not in {"--control", "uncontrolled"}]
    run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0002", *stated)
    (item,) = json_at(DECIDED, folder, "triage", "list")["items"]
    assert item["needs_decision"] is True
    answers = json_at(DECIDED, folder, "triage", "next", "LVP-VAS-0002")["item"]["answers"]  # type: ignore[index]
    command = next(one["command"] for one in answers if "uncontrolled as computed" in one["says"])
    done = run_at(DECIDED, folder, *command.split()[1:])
    assert done.returncode == 0, done.stderr
    (item,) = json_at(DECIDED, folder, "triage", "list")["items"]
    assert item["needs_decision"] is False


def test_a_listing_in_a_feed_counts_in_the_queue_before_a_watch_writes_it_down(tmp_path: Path) -> None:
    """The queue follows from records, model and feeds at hand; of several CVEs in one record the worst counts."""
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(DECIDED, folder, "watch")
    path = folder / "records/vulnerabilities/watch.yaml"
    also = "identifier: CVE-2026-0001\naliases: [CVE-2026-0002, CVE-2026-0003]"
    path.write_text(path.read_text().replace("identifier: CVE-2026-0001", also))
    known_exploited(folder, "CVE-2026-0003", added="2026-03-02")
    (folder / "advisories/epss.csv").write_text(
        "#model_version:v1,score_date:2026-03-03T00:00:00Z\ncve,epss,percentile\nCVE-2026-0002,0.01000,0.10000\n"
    )
    (item,) = json_at(DECIDED, folder, "triage", "list")["items"]
    assert "KEV since 2026-03-02" in item["reason"]


def test_a_day_alone_starts_no_clock(tmp_path: Path) -> None:
    """Promise 5: read as the end of a day in UTC, a day of Tokyo would start its clocks a day too late."""
    folder = file(tmp_path)
    why = ("--reason", "The finder's mail had come before.")
    for command in (("watch", "--aware-at"), ("triage", "restart", "LVP-VUL-0002", *why, "--from")):
        refused = run_at(DECIDED, folder, *command, "2026-03-01")
        assert refused.returncode == 2
        assert "'2026-03-01' is a day, and clocks count from an instant" in refused.stderr


def test_one_vulnerability_in_two_releases_has_one_set_of_clocks(tmp_path: Path) -> None:
    """Practice 4.9: the clocks are those of the vulnerability; one decision about two releases opens them once."""
    older = release(2, "4.1.0", supported_until="2030-01-01")
    too = COUNTED.replace(id="LVP-VAS-0003", release="LVP-REL-0002")
    folder = file(tmp_path, older, too)
    both = ("LVP-VAS-0002", "LVP-VAS-0003", *ANSWERS, "--detail", "The same radio is in both.", "--yes")
    done = run_at(DECIDED, folder, "triage", "decide", *both)
    assert done.returncode == 0, done.stderr
    (event,) = open_device(folder).records.of(ReportingEvent)
    assert set(event.about) == {"LVP-VAS-0002", "LVP-VAS-0003", "LVP-VUL-0002"}
    (control,) = [
        one for one in open_device(folder).records.of(Decision) if one.decision_kind is DecisionKind.CONTROL
    ]
    assert set(control.subjects) == {"LVP-VAS-0002", "LVP-VAS-0003"}
    assert control.title == "Uncontrolled: 2 assessments decided together"
    assert [fact.at.isoformat() for fact in event.learned if fact.fact == "vulnerability_learned"] == [AWARE]


def test_the_watch_before_is_told_with_its_offset(tmp_path: Path) -> None:
    """Practice 2.2: times are shown with their offset."""
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at("2026-03-03T00:30:00+01:00", folder, "watch")
    assert "; last watch 2026-03-03 00:30+01:00" in run_at(LATER, folder, "watch").stdout
