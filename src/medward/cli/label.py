"""`medward label build`: the fourteen labelling items as documents, and the table of ports as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import click

from medward.cli.common import json_option, listed, now, print_json
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.labelling import PACKAGE, build_labelling
from medward.workspace.packaging import FORMS

if TYPE_CHECKING:
    from medward.workspace.labelling import BuiltLabelling
    from medward.workspace.packaging import Form

FOLDER: Final = "packages"


@click.group()
def command() -> None:
    """Build the security labelling of the target release."""


@command.command()
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder to write; packages/labelling unless you choose."
)
@click.option("--forms", default=",".join(FORMS), show_default=True, help="Forms of each document.")
@json_option
@click.pass_obj
def build(folder: Path, out: Path | None, forms: str, *, as_json: bool) -> None:
    """Write labelling and hardening guide, and the table of ports as CSV beside them.

    Ends with 1 when an item has no text or an open port is not in the port table.
    """
    wanted = listed(forms)
    if not wanted or set(wanted) - set(FORMS):
        raise click.UsageError(f"--forms takes {', '.join(FORMS)}")
    target = out or folder / FOLDER / PACKAGE
    built = build_labelling(open_device(folder), target, now=now(), forms=cast("tuple[Form, ...]", wanted))
    if as_json:
        print_json(_json(built))
    else:
        _say(built)
    if not built.is_complete:
        click.get_current_context().exit(1)


def _say(built: BuiltLabelling) -> None:
    """Say what was written and what is missing."""
    click.echo(f"{built.package.folder}: {plural(len(built.package.documents), 'document')}")
    for one in built.package.documents:
        cover = one.assembled.manuscript.cover
        click.echo(f"  {cover.number} rev {cover.revision}  {cover.title}  ({cover.status})")
    click.echo(f"{built.ports}: {plural(built.port_rows, 'port or radio', 'ports and radios')}")
    if built.missing_items:
        click.echo(f"No text for labelling item {', '.join(map(str, built.missing_items))}.")
    if built.unlabelled_ports:
        click.echo(f"Open, and not in the port table: {', '.join(built.unlabelled_ports)}.")
    if built.is_complete:
        click.echo("All fourteen items have a text, and every open port is in the port table.")


def _json(built: BuiltLabelling) -> dict[str, object]:
    """Return the shape of `--json`."""
    return {
        "package": str(built.package.folder),
        "documents": [name for one in built.package.documents for name in one.files],
        "ports": str(built.ports),
        "port_rows": built.port_rows,
        "missing_items": list(built.missing_items),
        "unlabelled_ports": list(built.unlabelled_ports),
    }
