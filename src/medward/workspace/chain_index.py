"""The chain map of a device file, kept beside its ledger so that `trace` answers at once.

The index is derived and may be deleted at any time. It is used only while every
file of the device file, the ledger, the day and the program version are the ones it was made
from; otherwise it is made again. Reading it needs the standard library alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from medward import __version__
from medward.checks.walk import ChainRow, Trace, TraceLink, walk
from medward.workspace.layout import LEDGER, OUTPUT, STATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from medward.checks.case import Case

FILE: Final = "trace.db"


def stamp(folder: Path, day: date) -> str:
    """Return what identifies the present content of a device file, without reading the files.

    Size, both times and the inode of each file: the change time cannot be set back by ordinary means.
    """
    lines = sorted(_states(folder, folder))
    text = "\n".join([__version__, day.isoformat(), *lines])
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def stored_trace(folder: Path, mark: str, identity: str) -> Trace | None:
    """Return the chain around a record from the index, None when there is no index of this content.

    Raises:
        NotFoundError: There is no such record.
    """
    path = folder / STATE / FILE
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as index:
            found = index.execute("SELECT mark FROM source").fetchone()
            return walk(_StoredMap(index), identity) if found == (mark,) else None
    except sqlite3.DatabaseError:
        return None  # a damaged index is made again; it holds nothing of its own


def store_index(folder: Path, mark: str, case: Case) -> None:
    """Write the index of a case, replacing the one before in one step."""
    from medward.checks.chain import CaseMap  # noqa: PLC0415 - reading the index must not load the records

    place = folder / STATE
    place.mkdir(exist_ok=True)
    fresh = place / f"{FILE}.{os.getpid()}"
    fresh.unlink(missing_ok=True)
    rows, links = CaseMap(case), case.records.graph.outgoing
    with closing(sqlite3.connect(fresh)) as index, index:
        index.executescript(_TABLES)
        index.execute("INSERT INTO source VALUES (?)", (mark,))
        index.executemany(
            "INSERT INTO node VALUES (?, ?, ?, ?, ?)",
            (
                (name, *row[:3], json.dumps(row.breaks))
                for name in case.records.by_id
                if (row := rows.row(name))
            ),
        )
        index.executemany(
            "INSERT INTO link VALUES (?, ?, ?, ?)", (link for name in links for link in rows.outgoing(name))
        )
    fresh.replace(place / FILE)


_TABLES: Final = """
    CREATE TABLE source (mark TEXT NOT NULL);
    CREATE TABLE node (id TEXT PRIMARY KEY, kind TEXT, title TEXT, state TEXT, breaks TEXT) WITHOUT ROWID;
    CREATE TABLE link (source TEXT, target TEXT, name TEXT, suspect INTEGER);
    CREATE INDEX link_source ON link (source);
    CREATE INDEX link_target ON link (target);
"""


class _StoredMap:
    """The rows of an index as the walk wants them."""

    def __init__(self, index: sqlite3.Connection) -> None:
        self._index = index
        self._rows: dict[str, ChainRow | None] = {}

    def row(self, identity: str) -> ChainRow | None:
        """Return a record."""
        if identity not in self._rows:
            query = "SELECT kind, title, state, breaks FROM node WHERE id = ?"
            found = self._index.execute(query, (identity,)).fetchone()
            self._rows[identity] = _row(*found) if found else None
        return self._rows[identity]

    def outgoing(self, identity: str) -> list[TraceLink]:
        """Return the links of a record in the order its fields have."""
        return self._links("source", identity)

    def incoming(self, identity: str) -> list[TraceLink]:
        """Return the links that point to a record."""
        return self._links("target", identity)

    def _links(self, end: str, identity: str) -> list[TraceLink]:
        query = f"SELECT source, target, name, suspect FROM link WHERE {end} = ? ORDER BY rowid"  # noqa: S608 - `end` is one of two words of ours
        found = self._index.execute(query, (identity,))
        return [TraceLink(source, target, name, bool(suspect)) for source, target, name, suspect in found]


def _row(kind: str, title: str, state: str, breaks: str) -> ChainRow:
    """Return a stored row."""
    return ChainRow(kind, title, state, tuple(json.loads(breaks)))


def _states(root: Path, folder: Path) -> Iterator[str]:
    """Yield one line per file that matters."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name == STATE:
                    yield from _state(root, folder / STATE / LEDGER)
                elif folder != root or entry.name != OUTPUT:
                    yield from _states(root, folder / entry.name)
            else:
                yield from _state(root, folder / entry.name)


def _state(root: Path, path: Path) -> Iterator[str]:
    """Yield path, size, times and inode of a file that exists."""
    try:
        seen = path.stat()
    except OSError:
        return
    name = path.relative_to(root).as_posix()
    yield f"{name} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino}"
