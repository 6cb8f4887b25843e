"""What the model says as facts, and what it leaves unknown."""

from __future__ import annotations

import pytest

from medward.devices.records import Asset, Element, Interface, Product, Zone
from medward.kernel.recordset import RecordSet
from medward.threats.rule import Subject, vocabulary
from medward.threats.rule_facts import KnownFacts, ModelFacts
from tests.fixtures.lvp_model import flow_id, lvp_records

PUMP = RecordSet(lvp_records())
FIELDS: dict[str, object] = {
    "id": "LVP-IFC-0099",
    "title": "Link",
    "short": "F99",
    "source_element": "LVP-ELM-0001",
    "target_element": "LVP-ELM-0002",
    "medium": "Wi-Fi",
    "protocol": "MQTT 5 over TLS 1.3",
    "port": "TCP 8883",
    "data": ("Alarms", "Event log"),
    "authentication": "Mutual TLS",
    "authorization": "none",
    "cryptography": "unknown",
    "default": "on",
    "purpose": "use",
    "exposure": "network",
}


def flow(**changes: object) -> Interface:
    return Interface.model_validate({**FIELDS, **changes})


def element(number: int, title: str = "Box", **changes: object) -> Element:
    fields: dict[str, object] = {
        "id": f"LVP-ELM-{number:04d}",
        "title": title,
        "short": f"P{number}",
        "element_kind": "process",
        "zone": "LVP-ZON-0001",
        "description": "d",
    }
    return Element.model_validate({**fields, **changes})


def zone() -> Zone:
    return Zone(id="LVP-ZON-0001", title="Z", short="Z1", trust="t")


def facts_of(one: Interface, *others: Element | Product | Asset | Interface) -> KnownFacts:
    return ModelFacts(RecordSet([zone(), one, *others])).of(one)


def test_what_a_field_says_is_a_fact_and_what_it_does_not_is_none() -> None:
    found = facts_of(flow())
    assert found["protocol"] == frozenset({"mqtt"})
    assert (found["authentication"], found["authorization"]) == ("stated", "none")
    assert "cryptography" not in found
    assert not {"source.kind", "target.role", "crossing"} & set(found), "its ends are not in the file"


def test_data_is_denied_only_when_every_entry_is_understood() -> None:
    assert facts_of(flow())["data.time"] is False
    half = facts_of(flow(data=("Alarms", "Keep-alive")))
    assert half["data.alarm"] is True
    assert "data.time" not in half


def test_a_tag_says_what_the_words_leave_open_and_a_wrong_one_says_nothing() -> None:
    assert facts_of(flow(tags=("protocol:own",)))["protocol"] == frozenset({"own"})
    assert "protocol" not in facts_of(flow(tags=("protocol:mqqt",)))
    tagged = facts_of(flow(data=("Blob",), tags=("data:time", "data:other")))
    assert (tagged["data.time"], tagged["data.alarm"]) == (True, False)
    assert "data.time" not in facts_of(flow(data=("Blob",), tags=("data:tme",)))


def test_a_standard_that_only_the_data_names_is_content_and_no_protocol() -> None:
    found = facts_of(flow(protocol="HTTPS", data=("FHIR R4 bundle of one patient",)))
    assert (found["protocol"], found["content"]) == (frozenset({"https"}), frozenset({"fhir"}))
    assert facts_of(flow())["content"] == frozenset({"other"})
    assert "content" not in facts_of(flow(protocol="Acme link", data=("Alarms",)))


def test_a_flow_crosses_only_when_both_zones_are_known() -> None:
    inside = facts_of(flow(), element(1), element(2))
    assert inside["crossing"] is False
    assert "crossing" not in facts_of(flow(), element(1), element(2, zone=""))


def test_only_an_external_entity_is_a_person() -> None:
    nurse = element(1, "Bedside nurse", element_kind="external", zone="")
    found = facts_of(flow(), nurse, element(2, "Nurse call server"))
    assert found["source.role"] == frozenset({"person"})
    assert "target.role" not in found


def test_without_assets_nobody_knows_what_an_element_stores() -> None:
    box = element(1)
    assert "stores.key" not in ModelFacts(RecordSet([box])).of(box)
    key = Asset.model_validate(
        {
            "id": "LVP-AST-0001",
            "title": "Key",
            "asset_kind": "key",
            "confidentiality_need": "high",
            "integrity_need": "high",
            "availability_need": "low",
            "located": ("LVP-ELM-0001",),
            "description": "d",
        }
    )
    other = element(2)
    model = ModelFacts(RecordSet([box, other, key]))
    assert (model.of(box)["stores.key"], model.of(other)["stores.key"]) == (True, False)
    assert model.of(box)["rotation"] == "none"


def test_a_radio_is_ruled_out_only_when_every_medium_is_known() -> None:
    box, peer = element(1), element(2)
    known = ModelFacts(RecordSet([box, peer, flow(medium="Ethernet")]))
    assert known.of(box)["reached.radio"] is False
    open_one = flow(id="LVP-IFC-0098", medium="the new link")
    assert "reached.radio" not in ModelFacts(RecordSet([box, peer, flow(medium="UART"), open_one])).of(box)
    assert "reached.radio" not in ModelFacts(RecordSet([box])).of(box), "no flow says nothing"


def test_a_model_without_a_product_says_nothing_of_it() -> None:
    assert not [name for name in facts_of(flow()) if name.startswith("product.")]


@pytest.mark.parametrize("subject", list(Subject))
def test_every_fact_that_is_read_is_in_the_vocabulary_and_fits_it(subject: Subject) -> None:
    words = vocabulary()
    model = ModelFacts(PUMP)
    for target in model.targets(subject):
        for name, value in model.of(target).items():
            assert subject in words[name].on
            assert words[name].takes(value), (target.id, name, value)


def test_the_fixture_of_the_specification_is_read_as_it_is_written() -> None:
    found = ModelFacts(PUMP).of(PUMP.of(Interface)[17])
    assert PUMP.of(Interface)[17].id == flow_id("F18")
    assert found["protocol"] == frozenset({"ble"})
    assert found["crossing"] is True
    assert found["source.role"] == frozenset({"mobile-app"})
    assert found["target.role"] == frozenset({"communication"})
