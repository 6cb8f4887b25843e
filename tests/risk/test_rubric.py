"""The medical-device rubric: flow and outcomes of regulation chapter E3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidInputError
from medward.risk.rubric import QUESTIONS, derive, next_question, parse_extended

QUIET = "/".join(f"X{metric}{group}:N" for metric in "CIA" for group in "PDTWSO")
AFTER_ACCESS = f"XACL:Y/XPRL:N/XUI:N/XS:N/{QUIET}"

ATTACK_VECTOR = [
    ("XAVN:N/XAVP:Y/XAVPA:Y", "P"),
    ("XAVN:N/XAVP:Y/XAVPA:N", "P"),
    ("XAVN:N/XAVP:N", "L"),
    ("XAVN:N/XAVP:U", "L"),
    ("XAVN:U", "N"),
    ("XAVN:Y/XAVT:Y", "N"),
    ("XAVN:Y/XAVT:U", "N"),
    ("XAVN:Y/XAVT:N/XAVW:Y/XAVR:Y", "L"),
    ("XAVN:Y/XAVT:N/XAVW:Y/XAVR:N", "A"),
    ("XAVN:Y/XAVT:N/XAVW:Y/XAVR:U", "A"),
    ("XAVN:Y/XAVT:N/XAVW:N", "A"),
]
PRIVILEGES = [
    ("XPRL:N", "N"),
    ("XPRL:U", "N"),
    ("XPRL:Y/XPRZ:N", "N"),
    ("XPRL:Y/XPRZ:U", "N"),
    ("XPRL:Y/XPRZ:Y/XPRS:Y", "H"),
    ("XPRL:Y/XPRZ:Y/XPRS:N", "L"),
    ("XPRL:Y/XPRZ:Y/XPRS:U", "N"),
]


def _metrics(text: str, **more: str) -> dict[str, str]:
    """Return the metrics an extended vector gives."""
    return dict(part.split(":") for part in derive(parse_extended(text), **more).vector.split("/")[1:])


@pytest.mark.parametrize(("access", "value"), ATTACK_VECTOR)
def test_the_attack_vector_follows_the_questions(access: str, value: str) -> None:
    assert _metrics(f"{access}/{AFTER_ACCESS}")["AV"] == value


@pytest.mark.parametrize(("privileges", "value"), PRIVILEGES)
def test_privileges_follow_the_questions(privileges: str, value: str) -> None:
    assert _metrics(f"XAVN:U/XACL:Y/{privileges}/XUI:N/XS:N/{QUIET}")["PR"] == value


@pytest.mark.parametrize(
    ("code", "outcomes"),
    [
        ("XACL", {"Y": "L", "U": "L", "N": "H"}),
        ("XUI", {"Y": "R", "N": "N", "U": "N"}),
        ("XS", {"Y": "C", "U": "C", "N": "U"}),
    ],
)
def test_single_questions_give_their_metric(code: str, outcomes: dict[str, str]) -> None:
    metric = QUESTIONS[code].metric
    base = parse_extended(f"XAVN:U/{AFTER_ACCESS}")
    for answer, value in outcomes.items():
        assert (
            dict(p.split(":") for p in derive({**base, code: answer}).vector.split("/")[1:])[metric] == value
        )


def test_an_impact_is_the_highest_of_its_six_groups() -> None:
    base = parse_extended(f"XAVN:U/{AFTER_ACCESS}")
    found = derive({**base, "XIT": "L", "XIS": "H", "XAW": "L", "XAO": "U"}).vector
    assert found.endswith("C:N/I:H/A:H")


def test_differences_between_implementations_are_part_of_the_result() -> None:
    wired = derive(parse_extended(f"XAVN:Y/XAVT:N/XAVW:N/{AFTER_ACCESS}"))
    assert any("AV:A and AV:L" in note for note in wired.notes)
    base = {**parse_extended(f"XAVN:U/{AFTER_ACCESS}"), "XCP": "L", "XCPM": "N"}
    assert "C:H" in derive(base).vector
    assert any("XCPM no" in note for note in derive(base).notes)
    told = derive(base, reason_for_few="one patient at a time")
    assert "C:L" in told.vector
    assert any("one patient at a time" in note for note in told.notes)


def test_another_version_than_the_qualified_one_is_said() -> None:
    answers = parse_extended(f"XAVN:U/{AFTER_ACCESS}")
    assert any("qualified it for v3.0" in note for note in derive(answers).notes)
    assert not any("qualified" in note for note in derive(answers, "3.0").notes)


def test_questions_come_one_after_the_other_until_none_is_open() -> None:
    answers: dict[str, str] = {}
    asked = []
    while (question := next_question(answers)) is not None:
        asked.append(question.code)
        answers[question.code] = "Y" if "Y" in question.answers else "N"
    assert asked[:2] == ["XAVN", "XAVT"]
    assert "XAVW" not in asked
    assert derive(answers).vector.startswith("CVSS:3.1/AV:N/AC:L/PR:H/UI:R/S:C")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("XZZ:Y", "no question 'XZZ'"),
        ("XAVN:Q", "'Q' is no answer to XAVN"),
        ("XAVN:Y/XAVN:N", "stands twice"),
        ("XAVN:Y", "XAVT is not answered"),
    ],
)
def test_answers_with_a_defect_are_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        derive(parse_extended(text))


@given(st.data())
def test_the_stored_answers_give_the_same_vector_again(data: st.DataObject) -> None:
    answers: dict[str, str] = {}
    while (question := next_question(answers)) is not None:
        answers[question.code] = data.draw(st.sampled_from(sorted(question.answers)))
    result = derive(answers)
    assert derive(parse_extended(result.extended)) == result


@given(st.data())
def test_not_knowing_never_makes_a_score_lower(data: st.DataObject) -> None:
    """Unknown takes the worst case: no answer in its place may score higher on that metric."""
    base = parse_extended(f"XAVN:N/XAVP:N/{AFTER_ACCESS}")
    code = data.draw(st.sampled_from(["XACL", "XUI", "XS", "XCD", "XIT", "XAT"]))
    order = {"AC": "HL", "UI": "RN", "S": "UC", "C": "NLH", "I": "NLH", "A": "NLH"}[QUESTIONS[code].metric]
    values = {
        answer: dict(p.split(":") for p in derive({**base, code: answer}).vector.split("/")[1:])[
            QUESTIONS[code].metric
        ]
        for answer in QUESTIONS[code].answers
    }
    assert all(order.index(values["U"]) >= order.index(value) for value in values.values())
