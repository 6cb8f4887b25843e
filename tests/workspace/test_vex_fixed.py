"""Fixed is said of releases that contain the fix, and of no other (OpenVEX 0.2.0, status `fixed`; practice V18)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from medward.devices.lineage import follows
from medward.devices.records import Release
from medward.kernel.recordset import RecordSet
from medward.vex.statement import VexStatus
from medward.workspace.vex import Wanted, vex_export
from tests.checks.sample import case, clean, findings
from tests.fixtures.at import run_at
from tests.fixtures.products import advisory, product, release

if TYPE_CHECKING:
    from pathlib import Path

    from medward.checks.case import Case
    from medward.kernel.records import Record

NOW = "2026-06-15T09:00:00+02:00"
BEFORE = "4.1.0 comes before 4.2.0, which contains the fix"
UNKNOWN = (
    "nobody can tell whether 4.1.0 contains the fix of 4.2.0: no chain of `previous` joins the two releases"
)


def releases(**previous: str) -> RecordSet:
    """Return releases by letter, each with the letter of the one it follows."""
    letters = "ABCDEF"
    names = {letter: f"LVP-REL-{number:04d}" for number, letter in enumerate(letters, start=1)}
    return RecordSet(
        release(number, letter, previous=names.get(previous.get(letter, ""), ""))
        for number, letter in enumerate(letters, start=1)
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("A", "A", True),
        ("C", "A", True),
        ("A", "C", False),
        ("D", "C", None),  # both follow B
        ("E", "A", None),
        ("F", "F", True),
    ],
)
def test_releases_follow_by_previous_alone(one: str, other: str, expected: bool | None) -> None:  # noqa: FBT001 - a table
    records = releases(B="A", C="B", D="B", F="F")
    names = {known.title: known.id for known in records}
    assert follows(names[one], names[other], records) is expected


def judged(fixed_in: str, **previous: str) -> dict[str, Record]:
    """Return the sample, whose release is 4.1.0 here, with a fix in a release 4.2.0."""
    records = clean()
    records["LVP-REL-0001"] = records["LVP-REL-0001"].replace(
        release_version="4.1.0", previous=previous.get("older", "")
    )
    records["LVP-REL-0002"] = release(2, "4.2.0", previous=previous.get("newer", ""))
    fields = {"status": "fixed", "justification": None, "fixed_in": fixed_in}
    records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(**fields)
    return records


def seen(records: dict[str, Record]) -> Case:
    """Return the case of 4.1.0."""
    known = case(records)
    first = known.records.find("LVP-REL-0001", Release)
    assert first is not None
    return replace(known, release=first)


@pytest.mark.parametrize(
    ("records", "says"),
    [
        pytest.param(judged("LVP-REL-0002", newer="LVP-REL-0001"), BEFORE, id="before"),
        pytest.param(judged("LVP-REL-0002"), UNKNOWN, id="unknown order"),
    ],
)
def test_v18_finds_it_and_it_never_goes_out_as_fixed(records: dict[str, Record], says: str) -> None:
    (said,) = findings(seen(records), "V18")
    assert f"LVP-VAS-0001: V18 fixed, but {says}." in said
    assert "affected, with the action to update to 4.2.0" in said
    found = vex_export(seen(records), Wanted(namespace="https://meridian.example"))
    assert [one.status for one in found.document.statements] == [VexStatus.UNDER_INVESTIGATION]


@pytest.mark.parametrize(
    "records",
    [
        pytest.param(judged("LVP-REL-0001"), id="the same"),
        pytest.param(judged("LVP-REL-0002", older="LVP-REL-0002"), id="a later one"),
    ],
)
def test_a_release_with_the_fix_is_fixed(records: dict[str, Record]) -> None:
    assert findings(seen(records), "V18") == []
    found = vex_export(seen(records), Wanted(namespace="https://meridian.example"))
    assert [one.status for one in found.document.statements] == [VexStatus.FIXED]


@pytest.mark.parametrize(
    ("previous", "says"), [("LVP-REL-0001", "4.2.0 comes before 4.3.0"), ("", "nobody can tell")]
)
def test_triage_refuses_it_and_says_what_to_record_instead(tmp_path: Path, previous: str, says: str) -> None:
    later = release(2, "4.3.0", previous=previous)
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]}, later)
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(NOW, folder, "watch")
    run_at(NOW, folder, "triage", "decide", "LVP-VAS-0001", "--status", "under-investigation")
    proven = ("--status", "fixed", "--evidence", "LVP-EVD-0001", "--fixed-in")
    done = run_at(NOW, folder, "triage", "decide", "LVP-VAS-0001", *proven, "4.3.0")
    assert done.returncode == 2
    assert f"LVP-VAS-0001: fixed needs a release that contains the fix; {says}" in done.stderr
    assert "ecord it as affected, with the action to update to 4.3.0." in done.stderr
    assert run_at(NOW, folder, "triage", "decide", "LVP-VAS-0001", *proven, "4.2.0").returncode == 0
