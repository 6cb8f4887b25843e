"""`catalogue diff`, `upcoming` and `adopt`: what changes in the texts, and what that touches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from medward.catalogue.diff import How, What, compare
from medward.catalogue.upcoming import upcoming as changes_ahead
from medward.cli.common import instant, json_option, print_json, print_table, today
from medward.errors import InvalidInputError
from medward.kernel.words import plural
from medward.workspace.catalogue import catalogue_of, side_of

if TYPE_CHECKING:
    from pathlib import Path

    from medward.catalogue.diff import Change, Difference
    from medward.catalogue.upcoming import Ahead

_WITHIN: Final = re.compile(r"([1-9][0-9]{0,2})([my])")
_MONTHS: Final = {"m": 1, "y": 12}


@click.command()
@click.argument("old")
@click.argument("new")
@json_option
@click.pass_obj
def diff(folder: Path, old: str, new: str, *, as_json: bool) -> None:
    """Compare two editions, as FDA-PMG@2025-06-27 FDA-PMG@2026-02-03, or two files.

    Ends with 1 when they differ.
    """
    catalogue = catalogue_of(folder)
    found = compare(side_of(catalogue, old), side_of(catalogue, new))
    if as_json:
        print_json(
            {"old": found.old, "new": found.new, "changes": [change_json(one) for one in found.changes]}
        )
    else:
        _print_difference(found)
    if found.changes:
        click.get_current_context().exit(1)


@click.command()
@click.option(
    "--within", default="24m", show_default=True, metavar="TIME", help="Months or years, as 24m or 2y."
)
@click.option("--on", "day", default="", metavar="DATE", help="Day to look ahead from; default: today.")
@json_option
@click.pass_obj
def upcoming(folder: Path, within: str, day: str, *, as_json: bool) -> None:
    """List what changes on a known day ahead, the soonest first."""
    match = _WITHIN.fullmatch(within)
    if match is None:
        raise InvalidInputError(f"{within!r} is no time ahead", hint="Write 24m for months or 2y for years.")
    months = int(match[1]) * _MONTHS[match[2]]
    start = instant(day).date() if day else today()
    found = changes_ahead(catalogue_of(folder), start, months)
    if as_json:
        print_json(
            {"from": start.isoformat(), "months": months, "changes": [_ahead_json(one) for one in found]}
        )
        return
    rows = [(one.on, one.id, one.pack.jurisdiction, one.confidence.value, _ahead_words(one)) for one in found]
    print_table(("on", "id", "where", "mark", "what"), rows)
    click.echo(f"\n{plural(len(found), 'change')} within {plural(months, 'month')} from {start}.")


def change_json(one: Change) -> dict[str, str]:
    """Return one difference."""
    return {
        "how": one.how.value,
        "what": one.what.value,
        "id": one.id,
        "field": one.field,
        "before": one.before,
        "after": one.after,
        "confidence": one.mark.value if one.mark else "",
    }


def _print_difference(found: Difference) -> None:
    """Print every difference, by kind."""
    click.echo(f"{found.old} to {found.new}")
    for how in How:
        group = [one for one in found.changes if one.how is how]
        if group:
            click.echo(f"\n{how.value.capitalize()} ({len(group)}):")
        for one in group:
            _print_change(one)
    ended = f"{plural(len(found.changes), 'difference')} in {plural(found.compared, 'row')} compared."
    click.echo(
        f"\n{ended}" if found.changes else f"\nNo difference in {plural(found.compared, 'row')} compared."
    )


def _print_change(one: Change) -> None:
    """Print one difference; both values where a field changed."""
    name = " ".join(filter(None, ("" if one.what is What.CLAUSE else one.what.value, one.id, one.field)))
    caution = one.mark.caution if one.mark else ""
    if one.field:
        click.echo(f"  {name}{caution}\n    before: {one.before}\n    after:  {one.after}")
    else:
        click.echo(f"  {name}: {one.after or one.before}{caution}")


def _ahead_json(one: Ahead) -> dict[str, object]:
    """Return one change ahead."""
    return {
        "on": one.on,
        "id": one.id,
        "instrument": one.pack.code,
        "jurisdiction": one.pack.jurisdiction,
        "what": one.what,
        "confidence": one.confidence.value,
        "sources": list(one.sources),
        "proposed": one.proposed,
    }


def _ahead_words(one: Ahead) -> str:
    """Return a change ahead in words."""
    return f"{'Proposal, not law: ' if one.proposed else ''}{one.what}{one.confidence.caution}"
