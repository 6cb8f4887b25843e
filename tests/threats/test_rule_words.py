"""Words of the interface table, read as protocols, media, parts and classes of data."""

from __future__ import annotations

import pytest

from medward.threats.rule_words import data_classes, media, protocols, roles, stated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bluetooth 5 LE, GATT write", {"ble"}),
        ("BLE 5.0 GATT", {"ble"}),
        ("MQTT 3.1.1 over TLS 1.3", {"mqtt"}),
        ("HL7 v2.6 ORU over MLLP with TLS 1.3, or FHIR R4 over HTTPS", {"hl7v2", "fhir", "https"}),
        ("DICOM C-STORE", {"dicom"}),
        ("none", {"none"}),
        ("unknown", set()),
        ("TLS 1.3", set()),
        ("TBD, maybe MQTT", set()),
        ("Acme link 4", set()),
    ],
)
def test_a_protocol_is_read_by_its_words_or_stays_unknown(text: str, expected: set[str]) -> None:
    assert protocols(text) == expected


def test_a_protocol_that_bears_the_products_name_is_the_makers_own() -> None:
    assert protocols("Cadence RF link 4", ("Cadence",)) == {"own"}
    assert protocols("Cadence RF link 4", ("Meridian",)) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wi-Fi 802.11ac 2.4 and 5 GHz, hospital network", {"wifi", "network"}),
        ("Radio, 402 to 405 MHz (MICS band), up to 2 m", {"mics"}),
        ("Inductive coil, wand on the skin", {"inductive"}),
        ("UART inside the housing", {"uart"}),
        ("by pigeon", set()),
        ("none", set()),
    ],
)
def test_a_medium_is_read_by_its_words_or_stays_unknown(text: str, expected: set[str]) -> None:
    assert media(text) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bedside nurse", {"person"}),
        ("Patient monitor", {"monitor"}),
        ("EMR interface engine", {"integration"}),
        ("Electronic medical record of the hospital", {"record-system"}),
        ("Pump settings and drug library", {"settings", "drug-library"}),
        ("Box", set()),
    ],
)
def test_a_part_is_read_by_its_title_or_stays_unknown(title: str, expected: set[str]) -> None:
    assert roles(title) == expected


def test_one_entry_of_data_can_be_of_several_classes() -> None:
    assert data_classes("Order (patient number, drug, dose)") == {"order", "patient"}
    assert data_classes("Keep-alive") == frozenset()


@pytest.mark.parametrize("text", ["", "unknown", "TBD", "to be decided", "?"])
def test_an_answer_that_is_not_known_is_neither_none_nor_stated(text: str) -> None:
    assert stated(text) == ""
