"""Past decisions that resemble an open one, by what they share."""

from __future__ import annotations

from datetime import UTC, datetime

from medward.kernel.recordset import RecordSet
from medward.vex.records import Assessment
from medward.vex.similar import Past
from medward.vulnerabilities.records import Vulnerability

AT = datetime(2026, 6, 1, tzinfo=UTC)


def flaw(number: int, *cwes: str) -> Vulnerability:
    return Vulnerability(
        id=f"LVP-VUL-{number:04d}",
        title="v",
        identifier=f"CVE-2026-{number}",
        sources=("s",),
        aware_at=AT,
        summary="s",
        cwes=cwes,
    )


def judged(
    number: int, vulnerability: int, component: str, status: str = "not-affected", deployable: str = ""
) -> Assessment:
    return Assessment(
        id=f"LVP-VAS-{number:04d}",
        title="a",
        status=status,
        vulnerability=f"LVP-VUL-{vulnerability:04d}",
        release="LVP-REL-0001",
        component=component,
        deployable=deployable,
        first_seen_at=AT,
    )


OPEN = judged(1, 1, "pkg:npm/%40acme/xml@1.0", "new", "app")
FLAWS = [flaw(1, "CWE-79", "CWE-89"), flaw(2, "CWE-79", "CWE-89"), flaw(3)]


def alike(*past: Assessment) -> dict[str, tuple[int, tuple[str, ...]]]:
    records = RecordSet([*FLAWS, OPEN, *past])
    found = Past(records.of(Assessment), records).like(OPEN)
    return {one.assessment.id: (one.points, one.why) for one in found}


def test_every_shared_trait_gives_its_points_and_says_so() -> None:
    found = alike(
        judged(2, 1, "pkg:npm/%40acme/xml@2.0", deployable="app"),
        judged(3, 2, "pkg:npm/%40acme/json@1.0"),
        judged(4, 3, "pkg:npm/other@1.0", deployable="app"),
    )
    assert found == {
        "LVP-VAS-0002": (
            14,
            (
                "same vulnerability LVP-VUL-0001 (6)",
                "same component npm/@acme/xml (4)",
                "same vendor @acme (1)",
                "same deployable app (1)",
                "same weakness CWE-79, CWE-89 (2)",
            ),
        ),
        "LVP-VAS-0003": (3, ("same vendor @acme (1)", "same weakness CWE-79, CWE-89 (2)")),
    }


def test_what_nobody_decided_and_the_item_itself_are_no_past() -> None:
    assert (
        alike(judged(2, 1, OPEN.component, "new"), judged(3, 1, OPEN.component, "under-investigation")) == {}
    )
