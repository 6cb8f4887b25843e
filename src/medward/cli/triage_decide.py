"""`triage decide` and `confirm`: what a person decides is written down, and the questions of `next`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from medward.cli.common import json_option, now, print_json, print_table
from medward.cli.tables import plain
from medward.errors import InvalidInputError
from medward.kernel.words import plural
from medward.vex.assumptions import CheckedAssumption
from medward.vex.records import Assessment, ControlState, Justification
from medward.workspace.device import open_device
from medward.workspace.editing import edit_records
from medward.workspace.triage_deciding import Given, write_decided
from medward.workspace.triage_deciding import decide as decided_by
from medward.workspace.triage_inheriting import confirm as confirmed_by
from medward.workspace.triage_select import conditions_of, selected

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.triage_deciding import Decided
    from medward.workspace.triage_item import Sheet

SHOWN: Final = 12
STATES: Final = [state for state in Assessment.lifecycle.states if state != "new"]
JUSTIFICATIONS: Final = [item.value for item in Justification]
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
    assume: tuple[str, ...]
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
    type=click.Choice(["", *JUSTIFICATIONS]),
    show_choices=False,
    metavar="WHY",
    help=f"Why not affected: {', '.join(JUSTIFICATIONS)}.",
)
@click.option("--evidence", multiple=True, metavar="EVD-ID", help="What proves it; may be repeated.")
@click.option("--detail", default="", help="Reasoning; shared by all when several are decided.")
@click.option("--impact", default="", help="What follows for device and patient.")
@click.option("--action", default="", help="What users do, when affected.")
@click.option("--fixed-in", "fixed_in", default="", metavar="VERSION", help="Release that contains the fix.")
@click.option(
    "--control",
    default="",
    type=click.Choice(["", *(item.value for item in ControlState)]),
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
@click.option(
    "--assume",
    multiple=True,
    metavar="ASSUMPTION",
    help="What it rests on, as 'port-closed interface=IFC-ID'; may be repeated.",
)
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
            justification=click.prompt("Why", type=click.Choice(JUSTIFICATIONS)),
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
        assumptions=tuple(map(CheckedAssumption.from_text, said["assume"])),
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
