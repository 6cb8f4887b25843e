"""What the two companies of the examples show of their security programme, and what they leave open on purpose."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from medward.catalogue.catalogue import edition_named
from medward.catalogue.shipped import load
from medward.devices.records import Product
from medward.governance.programme import (
    Adoption,
    Exercise,
    IntelligenceSource,
    ManagementReview,
    Membership,
    PeriodicAssessment,
)
from medward.governance.records import Organisation
from medward.governance.training import Trainings
from medward.workspace.device import open_device

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet

EXAMPLES = Path(__file__).parents[2] / "src" / "medward" / "examples"
TODAY = date(2026, 6, 15)
"""The day the examples are told."""


@pytest.fixture(scope="module")
def pump() -> RecordSet:
    return open_device(EXAMPLES / "infusion-pump").records


@pytest.fixture(scope="module")
def pacemaker() -> RecordSet:
    return open_device(EXAMPLES / "pacemaker").records


def untrained(records: RecordSet) -> list[str]:
    """Return who lacks what, with the reason."""
    trainings = Trainings(records)
    return [
        f"{person.id} {topic.code} {why}"
        for topic in trainings.topics
        for person, why in trainings.untrained(topic, TODAY)
    ]


def overdue(records: RecordSet) -> list[str]:
    """Return what of the programme should have been done."""
    dated: list[Exercise | IntelligenceSource | PeriodicAssessment] = [
        *records.of(Exercise),
        *records.of(IntelligenceSource),
        *records.of(PeriodicAssessment),
    ]
    deciding: list[ManagementReview | Exercise | Adoption] = [
        *records.of(ManagementReview),
        *records.of(Exercise),
        *records.of(Adoption),
    ]
    late = [one.id for one in dated if one.is_overdue(TODAY)]
    return [*late, *(one.id for one in deciding for action in one.actions if action.is_overdue(TODAY))]


def test_the_pump_leaves_a_refresher_an_exercise_and_an_agreement_open(pump: RecordSet) -> None:
    assert untrained(pump) == ["ORG-USR-0008 secure-coding-c-and-go expired on 2026-05-14"]
    assert overdue(pump) == ["LVP-EXR-0002"]
    assert [one.id for one in pump.of(Membership) if not one.is_member_on(TODAY)] == ["ORG-MEM-0001"]


def test_the_pacemaker_leaves_nothing_of_its_programme_open(pacemaker: RecordSet) -> None:
    assert untrained(pacemaker) == []
    assert overdue(pacemaker) == []
    assert all(one.is_member_on(TODAY) for one in pacemaker.of(Membership))


def test_the_pump_is_sold_in_four_markets_with_a_class_in_each(pump: RecordSet) -> None:
    product = pump.of(Product)[0]
    assert product.markets == ("us", "eu", "uk", "ca")
    assert set(product.classes) == set(product.markets)


@pytest.mark.parametrize("name", ["infusion-pump", "pacemaker"])
def test_facts_stated_under_their_name_are_in_the_vocabulary(name: str) -> None:
    records = open_device(EXAMPLES / name).records
    stated = [one.regulatory.further for one in records.of(Product)]
    stated += [one.regulatory.further for one in records.of(Organisation)]
    known = set(load().facts)
    assert [fact for further in stated for fact in further if fact not in known] == []


@pytest.mark.parametrize("name", ["infusion-pump", "pacemaker"])
def test_an_adopted_edition_and_the_one_before_are_in_the_pack(name: str) -> None:
    for one in open_device(EXAMPLES / name).records.of(Adoption):
        pack = load().pack(one.pack)
        assert edition_named(pack, one.edition).supersedes == one.replaces
