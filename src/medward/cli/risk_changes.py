"""`risk reopened`: what a change of the device file asks people to decide again."""

from __future__ import annotations

from pathlib import Path

import click

from medward.cli.common import json_option, print_json, today
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.reopening import reopened_by


@click.command()
@click.argument("other", type=click.Path(path_type=Path, exists=True, file_okay=False))
@json_option
@click.pass_obj
def reopened(folder: Path, other: Path, *, as_json: bool) -> None:
    """List what has to be decided again since OTHER, the earlier device file: by id, each with the reason.

    Ends with 1 when something has to be decided again, or anew.
    """
    found = reopened_by(open_device(other), open_device(folder), today())
    if as_json:
        rows = [{"id": one.record, "why": one.why} for one in found.reopened]
        print_json({"reopened": rows, "new_candidates": list(found.new_candidates)})
    else:
        click.echo(f"{plural(len(found.reopened), 'decision')} re-opened")
        for one in found.reopened:
            click.echo(f"  {one.record}: {one.why}")
        click.echo(f"{plural(len(found.new_candidates), 'new candidate')} to decide")
        for key in found.new_candidates:
            click.echo(f"  {key}")
    if found.reopened or found.new_candidates:
        click.get_current_context().exit(1)
