"""Controlled or uncontrolled (practice 4.9, regulation catalogue E1), and its laws."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.governance.defaults import current_policies
from medward.kernel.recordset import RecordSet
from medward.risk.controlled import EVIDENCE, Asked, Interim, Verdict, judge_control
from medward.risk.exploitability import METRICS, hardness
from tests.fixtures.risk_cases import TODAY, VECTORS

POLICIES = current_policies(RecordSet([]), TODAY)
SEVERITIES = POLICIES.matrix.severities
FLAW = Asked(
    status="affected",
    vector="AV:A/AC:L/PR:N/UI:N",
    severity="S4",
    evidence="none",
    impact=frozenset("CIA"),
    units=4812,
    multi_patient=False,
)
OFF = Interim("Bluetooth switched off", 1204, closes=True)
ORDER = {Verdict.CONTROLLED: 0, Verdict.CANNOT_TELL: 1, Verdict.UNCONTROLLED: 2}


def verdict(**changes: object) -> str:
    return judge_control(replace(FLAW, **changes), POLICIES).verdict.value


def test_not_affected_is_no_risk_only_with_proof() -> None:
    assert verdict(status="not-affected") == "no-risk"
    assert verdict(status="not-affected", unproven="it has no evidence") == "cannot-tell"
    assert verdict(status="fixed") == "no-risk"


@pytest.mark.parametrize(
    ("severity", "level", "decision", "expected"),
    [
        ("S4", "E4", "", "uncontrolled"),
        ("S4", "E2", "", "uncontrolled"),
        ("S4", "E2", "LVP-DEC-0001", "controlled"),
        ("S4", "E4", "LVP-DEC-0001", "uncontrolled"),
        ("S4", "E1", "", "controlled"),
        ("S0", "E5", "", "controlled"),
    ],
)
def test_a_is_controlled_r_only_by_a_decision_and_u_never(
    severity: str, level: str, decision: str, expected: str
) -> None:
    assert verdict(severity=severity, vector=VECTORS[level], decision=decision) == expected


def test_confidentiality_alone_is_controlled_and_opens_a_privacy_decision() -> None:
    judged = judge_control(
        replace(FLAW, vector="AV:L/AC:L/PR:L/UI:N", severity="S0", impact=frozenset("C")), POLICIES
    )
    assert (judged.verdict, judged.privacy, judged.work) == (Verdict.CONTROLLED, True, "routine update")
    assert "only confidentiality" in judged.why[0]


def test_1204_of_4812_units_reported_leave_3608_uncontrolled() -> None:
    judged = judge_control(replace(FLAW, interim=(OFF,)), POLICIES)
    assert judged.verdict is Verdict.UNCONTROLLED
    assert judged.units is not None
    assert (judged.units.concerned, judged.units.configured, judged.units.remaining) == (4812, 1204, 3608)


def test_two_reports_may_speak_of_the_same_units_so_they_are_not_added() -> None:
    judged = judge_control(replace(FLAW, interim=(OFF, replace(OFF, units=4000))), POLICIES)
    assert judged.units is not None
    assert judged.units.remaining == 812


@pytest.mark.parametrize(
    "measure",
    [
        pytest.param(replace(OFF, why_not="nothing shows it"), id="unproven"),
        pytest.param(replace(OFF, closes=False, changes=(("AC", "H"),)), id="too weak"),
        pytest.param(replace(OFF, units=4813), id="more than there are"),
    ],
)
def test_a_measure_that_is_unproven_too_weak_or_miscounted_protects_no_unit(measure: Interim) -> None:
    judged = judge_control(replace(FLAW, interim=(measure,)), POLICIES)
    assert judged.units is not None
    assert (judged.units.configured, judged.units.remaining) == (0, 4812)
    assert any("does not count" in line for line in judged.why)


def test_every_unit_reported_makes_it_controlled_and_an_unknown_number_never_does() -> None:
    assert verdict(interim=(replace(OFF, units=4812),)) == "controlled"
    assert verdict(interim=(replace(OFF, units=4812),), units=None) == "uncontrolled"


def test_a_vector_nobody_stated_is_asked_for_in_words() -> None:
    judged = judge_control(Asked("affected", "", severity="S4", evidence="none"), POLICIES)
    assert judged.verdict is Verdict.CANNOT_TELL
    assert judged.why == ("no vector for this product is stated",)
    assert judged.questions == ("What does an attacker need: AV, AC, PR and UI for this product?",)


def test_unknown_exploits_decide_only_when_every_reading_agrees() -> None:
    assert verdict(evidence="unknown") == "uncontrolled"
    assert verdict(evidence="unknown", severity="S0") == "controlled"
    judged = judge_control(replace(FLAW, evidence="unknown", vector=VECTORS["E1"]), POLICIES)
    assert judged.verdict is Verdict.CANNOT_TELL
    assert "exploit" in judged.questions[0]


answers = st.builds(
    lambda av, ac, pr, ui: f"AV:{av}/AC:{ac}/PR:{pr}/UI:{ui}",
    *(st.sampled_from(values) for values in ("NALP", "LH", "NLH", "NR")),
)
asked = st.builds(
    Asked,
    status=st.just("affected"),
    vector=answers,
    severity=st.sampled_from(SEVERITIES),
    evidence=st.sampled_from((*EVIDENCE, "unknown")),
    impact=st.sampled_from((None, frozenset("C"), frozenset("IA"), frozenset("CIA"))),
    units=st.one_of(st.none(), st.integers(0, 9)),
    interim=st.lists(
        st.builds(
            Interim,
            measure=st.just("m"),
            units=st.integers(0, 9),
            closes=st.booleans(),
            changes=st.sampled_from(((), (("AC", "H"),), (("AV", "P"), ("PR", "H")))),
            why_not=st.sampled_from(("", "unproven")),
        ),
        max_size=2,
    ).map(tuple),
    multi_patient=st.sampled_from((None, False, True)),
    decision=st.sampled_from(("", "LVP-DEC-0001")),
)


def eased(vector: str, metric: str) -> str:
    """Return a vector with one answer at its easiest."""
    parts = dict(part.split(":") for part in vector.split("/"))
    return "/".join(
        f"{name}:{METRICS[name][0] if name == metric else value}" for name, value in parts.items()
    )


@given(asked, st.sampled_from(SEVERITIES))
def test_more_severe_never_turns_uncontrolled_into_controlled(one: Asked, severity: str) -> None:
    worse = max(one.severity, severity)
    before = judge_control(one, POLICIES).verdict
    after = judge_control(replace(one, severity=worse), POLICIES).verdict
    assert not (before is Verdict.UNCONTROLLED and after is Verdict.CONTROLLED)


@given(asked, st.sampled_from(("AV", "AC", "PR", "UI")))
def test_easier_never_turns_uncontrolled_into_controlled(one: Asked, metric: str) -> None:
    easier = eased(one.vector, metric)
    assert hardness("AV", easier[3]) <= hardness("AV", one.vector[3])
    before = ORDER[judge_control(one, POLICIES).verdict]
    assert before <= ORDER[judge_control(replace(one, vector=easier), POLICIES).verdict]


@given(asked, st.sampled_from(EVIDENCE))
def test_a_known_exploit_never_makes_it_milder(one: Asked, evidence: str) -> None:
    quiet = judge_control(replace(one, evidence="none"), POLICIES).verdict
    assert ORDER[quiet] <= ORDER[judge_control(replace(one, evidence=evidence), POLICIES).verdict]


@given(asked)
def test_an_unknown_severity_or_vector_never_becomes_controlled(one: Asked) -> None:
    assert judge_control(replace(one, severity="unknown"), POLICIES).verdict is Verdict.CANNOT_TELL
    unread = judge_control(replace(one, vector="", impact=None), POLICIES)
    assert unread.verdict is Verdict.CANNOT_TELL
    assert unread.questions


@given(asked)
def test_what_is_unknown_is_controlled_only_if_every_answer_would_be(one: Asked) -> None:
    if judge_control(replace(one, evidence="unknown"), POLICIES).verdict is Verdict.CONTROLLED:
        for evidence in EVIDENCE:
            assert judge_control(replace(one, evidence=evidence), POLICIES).verdict is Verdict.CONTROLLED
    if judge_control(replace(one, multi_patient=None), POLICIES).verdict is Verdict.CONTROLLED:
        for several in (True, False):
            judged = judge_control(replace(one, multi_patient=several), POLICIES)
            assert judged.verdict is Verdict.CONTROLLED


@given(asked)
def test_units_add_up_and_none_is_protected_that_nobody_reported(one: Asked) -> None:
    units = judge_control(one, POLICIES).units
    if units is not None and units.concerned is not None and units.remaining:
        assert units.configured + units.remaining == units.concerned
        assert units.configured <= max((item.units for item in one.interim), default=0)
