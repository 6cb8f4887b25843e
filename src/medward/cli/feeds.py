"""`medward feeds`: the advisories scans use, imported from files or fetched from the network."""

from __future__ import annotations

from pathlib import Path

import click

from medward.cli.common import json_option, print_json
from medward.cli.lazy import LazyCommands
from medward.cli.tables import plain, table
from medward.facts.build import FeedSource
from medward.workspace.feeds import feed_name, import_feeds, installed_feeds, medward_home


@click.group("feeds", commands=LazyCommands({"update": "medward.cli.feeds_update:command"}))
def command() -> None:
    """Import advisories, and see which are there."""


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the feed; the file's name without it. For one PATH.")
def import_command(paths: tuple[Path, ...], name: str) -> None:
    """Import OSV records from folders, zip or tar files.

    All of them become one database, or none does; earlier databases of the same names are replaced.
    """
    if name and len(paths) > 1:
        raise click.UsageError("--name names one feed; give one PATH with it")
    info = import_feeds([FeedSource(path, name or feed_name(path)) for path in paths], medward_home())
    click.echo(f"{info.records} records, {info.ranges} ranges, {info.withdrawn} withdrawn (not used)")
    if info.unkeyed:
        click.echo(
            f"{info.unkeyed} statements without comparable versions (commit ranges, unreadable versions)"
        )
        click.echo(
            f"{info.undecided} of them nothing else decides; what they concern is shown as cannot tell"
        )
    if info.without_package:
        click.echo(f"{info.without_package} statements name no package and are not evaluated")
    click.echo(f"stored as {info.path}")
    if info.problems:
        click.echo(f"{len(info.problems)} files not usable:", err=True)
        for problem in info.problems:
            click.echo(
                f"  {plain(problem.source)}: {plain(problem.place)}: {plain(problem.message)}", err=True
            )


@command.command("status")
@json_option
def status(*, as_json: bool) -> None:
    """Show the imported feeds with their dates and digests."""
    found = [(path, feed) for path, feeds in installed_feeds(medward_home()) for feed in feeds]
    if as_json:
        rows = [{**feed._asdict(), "database": str(path)} for path, feed in found]
        print_json({"feeds": rows})
    elif not found:
        click.echo("no feeds imported; run `medward feeds import PATH`")
    else:
        rows_ = [
            (feed.name, str(feed.records), feed.date[:10] or "undated", str(feed.problems), feed.digest[:12])
            for _, feed in found
        ]
        click.echo("\n".join(table(("feed", "records", "newest", "not usable", "digest"), rows_)))
