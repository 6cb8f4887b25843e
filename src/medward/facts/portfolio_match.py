"""Matching a portfolio: each distinct part once in DuckDB, the rest by the pure matcher, findings as Parquet.

`statements` decides by joins what a package URL names. A part with CPE names or further names that advisories
know, or with an order that has circles, is judged by `match` itself, so both ways give the same verdicts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.facts.master import BUILDING, connect, quoted, synchronise
from medward.facts.portfolio_hand import judge_by_hand
from medward.facts.portfolio_sql import (
    BASES,
    BY_HAND,
    CAME_OR_WENT,
    CONCERNED,
    COVERS,
    DIFFERENT,
    FINDINGS_OF_RELEASES,
    OWN,
    PART_FINDINGS,
    RELEASES,
    RELEASES_COUNTED,
    RESULTS,
    THEN_NUMBERS,
    TURNED,
    VERDICTS,
    difference,
)
from medward.facts.schema import MASTER
from medward.facts.statements import CANDIDATES, FINDINGS, SAID

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


class Counts(NamedTuple):
    """Components of some releases by result; the three add up to the first."""

    components: int
    matched: int
    clean: int
    cannot_tell: int
    findings: int


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
        for name in ("uses", "parts", "lookups"):
            self._view(f"all_{name}", f"SELECT * FROM read_parquet({quoted(components.file(name))})")
        self.snapshots = tuple(snapshots)
        self._facts("all_", self.snapshots)
        self._holds_own = False
        self._table("covers", COVERS)
        self._whole()

    def _whole(self) -> None:
        """Ask about everything."""
        for name in ("uses", "parts", "lookups", "term", *OWN):
            self._view(name, f"SELECT * FROM all_{name}")

    def _narrowed(self) -> None:
        """Ask only about the parts in `concerned`, and facts that can concern a part of the portfolio."""
        near = "WHERE part IN (SELECT part FROM concerned)"
        for name in ("parts", "lookups"):
            self._table(f"near_{name}", f"SELECT * FROM all_{name} {near}")
            self._view(name, f"SELECT * FROM near_{name}")
        self._view("uses", f"SELECT * FROM all_uses {near}")
        for name in OWN:
            self._view(name, f"SELECT * FROM own_{name}")

    def _hold_own(self) -> None:
        """Hold in memory what the portfolio can need of the facts, once: changes are asked again and again."""
        if not self._holds_own:
            for name, query in OWN.items():
                self._table(f"own_{name}", query)
            self._holds_own = True

    def _facts(self, prefix: str, snapshots: Sequence[Path]) -> None:
        """Open the tables of snapshots under their names, each with a prefix."""
        for table in ("pkg", "rng", "listed", "unkeyed", "term"):
            self._view(prefix + table, _together(table, snapshots))
        self._view(prefix + "adv", _advisories(snapshots))

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()
        shutil.rmtree(self._spill, ignore_errors=True)

    def match(self, folder: Path) -> Counts:
        """Match everything and put the findings into `folder`, which is replaced at once when all are there."""
        self.judge()
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

    def judge(self) -> None:
        """Make `touches`, `hand` and `results`: what advisories say of parts, and each part's verdict."""
        run = self.engine.execute
        self._table("candidates", CANDIDATES)
        self._table("by_hand", BY_HAND)
        self._table("said", SAID)
        self._table("touches", f"SELECT * FROM ({FINDINGS}) WHERE part NOT IN (SELECT part FROM by_hand)")
        run("DROP TABLE said")
        judge_by_hand(self.engine, self.database)
        self._table("results", RESULTS)

    def changed(self, folder: Path) -> Changes:
        """Return what is different from the match in `folder`, asking only the parts that changes can concern.

        A part can have another verdict only if a row about one of its packages came or went, or if its whole
        ecosystem did. Those parts are judged as in a full match; all others keep what they have.
        """
        self._hold_own()
        self._open_difference(folder)
        self._narrowed()
        self.judge()
        self._table("now_findings", PART_FINDINGS)
        self._table("then_numbers", THEN_NUMBERS)
        for name, file in (("then_findings", "part-findings"), ("then_results", "results")):
            file_ = quoted(folder / f"{file}.parquet")
            self._table(
                name, f"SELECT * FROM read_parquet({file_}) WHERE part IN (SELECT part FROM then_numbers)"
            )
        self._table("turned", TURNED)
        self._table("different", DIFFERENT)
        self._table("bases", BASES)
        run = self.engine.execute
        found = Changes(
            advisories=run("SELECT count(*) FROM came_or_went").fetchall()[0][0],
            parts=run("SELECT count(*) FROM concerned").fetchall()[0][0],
            came=tuple(run(difference(1, "then_findings")).fetchall()),
            went=tuple(run(difference(-1, "now_findings")).fetchall()),
            verdicts=tuple(run(VERDICTS).fetchall()),
            releases=tuple(name for (name,) in run(RELEASES).fetchall()),
        )
        self._whole()
        return found

    def _open_difference(self, folder: Path) -> None:
        """Open the facts that are not the same as those of a match, and find the parts they can concern."""
        before = {path.name: path for path in (folder / FACTS).iterdir()}
        after = {path.name: path for path in self.snapshots}
        self._facts("old_", [path for name, path in sorted(before.items()) if name not in after])
        self._facts("new_", [path for name, path in after.items() if name not in before])
        self._view("common_pkg", _together("pkg", [path for name, path in after.items() if name in before]))
        self._view("old_variants", f"SELECT * FROM read_parquet({quoted(folder / 'variants.parquet')})")
        self._table("came_or_went", CAME_OR_WENT)
        self._table("concerned", CONCERNED)

    def _write(self, folder: Path) -> Counts:
        copy = self._copy
        copy(PART_FINDINGS, folder / "part-findings.parquet")
        self._view("part_findings", f"SELECT * FROM read_parquet({quoted(folder / 'part-findings.parquet')})")
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
        self.engine.execute(f"COPY ({query}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)")

    def _table(self, name: str, query: str) -> None:
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def _view(self, name: str, query: str) -> None:
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")


def rows_hash(rows: Sequence[tuple[int, int, int]]) -> str:
    """Return the SHA-256 of findings in their order: part, advisory, verdict."""
    return sha256("".join(f"{part} {adv} {verdict}\n" for part, adv, verdict in rows).encode()).hexdigest()


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
