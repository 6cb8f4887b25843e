"""What is in use, and how it changes: feeds come in, and go, all of one command at one moment."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, MedwardError, NotFoundError, translating_system_errors
from medward.facts.build import (
    building,
    check_names,
    facts_info,
    make_snapshot,
    note_fetched,
    write_database,
)
from medward.facts.database import is_readable
from medward.facts.master import is_usable, packages_in, records_in
from medward.facts.match import feeds_of
from medward.facts.schema import SNAPSHOTS
from medward.kernel.words import few, plural
from medward.workspace.feeds_in_use import IN_USE, InUse, InUseFeed, in_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from medward.facts.build import FactsInfo, FeedSource

ACCEPT_LESS: Final = "--accept-less"
"""Option of the commands that import a feed which says less than the one it replaces."""
_MANY_RECORDS: Final = 100
"""Records of which a feed does not lose half in the course of things."""
_MANY_PACKAGES: Final = 10
"""Packages of an ecosystem from which a feed does not cease to speak of it in the course of things."""


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


def import_feeds(sources: Iterable[FeedSource], home: Path, *, accept_less: bool = False) -> Imported:
    """Import `sources` beside the feeds that are there; one of the same name is replaced.

    All that can be imported come into use at one moment: the list of what is in use is one file, renamed when
    everything it names is on the disk. A source that cannot be, or that says less than the feed it would replace
    unless `accept_less`, leaves the others alone and its earlier feed in use. What is finished when an import stops is
    kept for the next one. A feed whose snapshot cannot be taken over is left behind; a database that cannot be read
    is replaced.

    Raises:
        InvalidInputError: Two sources have one name, or there is no room.
    """
    wanted = tuple(sources)
    check_names(wanted)
    folder = home / "facts"
    with building(folder):
        before = _snapshots_in_use(home)
        usable = _usable(before)
        new, failed = _snapshots(wanted, folder, {} if accept_less else usable)
        if not new:
            return Imported(None, failed)
        kept = {name: path for name, path in usable.items() if name not in new}
        database = _use(
            home, {**kept, **new}, {one.name: one.fetched_at for one in wanted if one.name in new}
        )
        left = tuple(name for name in before if name not in kept and name not in new)
        return Imported(replace(facts_info(database, tuple(new.values()), new), left_behind=left), failed)


def remove_feeds(names: Sequence[str], home: Path) -> tuple[str, ...]:
    """Take feeds out of use; return the names of others that could not be taken over.

    Raises:
        NotFoundError: No feed of a name is in use; then none is taken out.
    """
    folder = home / "facts"
    with building(folder):
        before = _snapshots_in_use(home)
        for name in names:
            if name not in before:
                known = few(sorted(before), 10) or "none"
                raise NotFoundError(f"no feed {name!r} is in use", hint=f"In use: {known}.")
        others = {name: path for name, path in before.items() if name not in names}
        kept = _usable(others)
        if kept:
            _use(home, kept, {})
        else:
            _put_in_use(home, InUse())
            _remove_unused(folder, None, ())
        return tuple(name for name in others if name not in kept)


def _snapshots_in_use(home: Path) -> dict[str, Path]:
    return {feed["name"]: home / "facts" / SNAPSHOTS / feed["snapshot"] for feed in in_use(home).feeds}


def _usable(snapshots: Mapping[str, Path]) -> dict[str, Path]:
    return {name: path for name, path in snapshots.items() if is_usable(path)}


def _snapshots(
    sources: Iterable[FeedSource], folder: Path, before: Mapping[str, Path]
) -> tuple[dict[str, Path], tuple[NotImported, ...]]:
    """Return the snapshot of each source by name, and the sources that have none; one has no bearing on another."""
    new: dict[str, Path] = {}
    failed = []
    for source in sources:
        try:
            with translating_system_errors():
                path = make_snapshot(source, folder / SNAPSHOTS)
                if source.name in before:
                    _check_replaces(path, source, before[source.name])
                new[source.name] = path
        except MedwardError as error:
            failed.append(NotImported(source.name, error))
    return new, tuple(failed)


def _check_replaces(snapshot: Path, source: FeedSource, before: Path) -> None:
    """Refuse a feed that says less than the one it replaces: what is missing would look clean.

    Raises:
        InvalidInputError: It has less than half of the records, ceases to speak of an ecosystem, or is older.
    """
    (records, day), (had, had_day) = records_in(snapshot), records_in(before)
    packages = packages_in(snapshot)
    lost = [
        one for one, count in packages_in(before).items() if count >= _MANY_PACKAGES and one not in packages
    ]
    less = ""
    if had >= _MANY_RECORDS and records * 2 < had:
        less = f"it has {plural(records, 'record')}, and the feed {source.name!r} in use has {had:,}"
    elif lost:
        less = f"it says nothing of {few(lost, 5)}, and the feed {source.name!r} in use does"
    elif day and day < had_day <= (source.fetched_at or had_day):
        less = f"it is of {day}, and the feed {source.name!r} in use of {had_day}"
    if less:
        raise InvalidInputError(
            f"{less}: it may be cut, older, or of something else",
            place=str(source.path),
            hint=f"Fetch it again; where that is right, use {ACCEPT_LESS}, or --name for a feed beside the other.",
        )


def _use(home: Path, feeds: Mapping[str, Path], fetched: Mapping[str, str]) -> Path:
    """Make feeds, by name with their snapshots, all that is in use; return their database.

    Args:
        home: Where feeds are kept.
        feeds: What is to be in use.
        fetched: When feeds were fetched; of the others, what was known of them stays.
    """
    folder = home / "facts"
    snapshots = tuple(feeds.values())
    known = _fetched_before(home)
    database = write_database(snapshots, folder)
    note_fetched(database, {name: fetched.get(name, known.get(name, "")) for name in feeds})
    listed = tuple(InUseFeed(name=name, snapshot=path.name) for name, path in feeds.items())
    _put_in_use(home, InUse(listed, database.name))
    _remove_unused(folder, database, snapshots)
    return database


def _fetched_before(home: Path) -> dict[str, str]:
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


def _remove_unused(folder: Path, database: Path | None, snapshots: Iterable[Path]) -> None:
    """Remove databases and snapshots that nothing names any more."""
    for old in folder.glob("[!.]*.db"):
        if old != database:
            old.unlink()
    kept = {path.name for path in snapshots}
    for old in (folder / SNAPSHOTS).iterdir():
        if old.name not in kept:
            shutil.rmtree(old)
