"""`medward clock` as a person types it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from medward.cli.main import program
from tests.workspace.test_clocks import FACTS, PUMP, REPORTING

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    *("clock", "jurisdiction", "trigger", "start_at", "due_at", "counting", "recipient", "citation"),
    *("confidence", "replaced_by"),
}


def run(*arguments: str, folder: Path = PUMP) -> tuple[int, str]:
    """Run a command in a folder and return its exit code and output."""
    result = CliRunner().invoke(program, ["-C", str(folder), "clock", *arguments])
    return result.exit_code, result.output


def test_simulate_prints_json_with_stable_keys(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS)
    code, output = run(
        "simulate", "--facts", str(path), "--json", "--now", "2026-03-05T00:00:00Z", folder=tmp_path
    )
    document = json.loads(output)
    assert code == 0
    assert all(set(row) >= KEYS for row in document["obligations"])
    assert document["now"] == "2026-03-05T00:00:00+00:00"


def test_a_missed_duty_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS)
    code, output = run("simulate", "--facts", str(path), "--now", "2026-04-01", folder=tmp_path)
    assert code == 1
    assert "CLK-EU-03 DE  missed  2026-03-17 23:59+01:00 Europe/Berlin" in output


def test_a_drill_is_marked_at_both_ends_and_in_its_calendar(tmp_path: Path) -> None:
    ics = tmp_path / "drill.ics"
    facts = str(REPORTING / "exercise-stolen-login.yaml")
    _, output = run("simulate", "--facts", facts, "--ics", str(ics), "--for", "eu")
    lines = output.strip().splitlines()
    assert "EXERCISE" in lines[0]
    assert "EXERCISE" in lines[-1]
    assert "CLK-01" not in output
    assert b"EXERCISE" in ics.read_bytes()


def test_proposals_are_shown_only_when_asked_for() -> None:
    _, without = run("list", "--json", "--for", "us")
    _, with_them = run("list", "--json", "--for", "us", "--proposals")
    named = [{row["clock"] for row in json.loads(text)["clocks"]} for text in (without, with_them)]
    assert "CLK-27" not in named[0]
    assert "CLK-27" in named[1]


def test_list_says_what_does_not_apply_and_why() -> None:
    _, output = run("list", "--all", "--json", "--for", "jp,us")
    rows = {row["clock"]: row for row in json.loads(output)["clocks"]}
    assert (rows["CLK-JP-01"]["verdict"], rows["CLK-JP-01"]["why"]) == (
        "does not apply",
        ["not sold in Japan"],
    )
    assert rows["CLK-01"]["verdict"] == "applies"


@pytest.mark.parametrize("name", ["CLK-08", "CLK-EU-02", "CLK-27", "CLK-CA-01"])
def test_explain_says_what_to_check(name: str) -> None:
    code, output = run("explain", name)
    assert code == 0
    for words in ("runs when", "citation", "confidence", "source", "facts to know"):
        assert words in output


def test_explain_names_what_is_not_there() -> None:
    result = CliRunner().invoke(program, ["clock", "explain", "CLK-99"])
    assert result.exit_code == 1
    assert "CLK-99" in str(result.exception)


def test_an_unknown_jurisdiction_is_refused() -> None:
    result = CliRunner().invoke(program, ["clock", "list", "--for", "mars"])
    assert "mars" in str(result.exception)
