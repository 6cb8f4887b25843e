"""A risk as it stands today (practice 2.3-B, 4.12; scenario S02)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.governance.defaults import current_policies
from medward.governance.records import DecisionKind
from medward.kernel.recordset import RecordSet
from medward.risk.evaluate import RiskView, evaluate, evaluate_all, overall
from medward.risk.explain import explain
from medward.risk.matrix import Cell
from medward.risk.records import Claim, Risk
from medward.verification.credit import Proof
from medward.verification.records import Result
from tests.fixtures.risk_cases import DIGEST, FILE, TODAY, decision, harms, proofs, proven_chain, risk

if TYPE_CHECKING:
    from medward.kernel.records import Record

POLICIES = current_policies(RecordSet([]), TODAY)
METRICS = ["MAV:P", "MAV:N", "MAC:H", "MAT:P", "MPR:L", "MPR:H", "MUI:R"]
VERIFIED = Proof(verified=True, why_not="", evidence=("LVP-EVD-0001",))
UNVERIFIED = Proof(verified=False, why_not="it has no requirement", evidence=())


def view_of(records: list[Record], control_proofs: dict[str, Proof] | None = None) -> RiskView:
    found = RecordSet(records)
    return evaluate(
        found.of(Risk)[0], found, POLICIES, proofs(found) if control_proofs is None else control_proofs
    )


def short(view: RiskView) -> tuple[str, str, str, str]:
    return view.initial.exploitability, view.initial.cell, view.residual.exploitability, view.residual.cell


def test_verified_controls_lower_the_residual_as_in_s02() -> None:
    view = view_of(proven_chain())
    assert short(view) == ("E4", "U", "E2", "R")
    assert [claim.metric for claim in view.credited] == ["MAC:H", "MPR:H"]
    assert (view.derived_status, view.causes, view.group) == ("accepted", (), "accepted")


@pytest.mark.parametrize(
    ("files", "target", "words"),
    [
        pytest.param({}, 2, "file evidence/forged-writes.xml is missing", id="deleted"),
        pytest.param({FILE: "b" * 64}, 2, "was altered after it was attached", id="one byte edited"),
        pytest.param({FILE: DIGEST}, 3, "no passed evidence on release 4.3.0", id="other release"),
    ],
)
def test_without_proof_the_residual_falls_back_and_the_risk_reopens(
    files: dict[str, str], target: int, words: str
) -> None:
    records = RecordSet(proven_chain())
    view = evaluate_all(records, POLICIES, proofs(records, files, target))[0]
    assert short(view) == ("E4", "U", "E4", "U")
    assert (view.derived_status, view.group) == ("reopened", "open")
    assert all(words in item.why and "LVP-REQ-0021" in item.why for item in view.refused)
    assert (view.claimed.exploitability, view.claimed.cell) == ("E2", "R")


def test_failed_and_expired_evidence_earns_nothing() -> None:
    for change in ({"result": Result.FAILED}, {"expires_on": TODAY - timedelta(days=1)}):
        assert short(view_of(proven_chain(**change))) == ("E4", "U", "E4", "U")
    assert short(view_of(proven_chain(expires_on=TODAY))) == ("E4", "U", "E2", "R")


def test_a_risk_without_a_harm_cannot_be_told_until_a_decision_says_so() -> None:
    open_risk = risk(1, "S0", "E1", harms=())
    view = view_of([open_risk], {})
    assert (view.severity, view.initial.cell, view.residual.cell) == ("unknown", "cannot-tell", "cannot-tell")
    assert "no harm is linked" in view.problems[0]
    closed = decision(1, DecisionKind.NO_PATIENT_HARM, open_risk.id)
    assert view_of([open_risk, closed], {}).residual.cell is Cell.ACCEPTABLE
    for change in ({"status": "draft"}, {"expires_on": TODAY - timedelta(days=1)}):
        assert view_of([open_risk, closed.replace(**change)], {}).residual.cell is Cell.CANNOT_TELL


def test_the_worst_harm_counts_and_a_missing_one_makes_it_unknown() -> None:
    several = risk(1, "S0", "E5", harms=("LVP-HRM-0001", "LVP-HRM-0004", "LVP-HRM-0002"))
    assert view_of([*harms(), several], {}).severity == "S4"
    assert (
        view_of([several.replace(harms=("LVP-HRM-0001", "LVP-HRM-0099")), *harms()], {}).residual.cell
        == "cannot-tell"
    )


def test_a_vector_that_cannot_be_read_cannot_be_told_and_names_the_metric() -> None:
    broken = risk(1, "S0", "E5").replace(initial={"vector": "AV:A/AC:L/PR:N", "rationale": "typed too fast"})
    view = view_of([*harms(), broken], {})
    assert (view.initial.cell, view.residual.cell) == ("cannot-tell", "cannot-tell")
    assert "UI is missing" in view.problems[0]


def test_a_risk_to_several_patients_is_read_one_column_to_the_right() -> None:
    view = view_of([*harms(), risk(1, "S3", "E2", multi_patient=True)], {})
    assert (view.initial.exploitability, view.initial.cell) == ("E2", "R")
    assert "read in column E3" in view.initial.steps[-1]


def test_a_control_that_opens_a_way_counts_against_the_device_even_when_unverified() -> None:
    eased = risk(
        1, "S3", "E2", claims=(Claim(metric="MAV:N", control="LVP-CTL-0009", because="adds a cloud login"),)
    )
    view = view_of([*harms(), eased], {"LVP-CTL-0009": UNVERIFIED})
    assert short(view) == ("E2", "A", "E5", "U")
    assert [claim.metric for claim in view.adverse] == ["MAV:N"]


@pytest.mark.parametrize(
    ("status", "severity", "level", "extra", "cause"),
    [
        ("mitigated", "S4", "E1", [], ""),
        ("mitigated", "S4", "E2", [], "recorded as mitigated and its residual class is R"),
        ("accepted", "S4", "E2", [], "no benefit-risk decision is in force"),
        ("accepted", "S4", "E2", [DecisionKind.BENEFIT_RISK], ""),
        ("accepted", "S4", "E4", [DecisionKind.BENEFIT_RISK], "residual class is U"),
        ("accepted", "S4", "E4", [DecisionKind.EXCEPTION], "no exception is in force"),
        ("transferred", "S4", "E1", [], "no labelling item speaks of it"),
        ("identified", "S5", "E5", [], ""),
        ("unacceptable", "S5", "E5", [], ""),
    ],
)
def test_a_recorded_state_holds_only_as_long_as_the_facts_do(
    status: str, severity: str, level: str, extra: list[DecisionKind], cause: str
) -> None:
    subject = risk(1, severity, level, status=status)
    made = [decision(number, kind, subject.id) for number, kind in enumerate(extra, start=1)]
    view = view_of([*harms(), subject, *made], {})
    assert view.derived_status == ("reopened" if cause else status)
    assert cause in " ".join(view.causes)


@pytest.mark.parametrize(("days", "holds"), [(0, True), (180, True), (181, False), (-1, False)])
def test_an_exception_holds_for_at_most_180_days(days: int, holds: bool) -> None:  # noqa: FBT001 - a case
    subject = risk(1, "S5", "E5", status="accepted")
    made = decision(1, DecisionKind.EXCEPTION, subject.id, expires_on=TODAY + timedelta(days=days))
    assert (view_of([*harms(), subject, made], {}).derived_status == "accepted") is holds


def test_an_event_from_outside_reopens_a_settled_risk() -> None:
    records = RecordSet(proven_chain())
    view = evaluate(
        records.of(Risk)[0], records, POLICIES, proofs(records), ("LVP-VAS-0231 is under investigation",)
    )
    assert view.derived_status == "reopened"
    assert "LVP-VAS-0231" in view.causes[-1]


def test_the_count_table_names_every_class_before_and_after() -> None:
    records = RecordSet(proven_chain())
    table = overall(evaluate_all(records, POLICIES, proofs(records)))
    assert {str(cell): count for cell, count in table.before.items()} == {
        "A": 0,
        "R": 0,
        "U": 1,
        "cannot-tell": 0,
    }
    assert {str(cell): count for cell, count in table.after.items()} == {
        "A": 0,
        "R": 1,
        "U": 0,
        "cannot-tell": 0,
    }


def test_the_explanation_shows_the_arithmetic_the_policies_and_the_refused_claims() -> None:
    records = RecordSet(proven_chain(result=Result.FAILED))
    view = evaluate_all(records, POLICIES, proofs(records))[0]
    text = "\n".join(
        line for block in explain(view, records, POLICIES) for line in (block.heading, *block.lines)
    )
    for words in (
        "obstacles = AV:A 1 + AC:L 0 + PR:N 0 + UI:N 0 = 1 -> E4",
        "MATRIX-1@1: severity S4, exploitability E4 -> U",
        "refused: MAC:H by LVP-CTL-0009: its requirement LVP-REQ-0021 has no passed evidence on",
        "last: failed, LVP-EVD-0113, 2026-05-03",
        "with every claim: E2 x S4 = R",
        "LVP-DEC-0012 benefit-risk: yes; under MATRIX-1@1",
        "it is reopened, because",
    ):
        assert words in text


CLAIMS = st.lists(
    st.tuples(st.sampled_from(METRICS), st.sampled_from(["LVP-CTL-0001", "LVP-CTL-0002", "LVP-CTL-0003"])),
    max_size=6,
)
CASES = st.tuples(
    st.sampled_from([f"S{n}" for n in range(6)]), st.sampled_from([f"E{n}" for n in range(1, 6)])
)


def rated(case: tuple[str, str], claims: list[tuple[str, str]], good: set[str]) -> int:
    subject = risk(
        1,
        *case,
        claims=tuple(Claim(metric=metric, control=control, because="as drawn") for metric, control in claims),
    )
    control_proofs = {
        f"LVP-CTL-000{n}": VERIFIED if f"LVP-CTL-000{n}" in good else UNVERIFIED for n in (1, 2, 3)
    }
    return list(Cell).index(view_of([*harms(), subject], control_proofs).residual.cell)


@given(CASES, CLAIMS, st.sampled_from(METRICS))
def test_an_unverified_control_never_improves_a_residual(
    case: tuple[str, str], claims: list[tuple[str, str]], metric: str
) -> None:
    good = {"LVP-CTL-0001", "LVP-CTL-0002"}
    assert rated(case, claims, good) <= rated(case, [*claims, (metric, "LVP-CTL-0003")], good)


@given(CASES, CLAIMS, st.sets(st.sampled_from(["LVP-CTL-0001", "LVP-CTL-0002", "LVP-CTL-0003"])))
def test_losing_evidence_never_makes_a_class_milder(
    case: tuple[str, str], claims: list[tuple[str, str]], lost: set[str]
) -> None:
    everything = {"LVP-CTL-0001", "LVP-CTL-0002", "LVP-CTL-0003"}
    assert rated(case, claims, everything) <= rated(case, claims, everything - lost)
