"""What the rest of Medward may ask of a ledger, whatever database holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from medward.ledger.model import Author, Changeset, Link, Revision, Verification, Write
    from medward.ledger.rows import Rows


class Store(Protocol):
    """An append-only ledger of records, in twelve methods."""

    def append(self, writes: Sequence[Write], author: Author, reason: str, at: str) -> Changeset:
        """Write all records in one changeset, or none."""
        ...

    def erase(self, record_id: str, revision: int, author: Author, reason: str, at: str) -> Changeset:
        """Empty the payload of one superseded revision for good."""
        ...

    def head_hash(self) -> str:
        """Return the hash of the last changeset, 64 zeros when there is none."""
        ...

    def heads(self, as_of_seq: int | None = None) -> dict[str, Revision]:
        """Return the record in force for every id, removed ones left out."""
        ...

    def get(self, record_id: str, as_of_seq: int | None = None) -> Revision | None:
        """Return the last revision of a record, also when it is a removal."""
        ...

    def history(self, record_id: str) -> list[tuple[Changeset, Revision]]:
        """Return every revision of a record, oldest first."""
        ...

    def changesets(self, since: int = 0) -> Iterator[Changeset]:
        """Yield the changesets after number `since`, oldest first."""
        ...

    def seq_at(self, at: str) -> int:
        """Return the number of the last changeset made at or before an instant, 0 when none was."""
        ...

    def links(self, as_of_seq: int | None = None) -> list[Link]:
        """Return the links of the records in force."""
        ...

    def search(self, words: str) -> list[str]:
        """Return the ids of the records that contain every word."""
        ...

    def verify(self, expected_head: str = "", trust: bytes | None = None) -> Verification:
        """Check everything that is stored."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class Archive(Protocol):
    """What export, time-stamps and repair need beside the twelve."""

    def rows(self) -> Rows:
        """Return the tables of the truth as they are stored."""
        ...

    def anchors(self) -> list[tuple[str, str, bytes]]:
        """Return (head hash, instant added, time-stamp file) of every anchor, oldest first."""
        ...

    def add_anchor(self, head: str, at: str, token: bytes) -> None:
        """Store a time-stamp file for a head hash."""
        ...

    def rebuild(self) -> None:
        """Make the projections again from the truth."""
        ...
