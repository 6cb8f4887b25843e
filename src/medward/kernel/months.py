"""Months added to a day, for things that fall due again and trainings that run out."""

from __future__ import annotations

import calendar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_YEAR = 12


def months_after(day: date, months: int) -> date:
    """Return the same day of the month that many months later, or the last day of a shorter month.

    >>> from datetime import date
    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, _YEAR)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))
