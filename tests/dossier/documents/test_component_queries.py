"""What an empty table of components may say: nothing found is not the same as nothing read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from medward.dossier.blocks import Block, Notice, Table, plain, tables_of
from medward.dossier.documents.component_queries import support_ending, support_gaps, support_unknown
from medward.dossier.pages.context import prepare
from medward.dossier.tones import Tone
from tests.fixtures.dossier_facts import make_facts

if TYPE_CHECKING:
    from medward.dossier.facts import DossierFacts

BROKEN = {"LVP-BOM-0002": "not JSON"}
KNOWN = "The end of support of every component is known."
KEPT = "No component with a known end of support loses it before the release's support ends."


def dated() -> DossierFacts:
    """Return facts with one component, supported longer than the release."""
    facts = make_facts()
    (file,) = facts.sboms
    part = file.content.components[0]._replace(end_of_support="2040-01-01")
    return replace(facts, sboms=(replace(file, content=file.content._replace(components=(part,))),))


def empty_words(blocks: tuple[Block, ...]) -> str:
    (table,) = [one for one in blocks if isinstance(one, Table)]
    assert not table.rows
    return table.empty


def test_nothing_is_called_known_when_no_sbom_was_read() -> None:
    where = prepare(make_facts(sboms=()))
    for blocks in (support_gaps(where), support_unknown(where)):
        assert empty_words(blocks).startswith("No SBOM of the release was read")
    assert "0 components" not in repr(support_gaps(where))


@pytest.mark.parametrize("problems", [{}, BROKEN], ids=["all read", "one unreadable"])
def test_an_unreadable_sbom_is_named_and_limits_what_is_said(problems: dict[str, str]) -> None:
    where = prepare(replace(dated(), sbom_problems=problems))
    for blocks, words in ((support_gaps(where), KEPT), (support_unknown(where), KNOWN)):
        notices = [one for one in blocks if isinstance(one, Notice)]
        assert (empty_words(blocks) == words) is not bool(problems)
        assert [one.tone for one in notices] == [Tone.UNKNOWN] * bool(problems)
        assert ("LVP-BOM-0002" in repr(notices)) is bool(problems)


def test_every_component_whose_support_ends_early_is_named_once_beside_those_of_the_same_day_and_source() -> (
    None
):
    facts = make_facts()
    (file,) = facts.sboms
    first = file.content.components[0]
    ends = {"a": "2027-01-31", "b": "2026-12-31", "c": "2027-01-31", "d": "2040-01-01"}
    parts = tuple(
        first._replace(ref=name, name=name, version="1", purl="", end_of_support=day)
        for name, day in ends.items()
    )
    facts = replace(facts, sboms=(replace(file, content=file.content._replace(components=parts)),))
    (table,) = tables_of(support_ending(prepare(facts)))
    found = [[plain(row.cells[number]) for number in (0, 2, 3)] for row in table.rows]
    assert found == [["2026-12-31", "1", "b 1"], ["2027-01-31", "2", "a 1, c 1"]]
