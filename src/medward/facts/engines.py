"""The same question in every engine: SQLite, PostgreSQL and Spark beside DuckDB.

Each engine gets the same rows and the query of `statements`, and must give the same findings, told by one digest.
Text is compared in binary order everywhere: `COLLATE "C"` in PostgreSQL, Spark's UTF8_BINARY.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError
from medward.facts.portfolio_match import Portfolio, rows_hash
from medward.facts.portfolio_parts import PORTFOLIO
from medward.facts.schema import MASTER, Table
from medward.facts.statements import QUERY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from medward.facts.portfolio_store import Stored

TABLES: Final[dict[str, Table]] = {
    "parts": PORTFOLIO["parts"],
    **{name: MASTER[name] for name in ("pkg", "rng", "listed", "unkeyed")},
}
"""The tables the question needs."""
ORDERED: Final = f"SELECT part, adv, verdict FROM ({QUERY}) AS found ORDER BY part, adv"
_ROWS_AT_ONCE: Final = 50_000
_EXTRAS: Final = {"postgresql": "psycopg", "spark": "pyspark"}
ENGINES: Final = ("duckdb", "sqlite", *_EXTRAS)


class Findings(NamedTuple):
    """What an engine found."""

    rows: int
    digest: str


class Facts(NamedTuple):
    """What every engine is asked about."""

    components: Stored
    snapshots: Sequence[Path]
    database: Path
    """The SQLite form of the snapshots."""


def engine_findings(engine: str, facts: Facts) -> Findings:
    """Return what an engine finds.

    Raises:
        InvalidInputError: There is no such engine, its package is not installed, or no server is named.
    """
    if engine not in ENGINES:
        raise InvalidInputError(
            f"there is no engine {engine!r}", hint=f"The engines are {', '.join(ENGINES)}."
        )
    if engine == "duckdb":
        return _of_duckdb(facts)
    if engine == "sqlite":
        return _of_sqlite(facts)
    try:
        ask: Callable[[Facts], Findings] = import_module(f"medward.facts.engine_{engine}").findings
    except ImportError:
        raise InvalidInputError(
            f"the Python package {_EXTRAS[engine]} is not installed",
            hint=f"Install it: pip install 'medward[{engine}]'.",
        ) from None
    return ask(facts)


def found(rows: Sequence[tuple[int, int, int]]) -> Findings:
    """Return the number of findings and their digest."""
    return Findings(len(rows), rows_hash(rows))


def rows_of(engine: duckdb.DuckDBPyConnection, name: str) -> Iterator[list[tuple[str | int, ...]]]:
    """Return the rows of a table, many at a time."""
    asked = engine.execute(f"SELECT * FROM {name}")
    while rows := asked.fetchmany(_ROWS_AT_ONCE):
        yield rows


def _of_duckdb(facts: Facts) -> Findings:
    with closing(Portfolio(*facts)) as portfolio:
        return found(portfolio.engine.execute(ORDERED).fetchall())


def _of_sqlite(facts: Facts) -> Findings:
    """Return what SQLite finds in its own form of the facts."""
    with (
        closing(Portfolio(*facts)) as portfolio,
        closing(sqlite3.connect(f"file:{facts.database}?mode=ro&immutable=1", uri=True)) as engine,
    ):
        columns = ", ".join(f"{name} {kind}" for name, kind in TABLES["parts"].columns)
        engine.execute(f"CREATE TEMP TABLE parts ({columns})")
        marks = ", ".join("?" * len(TABLES["parts"].columns))
        for rows in rows_of(portfolio.engine, "parts"):
            engine.executemany(f"INSERT INTO parts VALUES ({marks})", rows)
        return found(engine.execute(ORDERED).fetchall())
