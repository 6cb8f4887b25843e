"""`medward feeds update`: the only command that opens a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from medward.cli.common import clock, json_option, print_json, print_table
from medward.cli.feeds import accept_less_option, echo_failed, echo_left_behind
from medward.cli.tables import plain
from medward.kernel.words import plural
from medward.workspace.feed_import import import_snapshots
from medward.workspace.feed_store import Imported
from medward.workspace.feed_update import fetch_feeds, missing_of, sources_at, to_json
from medward.workspace.feeds import medward_home

if TYPE_CHECKING:
    from medward.feeds.update import Outcome

_MEGABYTE = 1_000_000
_SHOWN = 10


@click.command("update")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option(
    "--list", "only_list", is_flag=True, help="Show the sources with address and licence; fetch nothing."
)
@click.option("--no-import", is_flag=True, help="Keep what was fetched, but do not import it yet.")
@accept_less_option
@json_option
def command(
    sources: tuple[str, ...], *, only_list: bool, no_import: bool, accept_less: bool, as_json: bool
) -> None:
    """Fetch feeds from the network and import what is new.

    Without SOURCE every known source. An update that breaks off goes on where it stopped; until it is complete the
    earlier snapshot stays in use. A source, or a document of a CSAF provider, that cannot be fetched or imported does
    not keep the others out; the exit code is then 2.
    """
    home = medward_home()
    if only_list:
        _print_sources(as_json=as_json)
        return
    outcomes = []
    for outcome in fetch_feeds(sources, home, clock()):
        outcomes.append(outcome)
        click.echo(_line(outcome), err=as_json or outcome.error is not None)
        _echo_missing(outcome)
    new = [one.snapshot for one in outcomes if one.snapshot is not None and (one.is_new or one.error is None)]
    done = Imported(None) if no_import else import_snapshots(new, home, accept_less=accept_less)
    _echo(outcomes, done, as_json=as_json)
    if any(one.error is not None or missing_of(one) for one in outcomes):
        raise click.exceptions.Exit(2)


def _echo(outcomes: list[Outcome], done: Imported, *, as_json: bool) -> None:
    """Say what was imported and what was not."""
    if as_json:
        rows = [to_json(one, done.failed) for one in outcomes]
        print_json({"sources": rows, "database": str(done.info.path) if done.info else ""})
    elif done.info is not None:
        click.echo(f"imported: {done.info.records} records, {done.info.ranges} ranges")
    if done.info is not None:
        echo_left_behind(done.info.left_behind)
    echo_failed(done)


def _line(outcome: Outcome) -> str:
    """Return what became of a source, in one line."""
    name = outcome.source.name
    if outcome.error is not None:
        kept = (
            f"the snapshot of {outcome.snapshot.fetched_at[:10]} stays in use"
            if outcome.snapshot
            else "there is no earlier snapshot"
        )
        return plain(f"{name}: {outcome.error}; {kept}. {outcome.error.hint}")
    files = outcome.snapshot.files if outcome.snapshot else ()
    size = sum(one.size for one in files) / _MEGABYTE
    what = "new" if outcome.is_new else "unchanged"
    return plain(f"{name}: {what}, {len(files)} file{'' if len(files) == 1 else 's'}, {size:.1f} MB")


def _echo_missing(outcome: Outcome) -> None:
    """Say what a source lists and did not give."""
    missing = missing_of(outcome)
    if not missing:
        return
    many = plural(len(missing), "address", "addresses")
    kept = "the copies from before stay in use, and the next update asks again"
    click.echo(plain(f"{outcome.source.name}: incomplete, {many} cannot be fetched; {kept}"), err=True)
    for one in missing[:_SHOWN]:
        click.echo(plain(f"  {one.address}: {one.why}"), err=True)
    if len(missing) > _SHOWN:
        click.echo(f"  and {len(missing) - _SHOWN:,} more; --json lists all", err=True)


def _print_sources(*, as_json: bool) -> None:
    known = sources_at(medward_home()).values()
    if as_json:
        print_json(
            {
                "sources": [
                    {
                        "source": one.name,
                        "title": one.title,
                        "addresses": list(one.addresses),
                        "licence": one.licence,
                    }
                    for one in known
                ]
            }
        )
        return
    print_table(
        ("source", "what", "from", "licence"),
        [(one.name, one.title, urlsplit(one.addresses[0]).netloc, one.licence) for one in known],
    )
