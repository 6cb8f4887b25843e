"""Vulnerabilities of a product as the cases that the measures count, taken from their assessments.

A vulnerability has one assessment per component and release. It counts once: it affects the product when one of them
says so, and its update is available when every affected one has its fix.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from medward.devices.records import Release
from medward.governance.defaults import current_policies
from medward.kernel.words import spelled
from medward.risk.matrix import UNKNOWN, worst_severity
from medward.vex.limits import looked_at
from medward.vex.records import Assessment
from medward.vex.severity import patient_severity
from medward.vulnerabilities.metrics import Case, Progress
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from medward.governance.policies import RiskMatrix
    from medward.kernel.recordset import RecordSet

_AFFECTS: Final = frozenset({"affected", "fixed"})
_OUT: Final = frozenset({"not-affected", "duplicate"})


def cases(records: RecordSet, as_of: date) -> Iterator[Case]:
    """Yield the vulnerabilities that somebody assessed for a release, as decided on a day.

    Args:
        records: The device file.
        as_of: A decision made later is not seen: the vulnerability then counts as not judged.
    """
    by_vulnerability: dict[str, list[Assessment]] = {}
    for one in records.of(Assessment):
        by_vulnerability.setdefault(one.vulnerability, []).append(one)
    matrix = current_policies(records, as_of).matrix
    for item in records.of(Vulnerability):
        if item.id in by_vulnerability:
            yield _case(item, by_vulnerability[item.id], records, matrix, as_of)


def snapshot_day(assessments: Iterable[Assessment]) -> date | None:
    """Return how new the newest of these assessments is: the day somebody last looked at it, else first seen (V21)."""
    newest = max(map(looked_at, assessments), default=None)
    return newest.date() if newest else None


def _case(
    item: Vulnerability, found: Sequence[Assessment], records: RecordSet, matrix: RiskMatrix, as_of: date
) -> Case:
    affected = [one for one in found if one.status in _AFFECTS]
    out = [one for one in found if one.status in _OUT and _was_decided(one, as_of)]
    is_out = not affected and len(out) == len(found)
    return Case(
        id=item.id,
        name=item.identifier,
        severity=_worst(affected, records, matrix),
        identified=_day(item.aware_at),
        available=_available(affected, records),
        progress=tuple(_progress(affected)),
        excluded=_why_not(out) if is_out else "",
        is_judged=bool(affected) or is_out,
        is_fielded=any(one.release != one.fixed_in for one in affected),
    )


def _worst(affected: Iterable[Assessment], records: RecordSet, matrix: RiskMatrix) -> str:
    """Return the worst severity that somebody rated; "" when nobody did."""
    rated = (patient_severity(one, records, matrix) for one in affected)
    known = tuple(severity for severity in rated if severity != UNKNOWN)
    return worst_severity(matrix, known) if known else ""


def _was_decided(one: Assessment, as_of: date) -> bool:
    return one.decided_at is None or _day(one.decided_at) <= as_of


def _available(affected: Sequence[Assessment], records: RecordSet) -> date | None:
    """Return the day of the last fix, none while one is missing."""
    days = [day for one in affected if (day := fixed_on(one, records)) is not None]
    return max(days) if days and len(days) == len(affected) else None


def fixed_on(one: Assessment, records: RecordSet) -> date | None:
    """Return the day a fix was released: as recorded, else the day the release that contains it was shipped."""
    if one.fixed_at is not None:
        return _day(one.fixed_at)
    release = records.find(one.fixed_in, Release) if one.fixed_in else None
    return release.released_on if release else None


def _progress(affected: Sequence[Assessment]) -> Iterator[Progress]:
    """Yield the state of the field on each day of counting: the newest count of every release, added up.

    A day on which one of the releases has not been counted yet tells nothing of the whole field.
    """
    fields: dict[str, list[Progress]] = {}
    for one in affected:
        if one.release != one.fixed_in:  # the release that brings the fix has no unit to update
            counts = [Progress(row.on, row.eligible, row.updated) for row in one.fielded]
            fields.setdefault(one.release, []).extend(counts)
    for day in sorted({row.on for rows in fields.values() for row in rows}):
        newest = [_newest(rows, day) for rows in fields.values()]
        told = [row for row in newest if row is not None]
        if len(told) == len(newest):
            yield Progress(day, sum(row.eligible for row in told), sum(row.updated for row in told))


def _newest(rows: list[Progress], day: date) -> Progress | None:
    """Return the newest count up to a day; of several on one day the one that claims least."""
    return max((row for row in rows if row.on <= day), key=lambda row: (row.on, -row.updated), default=None)


def _why_not(out: Sequence[Assessment]) -> str:
    words = {spelled(one.justification or one.status) for one in out}
    return ", ".join(sorted(words))


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
