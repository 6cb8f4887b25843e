"""`watch`: the supported releases against the loaded advisories, and what became of it since the last time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import exact_instant, json_option, now, print_json, print_table
from medward.cli.feed_words import stale_json, stale_words
from medward.cli.tables import plain
from medward.kernel.words import few, plural, spelled
from medward.vulnerabilities.lines import line_of
from medward.workspace.device import open_device
from medward.workspace.watching import watch, write_watch

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from medward.vex.records import Assessment
    from medward.vulnerabilities.watch import Difference, Seen
    from medward.workspace.watch_look import Unjudged
    from medward.workspace.watching import Watch

SHOWN: Final = 20
"""Rows printed per part before the rest is counted; `--json` has them all."""


@click.command("watch")
@click.option("--release", default="", metavar="VERSION", help="Look at this release only.")
@click.option(
    "--aware-at",
    "aware_at",
    default="",
    metavar="INSTANT",
    help="When somebody here first knew of what is new.",
)
@click.option("--dry-run", is_flag=True, help="Say what was found; write nothing.")
@json_option
@click.pass_obj
def command(folder: Path, release: str, aware_at: str, *, dry_run: bool, as_json: bool) -> None:
    """Match every supported release against the loaded advisories; what is new becomes draft records.

    Says what is new, changed, gone and cannot be told since the last watch. Running it again adds nothing.
    Ends with 1 when something undecided waits longer than the policy allows.
    """
    device = open_device(folder)
    found = watch(device, now(), release, exact_instant(aware_at) if aware_at else None)
    if not dry_run:
        write_watch(device, found)
    if as_json:
        print_json(_watch_json(found, written=not dry_run))
    else:
        _print_watch(found, dry_run=dry_run)
    if found.late:
        click.get_current_context().exit(1)


def _print_watch(found: Watch, *, dry_run: bool) -> None:
    """Print a watch for people."""
    names = {one.id: one.release_version for one in found.look.releases}
    look, drafts = found.look, found.drafts
    before = found.since.isoformat(sep=" ", timespec="minutes") if found.since else ""
    since = f"last watch {before}" if before else "first watch"
    click.echo(
        f"{plural(len(names), 'supported release')} on {found.at.date()}: {', '.join(names.values())}; {since}"
    )
    click.echo(
        f"{plural(look.components, 'component')}: {look.clean:,} clean, {len(look.cannot_tell):,} cannot tell, "
        f"{look.components - look.clean - len(look.cannot_tell):,} matched"
    )
    updated = f", {len(drafts.updated)} with news" if drafts.updated else ""
    click.echo(
        f"{plural(len(look.seen), 'match', 'matches')}: {drafts.covered:,} assessed or drafted before, "
        f"{len(drafts.assessments):,} new{updated}"
    )
    _print_heard(found, names)
    _print_new(found, names)
    _print_differences("Changed", found.compared.changed, names)
    _print_differences("Gone", found.compared.gone, names)
    _print_reopened(found, names)
    _print_unnamed(found, names)
    _print_unjudged(look.cannot_tell, names)
    _print_gaps(found)
    _print_late(found)
    _print_written(found, dry_run=dry_run)


def _print_new(found: Watch, names: dict[str, str]) -> None:
    """Print drafts in the order in which they were made."""
    drafts = found.drafts
    if not drafts.assessments:
        return
    click.echo("\nNew")
    rows = [
        (one.id, found.identifiers[one.vulnerability], names[one.release], one.title)
        for one in drafts.assessments
    ]
    print_table(("draft", "vulnerability", "release", "what"), rows[:SHOWN])
    _print_more(len(rows))


def _print_heard(found: Watch, names: dict[str, str]) -> None:
    """Print what suppliers said since the last watch."""
    if not found.heard:
        return
    click.echo("\nNew from suppliers")
    rows = [
        (
            one.author,
            spelled(one.status),
            one.vulnerability,
            names.get(one.release, ""),
            _named(one.component),
            one.source,
        )
        for one in found.heard[:SHOWN]
    ]
    print_table(("who", "says", "vulnerability", "release", "component", "in"), rows)
    _print_more(len(found.heard))


def _print_differences(head: str, rows: Sequence[Difference], names: dict[str, str]) -> None:
    if not rows:
        return
    click.echo(f"\n{head}")
    print_table(
        ("what", "vulnerability", "release", "component", "how"),
        [
            (one.what, one.seen.name, names.get(one.seen.release, ""), _named(one.seen.component), one.says)
            for one in rows[:SHOWN]
        ],
    )
    _print_more(len(rows))


def _print_reopened(found: Watch, names: dict[str, str]) -> None:
    """Print decisions that are back in the queue."""
    if not found.reopened:
        return
    click.echo("\nDecided, and to be looked at again")
    rows = [
        (
            one.id,
            found.identifiers.get(one.vulnerability, one.vulnerability),
            names[one.release],
            "; ".join(causes),
        )
        for one, causes in found.reopened[:SHOWN]
    ]
    print_table(("assessment", "vulnerability", "release", "because"), rows)
    _print_more(len(found.reopened))


def _print_unnamed(found: Watch, names: dict[str, str]) -> None:
    """Print what waits for a decision and no source names any more."""
    if not found.unnamed:
        return
    click.echo("\nUndecided, and no source in use names it any more")
    rows = [
        (one.id, found.identifiers.get(one.vulnerability, one.vulnerability), names[one.release], one.title)
        for one in found.unnamed[:SHOWN]
    ]
    print_table(("assessment", "vulnerability", "release", "what"), rows)
    _print_more(len(found.unnamed))


def _print_unjudged(rows: Sequence[Unjudged], names: dict[str, str]) -> None:
    """Print why components cannot be judged, counted by reason."""
    if not rows:
        return
    reasons: dict[str, list[str]] = {}
    for one in rows:
        reasons.setdefault(one.reason, []).append(f"{line_of(one.component).name} ({names[one.release]})")
    click.echo("\nCannot tell")
    ordered = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    print_table(
        ("components", "reason"),
        [(str(len(parts)), f"{reason}: {few(parts, 3)}") for reason, parts in ordered[:SHOWN]],
    )
    _print_more(len(ordered))


def _print_gaps(found: Watch) -> None:
    for line in (*found.look.gaps, *found.drafts.notes, *map(stale_words, found.stale)):
        click.echo(f"note: {plain(line)}")


def _print_late(found: Watch) -> None:
    """Print what waits longer than the policy allows."""
    if not found.late:
        return
    click.echo(f"\nOver the limit of {found.policy}")
    print_table(
        ("assessment", "days over", "limit"),
        [
            (name, str(limit.days_over), f"{limit.what}, due {limit.due_on}")
            for name, limit in found.late[:SHOWN]
        ],
    )
    _print_more(len(found.late))


def _print_written(found: Watch, *, dry_run: bool) -> None:
    drafts = found.drafts
    records = plural(len(drafts.vulnerabilities), "vulnerability", "vulnerabilities")
    made = f"{records} and {plural(len(drafts.assessments), 'draft assessment')}"
    if not drafts.assessments and not drafts.updated:
        click.echo("\nNothing to write: every match is on record.")
    elif dry_run:
        click.echo(f"\nDry run: {made} would be written, {len(drafts.updated)} updated.")
    else:
        click.echo(f"\nWrote {made}, updated {len(drafts.updated)}.")
        click.echo(
            "Next: `medward triage` shows what to decide first; `medward apply` keeps it in the ledger."
        )


def _print_more(count: int) -> None:
    if count > SHOWN:
        click.echo(f"and {count - SHOWN:,} more; --json lists all")


def _named(component: str) -> str:
    """Return component and version as people say them."""
    line = line_of(component)
    return f"{line.name} {line.version}".strip()


def _watch_json(found: Watch, *, written: bool) -> dict[str, object]:
    """Return a watch in the shape scripts rely on."""
    look, drafts = found.look, found.drafts
    return {
        "at": found.at.isoformat(),
        "since": found.since.isoformat() if found.since else None,
        "releases": [{"id": one.id, "version": one.release_version} for one in look.releases],
        "totals": _totals_json(found),
        "new": [_draft_json(one) for one in drafts.assessments],
        "vulnerabilities": [
            {"id": one.id, "identifier": one.identifier, "aware_at": one.aware_at.isoformat()}
            for one in drafts.vulnerabilities
        ],
        "suppliers_say": [one._asdict() for one in found.heard],
        "updated": [new.id for _, new in drafts.updated],
        "seen_first": [_seen_json(one) for one in found.compared.new],
        "changed": [_difference_json(one) for one in found.compared.changed],
        "gone": [_difference_json(one) for one in found.compared.gone],
        "cannot_tell": [one._asdict() for one in look.cannot_tell],
        "gaps": [*look.gaps, *drafts.notes],
        "feeds": [{"name": one.name, "date": one.date, "records": one.records} for one in look.feeds],
        "stale": stale_json(found.stale),
        "late": [
            {
                "assessment": name,
                "limit": limit.what,
                "due_on": str(limit.due_on),
                "days_over": limit.days_over,
            }
            for name, limit in found.late
        ],
        "reopened": [{"assessment": one.id, "causes": list(causes)} for one, causes in found.reopened],
        "unnamed": [one.id for one in found.unnamed],
        "policy": found.policy,
        "written": written,
    }


def _totals_json(found: Watch) -> dict[str, int]:
    """Return components by result, and matches by whether they are on record."""
    look = found.look
    return {
        "components": look.components,
        "clean": look.clean,
        "cannot_tell": len(look.cannot_tell),
        "matches": len(look.seen),
        "covered": found.drafts.covered,
        "new": len(found.drafts.assessments),
        "unchanged": found.compared.unchanged,
    }


def _draft_json(one: Assessment) -> dict[str, str]:
    return {
        "assessment": one.id,
        "vulnerability": one.vulnerability,
        "release": one.release,
        "deployable": one.deployable,
        "component": one.component,
        "matched": one.matched,
    }


def _seen_json(one: Seen) -> dict[str, object]:
    return {
        "release": one.release,
        "deployable": one.deployable,
        "component": one.component,
        "name": one.name,
        "names": list(one.names),
        "verdict": one.verdict,
        "proofs": list(one.proofs),
    }


def _difference_json(one: Difference) -> dict[str, object]:
    return {"what": one.what, "says": one.says, **_seen_json(one.seen)}
