"""Finding rows, editions as they stood, and what was in force on a day."""

from __future__ import annotations

from datetime import date

import pytest

from medward.catalogue.catalogue import clauses_of, edition_named, pack_digest, standing
from medward.catalogue.reading import read_pack
from medward.errors import NotFoundError
from tests.catalogue.files import DRAFT, LAW, TWIN, small

CATALOGUE = small()
LAW_PACK = CATALOGUE.pack("EU-LAW")


def test_a_pack_is_found_by_code_and_by_urn_with_or_without_an_edition() -> None:
    assert CATALOGUE.pack("urn:medward:eu:law") is LAW_PACK
    assert CATALOGUE.pack("EU-LAW@2020") is LAW_PACK


@pytest.mark.parametrize("find", ["pack", "clause", "clock", "expectation", "pack_of"])
def test_what_is_not_there_is_not_found(find: str) -> None:
    with pytest.raises(NotFoundError, match=r"the catalogue has no .*'NOPE'"):
        getattr(CATALOGUE, find)("NOPE")


def test_the_pack_of_a_clause_clock_or_dated_change_is_found() -> None:
    for name in ("LAW-1", "CLK-EU-02", "AHEAD-EU-1"):
        assert CATALOGUE.pack_of(name) is LAW_PACK


def test_an_edition_holds_its_clauses_as_they_stood_in_it() -> None:
    old = {clause.id: clause for clause in clauses_of(LAW_PACK, "2020")}
    new = {clause.id: clause for clause in clauses_of(LAW_PACK)}
    assert list(old) == ["LAW-1", "LAW-3"]
    assert list(new) == ["LAW-1", "LAW-2", "LAW-3"]
    assert (old["LAW-3"].ref, old["LAW-3"].text) == ("Art. 3", "Consider updates.")
    assert (new["LAW-3"].ref, new["LAW-3"].text) == ("Art. 4", "Plan updates.")


def test_a_wording_that_says_only_the_place_keeps_the_next_words() -> None:
    text = (
        LAW.replace(
            "      - {until: '2020', ref: Art. 3, text: Consider updates.}",
            "      - {until: '2020', ref: Art. 2b}\n      - {until: '2025', text: Consider updates.}",
        )
        .replace("editions:\n", "editions:\n")
        .replace(
            "clauses:\n",
            "  - {id: '2030', applies_from: 2030-01-01, confidence: V, sources: [S1]}\nclauses:\n",
            1,
        )
    )
    pack = read_pack(text.encode(), "law.yaml")
    found = [clauses_of(pack, name)[-1] for name in ("2020", "2025", "2030")]
    assert [(clause.ref, clause.text) for clause in found] == [
        ("Art. 2b", "Consider updates."),
        ("Art. 4", "Consider updates."),
        ("Art. 4", "Plan updates."),
    ]


def test_an_edition_nobody_listed_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="EU-LAW has no edition '2021'"):
        edition_named(LAW_PACK, "2021")


@pytest.mark.parametrize(
    ("day", "edition", "counts", "words"),
    [
        (date(2020, 5, 31), None, False, "applies from 2020-06-01, edition 2020"),
        (date(2020, 6, 1), "2020", True, "edition 2020, applies from 2020-06-01"),
        (date(2024, 12, 31), "2020", True, "edition 2020, applies from 2020-06-01"),
        (date(2025, 1, 1), "2025", True, "edition 2025, applies from 2025-01-01"),
    ],
)
def test_what_was_in_force_on_a_day(day: date, edition: str | None, counts: object, words: str) -> None:
    found = standing(LAW_PACK, day)
    assert (found.edition.id if found.edition else None, found.counts, found.words) == (
        edition,
        counts,
        words,
    )


def test_a_proposal_is_never_in_force() -> None:
    found = standing(read_pack(DRAFT.encode(), "bill.yaml"), date(2030, 1, 1))
    assert (found.counts, found.words) == (False, "a proposal, not law")


def test_a_law_without_a_first_day_cannot_be_told_and_guidance_counts_from_its_issue() -> None:
    undated = TWIN.replace("applies_from", "issued")
    law = standing(read_pack(undated.encode(), "twin.yaml"), date(2026, 1, 1))
    assert law.counts is None
    assert "no source says from which day edition 2022 applies" in law.words
    guidance = read_pack(undated.replace("force: law", "force: guidance").encode(), "twin.yaml")
    assert standing(guidance, date(2022, 5, 25)).counts is False
    assert standing(guidance, date(2022, 5, 26)).counts is True


def test_an_edition_that_ended_without_a_successor_is_over() -> None:
    ended = TWIN.replace("applies_from: 2022-05-26", "applies_from: 2022-05-26, applies_until: 2023-01-31")
    found = standing(read_pack(ended.encode(), "twin.yaml"), date(2024, 1, 1))
    assert (found.counts, found.words) == (False, "applied until 2023-01-31")


def test_queries_are_the_clauses_own_else_those_of_its_expectations() -> None:
    assert CATALOGUE.queries_of(CATALOGUE.clause("LAW-3")) == ("threat-model", "sbom", "sbom-ntia")
    own = small(law=LAW.replace("    expectations: {CSE-02: equal}", "    shown_by: [sbom]"))
    assert own.queries_of(own.clause("LAW-2")) == ("sbom",)


def test_the_digest_depends_on_the_content_and_not_on_how_it_is_written() -> None:
    same = read_pack(LAW.replace("asks: Be secure.", "asks: >-\n  Be\n  secure.").encode(), "law.yaml")
    other = read_pack(LAW.replace("Be secure.", "Be safe.").encode(), "law.yaml")
    assert pack_digest(same) == pack_digest(LAW_PACK)
    assert pack_digest(other) != pack_digest(LAW_PACK)
