"""The chain from threat to evidence and back (practice 2.7, DESIGN 7)."""

from __future__ import annotations

import pytest

from medward.checks.chain import trace
from medward.errors import NotFoundError

from .sample import case, clean

CHAIN = [
    "LVP-IFC-0001",
    "LVP-THR-0001",
    "LVP-RSK-0001",
    "LVP-CTL-0001",
    "LVP-REQ-0001",
    "LVP-TST-0001",
    "LVP-EVD-0001",
]


@pytest.mark.parametrize("start", CHAIN)
def test_the_chain_is_found_from_every_link_of_it(start: str) -> None:
    found = trace(case(clean()), start)
    ids = [node.id for node in found.nodes]
    assert set(CHAIN[CHAIN.index(start) :]) <= set(ids)
    assert "LVP-CTL-0001" in ids
    assert ids.index(start) >= 0
    assert [node.level for node in found.nodes] == sorted(node.level for node in found.nodes)


def test_an_unbroken_chain_has_no_breaks_and_shows_decision_harm_and_label() -> None:
    found = trace(case(clean()), "LVP-THR-0001")
    assert found.breaks == ()
    beside = {"LVP-DEC-0001", "LVP-HRM-0001", "LVP-LBL-0006", "LVP-SFX-0001", "LVP-REL-0001"}
    assert beside <= {node.id for node in found.nodes}
    states = {node.id: node.state for node in found.nodes}
    assert states["LVP-RSK-0001"] == "identified, E4/S4 U -> E2/S4 R"
    assert states["LVP-EVD-0001"] == "passed, counts"


def test_one_threat_does_not_drag_in_the_others_of_its_risk() -> None:
    ids = {node.id for node in trace(case(clean()), "LVP-THR-0001").nodes}
    assert [name for name in sorted(ids) if "-THR-" in name] == ["LVP-THR-0001"]


def test_every_break_is_named_in_words() -> None:
    found = trace(case(clean(), files={}, skip="LVP-DEC-0001"), "LVP-THR-0001")
    said = [str(item) for item in found.breaks]
    assert any(one.startswith("LVP-RSK-0001: MAC:H by LVP-CTL-0001 does not count") for one in said)
    assert any(one.startswith("LVP-REQ-0001: no passed evidence on release 4.2.0") for one in said)
    assert "LVP-EVD-0001: it earns no credit: file evidence/4.2.0/ble.xml is missing" in said


def test_an_unsigned_acceptance_is_a_break() -> None:
    said = [str(item) for item in trace(case(clean(), skip="LVP-DEC-0001"), "LVP-RSK-0001").breaks]
    assert said == [
        (
            "LVP-RSK-0001: residual class is R and nobody has accepted it: "
            "LVP-DEC-0001 is not signed as acceptance-medical, acceptance-quality"
        )
    ]


def test_a_record_beside_the_chain_leads_to_the_chains_it_is_about() -> None:
    ids = {node.id for node in trace(case(clean()), "LVP-DEC-0001").nodes}
    assert {"LVP-RSK-0001", "LVP-EVD-0001", "LVP-THR-0001"} <= ids


def test_a_release_shows_only_what_it_names_itself() -> None:
    assert [node.id for node in trace(case(clean()), "LVP-REL-0001").nodes] == ["LVP-REL-0001"]


def test_links_join_only_records_that_are_shown() -> None:
    found = trace(case(clean()), "LVP-THR-0001")
    ids = {node.id for node in found.nodes}
    assert all({link.source, link.target} <= ids for link in found.links)


def test_an_unknown_id_is_said() -> None:
    with pytest.raises(NotFoundError, match="LVP-THR-9999"):
        trace(case(clean()), "LVP-THR-9999")
