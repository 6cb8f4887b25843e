"""From when the clocks of a vulnerability count: its first awareness, or a restart that somebody signed.

Source: practice 0, promise 5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.governance.records import Decision
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Restart, Vulnerability

if TYPE_CHECKING:
    from datetime import datetime

    from medward.checks.case import Case
    from medward.clocks.records import ReportingEvent

AWARENESS: Final = "vulnerability_learned"
"""Fact of a reporting event that starts the clocks of a vulnerability."""


def clock_start(vulnerability: Vulnerability, case: Case) -> datetime:
    """Return the instant the clocks count from: the awareness, or the last restart whose decision counts.

    Source: practice 0, promise 5.
    """
    restart = _counting(vulnerability, case)
    return restart.counts_from if restart else vulnerability.aware_at


def counted_anew(event: ReportingEvent, case: Case) -> tuple[ReportingEvent, tuple[str, ...]]:
    """Return an event with the awareness its clocks count from, and what was moved by whose decision, in words."""
    names = {*event.about, *(one.vulnerability for one in _assessed(event, case))}
    words = []
    for one in (case.records.find(name, Vulnerability) for name in sorted(names)):
        restart = _counting(one, case) if one else None
        if one is None or restart is None:
            continue
        learned = tuple(
            fact.model_copy(update={"at": restart.counts_from})
            if fact.fact == AWARENESS and fact.at == one.aware_at
            else fact
            for fact in event.learned
        )
        if learned != event.learned:
            event = event.replace(learned=learned)
            words.append(
                f"counted from {restart.counts_from.isoformat()} by {restart.decision}; {one.id} was first known "
                f"{one.aware_at.isoformat()}"
            )
    return event, tuple(words)


def _assessed(event: ReportingEvent, case: Case) -> list[Assessment]:
    found = (case.records.find(name, Assessment) for name in event.about)
    return [one for one in found if one is not None]


def _counting(vulnerability: Vulnerability, case: Case) -> Restart | None:
    """Return the last restart whose decision counts."""
    for restart in reversed(vulnerability.restarts):
        decision = case.records.find(restart.decision, Decision)
        if decision is not None and not case.why_not_decided(decision):
            return restart
    return None
