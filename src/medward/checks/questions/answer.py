"""A question of an auditor, and an answer that names records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.devices.records import Release
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
    read: Callable[[Release], Case] | None = None
    """Sees the device file for another release, its SBOMs read; none leaves them unread."""
    taken: set[str] = field(default_factory=set, compare=False)
    """Which parts of the text the answer looked at; see `untaken`."""

    def seen_for(self, release: Release) -> Case:
        """Return the device file as a case for a release."""
        is_target = release.id == self.case.release.id
        return self.read(release) if self.read and not is_target else self.case.seen_for(release)

    @property
    def ids(self) -> list[str]:
        """Record ids in the text."""
        self.taken.add("ids")
        return _ID.findall(self.text)

    @property
    def day(self) -> date:
        """The day in the text, else today."""
        self.taken.add("day")
        found = _DAY.search(self.text)
        try:
            return date.fromisoformat(found.group()) if found else self.case.today
        except ValueError:
            return self.case.today

    @property
    def public_ids(self) -> list[str]:
        """Public vulnerability ids in the text."""
        self.taken.add("public ids")
        return self._public_ids()

    @property
    def words(self) -> list[str]:
        """What is left of the text without ids and days, for names of components and sites."""
        self.taken.add("words")
        return [word.lower() for word in _DAY.sub("", _ID.sub("", self.text)).split() if len(word) > 1]

    @property
    def untaken(self) -> list[str]:
        """What the text names and the answer did not look at: it narrows nothing."""
        ids, days, public = _ID.findall(self.text), _DAY.findall(self.text), self._public_ids()
        rest = set(self.text.split()) - {*ids, *days, *public}
        parts = {"ids": ids, "day": days, "public ids": public, "words": rest}
        left = {name for part, names in parts.items() if part not in self.taken for name in names}
        if "words" in self.taken:
            left -= set(public)
        return [word for word in dict.fromkeys(self.text.split()) if word in left]

    def _public_ids(self) -> list[str]:
        ids = _ID.findall(self.text)
        return [name for name in _PUBLIC_ID.findall(self.text) if name not in ids]


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
