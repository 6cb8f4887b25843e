"""Keys for versions that are instants: the VERS scheme `datetime`.

Shape of a key: fourteen digits of year to second in UTC, then the digits of the fraction without trailing zeros.

Source: VERS specification, scheme `datetime`; RFC 3339 section 5.6.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache


def instant_key(text: str) -> str | None:
    """Return the key of an RFC 3339 instant; None for other text and for dates no calendar has.

    >>> instant_key("2024-01-01T00:00:00Z") == instant_key("2023-12-31T19:00:00.0-05:00")
    True
    >>> instant_key("2024-01-01T00:00:00Z") < instant_key("2024-01-01T00:00:00.5Z"), instant_key("2024-02-30T00:00:00Z")
    (True, None)
    """
    match = _pattern().fullmatch(text)
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(f"{match[1]}{match[3].replace('Z', '+00:00')}").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.strftime("%Y%m%d%H%M%S").rjust(14, "0") + (match[2] or "").rstrip("0")


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: few ranges speak of instants."""
    return re.compile(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2})",
        re.ASCII,
    )
