"""The deficiency letter: every question put to the package, and what stays without an answer.

A question about a document that is not there, or that lacks a part, is never counted as answered. So a letter
never gets shorter by leaving something out.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from medward.dossier.review.points import Look, LookAll, Point, Spot, Unanswered
from medward.dossier.review.questions import asked_by
from medward.dossier.review.roles import wanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from medward.dossier.review.points import Case, Question
    from medward.dossier.review.reading import ReadDocument
    from medward.dossier.review.roles import Role

NAMES: Final = {
    "fda": "FDA",
    "notified-body": "Notified body (MDR)",
    "health-canada": "Health Canada",
    "mhra": "MHRA",
}

_LEFT_IN_A_FILE: Final = frozenset(("H01", "H02", "H03", "H04"))
"""Questions put to every form of a document; the others are put to the one that was read in full."""


@dataclass(frozen=True)
class Letter:
    """What a reviewer writes back."""

    reviewer: str
    day: date
    documents: int
    """Documents that were read."""
    asked: int
    """Questions put, one per document it was put to."""
    points: tuple[Point, ...]
    """What was looked at and found wanting."""
    unanswered: tuple[Unanswered, ...]
    """What is missing, with the questions that stay open for it."""
    not_read: tuple[tuple[str, str], ...] = ()
    """Files nobody judged, with the reason."""

    def __len__(self) -> int:
        """Return how many questions are not answered."""
        return len(self.points) + sum(1 + len(one.questions) for one in self.unanswered)


def review(case: Case) -> Letter:
    """Return the letter on a package."""
    points: list[Point] = []
    open_for: dict[str, list[Question]] = defaultdict(list)
    asked = 0
    for question in asked_by(case.reviewer):
        for subject, documents, missing in _subjects(case, question):
            asked += 1
            spots = tuple(dict.fromkeys(_spots(case, question, documents)))
            if spots:
                points.append(Point(question, subject, spots))
            elif missing:
                open_for[missing].append(question)
    read = len(case.package.documents)
    unanswered = tuple(_unanswered(case, open_for))
    return Letter(case.reviewer, case.day, read, asked, tuple(points), unanswered, case.package.not_read)


def _subjects(case: Case, question: Question) -> Iterator[tuple[str, tuple[ReadDocument, ...], str]]:
    """Yield what a question is put to: its name, the documents, and what of it is missing."""
    package = case.package
    if not question.role:
        yield "the package", (), "" if case.is_whole else _WHOLE
        return
    roles = wanted(case.reviewer)
    if question.role != "*":
        roles = tuple(role for role in roles if role.id == question.role)
    for role in roles:
        found = case.held[role.id]
        forms = tuple(one for one in package.copies if found and one.stem == found.stem)
        yield role.title, (found, *forms) if found else (), _missing(case, role)
    if question.role == "*":
        held = {id(one) for one in case.held.values()}
        for other in (one for one in package.documents if id(one) not in held):
            yield other.title, (other, *(one for one in package.copies if one.stem == other.stem)), ""


_WHOLE: Final = "the package as a whole"


def _missing(case: Case, role: Role) -> str:
    if case.held[role.id] is None:
        return role.title
    parts = case.gaps[role.id]
    return f"{role.title}: {parts[0].title}" if parts else ""


def _spots(case: Case, question: Question, documents: tuple[ReadDocument, ...]) -> Iterator[Spot]:
    if not question.role:
        yield from cast("LookAll", question.look)(case)
    elif question.role != "*":
        for document in documents[:1]:
            yield from cast("Look", question.look)(case, document)
    else:
        for document in documents:
            if document is documents[0] or question.id in _LEFT_IN_A_FILE:
                yield from cast("Look", question.look)(case, document)


def _unanswered(case: Case, open_for: dict[str, list[Question]]) -> Iterator[Unanswered]:
    """Yield what is missing: whole documents, then parts, then what only a whole package answers."""
    for role in case.missing:
        yield Unanswered(role.title, role.basis, tuple(open_for.get(role.title, ())))
    for role in wanted(case.reviewer):
        for part in case.gaps.get(role.id, ()):
            name = f"{role.title}: {part.title}"
            yield Unanswered(name, role.basis, tuple(open_for.get(name, ())))
    if _WHOLE in open_for:
        yield Unanswered(_WHOLE, "", tuple(open_for[_WHOLE]))
