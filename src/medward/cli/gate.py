"""`gate`: how far each gate is, and what one gate still waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import as_of_option, instant, json_option, now, print_json, print_table
from medward.workspace.checking import open_case, run_checks, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from medward.checks.gates import GateView
    from medward.workspace.checking import CheckReport


@click.command()
@click.argument("name", default="", metavar="[GATE]")
@as_of_option
@json_option
@click.pass_obj
def command(folder: Path, name: str, as_of: str, *, as_json: bool) -> None:
    """Show what each gate of the life cycle waits for; with G0 to G8, every open item of one gate.

    Ends with 1 when a gate shown is blocked.
    """
    case = open_case(folder, now(), instant(as_of) if as_of else None)
    report = run_checks(case, name)
    if as_json:
        print_json({**to_json(report), "items": _items(report)})
    elif name:
        _print_one(report.gates[0])
    else:
        rows = [(one.gate.id, one.gate.title, one.summary, one.gate.signs) for one in report.gates]
        print_table(("gate", "exit", "ready", "who signs"), rows)
    if any(view.blocking for view in report.gates):
        click.get_current_context().exit(1)


def _print_one(view: GateView) -> None:
    """Print the open items of a gate and what blocks it."""
    click.echo(f"{view.gate.id} {view.gate.title}: {view.summary}")
    click.echo(f"Signed by: {view.gate.signs}")
    waiting = [item for item in view.items if item.state != "ready"]
    if waiting:
        click.echo()
        rows = [
            (
                item.state,
                item.record or "-",
                item.owner or "no owner",
                item.due or "no date",
                _what(item.what, item.note),
            )
            for item in waiting
        ]
        print_table(("state", "record", "owner", "due", "what"), rows)
    if view.blocking:
        click.echo(f"\nBlocking ({len(view.blocking)}):")
        for finding in view.blocking:
            click.echo(f"  {finding}")
    if view.is_open:
        click.echo("\nEverything is ready.")


def _what(what: str, note: str) -> str:
    """Return an item with its note."""
    return f"{what}: {note}" if note else what


def _items(report: CheckReport) -> dict[str, list[dict[str, str]]]:
    """Return the items that are not ready, by gate."""
    return {
        view.gate.id: [
            {
                "what": item.what,
                "state": item.state,
                "record": item.record,
                "owner": item.owner,
                "due": item.due,
                "note": item.note,
            }
            for item in view.items
            if item.state != "ready"
        ]
        for view in report.gates
    }
