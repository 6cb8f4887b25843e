"""Where advisory databases live and how files become one.

Imported feeds are kept in `$MEDWARD_HOME/facts`; databases built on the fly for `scan --feeds` in
`$MEDWARD_HOME/cache`, so that a later scan does not use them unasked.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from medward.errors import InvalidInputError, NotFoundError
from medward.facts.match import feeds_of
from medward.facts.schema import SNAPSHOTS
from medward.vulnerabilities.freshness import Freshness
from medward.workspace.feed_age import feed_ages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from medward.facts.build import FactsInfo, FeedSource
    from medward.facts.database import Feed
    from medward.vulnerabilities.freshness import FeedAge

_ARCHIVE_SUFFIXES: Final = (
    ".zip",
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tar.xz",
    ".tar.bz2",
    ".tar.zst",
    ".tzst",
    ".json",
    ".yaml",
)


_IN_USE: Final = "in-use.json"


def medward_home(environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder for what is kept between runs: `$MEDWARD_HOME`, else `~/.local/share/medward`."""
    stated = (os.environ if environment is None else environment).get("MEDWARD_HOME", "")
    return Path(stated) if stated else Path.home() / ".local" / "share" / "medward"


def installed_databases(home: Path) -> tuple[Path, ...]:
    """Return the database of imported feeds, or nothing where none was imported."""
    stated = _in_use(home)
    if stated.database:
        return (home / "facts" / stated.database,)
    return tuple(sorted(home.joinpath("facts").glob("[!.]*.db")))


def database_for(path: Path, home: Path) -> Path:
    """Return the database of a feed given by its path: a `.db` as it is, anything else built once and kept.

    Raises:
        NotFoundError: There is no such file or folder.
        InvalidInputError: It cannot be read as advisories.
    """
    if path.suffix == ".db" and path.is_file():
        return path
    if not path.exists():
        raise NotFoundError(
            f"there is no feed {path}",
            hint="Give a folder, zip or tar of feed files, or a .db made by feeds import.",
        )
    from medward.facts.build import FeedSource, build_database  # noqa: PLC0415 - keeps building off the start of scan

    return build_database([FeedSource(path, feed_name(path))], home / "cache").path


def import_feeds(sources: Iterable[FeedSource], home: Path) -> FactsInfo:
    """Import `sources` beside the feeds that are there; one of the same name is replaced.

    All of them come into use at one moment, or none does: the list of what is in use is one file, renamed when
    everything it names is on the disk. What is finished when an import stops is kept for the next one.
    """
    from medward.facts.build import building, facts_info, make_snapshots, note_fetched, write_database  # noqa: PLC0415 - keeps building off the start of scan

    wanted = tuple(sources)
    folder = home / "facts"
    with building(folder):
        snapshots = make_snapshots(wanted, folder)
        new = {source.name: path for source, path in zip(wanted, snapshots, strict=True)}
        kept = [feed for feed in _in_use(home).feeds if feed["name"] not in new]
        together = [folder / SNAPSHOTS / feed["snapshot"] for feed in kept] + list(snapshots)
        database = write_database(together, folder)
        note_fetched(database, _fetched(home) | {source.name: source.fetched_at for source in wanted})
        added = [_InUseFeed(name=name, snapshot=path.name) for name, path in new.items()]
        _put_in_use(home, _InUse((*kept, *added), database.name))
        _remove_unused(folder, database, together)
        return facts_info(database, snapshots, new)


def snapshots_in_use(home: Path) -> tuple[Path, ...]:
    """Return the Parquet snapshots of the imported feeds."""
    return tuple(home / "facts" / SNAPSHOTS / feed["snapshot"] for feed in _in_use(home).feeds)


class _InUseFeed(TypedDict):
    """A feed and the snapshot in use for it."""

    name: str
    snapshot: str


class _InUse(NamedTuple):
    """What scans and portfolios read."""

    feeds: tuple[_InUseFeed, ...] = ()
    database: str = ""


def _in_use(home: Path) -> _InUse:
    """Return what is in use; nothing where nothing was imported."""
    path = home / "facts" / _IN_USE
    if not path.is_file():
        return _InUse()
    try:
        stated = json.loads(path.read_bytes())
        feeds = tuple(_InUseFeed(name=one["name"], snapshot=one["snapshot"]) for one in stated["feeds"])
        return _InUse(feeds, str(stated["database"]))
    except (ValueError, TypeError, KeyError) as error:
        raise InvalidInputError(
            f"the list of imported feeds cannot be read: {error}",
            place=str(path),
            hint="Remove the file and import the feeds again: medward feeds import PATH.",
        ) from error


def _fetched(home: Path) -> dict[str, str]:
    """Return when each feed in use was fetched last."""
    stated = _in_use(home)
    if not stated.database:
        return {}
    return {feed.name: feed.fetched_at for feed in feeds_of(home / "facts" / stated.database)}


def _put_in_use(home: Path, wanted: _InUse) -> None:
    """Make `wanted` what is in use from now on."""
    path = home / "facts" / _IN_USE
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


def feed_name(path: Path) -> str:
    """Return the file's name without its packing: `golang-vulndb.tar.zst` is `golang-vulndb`."""
    name = path.resolve().name
    for suffix in sorted(_ARCHIVE_SUFFIXES, key=len, reverse=True):
        if name.endswith(suffix) and path.is_file():
            return name.removesuffix(suffix)
    return name


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
