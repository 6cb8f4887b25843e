"""From paths and fetched snapshots to feeds: what a person names, and what an update fetched, come in the same way."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, MedwardError, translating_system_errors
from medward.facts.build import FeedSource
from medward.facts.scratch import scratch
from medward.feeds.snapshot import Snapshot, check_whole, snapshot_in
from medward.feeds.unpack import importable
from medward.workspace.feed_store import ACCEPT_LESS, Imported, NotImported, import_feeds
from medward.workspace.feeds_in_use import feed_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_SHOWN: Final = 3
"""Addresses of a source that an error names."""
_HINT: Final = "Run the update again; where it stays so, check the address of the source in feeds.yaml."


def import_paths(paths: Iterable[Path], home: Path, name: str = "", *, accept_less: bool = False) -> Imported:
    """Import files, folders and archives; the folder of a snapshot as the update that fetched it would.

    Args:
        paths: What to import.
        home: Where feeds are kept.
        name: Of the feed, where there is one path; "" for that of the file or of the snapshot's source.
        accept_less: Import a feed that says less than the one it replaces, too.
    """
    snapshots: list[Snapshot] = []
    sources: list[FeedSource] = []
    for path in paths:
        found = snapshot_in(path) if path.is_dir() else None
        if found is None:
            sources.append(FeedSource(path, name or feed_name(path)))
        else:
            snapshots.append(replace(found, source=name or found.source))
    with _unpacked(snapshots, home, are_copies=True) as unpacked:
        done = import_feeds([*sources, *unpacked.sources], home, accept_less=accept_less)
        return unpacked.named(done)


def import_snapshots(snapshots: Iterable[Snapshot], home: Path, *, accept_less: bool = False) -> Imported:
    """Import snapshots beside the feeds that are there.

    Each archive is a feed of its own, all other files of a source are one. A source that is fetched in steps is one
    feed, archives and all, for what a later step says replaces what an earlier one said.
    """
    with _unpacked(tuple(snapshots), home, are_copies=False) as unpacked:
        return unpacked.named(import_feeds(unpacked.sources, home, accept_less=accept_less))


class _Feed(NamedTuple):
    """A feed of a snapshot, unpacked."""

    source: FeedSource
    of: str
    """Name of the source it was fetched from."""
    addresses: tuple[str, ...]


class _Unpacked(NamedTuple):
    """Snapshots as feeds, below a folder that goes when they are imported."""

    feeds: tuple[_Feed, ...]
    failed: tuple[NotImported, ...]

    @property
    def sources(self) -> tuple[FeedSource, ...]:
        """The feeds as an import takes them."""
        return tuple(one.source for one in self.feeds)

    def named(self, done: Imported) -> Imported:
        """Return what was done, with what could not be unpacked, and with where the feeds that failed are from."""
        by_name = {one.source.name: one for one in self.feeds}
        failed = [_placed(one, by_name.get(one.name)) for one in done.failed]
        return Imported(done.info, (*self.failed, *failed))


def _placed(failed: NotImported, feed: _Feed | None) -> NotImported:
    """Return a failure with its source and addresses in the place of a file that is gone."""
    if feed is None:
        return failed
    more = ", ..." if len(feed.addresses) > _SHOWN else ""
    place = f"{failed.name} ({', '.join(feed.addresses[:_SHOWN])}{more})"
    hint = failed.error.hint if ACCEPT_LESS in failed.error.hint else _HINT
    return NotImported(failed.name, InvalidInputError(failed.error.message, place=place, hint=hint), feed.of)


@contextmanager
def _unpacked(snapshots: Iterable[Snapshot], home: Path, *, are_copies: bool) -> Iterator[_Unpacked]:
    """Unpack snapshots below `home` while the block runs; one that cannot be leaves the others alone."""
    with scratch(home) as folder:
        feeds: list[_Feed] = []
        failed = []
        for one in snapshots:
            try:
                with translating_system_errors():
                    if are_copies:
                        check_whole(one)
                    feeds += _feeds_of(one, folder)
            except MedwardError as error:
                failed.append(NotImported(one.source, error, one.source))
        yield _Unpacked(tuple(feeds), tuple(failed))


def _feeds_of(snapshot: Snapshot, folder: Path) -> list[_Feed]:
    """Return the feeds of a snapshot, unpacked below `folder` where importing cannot read them as they are."""
    place = folder / snapshot.source
    place.mkdir()
    importable(snapshot.folder, tuple(one.name for one in snapshot.files), place)
    by_name = {one.name: one.address for one in snapshot.files}
    found: list[tuple[Path, str, tuple[str, ...]]] = []
    is_in_steps = bool(snapshot.mark)
    for archive in () if is_in_steps else sorted(place.glob("*.zip")):
        target = folder / f"{snapshot.source}-{archive.name}"
        archive.rename(target)
        found.append((target, f"{snapshot.source}-{archive.stem}", (by_name.pop(archive.name),)))
    if any(place.iterdir()):
        found.append((place, snapshot.source, tuple(by_name.values())))
    return [
        _Feed(FeedSource(path, name, snapshot.licence, snapshot.confirmed_at), snapshot.source, addresses)
        for path, name, addresses in found
    ]
