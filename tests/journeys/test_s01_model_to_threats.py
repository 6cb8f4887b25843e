"""Scenario S01: from the model to threat candidates, through an edit of the zones and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.kernel.recordset import RecordSet
from medward.threats.stride import candidates
from tests.fixtures.device_files import medward, medward_json, write_device
from tests.fixtures.lvp_model import flow_id, lvp_records, threat_for, without_zone_2

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.records import Record

THREATS: list[Record] = [
    threat_for(candidate, number)
    for number, candidate in enumerate(candidates(RecordSet(lvp_records())), start=1)
]


def generated(folder: Path, *arguments: str) -> list[dict[str, str]]:
    found = medward_json(folder, "threats", "generate", *arguments)["candidates"]
    assert isinstance(found, list)
    return found


def test_158_per_element_and_93_per_interaction_and_the_gate_is_shut(tmp_path: Path) -> None:
    folder = write_device(tmp_path, lvp_records())
    assert len(generated(folder, "--per", "element")) == 158
    found = medward_json(folder, "threats", "generate")
    assert len(generated(folder)) == 93
    assert found["letters"] == {"S": 17, "T": 19, "R": 9, "I": 17, "D": 16, "E": 15}
    assert isinstance(found["crossings"], list)
    assert len(found["crossings"]) == 17
    shown = medward(folder, "threats", "generate")
    assert shown.returncode == 1
    assert "93 candidates without a disposition" in shown.stdout


def test_removing_zone_2_gives_87_and_adding_it_again_restores_every_disposition(tmp_path: Path) -> None:
    folder = write_device(tmp_path, [*lvp_records(), *THREATS])
    before = generated(folder)
    assert medward(folder, "threats", "generate").returncode == 0

    write_device(folder, [*without_zone_2(), *THREATS])
    after = generated(folder)
    assert len(after) == 87
    targets = {item["target"] for item in after}
    assert {flow_id(short) for short in ("F28", "F18", "F19", "F09", "F10")} <= targets
    shown = medward(folder, "threats", "generate")
    assert "review: target removed" in shown.stdout
    assert "BLE 5.0 GATT; Z4 > Z2  is now  BLE 5.0 GATT; Z4 > Z1" in shown.stdout

    write_device(folder, [*lvp_records(), *THREATS])
    assert generated(folder) == before
    assert {item["disposition"] for item in before} == {"mitigate"}


def test_two_device_files_differ_by_the_six_candidates_of_the_merged_zone(tmp_path: Path) -> None:
    old = write_device(tmp_path / "old", lvp_records())
    new = write_device(tmp_path / "new", without_zone_2())
    found = medward_json(new, "threats", "diff", str(old))
    assert found["added"] == []
    assert isinstance(found["removed"], list)
    assert len(found["removed"]) == 6
    assert "0 added, 6 removed" in medward(new, "threats", "diff", str(old)).stdout


def test_a_disposition_goes_into_the_persons_file_and_keeps_its_comments(tmp_path: Path) -> None:
    folder = write_device(tmp_path, [*lvp_records(), THREATS[0].replace(disposition="undecided", seen_as="")])
    file = folder / "records" / "threat.yaml"
    file.write_text(f"# agreed in the review of 3 May\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    done = medward(
        folder,
        "threats",
        "disposition",
        THREATS[0].id,
        "--disposition",
        "accept",
        "--reason",
        "keypad is under watch",
    )
    assert done.returncode == 0, done.stderr
    text = file.read_text(encoding="utf-8")
    assert "# agreed in the review of 3 May" in text
    assert "disposition: accept" in text
    assert "seen_as: keypad; outside > Z1" in text
    assert generated(folder)[0]["disposition"] == "accept"


def test_a_candidate_nobody_answered_becomes_a_threat_with_the_next_number(tmp_path: Path) -> None:
    folder = write_device(tmp_path, [*lvp_records(), THREATS[0]])
    key = "stride-interaction@1|LVP-IFC-0018|S"
    refused = medward(folder, "threats", "disposition", key, "--disposition", "mitigate")
    assert refused.returncode == 2
    assert "--actor and --action" in refused.stderr
    done = medward(
        folder, "threats", "disposition", key, "--disposition", "mitigate",
        "--actor", "attacker in radio range", "--action", "pairs with an unattended pump",
        "--effect", "the rate changes without a nurse",
    )  # fmt: skip
    assert done.stdout.startswith("LVP-THR-0002: mitigate, added to records/threats/dispositions.yaml")
    answered = [item for item in generated(folder) if item["key"] == key]
    assert answered[0]["disposition"] == "mitigate"
    assert answered[0]["threats"] == ["LVP-THR-0002"]


def test_a_signed_threat_is_opened_as_its_next_version(tmp_path: Path) -> None:
    folder = write_device(tmp_path, [*lvp_records(), THREATS[0].replace(status="effective")])
    done = medward(folder, "threats", "disposition", THREATS[0].id, "--disposition", "transfer")
    assert "now version 2 in draft" in done.stdout
    text = (folder / "records" / "threat.yaml").read_text(encoding="utf-8")
    assert "version: 2" in text
    assert "status: draft" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["LVP-THR-0001", "--disposition", "accept", "--reason", "too short"],
            "at least 15 letters, this one has 9",
        ),
        (["LVP-THR-0099", "--disposition", "mitigate"], "there is no threat LVP-THR-0099"),
        (
            ["stride-interaction@1|LVP-IFC-0018|R", "--disposition", "mitigate"],
            "the model yields no candidate",
        ),
    ],
)
def test_a_disposition_that_cannot_stand_is_refused_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    folder = write_device(tmp_path, [*lvp_records(), THREATS[0]])
    before = (folder / "records" / "threat.yaml").read_bytes()
    refused = medward(folder, "threats", "disposition", *arguments)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert (folder / "records" / "threat.yaml").read_bytes() == before
