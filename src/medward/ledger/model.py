"""What goes into the ledger and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

from medward.ledger.rows import Problem

__all__ = ["Author", "Changeset", "Entry", "Link", "Problem", "Revision", "Verification", "Write"]


@dataclass(frozen=True, slots=True)
class Write:
    """One record to be written, or removed, by a changeset.

    A body equal to the one in force is allowed: the author re-affirms the record,
    and its links are stamped with what their targets contain now.
    """

    kind: str
    id: str
    body: bytes
    """Canonical JSON of the record; b"" removes it."""

    links: tuple[tuple[str, str], ...] = ()
    """(name of the link, id of its target)."""

    expected: int | None = None
    """Number of the revision the author saw; 0: there was no such record; None: any."""

    text: str = ""
    """What a search looks through."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who answers for a changeset."""

    id: str
    printed_name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a changeset: which record got which content; digest "" when removed or erased."""

    kind: str
    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Changeset:
    """One act of one author: everything in it was written together or not at all."""

    seq: int
    at: str
    author: Author
    reason: str
    previous: str
    hash: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of one record."""

    id: str
    kind: str
    revision: int
    seq: int
    digest: str
    """SHA-256 of the canonical record; "" when removed."""

    body: bytes | None
    """Canonical JSON of the record; b"" when removed, None when erased."""

    removed: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link between two records, with the content its author reviewed it against."""

    source: str
    name: str
    target: str
    reviewed: str
    """Digest of the target when the source was written; "" when there was no such record."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification saw."""

    changesets: int
    head: str
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.problems
