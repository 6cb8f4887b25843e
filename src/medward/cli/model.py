"""`model`: drawings of the model, and threat models of other tools in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import clock, json_option, print_json, print_table
from medward.cli.views import check, draw
from medward.exchange.detect import READ_FORMATS
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.files import write_atomically
from medward.workspace.imports import last_import, undo_import
from medward.workspace.model_exchange import WRITE_FORMATS, export_model, import_model, plan_import

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.exchange.draft import Loss
    from medward.workspace.imports import ImportEntry
    from medward.workspace.model_exchange import ModelImport

SHOWN: Final = 40


@click.group()
def command() -> None:
    """Draw and check the model, and exchange it with other tools."""


command.add_command(draw)
command.add_command(check)


@command.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(("auto", *READ_FORMATS)), default="auto", help="Format of FILE."
)
@click.option(
    "--into", default="", metavar="FILE", help="Record file; default: records/imported-<name>.yaml."
)
@click.option("--dry-run", is_flag=True, help="Show what would be made and lost; write nothing.")
@json_option
@click.pass_obj
def import_(folder: Path, /, source: Path, *, dry_run: bool, as_json: bool, **how: str) -> None:
    """Read a model of OTM, Threat Dragon, Threagile, pytm, TM7 or the Threat Model Library."""
    device = open_device(folder)
    plan = plan_import(device, source, how["form"], how["into"])
    if as_json:
        writes = bool(plan.made.records) and not dry_run
        if writes:
            import_model(device, plan)
        print_json(_plan_json(plan, written=writes))
        return
    _print_plan(plan)
    if not plan.made.records:
        why = "this file was imported before" if plan.made.known else "nothing in this file becomes a record"
        click.echo(f"\nNothing to add: {why}.")
    elif dry_run:
        click.echo("\nDry run: nothing was written.")
    else:
        import_model(device, plan)
        click.echo(f"\nWrote {plural(len(plan.made.records), 'record')} to {plan.file}.")
        click.echo("Next: `medward check` says what is unknown; `medward model undo` takes the import back.")


@command.command("export")
@click.option("--format", "form", type=click.Choice(WRITE_FORMATS), required=True, help="Format to write.")
@click.option("-o", "out", type=click.Path(path_type=Path), required=True, help="File to write.")
@json_option
@click.pass_obj
def export(folder: Path, form: str, out: Path, *, as_json: bool) -> None:
    """Write the model as OTM, Threat Dragon 2, Threat Model Library, CSV or a workbook."""
    exported = export_model(open_device(folder), form, clock())
    write_atomically(out, exported.data)
    if as_json:
        print_json({"file": str(out), "bytes": len(exported.data), "losses": _losses_json(exported.losses)})
        return
    click.echo(f"Wrote {out} ({len(exported.data):,} bytes).")
    _print_losses("What other tools do not see", exported.losses)


@command.command()
@click.option("--dry-run", is_flag=True, help="Show what would be removed; write nothing.")
@click.pass_obj
def undo(folder: Path, *, dry_run: bool) -> None:
    """Take the last import back, when its records are as they were written."""
    device = open_device(folder)
    _print_entry(last_import(device))
    if dry_run:
        click.echo("Dry run: nothing was removed.")
        return
    entry = undo_import(device)
    click.echo(f"Removed {plural(len(entry.digests), 'record')} from {entry.file}.")
    if device.ledger_path.is_file():
        click.echo(
            "If they were applied, `medward apply --prune` removes them from the ledger's present state."
        )


def _print_entry(entry: ImportEntry) -> None:
    """Print what an import added."""
    click.echo(f"Import of {entry.source}: {plural(len(entry.digests), 'record')} in {entry.file}")
    names = list(entry.digests)
    click.echo(f"  {names[0]} to {names[-1]}")


def _print_plan(plan: ModelImport) -> None:
    """Print what was read, what it becomes, what was assumed and what is lost."""
    click.echo(f"{plan.source}: {plan.draft.form} model {plan.draft.name!r}")
    kinds: dict[str, list[str]] = {}
    for record in plan.made.records:
        kinds.setdefault(record.kind, []).append(record.id)
    print_table(
        ("kind", "new", "first", "last"),
        [(kind, str(len(ids)), ids[0], ids[-1]) for kind, ids in kinds.items()],
    )
    if plan.made.known:
        click.echo(f"{plural(len(plan.made.known), 'record')} there already, from the same file")
    if plan.made.assumed:
        click.echo("\nAssumed, since the file does not say")
        for line in plan.made.assumed:
            click.echo(f"  {line}")
    _print_losses("Not carried", plan.draft.losses)


def _plan_json(plan: ModelImport, *, written: bool) -> dict[str, object]:
    """Return what was read, made, assumed and lost."""
    return {
        "source": plan.source,
        "format": plan.draft.form,
        "name": plan.draft.name,
        "records": [{"kind": record.kind, "id": record.id} for record in plan.made.records],
        "known": list(plan.made.known),
        "assumed": list(plan.made.assumed),
        "losses": _losses_json(plan.draft.losses),
        "file": plan.file,
        "written": written,
    }


def _losses_json(losses: Sequence[Loss]) -> list[dict[str, str]]:
    """Return losses with their place."""
    return [{"what": loss.what, "place": loss.place} for loss in losses]


def _print_losses(head: str, losses: Sequence[Loss]) -> None:
    """Print losses with their place."""
    if not losses:
        return
    click.echo(f"\n{head}")
    for loss in losses[:SHOWN]:
        click.echo(f"  {loss.what}  [{loss.place}]")
    if len(losses) > SHOWN:
        click.echo(f"  and {len(losses) - SHOWN} more")
