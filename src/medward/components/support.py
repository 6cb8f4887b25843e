"""How long components are supported, beside how long the product is.

One place answers this for rule V15, the gaps, the dossier and `sbom support`. The months without support are
counted from the day after the component's last day of support, each month that has begun: one day is one
month, so that nothing uncovered is ever shown as zero.

>>> from datetime import date
>>> uncovered_months(date(2028, 6, 30), date(2030, 12, 31))
30

Source: practice 3.1 V15, 4.14 and S12; FDA "Cybersecurity in Medical Devices" (2025) V.A.4(b).
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from medward.components.stated import SUPPORT_LEVELS, UNKNOWN, day_of, is_unknown
from medward.kernel.months import months_after

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.components.sbom import Component


class Standing(StrEnum):
    """How a component's support stands against the product's."""

    COVERED = "covered"
    ENDS_EARLY = "ends-early"
    """Ends before the product's support does."""
    ENDED = "ended"
    """Ended before today."""
    CANNOT_TELL = "cannot-tell"


class SupportRow(NamedTuple):
    """One component on the time line; also one bar of a Gantt chart: from today to `ends`, then a gap to `until`."""

    ref: str
    name: str
    version: str
    deployable: str
    level: str
    """As recorded; `unknown` when somebody recorded that nobody knows, "" when nobody recorded anything."""
    ends: date | None
    source: str
    """Where that day comes from."""
    reason: str
    """Why there is no day, or why it cannot be used."""
    until: date
    """Last day of the product's support."""
    uncovered_months: int | None
    """Months begun without support before the product's ends; none when nobody can tell."""
    standing: Standing
    plan: str
    """What is planned for that time."""


class Known(NamedTuple):
    """What is recorded about a component's support outside its SBOM."""

    reason: str = ""
    """Why there is no end of support."""
    plan: str = ""


def ends_before(end_of_support: str, until: date) -> bool:
    """Return whether a stated end of support lies before a day; what is no date states nothing."""
    ends = day_of(end_of_support)
    return ends is not None and ends < until


def uncovered_months(ends: date, until: date) -> int:
    """Return the months begun between the day after `ends` and `until`, both included."""
    first, months = ends + timedelta(days=1), 0
    if first > until:
        return 0
    months = (until.year - first.year) * 12 + until.month - first.month
    return months + (months_after(first, months) <= until)


def support_rows(
    parts: Iterable[tuple[Component, Known]], until: date, today: date, deployable: str = ""
) -> list[SupportRow]:
    """Return one row per component, those that lose support first on top, the unknown ones at the end."""
    rows = [_row(component, known, (until, today), deployable) for component, known in parts]
    return sorted(rows, key=lambda row: (row.ends or date.max, row.name, row.version, row.ref))


def _row(component: Component, known: Known, days: tuple[date, date], deployable: str) -> SupportRow:
    until, today = days
    ends = day_of(component.end_of_support)
    level = component.support_level
    return SupportRow(
        ref=component.label,
        name=component.full_name,
        version=component.version,
        deployable=deployable,
        level=level if level in SUPPORT_LEVELS or not level else UNKNOWN,
        ends=ends,
        source=component.end_of_support_source,
        reason="" if ends else _why_not(component, known),
        until=until,
        uncovered_months=None if ends is None else uncovered_months(ends, until),
        standing=_standing(ends, until, today),
        plan=known.plan.strip(),
    )


def _standing(ends: date | None, until: date, today: date) -> Standing:
    if ends is None:
        return Standing.CANNOT_TELL
    if ends < today:
        return Standing.ENDED
    return Standing.ENDS_EARLY if ends < until else Standing.COVERED


def _why_not(component: Component, known: Known) -> str:
    """Return why there is no usable day."""
    stated = component.end_of_support
    if stated and not is_unknown(stated):
        return f"{stated!r} is no date"
    if known.reason.strip():
        return known.reason.strip()
    return "recorded as unknown" if stated else "not recorded"
