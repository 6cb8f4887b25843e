"""V08 and side effects that are hazards (practice 4.13)."""

from __future__ import annotations

import pytest

from medward.controls.records import SideEffectReview
from tests.checks.sample import case, clean, findings


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ""),
        ({"acceptable": False}, "LVP-SFX-0001: V08"),
        ({"result": "New hazard: the alarm comes late"}, "LVP-SFX-0001: V08"),
        ({"result": "New hazard: the alarm comes late", "new_hazard": "LVP-HRM-0001"}, ""),
    ],
)
def test_a_review_that_finds_a_new_hazard_has_to_name_its_harm(
    changes: dict[str, object], found: str
) -> None:
    records = clean()
    review = records["LVP-SFX-0001"]
    assert isinstance(review, SideEffectReview)
    said = findings(case({**records, review.id: review.replace(**changes)}), "V08")
    hazards = [line for line in said if "new hazard of LVP-CTL-0001" in line]
    assert len(hazards) == bool(found)
    assert all(found in line for line in hazards)
