"""`anchor`: a time stamp of an authority bound to the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from medward.cli.common import clock
from medward.ledger.timestamps import anchor as add_anchor
from medward.workspace.device import open_device
from medward.workspace.ledgering import open_store


@click.command()
@click.argument("token", type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def command(folder: Path, token: Path) -> None:
    """Keep an RFC 3161 time-stamp file (.tsr) of the head hash as proof of date."""
    device = open_device(folder)
    store = open_store(device)
    try:
        stamp = add_anchor(store, token.read_bytes(), clock().isoformat())
    finally:
        store.close()
    click.echo(
        f"anchored at {stamp.gen_time}; signature of the time-stamp authority not checked (verify --trust FILE)"
    )
