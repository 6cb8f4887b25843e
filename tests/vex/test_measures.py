"""From assessments of components and releases to one case per vulnerability."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from medward.kernel.recordset import RecordSet
from medward.vex.measures import cases, snapshot_day
from medward.vex.records import Assessment, FieldProgress
from medward.vulnerabilities.metrics import Case, Progress, measured
from medward.vulnerabilities.records import Vulnerability
from tests.checks.sample import clean

TODAY = date(2026, 6, 15)


def moment(day: int, month: int = 6) -> datetime:
    """Return noon of a day of 2026."""
    return datetime(2026, month, day, 12, tzinfo=UTC)


def assessment(number: int = 1, **more: object) -> Assessment:
    """Return an assessment of the one vulnerability."""
    given: dict[str, object] = {
        "id": f"LVP-VAS-{number:04}",
        "title": "v",
        "vulnerability": "LVP-VUL-0001",
        "release": "LVP-REL-0001",
        "component": "libble 1.0",
        "first_seen_at": moment(1),
        "status": "affected",
    }
    return Assessment.model_validate(given | more)


def one_case(*assessments: Assessment, as_of: date = TODAY) -> Case:
    """Return the case these assessments make."""
    kept = [one for one in clean().values() if not isinstance(one, Assessment)]
    kept = [
        one.model_copy(update={"aware_at": moment(1)}) if isinstance(one, Vulnerability) else one
        for one in kept
    ]
    (found,) = cases(RecordSet([*kept, *assessments]), as_of)
    return found


def test_an_update_is_available_when_the_last_component_has_its_fix() -> None:
    first, second = assessment(1, fixed_at=moment(3)), assessment(2, fixed_at=moment(9))
    assert one_case(first, second).available == date(2026, 6, 9)
    assert one_case(first, assessment(2)).available is None


def test_one_affected_release_makes_the_vulnerability_count() -> None:
    found = one_case(
        assessment(1, status="not-affected", justification="component-not-present"), assessment(2)
    )
    assert (found.excluded, found.is_judged) == ("", True)


def test_not_affected_everywhere_is_excluded_with_the_reason() -> None:
    found = one_case(assessment(1, status="not-affected", justification="component-not-present"))
    assert found.excluded == "component not present"


def test_what_is_under_investigation_is_neither_counted_nor_excluded() -> None:
    found = one_case(assessment(1, status="under-investigation"))
    assert (found.excluded, found.is_judged) == ("", False)
    assert measured((found,), TODAY).not_judged == (found,)


def test_a_decision_of_later_is_not_seen_before() -> None:
    late = assessment(1, status="not-affected", justification="component-not-present", decided_at=moment(10))
    assert not one_case(late, as_of=date(2026, 6, 9)).is_judged
    assert one_case(late, as_of=date(2026, 6, 10)).is_judged


def test_the_fields_of_two_releases_are_added_up_from_the_day_both_are_counted() -> None:
    first = assessment(
        1,
        fielded=(
            FieldProgress(on=date(2026, 6, 2), eligible=10, updated=1),
            FieldProgress(on=date(2026, 6, 8), eligible=10, updated=9),
        ),
    )
    second = assessment(
        2, release="LVP-REL-0009", fielded=(FieldProgress(on=date(2026, 6, 5), eligible=30, updated=3),)
    )
    assert one_case(first, second).progress == (
        Progress(date(2026, 6, 5), 40, 4),
        Progress(date(2026, 6, 8), 40, 12),
    )


def test_what_was_fixed_before_it_was_shipped_needs_no_unit_updated() -> None:
    fixed = assessment(1, status="fixed", fixed_in="LVP-REL-0001", fixed_at=moment(3))
    found = one_case(fixed)
    assert not found.is_fielded
    assert measured((found,), TODAY).to_field.open == ()


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        pytest.param(
            {"harms": ("LVP-HRM-0001",), "patient_severity": "S1"}, "S4", id="harms before what is stated"
        ),
        pytest.param({"patient_severity": "S1", "risks": ("LVP-RSK-0001",)}, "S1", id="what is stated"),
        pytest.param({"risks": ("LVP-RSK-0001",)}, "S4", id="the harms of its risks"),
        pytest.param({}, "", id="nobody rated it"),
    ],
)
def test_the_severity_class_is_the_one_the_assessment_is_judged_by(
    said: dict[str, object], severity: str
) -> None:
    """Practice 4.16, by severity class; the harms of an assessment count, whatever else says."""
    assert one_case(assessment(1, **said)).severity == severity
    milder = assessment(2, patient_severity="S0")
    assert one_case(assessment(1, **said), milder).severity == (severity or "S0")


def test_a_snapshot_is_as_new_as_the_decision_somebody_looked_at_last() -> None:
    """V21 asks to confirm the assessments; a decision that is confirmed was looked at on that day."""
    old = assessment(1, decided_at=moment(2))
    assert snapshot_day([old, assessment(2)]) == date(2026, 6, 2)
    assert snapshot_day([old.replace(confirmed_at=moment(9)), assessment(2)]) == date(2026, 6, 9)
    assert snapshot_day([]) is None


def test_a_disputed_vulnerability_is_not_judged_yet() -> None:
    """Practice 2.3-C, promise 2: whoever disputes a vulnerability has not shown that it affects nothing."""
    found = one_case(assessment(1, status="disputed", detail="The vendor disputes it.", decided_at=moment(2)))
    assert (found.excluded, found.is_judged) == ("", False)
