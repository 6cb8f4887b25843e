"""`verify`: that nobody changed what was written."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from medward.cli.common import json_option, print_json
from medward.kernel.words import plural
from medward.ledger.inspection import verify_ledger
from medward.ledger.sqlite import open_ledger
from medward.workspace.layout import LEDGER, STATE


@click.command()
@click.option("--expect", "expected", default="", metavar="HASH", help="Head hash you noted earlier.")
@click.option(
    "--trust", type=click.Path(path_type=Path, exists=True), help="Certificates of the time-stamp authority."
)
@click.option("--rebuild", is_flag=True, help="First make the derived tables again from the trail.")
@json_option
@click.pass_obj
def command(folder: Path, expected: str, trust: Path | None, *, rebuild: bool, as_json: bool) -> None:
    """Check the chain, every payload, every signature and every anchor of the ledger."""
    path = folder / STATE / LEDGER
    if rebuild:
        with closing(open_ledger(path)) as store:
            store.rebuild()
    result = verify_ledger(path, expected, trust.read_bytes() if trust else None)
    if as_json:
        problems = [{"where": item.where, "what": item.what} for item in result.problems]
        print_json({"ok": result.ok, "changesets": result.changesets, "problems": problems, "head": result.head,
                    "notes": list(result.notes)})  # fmt: skip
    else:
        for problem in result.problems:
            click.echo(f"{problem.where}: {problem.what}")
        for note in result.notes:
            click.echo(f"note: {note}")
        words = "every check passed" if result.ok else plural(len(result.problems), "problem")
        click.echo(f"{plural(result.changesets, 'changeset')}, {words}, head {result.head}")
    click.get_current_context().exit(0 if result.ok else 1)
