"""`trace`: the chain around a record, from threat to evidence and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, now, print_json
from medward.cli.tables import plain
from medward.workspace.tracing import to_json, to_lines, trace_record

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("identity", metavar="ID")
@json_option
@click.pass_obj
def command(folder: Path, identity: str, *, as_json: bool) -> None:
    """Follow a record from threat to evidence and back.

    The chain goes from element or interface over threat, risk, control, requirement and test to evidence.
    It breaks where the next record is missing, or does not prove what it should. `>` marks the record asked
    for, `!` one at which the chain breaks. Ends with 1 when it does.
    """
    found = trace_record(folder, identity.upper(), now())
    if as_json:
        print_json(to_json(found))
    else:
        for line in to_lines(found):
            broken = line.startswith(("!", "  BREAK"))
            click.echo(click.style(plain(line), fg="red") if broken else plain(line))
    if found.breaks:
        click.get_current_context().exit(1)
