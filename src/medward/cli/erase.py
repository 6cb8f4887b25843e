"""`erase`: empty a past revision that holds personal data, leaving the chain whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import clock
from medward.workspace.device import open_device
from medward.workspace.ledgering import author, open_store

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("identity", metavar="ID")
@click.option(
    "--revision", type=click.IntRange(min=1), required=True, help="Number, as `medward history ID` shows it."
)
@click.option("--reason", "-m", required=True, help="Why; kept in the audit trail.")
@click.option("--yes", is_flag=True, help="Erase without asking.")
@click.pass_obj
def command(folder: Path, identity: str, revision: int, reason: str, *, yes: bool) -> None:
    """Erase the content of one superseded REVISION of a record for good.

    The chain still verifies, and the audit trail says who erased what and why. The revision in force
    cannot be erased: apply a version without the personal data first.
    """
    device = open_device(folder)
    store = open_store(device)
    try:
        if not yes:
            click.confirm(
                f"Erase the content of {identity} revision {revision}? It cannot be undone.", abort=True
            )
        written = store.erase(identity, revision, author(), reason, clock().isoformat())
    finally:
        store.close()
    click.echo(f"changeset {written.seq}: content of {identity} revision {revision} erased")
