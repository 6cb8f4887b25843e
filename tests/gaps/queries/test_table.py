"""The table of queries: known by the catalogue, answered for the pump, never met by an empty file."""

from __future__ import annotations

import pytest

from medward.catalogue.shipped import load
from medward.errors import InvalidInputError
from medward.gaps.queries import PLACE, QUERIES, ask, problem_of
from medward.gaps.shown import State
from tests.gaps.pump import only_release, pump

ARGUMENTS = {
    "view": "global",
    "threats": "lifecycle",
    "control-category": "authentication",
    "test": "fuzz",
    "label-item": "4",
    "plan": "security",
    "plan-section": "management : known exploited",
    "policy": "severity",
    "document": "threat model",
    "decision": "benefit-risk",
    "sbom-field": "author",
    "mds2-section": "AUDT",
    "control-on": "replay",
    "voluntary": "document threat model",
}
OF_THE_RELEASE_ALONE = {"release-record", "support-period"}
"""Queries that a release record alone can show in part."""
ASKED_OF_NOBODY = {"voluntary"}
"""Queries about what nobody has to do: nothing recorded is no gap."""


def question(name: str) -> str:
    taken = QUERIES[name].takes
    return f"{name} us" if taken == PLACE else f"{name} {ARGUMENTS[name]}" if taken else name


def catalogue_queries() -> set[str]:
    catalogue = load()
    rows = [query for row in catalogue.expectations for query in row.shown_by]
    return {*rows, *(query for clause in catalogue.clauses() for query in clause.shown_by)}


def test_every_query_of_the_catalogue_is_known() -> None:
    assert [(query, problem_of(query)) for query in sorted(catalogue_queries()) if problem_of(query)] == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_file_with_nothing_but_a_release_meets_no_query(name: str) -> None:
    found = ask(only_release(pump()), question(name))
    if name in ASKED_OF_NOBODY:
        assert found.state is State.NOT_APPLICABLE
    elif name not in OF_THE_RELEASE_ALONE:
        assert found.state in {State.MISSING, State.CANNOT_TELL, State.PARTLY}
        assert found.missing


@pytest.mark.parametrize("name", QUERIES)
def test_an_answer_names_records_that_exist_and_says_what_lacks(name: str) -> None:
    case = pump()
    found = ask(case, question(name))
    assert all(record in case.records for record in found.records)
    assert bool(found.missing) == (found.state in {State.PARTLY, State.MISSING, State.CANNOT_TELL})
    assert found.records or found.state is not State.MET
    assert all(words.endswith((".", "?", "!")) and "{}" not in words for words in found.missing)
    assert not found.owner or found.owner in case.records


@pytest.mark.parametrize("name", QUERIES)
def test_the_help_is_one_sentence(name: str) -> None:
    assert QUERIES[name].help.endswith(".")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("sboms", "there is no evidence query 'sboms'"),
        ("sbom mcu", "sbom takes nothing"),
        ("label-item", "needs its argument"),
        ("label-item 15", "takes one of 1, 2"),
        ("plan-section management", "a colon and a topic"),
        ("plan-section nothing : x", "a kind of plan"),
        ("test smoke", "takes one of requirement"),
        ("voluntary", "needs its argument"),
        ("voluntary sboms", "there is no evidence query 'sboms'"),
    ],
)
def test_a_query_nobody_can_answer_is_refused(query: str, words: str) -> None:
    assert words in problem_of(query)
    with pytest.raises(InvalidInputError, match="evidence query"):
        ask(pump(), query)


def test_a_place_may_be_left_to_the_clause() -> None:
    assert problem_of("submission") == ""
    assert problem_of("submission us") == ""
