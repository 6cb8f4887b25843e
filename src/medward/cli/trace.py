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
    """Show the chain around a record, with every break in words.

    Ends with 1 when the chain is broken. `>` marks the record asked for, `!` one that breaks the chain.
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
