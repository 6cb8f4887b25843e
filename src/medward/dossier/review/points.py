"""One question a reviewer asks, what answers it, and where the answer is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from medward.dossier.review.roles import holder, lacking, wanted

if TYPE_CHECKING:
    from datetime import date

    from medward.dossier.review.reading import ReadDocument, ReadPackage
    from medward.dossier.review.roles import Part, Role


class Spot(NamedTuple):
    """Where something is missing, and what."""

    document: str
    """Title of the document, or the name of a file."""
    place: str
    """Section or table, with its page where there are pages."""
    what: str


@dataclass(frozen=True)
class Case:
    """A package in front of one reviewer."""

    package: ReadPackage
    reviewer: str
    day: date
    """Day the age of data is counted to."""
    superseded: tuple[tuple[str, str], ...] = ()
    """Editions that no longer count: how they are written, and what replaced them."""
    snapshot_days: int = 30
    """How old the vulnerability data may be."""

    @cached_property
    def held(self) -> dict[str, ReadDocument | None]:
        """Return the document that plays each role the reviewer looks for."""
        return {role.id: holder(role, self.package.documents) for role in wanted(self.reviewer)}

    @cached_property
    def gaps(self) -> dict[str, tuple[Part, ...]]:
        """Return the parts missing in each document that is there."""
        return {
            role.id: lacking(role, found)
            for role in wanted(self.reviewer)
            if (found := self.held[role.id]) is not None
        }

    @property
    def missing(self) -> tuple[Role, ...]:
        """Return the documents that are not there."""
        return tuple(role for role in wanted(self.reviewer) if self.held[role.id] is None)

    @property
    def is_whole(self) -> bool:
        """Return whether every document is there with all its parts."""
        return not self.missing and not any(self.gaps.values())


Scope: TypeAlias = Literal["document", "package"]
Look: TypeAlias = Callable[[Case, "ReadDocument"], Iterator[Spot]]
LookAll: TypeAlias = Callable[[Case], Iterator[Spot]]


class Question(NamedTuple):
    """One line of the table of questions."""

    id: str
    role: str
    """Document it is asked of; `*` every document; empty the package as a whole."""
    cause: int
    """Number of the cause of rejection in practice 7.3, 0 where none fits."""
    topic: str
    """Deficiency topic of the regulation file, part G."""
    mark: str
    """How sure we are of it: V verified, V2 from secondary sources, K expert knowledge."""
    look: Look | LookAll
    reviewers: tuple[str, ...]
    """Reviewers who ask it; all when empty."""
    title: str
    """What is wrong when it is not answered, as a sentence without full stop."""
    basis: str
    """Clause it rests on."""
    answer: str
    """What would answer it."""


class Point(NamedTuple):
    """A numbered point of the letter."""

    question: Question
    document: str
    spots: tuple[Spot, ...]


class Unanswered(NamedTuple):
    """Something that is missing, and the questions nobody can answer without it."""

    missing: str
    basis: str
    questions: tuple[Question, ...]


def spot(document: ReadDocument, place: str, what: str, page: int = 0) -> Spot:
    """Return a spot in a document."""
    where = f"{place}, page {page}" if page and place else place or (f"page {page}" if page else "")
    return Spot(document.title, where, what)
