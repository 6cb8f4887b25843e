"""`threats bulk`: one reason for many threats, given by a decision everybody can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json
from medward.kernel.words import plural
from medward.threats.records import Disposition
from medward.workspace.bulk import dispose_bulk
from medward.workspace.device import open_device

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("decision", metavar="DEC-ID")
@click.argument("names", nargs=-1, required=True, metavar="KEY_OR_ID...")
@click.option(
    "--disposition",
    "value",
    required=True,
    type=click.Choice([item.value for item in Disposition if item is not Disposition.UNDECIDED]),
    help="What is done about each.",
)
@json_option
@click.pass_obj
def bulk(folder: Path, decision: str, names: tuple[str, ...], value: str, *, as_json: bool) -> None:
    """Give many threats one disposition with the reason of the bulk decision DEC-ID; all of them or none."""
    done = dispose_bulk(open_device(folder), decision, Disposition(value), names)
    if as_json:
        print_json(
            {
                "threats": list(done.threats),
                "next_versions": list(done.reopened),
                "reason": done.reason,
                "sharing": done.sharing,
                "candidates": done.candidates,
                "signed": done.signed,
            }
        )
        return
    click.echo(f"{plural(len(done.threats), 'threat')}: {value}, reason of {decision}: {done.reason}")
    share = 100 * done.sharing // done.candidates if done.candidates else 0
    click.echo(f"{done.sharing} of {done.candidates} candidates share it ({share} %)")
    if done.reopened:
        click.echo(f"Now the next version in draft: {', '.join(done.reopened)}")
    if not done.signed:
        click.echo(f"{decision} is not approved yet; above 30 % the shared reason counts only with it (V04).")
    click.echo("Next: `medward apply` writes it to the ledger.")
