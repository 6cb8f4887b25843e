"""`medward scan`: one SBOM against the advisories at hand."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

import click

from medward.cli.common import json_option
from medward.cli.json_rows import print_members
from medward.workspace.feeds import database_for, installed_databases, medward_home
from medward.workspace.scan import scan_file
from medward.workspace.scan_json import json_members

_LARGE_BYTES: Final = 8 * 1024 * 1024
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

    Every component ends as matched, clean or cannot tell. Exit code 1 when anything matches.
    """
    if file.is_file() and file.stat().st_size > _LARGE_BYTES:
        click.echo(f"reading {file} ({file.stat().st_size / 1e6:.0f} MB) ...", err=True)
    home = medward_home()
    chosen = dict.fromkeys([*installed_databases(home), *(database_for(path, home) for path in feeds)])
    report = scan_file(file, chosen)
    if as_json:
        print_members(json_members(report))
    else:
        lines: list[str] = import_module(_WORDS).report_lines(report)
        click.echo("\n".join(lines))
    if report.matched:
        raise click.exceptions.Exit(1)
