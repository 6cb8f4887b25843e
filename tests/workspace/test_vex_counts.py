"""A decision that `check` blocks never goes out as not affected or fixed (practice 3.1 V17, V18, V20, V25)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.governance.policies import Policy, SignaturePolicy
from medward.vex.statement import VexStatus
from medward.workspace.vex import Wanted, vex_export
from tests.checks.sample import PART, case, clean, findings

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.kernel.records import Record
    from medward.workspace.vex import Export

VAS = "LVP-VAS-0001"
FIXED = {"status": "fixed", "justification": None, "fixed_in": "LVP-REL-0001"}
NEWER = Component(ref="x", name="libxml2", version="2.9.14", purl="pkg:generic/libxml2@2.9.14")
GONE = {"sbom/mcu.json": "a" * 64, "evidence/4.2.0/flags.txt": "a" * 64}


def changed(vulnerability: dict[str, object] | None = None, **fields: object) -> dict[str, Record]:
    records = clean()
    records["LVP-VUL-0001"] = records["LVP-VUL-0001"].replace(**(vulnerability or {}))
    records[VAS] = records[VAS].replace(**fields)
    return records


def with_rule(records: dict[str, Record], **more: object) -> dict[str, Record]:
    """Return records under a signature policy that asks more of assessments."""
    for identity, policy in records.items():
        if isinstance(policy, Policy) and isinstance(policy.rule, SignaturePolicy):
            rules = tuple(
                rule.model_copy(update=more) if "assessment" in rule.record_kinds else rule
                for rule in policy.rule.rules
            )
            changed_policy = policy.replace(rule=policy.rule.model_copy(update={"rules": rules}))
            return {**records, identity: changed_policy}
    raise AssertionError


def exported(given: Case) -> Export:
    return vex_export(given, Wanted(namespace="https://meridian.example"))


LISTED = {"known_exploited": {"added_on": date(2026, 6, 10)}}
BLOCKED = {
    "V17 known exploited": ("V17", lambda: case(changed(LISTED)), "known exploited since 2026-06-10"),
    "V17 exploit public": (
        "V17",
        lambda: case(changed({"exploit": "poc", "exploit_seen_at": datetime(2026, 6, 12, tzinfo=UTC)})),
        "an exploit is public, decided 2026-06-01",
    ),
    "V17 other version": (
        "V17",
        lambda: case(changed(component="pkg:generic/libxml2@2.9.10"), parts=(PART, NEWER)),
        "component is 2.9.14 here",
    ),
    "V17 expired": ("V17", lambda: case(changed(expires_on=date(2026, 6, 14))), "expired on 2026-06-14"),
    "V17 fixed, exploited": ("V17", lambda: case(changed(LISTED, **FIXED)), "known exploited since 2026-06-10"),
    "V18 fixed, proof gone": ("V18", lambda: case(changed(**FIXED), files=GONE), "ble.xml is missing"),
    "V18 fixed, no release": ("V18", lambda: case(changed(**{**FIXED, "fixed_in": ""})), "without the release"),
    "V20": ("V20", lambda: case(changed(inherited_from=VAS)), "without confirming component version"),
    "V25 unsigned": ("V25", lambda: case(changed(), skip=VAS), "nobody has validly signed review-technical"),
    "V25 two people": ("V25", lambda: case(with_rule(changed(), people=2)), "the policy asks for 1 more signer"),
    "V25 four eyes": (
        "V25",
        lambda: case(with_rule(changed(decided_by="ORG-USR-0001"), four_eyes=True)),
        "ORG-USR-0001 is its author and its only approver",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BLOCKED)
def test_what_check_blocks_goes_out_as_under_investigation_for_the_same_reason(name: str) -> None:
    rule, made, why = BLOCKED[name]
    given = made()
    assert any(f"{VAS}: {rule}" in one and why in one for one in findings(given, rule))
    found = exported(given)
    assert [one.status for one in found.document.statements] == [VexStatus.UNDER_INVESTIGATION]
    ((identity, reason),) = found.reopened
    assert identity == VAS
    assert why in reason


@pytest.mark.parametrize("fields", [{}, FIXED])
def test_what_check_lets_pass_goes_out_as_decided(fields: dict[str, object]) -> None:
    given = case(changed(**fields))
    assert [one for rule in ("V17", "V18", "V20", "V25") for one in findings(given, rule) if VAS in one] == []
    found = exported(given)
    assert [one.status.value for one in found.document.statements] == [fields.get("status", "not-affected")]
    assert found.reopened == ()
