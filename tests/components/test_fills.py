"""Fills complete an SBOM, from the most exact key to the least, and contradict it aloud."""

from __future__ import annotations

import pytest

from medward.components.fills import (
    Addition,
    Contradiction,
    Fill,
    additions,
    contradictions,
    filled,
    fills_for,
)
from medward.components.sbom import Component, Hash

PART = Component(ref="ref-1", name="mbedtls", version="3.6.2", purl="pkg:generic/arm/mbedtls@3.6.2?arch=arm")


@pytest.mark.parametrize(
    ("key", "part", "is_met"),
    [
        ("ref-1", PART, True),
        ("pkg:generic/arm/mbedtls@3.6.2?arch=arm", PART, True),
        ("pkg:generic/arm/mbedtls@3.6.2", PART, True),
        ("pkg:generic/arm/mbedtls", PART, True),
        ("pkg:generic/arm/mbedtls@3.6.1", PART, False),
        ("pkg:generic/mbedtls", PART, False),
        ("pkg:generic/arm/mbedtls@3.6.2", PART._replace(purl="pkg:generic/arm/mbedtls"), True),
        ("/components/0", PART._replace(ref="", pointer="/components/0"), True),
    ],
)
def test_a_key_meets_a_component(key: str, part: Component, is_met: bool) -> None:  # noqa: FBT001 - a case of the table
    found, unused = fills_for([part], {key: Fill(supplier="Arm")})
    assert (found.get(part.label, Fill()).supplier == "Arm", key not in unused) == (is_met, is_met)


def test_the_more_exact_key_goes_first_field_by_field() -> None:
    given = {
        "pkg:generic/arm/mbedtls": Fill(supplier="line", licences=("Apache-2.0",), by="B"),
        "pkg:generic/arm/mbedtls@3.6.2": Fill(supplier="version", by="A"),
    }
    found, _ = fills_for([PART], given)
    after = filled(PART, found)
    assert (after.supplier, after.licences) == ("version", ("Apache-2.0",))
    assert [(one.field, one.by) for one in additions([PART], found)] == [("supplier", "A"), ("licences", "B")]


@pytest.mark.parametrize("word", ["unknown", "NOASSERTION", "TBD"])
def test_a_field_that_says_nothing_may_be_completed(word: str) -> None:
    part = PART._replace(supplier=word, end_of_support=word, hashes=(Hash("SHA-256", word),))
    fill = Fill(supplier="Arm", end_of_support="2028-06-30", hashes=(Hash("SHA-256", "ab" * 32),))
    after = filled(part, {"ref-1": fill})
    assert (after.supplier, after.end_of_support, after.hashes) == ("Arm", "2028-06-30", fill.hashes)
    assert contradictions([part], {"ref-1": fill}) == []


def test_every_addition_says_who_and_why() -> None:
    fills = {"ref-1": Fill(support_level="abandoned", by="ORG-USR-0003", why="letter")}
    assert additions([PART], fills) == [
        Addition("ref-1", "support_level", "abandoned", "ORG-USR-0003", "letter")
    ]


@pytest.mark.parametrize(
    ("stated", "fill", "field"),
    [
        ({"supplier": "Arm"}, Fill(supplier="Trusted Firmware"), "supplier"),
        ({}, Fill(version="3.6.1"), "version"),
        ({}, Fill(purl="pkg:generic/arm/mbedtls@3.6.1"), "purl"),
        ({"licences": ("MIT",)}, Fill(licences=("Apache-2.0",)), "licences"),
        ({"hashes": (Hash("SHA-256", "aa"),)}, Fill(hashes=(Hash("SHA-256", "bb"),)), "hashes"),
        ({"support_level": "abandoned"}, Fill(support_level="actively-maintained"), "support_level"),
        ({"end_of_support": "2027-01-01"}, Fill(end_of_support="2028-01-01"), "end_of_support"),
    ],
)
def test_a_contradiction_is_listed_and_the_sbom_keeps_its_word(
    stated: dict[str, object], fill: Fill, field: str
) -> None:
    part = PART._replace(**stated)
    (found,) = contradictions([part], {"ref-1": fill})
    assert (found.ref, found.field) == ("ref-1", field)
    assert getattr(filled(part, {"ref-1": fill}), field) == getattr(part, field)


@pytest.mark.parametrize(
    ("stated", "fill"),
    [
        ({"hashes": (Hash("SHA-256", "aa"),)}, Fill(hashes=(Hash("SHA-256", "AA"), Hash("SHA-512", "cc")))),
        ({"support_level": "abandoned"}, Fill(support_level="unknown")),
        ({}, Fill(purl="pkg:generic/arm/mbedtls@3.6.2")),
        ({"support_level": "abandoned"}, Fill(support_level="abandoned")),
    ],
)
def test_what_both_may_say_is_no_contradiction(stated: dict[str, object], fill: Fill) -> None:
    assert contradictions([PART._replace(**stated)], {"ref-1": fill}) == []


def test_a_recorded_unknown_may_be_completed_and_an_unknown_fills_silence() -> None:
    unsure = PART._replace(support_level="unknown", supplier="NOASSERTION", version="unknown")
    after = filled(unsure, {"ref-1": Fill(support_level="abandoned", supplier="Arm", version="3.6.2")})
    assert (after.support_level, after.supplier, after.version) == ("abandoned", "Arm", "3.6.2")
    assert filled(PART, {"ref-1": Fill(support_level="unknown")}).support_level == "unknown"


def test_two_fills_that_differ_contradict_each_other() -> None:
    fills = {"ref-1": Fill(supplier="A", by="1").followed_by(Fill(supplier="B", by="2"))}
    assert contradictions([PART], fills) == [Contradiction("ref-1", "supplier", "A", "B", "2")]


def test_a_version_the_package_url_states_is_filled_and_not_overruled() -> None:
    part = PART._replace(version_is_from_purl=True)
    same, other = {"ref-1": Fill(version="3.6.2")}, {"ref-1": Fill(version="3.6.3")}
    assert filled(part, same).stated_version == "3.6.2"
    assert [(one.field, one.value) for one in additions([part], same)] == [("version", "3.6.2")]
    assert (filled(part, other).version, additions([part], other)) == ("3.6.2", [])
    assert [(one.field, one.stated, one.filled) for one in contradictions([part], other)] == [
        ("version", "3.6.2", "3.6.3")
    ]
