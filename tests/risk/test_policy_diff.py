"""Trying another matrix (practice 4.6, scenario S03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.errors import PolicyError
from medward.governance.defaults import current_policies, default_policies
from medward.governance.records import Decision
from medward.kernel.recordset import RecordSet
from medward.risk.evaluate import evaluate_all
from medward.risk.matrix import Cell
from medward.risk.policy_diff import policy_difference
from tests.fixtures.risk_cases import S03, TODAY, twelve_risks

if TYPE_CHECKING:
    from medward.governance.policies import Policy

MATRIX_1 = next(policy for policy in default_policies() if policy.name == "MATRIX-1")
CLASSES = dict(zip(S03, ["U", "U", "R", "U", "R", "A", "U", "A", "R", "A", "R", "A"], strict=True))
"""Classes of the twelve risks, read by hand off the table of practice 4.6."""
RECORDS = RecordSet(twelve_risks(CLASSES))
POLICIES = current_policies(RECORDS, TODAY)


def matrix_2(cells: dict[tuple[str, int], str], **changes: object) -> Policy:
    rule = MATRIX_1.rule.model_dump(mode="json")
    for (row, column), letter in cells.items():
        rule["cells"][row][column - 1] = letter
    return MATRIX_1.replace(id="ORG-POL-0103", name="MATRIX-2", status="draft", rule=rule, **changes)


PROPOSED = {("S3", 3): "U", ("S4", 2): "U", ("S1", 5): "A"}
CORRECTED = {**PROPOSED, ("S5", 2): "U"}


def counts(table: object) -> list[int]:
    assert isinstance(table, dict)
    return [table[cell] for cell in (Cell.ACCEPTABLE, Cell.NEEDS_BENEFIT_RISK, Cell.UNACCEPTABLE)]


def test_matrix_1_gives_four_of_each_class() -> None:
    views = evaluate_all(RECORDS, POLICIES, {})
    assert [sum(view.residual.cell == letter for view in views) for letter in "ARU"] == [4, 4, 4]
    assert "reopened" not in {view.derived_status for view in views}


def test_a_matrix_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"\(5,2\)=R against \(4,2\)=U: worse severity but better class"):
        policy_difference(matrix_2(PROPOSED), RECORDS, POLICIES, {})


def test_the_dry_run_shows_three_flips_and_who_would_reopen() -> None:
    found = policy_difference(matrix_2(CORRECTED), RECORDS, POLICIES, {})
    assert counts(found.before) == [4, 4, 4]
    assert counts(found.after) == [5, 1, 6]
    assert {
        (flip.severity + flip.exploitability, flip.before.value, flip.after.value) for flip in found.flips
    } == {
        ("S4E2", "R", "U"),
        ("S3E3", "R", "U"),
        ("S1E5", "R", "A"),
    }
    assert found.reopened == ("LVP-RSK-0003", "LVP-RSK-0005")
    assert (found.policy, found.instead_of, found.risks) == ("MATRIX-2@1", "MATRIX-1@1", 12)


def test_nothing_changes_until_the_policy_is_in_force() -> None:
    before = evaluate_all(RECORDS, POLICIES, {})
    policy_difference(matrix_2(CORRECTED), RECORDS, POLICIES, {})
    draft = RecordSet([*RECORDS, MATRIX_1, matrix_2(CORRECTED)])
    assert evaluate_all(draft, current_policies(draft, TODAY), {}) == before


def test_after_adoption_two_risks_reopen_and_their_decisions_still_show_matrix_1() -> None:
    adopted = RecordSet(
        [*RECORDS, MATRIX_1.replace(status="superseded"), matrix_2(CORRECTED).replace(status="effective")]
    )
    views = evaluate_all(adopted, current_policies(adopted, TODAY), {})
    reopened = [view for view in views if view.derived_status == "reopened"]
    assert [view.id for view in reopened] == ["LVP-RSK-0003", "LVP-RSK-0005"]
    assert all("policy change: it was decided under MATRIX-1@1" in view.causes[0] for view in reopened)
    assert [sum(view.residual.cell == letter for view in views) for letter in "ARU"] == [5, 1, 6]
    assert {item.policy_version for item in adopted.of(Decision)} == {"MATRIX-1@1"}


def test_a_policy_that_rates_nothing_is_refused() -> None:
    numbering = next(policy for policy in default_policies() if policy.name == "NUMBER-1")
    with pytest.raises(PolicyError, match="it rates no risk"):
        policy_difference(numbering, RECORDS, POLICIES, {})


def test_another_exploitability_policy_can_be_tried_too() -> None:
    model = next(policy for policy in default_policies() if policy.name == "OBSTACLES-1")
    rule = model.rule.model_dump(mode="json")
    rule["weights"]["AV"] = {"N": 0, "A": 0, "L": 0, "P": 0}
    found = policy_difference(model.replace(name="OBSTACLES-2", rule=rule), RECORDS, POLICIES, {})
    assert found.after[Cell.UNACCEPTABLE] > found.before[Cell.UNACCEPTABLE]
