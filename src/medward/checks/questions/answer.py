"""A question of an auditor, and an answer that names records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.kernel.records import Record

_ID: Final = re.compile(r"\b[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}\b")
_DAY: Final = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_PUBLIC_ID: Final = re.compile(
    r"\b(?:CVE-[0-9]{4}-[0-9]{4,}|GHSA(?:-[a-z0-9]{4}){3}|[A-Z]+-[0-9]{4}-[0-9]{4,})\b"
)


class Row(NamedTuple):
    """One line of an answer."""

    record: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the records say."""

    summary: str
    """One sentence."""
    rows: tuple[Row, ...] = ()
    where: str = ""
    """With no record: where the answer should be."""

    @property
    def has_record(self) -> bool:
        """Whether any record answers."""
        return bool(self.rows)


class PastChange(NamedTuple):
    """One act of the audit trail on a record."""

    at: str
    author: str
    reason: str
    changes: tuple[str, ...]
    """Old and new value of each field, in words."""


History: TypeAlias = Callable[[str], list[PastChange]]
"""Returns what the audit trail holds about a record, oldest first."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question with what the person added to it."""

    case: Case
    text: str = ""
    """Ids, dates, versions or names beside the question."""
    history: History | None = None
    """The audit trail; none where there is no ledger yet."""

    @property
    def ids(self) -> list[str]:
        """Record ids in the text."""
        return _ID.findall(self.text)

    @property
    def day(self) -> date:
        """The day in the text, else today."""
        found = _DAY.search(self.text)
        try:
            return date.fromisoformat(found.group()) if found else self.case.today
        except ValueError:
            return self.case.today

    @property
    def public_ids(self) -> list[str]:
        """Public vulnerability ids in the text."""
        return [name for name in _PUBLIC_ID.findall(self.text) if name not in self.ids]

    @property
    def words(self) -> list[str]:
        """What is left of the text without ids and days, for names of components and sites."""
        return [word.lower() for word in _DAY.sub("", _ID.sub("", self.text)).split() if len(word) > 1]


def found(rows: Iterable[Row], what: str, where: str) -> Answer:
    """Return the rows with their count, or `no record` and where it should be."""
    kept = tuple(rows)
    return Answer(f"{len(kept)} {what}", kept) if kept else no_record(where)


def no_record(where: str) -> Answer:
    """Return the answer of a question nothing is recorded about."""
    return Answer("no record", (), where)


def row(record: Record, text: str = "") -> Row:
    """Return a record as a line: its title and more."""
    return Row(record.id, f"{record.title}{f': {text}' if text else ''}")
