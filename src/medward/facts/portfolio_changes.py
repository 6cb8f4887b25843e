"""What is different since a match of a portfolio, asking only what changed.

An advisory's number is made from all it says, so one that is there now and was there then says the same of every
part. Parts that joins judge keep what such advisories said of them in the match, and only those that came are asked;
parts for the pure matcher are asked as in a full match. Two processes and two days give the same numbers, so this is
what two full matches differ in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medward.facts import portfolio_changes_sql as sql
from medward.facts.parquet import quoted
from medward.facts.portfolio_judge import ask, conclude, prepare
from medward.facts.portfolio_sql import VERDICTS
from medward.facts.portfolio_tables import make_table, make_view, open_facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb


class Changes(NamedTuple):
    """What is different since a match."""

    advisories: int
    """How many advisories came, went or changed."""
    parts: int
    """How many distinct components they can concern."""
    came: tuple[tuple[str, str, str, str, int], ...]
    """Findings that are there now: package URL, version, source, advisory, verdict."""
    went: tuple[tuple[str, str, str, str, int], ...]
    verdicts: tuple[tuple[str, str, int, int], ...]
    """Package URL, version, verdict then and now, where they differ."""
    releases: tuple[str, ...]
    """Releases that have a part whose findings or verdict differ."""


class Day:
    """A portfolio's parts and what came and went beside the facts of a match, ready to be asked what that changes."""

    def __init__(self, engine: duckdb.DuckDBPyConnection, snapshots: Sequence[Path], database: Path) -> None:
        """Take a connection of its own to an engine that has components and facts; `close` it afterwards."""
        self.engine = engine
        self.database = database
        self._after = {path.name: path for path in snapshots}
        self._past: tuple[int, int, int] | None = None
        self._advisories = 0
        for name, query in sql.OWN.items():
            make_table(engine, f"own_{name}", query)
        for name in ("parts", "lookups", "pkg"):
            make_view(engine, name, f"SELECT * FROM own_{name}")
        for name in (*sql.ROWS, "term"):
            make_view(engine, name, f"SELECT * FROM all_{name}")
        prepare(engine)
        engine.execute("ALTER TABLE candidates RENAME TO own_candidates")
        for name in ("parts", "lookups", *sql.ROWS):
            engine.execute(f"DROP VIEW {name}")

    def close(self) -> None:
        """Close the connection."""
        self.engine.close()

    def changed(self, match: Path, facts: Path) -> Changes:
        """Return what is different from a match with the snapshots in `facts`.

        A part can have another verdict only if a row about one of its packages came or went, or if its whole
        ecosystem did. Those parts are judged; all others keep what they have.
        """
        self._hold_past(match, facts)
        self.engine.execute("SET threads = 1")  # for so few rows a second one only takes time
        parts = self._narrow()
        self._judge()
        return self._compare(parts)

    def _hold_past(self, match: Path, facts: Path) -> None:
        """Hold a match, and what came and went beside its facts.

        A match that does not say which parts were judged by hand is from an earlier version: all count as such.
        """
        found = match.stat()
        past = (found.st_dev, found.st_ino, found.st_mtime_ns)
        if self._past == past:
            return
        self._past = None
        self.engine.execute("RESET threads")
        for name, (file, columns) in sql.MATCH.items():
            path = match / f"{file}.parquet"
            path = path if path.exists() else match / "results.parquet"
            make_table(self.engine, f"past_{name}", f"SELECT {columns} FROM read_parquet({quoted(path)})")
        before = {path.name: path for path in facts.iterdir()}
        after = self._after
        open_facts(self.engine, "old_", [path for name, path in sorted(before.items()) if name not in after])
        open_facts(self.engine, "new_", [path for name, path in after.items() if name not in before])
        open_facts(self.engine, "common_", [path for name, path in after.items() if name in before])
        self._advisories = make_table(self.engine, "came_or_went", sql.CAME_OR_WENT)
        for name, query in sql.PAST.items():
            make_table(self.engine, f"past_{name}", query)
        self._past = past

    def _narrow(self) -> int:
        """Take what is held of the parts that what came or went can concern; return how many parts."""
        parts = make_table(self.engine, "concerned", sql.CONCERNED)
        for name, query in sql.NEAR.items():
            make_table(self.engine, name, query)
        return parts

    def _judge(self) -> None:
        """Judge the concerned parts as a full match does."""
        whole = make_table(self.engine, "whole", sql.WHOLE)
        for name, columns in sql.ROWS.items():
            rest = f" UNION ALL SELECT {columns} FROM all_{name} {sql.REST}" if whole else ""
            make_table(self.engine, name, f"SELECT * FROM past_{name}{rest}")
        make_view(self.engine, "adv", f"SELECT * FROM {'all_adv' if whole else 'past_adv'}")
        ask(self.engine, sql.STILL)
        conclude(self.engine, self.database, VERDICTS)

    def _compare(self, parts: int) -> Changes:
        """Compare what is found now with what was found then."""
        for name, query in sql.COMPARED.items():
            make_table(self.engine, name, query)
        run = self.engine.execute
        told = run(sql.TOLD).fetchall()
        return Changes(
            advisories=self._advisories,
            parts=parts,
            came=tuple([row[1:] for row in told if row[0] > 0]),
            went=tuple([row[1:] for row in told if row[0] < 0]),
            verdicts=tuple(run(sql.VERDICTS_TURNED).fetchall()),
            releases=tuple(name for (name,) in run(sql.RELEASES).fetchall()),
        )
