"""Where advisory databases live and how files become one.

Imported feeds are kept in `$MEDWARD_HOME/facts`; databases built on the fly for `scan --feeds` in
`$MEDWARD_HOME/cache`, so that a later scan does not use them unasked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medward.facts.match import feeds_of
from medward.facts.schema import SNAPSHOTS
from medward.vulnerabilities.freshness import Freshness
from medward.workspace.feed_age import feed_ages
from medward.workspace.feeds_in_use import (
    database_for,
    feed_name,
    in_use,
    installed_databases,
    medward_home,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from medward.facts.database import Feed
    from medward.vulnerabilities.freshness import FeedAge
    from medward.workspace.feed_store import NotImported

__all__ = [
    "FeedState",
    "database_for",
    "feed_name",
    "feed_states",
    "installed_databases",
    "installed_feeds",
    "medward_home",
    "snapshots_in_use",
]


def snapshots_in_use(home: Path) -> tuple[Path, ...]:
    """Return the Parquet snapshots of the imported feeds."""
    return tuple(home / "facts" / SNAPSHOTS / feed["snapshot"] for feed in in_use(home).feeds)


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
