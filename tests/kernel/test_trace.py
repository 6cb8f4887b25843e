"""The graph keeps every link, finds circles, and knows which links need a fresh look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from medward.devices.records import Release
from medward.kernel.links import Link, links_of
from medward.kernel.recordset import RecordSet
from medward.risk.records import Risk

if TYPE_CHECKING:
    from medward.kernel.records import Record


def release(number: int, previous: str = "") -> Release:
    return Release.model_validate(
        {
            "id": f"LVP-REL-{number:04d}",
            "title": f"Release {number}",
            "of": "LVP-PRD-0001",
            "release_version": f"4.{number}.0",
            "build": f"4.{number}.0+1",
            "build_started_at": "2026-01-01T00:00:00Z",
            "supported_until": "2030-12-31",
            "deployables": ["firmware"],
            "previous": previous,
        }
    )


def risk() -> Risk:
    return Risk.model_validate(
        {
            "id": "LVP-RSK-0017",
            "title": "Rate changed over BLE",
            "threats": ["LVP-THR-0042"],
            "harms": ["LVP-HRM-0007"],
            "scenario": "An attacker writes the rate.",
            "initial": {"vector": "AV:A/AC:L/PR:N/UI:N", "rationale": "in radio range"},
            "controls": ["LVP-CTL-0009"],
            "claims": [{"metric": "MAC:H", "control": "LVP-CTL-0009", "because": "numeric comparison"}],
        }
    )


def test_links_are_read_from_fields_and_from_parts() -> None:
    assert links_of(risk()) == [
        Link("LVP-RSK-0017", "threats", "LVP-THR-0042"),
        Link("LVP-RSK-0017", "harms", "LVP-HRM-0007"),
        Link("LVP-RSK-0017", "controls", "LVP-CTL-0009"),
        Link("LVP-RSK-0017", "claims.control", "LVP-CTL-0009"),
    ]


def test_a_link_to_nowhere_is_kept_as_dangling() -> None:
    assert {link.target for link in RecordSet([risk()]).graph.dangling} == {
        "LVP-THR-0042",
        "LVP-HRM-0007",
        "LVP-CTL-0009",
    }


def test_a_link_is_suspect_when_its_target_changed_since_review() -> None:
    first, second = release(1), release(2, previous="LVP-REL-0001")
    link = Link(second.id, "previous", first.id)
    assert RecordSet([first, second], reviewed={link: first.digest}).graph.suspect == frozenset()
    assert RecordSet([first, second], reviewed={link: "0" * 64}).graph.suspect == {link}


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(1, 8)), max_size=8))
def test_a_circle_is_found_exactly_when_following_previous_comes_back(pairs: list[tuple[int, int]]) -> None:
    previous = dict(pairs)
    records: list[Record] = [
        release(n, f"LVP-REL-{previous[n]:04d}" if n in previous else "") for n in range(1, 9)
    ]
    circle = RecordSet(records).graph.cycle()
    assert bool(circle) == any(_comes_back(start, previous) for start in previous)
    if circle:
        assert circle[0].source == circle[-1].target


def _comes_back(start: int, previous: dict[int, int]) -> bool:
    node = previous.get(start)
    for _ in range(len(previous) + 1):
        if node is None or node == start:
            return node == start
        node = previous.get(node)
    return False
