"""SSVC and BOD 26-04 beside the class of the risk (practice 4.10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.errors import InvalidInputError
from medward.risk.controlled import Judged, Verdict
from medward.risk.matrix import Cell
from medward.risk.work_order import disagreements, work_order

STATED = {"exploitation": "none", "utility": "laborious", "technical_impact": "total"}
U = Judged(Verdict.UNCONTROLLED, (), ("E4",), (Cell.UNACCEPTABLE,))


def supplier(evidence: str, severity: str = "S4", **stated: str) -> tuple[str, ...]:
    return work_order({**STATED, **stated}, evidence, severity, known_exploited=None).supplier


def test_the_answers_of_s08_are_out_of_cycle_and_a_public_exploit_makes_them_immediate() -> None:
    assert supplier("none") == ("out-of-cycle",)
    assert supplier("poc") == ("immediate",)


def test_open_questions_leave_every_outcome_they_allow() -> None:
    assert supplier("unknown", technical_impact="partial") == ("scheduled", "out-of-cycle", "immediate")
    assert len(supplier("none", severity="unknown")) == 2


def test_utility_follows_from_automatable_and_value_density() -> None:
    stated = {"automatable": "yes", "value_density": "concentrated", "technical_impact": "total"}
    order = work_order(stated, "none", "S4", known_exploited=False)
    assert order.answers["utility"] == "super effective"
    assert order.supplier == ("out-of-cycle",)
    assert order.federal == ("60 days", "3 days")


def test_a_wrong_answer_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no answer to utility"):
        supplier("none", utility="huge")


def test_defer_beside_class_u_and_immediate_beside_controlled_are_flagged() -> None:
    order = work_order(STATED, "none", "S4", known_exploited=None)
    deferred = replace(order, supplier=("defer",))
    assert "class is U" in disagreements(U, deferred, "none", "uncontrolled")[0]
    assert disagreements(U, order, "none", "uncontrolled") == ()
    fine = Judged(Verdict.CONTROLLED, (), ("E3",), (Cell.ACCEPTABLE,))
    urgent = replace(order, supplier=("immediate",))
    assert len(disagreements(fine, urgent, "active", "controlled")) == 2
    assert disagreements(U, order, "none", "controlled") == (
        "recorded as controlled, computed as uncontrolled",
    )
