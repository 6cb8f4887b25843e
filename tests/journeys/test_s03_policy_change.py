"""Scenario S03: another risk matrix is tried, refused, corrected, tried again and adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.governance.defaults import default_policies
from medward.kernel.rewrite import write_document
from tests.fixtures.device_files import medward, medward_json, write_device
from tests.fixtures.risk_cases import S03, twelve_risks

if TYPE_CHECKING:
    from pathlib import Path

    from medward.governance.policies import Policy
    from medward.kernel.records import Record

LETTERS = ["U", "U", "R", "U", "R", "A", "U", "A", "R", "A", "R", "A"]  # read by hand off practice 4.6
CLASSES = dict(zip(S03, LETTERS, strict=True))
MATRIX_1 = next(policy for policy in default_policies() if policy.name == "MATRIX-1")
PROPOSED = {("S3", 3): "U", ("S4", 2): "U", ("S1", 5): "A"}
CORRECTED = {**PROPOSED, ("S5", 2): "U"}


def matrix_2(cells: dict[tuple[str, int], str]) -> Policy:
    rule = MATRIX_1.rule.model_dump(mode="json")
    for (row, column), letter in cells.items():
        rule["cells"][row][column - 1] = letter
    return MATRIX_1.replace(id="ORG-POL-0103", name="MATRIX-2", status="draft", rule=rule)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records: list[Record] = [*twelve_risks(CLASSES), *default_policies()]
    return write_device(tmp_path / "pump", records)


def proposal(folder: Path, cells: dict[tuple[str, int], str]) -> str:
    path = folder.parent / "matrix-2.yaml"
    path.write_text(write_document(matrix_2(cells).content), encoding="utf-8")
    return str(path)


def counts(found: dict[str, object]) -> list[int]:
    overall = found["overall"]
    assert isinstance(overall, dict)
    return [overall["after"][letter] for letter in "ARU"]


def states(found: dict[str, object]) -> dict[str, str]:
    risks = found["risks"]
    assert isinstance(risks, list)
    return {item["id"]: item["status"] for item in risks}


def test_a_matrix_with_a_contradiction_is_refused_naming_the_cell(folder: Path) -> None:
    refused = medward(folder, "risk", "policy-diff", proposal(folder, PROPOSED))
    assert refused.returncode == 2
    assert "(5,2)=R against (4,2)=U: worse severity but better class" in refused.stderr


def test_the_dry_run_shows_three_flips_and_changes_nothing(folder: Path) -> None:
    assert counts(medward_json(folder, "risk", "list")) == [4, 4, 4]
    found = medward_json(folder, "risk", "policy-diff", proposal(folder, CORRECTED))
    assert found["after"] == {"A": 5, "R": 1, "U": 6, "cannot-tell": 0}
    assert isinstance(found["flips"], list)
    assert {(item["S"] + item["E"], item["before"], item["after"]) for item in found["flips"]} == {
        ("S4E2", "R", "U"),
        ("S3E3", "R", "U"),
        ("S1E5", "R", "A"),
    }
    shown = medward(folder, "risk", "policy-diff", proposal(folder, CORRECTED)).stdout
    assert "12 risks re-read, 3 flip" in shown
    assert "Would reopen: LVP-RSK-0003, LVP-RSK-0005" in shown
    assert counts(medward_json(folder, "risk", "list")) == [4, 4, 4]


def test_after_adoption_the_two_risks_are_reopened_and_their_decisions_show_matrix_1(folder: Path) -> None:
    shipped = [policy for policy in default_policies() if policy is not MATRIX_1]
    adopted = matrix_2(CORRECTED).replace(status="effective")
    write_device(folder, [*twelve_risks(CLASSES), *shipped, MATRIX_1.replace(status="superseded"), adopted])
    found = medward_json(folder, "risk", "list")
    assert counts(found) == [5, 1, 6]
    assert {name for name, state in states(found).items() if state == "reopened"} == {
        "LVP-RSK-0003",
        "LVP-RSK-0005",
    }
    shown = medward(folder, "risk", "explain", "LVP-RSK-0003").stdout
    assert "MATRIX-2@1: severity S4, exploitability E2 -> U" in shown
    assert "LVP-DEC-0003 benefit-risk: yes; under MATRIX-1@1" in shown
    assert "policy change: it was decided under MATRIX-1@1" in shown


def test_two_effective_matrices_are_refused_by_name(folder: Path) -> None:
    both = [*default_policies(), matrix_2(CORRECTED).replace(status="effective")]
    write_device(folder, [*twelve_risks(CLASSES), *both])
    refused = medward(folder, "risk", "list")
    assert refused.returncode == 2
    assert "ORG-POL-0003 (MATRIX-1@1) and ORG-POL-0103 (MATRIX-2@1) are both effective" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["explain", "LVP-RSK-0099"], "there is no risk LVP-RSK-0099"),
        (["policy-diff", "nowhere.yaml"], "there is no file nowhere.yaml"),
        (["list", "--release", "9.9.9"], "there is no release 9.9.9"),
    ],
)
def test_a_question_about_nothing_is_answered_plainly(folder: Path, arguments: list[str], words: str) -> None:
    refused = medward(folder, "risk", *arguments)
    assert refused.returncode == 2
    assert words in refused.stderr
