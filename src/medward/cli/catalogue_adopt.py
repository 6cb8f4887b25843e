"""`catalogue adopt`: work to an edition from a day on, and what that touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from medward.catalogue.diff import How
from medward.cli.catalogue_change import change_json
from medward.cli.common import instant, json_option, now, print_json, today
from medward.kernel.words import few
from medward.workspace.adopting import Wish, impact_of, write_adoption

if TYPE_CHECKING:
    from pathlib import Path

    from medward.gaps.impact import Impact, TouchedClause

MOST: Final = 15
"""Records shown under one heading."""


@click.command()
@click.argument("reference", metavar="CODE@EDITION")
@click.option(
    "--replaces", default="", metavar="EDITION", help="Edition worked to so far, where no adoption says."
)
@click.option("--why", default="", help="Why it is adopted, and why on that day.")
@click.option("--owner", default="", metavar="ID", help="Person who answers for it.")
@click.option("--from", "begins", default="", metavar="DATE", help="First day it counts; default: today.")
@click.option("--dry-run", is_flag=True, help="Print what it touches; write nothing.")
@json_option
@click.pass_obj
def adopt(folder: Path, /, reference: str, *, dry_run: bool, as_json: bool, **wishes: str) -> None:
    """Work to an edition from a day on: print what the change touches and write the record to be signed."""
    begins = instant(wishes["begins"]).date() if wishes["begins"] else today()
    wish = Wish(reference, wishes["replaces"], wishes["why"], wishes["owner"], begins)
    impact = impact_of(folder, wish, now())
    written = None if dry_run else write_adoption(folder, wish, impact)
    if as_json:
        print_json({**_impact_json(impact), "written": written.record if written else ""})
        return
    _print_impact(impact)
    if written is None:
        click.echo("\nNothing was written.")
    else:
        click.echo(f"\n{written.record} is written to {written.file}, in draft.")
        click.echo(
            "Next: read it, fill in actions, `medward apply`, move it to review and let those sign whom the "
            f"signature policy names: `medward sign {written.record} --meaning review-regulatory`."
        )


def _impact_json(impact: Impact) -> dict[str, object]:
    """Return what an adoption touches."""
    return {
        "old": impact.difference.old,
        "new": impact.difference.new,
        "summary": impact.summary,
        "clauses": [
            {
                "id": one.id,
                "how": [how.value for how in one.how],
                "before": one.before,
                "after": one.after,
                "confidence": one.mark.value,
                "expectations": list(one.expectations),
                "records": list(one.records),
            }
            for one in impact.clauses
        ],
        "records": [
            {"id": one.id, "kind": one.kind, "title": one.title, "why": one.why} for one in impact.records
        ],
        "changes": [change_json(one) for one in impact.difference.changes],
    }


def _print_impact(impact: Impact) -> None:
    """Print what an adoption touches."""
    click.echo(f"{impact.difference.old} to {impact.difference.new}: {impact.summary}\n")
    for how in How:
        group = [one for one in impact.clauses if how in one.how]
        if group:
            click.echo(f"Clauses {how.value} ({len(group)}):")
        for one in group:
            _print_clause(one)
    if not impact.clauses:
        click.echo("No clause differs.")
    for kind, group_of_kind in impact.by_kind.items():
        click.echo(f"\n{kind} ({len(group_of_kind)}):")
        for record in group_of_kind[:MOST]:
            click.echo(f"  {record.id} {record.title}: {record.why}")
        if len(group_of_kind) > MOST:
            click.echo(f"  and {len(group_of_kind) - MOST} more; --json lists them all")


def _print_clause(one: TouchedClause) -> None:
    """Print one clause with its state before and after."""
    click.echo(
        f"  {one.id} {one.ref}: {one.before} before, {one.after} after ({', '.join(one.expectations)})"
    )
    click.echo(f"    {one.text}{one.mark.caution}")
    if one.asks_otherwise and one.records:
        click.echo(f"    shown today by {few(one.records, MOST)}")
