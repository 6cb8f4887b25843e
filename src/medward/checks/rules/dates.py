"""V33: what happened, happened in an order that is possible."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from medward.checks.finding import Breach
from medward.governance.records import Decision, DecisionKind
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case


def v33(case: Case) -> Iterator[Breach]:
    """Aware before decided before fixed, nobody is aware of anything in the future, and awareness is never moved.

    Another start of the clocks needs a signed decision; a match seen before the stated awareness contradicts it.

    That every instant has a time zone is the schema's business: a record without
    one is refused when it is read.

    Source: practice 3.1 V33.
    """
    for vulnerability in case.live(Vulnerability):
        if vulnerability.aware_at > case.now:
            yield Breach(
                vulnerability.id,
                f"aware at {vulnerability.aware_at.isoformat()}, which is after now ({case.now.isoformat()})",
                "correct aware_at to the moment somebody here first knew",
            )
        yield from _restarts(vulnerability, case)
    for one in case.live(Assessment):
        known = case.records.find(one.vulnerability, Vulnerability)
        moments = [
            ("aware", known.aware_at if known else None),
            ("first_seen", one.first_seen_at if known and one.first_seen_at < known.aware_at else None),
            ("decided", one.decided_at),
            ("fixed", one.fixed_at),
        ]
        given = [(name, moment) for name, moment in moments if moment is not None]
        for (earlier, first), (later, second) in itertools.pairwise(given):
            if second < first:
                yield Breach(
                    one.id,
                    f"{later} at {second.isoformat()}, before {earlier} at {first.isoformat()}",
                    f"correct {later}_at, or aware_at of {one.vulnerability}",
                )


def _restarts(one: Vulnerability, case: Case) -> Iterator[Breach]:
    """Yield a moved awareness, and restarts that nobody signed (practice 0, promise 5)."""
    if one.id in case.moved:
        yield Breach(
            one.id,
            f"{case.moved[one.id]}: awareness is recorded once",
            "put the recorded instant back; another start is proposed with `medward triage restart`",
        )
    for restart in one.restarts:
        if restart.counts_from > case.now:
            yield Breach(
                one.id,
                f"clocks stated to count from {restart.counts_from.isoformat()}, which is after now",
                "correct counts_from to an instant that is past, or take the restart out",
            )
        decision = case.records.find(restart.decision, Decision)
        is_restart = decision is not None and decision.decision_kind is DecisionKind.CLOCK_RESTART
        why = (
            case.why_not_decided(decision)
            if decision and is_restart
            else f"{restart.decision} decides no restart"
        )
        if why:
            yield Breach(
                one.id,
                f"clocks stated to count from {restart.counts_from.isoformat()} count from "
                f"{one.aware_at.isoformat()}: {why}",
                f"have {restart.decision} approved and signed, or take the restart out",
            )
