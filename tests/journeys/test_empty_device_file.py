"""On a device file that is only begun, every question about threats says what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.device_files import medward, medward_json

if TYPE_CHECKING:
    from pathlib import Path

OTM = {
    "otmVersion": "0.2.0",
    "project": {"id": "p", "name": "P"},
    "trustZones": [{"id": "z", "name": "Z", "risk": {"trustRating": 5}}],
    "components": [{"id": "a", "name": "A", "type": "process", "parent": {"trustZone": "z"}}],
    "dataflows": [],
}


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return a device file without a record of its own."""
    medward(tmp_path, "init", str(tmp_path / "x"), "--product", "ABC", "--name", "X")
    return tmp_path / "x"


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("threats generate --rules", 0, "nothing to ask rules about"),
        ("attack-tree", 0, "No attack tree is recorded."),
        ("paths", 0, "No asset of kind function"),
        ("blast", 0, "No key and no process is recorded"),
        ("model draw --view update", 2, "There are: global.\n"),
        ("model check-views", 1, "no global view is recorded"),
        ("knowledge list --source CWE", 0, "No imported item answers"),
        ("risk list", 0, "No risk is recorded, which does not say that there is none"),
        ("risk overall", 2, "no target release is named"),
        ("transfer stubs", 0, "# Nothing is owed to safety.\n"),
        ("merge {folder} {folder}", 0, "0 changes, no conflict.\n"),
    ],
)
def test_a_question_without_records_is_answered_in_words(
    empty: Path, command: str, code: int, words: str
) -> None:
    shown = medward(empty, *command.format(folder=empty).split())
    assert shown.returncode == code
    assert words in shown.stdout + shown.stderr
    assert not shown.stdout.startswith("\n")


def test_the_questions_of_the_rubric_can_be_read_by_a_script(empty: Path) -> None:
    questions = medward_json(empty, "rubric", "--list")["questions"]
    assert isinstance(questions, list)
    assert questions[0]["code"] == "XAVN"


def test_an_import_and_an_export_can_be_read_by_a_script(empty: Path) -> None:
    (empty.parent / "m.otm").write_text(json.dumps(OTM), "utf-8")
    first = medward_json(empty, "model", "import", str(empty.parent / "m.otm"))
    assert (first["written"], first["format"]) == (True, "OTM 0.2.0")
    again = medward_json(empty, "model", "import", str(empty.parent / "m.otm"))
    assert (again["written"], again["records"]) == (False, [])
    assert medward_json(empty, "model", "export", "--format", "otm", "-o", str(empty / "out.otm"))["losses"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"otmVersion": "9.9"}, "m.otm#/otmVersion: OTM version '9.9' is not read"),
        ({"components": [{"name": "A"}]}, "m.otm#/components/0: this element has no id"),
    ],
)
def test_a_bad_model_is_refused_in_plain_words(empty: Path, change: dict[str, object], words: str) -> None:
    (empty.parent / "m.otm").write_text(json.dumps(OTM | change), "utf-8")
    shown = medward(empty, "model", "import", str(empty.parent / "m.otm"))
    assert shown.returncode == 2
    assert words in shown.stderr
    assert not list(empty.glob("records/imported*"))


def test_a_model_without_pieces_is_not_called_imported_before(empty: Path) -> None:
    bare = {**OTM, "trustZones": [], "components": []}
    (empty.parent / "m.otm").write_text(json.dumps(bare), "utf-8")
    assert (
        "nothing in this file becomes a record"
        in medward(empty, "model", "import", str(empty.parent / "m.otm")).stdout
    )
