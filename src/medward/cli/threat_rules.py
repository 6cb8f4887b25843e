"""`threats rules`, and the report of `threats generate --rules`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json, print_table
from medward.threats.rule import shipped_rules, vocabulary
from medward.workspace.device import open_device
from medward.workspace.layout import SETTINGS
from medward.workspace.threat_rules import find_rule, read_rule_file, rules_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.threats.compare import Answer
    from medward.threats.rule import Rule
    from medward.threats.rule_run import RuleCandidate, RuleRun, Undecided
    from medward.workspace.threat_rules import RuleReport

SHOWN = 20
"""Lines per list before the rest is counted; `--json` has them all."""


@click.group()
def rules() -> None:
    """List, show and check the rules that find threats in the model."""


@rules.command("list")
@json_option
@click.pass_obj
def list_rules(folder: Path, *, as_json: bool) -> None:
    """List the rules, those of the device file's `threat-rules/` among them."""
    found = _rules(folder)
    if as_json:
        print_json({"rules": [_rule_json(rule) for rule in found]})
        return
    print_table(
        ["rule", "about", "subject", "threat"],
        [[rule.name, rule.about.value, rule.subject, rule.title] for rule in found],
    )
    click.echo(f"\n{len(found)} rules. `medward threats rules show RULE` shows one.")


@rules.command()
@click.argument("name", metavar="RULE")
@json_option
@click.pass_obj
def show(folder: Path, name: str, *, as_json: bool) -> None:
    """Show when a rule fires, what helps, and when there is nothing to do."""
    rule = find_rule(name, _rules(folder))
    if as_json:
        print_json(_rule_json(rule))
    else:
        _print_rule(rule)


@rules.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check the FILE of one rule: its form, its condition, and its examples."""
    rule = read_rule_file(file)
    click.echo(f"{rule.name}: a rule about an {rule.about}; {_tried(rule)}.")


def report_json(report: RuleReport) -> dict[str, object]:
    """Return a report with the keys of the other methods, and rule, state and why of each candidate."""
    comparison, run = report.comparison, report.run
    by_key = {found.key: found for found in run.candidates}
    return {
        "method": "rules",
        "rules": len(report.rules),
        "crossings": list(report.crossings),
        "candidates": [_candidate_json(by_key[one.candidate.key], one) for one in comparison.answers],
        "cannot_tell": [_undecided_json(item) for item in run.undecided],
        "does_not_fire": run.quiet,
        "undispositioned": len(comparison.open),
        "new": [one.candidate.key for one in comparison.new],
        "vanished": [{"threat": i.threat, "key": i.key, "note": i.note} for i in comparison.vanished],
        "stale": [
            {"threat": i.threat, "target": i.target, "seen_as": i.seen_as, "present": i.present}
            for i in comparison.stale
        ],
    }


def print_report(report: RuleReport) -> None:
    """Print counts, open candidates with their reasons, and what the rules cannot tell."""
    comparison, run = report.comparison, report.run
    targets = len({found.target for found in run.candidates})
    click.echo(
        f"{len(report.rules)} rules: {len(run.candidates)} candidates of {len(run.by_rule)} rules "
        f"on {targets} targets, {len(run.undecided)} cannot be told"
    )
    click.echo(f"{len(comparison.dispositioned)} dispositioned, {len(comparison.open)} open")
    _print_open(comparison.open, {found.key: found for found in run.candidates})
    _print_undecided(run)
    lines = [f"{item.threat}  {item.key}  {item.note}" for item in comparison.vanished]
    _print_lines("Vanished: no rule yields the candidate any more, the threat stays", lines)
    _print_next(report)


def _rules(folder: Path) -> tuple[Rule, ...]:
    """Return the rules of a device file, or Medward's where there is none."""
    return rules_of(open_device(folder)) if (folder / SETTINGS).is_file() else shipped_rules()


def _tried(rule: Rule) -> str:
    """Return how many examples were tried."""
    tests = rule.tests
    fires = f"fires on {len(tests.fires)} of its examples"
    return f"{fires}, not on {len(tests.does_not)}, cannot tell on {len(tests.cannot_tell)}"


