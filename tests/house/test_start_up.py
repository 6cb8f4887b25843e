"""What starting costs: `--help` and `scan` import nothing heavy, a scan for scripts least of all."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from medward.components.sbom import Component
from medward.facts.build import FeedSource, build_database
from medward.facts.match import match_components

SCAN_MODULES = 46
"""Modules of Medward's own that a scan of package URLs with a JSON report imports; may fall, never rise."""
SCAN_STATEMENTS = 1
"""SQL statements for a component that matches: what is said of its package; packages and advisories go together."""
SCAN_STATEMENTS_TOGETHER = 20
"""Further ones for all components: 4 of 64 packages each, 4 of 64 advisories, and those about the file itself."""
COMPONENTS = 200

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


COMMANDS = Path(__file__).parents[2] / "src/medward/cli"
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


def test_no_command_pays_for_a_validator_whose_grammars_take_a_second_to_build() -> None:
    """`jsonschema` imports `rfc3987_syntax` where it is installed, which builds 38 parsers; schemas run in Rust."""
    every = ", ".join(f"medward.cli.{path.stem}" for path in COMMANDS.glob("*.py"))
    assert imported_by("-c", f"import {every}") & {"jsonschema", "rfc3987_syntax", "lark"} == set()


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a database with one advisory for each of many packages, and an SBOM of these packages."""
    folder = tmp_path_factory.mktemp("scan")
    names = [f"p{number}" for number in range(COMPONENTS)]
    advisories = [
        {
            "id": f"A-{name}",
            "affected": [{"package": {"ecosystem": "PyPI", "name": name}, "versions": ["1.0"]}],
        }
        for name in names
    ]
    (folder / "osv.json").write_text(json.dumps(advisories), encoding="utf-8")
    parts = [{"type": "library", "name": name, "purl": f"pkg:pypi/{name}@1.0"} for name in names]
    sbom = folder / "sbom.json"
    sbom.write_text(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}))
    return sbom, build_database([FeedSource(folder / "osv.json", "osv")], folder / "facts").path


def test_a_scan_for_programs_imports_few_modules_and_no_command_line_library(
    scanned: tuple[Path, Path],
) -> None:
    sbom, database = scanned
    arguments = ("-X", "importtime", "-m", "medward", "scan", str(sbom), "--json", "--feeds", str(database))
    run = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert json.loads(run.stdout)["totals"]["matched"] == COMPONENTS
    modules = {line.rsplit("|", 1)[1].strip() for line in run.stderr.splitlines() if "|" in line}
    assert not {"click", "shutil", "medward.facts.products", "medward.vulnerabilities.cpe"} & modules
    assert len([name for name in modules if name.split(".")[0] == "medward"]) <= SCAN_MODULES


def test_a_scan_asks_the_database_once_a_component(
    scanned: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, database = scanned
    asked: list[str] = []
    connect = sqlite3.connect

    def watched(name: str, *, uri: bool) -> sqlite3.Connection:
        connection = connect(name, uri=uri)
        connection.set_trace_callback(asked.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    parts = [Component(f"c{n}", f"p{n}", purl=f"pkg:pypi/p{n}@1.0") for n in range(COMPONENTS)]
    assert sum(len(one.matches) for _, one in match_components([database], parts).judgements) == COMPONENTS
    assert len(asked) <= SCAN_STATEMENTS * COMPONENTS + SCAN_STATEMENTS_TOGETHER
