"""Scenario S10: FDA's three measures over eight vulnerabilities, with open cases beside the averages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from medward.vex.records import Assessment, FieldProgress
from medward.vulnerabilities.records import Vulnerability
from tests.checks.sample import clean
from tests.fixtures.device_files import medward, medward_json, write_device

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.records import Record

IDENTIFIED = ("01-05", "01-20", "02-02", "02-10", "03-01", "03-15", "04-01", "05-12")
FIXED = ("01-26", "03-06", "02-20", "04-11", "03-31")
AT = "2026-08-01T12:00:00Z"
FIELD = {1: ("03-20", 96), 2: ("05-05", 100), 3: ("07-30", 62), 4: ("07-10", 95), 5: ("07-30", 35)}
"""Last count of the field by vulnerability: day and units of 100."""


def day(text: str) -> date:
    """Return a day of 2026."""
    return date.fromisoformat(f"2026-{text}")


def noon(text: str) -> datetime:
    """Return noon of a day of 2026."""
    return datetime.fromisoformat(f"2026-{text}T12:00:00").replace(tzinfo=UTC)


def progress(number: int) -> tuple[FieldProgress, ...]:
    """Return the counts of the field: one a week after the fix that is not enough, and the last."""
    if number not in FIELD:
        return ()
    on, updated = FIELD[number]
    return (
        FieldProgress(on=day(FIXED[number - 1]), eligible=100, updated=0),
        FieldProgress(on=day(on), eligible=100, updated=updated),
    )


def case(number: int) -> list[Record]:
    """Return V1 to V8 with what release 4.1.0 is said to be."""
    fixed = FIXED[number - 1] if number <= len(FIXED) else ""
    return [
        Vulnerability(
            id=f"LVP-VUL-{number:04}",
            title=f"V{number}",
            identifier=f"CVE-2026-{number:05}",
            sources=("NVD",),
            summary="A weakness.",
            aware_at=noon(IDENTIFIED[number - 1]),
        ),
        Assessment(
            id=f"LVP-VAS-{number:04}",
            title=f"V{number}",
            vulnerability=f"LVP-VUL-{number:04}",
            release="LVP-REL-0001",
            component="libble 1.0",
            first_seen_at=noon(IDENTIFIED[number - 1]),
            status="affected",
            action_statement="Install the update.",
            fixed_at=noon(fixed) if fixed else None,
            fielded=progress(number),
            patient_severity="S4" if number % 2 else "S2",
        ),
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a device file with the eight vulnerabilities of S10."""
    records = [one for one in clean().values() if not isinstance(one, Vulnerability | Assessment)]
    return write_device(tmp_path / "d", [*records, *(one for number in range(1, 9) for one in case(number))])


def days(document: object, measure: str, kind: str) -> list[int]:
    """Return the days of the cases of a measure."""
    assert isinstance(document, dict)
    return [one["days"] for one in document[measure][kind]]


def test_s10_gives_the_three_measures_with_open_cases_beside_them(folder: Path) -> None:
    found = medward_json(folder, "metrics", "--as-of", "2026-08-01", at=AT)
    assert found["updated"] == {"identified": 8, "updated": 5, "percent": 62.5}
    update, field = found["to_update"], found["to_field"]
    assert isinstance(update, dict)
    assert isinstance(field, dict)
    assert (update["count"], update["mean"], update["median"]) == (5, 34.8, 30)
    assert sorted(days(found, "to_update", "finished")) == [18, 21, 30, 45, 60]
    assert (update["p90"], update["max"]) == (60, 60)  # practice 4.16; nearest rank: the 5th of 5
    assert (field["p90"], field["max"]) == (90, 90)  # the 3rd of 3
    assert days(found, "to_update", "open") == [139, 122, 81]
    assert (field["count"], field["mean"], field["median"]) == (3, 67.7, 60)
    assert sorted(days(found, "to_field", "finished")) == [53, 60, 90]
    assert {one["id"]: one["share"] for one in field["open"]} == {"LVP-VUL-0003": 0.62, "LVP-VUL-0005": 0.35}


def test_s10_as_of_an_earlier_day_knows_no_later_one(folder: Path) -> None:
    found = medward_json(folder, "metrics", "--as-of", "2026-03-10", at=AT)
    assert found["updated"] == {"identified": 5, "updated": 3, "percent": 60.0}
    field = found["to_field"]
    assert isinstance(field, dict)
    assert field["count"] == 0


def test_s10_says_for_a_reader_what_is_open_and_how_old(folder: Path) -> None:
    text = medward(folder, "metrics", "--as-of", "2026-08-01", at=AT).stdout
    assert "Vulnerabilities updated or patched: 5/8 = 62.5 %" in text
    for line in ("139 days", "122 days", "81 days", "62 %", "35 %"):
        assert line in text


def test_severities_add_up_to_the_whole(folder: Path) -> None:
    levels = medward_json(folder, "metrics", "--as-of", "2026-08-01", at=AT)["by_severity"]
    assert isinstance(levels, dict)
    assert sum(one["updated"]["identified"] for one in levels.values()) == 8
    assert list(levels) == ["S4", "S2"]


def test_a_window_leaves_out_what_was_known_before_it(folder: Path) -> None:
    found = medward_json(folder, "metrics", "--since", "2026-03-01", "--as-of", "2026-08-01", at=AT)
    assert found["updated"] == {"identified": 4, "updated": 1, "percent": 25.0}


def test_a_new_device_prints_definitions_and_not_zeros(tmp_path: Path) -> None:
    records = [one for one in clean().values() if not isinstance(one, Vulnerability | Assessment)]
    folder = write_device(tmp_path / "new", records)
    found = medward_json(folder, "metrics", at=AT)
    assert found["has_history"] is False
    updated = found["updated"]
    assert isinstance(updated, dict)
    assert updated["percent"] is None
    text = medward(folder, "metrics", at=AT).stdout
    assert "nothing to measure yet" in text
    assert "divided by all identified" in text
    assert "0.0 %" not in text


def test_more_updated_than_eligible_units_are_refused() -> None:
    with pytest.raises(ValueError, match="count each unit once"):
        FieldProgress(on=date(2026, 1, 1), eligible=10, updated=11)


def test_a_day_that_has_not_come_is_refused(folder: Path) -> None:
    refused = medward(folder, "metrics", "--as-of", "2026-08-02", at=AT)
    assert refused.returncode == 2
    assert "--as-of 2026-08-02 has not come; today is 2026-08-01" in refused.stderr
