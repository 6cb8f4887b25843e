"""Security and safety beside each other (practice 4.13)."""

from __future__ import annotations

import pytest

from medward.controls.records import SideEffectReview
from medward.devices.records import Asset
from medward.errors import InvalidInputError, UnreadableTextError
from medward.kernel.recordset import RecordSet
from medward.risk.records import SafetyTransfer
from medward.risk.transfer import (
    compare_harms,
    hazards_without_harm,
    owed_to_safety,
    owed_to_security,
    read_csv,
)
from medward.threats.stride import candidates
from tests.fixtures.lvp_model import element_id, flow_id, lvp_records, threat_for
from tests.fixtures.risk_cases import harm, risk

HEAD = "hazard id,situation,harm,severity,version\n"
OURS = [harm("S4").replace(hazard="HZ-1", safety_file="SRF-LVP-011 version 7")]


def changes(*lines: str) -> list[tuple[str, str, str]]:
    file = read_csv((HEAD + "\n".join(lines)).encode(), "srf.csv")
    return [(one.hazard, one.change.value, one.place) for one in compare_harms(file, OURS)]


SAME = "as in the safety file,as in the safety file"


def test_an_equal_file_has_no_difference_white_space_aside() -> None:
    assert changes(f"HZ-1,{SAME},S4,7") == []
    assert changes("HZ-1,as in  the safety file ,as in the safety file,S4,7") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"HZ-1,{SAME},S5,7", ["changed severity"]),
        ("HZ-1,another text,as in the safety file,S4,7", ["changed text"]),
        (f"HZ-1,{SAME},S4,8", ["newer version"]),
        (f"HZ-1,{SAME},S4,10", ["newer version"]),
        (f"HZ-1,{SAME},S4,6", ["older version"]),
        (f"HZ-1,{SAME},S4,C", ["version cannot be compared"]),
        (f"HZ-2,{SAME},S4,7", ["missing here", "missing in the safety file"]),
    ],
)
def test_each_difference_has_its_name(line: str, expected: list[str]) -> None:
    assert [change for _, change, _ in changes(line)] == expected


def test_a_difference_names_the_line_it_stands_in() -> None:
    assert changes(f"HZ-1,{SAME},S4,7", f"HZ-3,{SAME},S4,7") == [("HZ-3", "missing here", "srf.csv:3")]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("hazard id,severity\nHZ-1,S4\n", "srf.csv:1", "version, text or situation is missing"),
        (f"{HEAD}HZ-1,{SAME},high,7\n", "srf.csv:2", "severity is 'high'"),
        (f"{HEAD}HZ-1,{SAME},S4,7\nHZ-1,{SAME},S4,7\n", "srf.csv:3", "stands twice, first in srf.csv:2"),
        (f"{HEAD},{SAME},S4,7\n", "srf.csv:2", "hazard id is empty"),
        (f"{HEAD}HZ-1,a,b,c,S4,7\n", "srf.csv:2", "more values than columns"),
        (HEAD, "srf.csv", "holds no hazard"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_line(text: str, place: str, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words) as refused:
        read_csv(text.encode(), "srf.csv")
    assert refused.value.place == place


def test_another_encoding_is_refused_and_semicolons_are_read() -> None:
    with pytest.raises(UnreadableTextError, match="not UTF-8"):
        read_csv("hazard id;S\xe4".encode("latin-1"), "srf.csv")
    file = read_csv("\ufeffhazard id;text;severity;version\nHZ-1;a, b;S4;7\n".encode(), "srf.csv")
    assert file.entries[0].texts == {"text": "a, b"}


def transfer(direction: str, **more: object) -> SafetyTransfer:
    return SafetyTransfer.model_validate(
        {
            "id": "LVP-STX-0001",
            "title": "t",
            "direction": direction,
            "harm": "LVP-HRM-0004",
            "subject": "s",
            "decision": "d",
            "safety_reference": "r",
            "security_reference": "r",
            **more,
        }
    )


def test_every_risk_that_reaches_a_harm_owes_a_transfer_to_safety() -> None:
    told = risk(1, "S4", "E4")
    records = [harm("S4"), told, risk(2, "S4", "E1"), transfer("security-to-safety", risk=told.id)]
    assert [one.record for one in owed_to_safety(RecordSet(records))] == ["LVP-RSK-0002"]


def test_a_safety_control_is_an_asset_whose_defeat_is_a_threat() -> None:
    asset = Asset(
        id="LVP-AST-0001",
        title="hard limits",
        asset_kind="function",
        confidentiality_need="none",
        integrity_need="high",
        availability_need="high",
        located=(element_id("P1"),),
        description="d",
    )
    bare = RecordSet([*lvp_records(), harm("S4"), transfer("safety-to-security")])
    assert "names no asset" in owed_to_security(bare)[0].why
    named = [*lvp_records(), harm("S4"), asset, transfer("safety-to-security", assets=(asset.id,))]
    assert "no threat describes the defeat of LVP-AST-0001" in owed_to_security(RecordSet(named))[0].why
    attacked = next(item for item in candidates(RecordSet(named)) if item.target == flow_id("F03"))
    assert owed_to_security(RecordSet([*named, threat_for(attacked, 1)])) == ()


def test_a_review_that_finds_a_new_hazard_names_a_harm() -> None:
    review = SideEffectReview(
        id="LVP-SFX-0001",
        title="t",
        control="LVP-CTL-0001",
        question="q",
        safety_effect="alarm late",
        usability_effect="none",
        emergency_access_effect="none",
        result="New hazard: the alarm comes late",
        acceptable=True,
    )
    kept = review.replace(result="ok")
    refused = review.replace(result="no", acceptable=False)
    named = review.replace(new_hazard="LVP-HRM-0004")
    assert hazards_without_harm([review, kept, refused, named]) == (review, refused)
