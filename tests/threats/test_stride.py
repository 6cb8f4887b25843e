"""Candidates of the pump model; every number is that of practice 4.1 and scenario S01."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from medward.devices.records import Direction, Element, ElementKind, Interface
from medward.kernel.recordset import RecordSet
from medward.threats.records import Stride
from medward.threats.stride import (
    Candidate,
    Method,
    candidates,
    crosses,
    crossings,
    fingerprint,
    letters_of,
    unread_interfaces,
)
from tests.fixtures.lvp_model import element_id, flow, flow_id, lvp_records, without_zone_2

if TYPE_CHECKING:
    from medward.kernel.records import Record

PUMP = RecordSet(lvp_records())
FLOWS = [f"F{number:02d}" for number in range(1, 29)]


def letters(short: str, records: RecordSet = PUMP) -> str:
    return "".join(item.stride for item in candidates(records) if item.target == flow_id(short))


def keys(found: tuple[Candidate, ...]) -> set[str]:
    return {item.key for item in found}


def test_the_pump_has_158_candidates_per_element() -> None:
    assert len(candidates(PUMP, Method.ELEMENT)) == 158


def test_the_pump_has_93_candidates_per_interaction_with_the_letters_of_s01() -> None:
    found = candidates(PUMP)
    assert len(found) == 93
    assert {str(letter): count for letter, count in letters_of(found).items()} == {
        "S": 17,
        "T": 19,
        "R": 9,
        "I": 17,
        "D": 16,
        "E": 15,
    }


def test_the_pump_has_17_crossings() -> None:
    assert len(crossings(PUMP)) == 17


def test_removing_zone_2_leaves_87_candidates_and_keeps_the_flows_to_other_zones() -> None:
    merged = RecordSet(without_zone_2())
    assert len(candidates(merged)) == 87
    assert not {flow_id("F03"), flow_id("F04")} & set(crossings(merged))
    gone = keys(candidates(PUMP)) - keys(candidates(merged))
    assert gone == {f"stride-interaction@1|{flow_id(f)}|{letter}" for f in ("F03", "F04") for letter in "SIE"}
    for kept in ("F28", "F18", "F19", "F09", "F10"):
        assert letters(kept, merged) == letters(kept)


def test_each_flow_type_has_the_letters_of_the_table() -> None:
    assert letters("F01") == "STRIDE"  # external to process
    assert letters("F02") == "STRI"  # process to external
    assert letters("F03") == "STIDE"  # process to process, crossing
    assert letters("F24") == "TD"  # process to process, same zone
    assert letters("F05") == ""  # process to store, same zone
    assert letters("F07") == "R"  # process to log, same zone
    assert letters("F08") == ""  # store to process, same zone
    assert letters("F22") == "STIE"  # store to process, crossing


def test_a_log_in_another_zone_gets_repudiation_on_top() -> None:
    moved = [
        record.replace(zone="LVP-ZON-0006") if record.id == element_id("D2") else record
        for record in lvp_records()
    ]
    assert letters("F07", RecordSet(moved)) == "TRID"  # T I D + R, in the order of the letters


def test_a_flow_that_goes_both_ways_gets_the_letters_of_either_direction() -> None:
    both = [
        record.replace(direction=Direction.BIDIRECTIONAL) if record.id == flow_id("F02") else record
        for record in lvp_records()
    ]
    assert letters("F02", RecordSet(both)) == "STRIDE"


def test_hardware_and_services_are_read_as_processes() -> None:
    for kind in (ElementKind.HARDWARE, ElementKind.SERVICE):
        other = [
            record.replace(element_kind=kind)
            if isinstance(record, Element) and record.element_kind is ElementKind.PROCESS
            else record
            for record in lvp_records()
        ]
        assert keys(candidates(RecordSet(other))) == keys(candidates(PUMP))
        assert len(candidates(RecordSet(other), Method.ELEMENT)) == 158


def test_a_flow_between_two_outsiders_is_listed_because_it_yields_nothing() -> None:
    records = RecordSet([*lvp_records(), flow("F29", "EE1", "EE2", "spoken word")])
    assert letters("F29", records) == ""
    assert [item.interface for item in unread_interfaces(records)] == [flow_id("F29")]


def test_a_flow_with_a_missing_end_is_listed_and_counts_as_crossing() -> None:
    lost = RecordSet([record for record in lvp_records() if record.id != element_id("P8")])
    affected = {flow_id(short) for short in ("F24", "F25", "F26", "F27")}
    assert {item.interface for item in unread_interfaces(lost)} == affected
    assert affected <= set(crossings(lost))


def test_an_element_without_a_zone_makes_its_flows_cross() -> None:
    lost = RecordSet(
        [record.replace(zone="") if record.id == element_id("D1") else record for record in lvp_records()]
    )
    assert {flow_id("F05"), flow_id("F06")} <= set(crossings(lost))
    assert letters("F05", lost) == "TID"


def test_a_fingerprint_names_protocol_and_zones() -> None:
    assert fingerprint(flow_id("F18"), PUMP) == "BLE 5.0 GATT; Z4 > Z2"
    assert fingerprint(flow_id("F01"), PUMP) == "keypad; outside > Z1"
    assert fingerprint(element_id("D2"), PUMP) == "store (log); Z2"
    assert fingerprint("LVP-ELM-9999", PUMP) == ""


def test_a_candidate_leaves_the_effect_to_a_person() -> None:
    first = next(item for item in candidates(PUMP) if item.target == flow_id("F18"))
    assert first.stride is Stride.SPOOFING
    assert first.key == "stride-interaction@1|LVP-IFC-0018|S"
    assert (first.from_zone, first.to_zone, first.crossing) == ("Z4", "Z2", True)
    assert "[effect on a function or on data]" in first.sentence


@given(st.permutations(lvp_records()))
def test_keys_do_not_depend_on_the_order_of_records(shuffled: list[Record]) -> None:
    assert candidates(RecordSet(shuffled)) == candidates(PUMP)


@given(st.text(min_size=1, max_size=20).filter(lambda text: text.strip()))
def test_keys_and_fingerprints_do_not_depend_on_titles(title: str) -> None:
    renamed = RecordSet([record.replace(title=title) for record in lvp_records()])
    for method in Method:
        before, after = candidates(PUMP, method), candidates(renamed, method)
        assert [(item.key, item.fingerprint) for item in before] == [
            (item.key, item.fingerprint) for item in after
        ]


@given(st.sets(st.sampled_from(FLOWS)))
def test_candidates_of_part_of_the_flows_are_part_of_the_candidates(kept: set[str]) -> None:
    ids = {flow_id(short) for short in kept}
    part = RecordSet([item for item in lvp_records() if not isinstance(item, Interface) or item.id in ids])
    for method in Method:
        assert keys(candidates(part, method)) <= keys(candidates(PUMP, method))


@given(st.dictionaries(st.sampled_from(["P1", "P2", "P3", "D1", "D2", "D5"]), st.integers(1, 6)))
def test_crossing_a_boundary_never_asks_less_than_staying_inside(moves: dict[str, int]) -> None:
    changed = {element_id(short): f"LVP-ZON-{zone:04d}" for short, zone in moves.items()}
    records = RecordSet(
        [item.replace(zone=changed[item.id]) if item.id in changed else item for item in lvp_records()]
    )
    one_zone = RecordSet(
        [
            item.replace(zone="LVP-ZON-0001") if isinstance(item, Element) and item.zone else item
            for item in lvp_records()
        ]
    )
    assert keys(candidates(one_zone)) <= keys(candidates(records))
    for interface in records.of(Interface):
        inside = not crosses(interface, records)
        found = {item.stride for item in candidates(records) if item.target == interface.id}
        assert not (inside and found & {Stride.SPOOFING, Stride.ELEVATION_OF_PRIVILEGE})
