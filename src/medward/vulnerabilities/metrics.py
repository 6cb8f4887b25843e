"""The three measures FDA asks for: how many vulnerabilities were updated, how fast, and how fast in the field.

A case that is still open has no duration yet. It stands beside the averages with its age, and never in them.

>>> from datetime import date
>>> case = Case("V1", "CVE-2026-1", "S2", date(2026, 1, 5), date(2026, 1, 26))
>>> measured((case,), date(2026, 8, 1)).to_update.mean
21.0

Source: practice 4.16; FDA "Cybersecurity in Medical Devices" (2025) VI.B; regulation F, MET-1 to MET-3.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

COMPLETE: Final = Fraction(95, 100)
"""Share of eligible units from which a fix counts as complete in the field (practice 4.16)."""
UPDATED: Final = "Vulnerabilities updated or patched"
TO_UPDATE: Final = "From identification to update available"
TO_FIELD: Final = "From update available to complete in the field"
DEFINITIONS: Final = {
    UPDATED: "Identified vulnerabilities for which an update or patch is available, divided by all identified. "
    "Identified: the company is aware of it and it affects a release. Those that affect none are excluded and listed.",
    TO_UPDATE: "Days from the day the company became aware to the day the update was released. Where several "
    "components or releases need one, the last counts.",
    TO_FIELD: "Days from the day the update was released to the first count at which 95 % of the eligible units run "
    "it. Units decommissioned, explanted or not heard of for more than twelve months are not eligible. What was fixed "
    "before a unit was shipped is not in it.",
}
"""What each measure means, printed wherever one is shown."""
STATISTICS: Final = (
    "Mean, median, 90th percentile (nearest rank) and maximum are of finished cases only. "
    "Open cases are listed with their age."
)


class Progress(NamedTuple):
    """Units that run a fix on one day."""

    on: date
    eligible: int
    updated: int

    @property
    def share(self) -> Fraction | None:
        """Share of the eligible units; none when none is eligible."""
        return Fraction(self.updated, self.eligible) if self.eligible else None


class Case(NamedTuple):
    """One vulnerability of the product, from awareness to the field."""

    id: str
    name: str
    """Public id."""
    severity: str
    """Level of the worst harm, "" when not rated."""
    identified: date
    available: date | None = None
    progress: tuple[Progress, ...] = ()
    excluded: str = ""
    """Why it is not counted; empty when it affects a release."""
    is_judged: bool = True
    """Whether somebody decided that it affects a release; others are shown and not counted."""
    is_fielded: bool = True
    """Whether units in the field need the update; false when it was found and fixed before any was shipped."""


class Span(NamedTuple):
    """A finished duration or the age of an open one."""

    case: Case
    days: int
    share: Fraction | None = None
    """Last known share of units in the field, where that is what is measured."""


class Times(NamedTuple):
    """Durations of the finished cases, and the open ones beside them."""

    finished: tuple[Span, ...]
    open: tuple[Span, ...]

    @property
    def days(self) -> list[int]:
        """Days of the finished cases, ascending."""
        return sorted(one.days for one in self.finished)

    @property
    def mean(self) -> float | None:
        """Arithmetic mean; none when nothing is finished."""
        return sum(self.days) / len(self.days) if self.days else None

    @property
    def median(self) -> float | None:
        """Middle value; none when nothing is finished."""
        return float(median(self.days)) if self.days else None

    @property
    def p90(self) -> int | None:
        """90th percentile by nearest rank; none when nothing is finished."""
        return self.days[ceil(len(self.days) * 9 / 10) - 1] if self.days else None

    @property
    def longest(self) -> int | None:
        """Greatest duration; none when nothing is finished."""
        return max(self.days, default=None)


class Metrics(NamedTuple):
    """The three measures on one day."""

    since: date | None
    """First day of the window; none when it has no start."""
    as_of: date
    identified: tuple[Case, ...]
    updated: tuple[Case, ...]
    excluded: tuple[Case, ...]
    not_judged: tuple[Case, ...]
    to_update: Times
    to_field: Times

    @property
    def percent(self) -> float | None:
        """Share of identified vulnerabilities with an update, in percent; none when none is identified."""
        return 100 * len(self.updated) / len(self.identified) if self.identified else None

    @property
    def has_history(self) -> bool:
        """Whether there is anything to measure."""
        return bool(self.identified)


def measured(cases: Iterable[Case], as_of: date, since: date | None = None) -> Metrics:
    """Return the measures over the vulnerabilities identified from `since` to `as_of`, as known on that day.

    Args:
        cases: Vulnerabilities of the product.
        as_of: Last day that counts; what happened later is not seen.
        since: First day of the window.
    """
    known = [one for one in cases if one.identified <= as_of and (since is None or one.identified >= since)]
    counted = [one for one in known if one.is_judged and not one.excluded]
    updated = [one for one in counted if _is_available(one, as_of)]
    return Metrics(
        since,
        as_of,
        tuple(counted),
        tuple(updated),
        tuple(one for one in known if one.excluded),
        tuple(one for one in known if not one.is_judged and not one.excluded),
        _to_update(counted, as_of),
        _to_field([one for one in updated if one.is_fielded], as_of),
    )


def by_severity(metrics: Metrics) -> dict[str, Metrics]:
    """Return the measures of each severity level, the worst first; "" holds the cases nobody rated."""
    levels = sorted({one.severity for one in metrics.identified}, reverse=True)
    return {
        level: measured(
            (one for one in metrics.identified if one.severity == level), metrics.as_of, metrics.since
        )
        for level in levels
    }


def completed_on(case: Case, as_of: date) -> date | None:
    """Return the day the field was complete: the first count with 95 % of eligible units, at or before a day."""
    counts = sorted(one for one in case.progress if one.on <= as_of)
    return next((one.on for one in counts if one.share is not None and one.share >= COMPLETE), None)


def _is_available(case: Case, as_of: date) -> bool:
    return case.available is not None and case.available <= as_of


def _to_update(cases: Sequence[Case], as_of: date) -> Times:
    finished, still_open = [], []
    for one in cases:
        if one.available is not None and one.available <= as_of:
            finished.append(Span(one, max(0, (one.available - one.identified).days)))
        else:
            still_open.append(Span(one, (as_of - one.identified).days))
    return Times(tuple(finished), _oldest_first(still_open))


def _to_field(cases: Sequence[Case], as_of: date) -> Times:
    finished, still_open = [], []
    for one in cases:
        start, end = one.available or as_of, completed_on(one, as_of)
        if end is not None:
            finished.append(Span(one, max(0, (end - start).days), COMPLETE))
        else:
            still_open.append(Span(one, (as_of - start).days, _last_share(one, as_of)))
    return Times(tuple(finished), _oldest_first(still_open))


def _last_share(case: Case, as_of: date) -> Fraction | None:
    counts = sorted(one for one in case.progress if one.on <= as_of)
    return counts[-1].share if counts else None


def _oldest_first(spans: list[Span]) -> tuple[Span, ...]:
    return tuple(sorted(spans, key=lambda one: (-one.days, one.case.id)))
