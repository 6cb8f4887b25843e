"""Tables and views in the DuckDB of a portfolio.

What has a prefix is there for every connection; the questions read tables without one, which each connection has of
its own: the whole of them for a full match, what a change can concern for a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.facts.parquet import quoted
from medward.facts.schema import MASTER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

_ROWS_AT_ONCE: Final = 50_000


def make_table(engine: duckdb.DuckDBPyConnection, name: str, query: str) -> int:
    """Make a table of this connection, in the place of one that is there; return how many rows it has."""
    rows = engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}").fetchall()
    return int(rows[0][0])


def make_view(engine: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Make a view of this connection, in the place of one that is there."""
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")


def insert_rows(engine: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[str | int, ...]]) -> None:
    """Insert rows, many in one statement and column by column: DuckDB is slow with one row at a time."""
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        columns = [list(values) for values in zip(*rows[start : start + _ROWS_AT_ONCE], strict=True)]
        engine.execute(f"INSERT INTO {name} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def open_facts(engine: duckdb.DuckDBPyConnection, prefix: str, snapshots: Sequence[Path]) -> None:
    """Open the tables of snapshots for every connection, under their names with a prefix."""
    for table in ("pkg", "rng", "listed", "unkeyed", "term"):
        engine.execute(f"CREATE OR REPLACE VIEW {prefix}{table} AS {_together(table, snapshots)}")
    engine.execute(f"CREATE OR REPLACE VIEW {prefix}adv AS {_advisories(snapshots)}")


def _together(table: str, snapshots: Sequence[Path]) -> str:
    """Return the query for the rows of a table in all snapshots; packages two sources name are one."""
    files = ", ".join(quoted(path / f"{table}.parquet") for path in snapshots)
    distinct = "DISTINCT" if table in {"pkg", "term"} and len(snapshots) > 1 else ""
    if not files:
        columns = ", ".join(
            f"NULL::{'BIGINT' if kind == 'int' else 'VARCHAR'} AS {name}"
            for name, kind in MASTER[table].columns
        )
        return f"SELECT {columns} WHERE false"
    return f"SELECT {distinct} * FROM read_parquet([{files}])"


def _advisories(snapshots: Sequence[Path]) -> str:
    """Return the query for number, name and source of all advisories."""
    each = [
        f"SELECT a.id, a.name, s.name AS source FROM read_parquet({quoted(path / 'adv.parquet')}) AS a, "
        f"read_parquet({quoted(path / 'source.parquet')}) AS s"
        for path in snapshots
    ]
    nothing = "SELECT NULL::BIGINT AS id, NULL::VARCHAR AS name, NULL::VARCHAR AS source WHERE false"
    return " UNION ALL ".join(each) or nothing


def make_coverage(engine: duckdb.DuckDBPyConnection, snapshots: Sequence[Path]) -> None:
    """Make `covers`: the ecosystems and releases about which silence of some source means something."""
    engine.execute(f"CREATE TABLE covers AS {_together('covers', snapshots)}")
