"""`verify`, `sign`, `identity`, `anchor`: who wrote what, and that nobody changed it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from medward.cli.common import clock, json_option, print_json
from medward.kernel.lifecycle import Meaning
from medward.kernel.words import plural
from medward.ledger.inspection import verify_ledger
from medward.ledger.sqlite import open_ledger
from medward.workspace.device import open_device
from medward.workspace.layout import LEDGER, STATE
from medward.workspace.ledgering import open_store


@click.command()
@click.option("--expect", "expected", default="", metavar="HASH", help="Head hash you noted earlier.")
@click.option(
    "--trust", type=click.Path(path_type=Path, exists=True), help="Certificates of the time-stamp authority."
)
@click.option("--rebuild", is_flag=True, help="First make the derived tables again from the trail.")
@json_option
@click.pass_obj
def verify(folder: Path, expected: str, trust: Path | None, *, rebuild: bool, as_json: bool) -> None:
    """Check the chain, every payload, every signature and every anchor of the ledger."""
    path = folder / STATE / LEDGER
    if rebuild:
        with closing(open_ledger(path)) as store:
            store.rebuild()
    result = verify_ledger(path, expected, trust.read_bytes() if trust else None)
    if as_json:
        problems = [{"where": item.where, "what": item.what} for item in result.problems]
        print_json({"ok": result.ok, "changesets": result.changesets, "problems": problems, "head": result.head,
                    "notes": list(result.notes)})  # fmt: skip
    else:
        for problem in result.problems:
            click.echo(f"{problem.where}: {problem.what}")
        for note in result.notes:
            click.echo(f"note: {note}")
        words = "every check passed" if result.ok else plural(len(result.problems), "problem")
        click.echo(f"{plural(result.changesets, 'changeset')}, {words}, head {result.head}")
    click.get_current_context().exit(0 if result.ok else 1)


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
    from medward.workspace.identity import unlock  # noqa: PLC0415 - key handling only where keys are needed
    from medward.workspace.signing import add_signature, make_signature  # noqa: PLC0415 - as above

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
    from medward.workspace.identity import create_identity  # noqa: PLC0415 - key handling only where keys are needed

    made = create_identity(person, name, password)
    click.echo(f"{made.printed_name} ({made.person})")
    click.echo(f"put this into your person record, then apply:\n  public_key: {made.public_key}")


@identity.command("show")
def show() -> None:
    """Show whose identity this machine holds."""
    from medward.workspace.identity import read_name  # noqa: PLC0415 - key handling only where keys are needed

    click.echo(" ".join(reversed(read_name())))


@click.command()
@click.argument("token", type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def anchor(folder: Path, token: Path) -> None:
    """Keep an RFC 3161 time-stamp file (.tsr) of the head hash as proof of date."""
    from medward.ledger.timestamps import anchor as add_anchor  # noqa: PLC0415 - only here

    device = open_device(folder)
    store = open_store(device)
    try:
        stamp = add_anchor(store, token.read_bytes(), clock().isoformat())
    finally:
        store.close()
    click.echo(
        f"anchored at {stamp.gen_time}; signature of the time-stamp authority not checked (verify --trust FILE)"
    )
