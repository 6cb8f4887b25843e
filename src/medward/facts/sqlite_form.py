"""The SQLite form: all snapshots in use as one read-only file, for scans that must start at once.

It is derived from the Parquet masters and holds the same rows, those of every source beside each other.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medward.facts.database import is_readable
from medward.facts.parquet import BUILDING, connect, synchronise, writing
from medward.facts.schema import FORMAT, INDEXES, MASTER, TABLES
from medward.vulnerabilities.versions import KEY_ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

_ROWS_AT_ONCE: Final = 50_000
_OF_A_SOURCE: Final = frozenset({"adv", "problem"})
"""Tables that are not simply the rows of all snapshots together."""
_SETTINGS: Final = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32768;"


def database_digest(snapshots: Sequence[Path]) -> str:
    """Return the name of the SQLite form of some snapshots, whatever their order."""
    names = "\n".join(sorted(path.name for path in snapshots))
    return sha256(f"medward facts {FORMAT} keys {KEY_ALGORITHM}\n{names}".encode()).hexdigest()


def write_database(snapshots: Sequence[Path], folder: Path) -> Path:
    """Return the SQLite form of `snapshots` in `folder`, made if it is not there yet, or cannot be read.

    It is written under another name and renamed when it is on the disk.

    Raises:
        InvalidInputError: There is no room for it.
    """
    path = folder / f"{database_digest(snapshots)}.db"
    if path.exists() and is_readable(path):
        return path
    handle, temporary = tempfile.mkstemp(prefix=BUILDING, suffix=".db", dir=folder)
    try:
        os.close(handle)
        with writing(folder):
            _fill(Path(temporary), path.stem, snapshots)
        synchronise(Path(temporary))
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return path


def note_fetched(path: Path, fetched: Mapping[str, str]) -> None:
    """Write down that feeds, by name, were fetched again and are what they were.

    The file is replaced by a copy, so that nobody who reads it sees it change.
    """
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
        known = dict(database.execute("SELECT name, fetched_at FROM source").fetchall())
    newer = [(at, name) for name, at in fetched.items() if at > known.get(name, at)]
    if not newer:
        return
    handle, temporary = tempfile.mkstemp(prefix=BUILDING, suffix=".db", dir=path.parent)
    os.close(handle)
    try:
        shutil.copyfile(path, temporary)
        with closing(sqlite3.connect(temporary)) as database:
            database.executemany("UPDATE source SET fetched_at = ? WHERE name = ?", newer)
            database.commit()
        synchronise(Path(temporary))
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _fill(path: Path, digest: str, snapshots: Sequence[Path]) -> None:
    with closing(sqlite3.connect(path)) as database, closing(connect()) as engine:
        engine.execute("SET preserve_insertion_order = true")
        database.executescript(_SETTINGS + TABLES)
        database.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [("format", str(FORMAT)), ("key_algorithm", str(KEY_ALGORITHM)), ("digest", digest)],
        )
        for number, snapshot in enumerate(snapshots, start=1):
            for table in ("source", "adv", "problem"):
                place = 1 if table == "adv" else 0
                columns = [*(MASTER[table].names if table in MASTER else ("*",))]
                columns.insert(place, str(number))
                _copy(
                    engine, database, table, f"SELECT {', '.join(columns)} FROM {_files(table, [snapshot])}"
                )
        for table in MASTER:
            if table not in _OF_A_SOURCE:
                _copy(engine, database, table, _together(table, snapshots))
        database.executescript(INDEXES)
        database.commit()


def _together(table: str, snapshots: Sequence[Path]) -> str:
    """Return the query for the rows of all snapshots in the order of their key, which that of one is already."""
    if len(snapshots) == 1:
        return f"SELECT * FROM {_files(table, snapshots)}"
    return f"SELECT DISTINCT * FROM {_files(table, snapshots)} ORDER BY {', '.join(MASTER[table].key)}"


def _files(table: str, snapshots: Sequence[Path]) -> str:
    names = ", ".join("'" + str(path / f"{table}.parquet").replace("'", "''") + "'" for path in snapshots)
    return f"read_parquet([{names}])"


def _copy(engine: duckdb.DuckDBPyConnection, database: sqlite3.Connection, table: str, query: str) -> None:
    """Put the rows of a query into a table."""
    found = engine.execute(query)
    marks = ", ".join("?" * len(found.description or ()))
    while rows := found.fetchmany(_ROWS_AT_ONCE):
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
