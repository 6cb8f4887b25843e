"""V33: what happened, happened in an order that is possible."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from medward.checks.finding import Breach
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case


def v33(case: Case) -> Iterator[Breach]:
    """Aware before decided before fixed, and nobody is aware of anything in the future.

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
    for one in case.live(Assessment):
        known = case.records.find(one.vulnerability, Vulnerability)
        moments = [
            ("aware", known.aware_at if known else None),
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
