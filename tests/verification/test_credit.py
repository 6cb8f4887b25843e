"""No credit without proof: practice 0 promise 3, rules V09 and V10, scenario S02."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.controls.records import Control, Requirement
from medward.devices.records import Release
from medward.governance.records import Decision
from medward.kernel.recordset import RecordSet
from medward.verification.credit import Proof, Target, evidence_state, prove_controls, prove_requirements
from medward.verification.records import Evidence
from medward.verification.records import Test as Trial

FILE, DIGEST = "evidence/4.2.0/ble.xml", "a" * 64
MAY_3 = datetime(2026, 5, 3, 10, tzinfo=UTC)

OLD = Release(
    id="LVP-REL-0001",
    title="4.1.0",
    of="LVP-PRD-0001",
    release_version="4.1.0",
    build="4.1.0+51ab",
    build_started_at=MAY_3,
    supported_until=date(2032, 1, 1),
    deployables=("mcu",),
)
NEW = OLD.replace(id="LVP-REL-0002", title="4.2.0", release_version="4.2.0", build="4.2.0+7f3c")
TEST = Trial(
    id="LVP-TST-0033",
    title="Forged writes",
    test_kind="threat-mitigation",
    purpose="p",
    steps=("s",),
    expected="e",
    independence="other-team",
    requirements=("LVP-REQ-0021",),
)
PASSED = Evidence(
    id="LVP-EVD-0113",
    title="Run",
    tests=("LVP-TST-0033",),
    release="LVP-REL-0002",
    build="4.2.0+7f3c",
    file=FILE,
    sha256=DIGEST,
    evidence_kind="junit",
    tool="pytest 8.4",
    run_at=MAY_3,
    result="passed",
)
CONTROL = Control(id="LVP-CTL-0009", title="c", control_type="prevent", layer="l", design="d", parameters="p")
REQUIREMENT = Requirement(id="LVP-REQ-0021", title="r", text="shall", controls=("LVP-CTL-0009",))
REUSE = Decision(
    id="LVP-DEC-0031",
    title="Re-use",
    decision_kind="evidence-reuse",
    status="effective",
    question="q",
    outcome="o",
    rationale="r",
)


def proof(
    *evidence: Evidence, release: Release = NEW, files: dict[str, str] | None = None, **more: object
) -> Proof:
    tests = more.get("tests", (TEST,))
    assert isinstance(tests, tuple)
    records = RecordSet([OLD, NEW, CONTROL, REQUIREMENT, REUSE, *tests, *evidence])
    target = Target(release, date(2026, 6, 15), {FILE: DIGEST} if files is None else files)
    return prove_requirements(records, target)["LVP-REQ-0021"]


def test_passed_unexpired_untouched_evidence_on_the_release_verifies() -> None:
    assert proof(PASSED) == Proof(verified=True, why_not="", evidence=("LVP-EVD-0113",))


LATER = PASSED.replace(id="LVP-EVD-0114", run_at=datetime(2026, 5, 9, tzinfo=UTC), result="failed")
CARRIED = PASSED.replace(
    release="LVP-REL-0001",
    build="4.1.0+51ab",
    reuse="LVP-DEC-0031",
    applies_to=("LVP-REL-0001", "LVP-REL-0002"),
)


@pytest.mark.parametrize(
    ("evidence", "files", "reason"),
    [
        pytest.param(
            (PASSED,),
            {},
            "2026-05-03; LVP-EVD-0113: file evidence/4.2.0/ble.xml is missing)",
            id="S02 deleted",
        ),
        pytest.param((PASSED,), {FILE: "b" * 64}, "was altered after it was attached", id="S02 one byte"),
        pytest.param(
            (PASSED.replace(result="failed"),), None, "(last: failed, LVP-EVD-0113, 2026-05-03)", id="failed"
        ),
        pytest.param((PASSED.replace(result="not-run"),), None, "last: not run", id="not run"),
        pytest.param(
            (PASSED.replace(expires_on=date(2026, 6, 14)),), None, "expired on 2026-06-14", id="expired"
        ),
        pytest.param(
            (PASSED.replace(build="4.2.0+0000"),), None, "is of build 4.2.0+0000", id="another build"
        ),
        pytest.param(
            (PASSED, LATER), None, "(last: failed, LVP-EVD-0114, 2026-05-09)", id="a newer run failed"
        ),
        pytest.param((), None, "(never run)", id="never run"),
        pytest.param((PASSED.replace(status="retired"),), None, "LVP-EVD-0113 is retired", id="retired"),
        pytest.param(
            (CARRIED.replace(reuse="LVP-REL-0001"),), None, "no decision on re-use", id="no decision"
        ),
    ],
)
def test_anything_less_earns_nothing_and_says_why(
    evidence: tuple[Evidence, ...], files: dict[str, str] | None, reason: str
) -> None:
    given_proof = proof(*evidence, files=files)
    assert not given_proof.verified
    assert given_proof.evidence == ()
    assert given_proof.why_not.startswith("no passed evidence on release 4.2.0 (")
    assert reason in given_proof.why_not


def test_on_another_target_release_the_old_evidence_is_named_and_earns_nothing() -> None:
    other = NEW.replace(id="LVP-REL-0003", release_version="4.3.0", build="4.3.0+aa")
    assert proof(PASSED, release=other).why_not == (
        "no passed evidence on release 4.3.0 (last: passed, LVP-EVD-0113, 2026-05-03; "
        "LVP-EVD-0113 was made on another release (4.2.0))"
    )


def test_evidence_of_an_earlier_release_counts_only_by_an_effective_reuse_decision() -> None:
    assert proof(CARRIED).verified
    draft = RecordSet([OLD, NEW, REUSE.replace(status="draft"), TEST, CARRIED])
    state = evidence_state(CARRIED, Target(NEW, date(2026, 6, 15), {FILE: DIGEST}), draft)
    assert state.why_not == "LVP-EVD-0113 is re-used by LVP-DEC-0031, which is draft"


def test_a_newer_failure_of_another_requirements_test_does_not_count_against_this_one() -> None:
    both = PASSED.replace(tests=("LVP-TST-0033", "LVP-TST-0034"))
    other = TEST.replace(id="LVP-TST-0034", requirements=())
    failed = LATER.replace(tests=("LVP-TST-0034",))
    assert proof(both, failed, tests=(TEST, other)).verified


def test_a_control_needs_every_one_of_its_requirements() -> None:
    unproven = REQUIREMENT.replace(id="LVP-REQ-0022")
    records = RecordSet([OLD, NEW, CONTROL, REQUIREMENT, unproven, TEST, PASSED])
    target = Target(NEW, date(2026, 6, 15), {FILE: DIGEST})
    given_proof = prove_controls(records, prove_requirements(records, target))["LVP-CTL-0009"]
    assert given_proof.why_not == (
        "its requirement LVP-REQ-0022 has no passed evidence on release 4.2.0 (it has no test)"
    )
    alone = RecordSet([CONTROL])
    assert prove_controls(alone, {})["LVP-CTL-0009"].why_not == "it has no requirement"


@given(st.binary(min_size=32, max_size=32))
def test_no_other_digest_earns_credit(digest: bytes) -> None:
    assert proof(PASSED, files={FILE: digest.hex()}).verified is (digest.hex() == DIGEST)


def test_a_run_before_the_build_was_started_is_no_run_on_it() -> None:
    early = PASSED.replace(run_at=datetime(2026, 5, 2, tzinfo=UTC))
    state = evidence_state(early, Target(NEW, MAY_3.date(), {FILE: DIGEST}), RecordSet([NEW]))
    assert not state.counts
    assert state.why_not == "LVP-EVD-0113 ran on 2026-05-02, before that build was started"
