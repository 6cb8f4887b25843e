"""`risk import` and `risk undo`: a risk table of a spreadsheet in, and out again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import print_table
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.risk_import import import_risks, plan_risks

if TYPE_CHECKING:
    from medward.exchange.workbook_in import Problem


@click.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--mapping", type=click.Path(path_type=Path), required=True, help="YAML: which column is what.")
@click.option(
    "--into", default="", metavar="FILE", help="Record file; default: records/imported-<name>.yaml."
)
@click.option("--dry-run", is_flag=True, help="Show rows, records and problems; write nothing.")
@click.pass_obj
def import_(folder: Path, source: Path, mapping: Path, into: str, *, dry_run: bool) -> None:
    """Make risks of the rows of an Excel sheet; claimed residuals earn no credit.

    A dry run ends with 1 when a row has to be mended first.
    """
    device = open_device(folder)
    plan = plan_risks(device, source, mapping, into)
    draft = plan.draft
    print_table(("row", "key", "record"), draft.rows)
    if draft.known:
        click.echo(f"{plural(len(draft.known), 'risk')} there already, from the same file")
    _print_problems("To mend first", [one for one in draft.problems if one.blocks])
    _print_problems("To know", [one for one in draft.problems if not one.blocks])
    if dry_run:
        click.echo("\nDry run: nothing was written.")
        if any(one.blocks for one in draft.problems):
            click.get_current_context().exit(1)
        return
    import_risks(device, plan)
    if draft.records:
        click.echo(f"\nWrote {plural(len(draft.records), 'risk')} to {plan.file}.")
        click.echo("Next: `medward risk list`; `medward risk undo` takes the import back.")
    else:
        click.echo("\nNothing to add: this file was imported before.")


def _print_problems(head: str, problems: list[Problem]) -> None:
    """Print problems with their place."""
    if problems:
        click.echo(f"\n{head}")
    for one in problems:
        click.echo(f"  {one.place}: {one.what}")
