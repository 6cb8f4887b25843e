"""What is open, vanished, stale and new after an edit of the model (practice 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.devices.records import Interface
from medward.kernel.recordset import RecordSet
from medward.threats.compare import TARGET_REMOVED, compare, compare_models, elements_without_threats
from medward.threats.records import Disposition
from medward.threats.stride import Method, candidates
from tests.fixtures.lvp_model import element_id, flow_id, lvp_records, threat_for, without_zone_2

if TYPE_CHECKING:
    from medward.kernel.records import Record

PUMP = RecordSet(lvp_records())
FOUND = candidates(PUMP)
THREATS = [threat_for(candidate, number) for number, candidate in enumerate(FOUND, start=1)]


def with_threats(records: list[Record]) -> RecordSet:
    return RecordSet([*records, *THREATS])


def test_without_threats_every_candidate_is_new_and_open() -> None:
    result = compare(FOUND, PUMP)
    assert (len(result.open), len(result.new), len(result.dispositioned)) == (93, 93, 0)


def test_a_threat_per_candidate_leaves_nothing_open() -> None:
    result = compare(FOUND, with_threats(lvp_records()))
    assert (len(result.open), len(result.vanished), len(result.stale)) == (0, 0, 0)
    assert len(result.dispositioned) == 93


def test_removing_a_zone_keeps_the_threats_and_asks_for_a_review() -> None:
    merged = with_threats(without_zone_2())
    result = compare(candidates(merged), merged)
    assert {item.key for item in result.vanished} == {
        f"stride-interaction@1|{flow_id(short)}|{letter}" for short in ("F03", "F04") for letter in "SIE"
    }
    assert {item.note for item in result.vanished} == {TARGET_REMOVED}
    assert len(result.dispositioned) == 87


def test_flows_whose_zone_changed_are_stale() -> None:
    merged = with_threats(without_zone_2())
    stale = compare(candidates(merged), merged).stale
    assert {item.target for item in stale} == {
        flow_id(short) for short in ("F03", "F04", "F07", "F09", "F10", "F18", "F19", "F28")
    }
    one = next(item for item in stale if item.target == flow_id("F18"))
    assert (one.seen_as, one.present) == ("BLE 5.0 GATT; Z4 > Z2", "BLE 5.0 GATT; Z4 > Z1")


def test_adding_the_zone_again_restores_every_disposition() -> None:
    again = with_threats(lvp_records())
    result = compare(candidates(again), again)
    assert (len(result.dispositioned), result.vanished, result.stale) == (93, (), ())


def test_a_changed_protocol_makes_the_disposition_stale() -> None:
    edited: list[Record] = [
        record.replace(protocol="BLE 5.3 GATT")
        if isinstance(record, Interface) and record.short == "F18"
        else record
        for record in lvp_records()
    ]
    records = with_threats(edited)
    assert {item.target for item in compare(candidates(records), records).stale} == {flow_id("F18")}


@pytest.mark.parametrize(
    ("dispositions", "expected"),
    [
        (["undecided"], "undecided"),
        (["mitigate", "undecided"], "undecided"),
        (["not-applicable", "accept"], "accept"),
        (["not-applicable", "mitigate"], "mitigate"),
    ],
)
def test_one_undecided_threat_keeps_a_candidate_open(dispositions: list[str], expected: str) -> None:
    threats = [
        threat_for(FOUND[0], number).replace(disposition=Disposition(value))
        for number, value in enumerate(dispositions, start=1)
    ]
    answer = compare(FOUND[:1], RecordSet([*lvp_records(), *threats])).answers[0]
    assert answer.disposition == expected
    assert answer.is_open == (expected == "undecided")
    assert not answer.is_new


def test_keys_of_the_other_rule_set_are_not_called_vanished() -> None:
    records = with_threats(lvp_records())
    assert compare(candidates(PUMP, Method.ELEMENT), records).vanished == ()


def test_two_models_differ_by_added_removed_and_changed_candidates() -> None:
    difference = compare_models(FOUND, candidates(RecordSet(without_zone_2())))
    assert (len(difference.added), len(difference.removed)) == (0, 6)
    assert all(before.key == after.key for before, after in difference.changed)
    back = compare_models(candidates(RecordSet(without_zone_2())), FOUND)
    assert {item.key for item in back.added} == {item.key for item in difference.removed}


def test_elements_without_any_threat_are_listed() -> None:
    assert len(elements_without_threats(PUMP)) == 18
    only_f18 = [item for item in THREATS if item.target == flow_id("F18")]
    left = {item.id for item in elements_without_threats(RecordSet([*lvp_records(), *only_f18]))}
    assert element_id("P2") not in left
    assert element_id("P6") not in left
    assert len(left) == 16
