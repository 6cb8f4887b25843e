"""The same findings from SQLite, DuckDB and PostgreSQL; from Spark too where it is asked for."""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.errors import InvalidInputError
from medward.facts.build import FeedSource, build_database
from medward.facts.engines import Facts, engine_findings
from medward.facts.portfolio_store import add_releases
from medward.vulnerabilities.versions import compare
from tests.facts.postgresql import postgresql_server

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS = ["0.9", "1.0", "1.0rc1", "1.0.post1", "1.0+local", "1.10", "1.9", "2.0.dev1", "2.0", "3!1.0"]
"""Their keys hold `!`, `~`, `(` and letters, which a language's collation would put in another order."""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Return advisories and components at random, with every way a row can speak of a part."""
    folder, dice = tmp_path_factory.mktemp("engines"), random.Random(5)  # noqa: S311 - test data, repeatable
    records = []
    for number in range(300):
        ecosystem = dice.choice(["PyPI", "PyPI", "Debian:12", "Debian:11", "ConanCenter"])
        low, high = dice.choice(VERSIONS), dice.choice([*VERSIONS, "odd version"])
        events = [{"introduced": low}, {"fixed": high}]
        entry = {
            "package": {"ecosystem": ecosystem, "name": f"p{dice.randrange(20)}"},
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
            "versions": dice.sample(VERSIONS, 2),
        }
        records.append({"id": f"A-{number}", "modified": "2026-01-01T00:00:00Z", "affected": [entry]})
    (folder / "osv.json").write_text(json.dumps(records), encoding="utf-8")
    made = build_database([FeedSource(folder / "osv.json", "osv")], folder / "facts")
    kinds = ["pypi/{}@{}", "deb/debian/{}@{}?distro=debian-12", "deb/debian/{}@{}", "conan/{}@{}"]
    parts = [
        Component(
            str(number), "x", purl="pkg:" + dice.choice(kinds).format(f"p{dice.randrange(22)}", version)
        )
        for number in range(400)
        for version in [dice.choice([*VERSIONS, "unordered version"])]
    ]
    components = add_releases(folder / "portfolio", [("R1", parts[:250]), ("R2", parts[150:])])
    return Facts(components, made.snapshots, made.path)


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    """Name a PostgreSQL server of the test's own."""
    with postgresql_server() as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDWARD_POSTGRESQL", address)
        yield


def test_the_versions_are_in_the_order_keys_must_keep() -> None:
    assert compare("pep440", "1.0rc1", "1.0") == -1
    assert compare("pep440", "1.0", "1.0+local") == -1


@pytest.mark.usefixtures("server")
def test_three_engines_find_the_same(facts: Facts) -> None:
    found = {name: engine_findings(name, facts) for name in ("duckdb", "sqlite", "postgresql")}
    assert len({one.digest for one in found.values()}) == 1
    assert found["duckdb"].rows > 1_000


@pytest.mark.skipif(
    not os.environ.get("MEDWARD_SPARK"), reason="not run: set MEDWARD_SPARK (make spark-check)"
)
def test_spark_finds_the_same(facts: Facts) -> None:
    assert engine_findings("spark", facts) == engine_findings("duckdb", facts)


def test_an_engine_nobody_knows_is_refused(facts: Facts) -> None:
    with pytest.raises(InvalidInputError, match="no engine 'oracle'"):
        engine_findings("oracle", facts)
