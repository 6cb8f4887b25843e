"""What goes wrong at the keyboard: mistyped names, decisions taken back, clocks that must run all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.governance.records import Decision
from medward.vex.records import Assessment, ControlState
from medward.workspace.device import open_device
from tests.checks.sample import signed
from tests.fixtures.at import json_at, run_at
from tests.fixtures.device_files import write_device
from tests.fixtures.products import (
    AWARE,
    EVIDENCED,
    FLAW,
    NOT_AFFECTED,
    PROOF,
    REPORTED,
    advisory,
    bare,
    known_exploited,
    product,
    release,
    sign,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-03-03T16:00:00-05:00"
WEEK_LATER = "2026-03-11T16:00:00-04:00"
LOW = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L"
HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
"""9.8 by the specification's examples."""
AFFECTED = ("--status", "affected", "--action", "Switch Bluetooth off.")


def file(folder: Path, **flaw: object) -> Path:
    write_device(folder, bare(FLAW.replace(**flaw), REPORTED), "LVP-REL-0001")
    path = folder / "evidence/4.2.0/ble.xml"
    path.parent.mkdir(parents=True)
    path.write_bytes(PROOF)
    return folder


def decide(folder: Path, *answers: str, at: str = NOW) -> str:
    done = run_at(at, folder, "triage", "decide", "LVP-VAS-0002", *answers)
    assert done.returncode == 0, done.stderr
    return done.stdout


def assessed(folder: Path) -> Assessment:
    return open_device(folder).records.get("LVP-VAS-0002")  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("--harm", "LVP-HRM-9999"), "there is no harm LVP-HRM-9999"),
        (("--owner", "ORG-USR-0999"), "there is no person ORG-USR-0999"),
        (("--evidence", "LVP-EVD-9999"), "there is no evidence LVP-EVD-9999"),
        (("--ssvc", "utility=laborius"), "'laborius' is no answer to utility"),
        (("--ssvc", "explotation=none"), "no SSVC table asks about 'explotation'"),
        (("--severity", "S9"), "'S9' is no severity of the policy in force"),
        (("--vector", "CVSS:3.1/AV:X"), "CVSS:3.1/AV:X"),
        (("--vector", "AV:Q/AC:L/PR:N/UI:N"), "AV:Q"),
    ],
)
def test_what_is_mistyped_is_refused_and_nothing_is_written(
    tmp_path: Path, answer: tuple[str, ...], said: str
) -> None:
    folder = file(tmp_path)
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    done = run_at(NOW, folder, "triage", "decide", "LVP-VAS-0002", *AFFECTED, *answer)
    assert done.returncode == 2
    assert said in done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_a_decision_whose_last_day_has_passed_is_refused(tmp_path: Path) -> None:
    """Practice 2.3-C re-opens on the expiry date; today, 3 March, is the last day that counts."""
    folder = file(tmp_path)
    passed = run_at(NOW, folder, "triage", "decide", "LVP-VAS-0002", *AFFECTED, "--expires", "2026-03-02")
    assert passed.returncode == 2
    assert "LVP-VAS-0002 would be open again at once: its last day was 2026-03-02" in passed.stderr
    assert assessed(folder).status == "new"
    decide(folder, *AFFECTED, "--expires", "2026-03-03")


def test_a_decision_taken_back_leaves_nothing_of_its_grounds_and_its_limits_run_again(tmp_path: Path) -> None:
    folder = file(tmp_path)
    decide(folder, *NOT_AFFECTED, "--evidence", "LVP-EVD-0001", "--detail", "The code is not there.")
    assert assessed(folder).control_state is ControlState.NOT_APPLICABLE
    decide(folder, "--status", "under-investigation")
    decide(folder, *AFFECTED)
    one = assessed(folder)
    assert (one.control_state, one.detail, one.evidence) == (ControlState.UNDETERMINED, "", ())
    waits = [
        line
        for line in run_at(WEEK_LATER, folder, "check").stdout.splitlines()
        if "LVP-VAS-0002: V17" in line
    ]
    assert len(waits) == 1
    assert "control state undetermined: it was due on 2026-03-10" in waits[0]


