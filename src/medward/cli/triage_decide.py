"""`triage decide`, `confirm`, `inherit`, `similar`, `rescore`, `restart`: what a person decides is written down."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from medward.cli.common import instant, json_option, now, print_json, print_table
from medward.cli.tables import plain
from medward.cli.triage_words import similar_json
from medward.errors import InvalidInputError
from medward.kernel.words import plural
from medward.vex.inheritance import Sameness
from medward.vex.records import Assessment, ControlState, Justification
from medward.vex.similar import Past
from medward.workspace.awareness import restart_clocks
from medward.workspace.device import open_device
from medward.workspace.editing import edit_records
from medward.workspace.triage_deciding import Given, write_decided
from medward.workspace.triage_deciding import decide as decided_by
from medward.workspace.triage_inheriting import confirm as confirmed_by
from medward.workspace.triage_inheriting import inherit as inherited_by
from medward.workspace.triage_inheriting import write_inherited
from medward.workspace.triage_item import store_vector, suggested_vector
from medward.workspace.triage_select import conditions_of, one_assessment, selected

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.triage_deciding import Decided
    from medward.workspace.triage_inheriting import Inheriting
    from medward.workspace.triage_item import Sheet

SHOWN: Final = 12
STATES: Final = [state for state in Assessment.lifecycle.states if state != "new"]
YES = click.option("--yes", is_flag=True, help="Write without asking.")
DRY = click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
BY = click.option("--by", default="", metavar="USR-ID", help="Who decides; default: this machine's identity.")
WHERE = click.option(
    "--where",
    "where",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Every assessment with this component, version, status, vulnerability, release, deployable or cwe.",
)


class Said(TypedDict):
    """The options of `decide` that say something about the decision."""

    status: str
    justification: str
    evidence: tuple[str, ...]
    detail: str
    impact: str
    action: str
    fixed_in: str
    control: str
    vector: str
    harms: tuple[str, ...]
    severity: str
    ssvc: tuple[str, ...]
    expires: str
    decision: str
    by: str
    owner: str
    where: tuple[str, ...]
    yes: bool
    dry_run: bool
    as_json: bool


class _Confirmed(TypedDict):
    """The options of `confirm`."""

    text: str
    by: str
    dry_run: bool
    as_json: bool


@click.command()
@click.argument("names", nargs=-1, metavar="[VAS-ID...]")
@WHERE
@click.option("--status", required=True, type=click.Choice(STATES), help="What was decided.")
@click.option(
    "--justification",
    default="",
    type=click.Choice(["", *Justification]),
    show_choices=False,
    metavar="WHY",
    help=f"Why not affected: {', '.join(Justification)}.",
)
@click.option("--evidence", multiple=True, metavar="EVD-ID", help="What proves it; may be repeated.")
@click.option("--detail", default="", help="Reasoning; shared by all when several are decided.")
@click.option("--impact", default="", help="What follows for device and patient.")
@click.option("--action", default="", help="What users do, when affected.")
@click.option("--fixed-in", "fixed_in", default="", metavar="VERSION", help="Release that contains the fix.")
@click.option(
    "--control",
    default="",
    type=click.Choice(["", *ControlState]),
    show_choices=False,
    metavar="STATE",
    help="controlled or uncontrolled, as people sign it.",
)
@click.option("--vector", default="", help="Our CVSS vector for this product.")
@click.option(
    "--harm", "harms", multiple=True, metavar="HRM-ID", help="Harm it can lead to; may be repeated."
)
@click.option(
    "--severity", default="", metavar="LEVEL", help="Severity of patient harm without a harm record, as S0."
)
@click.option(
    "--ssvc", multiple=True, metavar="QUESTION=ANSWER", help="Answer of the SSVC tables; may be repeated."
)
@click.option("--expires", default="", metavar="DATE", help="Last day the decision counts.")
@click.option("--decision", default="", metavar="DEC-ID", help="Decision whose rationale is shared.")
@BY
@click.option("--owner", default="", metavar="USR-ID", help="Who answers for it.")
@YES
@DRY
@json_option
@click.pass_obj
def decide(folder: Path, names: tuple[str, ...], **said: Unpack[Said]) -> None:
    """Decide about one assessment or many; all of them or none, and nothing without its guard.

    Several share one remembered rationale, a decision of kind vex that each of them names.
    """
    device = open_device(folder)
    chosen = selected(device.records, names, conditions_of(said["where"]))
    decided = decided_by(device, chosen, _given(said), now())
    if said["as_json"] and not (said["yes"] or said["dry_run"]):
        raise InvalidInputError("--json does not ask", hint="Add --yes or --dry-run.")
    if not said["as_json"]:
        _print_decided(decided, said["status"])
    if not said["dry_run"]:
        if not said["yes"] and len(chosen) > 1:
            click.confirm(f"Write this to {plural(len(chosen), 'assessment')}?", abort=True)
        write_decided(device, decided)
    if said["as_json"]:
        print_json(_decided_json(decided, written=not said["dry_run"]))
    else:
        _print_end(decided, dry_run=said["dry_run"])


@click.command()
@click.argument("names", nargs=-1, metavar="[VAS-ID...]")
@WHERE
@click.option("--text", required=True, help="What was compared or looked at, and the result.")
@BY
@DRY
@json_option
@click.pass_obj
def confirm(folder: Path, names: tuple[str, ...], where: tuple[str, ...], **said: Unpack[_Confirmed]) -> None:
    """Confirm a decision: an inherited one for its release, or one that a trigger brought back.

    An inherited one counts only from then on (V20).
    """
    device = open_device(folder)
    chosen = selected(device.records, names, conditions_of(where))
    pairs = confirmed_by(device, chosen, said["text"], said["by"], now())
    if not said["dry_run"]:
        edit_records(device, pairs)
    if said["as_json"]:
        rows = [
            {"assessment": after.id, "before": before.status, "status": after.status}
            for before, after in pairs
        ]
        print_json({"confirmed": rows, "written": not said["dry_run"]})
        return
    for before, after in pairs:
        click.echo(
            f"{after.id}: {before.status} -> {after.status}, confirmed by {after.decided_by or 'nobody named'}"
        )
    click.echo("Dry run: nothing was written." if said["dry_run"] else "Next: sign, then `medward apply`.")


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
    decision = restart_clocks(open_device(folder), identity, instant(start), reason)
    if as_json:
        print_json(
            {"vulnerability": identity, "counts_from": instant(start).isoformat(), "decision": decision.id}
        )
        return
    click.echo(f"{decision.id}: {plain(decision.question)}")
    click.echo(f"Clocks go on from the first awareness until {decision.id} is approved and signed.")


def ask_about(folder: Path, found: Sheet) -> str:
    """Ask what to do with one item at the terminal; return `decided`, `skipped` or `stop`."""
    one = found.item.assessment
    answer = click.prompt(
        "affected? y yes, n no, i look into it, s skip, q stop",
        type=click.Choice(["y", "n", "i", "s", "q"]),
        show_choices=False,
    )
    if answer in {"s", "q"}:
        return "stop" if answer == "q" else "skipped"
    given = Given(status="under-investigation")
    if answer == "y":
        given = Given(status="affected", action=click.prompt("What do users do"))
    elif answer == "n":
        given = Given(
            status="not-affected",
            justification=click.prompt("Why", type=click.Choice(list(Justification))),
            evidence=tuple(click.prompt("Evidence (EVD-ID, several with spaces)").split()),
            detail=click.prompt("Reasoning"),
        )
    device = open_device(folder)
    decided = decided_by(device, [one], given, now())
    write_decided(device, decided)
    _print_end(decided, dry_run=False)
    return "decided"


def _given(said: Said) -> Given:
    """Return what the person says."""
    try:
        expires = date.fromisoformat(said["expires"]) if said["expires"] else None
    except ValueError as error:
        raise InvalidInputError(f"{said['expires']!r} is not a date", hint="Write 2026-12-31.") from error
    answers = dict(_answer(text) for text in said["ssvc"])
    return Given(
        status=said["status"],
        justification=said["justification"],
        evidence=said["evidence"],
        detail=said["detail"],
        impact=said["impact"],
        action=said["action"],
        fixed_in=said["fixed_in"],
        control=said["control"],
        vector=said["vector"],
        harms=said["harms"],
        severity=said["severity"],
        ssvc=answers,
        expires_on=expires,
        decision=said["decision"],
        by=said["by"],
        owner=said["owner"],
    )


def _answer(text: str) -> tuple[str, str]:
    question, equals, answer = text.partition("=")
    if not equals:
        raise InvalidInputError(f"{text!r} is no answer", hint="Write question=answer, as exploitation=poc.")
    return question.strip().replace("-", "_"), answer.strip()


def _print_decided(decided: Decided, status: str) -> None:
    """Print the assessments that change."""
    click.echo(f"{plural(len(decided.pairs), 'assessment')}: {status}")
    rows = [(after.id, before.status, after.title) for before, after in decided.pairs[:SHOWN]]
    print_table(("id", "was", "what"), rows)
    if len(decided.pairs) > SHOWN:
        click.echo(f"and {len(decided.pairs) - SHOWN:,} more")
    if decided.rationale:
        click.echo(f"Shared rationale: {decided.rationale}")


def _print_end(decided: Decided, *, dry_run: bool) -> None:
    for record in decided.added:
        click.echo(f"{'would add' if dry_run else 'added'} {record.id}  {plain(record.title)}")
    for note in decided.notes:
        click.echo(plain(note))
    click.echo(
        "Dry run: nothing was written." if dry_run else "Written; `medward apply` keeps it in the ledger."
    )


def _decided_json(decided: Decided, *, written: bool) -> dict[str, object]:
    return {
        "assessments": [
            {"id": after.id, "before": before.status, "status": after.status, "version": after.version}
            for before, after in decided.pairs
        ],
        "added": [{"kind": record.kind, "id": record.id} for record in decided.added],
        "rationale": decided.rationale or None,
        "notes": list(decided.notes),
        "written": written,
    }


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
