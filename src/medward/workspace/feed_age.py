"""How old the imported feeds are: as old as their source last said that nothing newer is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.freshness import DEFAULT_LIMITS, feed_age

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from medward.facts.database import Feed
    from medward.vulnerabilities.freshness import FeedAge, FeedLimits

DOWNLOADS: Final = "downloads"


def feed_ages(
    feeds: Iterable[Feed], home: Path, today: date, limits: FeedLimits = DEFAULT_LIMITS
) -> tuple[FeedAge, ...]:
    """Return the age of each feed on a day, from its update, its fetching, or else its newest record."""
    confirmed = _confirmations(home / DOWNLOADS)
    return tuple(
        feed_age(feed.name, _confirmed(feed, confirmed) or feed.fetched_at or feed.date, today, limits)
        for feed in feeds
    )


def _confirmed(feed: Feed, confirmed: dict[str, tuple[str, str]]) -> str:
    """Return when the source of a feed last said that what was imported is still the newest, "" if it did not."""
    for source, (fetched_at, confirmed_at) in confirmed.items():
        belongs = feed.name == source or feed.name.startswith(f"{source}-")
        if belongs and fetched_at <= feed.fetched_at:  # a later snapshot was fetched, but not imported
            return confirmed_at
    return ""


def _confirmations(downloads: Path) -> dict[str, tuple[str, str]]:
    """Return by source when its snapshot was fetched and when it was last confirmed; the longest names first."""
    found = {}
    for pointer in sorted(downloads.glob("*/current"), key=lambda path: -len(path.parent.name)):
        try:
            about = pointer.parent / pointer.read_text(encoding="utf-8").strip() / "source.json"
            told = json.loads(about.read_bytes())
            found[pointer.parent.name] = (str(told["fetched_at"]), str(told["confirmed_at"]))
        except (OSError, ValueError, TypeError, KeyError):
            continue
    return found
