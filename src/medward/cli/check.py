"""`check`: what breaks a rule, by gate, with what to do."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from medward.checks.finding import Level
from medward.cli.common import as_of_option, instant, json_option, now, print_json
from medward.cli.tables import plain
from medward.kernel.words import plural
from medward.workspace.checking import open_case, run_checks, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.checking import CheckReport

_SHOWN = 8


@click.command()
@click.option("--gate", default="", metavar="G2", help="Only what this gate asks for.")
@click.option("--all", "show_all", is_flag=True, help="Print every finding, however many.")
@as_of_option
@json_option
@click.pass_obj
def command(folder: Path, gate: str, as_of: str, *, show_all: bool, as_json: bool) -> None:
    """Check the device file against the validation rules V01 to V35.

    A gate is a point of the life cycle, from G0 (plan) to G8 (dossier), with countable conditions; a
    finding at blocking level keeps its gate shut. Ends with 1 when a finding blocks.
    """
    case = open_case(folder, now(), instant(as_of) if as_of else None)
    report = run_checks(case, gate)
    if as_json:
        print_json(to_json(report))
    else:
        _print(report, limit=len(report.findings) if show_all or gate else _SHOWN)
    if report.blocking:
        click.get_current_context().exit(1)


def _print(report: CheckReport, limit: int) -> None:
    """Print counts, then gates, then findings by rule."""
    release, warnings = report.case.release.release_version, len(report.findings) - len(report.blocking)
    click.echo(
        f"Release {release} on {report.case.today}: {len(report.blocking)} blocking, {plural(warnings, 'warning')}"
    )
    click.echo()
    for view in report.gates:
        click.echo(f"  {view.gate.id}  {view.gate.title:<32}  {view.summary}")
    for rule, group in groupby(report.findings, key=lambda finding: finding.rule):
        findings = list(group)
        blocking = sum(finding.level is Level.BLOCK for finding in findings)
        click.echo(
            f"\n{rule} ({findings[0].gate}): {blocking} blocking, {plural(len(findings) - blocking, 'warning')}"
        )
        for finding in findings[:limit]:
            mark = "" if finding.level is Level.BLOCK else "warning: "
            click.echo(f"  {mark}{plain(str(finding))}{f'  [{finding.place}]' if finding.place else ''}")
        if len(findings) > limit:
            click.echo(f"  ... and {len(findings) - limit} more; --all shows them")
    if not report.findings:
        rest = sum(view.count("draft") + view.count("missing") for view in report.gates)
        open_ones = f" {plural(rest, 'item')} still open: `medward gate`." if rest else ""
        click.echo(f"\nNo rule is broken.{open_ones}")
