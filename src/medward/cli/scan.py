"""`medward scan`: one SBOM against the advisories at hand."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from medward.cli.common import json_option, print_json, today
from medward.cli.tables import plain, table
from medward.kernel.words import plural
from medward.vulnerabilities.freshness import FeedAge, Freshness
from medward.workspace.feed_age import feed_ages
from medward.workspace.feeds import database_for, installed_databases, medward_home
from medward.workspace.scan import ScanReport, scan_file, to_json

_LARGE_BYTES: Final = 8 * 1024 * 1024
_SHOWN_REASONS: Final = 20
_SHOWN_EXAMPLES: Final = 3


@click.command("scan")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--feeds", "feeds", multiple=True, type=click.Path(path_type=Path),
    help="Advisories to use besides the imported ones: folder, zip or tar of OSV files, or .db.",
)  # fmt: skip
@json_option
def command(file: Path, feeds: tuple[Path, ...], *, as_json: bool) -> None:
    """Match the components of a CycloneDX FILE against advisories.

    Every component ends as matched, clean or cannot tell. Exit code 1 when anything matches.
    """
    if file.is_file() and file.stat().st_size > _LARGE_BYTES:
        click.echo(f"reading {file} ({file.stat().st_size / 1e6:.0f} MB) ...", err=True)
    home = medward_home()
    chosen = dict.fromkeys([*installed_databases(home), *(database_for(path, home) for path in feeds)])
    report = scan_file(file, chosen)
    if as_json:
        print_json(to_json(report))
    else:
        click.echo("\n".join(report_lines(report)))
    if report.matched:
        raise click.exceptions.Exit(1)


def report_lines(report: ScanReport) -> list[str]:
    """Return the report for people: counts first, then what matched, then what nobody can tell."""
    total = len(report.sbom.components)
    lines = [
        f"{total} components: {_counts(report)}",
        *(f"note: {plain(note)}" for note in report.sbom.notes),
        *_feed_lines(report),
    ]
    if report.matched:
        lines += ["", "Matched", *_matched_lines(report)]
    if report.cannot_tell:
        lines += ["", "Cannot tell", *_cannot_tell_lines(report)]
    if report.sbom.problems:
        lines += [
            "",
            f"Problems in the file ({len(report.sbom.problems)}); the list of components is certain",
        ]
        lines += [
            f"  {plain(one.pointer)}: {plain(one.message)}" for one in report.sbom.problems[:_SHOWN_REASONS]
        ]
        lines += _more(len(report.sbom.problems))
    return lines


def _counts(report: ScanReport) -> str:
    matched, clean, unknown = len(report.matched), len(report.clean), len(report.cannot_tell)
    count = sum(len(judgement.matches) for _, judgement in report.matched)
    advisories = f" ({count} advisories)" if matched else ""
    return f"{matched} matched{advisories}, {clean} clean, {unknown} cannot tell"


def _feed_lines(report: ScanReport) -> list[str]:
    if not report.feeds:
        return ["no advisories loaded: run `medward feeds import PATH` or give --feeds PATH"]
    ages = feed_ages(report.feeds, medward_home(), today())
    return [
        f"advisories: {plain(feed.name)}, {feed.records} records, newest {feed.date[:10] or 'undated'}"
        + (f", {plural(feed.problems, 'file')} not usable" if feed.problems else "")
        + _age(age)
        for feed, age in zip(report.feeds, ages, strict=True)
    ]


def _age(age: FeedAge) -> str:
    """Return how old a feed is, when that is old enough to matter (V34)."""
    if age.freshness is Freshness.UNKNOWN:
        return ", age not known"
    return "" if age.freshness is Freshness.FRESH else f", {age.days} days old: what came later is not seen"


def _matched_lines(report: ScanReport) -> list[str]:
    rows = sorted(
        (
            component.full_name,
            component.version,
            match.advisory.id + ("" if match.verdict.value == "affected" else " (cannot tell)"),
            ", ".join(alias for alias in match.advisory.aliases if alias.startswith("CVE-")),
            _range(match.proof),
            match.confidence.value,
        )
        for component, judgement in report.matched
        for match in judgement.matches
    )
    return table(("component", "version", "advisory", "CVE", "affected", "confidence"), dict.fromkeys(rows))


def _range(proof: str) -> str:
    """Return the range out of a proof."""
    return proof.partition(" is in '")[2].partition("';")[0]


def _cannot_tell_lines(report: ScanReport) -> list[str]:
    """Return reasons with their number of components, the commonest first, and some of the components."""
    by_reason: dict[str, list[str]] = {}
    for component, judgement in report.cannot_tell:
        name = f"{component.full_name} {component.version}".strip()
        by_reason.setdefault(judgement.unknown, []).append(name)
    ranked = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    lines = []
    for reason, names in ranked[:_SHOWN_REASONS]:
        lines += [f"  {len(names):5}  {plain(reason)}", f"         {plain(_examples(names))}"]
    return lines + _more(len(ranked))


def _examples(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN_EXAMPLES])
    return shown if len(names) <= _SHOWN_EXAMPLES else f"{shown}, ..."


def _more(count: int) -> list[str]:
    hidden = count - _SHOWN_REASONS
    return [f"  ... and {hidden} more; --json lists all"] if hidden > 0 else []
