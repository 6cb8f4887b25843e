"""`triage`: what to decide first, why, and one item at a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import F, json_option, now, print_json
from medward.cli.lazy import LazyCommands
from medward.cli.tables import plain
from medward.cli.triage_decide import ask_about
from medward.cli.triage_words import item_json, print_sheet, queue_line, sheet_json
from medward.kernel.words import plural
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.triage import reason
from medward.workspace.device import open_device
from medward.workspace.triage import open_queue
from medward.workspace.triage_item import sheet
from medward.workspace.triage_select import one_assessment

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.triage import Queue

SHOWN: Final = 20
"""Items printed unless all are asked for."""
LATER: Final = {
    "decide": "medward.cli.triage_decide:decide",
    "confirm": "medward.cli.triage_decide:confirm",
    "inherit": "medward.cli.triage_more:inherit",
    "similar": "medward.cli.triage_more:similar",
    "rescore": "medward.cli.triage_more:rescore",
    "restart": "medward.cli.triage_more:restart",
}
"""Commands that write, imported when they are called."""
RELEASE = click.option("--release", default="", metavar="VERSION", help="Only this release.")


def queue_options(function: F) -> F:
    """Add the options of the list, which `triage` takes too when it lists."""
    everything = click.option("--all", "everything", is_flag=True, help="Every item, not only the first.")
    return RELEASE(everything(json_option(function)))


@click.group(commands=LazyCommands(LATER), invoke_without_command=True)
@queue_options
@click.pass_context
def command(ctx: click.Context, /, **options: object) -> None:
    """Decide about vulnerabilities of supported releases; the worst for patients come first.

    Without a command, lists what waits.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_queue, **options)
    elif any(options.values()):
        raise click.UsageError(
            f"write options behind the command: medward triage {ctx.invoked_subcommand} ..."
        )


@command.command("list")
@queue_options
@click.pass_obj
def list_queue(folder: Path, release: str, *, everything: bool, as_json: bool) -> None:
    """List what waits, in the order of the policy, each with its reason.

    Ends with 1 when an item waits longer than the policy allows.
    """
    queue = open_queue(open_device(folder), now(), release)
    if as_json:
        print_json(
            {
                "policy": queue.policy,
                "releases": [one.release_version for one in queue.releases],
                "total": queue.total,
                "undecided": len(queue.undecided),
                "items": [item_json(one, queue.levels) for one in queue.items],
            }
        )
    else:
        _print_queue(queue, len(queue.items) if everything else SHOWN)
    if any(one.standing.overdue for one in queue.items):
        click.get_current_context().exit(1)


@command.command("next")
@click.argument("identity", default="", metavar="[VAS-ID]")
@RELEASE
@click.option("--interactive", is_flag=True, help="Go through the queue; y, n and s decide, skip, stop.")
@json_option
@click.pass_obj
def next_item(folder: Path, identity: str, release: str, *, interactive: bool, as_json: bool) -> None:
    """Show the first item that needs a decision, or VAS-ID: why, where, what is alike, how to answer."""
    device = open_device(folder)
    if identity:
        one_assessment(device.records, identity)
    queue = open_queue(device, now(), release)
    found = sheet(device, queue, identity)
    if as_json:
        print_json({"undecided": len(queue.undecided), "item": sheet_json(found, queue) if found else None})
    elif found is None:
        click.echo(
            f"Nothing waits for a decision: {plural(queue.total, 'assessment')} of supported releases."
        )
    elif interactive:
        _go_through(folder, release, len(queue.undecided))
    else:
        print_sheet(found, queue)


def _print_queue(queue: Queue, most: int) -> None:
    """Print the queue for people."""
    names = ", ".join(one.release_version for one in queue.releases)
    click.echo(queue_line(queue, names))
    if not queue.items:
        return
    click.echo()
    versions = {one.id: one.release_version for one in queue.releases}
    for place, one in enumerate(queue.items[:most], start=1):
        line = line_of(one.standing.component)
        part = f"{line.name} {line.version}".strip()
        what = f"{one.assessment.id}  {one.standing.name}  {part} in {versions[one.assessment.release]}"
        click.echo(f"{place:>3}  {plain(what)}\n     {plain(reason(one.standing, queue.levels))}")
    for one in queue.items[:most]:
        for flag in one.standing.flags:
            click.echo(f"{one.assessment.id}: {plain(flag)}")
    if len(queue.items) > most:
        click.echo(f"and {len(queue.items) - most:,} more; `medward triage list --all` shows them")
    if queue.undecided:
        click.echo(
            f"\nNext: `medward triage next`, or `medward triage next {queue.undecided[0].assessment.id}`."
        )


def _go_through(folder: Path, release: str, total: int) -> None:
    """Show one item after the other and ask what to do with each; commands are run as they are shown."""
    started, done = time.monotonic(), 0
    skipped: set[str] = set()
    while True:
        device = open_device(folder)
        queue = open_queue(device, now(), release)
        waiting = [one for one in queue.undecided if one.assessment.id not in skipped]
        if not waiting:
            break
        found = sheet(device, queue, waiting[0].assessment.id)
        if found is None:
            break
        print_sheet(found, queue)
        answer = ask_about(folder, found)
        if answer == "stop":
            break
        skipped.add(found.item.assessment.id)
        done += answer == "decided"
        minutes = max((time.monotonic() - started) / 60, 1 / 60)
        click.echo(f"\n{done} of {total}, {done / minutes:.1f} per minute\n")
    click.echo(f"{done} of {total} decided; `medward apply` keeps them in the ledger.")
