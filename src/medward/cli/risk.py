"""`risk`: the list, the reasons, and a dry run of another policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import as_of_option, instant, json_option, print_json, print_table, today
from medward.cli.lazy import LazyCommands
from medward.kernel.words import plural
from medward.risk.matrix import Cell
from medward.workspace.device import open_device
from medward.workspace.ledgering import open_store, records_as_of, reviewed_records
from medward.workspace.risk import Basis, risk_basis, risk_explanation, risk_report, try_policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.risk.evaluate import Rating, RiskView
    from medward.risk.policy_diff import PolicyDifference
    from medward.workspace.risk import RiskReport

RELEASE = click.option(
    "--release",
    default="",
    metavar="ID",
    help="Release on which controls must be proven; default: the target.",
)


LATER: Final = {
    "controlled": "medward.cli.risk_field:controlled",
    "overall": "medward.cli.risk_field:overall",
    "update": "medward.cli.risk_field:update",
    "reopened": "medward.cli.risk_changes:reopened",
    "import": "medward.cli.risk_import:import_",
    "undo": "medward.cli.model:undo",
}
"""Commands that need more than the list does, imported when they are called."""


@click.group(commands=LazyCommands(LATER))
def command() -> None:
    """List and explain risks, try another policy."""


@command.command("list")
@RELEASE
@as_of_option
@json_option
@click.pass_obj
def list_risks(folder: Path, release: str, as_of: str, *, as_json: bool) -> None:
    """List every risk before and after verified controls.

    Ends with 1 when a risk is open in class U or cannot be told.
    """
    report = risk_report(_basis(folder, release, as_of))
    if as_json:
        print_json(_report_json(report))
    else:
        _print_report(report)
    if any(_is_blocking(view) for view in report.views):
        click.get_current_context().exit(1)


@command.command()
@click.argument("identity", metavar="ID")
@RELEASE
@as_of_option
@json_option
@click.pass_obj
def explain(folder: Path, identity: str, release: str, as_of: str, *, as_json: bool) -> None:
    """Show how one risk got its class: inputs, policy, arithmetic, refused claims."""
    view, blocks = risk_explanation(_basis(folder, release, as_of), identity)
    if as_json:
        print_json(
            {**_view_json(view), "explanation": {block.heading: list(block.lines) for block in blocks}}
        )
        return
    click.echo(f"{view.id}  {view.title}")
    before, after = _short(view.initial), _short(view.residual)
    click.echo(f"{before} before, {after} after verified controls; {view.derived_status}")
    for block in blocks:
        click.echo(f"\n{block.heading}")
        for line in block.lines:
            click.echo(f"  {line}")


@command.command("policy-diff")
@click.argument("file", type=click.Path(path_type=Path))
@RELEASE
@json_option
@click.pass_obj
def policy_diff(folder: Path, file: Path, release: str, *, as_json: bool) -> None:
    """Read every risk again under the policy in FILE; nothing is changed."""
    found = try_policy(_basis(folder, release, ""), file)
    if as_json:
        print_json(_difference_json(found))
    else:
        _print_difference(found)


def _basis(folder: Path, release: str, as_of: str) -> Basis:
    """Return what the questions start from, of today or of another day."""
    device = open_device(folder)
    if not as_of:
        return risk_basis(device, reviewed_records(device), today(), release)
    moment = instant(as_of)
    store = open_store(device)
    try:
        records = records_as_of(store, moment)
    finally:
        store.close()
    return risk_basis(device, records, moment.date(), release)


def _is_blocking(view: RiskView) -> bool:
    """Say whether a risk stands in the way of gate G6."""
    bad = view.residual.cell in {Cell.UNACCEPTABLE, Cell.CANNOT_TELL}
    return view.derived_status == "reopened" or (bad and view.group == "open")


def _report_json(report: RiskReport) -> dict[str, object]:
    """Return the list with the keys scripts rely on."""
    return {
        "risks": [_view_json(view) for view in report.views],
        "overall": {"before": _counts(report.overall.before), "after": _counts(report.overall.after)},
        "release": report.basis.release.id if report.basis.release else "",
        "policies": {
            kind: report.basis.policies.label(kind) for kind in ("severity", "exploitability", "risk-matrix")
        },
    }


def _view_json(view: RiskView) -> dict[str, object]:
    """Return one risk."""
    return {
        "id": view.id,
        "title": view.title,
        "initial": _rating_json(view.initial),
        "residual": _rating_json(view.residual),
        "claimed": _rating_json(view.claimed),
        "status": view.derived_status,
        "recorded_status": view.status,
        "group": view.group,
        "causes": list(view.causes),
        "multi_patient": view.multi_patient,
        "harms": list(view.harms),
        "credited": [
            {"metric": claim.metric, "control": claim.control} for claim in (*view.credited, *view.adverse)
        ],
        "refused": [
            {"metric": item.claim.metric, "control": item.claim.control, "why": item.why}
            for item in view.refused
        ],
        "problems": list(view.problems),
    }


def _rating_json(rating: Rating) -> dict[str, str]:
    """Return one rating."""
    return {
        "E": rating.exploitability,
        "S": rating.severity,
        "cell": rating.cell.value,
        "vector": rating.vector,
    }


def _print_report(report: RiskReport) -> None:
    """Print the list, the count table and what to do next."""
    release = report.basis.release
    shown = (
        f"controls proven on release {release.release_version}"
        if release
        else "no target release: nothing is proven"
    )
    click.echo(f"{len(report.views)} risks, {report.basis.policies.label('risk-matrix')}, {shown}\n")
    print_table(
        ["id", "before", "after", "patients", "state", "title"],
        [
            [
                view.id,
                _short(view.initial),
                _short(view.residual),
                "several" if view.multi_patient else "one",
                view.derived_status,
                view.title,
            ]
            for view in report.views
        ],
    )
    click.echo()
    print_table(
        ["class", "before", "after"],
        [[cell.value, str(report.overall.before[cell]), str(report.overall.after[cell])] for cell in Cell],
    )
    if not report.views:
        click.echo(
            "\nNo risk is recorded, which does not say that there is none: `medward threats generate`."
        )
        return
    _print_next([view for view in report.views if _is_blocking(view)])


def _print_next(blocking: list[RiskView]) -> None:
    """Say which risks need somebody, and why."""
    if not blocking:
        click.echo("\nNo risk is open in class U and none was reopened.")
        return
    click.echo(f"\n{plural(len(blocking), 'risk')} to attend to:")
    for view in blocking:
        why = "; ".join((*view.causes, *view.problems)) or f"residual class {view.residual.cell}"
        click.echo(f"  {view.id}: {why}")
    click.echo(f"Next: `medward risk explain {blocking[0].id}`.")


def _short(rating: Rating) -> str:
    """Return a rating on one line."""
    return f"{rating.exploitability} {rating.severity} {rating.cell}"


def _counts(table: Mapping[Cell, int]) -> dict[str, int]:
    """Return a count table by class letter."""
    return {cell.value: count for cell, count in table.items()}


def _difference_json(found: PolicyDifference) -> dict[str, object]:
    """Return a dry run."""
    return {
        "policy": found.policy,
        "instead_of": found.instead_of,
        "risks": found.risks,
        "before": _counts(found.before),
        "after": _counts(found.after),
        "flips": [
            {
                "id": i.risk,
                "S": i.severity,
                "E": i.exploitability,
                "before": i.before.value,
                "after": i.after.value,
            }
            for i in found.flips
        ],
        "reopened": list(found.reopened),
        "written": False,
    }


def _print_difference(found: PolicyDifference) -> None:
    """Print a dry run."""
    click.echo(f"{found.policy} instead of {found.instead_of}")
    click.echo(f"{found.risks} risks re-read, {len(found.flips)} flip\n")
    print_table(
        ["class", "now", "then"],
        [[cell.value, str(found.before[cell]), str(found.after[cell])] for cell in Cell],
    )
    if found.flips:
        click.echo()
        print_table(
            ["id", "S", "E", "now", "then", "title"],
            [
                [
                    flip.risk,
                    flip.severity,
                    flip.exploitability,
                    flip.before.value,
                    flip.after.value,
                    flip.title,
                ]
                for flip in found.flips
            ],
        )
    if found.reopened:
        click.echo(f"\nWould reopen: {', '.join(found.reopened)}")
    click.echo("\nNothing was changed. Decisions keep the policy they were made under.")
