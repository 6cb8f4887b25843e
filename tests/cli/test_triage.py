"""`triage` alone is `triage list`, with the same options."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from medward.cli.main import program

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"


@pytest.fixture(autouse=True)
def _day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path))
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-15T12:00:00+02:00")


def triage(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["-C", str(PUMP), "triage", *arguments])


@pytest.mark.parametrize("options", [(), ("--json",), ("--all",), ("--release", "4.1.0", "--json")])
def test_triage_alone_says_what_its_list_says(options: tuple[str, ...]) -> None:
    alone, listed = triage(*options), triage("list", *options)
    assert (alone.exit_code, alone.output) == (listed.exit_code, listed.output)
    assert not options or "--json" not in options or json.loads(alone.output)["items"]


def test_an_option_before_the_command_is_not_lost_in_silence() -> None:
    refused = triage("--json", "next")
    assert refused.exit_code == click.UsageError.exit_code
    assert "write options behind the command: medward triage next ..." in refused.output


def test_an_item_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    sheet = triage("next", "LVP-VAS-0030").output.partition("Answers")[0].splitlines()[2:]
    labelled = [line for line in sheet if line.startswith("  ")]
    assert labelled
    assert [
        line for line in labelled if len(line) > 60 and " " in line[14:]
    ] == []  # one long word stays whole
