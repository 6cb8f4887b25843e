"""PostgreSQL: the rows are copied to temporary tables of a server, and the same question is asked there."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from medward.errors import InvalidInputError
from medward.facts.engines import ORDERED, TABLES, Facts, Findings, found, rows_of
from medward.facts.portfolio_match import Portfolio

if TYPE_CHECKING:
    from medward.facts.schema import Table

SERVER: Final = "MEDWARD_POSTGRESQL"
"""Environment variable with the connection string of a server to verify with."""
_KINDS: Final = {"int": SQL("bigint"), "text": SQL('text COLLATE "C"')}


def findings(facts: Facts) -> Findings:
    """Return what PostgreSQL finds; nothing stays on the server.

    Raises:
        InvalidInputError: No server is named, or it does not answer.
    """
    address = os.environ.get(SERVER, "")
    if not address:
        raise InvalidInputError(
            "no PostgreSQL server is named", hint=f"Set {SERVER} to a connection string: host=... dbname=..."
        )
    try:
        with (
            closing(Portfolio(*facts)) as portfolio,
            psycopg.connect(address) as server,
            server.cursor() as cursor,
        ):
            for name, table in TABLES.items():
                cursor.execute(_created(name, table))
                with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(name))) as copy:
                    for rows in rows_of(portfolio.engine, name):
                        for row in rows:
                            copy.write_row(row)
                cursor.execute(SQL("ANALYZE {}").format(Identifier(name)))
            cursor.execute(ORDERED.encode())
            return found([(part, adv, verdict) for part, adv, verdict in cursor.fetchall()])
    except psycopg.OperationalError as error:
        raise InvalidInputError(
            f"the PostgreSQL server does not answer: {error}", hint=f"Check {SERVER}."
        ) from error


def _created(name: str, table: Table) -> Composed:
    columns = SQL(", ").join(
        SQL("{} {}").format(Identifier(column), _KINDS[kind]) for column, kind in table.columns
    )
    return SQL("CREATE TEMP TABLE {} ({}) ON COMMIT DROP").format(Identifier(name), columns)
