"""`transfer`: security and safety file beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import json_option, print_json, print_table
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.transfer import as_json as report_json
from medward.workspace.transfer import compare_safety_file, debts, stubs

if TYPE_CHECKING:
    from medward.risk.transfer import Owed

SHOWN: Final = 60
"""Characters of a text in the table."""


@click.group()
def command() -> None:
    """Compare the harms with the safety file, and see what one file owes the other."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def compare(folder: Path, file: Path, *, as_json: bool) -> None:
    """List how the harms here differ from the safety file in FILE (.csv or .reqif); nothing is written.

    Ends with 1 when something differs.
    """
    report = compare_safety_file(open_device(folder).records, file)
    if as_json:
        print_json(report_json(report))
    else:
        entries, harms = plural(report.entries, "entry", "entries"), plural(report.harms, "harm")
        click.echo(f"{file.name}: {entries}, {harms} here, {plural(len(report.differences), 'difference')}")
        if report.differences:
            rows = [
                (
                    one.hazard,
                    one.change.value,
                    one.harm or "none",
                    f"{_short(one.here)} -> {_short(one.there)}",
                )
                for one in report.differences
            ]
            print_table(("hazard", "difference", "harm", "here -> safety file"), rows)
        for line in report.skipped:
            click.echo(f"not read: {line}")
        click.echo("Nothing was changed. Severity is safety's: take it over in the harm record.")
    if report.differences:
        click.get_current_context().exit(1)


@command.command()
@json_option
@click.pass_obj
def owed(folder: Path, *, as_json: bool) -> None:
    """List what security has not told safety, and safety controls that security does not protect yet.

    Ends with 1 when something is owed.
    """
    found = debts(open_device(folder).records)
    if as_json:
        rows = {"to_safety": _rows(found.to_safety), "to_security": _rows(found.to_security)}
        print_json({**rows, "hazards_without_harm": list(found.hazards)})
    else:
        _print_owed("To safety", found.to_safety)
        _print_owed("To security", found.to_security)
        for name in found.hazards:
            click.echo(f"{name}: it finds a new hazard and names no harm")
        if found.to_safety or found.hazards:
            click.echo("Next: `medward transfer stubs` prints the records to fill in.")
    if found.to_safety or found.to_security or found.hazards:
        click.get_current_context().exit(1)


@command.command("stubs")
@click.pass_obj
def print_stubs(folder: Path) -> None:
    """Print the harms and transfers that are owed to safety, as YAML to fill in; nothing is written."""
    device = open_device(folder)
    click.echo(stubs(device) or "# Nothing is owed to safety.\n", nl=False)


def _print_owed(head: str, found: tuple[Owed, ...]) -> None:
    """Print one direction."""
    click.echo(f"{head}: {plural(len(found), 'open transfer')}")
    for one in found:
        click.echo(f"  {one.record} {one.harm}: {one.why}")


def _rows(found: tuple[Owed, ...]) -> list[dict[str, str]]:
    """Return one direction for scripts."""
    return [{"record": one.record, "harm": one.harm, "why": one.why} for one in found]


def _short(text: str) -> str:
    """Return the start of a text; `--json` has all of it."""
    return (text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}...") or "none"
