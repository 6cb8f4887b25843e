"""The queue over 40,000 assessments (practice, size 3): judged, ordered and explained, beside the naive way.

Budget: <= 2 s of processor time from records in memory to the ordered queue, so that what else the machine does
is not counted. The naive way judges, scores and looks up every
assessment anew, as a script over the same functions would; both have to give the same order.
"""

from __future__ import annotations

import gc
import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime

from medward.checks.case import Case
from medward.devices.records import Element, Interface, Product, Release, Zone
from medward.governance.defaults import current_policies, default_policies
from medward.kernel.recordset import RecordSet
from medward.risk.part_reach import PartsOfDevice
from medward.risk.records import Harm
from medward.vex.records import Assessment
from medward.vex.similar import Past
from medward.vulnerabilities.records import Vulnerability
from medward.vulnerabilities.triage import ordered, reason
from medward.workspace.triage import Memory, Stander, queue_of

BUDGET = 2.0
ASSESSMENTS = 40_000
RELEASES = 400
REPEATS = 3
NAIVE_SAMPLE = 2_000
"""Assessments the naive way is measured on; its time grows with the number, so it is scaled."""
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
STATES = (("new", 40), ("under-investigation", 20), ("affected", 15), ("not-affected", 25))
VECTORS = tuple(
    f"CVSS:3.1/AV:{av}/AC:{ac}/PR:{pr}/UI:{ui}/S:U/C:{c}/I:{i}/A:{a}"
    for av in "NALP" for ac in "LH" for pr in "NLH" for ui in "NR" for c in "HN" for i in "HL" for a in "HN"
)  # fmt: skip


def portfolio() -> RecordSet:
    """Return releases, a small model, 8,000 vulnerabilities and 40,000 assessments."""
    chance = random.Random(40)  # noqa: S311 - a fixed seed for repeatable data
    flaws = [_vulnerability(number, chance) for number in range(8_000)]
    states = [state for state, share in STATES for _ in range(share)]
    found = [
        _assessment(number, chance.choice(states), chance.choice(flaws).id, chance)
        for number in range(ASSESSMENTS)
    ]
    return RecordSet([*default_policies(), *_device(), *flaws, *found])


def main() -> int:
    """Print the table and return 1 when the budget is missed or the orders differ."""
    gc.set_threshold(300_000, 50, 100)  # as the program sets it
    records = portfolio()
    cases = _cases(records)
    print(
        f"{ASSESSMENTS:,} assessments of {RELEASES} releases, {len(records.of(Vulnerability)):,} vulnerabilities"
    )
    queue, ours = queue_of(cases, {}, {}), float("inf")
    for _ in range(REPEATS):
        fresh = _cases(records)
        started = time.process_time()
        queue = queue_of(fresh, {}, {})
        ours = min(ours, time.process_time() - started)
    print(f"  {'queue, judged and ordered':<34}{ours:8.3f} s  (budget {BUDGET} s; {len(queue.items):,} wait)")
    started = time.process_time()
    lines = [reason(one.standing, queue.levels) for one in queue.items]
    print(
        f"  {'reasons of all of them':<34}{time.process_time() - started:8.3f} s  ({len(set(lines)):,} different)"
    )
    started = time.process_time()
    past = Past(records.of(Assessment), records)
    found = past.like(queue.items[0].assessment)
    print(
        f"  {'similar decisions, index and one':<34}{time.process_time() - started:8.3f} s  ({len(found)} alike)"
    )
    naive, same = _naive(cases, [item.standing.id for item in queue.items])
    print(f"  {'naive, scaled from a sample':<34}{naive:8.3f} s  ({naive / ours:.0f} times ours)")
    if not same:
        print("  the naive way orders differently")
    return int(ours > BUDGET or not same)


def _naive(cases: list[Case], order: list[str]) -> tuple[float, bool]:
    """Return the time of judging every assessment with nothing remembered, and whether the order is the same."""
    by_release = {case.release.id: case for case in cases}
    every = cases[0].records.of(Assessment)
    some = [(by_release[one.release], one) for one in every[:: ASSESSMENTS // NAIVE_SAMPLE]]
    started = time.process_time()
    standings = []
    for case, one in some:
        memory = Memory(PartsOfDevice(case.records, case.policies.matrix), {})
        item = Stander(case, memory, None).item(one)
        if item is not None:
            standings.append(item.standing)
    placed = ordered(standings, cases[0].policies.service_levels)
    spent = (time.process_time() - started) * ASSESSMENTS / len(some)
    wanted = {one.id for one in placed}
    return spent, [one.id for one in placed] == [name for name in order if name in wanted]


def _cases(records: RecordSet) -> list[Case]:
    policies = current_policies(records, NOW.date())
    releases = records.of(Release)
    first = Case(records, releases[0], NOW, {}, policies, threat_rules=())
    return [first, *(replace(first, release=one) for one in releases[1:])]


def _device() -> list[Product | Release | Zone | Element | Interface | Harm]:
    releases = [
        Release(
            id=f"LVP-REL-{number:04d}",
            title=f"{number}.0",
            of="LVP-PRD-0001",
            release_version=f"{number}.0",
            build=f"{number}.0+b",
            build_started_at=NOW,
            supported_until=date(2032, 1, 1),
            deployables=("mcu",),
        )
        for number in range(1, RELEASES + 1)
    ]
    harms = [
        Harm(
            id=f"LVP-HRM-{level:04d}",
            title="h",
            hazard="h",
            sequence="s",
            situation="s",
            harm="h",
            severity=f"S{level}",
            safety_file="f",
            safety_file_severity=f"S{level}",
        )
        for level in range(6)
    ]
    element = Element(
        id="LVP-ELM-0001", title="e", short="P1", element_kind="process", description="d", deployable="mcu"
    )
    return [*releases, *harms, element]


def _vulnerability(number: int, chance: random.Random) -> Vulnerability:
    listed = {"added_on": date(2026, 5, chance.randint(1, 28))} if chance.random() < 0.02 else None
    score = f"{chance.random():.2f}"
    return Vulnerability(
        id=f"LVP-VUL-{number:04d}",
        title="v",
        identifier=f"CVE-2026-{number:04d}",
        sources=("feed",),
        aware_at=datetime(2026, 5, chance.randint(1, 28), tzinfo=UTC),
        vectors={"feed": chance.choice(VECTORS)},
        cwes=(f"CWE-{chance.randint(1, 400)}",),
        known_exploited=listed,
        exploit_prediction={"score": score, "percentile": score, "as_of": date(2026, 6, 14)},
        exploit=chance.choice(("none", "poc", "unknown")),
        summary="s",
    )


def _assessment(number: int, state: str, vulnerability: str, chance: random.Random) -> Assessment:
    judged = state in {"affected", "not-affected"}
    return Assessment(
        id=f"LVP-VAS-{number:05d}",
        title="a",
        status=state,
        vulnerability=vulnerability,
        release=f"LVP-REL-{chance.randint(1, RELEASES):04d}",
        component=f"pkg:pypi/part{chance.randint(1, 900)}@1.0",
        deployable="mcu",
        first_seen_at=datetime(2026, 6, chance.randint(1, 14), tzinfo=UTC),
        decided_at=datetime(2026, 6, 14, tzinfo=UTC) if judged else None,
        justification="vulnerable-code-not-present" if state == "not-affected" else None,
        action_statement="a" if state == "affected" else "",
        vector=chance.choice(VECTORS) if state == "affected" else "",
        harms=(f"LVP-HRM-{chance.randint(0, 5):04d}",) if state == "affected" else (),
    )


if __name__ == "__main__":
    raise SystemExit(main())
