"""`verify`: that nobody changed what was written."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from medward.cli.common import json_option, print_json
from medward.errors import InvalidInputError
from medward.kernel.words import plural
from medward.ledger.inspection import verify_ledger
from medward.ledger.sqlite import open_ledger
from medward.workspace.device import open_device
from medward.workspace.layout import LEDGER, STATE
from medward.workspace.short_hash import meant_by

if TYPE_CHECKING:
    from medward.ledger.model import Verification


@click.command()
@click.option("--expect", "expected", default=None, metavar="HASH", help="Head hash you noted earlier.")
@click.option(
    "--trust", type=click.Path(path_type=Path, exists=True), help="Certificates of the time-stamp authority."
)
@click.option(
    "--short-hash", default="", metavar="HASH", help="Say what a hash printed on a document stands for."
)
@click.option("--rebuild", is_flag=True, help="First make the derived tables again from the trail.")
@json_option
@click.pass_obj
def command(folder: Path, /, expected: str | None, trust: Path | None, **chosen: str | bool) -> None:
    """Check the chain, every payload, every signature and every anchor of the ledger."""
    head = _head(expected)
    rebuild, as_json, short_hash = chosen["rebuild"], chosen["as_json"], str(chosen["short_hash"])
    if short_hash:
        _say_meaning(folder, short_hash, as_json=bool(as_json))
    path = folder / STATE / LEDGER
    if rebuild:
        with closing(open_ledger(path)) as store:
            store.rebuild()
    result = verify_ledger(path, head, trust.read_bytes() if trust else None)
    if as_json:
        problems = [{"where": item.where, "what": item.what} for item in result.problems]
        print_json({"ok": result.ok, "changesets": result.changesets, "problems": problems, "head": result.head,
                    "notes": list(result.notes)})  # fmt: skip
    else:
        for problem in result.problems:
            click.echo(f"{problem.where}: {problem.what}")
        for note in result.notes:
            click.echo(f"note: {note}")
        words = _words(result)
        click.echo(f"{plural(result.changesets, 'changeset')}, {words}, head {result.head}")
    click.get_current_context().exit(0 if result.ok else 1)


def _words(result: Verification) -> str:
    """Return what verifying came to; an empty ledger proves nothing."""
    if not result.ok:
        return plural(len(result.problems), "problem")
    return "every check passed" if result.changesets else "nothing was applied yet, so nothing was checked"


def _head(expected: str | None) -> str:
    """Return the hash to compare with; an empty one, as of a variable that is not set, would compare nothing."""
    if expected is not None and not re.fullmatch("[0-9a-f]{64}", expected.strip().lower()):
        raise InvalidInputError(
            f"{expected!r} is no head hash: 64 digits and letters a to f",
            hint="Give the whole hash that `medward verify` printed after the word head.",
        )
    return (expected or "").strip().lower()


def _say_meaning(folder: Path, short_hash: str, *, as_json: bool) -> NoReturn:
    """Say what a short hash stands for and end: 0 where it is current, 1 where it changed or is unknown."""
    found = meant_by(open_device(folder), short_hash)
    is_current = bool(found) and all(one.is_current for one in found)
    if as_json:
        print_json({"ok": is_current, "short_hash": short_hash, "found": [
            {"what": one.what, "current": one.is_current, "changed": list(one.changed)} for one in found
        ]})  # fmt: skip
    elif not found:
        click.echo(f"{short_hash}: no record, signature or built document here has this hash")
    else:
        for one in found:
            words = "unchanged since" if one.is_current else f"changed since: {', '.join(one.changed)}"
            click.echo(f"{one.what}: {words}")
    click.get_current_context().exit(0 if is_current else 1)
    raise SystemExit
