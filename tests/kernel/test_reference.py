"""What a person is told about kinds and fields is complete and right."""

from __future__ import annotations

import pytest

from medward.governance.policies import RiskMatrix
from medward.kernel.reference import field_rows, parts_of
from medward.kinds import KINDS, record_class


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_field_of_every_kind_and_part_says_what_it_means(kind: str) -> None:
    model = record_class(kind)
    silent = [
        f"{part.__name__}.{row.name}"
        for part in (model, *parts_of(model))
        for row in field_rows(part)
        if not row.meaning.endswith(".") or not row.takes
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("kind", "field", "takes"),
    [
        ("evidence", "run_at", "instant with zone"),
        ("evidence", "expires_on", "date"),
        ("evidence", "counts", "number by name"),
        ("evidence", "tests", "ids of test"),
        ("threat", "target", "id of element or interface"),
        ("threat", "stride", "any of S | T | R | I | D | E"),
        ("threat", "references", "list of ExternalReference"),
        ("requirement-source", "confidence", "one of V1 | V | K | P"),
        ("label", "item", "number"),
        ("threat", "shared", "yes or no"),
        ("policy", "rule", "one of 10 forms"),
    ],
)
def test_what_a_field_takes_is_told_in_words(kind: str, field: str, takes: str) -> None:
    assert {row.name: row.takes for row in field_rows(record_class(kind))}[field] == takes


def test_parts_are_found_at_any_depth_and_once() -> None:
    names = [part.__name__ for part in parts_of(record_class("policy"))]
    assert len(names) == len(set(names))
    assert [part.__name__ for part in parts_of(record_class("threat"), ["references"])] == [
        "ExternalReference"
    ]
    assert {"Origin", "SignaturePolicy", "MeaningRule", "ScaleLevel"} <= set(names)
    assert {row.name: row.takes for row in field_rows(RiskMatrix)}["cells"] == "any of A | R | U by name"
