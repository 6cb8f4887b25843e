"""Answering the forty audit questions from a device file and its ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from medward.checks.questions import Question, matching
from medward.checks.questions.answer import Answer, History, PastChange, Query
from medward.workspace.checking import case_of
from medward.workspace.ledgering import history, open_store

if TYPE_CHECKING:
    from datetime import datetime

    from medward.ledger.sqlite import SqliteStore
    from medward.workspace.device import Device


class RowJson(TypedDict):
    """One line of an answer."""

    record: str
    text: str


class AnswerJson(TypedDict):
    """One answer of `ask --json`."""

    number: int
    group: str
    question: str
    answer: str
    rows: list[RowJson]
    records: list[str]
    no_record: bool
    where: str


def answers(device: Device, text: str, now: datetime) -> list[tuple[Question, Answer]]:
    """Return every question a text asks with its answer.

    Raises:
        NotFoundError: No question matches.
    """
    questions = matching(text)
    return answered(device, questions, text, now)


def answered(
    device: Device, questions: tuple[Question, ...], text: str, now: datetime
) -> list[tuple[Question, Answer]]:
    """Return the answers of these questions; what stands beside the number narrows them."""
    beside = _beside(text)
    store = open_store(device) if device.ledger_path.is_file() else None
    try:
        query = Query(case_of(device, now), beside, _history(store) if store else None)
        return [(question, question.answer(query)) for question in questions]
    finally:
        if store is not None:
            store.close()


def to_json(question: Question, answer: Answer) -> AnswerJson:
    """Return an answer with stable keys."""
    return AnswerJson(
        number=question.number,
        group=question.group,
        question=question.text,
        answer=answer.summary,
        rows=[RowJson(record=row.record, text=row.text) for row in answer.rows],
        records=list(dict.fromkeys(row.record for row in answer.rows)),
        no_record=not answer.has_record,
        where=answer.where,
    )


def _beside(text: str) -> str:
    """Return what a person wrote beside a question's number; a question in words narrows by ids and days only."""
    first, _, rest = text.partition(" ")
    return (
        rest if first.isdecimal() else " ".join(word for word in text.split() if any(map(str.isdigit, word)))
    )


def _history(store: SqliteStore) -> History:
    """Return the audit trail of a ledger as a function of a record id."""

    def of(identity: str) -> list[PastChange]:
        return [
            PastChange(
                at=changeset.at,
                author=changeset.author.printed_name,
                reason=changeset.reason,
                changes=tuple(f"{change.name}: {change.old!s} -> {change.new!s}" for change in changes),
            )
            for changeset, _, changes in history(store, identity)
        ]

    return of
