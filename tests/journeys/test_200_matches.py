"""A bad week: 200 matches on eight components, decided in eight sentences, each remembered on all it decides."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from medward.governance.records import Decision
from medward.vex.records import Assessment
from medward.workspace.device import open_device
from tests.fixtures.at import json_at, run_at
from tests.fixtures.products import advisory, product

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-06-12T09:00:00+02:00"
PARTS = [f"part{number}" for number in range(8)]
WHY = "vulnerable-code-not-in-execute-path"


def test_200_matches_take_eight_decisions_and_none_is_left_or_decided_unasked(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [(part, "1.0") for part in PARTS]})
    for number in range(200):
        advisory(folder, f"CVE-2026-{1000 + number}", PARTS[number % 8])
    found = json_at(NOW, folder, "watch")
    totals = found["totals"]
    assert isinstance(totals, dict)
    assert (totals["new"], totals["covered"], totals["matches"]) == (200, 0, 200)

    for part in PARTS[:7]:
        said = ("--status", "not-affected", "--justification", WHY, "--evidence", "LVP-EVD-0001")
        reason = ("--detail", f"The parser of {part} is compiled out.", "--by", "ORG-USR-0001", "--yes")
        where = ("--where", f"component={part}", "--where", "status=new")
        done = run_at(NOW, folder, "triage", "decide", *where, *said, *reason)
        assert done.returncode == 0, done.stderr
        assert "25 assessments: not-affected" in done.stdout

    records = open_device(folder).records
    assessed = records.of(Assessment)
    assert Counter(one.status for one in assessed) == {"not-affected": 175, "new": 25}
    shared = {one.id: one for one in records.of(Decision) if one.decision_kind == "vex"}
    assert Counter(one.decision for one in assessed if one.decision) == dict.fromkeys(shared, 25)
    assert all(one.detail == shared[one.decision].rationale for one in assessed if one.decision)

    left = json_at(NOW, folder, "triage", "list")
    assert (left["total"], left["undecided"]) == (200, 25)
    again = json_at(NOW, folder, "watch")["totals"]
    assert isinstance(again, dict)
    assert (again["new"], again["covered"], again["unchanged"]) == (0, 200, 200)


def test_a_bulk_decision_shows_what_it_would_do_and_writes_all_or_nothing(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("part0", "1.0"), ("part1", "1.0")]})
    for number in range(4):
        advisory(folder, f"CVE-2026-{1000 + number}", PARTS[number % 2])
    run_at(NOW, folder, "watch")
    before = {path: path.read_bytes() for path in (folder / "records").rglob("*.yaml")}
    asked = ("triage", "decide", "--where", "component=part0", "--status", "not-affected")
    said = ("--justification", WHY, "--detail", "compiled out")
    no_proof = run_at(NOW, folder, *asked, *said, "--yes")
    assert no_proof.returncode == 2
    assert "needs evidence that counts: nothing shows it: no evidence is named" in no_proof.stderr
    no_reason = run_at(NOW, folder, *asked, "--justification", WHY, "--evidence", "LVP-EVD-0001", "--yes")
    assert "2 assessments share one rationale, and none is given" in no_reason.stderr
    preview = run_at(NOW, folder, *asked, *said, "--evidence", "LVP-EVD-0001", "--dry-run")
    assert "2 assessments: not-affected" in preview.stdout
    assert "Dry run: nothing was written." in preview.stdout
    assert {path: path.read_bytes() for path in (folder / "records").rglob("*.yaml")} == before
    stranger = run_at(NOW, folder, *asked[:2], "--where", "component=nothing", *asked[4:], *said)
    assert "no assessment has component=nothing" in stranger.stderr
