"""Advisories at hand become a database without files in between: for measuring, and for what is judged once.

>>> from pathlib import Path; from tempfile import TemporaryDirectory
>>> from medward.vulnerabilities.osv import parse_osv
>>> record = {"id": "X-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "demo"}, "versions": ["1.0"]}]}
>>> with TemporaryDirectory() as folder:
...     made = write_advisories(Path(folder, "x.db"), {"mine": [parse_osv(record, "x")]})
...     made.name
'x.db'
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from medward.facts.rows import Row, Rows
from medward.facts.schema import FORMAT, INDEXES, MASTER, TABLES
from medward.vulnerabilities.versions import KEY_ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from medward.vulnerabilities.advisory import Advisory, Exploitation

_INSERT: Final = "INSERT OR IGNORE INTO TABLE VALUES (MARKS)"
_OTHER: Final = frozenset({"adv", "alias", "problem", "rng"})


def write_advisories(
    path: Path,
    sources: Mapping[str, Iterable[Advisory]],
    exploitation: Iterable[Exploitation] = (),
    date: str = "",
) -> Path:
    """Write the database of sources by name, all of one date; withdrawn records are only counted."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        meta = [("format", str(FORMAT)), ("key_algorithm", str(KEY_ALGORITHM)), ("digest", path.stem)]
        database.executemany("INSERT INTO meta VALUES (?, ?)", meta)
        for number, (name, advisories) in enumerate(sources.items(), start=1):
            _add_source(database, (number, name, date), advisories)
        _insert(database, "exploitation", [tuple(one) for one in exploitation])
        database.executescript(INDEXES)
        database.commit()
    return path


def _add_source(
    database: sqlite3.Connection, source: tuple[int, str, str], advisories: Iterable[Advisory]
) -> None:
    number, name, date = source
    rows = Rows(name)
    records = withdrawn = 0
    for advisory in advisories:
        records += 1
        if advisory.withdrawn:
            withdrawn += 1
        else:
            rows.add(advisory, "")
    columns = (number, name, "", date, "", "", "", records, withdrawn, 0, len(rows.ranges), 0, 0)
    _insert(database, "source", [columns])
    fields = len(MASTER["adv"].names)
    _insert(database, "adv", [(row[0], number, *row[1:fields]) for row in rows.tables["adv"]])
    _insert(database, "rng", list(_ranges(rows)))
    _insert(
        database,
        "alias",
        [(name, row[0]) for row in rows.tables["adv"] for name in (row[1], *json.loads(str(row[4])))],
    )
    # Of equal reasons the first is kept: the one that decides.
    rows.tables["unkeyed"].sort(key=itemgetter(-1), reverse=True)
    for table in MASTER:
        if table not in _OTHER:
            _insert(database, table, rows.tables[table])


def _ranges(rows: Rows) -> Iterator[Row]:
    """Return the rows of ranges with their intervals."""
    bounds = {number: interval for number, *interval in rows.tables["bounds"]}
    for line in rows.ranges:
        pkg, number, adv, stance, term = map(int, line.split(","))
        low, high, text = bounds[number]
        yield pkg, low, high, adv, text, stance, term


def _insert(database: sqlite3.Connection, table: str, rows: list[tuple[str | int, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        database.executemany(_INSERT.replace("TABLE", table).replace("MARKS", marks), rows)
