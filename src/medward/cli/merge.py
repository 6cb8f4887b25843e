"""`merge`: the device file of a colleague into this one, conflicts shown record by record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json
from medward.cli.tables import plain
from medward.errors import InvalidInputError
from medward.kernel.words import plural
from medward.workspace.merging import plan_merge, write_merge

if TYPE_CHECKING:
    from medward.kernel.canonical import JsonValue
    from medward.kernel.merge import MergedRecord
    from medward.workspace.merging import Merge

FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
SHOWN = 160
"""Characters of a value in a conflict; `--json` has all of them."""


@click.command()
@click.argument("folders", nargs=2, type=FOLDER, metavar="BASE THEIRS")
@click.option(
    "--take",
    multiple=True,
    metavar="ID=SIDE",
    help="Settle a conflict: ours or theirs, for a record, a file or *.",
)
@click.option("--write", is_flag=True, help="Write the merge; without it, only show it.")
@json_option
@click.pass_obj
def command(
    folder: Path, folders: tuple[Path, Path], take: tuple[str, ...], *, write: bool, as_json: bool
) -> None:
    """Merge the device file THEIRS into this one; BASE is the state both started from.

    Fields only one side changed are taken from that side. Ends with 1 while conflicts wait for a choice; nothing is
    written then.
    """
    merge = plan_merge(folders[0], folder, folders[1], dict(_choice(one) for one in take))
    written = write_merge(merge) if write and not merge.conflicts else ()
    if as_json:
        print_json(_json(merge, written))
    else:
        _print(merge, written, write=write)
    if merge.conflicts:
        click.get_current_context().exit(1)


def _print(merge: Merge, written: tuple[str, ...], *, write: bool) -> None:
    """Print what changes, then the conflicts, then what happened."""
    for one in merge.records:
        click.echo(
            f"{'conflict' if one.conflicts else _action(one):<9} {one.id}  {', '.join(one.taken)}".rstrip()
        )
        for clash in one.conflicts:
            click.echo(f"            {clash.field}")
            for name, value in (("before", clash.base), ("ours", clash.ours), ("theirs", clash.theirs)):
                click.echo(f"              {name:<6} {_short(value)}")
    for file in merge.files:
        click.echo(f"{file.action:<9} {plain(file.path)}")
    for identity in merge.unsigned:
        click.echo(f"unsigned  {identity} was signed on one side; the merged content needs new signatures")
    if merge.conflicts:
        click.echo(
            f"\n{plural(len(merge.conflicts), 'conflict')}: choose with --take ID=ours or --take ID=theirs."
        )
    elif write:
        click.echo(f"\nWrote {plural(len(written), 'file')}. Run `medward check`, then `medward apply`.")
    else:
        changes = plural(len(merge.records) + len(merge.files), "change")
        above = "\n" if merge.records or merge.files else ""
        click.echo(f"{above}{changes}, no conflict. {'Add --write to write them.' if above else ''}".rstrip())


def _action(one: MergedRecord) -> str:
    """Return what happens to a record, in a word."""
    if one.merged is None:
        return "remove"
    if one.ours is None:
        return "add"
    return "merge" if one.both_changed else "take"


def _short(value: JsonValue) -> str:
    """Return a value on one line."""
    text = plain("(left out)" if value is None else str(value).replace("\n", " "))
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 4]} ..."


def _json(merge: Merge, written: tuple[str, ...]) -> JsonValue:
    """Return a merge in the shape scripts rely on."""
    return {
        "records": [
            {
                "id": one.id,
                "action": "conflict" if one.conflicts else _action(one),
                "taken": list(one.taken),
                "conflicts": [
                    {"field": clash.field, "base": clash.base, "ours": clash.ours, "theirs": clash.theirs}
                    for clash in one.conflicts
                ],
            }
            for one in merge.records
        ],
        "files": [{"path": file.path, "action": file.action} for file in merge.files],
        "unsigned": list(merge.unsigned),
        "written": list(written),
    }


def _choice(text: str) -> tuple[str, str]:
    """Return what is chosen and which side."""
    name, equals, side = text.rpartition("=")
    if not equals:
        raise InvalidInputError(f"{text!r} is no choice", hint="Write ID=ours or ID=theirs.")
    return name, side
