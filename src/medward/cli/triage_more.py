"""`triage inherit`, `similar`, `rescore`, `restart`: what older decisions, the model and signed reasons give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import exact_instant, json_option, now, print_json, print_table
from medward.cli.tables import plain
from medward.cli.triage_words import similar_json
from medward.kernel.words import plural
from medward.vex.inheritance import Sameness
from medward.vex.records import Assessment
from medward.vex.similar import Past
from medward.workspace.awareness import restart_clocks
from medward.workspace.device import open_device
from medward.workspace.triage_inheriting import inherit as inherited_by
from medward.workspace.triage_inheriting import write_inherited
from medward.workspace.triage_item import store_vector, suggested_vector
from medward.workspace.triage_select import one_assessment

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.triage_inheriting import Inheriting

SHOWN: Final = 12
DRY = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")


@click.command()
@click.option(
    "--from", "old", required=True, metavar="VERSION", help="Release whose decisions are taken over."
)
@click.option("--to", "new", required=True, metavar="VERSION", help="Release they are proposed for.")
@DRY
@json_option
@click.pass_obj
def inherit(folder: Path, old: str, new: str, *, dry_run: bool, as_json: bool) -> None:
    """Take decisions of one release over to another; none counts before somebody confirms it there."""
    device = open_device(folder)
    found = inherited_by(device, old, new, now())
    if not dry_run:
        write_inherited(device, found)
    if as_json:
        print_json(_inherited_json(found, written=not dry_run))
    else:
        _print_inherited(found, dry_run=dry_run)


@click.command()
@click.argument("identity", metavar="VAS-ID")
@json_option
@click.pass_obj
def similar(folder: Path, identity: str, *, as_json: bool) -> None:
    """Show past decisions that resemble an assessment, each with the points that say how."""
    records = open_device(folder).records
    one = one_assessment(records, identity)
    found = Past(records.of(Assessment), records).like(one)
    if as_json:
        print_json({"assessment": identity, "similar": [similar_json(item) for item in found]})
        return
    if not found:
        click.echo(f"No decision resembles {identity}.")
    for item in found:
        other = item.assessment
        click.echo(f"{other.id}  {item.points} points: {plain('; '.join(item.why))}")
        reason = f", {other.justification.value}" if other.justification else ""
        click.echo(f"  {other.status}{reason}: {plain(other.detail or other.action_statement)}")


@click.command()
@click.argument("identity", metavar="VAS-ID")
@click.option("--write", is_flag=True, help="Keep the result as our vector.")
@json_option
@click.pass_obj
def rescore(folder: Path, identity: str, *, write: bool, as_json: bool) -> None:
    """Suggest how the published vector reads in this product, from interfaces and verified controls."""
    device = open_device(folder)
    one = one_assessment(device.records, identity)
    found = suggested_vector(device, one, now())
    if write:
        store_vector(device, one, found)
    if as_json:
        print_json(
            {**found._asdict(), "changes": [part._asdict() for part in found.changes], "written": write}
        )
        return
    click.echo(f"published  {found.vector}  {found.score}")
    click.echo(f"here       {found.ours}  {found.our_score}")
    for part in found.changes:
        click.echo(f"  {part.metric}: {plain(part.why)}")
    if not found.changes:
        click.echo("Neither the model nor a verified control changes an answer.")
    click.echo(
        f"Written as our vector of {identity}." if write else "A suggestion; --write keeps it as our vector."
    )


@click.command()
@click.argument("identity", metavar="VUL-ID")
@click.option(
    "--from", "start", required=True, metavar="INSTANT", help="Instant the clocks count from instead."
)
@click.option("--reason", required=True, help="Why, in at least 15 letters.")
@json_option
@click.pass_obj
def restart(folder: Path, identity: str, start: str, reason: str, *, as_json: bool) -> None:
    """Propose another start of the clocks; it counts once signed, and the first awareness stays visible."""
    counts_from = exact_instant(start)
    decision = restart_clocks(open_device(folder), identity, counts_from, reason, now())
    if as_json:
        print_json(
            {"vulnerability": identity, "counts_from": counts_from.isoformat(), "decision": decision.id}
        )
        return
    click.echo(f"{decision.id}: {plain(decision.question)}")
    click.echo(f"Clocks go on from the first awareness until {decision.id} is approved and signed.")


def _print_inherited(found: Inheriting, *, dry_run: bool) -> None:
    """Print what is taken over, and what a person has to look at."""
    old, new = found.old.release_version, found.new.release_version
    by = {kind: [one for one in found.proposals if one.sameness is kind] for kind in Sameness}
    click.echo(
        f"{plural(len(found.proposals), 'decision')} of {old} for {new}: {len(by[Sameness.UNCHANGED])} unchanged, "
        f"{len(by[Sameness.LOOK])} to look at, {len(by[Sameness.GONE])} not in {new}, "
        f"{len(by[Sameness.ASSESSED])} assessed there already"
    )
    shown = [*by[Sameness.UNCHANGED], *by[Sameness.LOOK]]
    if shown:
        click.echo()
        rows = [(one.origin.id, one.sameness.value, one.says) for one in shown[:SHOWN]]
        print_table(("decision", "component", "confirm or look at"), rows)
        if len(shown) > SHOWN:
            click.echo(f"and {len(shown) - SHOWN:,} more; --json lists all")
    made = len(found.drafts) + len(found.replaced)
    if dry_run:
        click.echo(f"\nDry run: {plural(made, 'draft')} would be written.")
    elif made:
        click.echo(f"\nWrote {plural(made, 'draft')}; none counts before `medward triage confirm` (V20).")


def _inherited_json(found: Inheriting, *, written: bool) -> dict[str, object]:
    made = {one.inherited_from: one.id for one in (*found.drafts, *(after for _, after in found.replaced))}
    return {
        "from": found.old.release_version,
        "to": found.new.release_version,
        "proposals": [
            {
                "decision": one.origin.id,
                "component": one.sameness.value,
                "says": one.says,
                "draft": made.get(one.origin.id),
            }
            for one in found.proposals
        ],
        "written": written,
    }
