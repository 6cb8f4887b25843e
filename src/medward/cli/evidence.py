"""`evidence list`: which evidence earns credit on the target release, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, now, print_json, print_table
from medward.workspace.checking import open_case
from medward.workspace.evidence import evidence_rows

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def command() -> None:
    """Show evidence and whether it earns credit."""


@command.command("list")
@json_option
@click.pass_obj
def list_evidence(folder: Path, *, as_json: bool) -> None:
    """List every evidence record and whether it counts on the target release today."""
    case = open_case(folder, now(), matched=False)
    rows = evidence_rows(case)
    if as_json:
        print_json({"release": case.release.release_version, "evidence": rows})
        return
    counting = sum(row["counts"] for row in rows)
    click.echo(f"Release {case.release.release_version}: {counting} of {len(rows)} evidence records count\n")
    print_table(
        ("id", "release", "result", "run", "tests", "counts"),
        [
            (
                row["id"],
                row["release"],
                row["result"],
                row["run_at"][:10],
                ", ".join(row["tests"]),
                "yes" if row["counts"] else f"no: {row['why_not']}",
            )
            for row in rows
        ],
    )
