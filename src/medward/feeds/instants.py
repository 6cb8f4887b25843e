"""Instants as sources write them, with an offset of their own or none."""

from __future__ import annotations

from datetime import UTC, datetime


def instant_of(text: str) -> datetime | None:
    """Return an instant of ISO 8601 in UTC, None where the text is none; without an offset it is one of UTC.

    >>> instant_of("2026-10-25T02:45:00+02:00") < instant_of("2026-10-25T02:30:00+01:00")
    True
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
