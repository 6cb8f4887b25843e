"""What the IMDRF documents, standards and SBOM lists of the catalogue hold, edition by edition.

Sources: CISA and partners, "2026 Minimum Elements for a Software Bill of Materials", appendices A and B;
FDA records of recognition 13-116 and 13-142; the public contents list of IEC 62443-4-1.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from medward.catalogue.catalogue import clauses_of
from medward.catalogue.diff import How, Side, compare
from medward.catalogue.pack import Force
from medward.catalogue.shipped import load

MINIMUM = load().pack("CISA-MIN26")
NEW_FIELDS = {
    "SBOM Author Signature",
    "SBOM Data Format Name",
    "SBOM Data Format Version",
    "SBOM Generation Context",
    "SBOM Tool Name",
    "SBOM Tool Version",
    "SBOM Version",
    "Component Hash Value",
    "Component Hash Algorithm",
    "Component License",
}
"""Elements that appendix B marks as new."""
RENAMED = {"SBF-01", "SBF-10", "SBF-12", "SBF-13"}
"""Fields of 2021 that have another name in 2026: author, supplier, version, other identifiers."""
PRACTICES = {"SM": 13, "SR": 5, "SD": 4, "SI": 2, "SVV": 5, "DM": 6, "SUM": 5, "SG": 7}
FIELDS = "Data Fields: "


def names(edition: str) -> list[str]:
    """Return the data fields of an edition by name."""
    return [
        one.ref.removeprefix(FIELDS) for one in clauses_of(MINIMUM, edition) if one.ref.startswith(FIELDS)
    ]


def test_ten_fields_came_in_2026_and_access_control_went() -> None:
    found = compare(Side("old", MINIMUM, "2021-07-12"), Side("new", MINIMUM, "2026-07-29"))
    now = {one.id: one.ref.removeprefix(FIELDS) for one in clauses_of(MINIMUM, "2026-07-29")}
    assert {now[one.id] for one in found.of(How.ADDED)} == NEW_FIELDS
    assert [one.id for one in found.of(How.REMOVED)] == ["SBP-06"]
    assert {one.id for one in found.of(How.MOVED)} >= RENAMED


@pytest.mark.parametrize(("edition", "count"), [("2021-07-12", 7), ("2025-08-22", 11), ("2026-07-29", 17)])
def test_each_edition_lists_its_number_of_data_fields(edition: str, count: int) -> None:
    assert len(names(edition)) == count


@pytest.mark.parametrize(("day", "counts"), [(date(2023, 3, 31), False), (date(2023, 4, 13), True)])
@pytest.mark.parametrize("code", ["IMDRF-N70", "IMDRF-N73"])
def test_legacy_and_sbom_documents_of_imdrf_count_since_april_2023(
    code: str, day: date, *, counts: bool
) -> None:
    assert load().pack(code).newest.counts_on(day) is counts
    assert load().pack("IMDRF-N60").newest.counts_on(day)


def test_the_ends_of_two_scoring_systems_stand_ahead() -> None:
    assert {one.id: one.on for one in load().pack("STD-CVSS").upcoming} == {
        "UPC-US-CVSS30": "2026-12-20",
        "UPC-US-CVSS31": "2028-07-02",
    }


def test_every_practice_of_secure_development_has_its_requirements() -> None:
    rows = [one.ref for one in load().pack("STD-62443-4-1").clauses if one.id.startswith("62443-4-1-")]
    assert Counter(ref.partition("-")[0] for ref in rows) == PRACTICES


def test_standards_say_that_their_text_stands_elsewhere() -> None:
    for pack in load().packs:
        if pack.jurisdiction == "intl" and pack.force is Force.STANDARD:
            assert "never its text" in pack.licence, pack.code
