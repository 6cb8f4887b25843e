"""Where advisory databases live and how files become one.

Imported feeds are kept in `$MEDWARD_HOME/facts`; databases built on the fly for `scan --feeds` in
`$MEDWARD_HOME/cache`, so that a later scan does not use them unasked.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from medward.facts.database import is_readable
from medward.facts.match import feeds_of
from medward.facts.schema import SNAPSHOTS
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
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from medward.facts.build import FactsInfo, FeedSource
    from medward.facts.database import Feed
    from medward.vulnerabilities.freshness import FeedAge

__all__ = [
    "FeedState",
    "database_for",
    "feed_name",
    "feed_states",
    "import_feeds",
    "installed_databases",
    "installed_feeds",
    "medward_home",
    "snapshots_in_use",
]


def import_feeds(sources: Iterable[FeedSource], home: Path) -> FactsInfo:
    """Import `sources` beside the feeds that are there; one of the same name is replaced.

    All of them come into use at one moment, or none does: the list of what is in use is one file, renamed when
    everything it names is on the disk. What is finished when an import stops is kept for the next one. A feed whose
    snapshot cannot be taken over is left behind; a database that cannot be read is replaced.
    """
    from medward.facts.build import building, facts_info, make_snapshots, note_fetched, write_database  # noqa: PLC0415 - keeps building off the start of scan
    from medward.facts.master import is_usable  # noqa: PLC0415 - as above

    wanted = tuple(sources)
    folder = home / "facts"
    with building(folder):
        snapshots = make_snapshots(wanted, folder)
        new = {source.name: path for source, path in zip(wanted, snapshots, strict=True)}
        others = [feed for feed in in_use(home).feeds if feed["name"] not in new]
        kept = [feed for feed in others if is_usable(folder / SNAPSHOTS / feed["snapshot"])]
        together = [folder / SNAPSHOTS / feed["snapshot"] for feed in kept] + list(snapshots)
        database = write_database(together, folder)
        note_fetched(database, _fetched(home) | {source.name: source.fetched_at for source in wanted})
        added = [InUseFeed(name=name, snapshot=path.name) for name, path in new.items()]
        _put_in_use(home, InUse((*kept, *added), database.name))
        _remove_unused(folder, database, together)
        left = tuple(feed["name"] for feed in others if feed not in kept)
        return replace(facts_info(database, snapshots, new), left_behind=left)


def snapshots_in_use(home: Path) -> tuple[Path, ...]:
    """Return the Parquet snapshots of the imported feeds."""
    return tuple(home / "facts" / SNAPSHOTS / feed["snapshot"] for feed in in_use(home).feeds)


def _fetched(home: Path) -> dict[str, str]:
    """Return when each feed in use was fetched last; a database nobody can read does not say."""
    stated = in_use(home)
    path = home / "facts" / stated.database
    if not stated.database or not is_readable(path):
        return {}
    return {feed.name: feed.fetched_at for feed in feeds_of(path)}


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