def test_a_risk_stated_as_uncontrolled_runs_the_clocks_of_30_and_60_days_without_any_score(
    tmp_path: Path,
) -> None:
    folder = file(tmp_path)
    assert "clocks run from" in decide(folder, *AFFECTED, "--control", "uncontrolled")
    ends = _ends(folder)
    assert ends == {"CLK-11": "2026-04-01", "CLK-12": "2026-05-01"}  # as in S08


def test_what_is_uncontrolled_in_an_older_release_needs_clocks_and_an_owner_too(tmp_path: Path) -> None:
    fielded = release(2, "4.1.0")
    loose = REPORTED.replace(
        id="LVP-VAS-0003", release=fielded.id, status="affected", owner="", control_state="uncontrolled",
        action_statement="Switch Bluetooth off.",
    )  # fmt: skip
    folder = write_device(tmp_path, bare(FLAW, fielded, loose), "LVP-REL-0001")
    said = [line for line in run_at(NOW, folder, "check").stdout.splitlines() if ": V19 " in line]
    assert [line.partition("V19 ")[2].partition(".")[0] for line in said] == [
        "uncontrolled, and no reporting event carries its clocks",
        "uncontrolled, and nobody owns it",
        "recorded as uncontrolled, which is not decided: there is no control decision about it",
    ]
    listed = json_at(NOW, folder, "risk", "controlled")["assessments"]
    assert isinstance(listed, list)
    assert [(one["id"], one["release"]) for one in listed] == [("LVP-VAS-0003", "4.1.0")]


def test_each_release_is_judged_by_its_own_sboms(tmp_path: Path) -> None:
    fielded = release(2, "4.1.0")
    absent = REPORTED.replace(
        release=fielded.id, status="not-affected", justification="component-not-present", deployable="",
        component="pkg:pypi/demo@1.0", evidence=("LVP-EVD-0001",), decided_at=AWARE, decided_by="ORG-USR-0002",
        assumptions=({"assumes": "component-absent", "component": "pkg:pypi/demo"},),
    )  # fmt: skip
    parts = {"LVP-REL-0001": [("demo", "1.0")], fielded.id: [("other", "1.0")]}
    folder = product(tmp_path, parts, fielded, FLAW, absent)
    sign(folder, absent.id)
    listed = json_at(NOW, folder, "risk", "controlled")["assessments"]
    alone = json_at(NOW, folder, "risk", "controlled", absent.id)["assessments"]
    assert listed == alone
    assert isinstance(listed, list)
    assert [(one["release"], one["verdict"]) for one in listed] == [("4.1.0", "no-risk")]


def test_a_fix_that_is_in_a_later_release_only_makes_no_earlier_one_safe(tmp_path: Path) -> None:
    old = release(2, "4.1.0")
    told = REPORTED.replace(
        release=old.id, status="fixed", fixed_in="LVP-REL-0001", evidence=("LVP-EVD-0001",), decided_at=AWARE
    )
    folder = product(
        tmp_path, {"LVP-REL-0001": [("demo", "1.0")], old.id: [("demo", "1.0")]}, old, FLAW, told
    )
    (judged,) = json_at(NOW, folder, "risk", "controlled")["assessments"]  # type: ignore[misc]
    assert judged["verdict"] == "cannot-tell"


def test_a_signed_restart_moves_the_ends_everywhere_and_the_first_awareness_stays_visible(
    tmp_path: Path,
) -> None:
    folder = file(tmp_path)
    decide(folder, *AFFECTED, "--control", "uncontrolled")
    start = ("--from", "2026-03-03T08:00:00-05:00", "--reason", "The first mail named another product.")
    early = ("--from", "2027-01-01T00:00:00Z", *start[2:])
    refused = run_at(NOW, folder, "triage", "restart", "LVP-VUL-0002", *early)
    assert (refused.returncode, "2027-01-01T00:00:00+00:00 has not come" in refused.stderr) == (2, True)
    proposed = json_at(NOW, folder, "triage", "restart", "LVP-VUL-0002", *start)
    assert _ends(folder)["CLK-11"] == "2026-04-01"
    draft = open_device(folder).records.find(str(proposed["decision"]), Decision)
    assert draft is not None
    approved = draft.replace(status="approved")
    (folder / "records/vulnerabilities/restarts.yaml").unlink()
    first = signed(approved, "review-regulatory", "ORG-USR-0005", [])
    write_device(folder, [approved, first, signed(approved, "approval-quality", "ORG-USR-0002", [first])])
    assert _ends(folder) == {"CLK-11": "2026-04-02", "CLK-12": "2026-05-02"}
    answer = " ".join(run_at(NOW, folder, "ask", "28").stdout.split())
    assert "counted from 2026-03-03" in answer
    assert "day 30 2026-04-02, day 60 2026-05-02" in answer
    shown = run_at(NOW, folder, "clock", "list").stdout
    assert f"LVP-VUL-0002 was first known {AWARE}" in " ".join(shown.split())


