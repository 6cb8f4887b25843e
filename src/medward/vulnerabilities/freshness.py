"""How old a feed is, and whether that still is fresh enough: what was published later is not seen.

>>> from datetime import date
>>> feed_age("kev", "2026-06-01", date(2026, 6, 20)).freshness.value
'stale'

Source: practice 3.1 V34: more than 7 days are a warning, more than 30 block gate G7.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple


class Freshness(StrEnum):
    """What the age of a feed means."""

    FRESH = "fresh"
    STALE = "stale"  # worth a warning
    EXPIRED = "expired"  # nothing may be decided with it
    UNKNOWN = "unknown"  # nobody says of when it is


class FeedLimits(NamedTuple):
    """Days from which a feed is stale and expired."""

    warning_days: int = 7  # V34
    blocking_days: int = 30  # V34


class FeedAge(NamedTuple):
    """The age of one feed on one day."""

    name: str
    as_of: str
    """Day it is of, ISO 8601; "" when nobody says."""
    days: int
    """Since that day, 0 when nobody says or the day lies ahead."""
    freshness: Freshness

    def __str__(self) -> str:
        """Return the age in words."""
        if self.freshness is Freshness.UNKNOWN:
            return "age not known"
        return f"of {self.as_of}, {self.days} day{'' if self.days == 1 else 's'} old"


DEFAULT_LIMITS: Final = FeedLimits()


def feed_age(name: str, as_of: str, today: date, limits: FeedLimits = DEFAULT_LIMITS) -> FeedAge:
    """Return the age of a feed; it is not known where its day lies further ahead than it may lie back.

    One record with a wrong year makes a feed no newer than it is.

    Args:
        name: Its name.
        as_of: When it was fetched, else the day of its newest record; an ISO 8601 day or instant, "" for unknown.
        today: The day to judge by.
        limits: When it is stale and when it has expired.
    """
    try:
        day = date.fromisoformat(as_of[:10])
    except ValueError:
        return FeedAge(name, "", 0, Freshness.UNKNOWN)
    if (day - today).days > limits.warning_days:
        return FeedAge(name, "", 0, Freshness.UNKNOWN)
    days = max((today - day).days, 0)
    if days > limits.blocking_days:
        state = Freshness.EXPIRED
    else:
        state = Freshness.STALE if days > limits.warning_days else Freshness.FRESH
    return FeedAge(name, day.isoformat(), days, state)
