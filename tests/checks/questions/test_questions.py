"""Forty audit questions, each answered with record ids or with the place where the answer should be (practice 2.6)."""

from __future__ import annotations

import pytest

from medward.checks.case import Case
from medward.checks.questions import QUESTIONS, Question, matching
from medward.checks.questions.answer import Answer, Query
from medward.devices.records import Release
from medward.errors import NotFoundError
from medward.governance.defaults import current_policies
from medward.kernel.recordset import RecordSet
from tests.checks.sample import NOW, PART, case, clean

FULL = case(clean())


def ask(text: str, given: Case = FULL) -> Answer:
    (question,) = matching(text)
    return question.answer(Query(given, text.partition(" ")[2]))


def test_there_are_forty_numbered_from_one() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 41))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: str(one.number))
def test_each_answer_names_existing_records_or_the_place_where_it_should_be(question: Question) -> None:
    answer = question.answer(Query(FULL))
    assert answer.has_record != bool(answer.where and answer.summary == "no record")
    assert all(row.record in FULL.records for row in answer.rows)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: str(one.number))
def test_a_file_without_records_answers_no_record_and_never_none_of_zero(question: Question) -> None:
    release = clean()["LVP-REL-0001"]
    assert isinstance(release, Release)
    records = RecordSet([release])
    empty = Case(records, release, NOW, {}, current_policies(records, NOW.date()))
    answer = question.answer(Query(empty))
    if question.number == 14:  # the exploitability policy in force ships with the program
        assert answer.rows[0].record == "ORG-POL-0002"
    else:
        assert (answer.summary, answer.rows) == ("no record", ())
        assert answer.where


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("7 LVP-THR-0042", [7]),
        ("exploitability", [14]),
        ("penetration test", [17]),
        ("re-used evidence", [18]),
        ("known exploited", [29]),
        ("audit trail", [36]),
    ],
)
def test_a_question_is_found_by_number_or_by_its_words(text: str, numbers: list[int]) -> None:
    assert [question.number for question in matching(text)] == numbers


@pytest.mark.parametrize("text", ["41", "xylophone", ""])
def test_what_is_no_question_is_said(text: str) -> None:
    with pytest.raises(NotFoundError, match="no question"):
        matching(text)


def test_question_6_takes_zones_and_7_a_threat() -> None:
    assert len(ask("6 Z1").rows) == 24
    assert ask("6 Z9 nothing").rows
    assert {row.record for row in ask("7 LVP-THR-0002").rows} >= {"LVP-THR-0002", "LVP-EVD-0001"}


def test_question_10_names_signers_meaning_and_instant() -> None:
    (row,) = ask("10 LVP-RSK-0001").rows
    assert row.record == "LVP-DEC-0001"
    assert "Person 3 (acceptance-medical, 2026-05-03T10:00:00+00:00)" in row.text


def test_question_15_takes_a_day() -> None:
    assert ask("15 2026-03-14").summary == "8 lines on policies in force on 2026-03-14"


def test_question_16_says_none_with_the_evidence_that_proves_it() -> None:
    assert ask("16").summary == "none: all 1 requirements have passed evidence on 4.2.0"


def test_question_22_counts_what_is_unknown_as_unsupported() -> None:
    assert ask("22").summary == "none of 1 components"
    for word in ("unknown", "limitedSupport", "NOASSERTION", "TBD"):
        assert "1 of 1" in ask("22", case(clean(), parts=(PART._replace(support_level=word),))).summary


def test_question_22_compares_days_and_not_their_spelling() -> None:
    # 20251231 is ISO 8601, basic form; as text it would lie after every 2026-..
    ended = case(clean(), parts=(PART._replace(end_of_support="20251231"),))
    assert "1 of 1" in ask("22", ended).summary


def test_question_23_finds_a_component_by_name() -> None:
    (row,) = ask("23 libble").rows
    assert row.text == "libble 1.0 (pkg:generic/libble@1.0)"
    assert "is in none of 1 SBOMs" in ask("23 zlib").summary


def test_question_27_takes_a_public_id() -> None:
    assert [row.record for row in ask("27 CVE-2020-24977").rows] == ["LVP-VAS-0001"]
    assert ask("27 CVE-2020-99999").summary == "no record"


def test_question_38_shows_every_signature() -> None:
    assert ", 0 with faults" in ask("38").summary
