"""Gates count what is ready, draft and missing, and an empty gate is never open (practice 2.1)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from medward.checks.case import Case, MatchRow
from medward.checks.gates import GATES, GateView, find_gate, gate_views
from medward.checks.run import check
from medward.devices.records import Release
from medward.governance.defaults import current_policies
from medward.kernel.recordset import RecordSet

from .sample import NOW, case, clean


def view(of: Case, name: str) -> GateView:
    return next(one for one in gate_views(of, check(of)) if one.gate.id == name)


def test_there_are_nine_gates_from_g0_to_g8() -> None:
    assert [gate.id for gate in GATES] == [f"G{number}" for number in range(9)]
    assert find_gate("g2") is GATES[2]


def test_a_gate_with_nothing_recorded_is_missing_and_not_open() -> None:
    release = clean()["LVP-REL-0001"]
    assert isinstance(release, Release)
    records = RecordSet([release.replace(deployables=("mcu",))])
    empty = Case(records, release, NOW, {}, current_policies(records, NOW.date()))
    assert all(one.count("missing") >= 1 and not one.is_open for one in gate_views(empty, check(empty)))


def test_a_blocking_finding_takes_its_record_from_ready_to_draft() -> None:
    records = clean()
    assert view(case(records), "G2").summary == "25/25, 0 draft, 0 missing"
    records["LVP-THR-0003"] = records["LVP-THR-0003"].replace(effect="")
    assert view(case(records), "G2").summary == "24/25, 1 draft, 0 missing, 1 blocking"


def test_candidates_nobody_answered_are_missing() -> None:
    records = {name: one for name, one in clean().items() if one.prefix not in {"THR", "RSK", "DEC"}}
    del records["LVP-VIW-0001"]
    found = view(case(records), "G2")
    assert (found.count("missing"), found.count("ready")) == (24, 1)


def test_requirements_count_by_proof_and_not_by_status() -> None:
    records = clean()
    records["LVP-EVD-0001"] = records["LVP-EVD-0001"].replace(result="failed")
    states = [item.state for item in view(case(records), "G5").items if item.record == "LVP-REQ-0001"]
    assert states == ["draft"]


def test_an_sbom_nobody_could_read_is_missing_from_the_assessed_vulnerabilities() -> None:
    told = replace(case(clean()), matches=())
    untold = replace(told, sbom_problems={"LVP-BOM-0001": "the file is missing"})
    assert view(untold, "G7").count("missing") == view(told, "G7").count("missing") + 1


def test_a_matched_vulnerability_without_assessment_is_missing() -> None:
    """V17; the same vulnerability in another component is another question, as it is in V17 itself."""
    given_case = case(clean())
    rows = [
        MatchRow("LVP-BOM-0001", "libxml2", "2.9.10", "", "GHSA-x", ("CVE-2020-24977",), "affected"),
        MatchRow("LVP-BOM-0001", "libother", "1.0", "", "GHSA-x", ("CVE-2020-24977",), "affected"),
        MatchRow("LVP-BOM-0001", "libble", "1.0", "", "CVE-2026-0001", (), "affected"),
        MatchRow("LVP-BOM-0001", "libble", "1.0", "", "CVE-2026-0002", (), "not-affected"),
    ]
    matched = Case(
        given_case.records,
        given_case.release,
        NOW,
        given_case.files,
        given_case.policies,
        given_case.sboms,
        matches=rows,
    )
    missing = [item.what for item in view(matched, "G7").items if item.state == "missing"]
    assert missing == ["assessment of GHSA-x in libother 1.0", "assessment of CVE-2026-0001 in libble 1.0"]


def test_matching_that_never_ran_is_missing_and_not_zero() -> None:
    missing = [
        item.what
        for item in view(replace(case(clean()), matches=None), "G7").items
        if item.state == "missing"
    ]
    assert missing == ["match of the SBOMs against advisories"]


@given(st.sets(st.sampled_from(sorted(name for name in clean() if "-THR-" in name))))
def test_ready_draft_and_missing_always_add_up(undecided: set[str]) -> None:
    records = clean()
    for name in undecided:
        records[name] = records[name].replace(disposition="undecided")
    found = view(case(records, seal=False), "G2")
    assert found.count("ready") + found.count("draft") + found.count("missing") == len(found.items)
    assert found.count("draft") == len(undecided)
