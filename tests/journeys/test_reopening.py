"""A decided vulnerability comes back when it is exploited, when its component changes, or when its time is over."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from medward.devices.records import Interface
from medward.vex.records import Assessment
from medward.workspace.device import open_device
from medward.workspace.editing import edit_records
from tests.checks.sample import clean
from tests.fixtures.at import json_at, run_at
from tests.fixtures.products import EVIDENCED, advisory, known_exploited, product, sign

if TYPE_CHECKING:
    from pathlib import Path

DECIDED = "2026-06-05T09:00:00+02:00"
NOW = "2026-06-12T09:00:00+02:00"
BY_ANOTHER = ("--by", "ORG-USR-0002")
"""Whoever signs as ORG-USR-0001 is not the one who decided."""


def test_kev_brings_it_back_with_three_working_days_and_a_confirmation_settles_it(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(DECIDED, folder, "watch")
    run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, "--expires", "2026-06-20")
    assert json_at(NOW, folder, "triage", "list")["items"] == []

    known_exploited(folder, "CVE-2026-0001", added="2026-06-10")
    changed = json_at(NOW, folder, "watch")["changed"]
    assert isinstance(changed, list)
    assert [one["what"] for one in changed] == ["known exploited"]
    (item,) = _items(NOW, folder)
    assert item["causes"] == [
        "known exploited since 2026-06-10, decided 2026-06-05",
        "used in attacks, decided 2026-06-05",
    ]
    assert (
        "V17 not-affected, and has to be looked at again: known exploited"
        in run_at(NOW, folder, "check").stdout
    )

    run_at(NOW, folder, "triage", "confirm", "LVP-VAS-0001", "--text", "The parser is still compiled out.")
    assert _items(NOW, folder) == []
    record = open_device(folder).records.find("LVP-VAS-0001", Assessment)
    assert record is not None
    assert (record.status, record.version) == ("not-affected", 2)

    (expired,) = _items("2026-06-21T09:00:00+02:00", folder)
    assert expired["causes"] == ["expired on 2026-06-20"]


def test_a_decision_that_is_taken_back_is_not_late_on_the_same_day(tmp_path: Path) -> None:
    """V17: 30 days under investigation, from the day somebody looks into it again."""
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(DECIDED, folder, "watch")
    run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED)
    much_later = "2026-12-01T09:00:00+01:00"
    run_at(much_later, folder, "triage", "decide", "LVP-VAS-0001", "--status", "under-investigation")
    assert json_at(much_later, folder, "watch")["late"] == []
    (late,) = json_at("2027-01-01T09:00:00+01:00", folder, "watch")["late"]
    assert (late["limit"], late["due_on"]) == ("under investigation", "2026-12-31")


def _with_service_port(folder: Path) -> Path:
    """Return a file whose decision rests on a service port that is off as delivered."""
    port = clean()["LVP-IFC-0002"].replace(default="off")
    product(folder, {"LVP-REL-0001": [("demo", "1.0")]}, port)
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(DECIDED, folder, "watch")
    assume = ("--assume", f"port-closed interface={port.id}")
    done = run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, *BY_ANOTHER, *assume)
    assert done.returncode == 0, done.stderr
    return folder


def _open_the_port(folder: Path) -> None:
    device = open_device(folder)
    port = device.records.find("LVP-IFC-0002", Interface)
    assert port is not None
    edit_records(device, [(port, port.replace(default="on"))])


def test_a_broken_assumption_brings_a_decision_back_until_it_is_decided_anew(tmp_path: Path) -> None:
    folder = _with_service_port(tmp_path)
    assert _items(NOW, folder) == []
    assert _verdict(folder) == "cannot-tell"  # nobody has signed it
    sign(folder, "LVP-VAS-0001")
    assert _verdict(folder) == "no-risk"

    _open_the_port(folder)
    (item,) = _items(NOW, folder)
    broken = (
        "the assumption that LVP-IFC-0002 is closed as delivered is broken, "
        "since LVP-IFC-0002 (F2) is on as delivered"
    )
    assert item["causes"] == [broken]
    assert _verdict(folder) == "cannot-tell"
    shown = run_at(NOW, folder, "triage", "next", "LVP-VAS-0001").stdout
    assert "is broken" in shown
    assert "triage confirm" not in shown

    refused = run_at(NOW, folder, "triage", "confirm", "LVP-VAS-0001", "--text", "It stays as it is.")
    assert f"LVP-VAS-0001 cannot be confirmed: {broken}" in refused.stderr
    again = run_at(
        NOW,
        folder,
        "triage",
        "decide",
        "LVP-VAS-0001",
        *EVIDENCED,
        "--assume",
        "port-closed interface=LVP-IFC-0002",
    )
    assert f"LVP-VAS-0001 would be open again at once: {broken}" in again.stderr

    absent = ("--assume", "component-absent component=pkg:pypi/other")
    anew = run_at(NOW, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, *BY_ANOTHER, *absent)
    assert "LVP-VAS-0001 rests no longer on: LVP-IFC-0002 is closed as delivered" in anew.stdout
    assert _items(NOW, folder) == []
    sign(folder, "LVP-VAS-0001")
    assert _verdict(folder) == "no-risk"
    assert "V18" not in run_at(NOW, folder, "check").stdout


def _with_a_version_outside(folder: Path) -> Path:
    """Return a file whose decision rests on a version that comes after the fix its advisory names."""
    product(folder, {"LVP-REL-0001": [("demo", "5.2.8")]})
    advisory(folder, "CVE-2026-0001", "demo", fixed="5.2.9")
    run_at(DECIDED, folder, "watch")
    advisory(folder, "CVE-2026-0001", "demo", fixed="5.2.5")
    assume = ("--assume", "version-outside component=pkg:pypi/demo 'range=vers:pypi/<5.2.5'")
    done = run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, *assume)
    assert done.returncode == 0, done.stderr
    run_at(DECIDED, folder, "watch")
    return folder


def test_a_range_that_grows_over_the_version_breaks_the_decision_that_rests_on_it(tmp_path: Path) -> None:
    folder = _with_a_version_outside(tmp_path)
    assert _items(NOW, folder) == []
    assert json_at(NOW, folder, "watch", "--dry-run")["reopened"] == []

    advisory(folder, "CVE-2026-0001", "demo", fixed="5.2.12")
    broken = "the assumption that pkg:pypi/demo is outside vers:pypi/<5.2.5 is broken"
    cause = f"{broken}, since CVE-2026-0001 (advisories) says that demo 5.2.8 is affected: < 5.2.12"
    (item,) = _items(NOW, folder)
    assert item["causes"] == [cause]
    assert json_at(NOW, folder, "watch", "--dry-run")["reopened"] == [
        {"assessment": "LVP-VAS-0001", "causes": [cause]}
    ]
    watched = run_at(NOW, folder, "watch", "--dry-run").stdout
    assert "Decided, and to be looked at again\nassessment    vulnerability" in watched
    assert f"LVP-VAS-0001: V18 reopened: {broken}" in run_at(NOW, folder, "check").stdout
    assert "broken" in run_at(NOW, folder, "vex", "assumptions").stdout


def test_without_advisories_nobody_can_tell_whether_a_version_is_outside(tmp_path: Path) -> None:
    folder = _with_a_version_outside(tmp_path)
    shutil.rmtree(folder / "advisories")
    (item,) = _items(NOW, folder)
    words = "the assumption that pkg:pypi/demo is outside vers:pypi/<5.2.5 cannot be told"
    assert item["causes"] == [f"{words}, since no advisories are at hand to hold vers:pypi/<5.2.5 against"]


def test_another_justification_leaves_the_finer_word_of_the_old_one_behind(tmp_path: Path) -> None:
    folder = _with_service_port(tmp_path)
    device = open_device(folder)
    one = device.records.find("LVP-VAS-0001", Assessment)
    assert one is not None
    finer = one.replace(cyclonedx_justification="code_not_reachable", mitigation_inside=True)
    edit_records(device, [(one, finer)])
    proof = ("--evidence", "LVP-EVD-0001", "--detail", "compiled out")
    justified = ("--status", "not-affected", "--justification", "vulnerable-code-not-present")
    run_at(NOW, folder, "triage", "decide", "LVP-VAS-0001", *justified, *proof)
    after = open_device(folder).records.find("LVP-VAS-0001", Assessment)
    assert after is not None
    assert (
        after.justification,
        after.cyclonedx_justification,
        after.mitigation_inside,
        after.assumptions,
    ) == (
        "vulnerable-code-not-present",
        None,
        False,
        (),
    )


def test_assumptions_prepared_in_a_draft_are_those_of_its_decision(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(DECIDED, folder, "watch")
    device = open_device(folder)
    draft = device.records.find("LVP-VAS-0001", Assessment)
    assert draft is not None
    absent = {"assumes": "component-absent", "component": "pkg:pypi/other"}
    edit_records(device, [(draft, draft.replace(assumptions=(absent,)))])
    run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED)
    decided = open_device(folder).records.find("LVP-VAS-0001", Assessment)
    assert decided is not None
    assert [one.words for one in decided.assumptions] == ["pkg:pypi/other is not in the release"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is no assumption: assumes: Input should be"),
        ("port-shut interface=LVP-IFC-0002", "assumes: Input should be"),
        ("port-closed", "port-closed needs interface or port"),
        ("port-closed door=LVP-IFC-0002", "door: Extra inputs are not permitted"),
        ("port-closed 'port=443", "No closing quotation"),
    ],
)
def test_an_assumption_that_cannot_be_read_is_refused(tmp_path: Path, text: str, says: str) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(DECIDED, folder, "watch")
    refused = run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, "--assume", text)
    assert refused.returncode == 2
    assert says in refused.stderr


def _verdict(folder: Path) -> object:
    found = json_at(NOW, folder, "risk", "controlled", "LVP-VAS-0001")["assessments"]
    assert isinstance(found, list)
    return found[0]["verdict"]


def _items(now: str, folder: Path) -> list[dict[str, object]]:
    found = json_at(now, folder, "triage", "list")["items"]
    assert isinstance(found, list)
    return found


def test_a_decision_that_rests_on_no_assumption_says_so_with_the_kinds_its_justification_can_rest_on(
    tmp_path: Path,
) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0"), ("other", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    advisory(folder, "CVE-2026-0002", "other")
    run_at(DECIDED, folder, "watch")
    one = run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED).stdout
    assert (
        "LVP-VAS-0001 rests on no assumption, so no change of the product or of an advisory brings it back: "
        "--assume states one, such as build-option or port-closed"
    ) in one
    grounded = ("--assume", "component-absent component=pkg:pypi/parser")
    done = run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0002", *EVIDENCED, *grounded).stdout
    assert "rests on no assumption" not in done