def _print_rule(rule: Rule) -> None:
    """Print one rule."""
    click.echo(f"{rule.name}  {rule.title}")
    click.echo(f"  subject    {rule.subject}, about an {rule.about}, {' '.join(rule.stride)}")
    click.echo(f"  when       {rule.when}")
    click.echo(f"  threat     {rule.sentence('[target]')}")
    for text in rule.mitigation:
        click.echo(f"  helps      {text}")
    for link in rule.references:
        click.echo(f"  suggested  {link.source} {link.id} {link.name}")
    click.echo(f"  no threat  {rule.false_positive}")
    click.echo(f"  tried      {_tried(rule)}")
    words = vocabulary()
    for name in sorted(rule.condition.names):
        click.echo(f"  asks       {words[name].question} ({words[name].fill})")


def _print_open(answers: Sequence[Answer], by_key: dict[str, RuleCandidate]) -> None:
    """Print the candidates nobody has decided about, each with what decided."""
    lines = []
    for answer in answers:
        found = by_key[answer.candidate.key]
        lines.append(f"{found.key}  {' '.join(found.letters)}  {found.target_title}")
        lines.append(f"    {found.title}: {'; '.join(found.why)}")
    _print_lines("Open candidates", lines)


def _print_undecided(run: RuleRun) -> None:
    """Print what the rules cannot tell, by target and field, with the rules that wait."""
    waiting: dict[tuple[str, str, str], list[str]] = {}
    for item in run.undecided:
        for field in item.fill:
            waiting.setdefault((item.target, item.target_title, field), []).append(item.rule)
    _print_lines(
        "Cannot tell: the model does not say",
        [
            f"{target}  {title}: fill {field} for {', '.join(names)}"
            for (target, title, field), names in waiting.items()
        ],
    )


def _print_lines(head: str, lines: Sequence[str]) -> None:
    """Print a list under its heading, nothing when it is empty."""
    if not lines:
        return
    click.echo(f"\n{head}")
    for line in lines[: 2 * SHOWN]:
        click.echo(f"  {line}")
    if len(lines) > 2 * SHOWN:
        click.echo(f"  and {len(lines) - 2 * SHOWN} more lines; --json lists all")


def _print_next(report: RuleReport) -> None:
    """Say what to do next."""
    if report.comparison.open:
        click.echo("\nNext: write a threat that names the key in `candidates`, or")
        click.echo('  medward threats disposition "KEY" --disposition not-applicable --reason "..." ...')
    elif not (report.run.candidates or report.run.undecided or report.run.quiet):
        click.echo(
            "\nThe model has nothing to ask rules about: record elements, interfaces and assets first."
        )
    elif report.run.undecided:
        click.echo("\nEvery candidate has a disposition. Next: fill the fields above and run it again.")
    else:
        click.echo("\nEvery candidate has a disposition. Next: `medward check --gate G2`.")


def _rule_json(rule: Rule) -> dict[str, object]:
    """Return one rule."""
    content: dict[str, object] = rule.model_dump(mode="json")
    return {**content, "name": rule.name}


def _candidate_json(found: RuleCandidate, answer: Answer) -> dict[str, object]:
    """Return one candidate and what was decided about it."""
    return {
        "key": found.key,
        "rule": found.rule,
        "state": "fires",
        "why": list(found.why),
        "title": found.title,
        "stride": "".join(found.letters),
        "target": found.target,
        "target_title": found.target_title,
        "from_zone": found.from_zone,
        "to_zone": found.to_zone,
        "crossing": found.crossing,
        "sentence": found.sentence,
        "fingerprint": found.fingerprint,
        "disposition": answer.disposition.value,
        "threats": list(answer.threats),
    }


def _undecided_json(item: Undecided) -> dict[str, object]:
    """Return one question that a rule could not answer."""
    return {
        "key": item.key,
        "rule": item.rule,
        "state": "cannot tell",
        "why": list(item.why),
        "fill": list(item.fill),
        "target": item.target,
        "target_title": item.target_title,
    }
