"""Judging parts by joins: what advisories say of each, and its verdict.

`parts`, `lookups` and the tables of facts are read under these names, whatever the connection has there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.facts.portfolio_hand import judge_by_hand
from medward.facts.portfolio_sql import AROUND, BY_HAND, COVERED
from medward.facts.portfolio_tables import make_table
from medward.facts.statements import CANDIDATES, SAID

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb


def prepare(engine: duckdb.DuckDBPyConnection) -> None:
    """Make what parts and facts decide together: `candidates`, `covered`, `by_hand` and `around`."""
    make_table(engine, "candidates", CANDIDATES)
    make_table(engine, "covered", COVERED)
    make_table(engine, "by_hand", BY_HAND)
    make_table(engine, "around", AROUND)


def ask(engine: duckdb.DuckDBPyConnection, touches: str) -> None:
    """Make `touches` by a query of `said`: what the advisories at hand say of the parts that joins can judge."""
    make_table(engine, "said", SAID)
    make_table(engine, "touches", touches)
    engine.execute("DROP TABLE said")


def conclude(engine: duckdb.DuckDBPyConnection, database: Path, results: str) -> None:
    """Make `hand`, what is said of the parts by hand, and `results` by a query: the verdict of every part."""
    judge_by_hand(engine, database)
    make_table(engine, "results", results)
