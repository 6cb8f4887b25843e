"""`medward feeds`: the advisories scans use, imported from files or fetched from the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json, today
from medward.cli.lazy import LazyCommands
from medward.cli.tables import plain, table
from medward.facts.build import FeedSource
from medward.workspace.feeds import feed_name, feed_states, import_feeds, medward_home

if TYPE_CHECKING:
    from medward.facts.build import FactsInfo


@click.group("feeds", commands=LazyCommands({"update": "medward.cli.feeds_update:command"}))
def command() -> None:
    """Import advisories, and see which are there."""


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the feed; the file's name without it. For one PATH.")
def import_command(paths: tuple[Path, ...], name: str) -> None:
    """Import advisories and other feeds from files, folders, zip or tar archives.

    Kinds are told from content. All of them come into use together, or none does; a feed of the same name is
    replaced, others stay. What is finished when an import is stopped is kept for the next one.
    """
    if name and len(paths) > 1:
        raise click.UsageError("--name names one feed; give one PATH with it")
    info = import_feeds([FeedSource(path, name or feed_name(path)) for path in paths], medward_home())
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
    echo_left_behind(info)
    if info.problems:
        click.echo(f"{len(info.problems):,} records not usable:", err=True)
        for problem in info.problems:
            click.echo(
                f"  {plain(problem.source)}: {plain(problem.place)}: {plain(problem.message)}", err=True
            )


def echo_left_behind(info: FactsInfo) -> None:
    """Say which feeds are not in use any more because they could not be taken over."""
    for name in info.left_behind:
        click.echo(
            f"no longer in use: {plain(name)}: what is kept of it is damaged or of another version of Medward; "
            "import it again",
            err=True,
        )


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
