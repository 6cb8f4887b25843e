"""`sign` and `identity`: who puts a name to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import clock
from medward.kernel.lifecycle import Meaning
from medward.workspace.device import open_device
from medward.workspace.identity import create_identity, read_name, unlock
from medward.workspace.signing import add_signature, make_signature

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("identity", metavar="ID")
@click.option(
    "--meaning", type=click.Choice([item.value for item in Meaning]), required=True, help="What it says."
)
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    help="Opens your signing key; better typed when asked than given here.",
)
@click.pass_obj
def sign(folder: Path, identity: str, meaning: str, password: str) -> None:
    """Sign a record of the device file with your local identity."""
    device = open_device(folder)
    record = device.records.get(identity)
    signature = make_signature(device.records, unlock(password), record, Meaning(meaning), clock())
    path = add_signature(device, signature)
    click.echo(
        f"{signature.id}: {signature.printed_name}, {signature.meaning}, {signature.signed_at.isoformat()}"
    )
    click.echo(f"  {signature.statement}")
    click.echo(f"written to {path.relative_to(device.folder)}; `medward apply` puts it into the ledger")


@click.group()
def identity() -> None:
    """Your local signing identity."""


@identity.command("create")
@click.option("--person", required=True, metavar="ID", help="Your person record, e.g. ORG-USR-0001.")
@click.option("--name", required=True, help="Your name as printed beside signatures.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="Protects the key; better typed when asked than given here.",
)
def create(person: str, name: str, password: str) -> None:
    """Make a key pair on this machine and print the public key for your person record."""
    made = create_identity(person, name, password)
    click.echo(f"{made.printed_name} ({made.person})")
    click.echo(f"put this into your person record, then apply:\n  public_key: {made.public_key}")


@identity.command("show")
def show() -> None:
    """Show whose identity this machine holds."""
    click.echo(" ".join(reversed(read_name())))
