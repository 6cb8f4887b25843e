"""Composition is sound for every three sets of demands, and equal is neutral."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.catalogue.crosswalk import combine, compose, inverse, matrix, places, relation, shown_together
from medward.catalogue.marks import Mark
from medward.catalogue.pack import Relation
from tests.catalogue.files import LAW, small

E, B, P, I = Relation.EQUAL, Relation.SUBSET, Relation.SUPERSET, Relation.INTERSECTS  # noqa: E741 - as in the table
demands = st.frozensets(st.integers(0, 5), min_size=1)


def holds(claim: Relation, one: frozenset[int], other: frozenset[int]) -> bool:
    """Say whether a relation holds between two sets of demands."""
    return {E: one == other, B: one <= other, P: one >= other, I: bool(one & other)}[claim]


@given(demands, demands, demands)
def test_what_composition_claims_holds_in_every_model(
    first: frozenset[int], middle: frozenset[int], last: frozenset[int]
) -> None:
    for one in Relation:
        for other in Relation:
            claim = compose(one, other)
            if claim and holds(one, first, middle) and holds(other, middle, last):
                assert holds(claim, first, last)


@given(demands, demands)
def test_combining_true_claims_gives_a_true_claim(one: frozenset[int], other: frozenset[int]) -> None:
    true = [claim for claim in Relation if holds(claim, one, other)]
    whole = combine([*true, None])
    assert whole is None or holds(whole, one, other)


@pytest.mark.parametrize("claim", list(Relation))
def test_equal_is_neutral_and_turning_round_twice_changes_nothing(claim: Relation) -> None:
    assert compose(E, claim) is claim
    assert compose(claim, E) is claim
    assert inverse(inverse(claim)) is claim


@given(demands, demands)
def test_the_inverse_holds_the_other_way(one: frozenset[int], other: frozenset[int]) -> None:
    for claim in Relation:
        assert holds(claim, one, other) == holds(inverse(claim), other, one)


@pytest.mark.parametrize(
    ("first", "second", "claim"),
    [
        (B, B, B),
        (P, P, P),
        (P, B, I),
        (I, B, I),
        (P, I, I),
        (B, P, None),
        (B, I, None),
        (I, P, None),
        (I, I, None),
    ],
)
def test_the_table_of_composition(first: Relation, second: Relation, claim: Relation | None) -> None:
    assert compose(first, second) is claim


def test_two_clauses_relate_through_the_expectations_they_share() -> None:
    catalogue = small()
    found = relation(catalogue, "LAW-1", "LAW-3")
    assert found is not None
    assert (found.relation, found.through, found.is_met_by_it) == (P, ("CSE-01",), True)
    back = relation(catalogue, "LAW-3", "LAW-1")
    assert back is not None
    assert back.relation is B
    assert relation(catalogue, "LAW-1", "LAW-2") is None
    assert [one.target for one in shown_together(catalogue, "LAW-3")] == ["LAW-1", "LAW-2"]


def test_the_weakest_relation_gives_the_confidence() -> None:
    sure = LAW.replace(
        "    expectations: {CSE-01: superset}",
        "    expectations: {CSE-01: superset}\n    relation_confidence: V",
    )
    found = relation(small(law=sure), "LAW-1", "LAW-3")
    assert found is not None
    assert found.confidence is Mark.EXPERT


def test_an_expectation_lists_its_clauses_by_jurisdiction() -> None:
    found = places(small(), "CSE-02")
    assert {place: [one.clause.id for one in cells] for place, cells in found.items()} == {
        "eu": ["LAW-2", "LAW-3"]
    }
    assert [one.is_met_by_it for one in found["eu"]] == [True, False]
    assert places(small(), "CSE-02", within={"LAW-3"})["eu"][0].clause.id == "LAW-3"


def test_the_matrix_has_a_row_for_every_expectation() -> None:
    assert [(row.id, list(cells)) for row, cells in matrix(small())] == [
        ("CSE-01", ["eu"]),
        ("CSE-02", ["eu"]),
    ]
