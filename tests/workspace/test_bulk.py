"""Many threats with one reason (rule V04)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import medward
from medward.threats.records import Disposition, Threat
from medward.workspace.device import open_device
from tests.fixtures.device_files import medward as run
from tests.fixtures.device_files import medward_json

SAMPLE = Path(medward.__file__).parent / "examples" / "infusion-pump"
DECISION = """\
kind: decision/1
id: LVP-DEC-0901
title: Threats to the bedside keypad
decision_kind: bulk-disposition
question: Do these threats reach therapy?
outcome: They do not apply.
rationale: >-
  The keypad is inside the casing and has no link
  that leaves the therapy controller.
"""


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return the pump with a bulk decision in draft."""
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "pump"))
    (folder / "records/decisions/bulk.yaml").write_text(DECISION, "utf-8")
    return folder


def threats(folder: Path) -> dict[str, Threat]:
    return {one.id: one for one in open_device(folder).records.of(Threat)}


def test_each_threat_shows_the_reason_and_the_decision_that_gives_it(pump: Path) -> None:
    before = threats(pump)
    names = ["LVP-THR-0001", "LVP-THR-0002"]
    done = medward_json(pump, "threats", "bulk", "LVP-DEC-0901", *names, "--disposition", "not-applicable")
    assert done["threats"] == names
    assert done["signed"] is False
    after = threats(pump)
    for name in names:
        assert after[name].disposition is Disposition.NOT_APPLICABLE
        assert after[name].bulk == "LVP-DEC-0901"
        assert after[name].reason.startswith("The keypad is inside the casing and has no link that leaves")
        assert after[name].version == before[name].version + int(before[name].is_frozen)
    others = after.keys() - set(names)
    assert all(after[name] == before[name] for name in others)


def test_a_candidate_stands_for_the_threats_that_answer_it(pump: Path) -> None:
    key = threats(pump)["LVP-THR-0001"].candidates[0]
    expected = [one.id for one in threats(pump).values() if key in one.candidates]
    done = medward_json(pump, "threats", "bulk", "LVP-DEC-0901", key, "--disposition", "accept")
    assert done["threats"] == expected


@pytest.mark.parametrize(
    ("decision", "name", "words"),
    [
        ("LVP-DEC-0900", "LVP-THR-0001", "there is no decision LVP-DEC-0900"),
        ("LVP-DEC-0001", "LVP-THR-0001", "is a declared-absent decision"),
        ("LVP-DEC-0901", "LVP-THR-0999", "no threat is or answers LVP-THR-0999"),
    ],
)
def test_nothing_is_written_when_one_name_or_the_decision_is_wrong(
    pump: Path, decision: str, name: str, words: str
) -> None:
    before = {path: path.read_bytes() for path in pump.rglob("*.yaml")}
    shown = run(pump, "threats", "bulk", decision, "LVP-THR-0002", name, "--disposition", "accept")
    assert shown.returncode == 2
    assert words in shown.stderr
    assert {path: path.read_bytes() for path in pump.rglob("*.yaml")} == before
