"""`medward portfolio` from the outside: exit codes, stable keys, helpful refusals."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from medward.cli.main import program
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path


def osv(name: str, fixed: str) -> dict[str, object]:
    entry = {
        "package": {"ecosystem": "PyPI", "name": "demo"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}],
    }
    return {"id": name, "modified": "2026-06-01T00:00:00Z", "affected": [entry]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-15T12:00:00+02:00")
    (tmp_path / "osv.json").write_text(json.dumps([osv("A-1", "2.0")]), encoding="utf-8")
    components = [
        {"type": "library", "name": "demo", "purl": f"pkg:pypi/demo@{version}", "bom-ref": version}
        for version in ("1.0", "2.5", "odd")
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}
    (tmp_path / "sbom.json").write_text(json.dumps(document), encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments, catch_exceptions=True)


def prepared(home: Path) -> None:
    assert run("feeds", "import", str(home / "osv.json")).exit_code == 0
    assert run("portfolio", "add", str(home / "sbom.json"), "--release", "R1").exit_code == 0


def test_every_component_is_matched_clean_or_nobody_can_tell(home: Path) -> None:
    prepared(home)
    found = json.loads(run("portfolio", "match", "--json").output)
    assert {key: found[key] for key in ("components", "matched", "clean", "cannot_tell", "findings")} == {
        "components": 3, "matched": 1, "clean": 1, "cannot_tell": 1, "findings": 1,
    }  # fmt: skip
    status = json.loads(run("portfolio", "status", "--json").output)
    assert status["is_current"]
    assert [row["release"] for row in status["releases"]] == ["R1"]
    assert "nobody can tell" in run("portfolio", "match").output


def test_feeds_of_another_layout_are_refused_before_anything_is_matched(home: Path) -> None:
    prepared(home)
    (database,) = (home / "home").rglob("*.db")
    with closing(sqlite3.connect(database)) as file:
        file.execute("UPDATE meta SET value = '1' WHERE name = 'format'")
        file.commit()
    done = run("portfolio", "match")
    assert isinstance(done.exception, InvalidInputError)
    assert "built with layout 1" in done.exception.message
    assert "feeds import" in str(done.exception.hint)
    assert not (home / "home" / "portfolio" / "match").exists()


def test_a_changed_feed_shows_what_is_new_and_ends_with_1(home: Path) -> None:
    prepared(home)
    assert run("portfolio", "match").exit_code == 0
    assert run("portfolio", "changed").exit_code == 0
    (home / "osv.json").write_text(json.dumps([osv("A-1", "2.0"), osv("A-2", "3.0")]), encoding="utf-8")
    run("feeds", "import", str(home / "osv.json"))
    shown = run("portfolio", "changed")
    assert shown.exit_code == 1
    assert "new  A-2 from osv: pkg:pypi/demo@2.5 (affected)" in shown.output
    assert "pkg:pypi/demo@2.5 is affected; it was clean" in shown.output
    found = json.loads(run("portfolio", "changed", "--json").output)
    assert [one["component"] for one in found["came"]] == ["pkg:pypi/demo@1.0", "pkg:pypi/demo@2.5"]
    assert (found["advisories"], found["releases"], found["went"]) == (1, ["R1"], [])
    assert not json.loads(run("portfolio", "status", "--json").output)["is_current"]


def test_two_engines_are_asked_and_agree(home: Path) -> None:
    prepared(home)
    found = json.loads(run("portfolio", "verify", "--json").output)
    assert found["is_same"]
    assert [one["engine"] for one in found["engines"]] == ["duckdb", "sqlite"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("portfolio", "match"), "there is no portfolio", id="nothing added"),
        pytest.param(("portfolio", "add", "x.json"), "--release NAME", id="no release name"),
        pytest.param(("portfolio", "add"), "--from-device DIR", id="nothing to add"),
    ],
)
def test_what_is_missing_is_said(home: Path, arguments: tuple[str, ...], message: str) -> None:
    del home
    result = run(*arguments)
    assert result.exit_code != 0
    assert message in result.output + str(result.exception)


def test_the_age_of_a_feed_is_shown_and_an_old_one_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("feeds", "import", str(home / "osv.json"))
    (feed,) = json.loads(run("feeds", "status", "--json").output)["feeds"]
    assert (feed["age_days"], feed["freshness"], feed["kind"]) == (14, "stale", "osv")
    assert "too old to rely on: osv" in run("feeds", "status").output
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-03T12:00:00+02:00")
    assert "too old" not in run("feeds", "status").output


@pytest.mark.parametrize("verb", ["match", "changed", "status"])
def test_a_feed_that_is_too_old_is_told_with_what_was_matched(
    home: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """Rule V34: more than 30 days block; from 1 June, the day of the record, to 2 July it is 31."""
    prepared(home)
    run("portfolio", "match")
    monkeypatch.setenv("MEDWARD_NOW", "2026-07-02T12:00:00+02:00")
    said = "note: the feed osv is not fresh, of 2026-06-01, 31 days old: its silence means nothing"
    assert said in run("portfolio", verb).stdout
    (row,) = json.loads(run("portfolio", verb, "--json").stdout)["stale"]
    assert (row["name"], row["days"], row["freshness"]) == ("osv", 31, "expired")
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-05T12:00:00+02:00")
    assert "not fresh" not in run("portfolio", verb).stdout
