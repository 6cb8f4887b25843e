"""`medward sbom`: what an SBOM lacks, how two differ, and SBOMs out of lock files."""

from __future__ import annotations

from typing import Final

import click

from medward.cli.lazy import LazyCommands

COMMANDS: Final = {
    "check": "medward.cli.sbom_check:check",
    "fill": "medward.cli.sbom_fill:fill",
    "diff": "medward.cli.sbom_diff:diff",
    "merge": "medward.cli.sbom_merge:merge",
    "support": "medward.cli.sbom_support:support",
    "from": "medward.cli.sbom_from:from_command",
    "import": "medward.cli.sbom_import:import_",
    "convert": "medward.cli.sbom_convert:convert",
    "validate": "medward.cli.sbom_import:validate",
}


@click.group("sbom", commands=LazyCommands(COMMANDS))
def command() -> None:
    """Check, complete, compare, convert and merge SBOMs."""
