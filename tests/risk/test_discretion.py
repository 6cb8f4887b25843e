"""The four conditions of enforcement discretion (FDA postmarket guidance 2016, VII.B)."""

from __future__ import annotations

from itertools import product

import pytest

from medward.risk.discretion import Answer, Condition, answer_of, any_of, conclusion, opposite


def conditions(*answers: Answer) -> tuple[Condition, ...]:
    return tuple(Condition(f"condition {number}", answer, "") for number, answer in enumerate(answers))


@pytest.mark.parametrize("answers", [*product(Answer, repeat=4)])
def test_nothing_is_ever_called_exempt_and_four_yes_are_needed(answers: tuple[Answer, ...]) -> None:
    said = conclusion(conditions(*answers))
    assert "exempt" not in said
    assert ("all four conditions are met" in said) == (set(answers) == {Answer.YES})
    assert ("report the correction" in said) == (Answer.NO in answers)


def test_an_open_condition_is_named() -> None:
    said = conclusion(conditions(Answer.YES, Answer.UNKNOWN, Answer.YES, Answer.YES))
    assert said == "cannot be told while open: condition 1"


def test_unknown_stays_unknown() -> None:
    assert answer_of(None) is Answer.UNKNOWN
    assert opposite(Answer.UNKNOWN) is Answer.UNKNOWN
    assert any_of(Answer.NO, Answer.UNKNOWN) is Answer.UNKNOWN
    assert any_of(Answer.YES, Answer.UNKNOWN) is Answer.YES
    assert any_of(Answer.NO, Answer.NO) is Answer.NO
