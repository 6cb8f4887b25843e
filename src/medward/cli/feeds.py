"""`medward feeds`: the advisories scans use, imported from files or fetched from the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import F, json_option, print_json, today
from medward.cli.lazy import LazyCommands
from medward.cli.outcome import complain
from medward.cli.tables import plain, table
from medward.kernel.words import plural
from medward.vulnerabilities.freshness import Freshness
from medward.workspace.feed_import import import_paths
from medward.workspace.feed_store import ACCEPT_LESS, remove_feeds
from medward.workspace.feeds import feed_states, medward_home

if TYPE_CHECKING:
    from medward.facts.build import FactsInfo
    from medward.workspace.feed_store import Imported


@click.group("feeds", commands=LazyCommands({"update": "medward.cli.feeds_update:command"}))
def command() -> None:
    """Import advisories, and see which are there."""


def accept_less_option(function: F) -> F:
    """Add `--accept-less`."""
    words = "Import a feed that is older or says less than the one it replaces, too."
    return click.option(ACCEPT_LESS, "accept_less", is_flag=True, help=words)(function)


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False))
@click.option("--name", default="", help="Name of the feed; the file's name without it. For one PATH.")
@accept_less_option
def import_command(paths: tuple[Path, ...], name: str, *, accept_less: bool) -> None:
    """Import advisories and other feeds from files, folders, zip or tar archives.

    Kinds are told from content. All that can be imported come into use together; a feed of the same name is replaced,
    others stay. A PATH that cannot be imported leaves the others alone and its earlier feed in use; the exit code is
    then 2. What is finished when an import is stopped is kept for the next one.
    """
    if name and len(paths) > 1:
        raise click.UsageError("--name names one feed; give one PATH with it")
    done = import_paths(paths, medward_home(), name, accept_less=accept_less)
    if done.info is not None:
        _echo_info(done.info)
    echo_failed(done)


def _echo_info(info: FactsInfo) -> None:
    """Say what was imported, and what of it cannot be used."""
    click.echo(f"{info.records:,} records, {info.ranges:,} ranges, {info.withdrawn:,} withdrawn (not used)")
    if info.unkeyed:
        click.echo(
            f"{info.unkeyed:,} statements without comparable versions (commit ranges, unreadable versions)"
        )
        click.echo(
            f"{info.undecided:,} of them nothing else decides; what they concern is shown as cannot tell"
        )
    if info.without_package:
        click.echo(f"{info.without_package:,} statements name no package and are not evaluated")
    click.echo(f"stored as {info.path}")
    echo_left_behind(info.left_behind)
    if info.problems:
        click.echo(f"{len(info.problems):,} records not usable:", err=True)
        for problem in info.problems:
            click.echo(
                f"  {plain(problem.source)}: {plain(problem.place)}: {plain(problem.message)}", err=True
            )


def echo_failed(done: Imported) -> None:
    """Say what could not be imported and what of it stays in use; end with 2 where that is anything.

    Raises:
        click.exceptions.Exit: Something could not be imported.
    """
    for one in done.failed:
        said = str(one.error)
        complain(said if said.startswith(one.name) else f"{one.name}: {said}", one.error.hint)
    states = feed_states(medward_home(), today()) if done.failed else ()
    for one in done.failed:
        kept = [state for state in states if state.is_of(one)]
        for state in kept:
            words = f"{plural(state.feed.records, 'record')}, age {state.words}"
            click.echo(
                f"  {plain(state.feed.name)}: what was imported before stays in use: {words}", err=True
            )
        if not kept:
            click.echo(
                f"  {plain(one.name)}: nothing was imported before, so nothing of it is in use", err=True
            )
    if done.failed:
        raise click.exceptions.Exit(2)


def echo_left_behind(names: tuple[str, ...]) -> None:
    """Say which feeds are not in use any more because they could not be taken over."""
    for name in names:
        click.echo(
            f"no longer in use: {plain(name)}: what is kept of it is damaged or of another version of Medward; "
            "import it again",
            err=True,
        )


@command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def remove(names: tuple[str, ...]) -> None:
    """Take imported feeds out of use; what they alone say is not asked any more.

    A feed imported under a name of its own day stays in use beside the next one, and gets too old (rule V34).
    """
    left = remove_feeds(names, medward_home())
    click.echo(f"no longer in use: {plain(', '.join(names))}")
    echo_left_behind(left)


@command.command("status")
@json_option
def status(*, as_json: bool) -> None:
    """Show the imported feeds: of when they are, how old, and what is in them."""
    found = feed_states(medward_home(), today())
    if as_json:
        print_json({"feeds": [state.as_json() for state in found]})
        return
    if not found:
        click.echo("no feeds imported; run `medward feeds import PATH`, or `medward feeds update`")
        return
    heads = ("feed", "kind", "records", "newest", "fetched", "age", "not usable", "digest", "licence")
    rows = [
        (
            one.feed.name, one.feed.kind, f"{one.feed.records:,}", one.feed.date[:10] or "undated",
            one.feed.fetched_at[:10] or "not said", one.words, f"{one.feed.problems:,}", one.feed.digest[:12],
            one.feed.licence,
        )
        for one in found
    ]  # fmt: skip
    click.echo("\n".join(table(heads, rows)))
    old = [one.feed.name for one in found if one.is_old]
    if old:
        click.echo(f"too old to rely on: {plain(', '.join(old))}; fetch and import them again")
    undated = [one.feed.name for one in found if one.age.freshness is Freshness.UNKNOWN]
    if undated:
        click.echo(
            f"nobody says of when they are: {plain(', '.join(undated))}; they may be too old to rely on"
        )
