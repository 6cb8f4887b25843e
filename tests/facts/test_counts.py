"""Guards on counts instead of seconds: what a question reads, and what asking imports."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.facts.build import FeedSource, build_database
from medward.facts.database import Database
from medward.facts.portfolio_match import Portfolio
from medward.facts.portfolio_store import add_releases
from medward.facts.schema import MASTER
from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = 2_000


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counts")
    records = [
        {
            "id": f"A-{number}",
            "affected": [
                {
                    "package": {"ecosystem": "PyPI", "name": f"p{number}"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2"}]}],
                }
            ],
        }
        for number in range(PACKAGES)
    ]
    (folder / "osv.json").write_text(json.dumps(records), encoding="utf-8")
    return build_database([FeedSource(folder / "osv.json", "osv")], folder / "facts").path


def plan(database: Path, query: str) -> list[str]:
    with sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True) as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM pkg WHERE eco = 'PyPI' AND lookup IN ('p1', 'p2', 'p2')",
        "SELECT adv FROM rng WHERE pkg = 1 AND lo <= 'k' AND 'k' < hi",
        "SELECT adv FROM listed WHERE pkg = 1 AND version = '1'",
        "SELECT adv FROM unkeyed WHERE pkg = 1 AND decides",
        "SELECT name FROM adv WHERE id IN (1, 2, 2)",
        "SELECT adv FROM alias WHERE name = 'CVE-1'",
        "SELECT adv.name FROM alias JOIN adv ON adv.id = alias.adv WHERE alias.name IN ('A-1', 'A-2')",
        "SELECT * FROM exploitation WHERE cve IN ('CVE-1', 'CVE-2', 'CVE-2')",
        "SELECT * FROM lifecycle WHERE product = 'x' AND cycle = '1'",
    ],
)
def test_every_question_of_a_scan_searches_by_key_and_scans_no_table(database: Path, query: str) -> None:
    steps = plan(database, query)
    assert steps
    assert all(step.startswith("SEARCH") for step in steps)


def test_one_component_reads_few_rows_however_many_there_are(database: Path) -> None:
    """A step of the virtual machine is a row or less; a scan of the tables would take thousands."""
    asked = Database(database)
    connection, steps = asked._connection, 0  # noqa: SLF001 - the guard counts what its statements do

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.set_progress_handler(count, 10)
    (package,) = asked.packages("PyPI", "p7")
    assert len(asked.said(package.id, key("pep440", "1"), "1")) == 1
    asked.close()
    assert steps < PACKAGES / 20


def test_the_rows_lie_in_the_order_of_their_key(database: Path) -> None:
    """So that one component's rows are on one or two pages."""
    with sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True) as connection:
        for table in ("rng", "alias"):
            columns = ", ".join(MASTER[table].key)
            rows = connection.execute(f"SELECT {columns} FROM {table}").fetchall()  # noqa: S608 - our own names
            assert rows == sorted(rows)


def test_importing_needs_duckdb_and_asking_does_not() -> None:
    shown = "print(*sorted(set(sys.modules) & {'duckdb', 'msgspec', 'psycopg', 'pyspark', 'pydantic'}))"
    for module, found in (
        ("medward.workspace.scan", ""),
        ("medward.facts.build", "duckdb msgspec"),
        ("medward.facts.engines", "duckdb msgspec"),
    ):
        run = subprocess.run(
            [sys.executable, "-c", f"import sys, {module}; {shown}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == found, module


def test_importing_reads_a_source_once_for_its_digest_and_once_for_what_it_says(tmp_path: Path) -> None:
    feed = tmp_path / "epss.csv"
    feed.write_text("cve,epss,percentile\nCVE-2026-1000,0.5,0.9\n", encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from medward.facts.build import FeedSource, build_database\n"
        "opened = []; feed, facts = map(Path, sys.argv[1:])\n"
        "sys.addaudithook(lambda event, args: event == 'open' and opened.append(str(args[0])))\n"
        "build_database([FeedSource(feed, 'epss')], facts); print(opened.count(str(feed)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, str(feed), str(tmp_path / "facts")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.strip() == "2"


def test_a_part_of_many_releases_is_asked_once(tmp_path: Path, database: Path) -> None:
    part = Component("c", "c", purl="pkg:pypi/p7@1")
    stored = add_releases(tmp_path / "p", [(f"R{number}", [part]) for number in range(50)])
    snapshots = sorted(database.parent.joinpath("snapshots").iterdir())
    portfolio = Portfolio(stored, snapshots, database)
    counts = portfolio.match(tmp_path / "match")
    asked = portfolio.engine.execute("SELECT count(*) FROM candidates").fetchall()[0][0]
    portfolio.close()
    assert (asked, counts.components, counts.findings) == (1, 50, 50)


def test_a_change_asks_only_what_came(tmp_path: Path, database: Path) -> None:
    """One of many advisories about the components of a portfolio is different: one row is asked of one part."""
    parts = [Component(f"c{number}", "c", purl=f"pkg:pypi/p{number}@1") for number in range(PACKAGES)]
    stored = add_releases(tmp_path / "p", [("R", parts)])
    before = Portfolio(stored, sorted(database.parent.joinpath("snapshots").iterdir()), database)
    before.match(tmp_path / "match")
    before.close()
    records = json.loads(database.parent.parent.joinpath("osv.json").read_bytes())
    records[7]["modified"] = "2027-01-01T00:00:00Z"
    (tmp_path / "osv.json").write_text(json.dumps(records), encoding="utf-8")
    new = build_database([FeedSource(tmp_path / "osv.json", "osv")], tmp_path / "facts")
    after = Portfolio(stored, new.snapshots, new.path)
    for _ in range(2):
        changes = after.changed(tmp_path / "match")
        assert (changes.advisories, changes.parts, changes.came, changes.went) == (2, 1, (), ())
        asked = [
            after.day.engine.table(table).count("*").fetchall()[0][0]
            for table in ("rng", "parts", "candidates", "touches")
        ]
        assert asked == [1, 1, 1, 1]
    after.close()
