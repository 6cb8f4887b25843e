"""Who is trained in what, and until when (21 CFR 11.10(i), practice 2.4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.governance.records import Person
from medward.governance.training import TrainingRecord, Trainings, TrainingTopic
from medward.kernel.lifecycle import Role
from medward.kernel.recordset import RecordSet

DONE = date(2025, 2, 10)
ALICE = Person(id="ORG-USR-0001", title="Alice", printed_name="Alice", roles=(Role.QUALITY,))
BOB = Person(id="ORG-USR-0002", title="Bob", printed_name="Bob", roles=(Role.DEVELOPMENT, Role.SECURITY))
CAROL = Person(id="ORG-USR-0003", title="Carol", printed_name="Carol", roles=(Role.MEDICAL,))


def topic(**more: object) -> TrainingTopic:
    fields = {"id": "ORG-TRT-0001", "title": "Coding", "code": "coding", "knowledge": "Rules.", **more}
    return TrainingTopic.model_validate(fields)


def session(number: int = 1, **more: object) -> TrainingRecord:
    fields = {
        "id": f"ORG-TRN-{number:04d}",
        "title": "Coding",
        "topic": "ORG-TRT-0001",
        "people": [BOB.id],
        "completed_on": DONE,
        "shown_by": "test",
        **more,
    }
    return TrainingRecord.model_validate(fields)


def lack(day: date, *records: TrainingTopic | TrainingRecord) -> str:
    return Trainings(RecordSet([ALICE, BOB, CAROL, *records])).lack(BOB.id, "coding", day)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        pytest.param(DONE - timedelta(days=1), "is missing", id="before"),
        pytest.param(DONE, "", id="on the day"),
        pytest.param(date(2027, 2, 10), "", id="last day of 24 months"),
        pytest.param(date(2027, 2, 11), "expired on 2027-02-10", id="after"),
    ],
)
def test_a_training_counts_from_its_day_until_the_interval_of_its_topic_ends(day: date, said: str) -> None:
    assert lack(day, topic(repeat_months=24), session()) == said


def test_a_date_on_the_record_goes_before_the_interval() -> None:
    ended = session(expires_on="2025-12-31")
    assert lack(date(2026, 1, 1), topic(repeat_months=24), ended) == "expired on 2025-12-31"


def test_without_interval_and_date_once_is_enough() -> None:
    assert lack(date(2099, 1, 1), topic(), session()) == ""


def test_a_later_session_takes_over() -> None:
    again = session(2, completed_on="2027-01-20")
    assert lack(date(2027, 6, 1), topic(repeat_months=24), session(), again) == ""


def test_a_retired_session_and_one_without_its_topic_do_not_count() -> None:
    assert lack(DONE, topic(), session(status="retired")) == "is missing"
    assert lack(DONE, session()) == "is missing"


def test_who_needs_a_topic_is_named_with_the_reason() -> None:
    needed = topic(roles=("quality", "development"), people=(CAROL.id,))
    gone = CAROL.replace(id="ORG-USR-0004", status="retired")
    trainings = Trainings(RecordSet([ALICE, BOB, CAROL, gone, needed, session()]))
    assert trainings.untrained(needed, DONE) == [(ALICE, "is missing"), (CAROL, "is missing")]


def test_an_obsolete_topic_is_needed_no_more() -> None:
    records = RecordSet([topic(status="obsolete"), topic(id="ORG-TRT-0002")])
    assert [one.id for one in Trainings(records).topics] == ["ORG-TRT-0002"]


@given(st.dates(), st.dates(), st.none() | st.dates())
def test_a_session_counts_exactly_between_its_days(day: date, done: date, expires: date | None) -> None:
    said = lack(day, topic(), session(completed_on=done, expires_on=expires))
    assert (said == "") == (done <= day and (expires is None or day <= expires))
