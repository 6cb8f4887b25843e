"""A file that calls itself incomplete says so to the reader, whatever its format."""

from __future__ import annotations

import json

import pytest

from medward.components.reading import read_sbom
from tests.components import formats


def cyclonedx(**fields: object) -> tuple[str, ...]:
    return read_sbom(json.dumps({**json.loads(formats.CYCLONEDX), **fields}).encode(), "x").notes


@pytest.mark.parametrize(
    ("aggregates", "notes"),
    [
        (["complete"], ()),
        (
            ["complete", "incomplete"],
            ("It calls itself not known to be complete (compositions: 1 x incomplete).",),
        ),
        (
            ["unknown", "incomplete", "unknown"],
            ("It calls itself not known to be complete (compositions: 1 x incomplete, 2 x unknown).",),
        ),
    ],
)
def test_compositions_of_cyclonedx_say_that_something_is_left_out(
    aggregates: list[str], notes: tuple[str, ...]
) -> None:
    assert cyclonedx(compositions=[{"aggregate": one} for one in aggregates]) == notes


def test_vulnerabilities_beside_components_are_named_and_not_read_over() -> None:
    assert cyclonedx(vulnerabilities=[{"id": "CVE-2026-0001"}]) == (
        "It holds statements on vulnerabilities (1), not read here: `medward vex import` does.",
    )


def test_dependencies_nobody_asserts_are_named_in_spdx_2() -> None:
    # SPDX 2.3, 11.1: NOASSERTION as the second element says that nothing is asserted
    more = [
        {"spdxElementId": "SPDXRef-rtos", "relationshipType": kind, "relatedSpdxElement": "NOASSERTION"}
        for kind in ("DEPENDS_ON", "CONTAINS")
    ]
    tree = {**formats.SPDX, "relationships": [*formats.SPDX["relationships"], *more]}  # type: ignore[misc]
    assert read_sbom(json.dumps(tree).encode(), "x").notes == (
        "For 1 package it says that what is needed or contained is not known in full.",
    )


@pytest.mark.parametrize(
    ("fields", "is_named"),
    [
        ({"completeness": "incomplete"}, True),
        ({"completeness": "noAssertion"}, True),
        ({"completeness": "complete"}, False),
        ({}, False),
    ],
)
def test_a_relationship_of_spdx_3_that_is_not_complete_is_named(
    fields: dict[str, str],
    is_named: bool,  # noqa: FBT001 - a case of the table
) -> None:
    tree = json.loads(formats.SPDX_3)
    relation = next(one for one in tree["@graph"] if one.get("relationshipType") == "dependsOn")
    relation.update(fields)
    assert bool(read_sbom(json.dumps(tree).encode(), "x").notes) is is_named
