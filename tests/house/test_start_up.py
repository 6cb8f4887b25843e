"""What starting costs: `--help` and `scan` import nothing heavy, a scan for scripts least of all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

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
    "msgspec",
    "cvss",
    "xml",
)


def imported_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a command imports."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, check=False
    )
    lines = [line for line in run.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip().split(".")[0] for line in lines}


SBOM = Path(__file__).parents[2] / "src/medward/examples/infusion-pump/sbom/mobile-app-4.2.0.cdx.json"


@pytest.mark.parametrize(
    "arguments",
    [
        ("-m", "medward", "--help"),
        ("-c", "import medward.workspace.scan"),
        ("-m", "medward", "scan", str(SBOM), "--json"),
    ],
)
def test_a_quick_path_imports_nothing_heavy(arguments: tuple[str, ...]) -> None:
    found = imported_by(*arguments)
    assert "medward" in found
    assert found & set(HEAVY) == set()
