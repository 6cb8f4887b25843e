"""All residual risk together (practice 4.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import Asset
from medward.governance.defaults import current_policies
from medward.governance.records import DecisionKind
from medward.kernel.recordset import RecordSet
from medward.risk.evaluate import evaluate_all
from medward.risk.matrix import Cell
from medward.risk.overall import OverallResidual, overall_residual
from medward.risk.records import Claim
from medward.threats.stride import candidates
from medward.verification.credit import Proof
from tests.fixtures.lvp_model import element_id, flow_id, lvp_records, threat_for, zone_id
from tests.fixtures.risk_cases import TODAY, decision, harms, risk, twelve_risks

if TYPE_CHECKING:
    from medward.governance.records import Decision
    from medward.kernel.records import Record

POLICIES = current_policies(RecordSet([]), TODAY)
PROVEN = {"LVP-CTL-0001": Proof(verified=True, why_not="", evidence=("LVP-EVD-0001",))}
CLASSES = {"53": "U", "44": "U", "42": "R", "34": "U", "33": "R", "32": "A"}
CLASSES |= {"25": "U", "23": "A", "15": "R", "05": "A", "51": "R", "41": "A"}


def found(records: list[Record], statement: Decision | None = None) -> OverallResidual:
    known = RecordSet(records)
    views = evaluate_all(known, POLICIES, PROVEN)
    return overall_residual(views, known, POLICIES, statement)


def test_the_twelve_risks_of_s03_count_4_a_4_r_4_u_and_the_draft_says_what_is_open() -> None:
    residual = found([*twelve_risks(CLASSES)])
    counts = {cell.value: number for cell, number in residual.counts.after.items() if number}
    assert counts == {"A": 4, "R": 4, "U": 4}
    assert len(residual.remaining) == 8
    assert "12 security risks recorded" in " ".join(residual.draft)
    assert "cannot be called acceptable" in " ".join(residual.draft)


def test_a_signed_statement_that_leaves_a_risk_out_is_seen() -> None:
    records = twelve_risks(CLASSES)
    remaining = [one.view.id for one in found([*records]).remaining]
    statement = decision(90, DecisionKind.OVERALL_RESIDUAL, remaining[0], subjects=tuple(remaining[:-1]))
    assert found([*records], statement).unnamed == (remaining[-1],)


def test_without_a_risk_the_draft_says_that_this_proves_nothing() -> None:
    assert "says nothing" in found([]).draft[0]


def test_risks_that_share_a_zone_or_a_key_are_joined() -> None:
    model = lvp_records()
    keys = candidates(RecordSet(model))
    one, two = (
        threat_for(next(item for item in keys if item.target == flow_id(flow)), number)
        for number, flow in enumerate(("F18", "F10"), start=1)
    )
    key = Asset(
        id="LVP-AST-0001",
        title="device key",
        asset_kind="key",
        confidentiality_need="high",
        integrity_need="high",
        availability_need="low",
        located=(element_id("P2"),),
        description="d",
    )
    first = risk(1, "S4", "E4", threats=(one.id,))
    second = risk(2, "S1", "E1", threats=(two.id,))
    joined = {item.shared: item for item in found([*model, key, one, two, *harms(), first, second]).combined}
    assert set(joined) == {zone_id("Z2"), "LVP-AST-0001"}
    assert joined["LVP-AST-0001"].by == "credential"
    assert joined[zone_id("Z2")].risks == (first.id, second.id)
    assert joined[zone_id("Z2")].worst is Cell.UNACCEPTABLE


def test_a_control_that_lowers_one_risk_and_raises_another_shows_both() -> None:
    lowered = risk(1, "S4", "E4", claims=(Claim(metric="MAC:H", control="LVP-CTL-0001", because="b"),))
    raised = risk(2, "S2", "E2", claims=(Claim(metric="MAV:A", control="LVP-CTL-0001", because="b"),))
    (both,) = found([*harms(), lowered, raised]).two_sided
    assert (both.lowers, both.raises) == ((lowered.id,), (raised.id,))
