"""A section of the disclosure statement is answered by its own questions, or by the whole statement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from medward.controls.records import Label
from medward.gaps.queries import ask
from medward.gaps.queries.disclosure import SECTIONS
from medward.gaps.shown import State
from medward.kernel.recordset import RecordSet
from tests.gaps.pump import pump

if TYPE_CHECKING:
    from medward.checks.case import Case


def answered(question: str, answer: str = "Yes") -> Case:
    case = pump()
    first = next(one for one in case.live(Label) if one.item == 1)
    new = first.replace(id="LVP-LBL-9001", item=None, mds_question=question, answer=answer)
    return replace(case, records=RecordSet([*case.records, new]))


@pytest.mark.parametrize("code", SECTIONS)
def test_no_section_is_shown_where_nothing_was_answered(code: str) -> None:
    found = ask(pump(), f"mds2-section {code}")
    assert found.state is State.MISSING
    assert code in found.missing[0]


def test_an_unsigned_answer_begins_its_section_alone() -> None:
    case = answered("AUDT-1")
    assert ask(case, "mds2-section AUDT").state is State.PARTLY
    assert ask(case, "mds2-section AUTH").state is State.MISSING


def test_a_question_without_answer_lacks_it() -> None:
    assert "Answer question of LVP-LBL-9001." in ask(answered("AUDT-1", ""), "mds2-section AUDT").missing
