"""The rows of the append-only tables, as a verification reads them.

Nothing here imports anything of Medward but its neighbours in the verifier: a
copy travels inside each exported package and runs on Python 3.9.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

ZEROS = "0" * 64
ERASURE = "erasure"
_LONGEST_MESSAGE = 1_000


class Problem(NamedTuple):
    """Something that is wrong, and where: `table/key/column`."""

    where: str
    what: str


class ChangesetRow(NamedTuple):
    """One line of the trail; `author` and `entries` are canonical JSON texts."""

    seq: int
    at: str
    author: str
    reason: str
    previous: str
    entries: str
    hash: str


class RevisionRow(NamedTuple):
    """One state of one record; `content` is "" when the record was removed."""

    id: str
    revision: int
    seq: int
    kind: str
    payload: str
    content: str


class PayloadRow(NamedTuple):
    """What was written: a line with links and search text, a line break, the canonical record."""

    digest: str
    salt: bytes | None
    body: bytes | None


class ErasureRow(NamedTuple):
    """Which payload was erased, and by which changeset."""

    payload: str
    id: str
    revision: int
    seq: int


class Version(NamedTuple):
    """One revision as the chain lists it, with the record's bytes when they are there."""

    seq: int
    id: str
    revision: int
    kind: str
    payload: str
    content: str
    record: bytes


class Rows(NamedTuple):
    """The four append-only tables."""

    changeset: list[ChangesetRow]
    revision: list[RevisionRow]
    payload: list[PayloadRow]
    erasure: list[ErasureRow]


class Findings(NamedTuple):
    """What a verification saw: problems, and notes that a reader should know."""

    problems: list[Problem]
    notes: list[str]

    def report(self, where: str, what: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(_printable(where), _printable(what)))

    def note(self, text: str) -> None:
        """Add a note."""
        self.notes.append(_printable(text))


_SHAPES: dict[str, tuple[type, tuple[tuple[str, type], ...]]] = {
    "changeset": (
        ChangesetRow,
        (("seq", int), *((name, str) for name in ("at", "author", "reason", "previous", "entries", "hash"))),
    ),
    "revision": (
        RevisionRow,
        (("id", str), ("revision", int), ("seq", int), ("kind", str), ("payload", str), ("content", str)),
    ),
    "payload": (PayloadRow, (("digest", str), ("salt", bytes), ("body", bytes))),
    "erasure": (ErasureRow, (("payload", str), ("id", str), ("revision", int), ("seq", int))),
}


def _printable(text: str) -> str:
    """Return the text with control characters spelled out: a forger must not steer a terminal."""
    safe = "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text[:_LONGEST_MESSAGE]
    )
    return safe if len(text) <= _LONGEST_MESSAGE else f"{safe}..."


def add_row(rows: Rows, table: str, values: Mapping[str, object]) -> None:
    """Put one stored line into `rows`.

    Raises:
        ValueError: the table is unknown, or a column is missing or of another type.
    """
    if table not in _SHAPES:
        raise ValueError(f"there is no table {table!r}")
    make, columns = _SHAPES[table]
    for name, expected in columns:
        value = values.get(name)
        erased = expected is bytes and value is None and name in values
        if not erased and (not isinstance(value, expected) or isinstance(value, bool)):
            raise ValueError(f"column {name} is {value!r}, not {expected.__name__}")
        if isinstance(value, str):
            value.encode("utf-8", "surrogateescape")  # half a character is a ValueError too
    getattr(rows, table).append(make(*(values[name] for name, _ in columns)))


def chain_hash(row: ChangesetRow) -> str:
    """Return the SHA-256 of the changeset's canonical JSON, spliced from the texts as they are stored."""
    at, previous, reason = (
        json.dumps(part, ensure_ascii=False) for part in (row.at, row.previous, row.reason)
    )
    text = (
        f'{{"at":{at},"author":{row.author},"entries":{row.entries},'
        f'"previous":{previous},"reason":{reason},"seq":{row.seq}}}'
    )
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def payload_digest(salt: bytes, body: bytes) -> str:
    """Return the digest a changeset commits to: SHA-256 of salt and body."""
    return hashlib.sha256(salt + body).hexdigest()
