"""Where advisory databases live and how files become one.

Imported feeds are kept in `$MEDWARD_HOME/facts`; databases built on the fly for `scan --feeds` in
`$MEDWARD_HOME/cache`, so that a later scan does not use them unasked.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, MedwardError, refused_by_system
from medward.facts.database import is_readable
from medward.facts.match import feeds_of
from medward.facts.schema import SNAPSHOTS
from medward.kernel.words import plural
from medward.vulnerabilities.freshness import Freshness
from medward.workspace.feed_age import feed_ages
from medward.workspace.feeds_in_use import (
    IN_USE,
    InUse,
    InUseFeed,
    database_for,
    feed_name,
    in_use,
    installed_databases,
    medward_home,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from medward.facts.build import FactsInfo, FeedSource
    from medward.facts.database import Feed
    from medward.vulnerabilities.freshness import FeedAge

ACCEPT_FEWER: Final = "--accept-fewer"
"""Option of the commands that import a feed with far fewer records than the one it replaces."""
_MANY: Final = 100
"""Records from which a feed does not lose half of them in the course of things."""

__all__ = [
    "FeedState",
    "Imported",
    "NotImported",
    "database_for",
    "feed_name",
    "feed_states",
    "import_feeds",
    "installed_databases",
    "installed_feeds",
    "medward_home",
    "snapshots_in_use",
]


class NotImported(NamedTuple):
    """A source that could not be imported; what was imported of it before stays in use."""

    name: str
    """Of the feed, or of the source it was fetched from where it could not even be unpacked."""
    error: MedwardError
    source: str = ""
    """Name of the source it was fetched from, "" for what a person named by its path."""


class Imported(NamedTuple):
    """What an import came to."""

    info: FactsInfo | None
    """None where no source could be imported: then nothing changed."""
    failed: tuple[NotImported, ...] = ()


def import_feeds(sources: Iterable[FeedSource], home: Path, *, accept_fewer: bool = False) -> Imported:
    """Import `sources` beside the feeds that are there; one of the same name is replaced.

    All that can be imported come into use at one moment: the list of what is in use is one file, renamed when
    everything it names is on the disk. A source that cannot be, or that lost most of its records unless
    `accept_fewer`, leaves the others alone and its earlier feed in use. What is finished when an import stops is kept
    for the next one. A feed whose snapshot cannot be taken over is left behind; a database that cannot be read is
    replaced.

    Raises:
        InvalidInputError: Two sources have one name.
    """
    from medward.facts.build import building, check_names, facts_info, note_fetched, write_database  # noqa: PLC0415 - keeps building off the start of scan
    from medward.facts.master import is_usable  # noqa: PLC0415 - as above

    wanted = tuple(sources)
    check_names(wanted)
    folder = home / "facts"
    with building(folder):
        before = {feed.name: feed for feed in _feeds_before(home)}
        new, failed = _snapshots(wanted, folder, {} if accept_fewer else before)
        if not new:
            return Imported(None, failed)
        others = [feed for feed in in_use(home).feeds if feed["name"] not in new]
        kept = [feed for feed in others if is_usable(folder / SNAPSHOTS / feed["snapshot"])]
        together = [*(folder / SNAPSHOTS / feed["snapshot"] for feed in kept), *new.values()]
        database = write_database(together, folder)
        fetched = {source.name: source.fetched_at for source in wanted if source.name in new}
        note_fetched(database, {name: feed.fetched_at for name, feed in before.items()} | fetched)
        added = [InUseFeed(name=name, snapshot=path.name) for name, path in new.items()]
        _put_in_use(home, InUse((*kept, *added), database.name))
        _remove_unused(folder, database, together)
        left = tuple(feed["name"] for feed in others if feed not in kept)
        return Imported(replace(facts_info(database, tuple(new.values()), new), left_behind=left), failed)


def _snapshots(
    sources: Iterable[FeedSource], folder: Path, before: Mapping[str, Feed]
) -> tuple[dict[str, Path], tuple[NotImported, ...]]:
    """Return the snapshot of each source by name, and the sources that have none; one has no bearing on another."""
    from medward.facts.build import make_snapshot  # noqa: PLC0415 - keeps building off the start of scan

    new: dict[str, Path] = {}
    failed = []
    for source in sources:
        try:
            path = make_snapshot(source, folder / SNAPSHOTS)
            _check_number(path, source, before.get(source.name))
            new[source.name] = path
        except MedwardError as error:
            failed.append(NotImported(source.name, error))
        except OSError as error:
            failed.append(NotImported(source.name, refused_by_system(error)))
    return new, tuple(failed)


def _check_number(snapshot: Path, source: FeedSource, before: Feed | None) -> None:
    """Refuse a feed that has far fewer records than the one it replaces: what is missing would look clean.

    Raises:
        InvalidInputError: It has less than half of them.
    """
    from medward.facts.master import records_in  # noqa: PLC0415 - keeps building off the start of scan

    if before is None or before.records < _MANY:
        return
    records = records_in(snapshot)
    if records * 2 < before.records:
        raise InvalidInputError(
            f"it has {plural(records, 'record')}, and the feed {source.name!r} in use has {before.records:,}: it may "
            "be cut, or of something else",
            place=str(source.path),
            hint=f"Fetch it again; where that is right, use {ACCEPT_FEWER}, or --name for a feed beside the other.",
        )


def snapshots_in_use(home: Path) -> tuple[Path, ...]:
    """Return the Parquet snapshots of the imported feeds."""
    return tuple(home / "facts" / SNAPSHOTS / feed["snapshot"] for feed in in_use(home).feeds)


def _feeds_before(home: Path) -> tuple[Feed, ...]:
    """Return the feeds in use; none where nobody can read their database."""
    stated = in_use(home)
    path = home / "facts" / stated.database
    return feeds_of(path) if stated.database and is_readable(path) else ()


def _put_in_use(home: Path, wanted: InUse) -> None:
    """Make `wanted` what is in use from now on."""
    path = home / "facts" / IN_USE
    temporary = path.with_suffix(".new")
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump({"database": wanted.database, "feeds": list(wanted.feeds)}, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _remove_unused(folder: Path, database: Path, snapshots: Iterable[Path]) -> None:
    """Remove databases and snapshots that nothing names any more."""
    for old in folder.glob("[!.]*.db"):
        if old != database:
            old.unlink()
    kept = {path.name for path in snapshots}
    for old in (folder / SNAPSHOTS).iterdir():
        if old.name not in kept:
            shutil.rmtree(old)


def installed_feeds(home: Path) -> tuple[tuple[Path, tuple[Feed, ...]], ...]:
    """Return the database of the imported feeds with its sources."""
    return tuple((path, feeds_of(path)) for path in installed_databases(home))


class FeedState(NamedTuple):
    """A feed in use, with its age."""

    database: Path
    feed: Feed
    age: FeedAge

    @property
    def is_old(self) -> bool:
        """Whether what was published since would be missed for too long (rule V34)."""
        return self.age.freshness in {Freshness.STALE, Freshness.EXPIRED}

    def is_of(self, failed: NotImported) -> bool:
        """Return whether this feed is what stays in use of one that could not be imported."""
        is_whole_source = failed.name == failed.source
        return self.feed.name == failed.name or (
            is_whole_source and self.feed.name.startswith(f"{failed.source}-")
        )

    @property
    def words(self) -> str:
        """The age as a table shows it."""
        if self.age.freshness is Freshness.UNKNOWN:
            return "not known"
        days = f"{self.age.days} day{'' if self.age.days == 1 else 's'}"
        return days if self.age.freshness is Freshness.FRESH else f"{days}, {self.age.freshness.value}"

    def as_json(self) -> dict[str, object]:
        """Return the feed in the shape scripts rely on."""
        return {
            **self.feed._asdict(),
            "age_days": None if self.age.freshness is Freshness.UNKNOWN else self.age.days,
            "freshness": self.age.freshness.value,
            "database": str(self.database),
        }


def feed_states(home: Path, today: date) -> tuple[FeedState, ...]:
    """Return the feeds in use with their age: since their source confirmed them, or see `feed_ages`."""
    found = [(path, feed) for path, feeds in installed_feeds(home) for feed in feeds]
    ages = feed_ages((feed for _, feed in found), home, today)
    return tuple(FeedState(path, feed, age) for (path, feed), age in zip(found, ages, strict=True))
