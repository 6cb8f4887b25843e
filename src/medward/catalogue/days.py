"""Days as sources state them: exact, or only a month or a year."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

_YEAR, _MONTH, _DAY = 4, 7, 10


def first_day(text: str) -> date:
    """Return the first day a stated day can mean: `2026` is 1 January 2026.

    Raises:
        ValueError: Not a day, month or year.
    """
    return date.fromisoformat(text + {_YEAR: "-01-01", _MONTH: "-01", _DAY: ""}.get(len(text), "?"))


def last_day(text: str) -> date:
    """Return the last day a stated day can mean: `2026-02` is 28 February 2026.

    Raises:
        ValueError: Not a day, month or year.
    """
    first = first_day(text)
    if len(text) == _YEAR:
        return first.replace(month=12, day=31)
    if len(text) == _MONTH:
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def _checked(text: str) -> str:
    """Refuse what is no day."""
    try:
        first_day(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day; write 2026-02-03, 2026-02 or 2026") from None
    return text


Day: TypeAlias = Annotated[str, AfterValidator(_checked)]
"""`2026-02-03`, `2026-02` or `2026`; no more exact than its source."""