def _ends(folder: Path) -> dict[str, str]:
    """Return the day the clocks of communication and fix end on, which two commands have to agree on."""
    (event,) = json_at(NOW, folder, "clock", "list")["events"]  # type: ignore[misc]
    (judged,) = json_at(NOW, folder, "risk", "controlled", "LVP-VAS-0002")["assessments"]  # type: ignore[misc]
    ends = [
        {one["clock"]: one["due_at"][:10] for one in found if one["clock"] in {"CLK-11", "CLK-12"}}
        for found in (event["obligations"], judged["clocks"])
    ]
    assert ends[0] == ends[1]
    return ends[0]


def test_of_several_published_vectors_the_worst_is_rescored(tmp_path: Path) -> None:
    folder = file(tmp_path, vectors={"vendor": LOW, "nvd": HIGH})
    found = json_at(NOW, folder, "triage", "rescore", "LVP-VAS-0002")
    assert (found["vector"], found["score"]) == (HIGH, "9.8")


def test_a_decision_that_attacks_bring_back_stands_before_what_nobody_looked_at(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0"), ("other", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    advisory(folder, "CVE-2026-0002", "other")
    early, now = "2026-06-05T09:00:00+02:00", "2026-06-12T09:00:00+02:00"
    run_at(early, folder, "watch")
    run_at(early, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED)
    known_exploited(folder, "CVE-2026-0001", added="2026-06-10")
    run_at(now, folder, "watch")
    items = json_at(now, folder, "triage", "list")["items"]
    assert isinstance(items, list)
    assert [one["id"] for one in items] == ["LVP-VAS-0001", "LVP-VAS-0002"]
    assert "cannot tell whether it is controlled" in items[0]["reason"]


def test_the_answers_offered_are_steps_the_assessment_can_take(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    early, now = "2026-06-05T09:00:00+02:00", "2026-06-12T09:00:00+02:00"
    run_at(early, folder, "watch")
    run_at(early, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED)
    known_exploited(folder, "CVE-2026-0001", added="2026-06-10")
    run_at(now, folder, "watch")
    offered = json_at(now, folder, "triage", "next", "LVP-VAS-0001")["item"]["answers"]  # type: ignore[index]
    assert isinstance(offered, list)
    steps = [str(one["command"]).partition("--status ")[2].split(" ")[0] for one in offered]
    assert sorted(filter(None, steps)) == ["not-affected", "under-investigation"]
    assert any("triage confirm" in str(one["command"]) for one in offered)


def test_a_decision_that_states_milder_attacks_than_are_known_is_not_confirmed(tmp_path: Path) -> None:
    """Practice 2.3-C: it would come back at once, so it is decided anew and not offered for confirmation."""
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(NOW, folder, "watch")
    run_at(NOW, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, "--ssvc", "exploitation=none")
    known_exploited(folder, "CVE-2026-0001")
    later = "2026-06-20T09:00:00+02:00"
    run_at(later, folder, "watch")
    assert "triage confirm" not in run_at(later, folder, "triage", "next", "LVP-VAS-0001").stdout
    refused = run_at(later, folder, "triage", "confirm", "LVP-VAS-0001", "--text", "It stays as it was.")
    assert "cannot be confirmed: used in attacks, decided 2026-03-03 with exploitation none" in refused.stderr
