"""Answering the forty audit questions from a device file and its ledger."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final, TypedDict

from medward.checks.questions import Question, matching
from medward.checks.questions.answer import Answer, History, PastChange, Query
from medward.errors import InvalidInputError, NotFoundError
from medward.workspace.checking import case_of, with_sboms
from medward.workspace.ledgering import history, open_store

if TYPE_CHECKING:
    from datetime import datetime

    from medward.checks.case import Case
    from medward.devices.records import Release
    from medward.ledger.sqlite import SqliteStore
    from medward.workspace.device import Device

_ID: Final = re.compile(r"[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}", re.IGNORECASE)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
    """Return the answers of these questions; what stands beside the number narrows them.

    Raises:
        NotFoundError: It names a record that neither files nor ledger ever held.
        InvalidInputError: It names a day that no calendar has.
    """
    beside = _beside(text)
    store = open_store(device) if device.ledger_path.is_file() else None
    try:
        _require_known(beside, device, store)
        case, past = case_of(device, now), _history(store) if store else None

        def read(release: Release) -> Case:
            return with_sboms(case.seen_for(release), device)

        return [(question, _answer(question, Query(case, beside, past, read))) for question in questions]
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


def _answer(question: Question, query: Query) -> Answer:
    """Return the answer, saying so when something named beside the question did not narrow it."""
    answer = question.answer(query)
    left = query.untaken
    if not left or not answer.has_record:
        return answer
    return replace(answer, summary=f"{answer.summary}; not narrowed by {', '.join(left)}")


def _beside(text: str) -> str:
    """Return what a person wrote beside a question's number; a question in words narrows by ids and days only."""
    first, _, rest = text.partition(" ")
    kept = (
        rest.split() if first.isdecimal() else [word for word in text.split() if any(map(str.isdigit, word))]
    )
    return " ".join(word.upper() if _ID.fullmatch(word) else word for word in kept)


def _require_known(beside: str, device: Device, store: SqliteStore | None) -> None:
    """Refuse the id of no record and the day of no calendar: answering about another one would mislead."""
    for word in beside.split():
        if _ID.fullmatch(word) and word not in device.records and not (store and list(store.history(word))):
            raise NotFoundError(f"there is no record {word}", hint="`medward list` shows every id.")
        if _DAY.fullmatch(word):
            try:
                date.fromisoformat(word)
            except ValueError as error:
                raise InvalidInputError(f"{word} is not a day", hint="As 2026-03-14.") from error


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
