"""Fetching feeds, and what became of each source as scripts read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from medward.feeds.download import Patience
from medward.feeds.known import OWN_FILE, chosen_sources, known_sources
from medward.feeds.update import update_sources
from medward.workspace.feed_age import DOWNLOADS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from medward.feeds.known import Source
    from medward.feeds.snapshot import Missing
    from medward.feeds.update import Outcome
    from medward.workspace.feed_store import NotImported


class MissingJson(TypedDict):
    """Something a source lists that could not be fetched."""

    address: str
    why: str


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
    missing: list[MissingJson]


def sources_at(home: Path) -> dict[str, Source]:
    """Return the sources an update knows, with a person's own `feeds.yaml`."""
    return known_sources(home / OWN_FILE)


def fetch_feeds(
    names: Iterable[str], home: Path, now: datetime, patience: Patience | None = None
) -> Iterator[Outcome]:
    """Fetch the sources of these names, one after the other, and return what became of each."""
    chosen = chosen_sources(sources_at(home), names)
    return update_sources(chosen, home / DOWNLOADS, now, patience or Patience())


def missing_of(outcome: Outcome) -> tuple[Missing, ...]:
    """Return what this update of a source could not fetch; of one that failed as a whole the error says it."""
    return outcome.snapshot.missing if outcome.snapshot and outcome.error is None else ()


def to_json(outcome: Outcome, failed: Iterable[NotImported] = ()) -> UpdateJson:
    """Return what became of a source in the shape scripts rely on.

    Args:
        outcome: What fetching it came to.
        failed: Feeds of any source that could not be imported; those of this one are its errors, too.
    """
    snapshot = outcome.snapshot
    errors = [str(outcome.error)] if outcome.error else []
    errors += [str(one.error) for one in failed if one.source == outcome.source.name]
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
        error="; ".join(errors),
        missing=[MissingJson(address=one.address, why=one.why) for one in missing_of(outcome)],
    )
