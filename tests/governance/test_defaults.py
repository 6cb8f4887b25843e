"""The shipped policies and which policy counts on a day (practice 2.4, 4.4 to 4.6, 4.14, V17)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidRecordError, PolicyError
from medward.governance.defaults import current_policies, default_policies, policy_of
from medward.kernel.lifecycle import Meaning
from medward.kernel.recordset import RecordSet
from medward.kernel.text import read_yaml

if TYPE_CHECKING:
    from medward.governance.policies import Policy

TODAY = date(2026, 6, 15)
MATRIX = next(policy for policy in default_policies() if policy.name == "MATRIX-1")


def own_matrix(**changes: object) -> Policy:
    return MATRIX.replace(id="ORG-POL-0103", name="MATRIX-2", **changes)


def test_eight_policies_ship_under_their_numbers() -> None:
    assert [(policy.id[-4:], policy.name, policy.rule.policy_kind) for policy in default_policies()] == [
        ("0001", "SEVERITY-1", "severity"),
        ("0002", "OBSTACLES-1", "exploitability"),
        ("0003", "MATRIX-1", "risk-matrix"),
        ("0004", "ACCEPT-1", "acceptance"),
        ("0005", "SIGN-1", "signatures"),
        ("0006", "SBOM-1", "sbom-gate"),
        ("0007", "SLA-1", "vuln-sla"),
        ("0008", "NUMBER-1", "numbering"),
    ]
    assert {policy.status for policy in default_policies()} == {"effective"}


def test_proposals_are_marked_as_such() -> None:
    marked = {policy.name for policy in default_policies() if policy.title.endswith("[P]")}
    assert marked == {policy.name for policy in default_policies()} - {"SEVERITY-1"}


def test_an_empty_device_file_uses_the_shipped_policies() -> None:
    policies = current_policies(RecordSet([]), TODAY)
    assert policies.label("risk-matrix") == "MATRIX-1@1"
    assert policies.records == default_policies()


def test_the_device_files_own_policy_comes_before_the_shipped_one() -> None:
    policies = current_policies(RecordSet([own_matrix()]), TODAY)
    assert policies.label("risk-matrix") == "MATRIX-2@1"
    assert policies.label("severity") == "SEVERITY-1@1"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"status": "draft"}, id="draft"),
        pytest.param({"status": "approved"}, id="approved but not yet effective"),
        pytest.param({"valid_from": date(2026, 6, 16)}, id="begins tomorrow"),
        pytest.param({"valid_to": date(2026, 6, 14)}, id="ended yesterday"),
    ],
)
def test_a_policy_that_is_not_in_force_changes_nothing(changes: dict[str, object]) -> None:
    assert current_policies(RecordSet([own_matrix(**changes)]), TODAY).label("risk-matrix") == "MATRIX-1@1"


@pytest.mark.parametrize("bound", ["valid_from", "valid_to"])
def test_the_first_and_the_last_day_count(bound: str) -> None:
    assert (
        current_policies(RecordSet([own_matrix(**{bound: TODAY})]), TODAY).label("risk-matrix")
        == "MATRIX-2@1"
    )


def test_two_effective_policies_of_one_kind_are_refused_by_name() -> None:
    with pytest.raises(
        PolicyError, match=r"ORG-POL-0003 \(MATRIX-1@1\) and ORG-POL-0103 \(MATRIX-2@1\)"
    ) as caught:
        current_policies(RecordSet([MATRIX, own_matrix()]), TODAY)
    assert "superseded" in caught.value.hint


def test_residual_risk_is_accepted_by_medical_and_quality_and_an_exception_ends_after_180_days() -> None:
    rules = {rule.decision_kind: rule for rule in current_policies(RecordSet([]), TODAY).acceptance.rules}
    assert rules["benefit-risk"].meanings == (Meaning.ACCEPTANCE_MEDICAL, Meaning.ACCEPTANCE_QUALITY)
    assert rules["exception"].max_days == 180
    assert Meaning.ACCEPTANCE_EXECUTIVE in rules["exception"].meanings


def test_every_required_meaning_can_be_given_by_somebody() -> None:
    policies = current_policies(RecordSet([]), TODAY)
    given = {rule.meaning for rule in policies.signatures.meanings}
    needed = {
        meaning
        for rule in (*policies.signatures.rules, *policies.acceptance.rules)
        for meaning in rule.meanings
    }
    assert needed <= given
    assert given == set(Meaning)


def test_a_file_of_another_kind_is_refused_with_its_line() -> None:
    document = read_yaml(b"kind: threat/1\nid: LVP-THR-0001\n", "other.yaml")[0]
    with pytest.raises(InvalidRecordError, match=r"^other.yaml:1: kind is 'threat/1'"):
        policy_of(document)


def test_a_wrong_field_is_refused_with_its_name() -> None:
    document = read_yaml(
        b"kind: policy/1\nid: ORG-POL-0009\ntitle: x\nname: y\n"
        b"rule:\n  policy_kind: vuln-sla\n  new_days: soon\n",
        "p.yaml",
    )[0]
    with pytest.raises(InvalidRecordError, match=r"new_days"):
        policy_of(document)
