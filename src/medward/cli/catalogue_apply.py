"""`catalogue applicable` and `catalogue check`: what applies to the product, and what is wrong with files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.catalogue.applicability import LEADS
from medward.cli.catalogue_options import FOR, ON, packs_in
from medward.cli.catalogue_words import applies_json
from medward.cli.common import instant, json_option, now, print_json
from medward.kernel.words import plural
from medward.workspace.applying import applicability_of
from medward.workspace.catalogue import catalogue_of
from medward.workspace.catalogue_check import check_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.catalogue.applicability import Applies


@click.command()
@FOR
@ON
@click.option("--clauses", "by_clause", is_flag=True, help="Clause by clause instead of by instrument.")
@json_option
@click.pass_obj
def applicable(folder: Path, places_named: str, day: str, *, by_clause: bool, as_json: bool) -> None:
    """List what applies to the product and why, what does not and why, and what cannot be told."""
    catalogue = catalogue_of(folder)
    moment = instant(day) if day else now()
    wanted = {pack.code for pack in packs_in(catalogue, places_named)}
    whole = applicability_of(folder, catalogue, moment, by_clause=by_clause)
    found = [one for one in whole.verdicts if one.pack.code in wanted]
    if as_json:
        rows = [applies_json(one) for one in found]
        print_json({"on": moment.date().isoformat(), "verdicts": rows, "adoptions": list(whole.notes)})
        return
    for verdict in (True, None, False):
        group = [one for one in found if one.verdict is verdict]
        click.echo(f"{LEADS[verdict].capitalize()} ({len(group)}):")
        _print_verdicts(group)
        click.echo()
    for note in whole.notes:
        click.echo(note)
    click.echo(f"Judged on {moment.date()}. A fact that nobody stated is unknown, never no.")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@json_option
@click.pass_obj
def check(folder: Path, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Check catalogue files beside the shipped ones; without FILE, everything there is.

    Ends with 1 when something is wrong.
    """
    problems = check_files(files, folder)
    if as_json:
        rows = [{"place": one.place, "message": one.message, "hint": one.hint} for one in problems]
        print_json({"problems": rows})
    for problem in () if as_json else problems:
        click.echo(f"{problem}\n  {problem.hint}")
    if not problems and not as_json:
        click.echo(
            f"{plural(len(files), 'file')} checked; nothing is wrong." if files else "Nothing is wrong."
        )
    if problems:
        click.get_current_context().exit(1)


def _print_verdicts(group: Sequence[Applies]) -> None:
    """Print verdicts of one sort."""
    for one in group:
        click.echo(f"  {one.id} {one.words}")
    if not group:
        click.echo("  nothing")
