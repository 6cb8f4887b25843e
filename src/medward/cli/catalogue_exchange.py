"""`catalogue export` and `catalogue import`: OSCAL, CSV and Excel."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import clock
from medward.kernel.words import plural
from medward.workspace.catalogue import catalogue_of
from medward.workspace.catalogue_exchange import export_csv, export_oscal, export_workbook, import_oscal
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from medward.workspace.catalogue_exchange import Exported


@click.command(name="export")
@click.argument("what", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(("oscal", "csv", "xlsx")),
    required=True,
    help="OSCAL 1.2 JSON, CSV, or an Excel workbook.",
)
@click.option("-o", "out", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.pass_obj
def export(folder: Path, what: tuple[str, ...], form: str, out: Path) -> None:
    """Write the catalogue for other tools.

    With --format oscal, WHAT is an instrument, `expectations` or `mapping`; with csv, one table; with xlsx, any
    tables, all of them when none is named.
    """
    exported = _exported(folder, what, form)
    write_atomically(out, exported.data)
    click.echo(f"Wrote {out} ({len(exported.data):,} bytes).")
    for line in exported.left_out:
        click.echo(f"  Not in the file, for the format has no place for them: {line}")


@click.command(name="import")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="OSCAL mapping to the common expectations.",
)
@click.pass_obj
def import_(folder: Path, source: Path, mapping: Path | None) -> None:
    """Make a pack of this device file from an OSCAL 1.2 catalogue in JSON."""
    read = import_oscal(folder, source, mapping)
    click.echo(f"Wrote {read.path.name} with {plural(len(read.pack.clauses), 'clause')}.")
    for line in read.assumed:
        click.echo(f"  Assumed: {line}")
    for line in read.left_out:
        click.echo(f"  Left out: {line}")


def _exported(folder: Path, what: tuple[str, ...], form: str) -> Exported:
    """Return what was asked for in the form asked for."""
    catalogue = catalogue_of(folder)
    if form == "xlsx":
        return export_workbook(catalogue, what, clock())
    if len(what) != 1:
        raise click.UsageError(f"--format {form} writes one thing; name one.")
    return export_csv(catalogue, what[0]) if form == "csv" else export_oscal(catalogue, what[0], clock())
