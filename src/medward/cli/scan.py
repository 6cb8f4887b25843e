"""`medward scan`: one SBOM against the advisories at hand."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

import click

from medward.cli.common import json_option
from medward.cli.scan_now import FOUND, print_as_json, scan_now

_WORDS: Final = "medward.cli.scan_words"
"""Loaded only when a person reads: scores of severities take as long as the scan itself."""


@click.command("scan")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--feeds", "feeds", multiple=True, type=click.Path(path_type=Path),
    help="Advisories to use besides the imported ones: folder, zip or tar of OSV files, or .db.",
)  # fmt: skip
@json_option
def command(file: Path, feeds: tuple[Path, ...], *, as_json: bool) -> None:
    """Match the components of an SBOM FILE against advisories.

    FILE is - for standard input. Every component ends as matched, clean or cannot tell. Exit code 1 when anything
    matches.
    """
    report = scan_now(file, feeds)
    if as_json:
        print_as_json(report)
    else:
        lines: list[str] = import_module(_WORDS).report_lines(report)
        click.echo("\n".join(lines))
    if report.matched:
        raise click.exceptions.Exit(FOUND)
