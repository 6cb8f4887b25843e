"""`paths` and `blast`: how an attacker gets there, what stands in between, and how far it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json, print_table, today
from medward.kernel.words import plural
from medward.workspace.compromise import compromise
from medward.workspace.device import open_device
from medward.workspace.ledgering import reviewed_records
from medward.workspace.paths import blast_of, path_report
from medward.workspace.risk import risk_basis

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from medward.risk.blast import BlastRow
    from medward.workspace.compromise import Compromise
    from medward.workspace.device import Device
    from medward.workspace.paths import GoalAnswer, PathReport
    from medward.workspace.risk import Basis

SHOWN = 20
"""Sets shown before the rest is counted; `--json` has them all."""

RELEASE = click.option(
    "--release",
    default="",
    metavar="ID",
    help="Release on which controls must be proven; default: the target.",
)


@click.command()
@click.option(
    "--from", "entry", default="", metavar="ENTRY", help="Interface, external element or `supply chain`."
)
@click.option(
    "--to", "goal", default="", metavar="FUNCTION", help="Asset or element; default: every function."
)
@click.option(
    "--compromised",
    default="",
    metavar="NAME",
    help="What an element, a component (package URL) or a vulnerability buys an attacker here.",
)
@RELEASE
@json_option
@click.pass_obj
def paths(folder: Path, /, compromised: str, release: str, *, as_json: bool, **ends: str) -> None:
    """Show which functions an attacker reaches from each entry, how, and what stands in between."""
    device, basis = basis_of(folder, release)
    if compromised:
        if any(ends.values()):
            raise click.UsageError("--compromised stands alone: it looks at every function")
        found = compromise(device, basis, compromised)
        if as_json:
            print_json(_compromise_json(found))
        else:
            _print_compromise(found)
        return
    report = path_report(basis, ends["entry"], ends["goal"])
    if as_json:
        print_json(_paths_json(report))
    else:
        _print_paths(report, whole=any(ends.values()))


@click.command()
@RELEASE
@json_option
@click.pass_obj
def blast(folder: Path, release: str, *, as_json: bool) -> None:
    """Show how many units each shared key, service and channel reaches, and what it does to patients."""
    report = blast_of(basis_of(folder, release)[1])
    if as_json:
        print_json({"answer": report.answer, "rows": [_row_json(row) for row in report.rows]})
        return
    click.echo(_ANSWERS[report.answer])
    if not report.rows:
        click.echo("No key and no process is recorded: `medward explain asset`, `medward explain element`.")
        return
    print_table(
        ["record", "by", "units", "at one site", "patients", "severity", "class", "what"],
        [_row_cells(row) for row in report.rows],
    )
    for row in report.rows:
        if row.gap:
            click.echo(f"cannot tell  {row.spread.record}: {row.gap}")


_ANSWERS = {
    "yes": "Several patients can be hit at once; the table says by what and how many.",
    "none": "No shared element reaches more than one patient; the table lists what each one reaches.",
    "cannot tell": "Whether several patients can be hit cannot be told from the records.",
}


def basis_of(folder: Path, release: str) -> tuple[Device, Basis]:
    """Return the device file, and what every question starts from."""
    device = open_device(folder)
    return device, risk_basis(device, reviewed_records(device), today(), release)


def _print_paths(report: PathReport, *, whole: bool) -> None:
    """Print every goal: whole with its entries and controls, else the easiest way and what stands alone."""
    for item in report.goals:
        _print_goal(item, report, whole=whole)
    if not report.goals:
        click.echo(
            "No asset of kind function and no safety-related element is recorded: nothing to look for."
        )
    elif not whole:
        click.echo("Next: `medward paths --to ID` shows every entry and the sets of controls in between.\n")
    if report.cannot_tell:
        click.echo("Cannot tell")
        for line in report.cannot_tell:
            click.echo(f"  {line}")


def _print_goal(item: GoalAnswer, report: PathReport, *, whole: bool) -> None:
    """Print one goal."""
    click.echo(f"{item.goal.id}  {item.goal.title}")
    if not item.answers:
        click.echo("No entry reaches it.")
    elif whole:
        _print_entries(item, report)
    else:
        _print_summary(item)
    click.echo("")


def _print_summary(item: GoalAnswer) -> None:
    """Print the easiest way, and which controls a guarded entry hangs on alone."""
    open_ones = [answer.entry.record for answer in item.answers if answer.is_open]
    alone = sorted(name for one in item.cuts.opening if len(one) == 1 for name in one)
    click.echo(f"  {item.answers[0].sentence}")
    click.echo(
        f"  {plural(len(item.answers), 'entry', 'entries')} of {len(item.answers) + len(item.unreached)} reach it; "
        f"without any verified control: {', '.join(open_ones) or 'none'}"
    )
    click.echo(f"  Its loss alone opens a guarded entry: {', '.join(alone) or 'none'}")


def _print_entries(item: GoalAnswer, report: PathReport) -> None:
    """Print every entry of a goal and the controls in between."""
    word = report.model.word
    print_table(
        ["before", "after", "guarded", "easiest way"],
        [
            [
                word(answer.before),
                word(answer.way.level if answer.way else 0),
                "no" if answer.is_open else "yes",
                answer.sentence,
            ]
            for answer in item.answers
        ],
    )
    if item.unreached:
        click.echo(f"Not reached from {', '.join(item.unreached)}")
    if item.cuts.is_reached:
        _print_sets("Losing all of one set opens a guarded entry", item.cuts.opening)
        _print_sets("Keeping all of one set guards every guarded entry", item.cuts.cutting)
    if item.cuts.notice:
        click.echo(f"NOTICE {item.cuts.notice}")


def _print_sets(head: str, sets: tuple[frozenset[str], ...]) -> None:
    """Print sets of controls."""
    click.echo(f"{head}:")
    for item in sets[:SHOWN]:
        click.echo(f"  {', '.join(sorted(item))}")
    if len(sets) > SHOWN:
        click.echo(f"  and {len(sets) - SHOWN} more; --json lists all")


def _paths_json(report: PathReport) -> dict[str, object]:
    """Return all ways."""
    return {
        "goals": [_goal_json(item, report) for item in report.goals],
        "cannot_tell": list(report.cannot_tell),
    }


def _goal_json(item: GoalAnswer, report: PathReport) -> dict[str, object]:
    """Return one goal."""
    word = report.model.word
    return {
        "goal": item.goal.id,
        "elements": list(item.goal.elements),
        "entries": [
            {
                "entry": answer.entry.record,
                "how": answer.entry.how,
                "before": word(answer.before),
                "after": word(answer.way.level if answer.way else 0),
                "worst": word(answer.worst),
                "guarded": not answer.is_open,
                "steps": [
                    {
                        "interface": step.interface,
                        "to": step.target,
                        "level": word(step.level),
                        "risk": step.basis,
                        "guards": sorted(step.guards),
                    }
                    for step in (answer.way.steps if answer.way else ())
                ],
                "sentence": answer.sentence,
            }
            for answer in item.answers
        ],
        "unreached": list(item.unreached),
        "opening_sets": _sorted_sets(item.cuts.opening),
        "cutting_sets": _sorted_sets(item.cuts.cutting),
        "notice": item.cuts.notice,
    }


def _sorted_sets(sets: Iterable[frozenset[str]]) -> list[list[str]]:
    """Return sets in a stable order."""
    return sorted((sorted(item) for item in sets), key=lambda item: (len(item), item))


def _print_compromise(found: Compromise) -> None:
    """Print what is gained."""
    for line in found.why:
        click.echo(line)
    for line in found.cannot_tell:
        click.echo(f"cannot tell: {line}")
    if not found.elements:
        return
    click.echo(f"\nHeld: {', '.join(found.elements)}; within reach: {plural(len(found.reached), 'element')}")
    click.echo(f"Assets in hand: {', '.join(found.assets) or 'none'}")
    print_table(
        ["function", "level", "how"],
        [[f"{gain.goal.id} {gain.goal.title}", gain.level, gain.sentence] for gain in found.gains],
    )
    if found.unreached:
        click.echo(f"Out of reach: {', '.join(found.unreached)}")


def _compromise_json(found: Compromise) -> dict[str, object]:
    """Return what is gained."""
    return {
        "name": found.name,
        "elements": list(found.elements),
        "why": list(found.why),
        "reached": list(found.reached),
        "assets": list(found.assets),
        "functions": [
            {"function": gain.goal.id, "level": gain.level, "sentence": gain.sentence} for gain in found.gains
        ],
        "unreached": list(found.unreached),
        "cannot_tell": list(found.cannot_tell),
    }


def _number(value: int | None) -> str:
    """Return a count, or that there is none to be had."""
    return "cannot tell" if value is None else f"{value:,}"


def _row_cells(row: BlastRow) -> list[str]:
    """Return one line of the table."""
    spread = row.spread
    reach = "" if spread.functions else "; reaches no function"
    return [
        spread.record,
        spread.channel,
        _number(spread.units),
        _number(spread.units_at_site),
        _number(spread.patients),
        row.severity,
        row.residual,
        f"{spread.title}{reach}",
    ]


def _row_json(row: BlastRow) -> dict[str, object]:
    """Return one scenario with its proof."""
    spread = row.spread
    return {
        "record": spread.record,
        "title": spread.title,
        "channel": spread.channel,
        "scope": spread.scope,
        "units": spread.units,
        "units_at_site": spread.units_at_site,
        "patients": spread.patients,
        "held_by": list(spread.holders),
        "entry": row.entry,
        "entry_level": row.entry_level,
        "risks": list(row.risks),
        "harms": list(row.harms),
        "severity": row.severity,
        "preventing": list(row.preventing),
        "detecting": list(row.detecting),
        "time_to_detect": None,
        "responding": list(row.responding),
        "residual": row.residual,
        "reaches": list(spread.reaches),
        "functions": list(spread.functions),
        "because": spread.because,
        "gap": row.gap,
    }
