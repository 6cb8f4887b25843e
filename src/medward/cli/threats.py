"""`threats`: candidates from the model, what changed, and dispositions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json, print_table
from medward.cli.threat_rules import print_report as print_rule_report
from medward.cli.threat_rules import report_json as rule_report_json
from medward.cli.threat_rules import rules
from medward.cli.threats_bulk import bulk
from medward.threats.records import Disposition
from medward.threats.stride import Method, letters_of
from medward.workspace.device import open_device
from medward.workspace.threat_rules import rule_difference, rule_report, rules_of
from medward.workspace.threats import Disposal, dispose, model_difference, threat_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.threats.compare import Answer, ModelDifference, Stale
    from medward.threats.stride import Candidate
    from medward.workspace.threats import ThreatReport

SHOWN = 20
"""Lines per list before the rest is counted; `--json` has them all."""

PER = click.option(
    "--per",
    type=click.Choice([method.value for method in Method]),
    default=Method.INTERACTION.value,
    show_default=True,
    help="Rule set: each element, or each flow with its two ends.",
)


BY_RULES = click.option(
    "--rules", "by_rules", is_flag=True, help="Ask the threat rules of medical interfaces instead of STRIDE."
)


@click.group()
def command() -> None:
    """Generate, compare and disposition threats."""


command.add_command(rules)
command.add_command(bulk)


@command.command()
@PER
@BY_RULES
@json_option
@click.pass_obj
def generate(folder: Path, per: str, *, by_rules: bool, as_json: bool) -> None:
    """List the threat candidates of the model and what was decided about each.

    Ends with 1 when a candidate has no disposition.
    """
    if by_rules:
        _generate_by_rules(folder, as_json=as_json)
        return
    report = threat_report(open_device(folder).records, Method(per))
    if as_json:
        print_json(_report_json(report))
    else:
        _print_report(report)
    if report.comparison.open:
        click.get_current_context().exit(1)


@command.command()
@click.argument("other", type=click.Path(path_type=Path))
@PER
@BY_RULES
@json_option
@click.pass_obj
def diff(folder: Path, other: Path, per: str, *, by_rules: bool, as_json: bool) -> None:
    """Compare the candidates of this model with those of the device file in OTHER, the earlier one."""
    device, before = open_device(folder), open_device(other).records
    if by_rules:
        found = rule_difference(before, device.records, rules_of(device))
    else:
        found = model_difference(before, device.records, Method(per))
    if as_json:
        print_json(
            {
                "method": "rules" if by_rules else per,
                "added": [_candidate_json(item) for item in found.added],
                "removed": [_candidate_json(item) for item in found.removed],
                "changed": [
                    {**_candidate_json(after), "was": before.fingerprint, "is": after.fingerprint}
                    for before, after in found.changed
                ],
            }
        )
        return
    _print_difference(found)


@command.command()
@click.argument("name", metavar="KEY_OR_ID")
@click.option(
    "--disposition",
    "value",
    required=True,
    type=click.Choice([item.value for item in Disposition]),
    help="What is done about it.",
)
@click.option("--reason", default="", help="Why; accept and not-applicable need at least 15 letters.")
@click.option("--actor", default="", help="Who does it; needed when no threat answers the candidate yet.")
@click.option(
    "--action", default="", help="What the actor does; needed when no threat answers the candidate yet."
)
@click.option("--effect", default="", help="The effect on a function or on data.")
@click.pass_obj
def disposition(folder: Path, /, name: str, value: str, **given: str) -> None:
    """Write the disposition of a threat, or of a candidate, into its YAML file."""
    done = dispose(open_device(folder), name, Disposal(Disposition(value), **given))
    click.echo(f"{done.threat}: {value}, {'added to' if done.created else 'written to'} {done.file}")
    if done.new_version is not None:
        click.echo(
            f"It was signed, so it is now version {done.new_version} in draft and needs its signatures again."
        )
    if not given["effect"] and done.created:
        click.echo("Its effect is empty: say with --effect what happens to a function or to data (V04).")
    click.echo("Next: `medward apply` writes it to the ledger.")


def _generate_by_rules(folder: Path, *, as_json: bool) -> None:
    """List the candidates of the rules; ends with 1 when one has no disposition."""
    report = rule_report(open_device(folder))
    if as_json:
        print_json(rule_report_json(report))
    else:
        print_rule_report(report)
    if report.comparison.open:
        click.get_current_context().exit(1)


def _report_json(report: ThreatReport) -> dict[str, object]:
    """Return a report with the keys scripts rely on."""
    comparison = report.comparison
    return {
        "method": report.method.value,
        "crossings": list(report.crossings),
        "candidates": [
            {
                **_candidate_json(answer.candidate),
                "disposition": answer.disposition.value,
                "threats": list(answer.threats),
            }
            for answer in comparison.answers
        ],
        "letters": {str(k): v for k, v in letters_of(tuple(a.candidate for a in comparison.answers)).items()},
        "undispositioned": len(comparison.open),
        "new": [answer.candidate.key for answer in comparison.new],
        "vanished": [{"threat": i.threat, "key": i.key, "note": i.note} for i in comparison.vanished],
        "stale": [
            {"threat": i.threat, "target": i.target, "seen_as": i.seen_as, "present": i.present}
            for i in comparison.stale
        ],
        "unread": [{"interface": item.interface, "why": item.why} for item in report.unread],
        "elements_without_threats": list(report.untouched),
        "unanswered_prompts": [prompt.name for prompt in report.prompts],
    }


def _candidate_json(item: Candidate) -> dict[str, object]:
    """Return one candidate."""
    return {
        "key": item.key,
        "stride": item.stride.value,
        "target": item.target,
        "target_title": item.target_title,
        "from_zone": item.from_zone,
        "to_zone": item.to_zone,
        "crossing": item.crossing,
        "sentence": item.sentence,
        "fingerprint": item.fingerprint,
    }


def _print_report(report: ThreatReport) -> None:
    """Print counts, the three lists, and what to do next."""
    answers = report.comparison.answers
    letters = letters_of(tuple(answer.candidate for answer in answers))
    click.echo(f"{len(answers)} candidates per {report.method}, {len(report.crossings)} boundary crossings")
    click.echo("  " + "  ".join(f"{letter} {count}" for letter, count in letters.items()))
    click.echo(f"{len(report.comparison.dispositioned)} dispositioned, {len(report.comparison.open)} open")
    _print_open(report.comparison.open)
    _print_list(
        "Vanished: the model no longer yields the candidate, the threat stays",
        [f"{item.threat}  {item.key}  {item.note}" for item in report.comparison.vanished],
    )
    _print_list(
        "Stale: the target looked otherwise when it was decided", _stale_lines(report.comparison.stale)
    )
    _print_cross_check(report)
    _print_next(report)


def _stale_lines(stale: Sequence[Stale]) -> list[str]:
    """Return one line per target and look, with the threats it concerns."""
    grouped: dict[str, list[str]] = {}
    for item in stale:
        change = f"{item.target}: {item.seen_as}  is now  {item.present}"
        grouped.setdefault(change, []).append(item.threat)
    return [f"{change}  ({', '.join(threats)})" for change, threats in grouped.items()]


def _print_open(answers: Sequence[Answer]) -> None:
    """Print the candidates nobody has decided about."""
    if not answers:
        return
    click.echo("\nOpen candidates")
    print_table(
        ["key", "zones", "threats", "target"],
        [
            [
                answer.candidate.key,
                f"{answer.candidate.from_zone} > {answer.candidate.to_zone}",
                ", ".join(answer.threats) or "none",
                answer.candidate.target_title,
            ]
            for answer in answers[:SHOWN]
        ],
    )
    _print_rest(len(answers))


def _print_cross_check(report: ThreatReport) -> None:
    """Print what the rules alone do not find."""
    _print_list("Flows without candidates", [f"{item.interface}: {item.why}" for item in report.unread])
    _print_list("Elements no threat bears on", list(report.untouched))
    _print_list(
        "Medical questions no threat answers", [f"{item.name}: {item.question}" for item in report.prompts]
    )
    _print_list(
        "Names that are no medical question", [f"{threat}: {name}" for threat, name in report.unknown_prompts]
    )


def _print_list(head: str, lines: Sequence[str]) -> None:
    """Print a list under its heading, nothing when it is empty."""
    if not lines:
        return
    click.echo(f"\n{head}")
    for line in lines[:SHOWN]:
        click.echo(f"  {line}")
    _print_rest(len(lines))


def _print_rest(count: int) -> None:
    """Say how many lines were left out."""
    if count > SHOWN:
        click.echo(f"  and {count - SHOWN} more; --json lists all")


def _print_next(report: ThreatReport) -> None:
    """Say what to do next, or that nothing is open."""
    comparison = report.comparison
    if comparison.open:
        click.echo(
            f"\n{len(comparison.open)} candidates without a disposition. Next: write threats for them, or"
        )
        click.echo('  medward threats disposition "KEY" --disposition not-applicable --reason "..." ...')
    elif comparison.vanished or comparison.stale:
        click.echo("\nEvery candidate has a disposition. Next: review the vanished and stale threats above.")
    else:
        click.echo("\nEvery candidate has a disposition. Next: `medward risk list`.")


def _print_difference(found: ModelDifference) -> None:
    """Print what one model adds, drops and changes."""
    click.echo(f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed")
    _print_list("Added", [f"{item.key}  {item.target_title}" for item in found.added])
    _print_list("Removed", [f"{item.key}  {item.target_title}" for item in found.removed])
    _print_list(
        "Changed", [f"{new.key}  {old.fingerprint}  is now  {new.fingerprint}" for old, new in found.changed]
    )
