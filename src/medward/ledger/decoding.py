"""Stored lines as the values a caller works with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from medward.errors import TamperedLedgerError
from medward.ledger import projections
from medward.ledger.model import Author, Changeset, Entry, Link, Revision

if TYPE_CHECKING:
    from medward.ledger.rows import ChangesetRow


def revision_of(row: tuple[Any, ...]) -> Revision:
    """Return a revision from (id, kind, revision, seq, content, body)."""
    record_id, kind, number, seq, content, body = row
    return Revision(record_id, kind, number, seq, content, projections.record_of(body), not content)


def changeset_of(row: ChangesetRow) -> Changeset:
    """Return a changeset from its line.

    Raises:
        TamperedLedgerError: author or entries are not what a ledger writes.
    """
    try:
        author = Author(**json.loads(row.author))
        entries = tuple(
            Entry(entry["kind"], entry["id"], entry["content"]) for entry in json.loads(row.entries)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _tampered(f"changeset {row.seq}") from error
    return Changeset(row.seq, row.at, author, row.reason, row.previous, row.hash, entries)


def links_in(row: tuple[Any, ...]) -> list[Link]:
    """Return the links of a revision from (id, kind, revision, seq, content, body).

    Raises:
        TamperedLedgerError: the payload is not what a ledger writes.
    """
    record_id, _, number, *_, body = row
    try:
        return projections.links_of(record_id, body)[0] if body else []
    except ValueError as error:
        raise _tampered(f"{record_id} revision {number}") from error


def _tampered(place: str) -> TamperedLedgerError:
    return TamperedLedgerError(
        "the stored text is not what a ledger writes",
        place=place,
        hint="`medward verify` shows every problem.",
    )
