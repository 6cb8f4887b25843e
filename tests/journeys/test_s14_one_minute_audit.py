"""Scenario S14: forty audit questions on the sample pump, each answered with record ids or where to look."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.checks.questions import QUESTIONS
from medward.workspace.asking import answered, to_json
from medward.workspace.device import open_device
from tests.fixtures.device_files import medward

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 15, 8, tzinfo=UTC)
NOT_KEPT = {32, 33, 34, 35}
"""Questions whose kinds of record come with later chapters; the pump may answer them in part."""


@pytest.fixture(scope="module")
def pump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pump") / "lvp"
    made = medward(folder.parent, "init", str(folder), "--sample", "infusion-pump")
    assert made.returncode == 0, made.stderr
    return folder


def test_all_forty_are_answered_on_the_pump(pump: Path) -> None:
    applied = medward(pump, "apply", "--yes")
    assert applied.returncode == 0, applied.stderr
    device = open_device(pump)
    found = [to_json(question, answer) for question, answer in answered(device, QUESTIONS, "", NOW)]
    assert [one["number"] for one in found] == list(range(1, 41))
    assert {one["number"] for one in found if one["no_record"]} <= NOT_KEPT
    for one in found:
        assert all(name in device.records for name in one["records"]), one["number"]
        assert bool(one["records"]) != one["no_record"]
        assert one["where"] or one["records"]


@pytest.mark.parametrize("number", [7, 10, 34])
def test_the_command_answers_one_question_with_ids_or_the_place_to_look(pump: Path, number: int) -> None:
    shown = medward(pump, "ask", str(number), "LVP-THR-0042" if number == 7 else "", "--json")
    (answer,) = json.loads(shown.stdout)["answers"]
    assert answer["number"] == number
    assert answer["no_record"] is (number == 34)
    assert answer["where"] if number == 34 else answer["records"]


def test_the_list_shows_forty(pump: Path) -> None:
    shown = medward(pump, "ask", "--list").stdout
    assert [int(line.split()[0]) for line in shown.splitlines() if line.startswith("  ")] == list(
        range(1, 41)
    )
