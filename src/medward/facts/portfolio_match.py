"""Matching a portfolio: each distinct part once in DuckDB, the rest by the pure matcher, findings as Parquet.

`statements` decides by joins what a package URL names. A part with CPE names or further names that advisories
know, or with an order that has circles, is judged by `match` itself, so both ways give the same verdicts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.facts.parquet import BUILDING, connect, quoted, synchronise
from medward.facts.portfolio_changes import Changes, Day
from medward.facts.portfolio_judge import ask, conclude, prepare
from medward.facts.portfolio_parts import PORTFOLIO
from medward.facts.portfolio_sql import (
    FINDINGS_OF_RELEASES,
    PART_FINDINGS,
    RELEASES_COUNTED,
    RESULTS,
    TOUCHES,
)
from medward.facts.portfolio_tables import make_coverage, make_view, open_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.facts.portfolio_store import Stored

MATCHED: Final = 0
CANNOT_TELL: Final = 1
CLEAN: Final = 2
"""Values of `verdict` in results."""
COMPONENTS: Final = "components"
"""File with the digest of the components a match was made with."""
FACTS: Final = "facts"
"""Folder of the snapshots a match was made with."""
_MEMORY: Final = "200MB"
_ROWS_TOGETHER: Final = 61_440
"""Rows of a group in a Parquet file: half of DuckDB's own measure keeps both processors at work."""


class Counts(NamedTuple):
    """Components of some releases by result; the three add up to the first."""

    components: int
    matched: int
    clean: int
    cannot_tell: int
    findings: int


class ReleaseCounts(NamedTuple):
    """Components of one release by result."""

    release: str
    components: int
    matched: int
    clean: int
    cannot_tell: int
    findings: int


def counts_of(folder: Path) -> tuple[ReleaseCounts, ...]:
    """Return the counts of a match by release."""
    with closing(connect()) as engine:
        file = quoted(folder / "releases.parquet")
        rows = engine.execute(f"SELECT * FROM read_parquet({file}) ORDER BY release").fetchall()
    return tuple(ReleaseCounts(*row) for row in rows)


class Portfolio:
    """Facts and components together in one DuckDB, ready to be asked again and again."""

    def __init__(self, components: Stored, snapshots: Sequence[Path], database: Path) -> None:
        """Open Parquet files as tables; `database` is the SQLite form of the same snapshots."""
        self.engine = connect(_MEMORY)
        self.database = database
        self.components = components.digest
        self._spill = tempfile.mkdtemp(prefix="medward-")
        self.engine.execute("SET temp_directory = ?", [self._spill])
        self.engine.execute("SET force_compression = 'uncompressed'")  # tables live too short to be packed
        for name in PORTFOLIO:
            file = quoted(components.file(name))
            self.engine.execute(f"CREATE VIEW all_{name} AS SELECT * FROM read_parquet({file})")
        self.snapshots = tuple(snapshots)
        open_facts(self.engine, "all_", self.snapshots)
        make_coverage(self.engine, self.snapshots)
        for name in (*PORTFOLIO, "pkg", "rng", "listed", "unkeyed", "term", "adv"):
            make_view(self.engine, name, f"SELECT * FROM all_{name}")

    @cached_property
    def day(self) -> Day:
        """What is asked about changes, made when it is first asked."""
        return Day(self.engine.cursor(), self.snapshots, self.database)

    def close(self) -> None:
        """Close the engine."""
        if "day" in self.__dict__:
            self.day.close()
        self.engine.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def match(self, folder: Path) -> Counts:
        """Match everything and put the findings into `folder`, which is replaced at once when all are there."""
        self.engine.execute("RESET threads")
        prepare(self.engine)
        ask(self.engine, TOUCHES)
        conclude(self.engine, self.database, RESULTS)
        folder.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=folder.parent))
        try:
            counts = self._write(building)
            _keep(self.snapshots, building)
            building.joinpath(COMPONENTS).write_text(self.components, encoding="utf-8")
            _replace(building, folder)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        return counts

    def changed(self, folder: Path) -> Changes:
        """Return what is different from the match in `folder`; what that needs is held for the next time."""
        return self.day.changed(folder, folder / FACTS)

    def _write(self, folder: Path) -> Counts:
        copy = self._copy
        copy(PART_FINDINGS, folder / "part-findings.parquet")
        file = quoted(folder / "part-findings.parquet")
        make_view(self.engine, "part_findings", f"SELECT * FROM read_parquet({file})")
        copy("SELECT * FROM by_hand ORDER BY part", folder / "by-hand.parquet")
        copy("SELECT * FROM touches ORDER BY part, adv", folder / "touches.parquet")
        copy("SELECT * FROM hand ORDER BY ALL", folder / "hand.parquet")
        copy("SELECT * FROM results ORDER BY part", folder / "results.parquet")
        copy("SELECT * FROM variants ORDER BY ALL", folder / "variants.parquet")
        copy(FINDINGS_OF_RELEASES, folder / "findings.parquet")
        copy(RELEASES_COUNTED, folder / "releases.parquet")
        row = self.engine.execute(
            "SELECT coalesce(sum(components), 0)::BIGINT, coalesce(sum(matched), 0)::BIGINT, "
            "coalesce(sum(clean), 0)::BIGINT, coalesce(sum(cannot_tell), 0)::BIGINT, "
            f"coalesce(sum(findings), 0)::BIGINT FROM read_parquet({quoted(folder / 'releases.parquet')})"
        ).fetchall()[0]
        return Counts(*row)

    def _copy(self, query: str, path: Path) -> None:
        self.engine.execute(
            f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_TOGETHER})"
        )


def rows_hash(rows: Sequence[tuple[int, int, int]]) -> str:
    """Return the SHA-256 of findings in their order: part, advisory, verdict."""
    return sha256("".join(f"{part} {adv} {verdict}\n" for part, adv, verdict in rows).encode()).hexdigest()


def _keep(snapshots: Sequence[Path], folder: Path) -> None:
    """Keep the facts of a match beside it, as links to the same files, to tell later what has changed."""
    for snapshot in snapshots:
        kept = folder / FACTS / snapshot.name
        kept.mkdir(parents=True)
        for name in ("pkg", "rng", "listed", "unkeyed", "term", "adv", "source"):
            file = snapshot / f"{name}.parquet"
            try:
                os.link(file, kept / file.name)
            except OSError:  # another file system, or one without links
                shutil.copyfile(file, kept / file.name)


def _replace(building: Path, folder: Path) -> None:
    """Put a finished folder in the place of an old one."""
    for file in building.glob("*.parquet"):
        synchronise(file)
    old = folder.with_name(f"{BUILDING}old-{building.name}")
    if folder.exists():
        folder.rename(old)
    building.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
