from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.dossier.review.letter import review
from medward.dossier.review.points import Case
from medward.dossier.review.questions import QUESTIONS
from medward.dossier.review.reading import (
    Bom,
    BomEntry,
    Grid,
    Line,
    Manifest,
    Mark,
    ReadDocument,
    ReadPackage,
)
from medward.dossier.review.roles import REVIEWERS, ROLES, wanted
from medward.dossier.review.writing import text

DAY = date(2026, 6, 15)
SENTENCES = (
    "The likelihood of an attack is low.",
    "TBD",
    "All 12 threats were decided.",
    "LVP-CTL-0999 protects it.",
    "Security updates until: 2031-01-01",
    "Rollback is refused by a counter; keys verify the signature.",
)


def questions_of(document: ReadDocument, **others: object) -> set[str]:
    package = ReadPackage((document,), **others)  # type: ignore[arg-type]
    return {point.question.id for point in review(Case(package, "fda", DAY)).points}


def page(title: str, *blocks: Line | Grid, marks: tuple[Mark, ...] = ()) -> ReadDocument:
    return ReadDocument(f"{title}.html", "html", title, blocks, marks)


@st.composite
def packages(draw: st.DrawFn) -> tuple[ReadDocument, ...]:
    made = []
    for role in wanted("fda"):
        blocks: list[Line | Grid] = []
        for part in role.parts:
            words = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2))
            blocks += [Line("heading", part.title, 2), *(Line("text", one) for one in words)]
        marks = (Mark("comment", "why?"),) if draw(st.booleans()) else ()
        made.append(page(role.title, *blocks, marks=marks))
    return tuple(made)


@given(packages(), st.data())
def test_removing_a_document_never_shortens_the_letter(
    documents: tuple[ReadDocument, ...], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(documents))
    rest = tuple(one for one in documents if one is not gone)
    whole, less = (Case(ReadPackage(every), "fda", DAY) for every in (documents, rest))
    assert len(review(less)) >= len(review(whole))


@given(packages(), st.data())
def test_removing_a_required_section_never_shortens_the_letter(
    documents: tuple[ReadDocument, ...], data: st.DataObject
) -> None:
    victim = data.draw(st.sampled_from([one for one in documents if one.passages]))
    part = data.draw(st.sampled_from(victim.passages))
    kept = [block for block in victim.blocks if block not in part.blocks and block.text != part.title]
    rest = tuple(page(one.title, *kept, marks=one.marks) if one is victim else one for one in documents)
    whole, less = (Case(ReadPackage(every), "fda", DAY) for every in (documents, rest))
    assert len(review(less)) >= len(review(whole))


def test_an_empty_desk_leaves_every_document_missing() -> None:
    for reviewer in REVIEWERS:
        letter = review(Case(ReadPackage(()), reviewer, DAY))
        missing = [one.missing for one in letter.unanswered]
        assert missing[:-1] == [role.title for role in wanted(reviewer)]


def test_each_question_has_an_id_of_its_own_and_asks_a_known_document() -> None:
    assert len({one.id for one in QUESTIONS}) == len(QUESTIONS)
    assert {one.role for one in QUESTIONS} <= {role.id for role in ROLES} | {"", "*"}


def test_all_fourteen_causes_of_rejection_are_asked_about() -> None:
    assert {one.cause for one in QUESTIONS} - {0} == set(range(1, 15))


@pytest.mark.parametrize("topic", [f"DEF-{number:02}" for number in range(1, 21) if number != 18])
def test_each_deficiency_topic_is_asked_about(topic: str) -> None:
    # DEF-18, modifications, asks about the kind of submission, which no document of the package states.
    assert topic in {one.topic for one in QUESTIONS}


@pytest.mark.parametrize(
    "words", ["TBD", "TODO: limits", "Lorem ipsum dolor", "[insert date]", "still to be written"]
)
def test_placeholders_are_found(words: str) -> None:
    assert "H01" in questions_of(page("Security plan", Line("text", f"Owner {words}")))


@pytest.mark.parametrize(
    "words",
    [
        "No probability is used, because malicious acts have no frequency.",
        "The attack was rated by exploitability instead of likelihood.",
        "The random failure of a resistor has a probability of 1 in 10,000.",
    ],
)
def test_sentences_without_a_chance_of_attack_raise_no_alarm(words: str) -> None:
    assert "H09" not in questions_of(page("Risk assessment", Line("text", words)))


@pytest.mark.parametrize(("days", "found"), [(30, False), (31, True)])
def test_vulnerability_data_may_be_thirty_days_old(days: int, *, found: bool) -> None:
    day = date.fromordinal(DAY.toordinal() - days)
    grid = Grid("What the components were matched against", ("Set", "Date"), (("advisories", f"{day}"),))
    assert ("U01" in questions_of(page("Vulnerability assessment", grid))) is found


def test_a_list_of_direct_parts_alone_is_not_enough() -> None:
    entry = BomEntry("zlib", "1.3", "zlib", "pkg:generic/zlib@1.3", "maintained", "2030-01-01")
    flat, deep = (Bom("a.json", "CycloneDX 1.6", "", (entry,), links) for links in (0, 1))
    assert "S03" in questions_of(page("Plan"), boms=(flat,))
    assert "S03" not in questions_of(page("Plan"), boms=(deep,))


def test_a_record_in_two_states_makes_documents_stale() -> None:
    inputs = {"A": {"RSK-1": "aa"}, "B": {"RSK-1": "aa"}, "C": {"RSK-1": "bb"}}
    assert "X09" in questions_of(page("Plan"), manifest=Manifest("", "", inputs, {}))


def test_the_letter_names_place_clause_and_answer() -> None:
    package = ReadPackage((page("Security plan", Line("heading", "1 Roles", 2), Line("text", "Owner: TBD")),))
    written = text(review(Case(package, "fda", DAY)))
    assert 'Security plan, 1 Roles: "Owner: TBD"' in written
    assert "Would answer it: Write the text." in written
    assert "cause of rejection 13" in written


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("The WIDS watches the ward.", ["WIDS is not explained"], id="nowhere"),
        pytest.param("The wireless intrusion detection (WIDS) watches.", [], id="in place"),
        pytest.param("WIDS (wireless intrusion detection) watches.", [], id="in place, other way round"),
        pytest.param("Press CANCEL and tell us. Hold STOP.", [], id="keys"),
        pytest.param("Turn the pump OFF; it stays off.", [], id="a word in capitals"),
        pytest.param("DO NOT OPEN THE DOOR", [], id="a line in capitals"),
        pytest.param("Class II, edition VI, 32 GB", [], id="Roman numbers and units"),
    ],
)
def test_an_abbreviation_is_explained_by_list_or_in_place(words: str, found: list[str]) -> None:
    letter = review(Case(ReadPackage((page("Threat model", Line("text", words)),)), "fda", DAY))
    spots = [one for point in letter.points if point.question.id == "H11" for one in point.spots]
    assert [one.what for one in spots] == found


def test_a_table_or_passage_of_abbreviations_explains_them() -> None:
    text_line = Line("text", "The WIDS and the PSIRT watch.")
    table = Grid("Abbreviations", ("Abbreviation", "Meaning"), (("WIDS", "intrusion"), ("PSIRT", "team")))
    assert "H11" not in questions_of(page("Threat model", text_line, table))
    listed = (Line("heading", "Glossary", 2), Line("text", "WIDS - intrusion; PSIRT - team"))
    assert "H11" not in questions_of(page("Threat model", text_line, *listed))
    assert "H11" in questions_of(page("Threat model", text_line))
