"""Fetching feeds and importing what came."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypedDict

from medward.errors import InvalidInputError
from medward.facts.build import FeedSource
from medward.feeds.download import Patience
from medward.feeds.known import OWN_FILE, chosen_sources, known_sources
from medward.feeds.unpack import importable
from medward.feeds.update import update_sources
from medward.workspace.feed_age import DOWNLOADS
from medward.workspace.feeds import import_feeds

_SHOWN: Final = 3
"""Addresses of a source that an error names."""

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from medward.facts.build import FactsInfo
    from medward.feeds.known import Source
    from medward.feeds.snapshot import Snapshot
    from medward.feeds.update import Outcome


class UpdateJson(TypedDict):
    """One source of `feeds update --json`."""

    source: str
    licence: str
    is_new: bool
    fetched_at: str
    confirmed_at: str
    digest: str
    files: int
    size_bytes: int
    folder: str
    error: str


def sources_at(home: Path) -> dict[str, Source]:
    """Return the sources an update knows, with a person's own `feeds.yaml`."""
    return known_sources(home / OWN_FILE)


def fetch_feeds(
    names: Iterable[str], home: Path, now: datetime, patience: Patience | None = None
) -> Iterator[Outcome]:
    """Fetch the sources of these names, one after the other, and return what became of each."""
    chosen = chosen_sources(sources_at(home), names)
    return update_sources(chosen, home / DOWNLOADS, now, patience or Patience())


def import_snapshots(snapshots: Iterable[Snapshot], home: Path) -> FactsInfo | None:
    """Import snapshots beside the feeds that are there; None when there is nothing to import.

    Each archive is a feed of its own, all other files of a source are one.

    Raises:
        InvalidInputError: A source sent what is no feed; the place names it with its addresses.
    """
    given = tuple(snapshots)
    with TemporaryDirectory(prefix="medward-import-") as folder:
        try:
            sources = [found for one in given for found in _feeds_of(one, Path(folder))]
            return import_feeds(sources, home) if sources else None
        except InvalidInputError as error:
            raise _from_source(error, given, folder) from error


def _from_source(error: InvalidInputError, snapshots: Iterable[Snapshot], folder: str) -> InvalidInputError:
    """Return an error about a file unpacked below `folder` with the name of its source and where that fetched it."""
    inside = error.place.removeprefix(f"{folder}/")
    for one in snapshots:
        if inside != error.place and inside.startswith(one.source):
            addresses = ", ".join(file.address for file in one.files[:_SHOWN])
            return InvalidInputError(
                error.message,
                place=f"{one.source} ({addresses})",
                hint="Run the update again; where it stays so, check the address of the source in feeds.yaml.",
            )
    return error


def _feeds_of(snapshot: Snapshot, folder: Path) -> list[FeedSource]:
    """Return the feeds of a snapshot, unpacked below `folder` where importing cannot read them as they are."""
    place = folder / snapshot.source
    place.mkdir()
    importable(snapshot.folder, tuple(one.name for one in snapshot.files), place)
    archives = sorted(place.glob("*.zip"))
    found = []
    for archive in archives:
        target = folder / f"{snapshot.source}-{archive.name}"
        archive.rename(target)
        found.append((target, f"{snapshot.source}-{archive.stem}"))
    if any(place.iterdir()):
        found.append((place, snapshot.source))
    return [FeedSource(path, name, snapshot.licence, snapshot.confirmed_at) for path, name in found]


def to_json(outcome: Outcome) -> UpdateJson:
    """Return what became of a source in the shape scripts rely on."""
    snapshot = outcome.snapshot
    files = snapshot.files if snapshot else ()
    return UpdateJson(
        source=outcome.source.name,
        licence=outcome.source.licence,
        is_new=outcome.is_new,
        fetched_at=snapshot.fetched_at if snapshot else "",
        confirmed_at=snapshot.confirmed_at if snapshot else "",
        digest=snapshot.digest if snapshot else "",
        files=len(files),
        size_bytes=sum(one.size for one in files),
        folder=str(snapshot.folder) if snapshot else "",
        error=str(outcome.error) if outcome.error else "",
    )
