"""What starting costs: `--help` and `scan` import nothing heavy."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "django",
    "duckdb",
    "httpx",
    "docx",
    "typst",
    "pydantic",
    "ruamel",
    "yaml",
    "cryptography",
    "rich",
    "lxml",
)


def imported_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a command imports."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=False
    )
    lines = [line for line in run.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", [("-m", "medward", "--help"), ("-c", "import medward.workspace.scan")])
def test_a_quick_path_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    found = imported_by(*arguments)
    assert "medward" in found
    assert found & set(HEAVY) == set()
