"""Reporting clocks: 10,000 evaluations, each one clock of the catalogue against the facts of one event.

Budget: under 2 seconds, with every start, holiday and reason worked out anew. Reading the catalogue is
timed apart, since a command pays it once. Half of the events have everything to say, half leave facts open.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

from medward.catalogue.shipped import load
from medward.clocks.duties import duties
from medward.clocks.engine import obligations
from medward.clocks.records import ReportingEvent
from medward.clocks.situation import Situation, situation

EVALUATIONS = 10_000
BUDGET = 2.0
MARKETS = ("us", "eu", "uk", "ca", "au", "jp", "cn", "kr", "sg", "sa", "br", "in", "ch")
FACTS = (
    *("serious_incident", "death", "malfunction_could_recur", "personal_data_breach", "significant_incident"),
    *("uncontrolled_risk", "vulnerability_learned", "correction_started", "reduces_health_risk"),
    *("fsca_decided", "recall_starts", "report_requested", "supply_interruption"),
)


def events() -> list[Situation]:
    """Return events on different days, in different places, with more and less known."""
    vocabulary = load().facts
    found = []
    for number in range(20):
        at = datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(days=17 * number, hours=number)
        stated = FACTS if number % 2 else FACTS[: number % len(FACTS) + 1]
        event = ReportingEvent.model_validate(
            {
                "id": f"LVP-RPE-{number + 1:04}",
                "title": "Benchmark",
                "summary": "Benchmark",
                "occurred": [{"country": code} for code in ("DE", "FR", "US", "GB", "CA")[: number % 5 + 1]],
                "known": {f"market.{code}": "yes" for code in MARKETS},
                "learned": [{"fact": name, "at": at.isoformat()} for name in stated],
            }
        )
        found.append(situation(event, {}, vocabulary))
    return found


def main() -> int:
    """Print the figures and return 1 when the budget is missed."""
    started = time.perf_counter()
    catalogue = load()
    ready = duties(catalogue.packs)
    print(f"catalogue and {len(ready)} clocks read in {time.perf_counter() - started:.2f} s")
    seen = events()
    now = datetime(2026, 11, 22, tzinfo=UTC)
    started = time.perf_counter()
    evaluations = obligations_found = turn = 0
    while evaluations < EVALUATIONS:
        one = seen[turn % len(seen)]
        obligations_found += len(obligations(ready, one, catalogue.facts, now=now))
        evaluations += len(ready)
        turn += 1
    seconds = time.perf_counter() - started
    print(
        f"{evaluations:,} evaluations, {obligations_found:,} obligations: {seconds:.2f} s, budget {BUDGET} s"
    )
    return 1 if seconds > BUDGET else 0


if __name__ == "__main__":
    sys.exit(main())
