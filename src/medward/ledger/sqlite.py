"""A ledger in one SQLite file."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from medward.errors import LedgerError, LockedLedgerError, NotFoundError, TamperedLedgerError
from medward.ledger import projections, schema
from medward.ledger.batch import (
    Batch,
    Head,
    Stamp,
    changeset_row,
    check_request,
    check_writes,
    entry_of,
    instant,
    prepare,
)
from medward.ledger.decoding import changeset_of, links_in, revision_of
from medward.ledger.inspection import anchor_digest, read_rows, verify_ledger
from medward.ledger.model import Link
from medward.ledger.place import file_uri
from medward.ledger.rows import ERASURE, ZEROS, ChangesetRow, ErasureRow, Findings, RevisionRow, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from medward.ledger.model import Author, Changeset, Revision, Verification, Write

SALT_BYTES = 16
_REVISION = "SELECT r.id, r.kind, r.revision, r.seq, r.content, p.body"
_LAST_AS_OF = """
  FROM (SELECT id AS last_id, MAX(revision) AS last_revision FROM revision WHERE seq <= :seq GROUP BY id)
  JOIN revision AS r ON r.id = last_id AND r.revision = last_revision
  JOIN payload AS p ON p.digest = r.payload
  WHERE r.content <> ''
  ORDER BY r.id"""
_LAST = """
  FROM head AS r
  JOIN payload AS p ON p.digest = r.payload
  WHERE r.content <> ''
  ORDER BY r.id"""


def open_ledger(
    path: Path | str,
    *,
    create: bool = False,
    wait_seconds: float = 10.0,
    salt: Callable[[], bytes] | None = None,
) -> SqliteStore:
    """Return the ledger in a file.

    Args:
        path: The SQLite file.
        create: Make an empty ledger when there is no file.
        wait_seconds: How long an append waits for another process.
        salt: Gives the 16 random bytes of each payload; by default the operating system does.

    Raises:
        NotFoundError: there is no file and `create` is not set.
        LedgerError: the file belongs to another program, or to a later Medward.
        TamperedLedgerError: SQLite cannot read the file.
    """
    file = Path(path)
    if not create and not file.is_file():
        raise NotFoundError(
            f"there is no ledger at {file}", hint="Write the first changeset: `medward apply`."
        )
    return SqliteStore(file, create, wait_seconds, salt or partial(os.urandom, SALT_BYTES))


class SqliteStore:
    """The twelve methods of `Store`, and the few of `Archive`, on SQLite."""

    def __init__(self, path: Path, create: bool, wait_seconds: float, salt: Callable[[], bytes]) -> None:  # noqa: FBT001 - `open_ledger` is the door and has names
        """Open the file; make the tables when it is empty and may be made."""
        self.path = path
        self._salt = salt
        self._connection = sqlite3.connect(
            file_uri(path, "mode=rwc"), timeout=wait_seconds, isolation_level=None, uri=True
        )
        with ExitStack() as undo:
            undo.callback(self._connection.close)
            with self._reading():
                self._prepare_file(create=create)
            undo.pop_all()

    def append(self, writes: Sequence[Write], author: Author, reason: str, at: str) -> Changeset:
        """Write all records in one changeset, or none.

        Raises:
            StaleRevisionError: a record moved on since its author read it.
            LockedLedgerError: another process holds the ledger for too long.
            LedgerError: the changeset is empty, contradicts itself or has no author, reason or instant.
        """
        check_request(author, reason, at)
        check_writes(writes)
        with self._writing():
            stamp = self._stamp(author, reason, at)
            names = {write.id for write in writes} | {target for write in writes for _, target in write.links}
            batch = prepare(writes, self._heads_of(names), stamp, self._salt)
            self._insert(batch)
        return changeset_of(batch.changeset)

    def erase(self, record_id: str, revision: int, author: Author, reason: str, at: str) -> Changeset:
        """Empty the payload of one superseded revision for good; the chain still verifies.

        The digests stay: what was signed stays provable to whoever holds the text.

        Raises:
            NotFoundError: there is no such revision.
            LedgerError: it is the record in force, or is erased already.
        """
        check_request(author, reason, at)
        with self._writing():
            row = self._erasable(record_id, revision)
            stamp = self._stamp(author, reason, at)
            changeset = changeset_row(stamp, [entry_of(row, ERASURE)])
            self._insert_rows("changeset", [changeset])
            self._insert_rows("erasure", [ErasureRow(row.payload, row.id, row.revision, stamp.seq)])
            self._connection.execute(
                "UPDATE payload SET salt = NULL, body = NULL WHERE digest = ?", (row.payload,)
            )
        # The text also stands in the write-ahead log until its pages are moved into the file.
        self._connection.execute("PRAGMA wal_checkpoint (TRUNCATE)").fetchall()
        return changeset_of(changeset)

    def head_hash(self) -> str:
        """Return the hash of the last changeset, 64 zeros when there is none."""
        return self._last()[1]

    def heads(self, as_of_seq: int | None = None) -> dict[str, Revision]:
        """Return the record in force for every id, removed ones left out."""
        return {row[0]: revision_of(row) for row in self._in_force(as_of_seq)}

    def get(self, record_id: str, as_of_seq: int | None = None) -> Revision | None:
        """Return the last revision of a record, also when it is a removal; None when it never was."""
        rows = self._read(
            f"""{_REVISION}
            FROM revision AS r
            JOIN payload AS p ON p.digest = r.payload
            WHERE r.id = :id AND (:seq IS NULL OR r.seq <= :seq)
            ORDER BY r.revision DESC
            LIMIT 1""",
            {"id": record_id, "seq": as_of_seq},
        )
        return revision_of(rows[0]) if rows else None

    def history(self, record_id: str) -> list[tuple[Changeset, Revision]]:
        """Return every revision of a record with the changeset that made it, oldest first."""
        rows = self._read(
            f"""{_REVISION}, c.*
            FROM revision AS r
            JOIN payload AS p ON p.digest = r.payload
            JOIN changeset AS c ON c.seq = r.seq
            WHERE r.id = ?
            ORDER BY r.revision""",
            (record_id,),
        )
        return [(changeset_of(ChangesetRow(*row[6:])), revision_of(row[:6])) for row in rows]

    def changesets(self, since: int = 0) -> Iterator[Changeset]:
        """Yield the changesets after number `since`, oldest first."""
        for row in self._read("SELECT * FROM changeset WHERE seq > ? ORDER BY seq", (since,)):
            yield changeset_of(ChangesetRow(*row))

    def seq_at(self, at: str) -> int:
        """Return the number of the last changeset made at or before an instant, 0 when none was.

        Instants are compared, not texts: 10:00+02:00 is before 09:00Z.
        """
        moment = instant(at)
        rows = self._read("SELECT seq, at FROM changeset ORDER BY seq DESC")
        return next((int(seq) for seq, text in rows if instant(text) <= moment), 0)

    def links(self, as_of_seq: int | None = None) -> list[Link]:
        """Return the links of the records in force, by source, name and target."""
        if as_of_seq is None:
            return [Link(*row) for row in self._read("SELECT * FROM link ORDER BY source, name, target")]
        rows = self._in_force(as_of_seq)
        return [link for row in rows for link in links_in(row)]

    def search(self, words: str) -> list[str]:
        """Return the ids of the records that contain every word, in upper or lower case."""
        wanted = projections.searchable(words).split()
        if not wanted:
            return []
        condition = " AND ".join("instr(words, ?)" for _ in wanted)
        rows = self._read(f"SELECT id FROM search WHERE {condition} ORDER BY id", wanted)  # noqa: S608 - names come from constants, never from input
        return [str(row[0]) for row in rows]

    def verify(self, expected_head: str = "", trust: bytes | None = None) -> Verification:
        """Check everything that is stored; see `inspection.verify_ledger`."""
        return verify_ledger(self.path, expected_head, trust)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def rows(self) -> Rows:
        """Return the tables of the truth as they are stored.

        Raises:
            TamperedLedgerError: a row cannot be read.
        """
        findings = Findings([], [])
        with self._reading():
            rows = read_rows(self._connection, findings)
        if findings.problems:
            where, what = findings.problems[0]
            raise TamperedLedgerError(what, place=where, hint="`medward verify` lists every problem.")
        return rows

    def anchors(self) -> list[tuple[str, str, bytes]]:
        """Return (head hash, instant added, time-stamp file) of every anchor, oldest first."""
        return self._read("SELECT head, at, token FROM anchor ORDER BY number")

    def add_anchor(self, head: str, at: str, token: bytes) -> None:
        """Store a time-stamp file for a head hash; `timestamps.anchor` checks it first."""
        with self._writing():
            self._connection.execute(
                "INSERT INTO anchor (head, at, token, digest) VALUES (?, ?, ?, ?)",
                (head, at, token, anchor_digest(head, at, token)),
            )

    def rebuild(self) -> None:
        """Make head, link and search again from the truth."""
        with self._writing():
            truth = read_rows(self._connection, Findings([], []))
            bodies = {row.digest: row.body for row in truth.payload}
            made = projections.project(truth.revision, bodies)
            for table in schema.PROJECTIONS:
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names come from constants, never from input
                self._insert_rows(table, (key + rest for key, rest in getattr(made, table).items()))

    def _prepare_file(self, *, create: bool) -> None:
        execute = self._connection.execute
        execute("PRAGMA foreign_keys = ON")
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA secure_delete = ON")  # an erased text must not stay in a free page
        if not execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
            if not create:
                raise TamperedLedgerError(f"{self.path} is empty", hint="Restore the ledger from a backup.")
            self._make_tables()
        if execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise LedgerError(f"{self.path} is a database of another program", hint="Name the ledger's file.")
        version = execute("PRAGMA user_version").fetchone()[0]
        if version != schema.VERSION:
            raise LedgerError(
                f"{self.path} has ledger version {version}, this Medward reads {schema.VERSION}",
                hint="Open it with the Medward that wrote it, or with a later one.",
            )

    def _make_tables(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        with self._writing():
            if self._connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
                return  # another process was first
            for statement in schema.STATEMENTS.values():
                self._connection.execute(statement)
            self._connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            self._connection.execute(f"PRAGMA user_version = {schema.VERSION}")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Turn SQLite's complaints into ours."""
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise LockedLedgerError(
                    "another process is writing to the ledger",
                    place=str(self.path),
                    hint="Try again in a moment.",
                ) from error
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
                raise LedgerError(
                    "nobody may write to this ledger",
                    place=str(self.path),
                    hint="Copy the device file to a folder you may write to.",
                ) from error
            raise LedgerError(f"SQLite cannot work on it: {error}", place=str(self.path)) from error
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise TamperedLedgerError(
                f"SQLite cannot read it: {error}",
                place=str(self.path),
                hint="`medward verify` shows where; restore the file from a backup.",
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock; commit at the end, or take everything back."""
        with self._reading():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def _read(
        self, statement: str, values: Sequence[object] | dict[str, object] = ()
    ) -> list[tuple[Any, ...]]:
        with self._reading():
            return self._connection.execute(statement, values).fetchall()

    def _in_force(self, as_of_seq: int | None) -> list[tuple[Any, ...]]:
        if as_of_seq is None:
            return self._read(_REVISION + _LAST)
        return self._read(_REVISION + _LAST_AS_OF, {"seq": as_of_seq})

    def _last(self) -> tuple[int, str]:
        rows = self._read("SELECT seq, hash FROM changeset ORDER BY seq DESC LIMIT 1")
        return rows[0] if rows else (0, ZEROS)

    def _stamp(self, author: Author, reason: str, at: str) -> Stamp:
        seq, previous = self._last()
        return Stamp(seq + 1, at, author, reason, previous)

    def _heads_of(self, names: Iterable[str]) -> dict[str, Head]:
        rows = self._read(
            """SELECT id, kind, revision, content
            FROM head
            WHERE id IN (SELECT value FROM json_each(?))""",
            (json.dumps(sorted(names)),),
        )
        return {row[0]: Head(*row[1:]) for row in rows}

    def _erasable(self, record_id: str, revision: int) -> RevisionRow:
        rows = self._read(
            """SELECT r.id, r.revision, r.seq, r.kind, r.payload, r.content, p.body IS NULL, h.revision
            FROM revision AS r
            JOIN payload AS p ON p.digest = r.payload
            JOIN head AS h ON h.id = r.id
            WHERE r.id = ? AND r.revision = ?""",
            (record_id, revision),
        )
        if not rows:
            raise NotFoundError(f"{record_id} has no revision {revision}")
        *columns, is_erased, last = rows[0]
        if is_erased:
            raise LedgerError(f"{record_id} revision {revision} is erased already")
        if last == revision:
            raise LedgerError(
                f"{record_id} revision {revision} is the one in force and cannot be erased",
                hint="First apply the record without the personal data, or remove it.",
            )
        return RevisionRow(*columns)

    def _insert_rows(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert complete rows; the number of columns comes from the first."""
        listed = list(rows)
        if listed:
            marks = ", ".join("?" for _ in listed[0])
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", listed)  # noqa: S608 - names come from constants, never from input

    def _insert(self, batch: Batch) -> None:
        self._insert_rows("changeset", [batch.changeset])
        self._insert_rows("payload", batch.payloads)
        self._insert_rows("revision", batch.revisions)
        written = [(row.id,) for row in batch.revisions]
        for table, key in (("head", "id"), ("link", "source"), ("search", "id")):
            self._connection.executemany(f"DELETE FROM {table} WHERE {key} = ?", written)  # noqa: S608 - names come from constants, never from input
        heads = (
            (row.id, row.kind, row.revision, row.seq, row.payload, row.content) for row in batch.revisions
        )
        self._insert_rows("head", heads)
        self._insert_rows(
            "link", ((link.source, link.name, link.target, link.reviewed) for link in batch.links)
        )
        self._insert_rows("search", batch.words)
