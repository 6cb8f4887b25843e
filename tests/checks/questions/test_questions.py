"""Forty audit questions, each answered with record ids or with the place where the answer should be (practice 2.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from medward.checks.case import Case, MatchRow
from medward.checks.questions import QUESTIONS, Question, matching
from medward.checks.questions.answer import Answer, Query
from medward.clocks.records import ReportingEvent
from medward.devices.records import Release
from medward.errors import NotFoundError
from medward.governance.defaults import current_policies
from medward.kernel.recordset import RecordSet
from tests.checks.sample import NOW, PART, case, clean

if TYPE_CHECKING:
    from medward.kernel.records import Record

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


AFFECTED = {
    "status": "affected", "action_statement": "Switch it off.", "justification": None, "evidence": (),
    "vector": "AV:N/AC:L/PR:N/UI:N", "patient_severity": "S4", "ssvc": {"exploitation": "none"},
}  # fmt: skip
"""No obstacle and S4 is U, which is uncontrolled (practice 4.5, 4.6, 4.9)."""


def assessed(**more: object) -> dict[str, Record]:
    """Return the sample with its assessment changed."""
    records = clean()
    records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(**more)
    return records


def listed(on: date, **more: object) -> dict[str, Record]:
    """Return the sample with its vulnerability, known since 20 May, listed as exploited on a day."""
    records = assessed(**more)
    entry = {"added_on": on}
    records["LVP-VUL-0001"] = records["LVP-VUL-0001"].replace(
        known_exploited=entry, aware_at=datetime(2026, 5, 20, tzinfo=UTC)
    )
    return records


def test_question_26_names_what_is_matched_and_not_assessed_for_its_component() -> None:
    """The same vulnerability in another component is another question (V17)."""
    rows = [
        MatchRow("LVP-BOM-0001", "libxml2", "2.9.10", "", "CVE-2020-24977", (), "affected"),
        MatchRow("LVP-BOM-0001", "libother", "1.0", "", "CVE-2020-24977", (), "affected"),
        MatchRow("LVP-BOM-0001", "libble", "1.0", "", "CVE-2026-1", (), "cannot-tell"),
    ]
    given = replace(case(clean()), matches=rows, match_gaps=("2 files of advisories/ cannot be used",))
    answer = ask("26", given)
    assert [row.text for row in answer.rows[1:]] == [
        "CVE-2020-24977 in libother 1.0: matched, not assessed",
        "CVE-2026-1 in libble 1.0: nobody can tell whether it is affected, not assessed",
    ]
    assert "2 files of advisories/ cannot be used, so there may be more" in answer.summary


def test_question_28_goes_by_the_state_as_it_is_judged() -> None:
    aware = datetime(2026, 3, 2, 14, 10, tzinfo=UTC)
    records = assessed(**AFFECTED)
    records["LVP-VUL-0001"] = records["LVP-VUL-0001"].replace(aware_at=aware)
    (row,) = ask("28", case(records)).rows
    # S08: day 30 and day 60 of 2 March
    assert row.text == (
        "v: CVE-2020-24977, uncontrolled: aware 2026-03-02, day 30 2026-04-01, day 60 2026-05-01, not fixed"
    )
    unknown = ask("28", case(assessed(**{**AFFECTED, "vector": ""})))
    assert unknown.summary == (
        "none of 1 assessment in two years is known to be uncontrolled; 1 of 1 assessment cannot be told yet"
    )


def test_question_28_keeps_what_was_uncontrolled_and_is_fixed() -> None:
    """An inspector asks for the performance of two years: what is fixed is part of it."""
    aware = datetime(2026, 3, 2, 14, 10, tzinfo=UTC)
    fixed = {"status": "fixed", "fixed_in": "LVP-REL-0001", "fixed_at": datetime(2026, 4, 20, 12, tzinfo=UTC)}
    records = assessed(**fixed, control_state="not-applicable")
    records["LVP-VUL-0001"] = records["LVP-VUL-0001"].replace(aware_at=aware)
    records["LVP-RPE-0001"] = ReportingEvent(
        id="LVP-RPE-0001", title="Uncontrolled", summary="s", about=("LVP-VAS-0001",),
        learned=({"fact": "uncontrolled_risk", "value": "yes", "at": aware, "how": "LVP-VAS-0001"},),
    )  # fmt: skip
    (row,) = ask("28", case(records)).rows
    assert "was uncontrolled, fixed and no-risk now" in row.text
    assert row.text.endswith("day 60 2026-05-01, fixed 2026-04-20 (day 49)")


@pytest.mark.parametrize(
    ("records", "says"),
    [
        pytest.param(listed(date(2026, 5, 10)), "decided after 12 days", id="from the awareness, 20 May to 1 June"),
        pytest.param(listed(date(2026, 5, 28)), "decided after 4 days", id="from the listing, 28 May to 1 June"),
        pytest.param(
            listed(date(2026, 6, 5)), "1 of 1 assessment not decided after 10 days", id="listed after the decision"
        ),
        pytest.param(
            listed(date(2026, 6, 5), confirmed_at=datetime(2026, 6, 8, tzinfo=UTC)),
            "decided after 3 days", id="confirmed after the listing",
        ),
        pytest.param(
            listed(date(2026, 6, 5), status="under-investigation", justification=None, decided_at=None),
            "1 of 1 assessment not decided after 10 days", id="waits",
        ),
    ],
)  # fmt: skip
def test_question_29_counts_from_listing_and_awareness_to_the_last_decision(
    records: dict[str, Record], says: str
) -> None:
    (row,) = ask("29", case(records)).rows
    assert row.text.endswith(says)


def test_question_31_gives_the_figures_of_the_measures() -> None:
    """V27: one figure, computed once; two components of one vulnerability are one vulnerability."""
    records = assessed(**AFFECTED)
    records["LVP-VAS-0002"] = records["LVP-VAS-0001"].replace(id="LVP-VAS-0002", component="libother 1.0")
    answer = ask("31", case(records))
    assert answer.summary.startswith("0 of 1 identified vulnerability updated (0.0 %)")
    (row,) = answer.rows
    assert row.record == "LVP-VUL-0001"
