"""Rule V20: what was decided for one release counts for the next one only after somebody compared both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.vex.records import Assessment
from medward.workspace.device import open_device
from medward.workspace.editing import edit_records
from tests.fixtures.at import json_at, run_at
from tests.fixtures.products import NOT_AFFECTED, advisory, product, release

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-06-12T09:00:00+02:00"
PARTS = {
    "LVP-REL-0001": [("same", "1.0"), ("moved", "1.5"), ("fresh", "1.0")],
    "LVP-REL-0002": [("same", "1.0"), ("moved", "1.0"), ("lost", "1.0")],
}


def file(folder: Path) -> Path:
    """Return 4.2.0 and its forerunner 4.1.0, whose four matches are decided."""
    old = release(2, "4.1.0", configuration="Bluetooth off", supported_until="2030-01-01")
    new = release(1, "4.2.0", configuration="Bluetooth off").replace(target=True)
    folder = product(folder, PARTS, old, new)
    for number, part in enumerate(("same", "moved", "lost")):
        advisory(folder, f"CVE-2026-{1000 + number}", part)
    run_at(NOW, folder, "watch", "--release", "4.1.0")
    decide = (
        "triage",
        "decide",
        "--where",
        "release=4.1.0",
        *NOT_AFFECTED,
    )
    proof = ("--evidence", "LVP-EVD-0001", "--detail", "compiled out", "--by", "ORG-USR-0001", "--yes")
    done = run_at(NOW, folder, *decide, *proof)
    assert done.returncode == 0, done.stderr
    return folder


def of_release(folder: Path, number: int) -> dict[str, Assessment]:
    found = [
        one for one in open_device(folder).records.of(Assessment) if one.release == f"LVP-REL-000{number}"
    ]
    return {one.component.partition("@")[0].rpartition("/")[2]: one for one in found}


def test_decisions_are_proposed_and_none_counts_before_it_is_confirmed(tmp_path: Path) -> None:
    folder = file(tmp_path)
    found = json_at(NOW, folder, "triage", "inherit", "--from", "4.1.0", "--to", "4.2.0")
    proposals = found["proposals"]
    assert isinstance(proposals, list)
    said = {one["component"]: one["says"] for one in proposals}
    assert set(said) == {"unchanged", "look", "gone"}
    assert said["unchanged"].startswith("Compared 4.1.0 with 4.2.0: same 1.0 is the same file (SHA-256 ")
    assert said["look"] == "version was 1.0 and is 1.5"
    assert said["gone"] == "lost is not in 4.2.0"

    drafts = of_release(folder, 1)
    assert {name: one.status for name, one in drafts.items()} == dict.fromkeys(
        ("same", "moved"), "under-investigation"
    )
    same = drafts["same"]
    assert (same.justification, same.decided_at, same.reconfirmed) == (NOT_AFFECTED[-1], None, "")
    check = run_at(NOW, folder, "check").stdout
    assert f"{same.id}: V20 taken over from {same.inherited_from} without confirming" in check

    shown = json_at(NOW, folder, "triage", "next", same.id)["item"]
    assert isinstance(shown, dict)
    assert shown["answers"][0]["says"] == said["unchanged"]
    short = run_at(NOW, folder, "triage", "confirm", same.id, "--text", "same")
    assert "'same' says too little" in short.stderr
    done = run_at(
        NOW, folder, "triage", "confirm", same.id, "--text", said["unchanged"], "--by", "ORG-USR-0001"
    )
    assert "under-investigation -> not-affected, confirmed by ORG-USR-0001" in done.stdout
    confirmed = of_release(folder, 1)["same"]
    assert (confirmed.status, confirmed.reconfirmed) == ("not-affected", said["unchanged"])
    assert f"{same.id}: V20" not in run_at(NOW, folder, "check").stdout


def test_inheriting_twice_adds_nothing_and_a_draft_of_a_watch_keeps_its_id(tmp_path: Path) -> None:
    folder = file(tmp_path)
    run_at(NOW, folder, "watch", "--release", "4.2.0")
    before = {name: one.id for name, one in of_release(folder, 1).items()}
    run_at(NOW, folder, "triage", "inherit", "--from", "4.1.0", "--to", "4.2.0")
    after = of_release(folder, 1)
    assert {name: one.id for name, one in after.items()} == before
    assert all(one.inherited_from for one in after.values())
    again = run_at(NOW, folder, "triage", "inherit", "--from", "4.1.0", "--to", "4.2.0").stdout
    assert "0 unchanged, 0 to look at, 1 not in 4.2.0, 2 assessed there already" in again
    assert len(of_release(folder, 1)) == 2


def test_an_assumption_goes_along_and_protects_the_other_release_too(tmp_path: Path) -> None:
    folder = file(tmp_path)
    origin = of_release(folder, 2)["same"]
    absent = {"assumes": "component-absent", "component": "pkg:pypi/fresh"}
    perimeter = origin.replace(
        assumptions=(absent,), cyclonedx_justification="protected_at_perimeter", units_concerned=212
    )
    edit_records(open_device(folder), [(origin, perimeter)])

    found = json_at(NOW, folder, "triage", "inherit", "--from", "4.1.0", "--to", "4.2.0")["proposals"]
    assert isinstance(found, list)
    broken = (
        "the assumption that pkg:pypi/fresh is not in the release is broken, "
        "since the SBOM of mcu lists pkg:pypi/fresh@1.0"
    )
    assert broken in [one["says"] for one in found]
    draft = of_release(folder, 1)["same"]
    assert (draft.assumptions, draft.cyclonedx_justification, draft.units_concerned) == (
        perimeter.assumptions,
        "protected_at_perimeter",
        None,
    )
    refused = run_at(NOW, folder, "triage", "confirm", draft.id, "--text", "Compared both images.")
    assert refused.returncode == 2
    assert f"{draft.id}: {origin.id} cannot be confirmed for 4.2.0: {broken}" in refused.stderr
    assert of_release(folder, 1)["same"].status == "under-investigation"


def test_a_draft_whose_origin_was_opened_again_has_nothing_to_confirm(tmp_path: Path) -> None:
    folder = file(tmp_path)
    run_at(NOW, folder, "triage", "inherit", "--from", "4.1.0", "--to", "4.2.0")
    origin, draft = of_release(folder, 2)["same"], of_release(folder, 1)["same"]
    run_at(NOW, folder, "triage", "decide", origin.id, "--status", "under-investigation")
    refused = run_at(NOW, folder, "triage", "confirm", draft.id, "--text", "Compared both images.")
    assert refused.returncode == 2
    assert (
        f"{draft.id}: {origin.id} is under-investigation: there is no decision to confirm" in refused.stderr
    )
    assert of_release(folder, 1)["same"].reconfirmed == ""
