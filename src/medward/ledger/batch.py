"""What one append writes, worked out before anything is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from medward.errors import LedgerError, StaleRevisionError
from medward.kernel.canonical import canonical_bytes, sha256_hex
from medward.ledger.model import Link
from medward.ledger.projections import payload_body, searchable
from medward.ledger.rows import ERASURE, ChangesetRow, PayloadRow, RevisionRow, chain_hash, payload_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from medward.ledger.model import Author, Write


class Head(NamedTuple):
    """The last revision of a record; content "" when it was a removal."""

    kind: str
    revision: int
    content: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """Everything a changeset says beside its entries."""

    seq: int
    at: str
    author: Author
    reason: str
    previous: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one changeset."""

    changeset: ChangesetRow
    revisions: list[RevisionRow]
    payloads: list[PayloadRow]
    links: list[Link]
    words: list[tuple[str, str]]


def instant(text: str) -> datetime:
    """Return an RFC 3339 text as an instant.

    Raises:
        LedgerError: it is no date and time, or has no offset.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise LedgerError(
            f"{text!r} is not a date and time", hint="Write 2026-05-04T10:15:00+02:00."
        ) from error
    if moment.tzinfo is None:
        raise LedgerError(f"{text!r} has no offset from UTC", hint="Write 2026-05-04T10:15:00+02:00.")
    return moment


def check_request(author: Author, reason: str, at: str) -> None:
    """Refuse a changeset that nobody answers for, without reason, or without instant (21 CFR 11.10(e)).

    Raises:
        LedgerError: one of the three is missing or unreadable.
    """
    instant(at)
    for name, text in (("author", author.id), ("printed name", author.printed_name), ("reason", reason)):
        if not text.strip():
            raise LedgerError(f"a changeset needs its {name}", hint="Say who changes what, and why.")
        _refuse_broken_text(name, text)


def check_writes(writes: Sequence[Write]) -> None:
    """Refuse writes that no ledger could hold.

    Raises:
        LedgerError: there are none, an id comes twice, or a text is not Unicode.
    """
    if not writes:
        raise LedgerError("there is nothing to write", hint="An empty changeset is not recorded.")
    twice = [record_id for record_id, count in Counter(write.id for write in writes).items() if count > 1]
    if twice:
        raise LedgerError(f"{twice[0]} stands in the changeset twice", hint="Write each record once.")
    for write in writes:
        if not write.id or not write.kind or write.kind == ERASURE:
            raise LedgerError(
                f"{write.id!r} of kind {write.kind!r} cannot be stored: a name is missing or reserved"
            )
        for text in (write.id, write.kind, write.text, *(part for link in write.links for part in link)):
            _refuse_broken_text(write.id, text)
        try:
            write.body.decode()
        except UnicodeDecodeError as error:
            raise LedgerError(f"{write.id}: the record is not UTF-8: {error}") from error


def _refuse_broken_text(name: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise LedgerError(f"{name}: the text holds half a character: {error.reason}") from error


def prepare(
    writes: Sequence[Write], heads: Mapping[str, Head], stamp: Stamp, salt: Callable[[], bytes]
) -> Batch:
    """Return the rows to insert.

    Args:
        writes: The records; each id once.
        heads: The last revision of every written record and every link target, where there is one.
        stamp: Number, instant, author, reason and previous hash.
        salt: Gives 16 fresh random bytes.

    Raises:
        StaleRevisionError: a record is not at the revision its author saw.
        LedgerError: a removed record does not exist, or a kind changes.
    """
    for write in writes:
        _check_against_head(write, heads.get(write.id))
    contents = {record_id: head.content for record_id, head in heads.items()}
    contents |= {write.id: sha256_hex(write.body) if write.body else "" for write in writes}
    batch = Batch(ChangesetRow(stamp.seq, "", "", "", "", "", ""), [], [], [], [])
    for write in writes:
        links, text = ([], "") if not write.body else (_links(write, contents), write.text)
        body, fresh = payload_body(links, text, write.body), salt()
        payload = PayloadRow(payload_digest(fresh, body), fresh, body)
        number = heads[write.id].revision + 1 if write.id in heads else 1
        batch.revisions.append(
            RevisionRow(write.id, number, stamp.seq, write.kind, payload.digest, contents[write.id])
        )
        batch.payloads.append(payload)
        batch.links.extend(links)
        if write.body:
            batch.words.append((write.id, searchable(f"{write.id} {text}")))
    changeset = changeset_row(stamp, [entry_of(row) for row in batch.revisions])
    return Batch(changeset, batch.revisions, batch.payloads, batch.links, batch.words)


def entry_of(row: RevisionRow, kind: str = "") -> dict[str, str | int]:
    """Return the line by which a changeset commits to a revision, or to its erasure when `kind` says so."""
    content = "" if kind else row.content
    return {
        "kind": kind or row.kind,
        "id": row.id,
        "revision": row.revision,
        "payload": row.payload,
        "content": content,
    }


def changeset_row(stamp: Stamp, entries: Sequence[dict[str, str | int]]) -> ChangesetRow:
    """Return a changeset with its hash over the canonical JSON of everything else."""
    author = canonical_bytes({"id": stamp.author.id, "printed_name": stamp.author.printed_name}).decode()
    listed = canonical_bytes([dict(entry) for entry in entries]).decode()
    row = ChangesetRow(stamp.seq, stamp.at, author, stamp.reason, stamp.previous, listed, "")
    return row._replace(hash=chain_hash(row))


def _links(write: Write, contents: Mapping[str, str]) -> list[Link]:
    return [
        Link(write.id, name, target, contents.get(target, "")) for name, target in sorted(set(write.links))
    ]


def _check_against_head(write: Write, head: Head | None) -> None:
    exists = head is not None and head.content != ""
    if not write.body and not exists:
        raise LedgerError(f"{write.id} cannot be removed: there is no such record")
    if head is not None and head.kind.partition("/")[0] != write.kind.partition("/")[0]:
        raise LedgerError(
            f"{write.id} is a {head.kind} and cannot become a {write.kind}",
            hint="An id is given once; choose another for the new record.",
        )
    number = head.revision if head else 0
    if write.expected is None or write.expected == number or (write.expected == 0 and not exists):
        return
    raise StaleRevisionError(
        f"{write.id} is at revision {number}, the change was made on revision {write.expected}",
        hint="Read the record again and repeat the change.",
    )
