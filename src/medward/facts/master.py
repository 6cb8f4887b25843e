"""The master form: one folder of Parquet files per snapshot of a source, named by digest and never changed.

Rows come as CSV parts, and leave sorted by their key and packed with Zstandard. A snapshot is complete under its
name or not there: it is made under another name, written to the disk and renamed.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from medward.facts.parquet import BUILDING, TYPES, connect, csv_of, quoted, synchronise, writing
from medward.facts.part import Counts, write_parts
from medward.facts.readers import no_record
from medward.facts.schema import FORMAT, MASTER, PARTS, SOURCE, Table
from medward.facts.sources import source_digest
from medward.vulnerabilities.versions import KEY_ALGORITHM

LICENCE_NOT_STATED: Final = "not stated"


class FeedSource(NamedTuple):
    """Where one set of advisories comes from."""

    path: Path
    """A folder, .zip, .tar (plain, gz, xz, bz2, zst) or single file."""
    name: str
    licence: str = LICENCE_NOT_STATED
    fetched_at: str = ""
    """When it was fetched, ISO 8601; "" where nobody says."""


def snapshot_digest(source: FeedSource, content: str) -> str:
    """Return the name of a source's snapshot; contents, name, licence, layout and key algorithm decide it.

    Args:
        source: The source.
        content: Its `source_digest`.
    """
    return _name_of(source.name, source.licence, content)


def is_usable(snapshot: Path) -> bool:
    """Return whether a snapshot can be read and is of the present layout and key algorithm, as its name says."""
    try:
        found = _read(snapshot / "source.parquet", "name, licence, digest")
    except duckdb.Error:
        return False
    return [_name_of(*row) for row in found] == [snapshot.name]


def records_in(snapshot: Path) -> tuple[int, str]:
    """Return how many records a snapshot was made of, and its day, ISO 8601; "" where nobody says."""
    ((records, date),) = _read(snapshot / "source.parquet", "records, date")
    return int(records), str(date)[:10]


def packages_in(snapshot: Path) -> dict[str, int]:
    """Return of how many packages a snapshot speaks, by ecosystem."""
    return dict(_read(snapshot / "pkg.parquet", "eco, count(*)", "GROUP BY eco ORDER BY eco"))


def _read(file: Path, columns: str, rest: str = "") -> list[tuple[Any, ...]]:
    with closing(connect()) as engine:
        return engine.execute(f"SELECT {columns} FROM read_parquet({quoted(file)}) {rest}").fetchall()


def _name_of(name: str, licence: str, content: str) -> str:
    said = f"medward facts {FORMAT} keys {KEY_ALGORITHM}\n{name}\0{licence}\0{content}\n"
    return hashlib.sha256(said.encode()).hexdigest()


def make_snapshot(source: FeedSource, folder: Path) -> Path:
    """Return the snapshot of a source in `folder`, made if it is not there yet.

    Raises:
        InvalidInputError: The source cannot be read, or says nothing at all; or there is no room for it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = source_digest(source.path)
    path = folder / snapshot_digest(source, content)
    if path.is_dir():
        return path
    building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=folder))
    try:
        finished = building / "snapshot"
        finished.mkdir()
        counts = write_parts(source.path, source.name, building)
        if not counts.records:
            raise no_record(source.path, counts.problem)
        with writing(folder):
            _write_tables((building, finished), source, content, counts)
        for file in sorted(finished.iterdir()):
            synchronise(file)
        synchronise(finished)
        finished.rename(path)
        synchronise(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return path


def _write_tables(folders: tuple[Path, Path], source: FeedSource, content: str, counts: Counts) -> None:
    """Write the tables of a snapshot from a folder of parts into another one."""
    parts, finished = folders
    with closing(connect()) as engine:
        engine.execute("SET temp_directory = ?", [str(parts / "spilled")])
        replaced = _replaced(engine, parts)
        rows: dict[str, int] = {}
        for name, table in MASTER.items():
            rows[name] = _write_table(
                engine, _sorted(name, table, parts, replaced), finished / f"{name}.parquet"
            )
        undecided = engine.execute(
            "SELECT coalesce(sum(decides), 0) FROM read_parquet(?)", [str(finished / "unkeyed.parquet")]
        ).fetchall()[0][0]
        _write_source(engine, finished / "source.parquet", (
            source.name, "+".join(counts.kinds), counts.date, source.fetched_at, content,
            source.licence, counts.records, counts.withdrawn, counts.without_package,
            rows["rng"], rows["unkeyed"], int(undecided),
        ))  # fmt: skip


def _replaced(engine: duckdb.DuckDBPyConnection, parts: Path) -> str:
    """Note the advisories that a later record with the same id replaces or withdraws; return how to leave them out."""
    engine.execute(
        f"""
        CREATE TEMP TABLE replaced AS
        SELECT id FROM (
          SELECT id, modified, max(modified) OVER (PARTITION BY name, kind) AS latest
          FROM (
            SELECT id, name, modified, kind FROM {part_of(parts, "adv")} WHERE kind <> ''
            UNION ALL
            SELECT NULL, name, modified, kind FROM {part_of(parts, "withdrawn")}
          )
        )
        WHERE id IS NOT NULL AND modified < latest
        """
    )
    some = engine.execute("SELECT count(*) FROM replaced").fetchall()[0][0]
    return "NOT IN (SELECT id FROM replaced)" if some else ""


def _sorted(name: str, table: Table, parts: Path, replaced: str) -> str:
    """Return the query for the rows of one table: each key once, in the order of keys; what decides once decides."""
    columns = ", ".join(
        column if column in table.key else f"{'max' if column == 'decides' else 'min'}({column}) AS {column}"
        for column in table.names
    )
    number = {"adv": "id", "rng": "adv", "alias": "adv", "listed": "adv", "unkeyed": "adv"}.get(name)
    kept = f"WHERE {number} {replaced}" if replaced and number else ""
    key = ", ".join(table.key)
    return f"SELECT {columns} FROM {_rows(name, parts)} {kept} GROUP BY {key} ORDER BY {key}"


def _rows(name: str, parts: Path) -> str:
    """Return the rows of one table as its parts have them."""
    if name == "alias":
        names = "unnest(list_prepend(name, from_json(aliases, '[\"VARCHAR\"]')))"
        return f"(SELECT {names} AS name, id AS adv FROM {part_of(parts, 'adv')})"
    if name != "rng":
        return part_of(parts, name)
    shares = sorted(file.stem.rpartition("-")[2] for file in parts.glob("rng-*.csv"))
    each = (
        f"SELECT pkg, lo, hi, adv, text, stance, term FROM {part_of(parts, 'rng', share)} "
        f"JOIN {part_of(parts, 'bounds', share)} ON number = bounds"
        for share in shares
    )
    return f"({' UNION ALL '.join(each)})"


def part_of(parts: Path, name: str, share: str = "*") -> str:
    """Return the table function for one table of a source that is being read, of one share or all."""
    return csv_of(
        parts / f"{name}-{share}.csv", {column: TYPES[kind] for column, kind in PARTS[name].columns}
    )


def _write_table(engine: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write the rows of a query and return how many there are."""
    copied = engine.execute(f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
    return int(copied.fetchall()[0][0])


def _write_source(engine: duckdb.DuckDBPyConnection, path: Path, values: tuple[str | int, ...]) -> None:
    columns = ", ".join(f"{name} {TYPES[kind]}" for name, kind in SOURCE.columns)
    engine.execute(f"CREATE TEMP TABLE source ({columns})")
    engine.execute(f"INSERT INTO source VALUES ({', '.join('?' * len(values))})", list(values))
    _write_table(engine, "SELECT * FROM source", path)
