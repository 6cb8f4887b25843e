"""`init` refuses what it would not use, and `verify` claims nothing about an empty ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from medward.cli.main import program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("option", ["--product", "--name"])
def test_a_sample_takes_no_code_or_name_of_its_own(tmp_path: Path, option: str) -> None:
    done = CliRunner().invoke(
        program, ["init", str(tmp_path / "a"), "--sample", "infusion-pump", option, "ABC"]
    )
    assert done.exit_code == 2
    assert "leave out --product and --name" in done.output
    assert list(tmp_path.iterdir()) == []


def test_an_empty_ledger_is_not_said_to_have_passed(tmp_path: Path) -> None:
    folder = str(tmp_path / "a")
    CliRunner().invoke(program, ["init", folder, "--product", "ABC", "--name", "A"])
    assert CliRunner().invoke(program, ["-C", folder, "apply", "-m", "First"], input="n\n").exit_code
    done = CliRunner().invoke(program, ["-C", folder, "verify"])
    assert done.exit_code == 0
    assert done.output.startswith("0 changesets, nothing was applied yet, so nothing was checked")
