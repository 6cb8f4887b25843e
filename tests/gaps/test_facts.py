"""Facts come from records, each with its record; what nobody states is unknown and never no."""

from __future__ import annotations

import pytest

from medward.gaps.facts import known_facts, product_facts
from tests.gaps.pump import changed, only_release, pump, without_kind

PRODUCT = "LVP-PRD-0001"


def regulatory(**fields: object) -> dict[str, object]:
    """Return the regulatory part of the pump's product with some fields set."""
    part = pump().records.get(PRODUCT).model_dump()["regulatory"]
    return {**part, **fields}


def test_the_pump_states_its_markets_classes_and_nature() -> None:
    facts = product_facts(pump())
    assert {name: facts[f"market.{name}"] for name in ("us", "eu", "uk", "jp")} == {
        "us": True,
        "eu": True,
        "uk": True,
        "jp": False,
    }
    assert (facts["class.us"], facts["class.eu"]) == ("II", "IIb")
    assert (facts["implant"], facts["software_only"], facts["ivd"]) == (False, False, False)
    assert facts["submission.us"] == frozenset({"510k"})
    assert facts["pma_holder"] is False
    assert facts["network"] is True


@pytest.mark.parametrize(
    ("internet", "vulnerable", "cyber"),
    [
        (True, True, True),
        (True, False, False),
        (False, True, False),
        (False, None, False),
        (True, None, None),
        (None, True, None),
        (None, None, None),
    ],
)
def test_a_cyber_device_needs_all_three_prongs(
    *, internet: bool | None, vulnerable: bool | None, cyber: bool | None
) -> None:
    fields = regulatory(connects_to_internet=internet, could_be_vulnerable=vulnerable)
    known = known_facts(changed(pump(), PRODUCT, regulatory=fields))
    assert known.facts.get("cyber_device") is cyber
    assert ("cyber_device" in known.belongs_in) == (cyber is None)


def test_a_fact_nobody_states_is_absent_and_says_where_it_belongs() -> None:
    known = known_facts(changed(pump(), PRODUCT, regulatory={}))
    assert "radio" not in known.facts
    assert known.belongs_in["radio"] == f"`regulatory.radio` of {PRODUCT}"
    assert "class.jp" not in known.facts
    assert known.belongs_in["class.jp"] == f"`classes.jp` of {PRODUCT}"


def test_every_fact_names_the_record_that_states_it() -> None:
    known = known_facts(pump())
    assert set(known.stated_by) == set(known.facts)
    assert set(known.stated_by.values()) <= set(pump().records.by_id)
    assert not set(known.facts) & set(known.belongs_in)


def test_without_interfaces_nobody_can_tell_whether_it_connects() -> None:
    assert "network" not in product_facts(without_kind(pump(), "interface"))


def test_without_a_product_nothing_is_known() -> None:
    assert product_facts(only_release(pump())) == {}
