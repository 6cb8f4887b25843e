"""`medward feeds update` against a server of its own, from the first fetch to a scan with what came."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from medward.cli.feeds import command
from medward.components.sbom import Component
from medward.errors import InvalidInputError
from medward.facts.match import match_components
from medward.workspace.device import open_device
from medward.workspace.feeds import installed_databases
from medward.workspace.watching import watch
from tests.feeds.server import Page, Server, serving
from tests.fixtures.products import product

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OSV = {
    "id": "GHSA-demo-demo-demo", "modified": "2026-08-10T00:00:00Z", "aliases": ["CVE-2026-1234"],
    "affected": [{
        "package": {"ecosystem": "PyPI", "name": "demo"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}]}],
    }],
}  # fmt: skip
_KEV = {
    "catalogVersion": "2026.08.16",
    "vulnerabilities": [{"cveID": "CVE-2026-1234", "dateAdded": "2026-08-12"}],
}
_CVE = {
    "dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2026-1234", "state": "PUBLISHED"},
    "containers": {"cna": {"affected": []}},
}  # fmt: skip


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(name="home")
def _home(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose sources are all at the test's own server."""
    server.pages |= {
        "/PyPI/all.zip": Page(zipped({"GHSA-demo-demo-demo.json": json.dumps(_OSV).encode()}), etag='"1"'),
        "/kev.json": Page(json.dumps(_KEV).encode(), etag='"1"'),
        "/epss.csv.gz": Page(gzip.compress(b"cve,epss,percentile\nCVE-2026-1234,0.5,0.9\n"), etag='"1"'),
    }
    name = "2026-08-16_all_CVEs_at_midnight.zip.zip"
    inner = zipped({"cves/2026/CVE-2026-1234.json": json.dumps(_CVE).encode()})
    server.pages[f"/{name}"] = Page(zipped({"cves.zip": inner}))
    assets = [{"name": name, "browser_download_url": server.address(f"/{name}")}]
    server.pages["/releases"] = Page(json.dumps([{"assets": assets}]).encode())
    mirrors = {"osv": "/PyPI/all.zip", "kev": "/kev.json", "epss": "/epss.csv.gz", "cve": "/releases"}
    lines = [f"  {one}:\n    addresses: [{server.address(path)}]" for one, path in mirrors.items()]
    (tmp_path / "feeds.yaml").write_text("sources:\n" + "\n".join(lines) + "\n")
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path))
    monkeypatch.setenv("MEDWARD_NOW", "2026-08-16T12:00:00+00:00")
    return tmp_path


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


@pytest.mark.usefixtures("home")
def test_what_is_fetched_is_imported_with_its_day_and_licence() -> None:
    done = run("update", "osv", "kev", "epss", "cve")
    assert done.exit_code == 0, done.output
    assert "osv: new, 1 file" in done.output
    told = json.loads(run("status", "--json").output)["feeds"]
    assert {one["name"] for one in told} == {
        "osv-PyPI-all",
        "kev",
        "epss",
        "cve",
    }
    assert {one["fetched_at"][:10] for one in told} == {"2026-08-16"}
    assert {one["freshness"] for one in told} == {"fresh"}
    assert next(one["licence"] for one in told if one["name"] == "kev") == "CC0-1.0"


@pytest.mark.usefixtures("home")
def test_an_update_of_nothing_new_says_so_and_confirms_the_age(monkeypatch: pytest.MonkeyPatch) -> None:
    run("update", "kev")
    monkeypatch.setenv("MEDWARD_NOW", "2026-09-30T12:00:00+00:00")
    assert json.loads(run("status", "--json").output)["feeds"][0]["freshness"] == "expired"
    done = run("update", "kev")
    assert "kev: unchanged" in done.output
    assert json.loads(run("status", "--json").output)["feeds"][0]["freshness"] == "fresh"


@pytest.mark.usefixtures("home")
def test_a_watch_counts_the_age_from_the_confirmation_as_the_status_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """V34: a feed is as old as its source last said that nothing newer is there."""
    folder = product(tmp_path / "lvp", {"LVP-REL-0001": [("demo", "1.0")]})
    run("update", "osv")
    monkeypatch.setenv("MEDWARD_NOW", "2026-09-30T12:00:00+00:00")
    run("update", "osv", "--no-import")
    (osv,) = json.loads(run("status", "--json").output)["feeds"]
    assert osv["freshness"] == "fresh"
    found = watch(open_device(folder), datetime(2026, 9, 30, 12, tzinfo=UTC))
    assert [one.name for one in found.look.feeds] == [osv["name"]]
    assert found.stale == ()


@pytest.mark.usefixtures("home")
def test_a_source_that_fails_is_told_and_ends_with_2(server: Server) -> None:
    run("update", "kev", "osv")
    server.pages["/kev.json"] = Page(statuses=[404])
    done = run("update", "kev", "osv")
    assert done.exit_code == 2
    assert "answers 404" in done.output
    assert "the snapshot of 2026-08-16 stays in use" in done.output
    assert "osv: unchanged" in done.output
    assert {one["name"] for one in json.loads(run("status", "--json").output)["feeds"]} == {
        "kev",
        "osv-PyPI-all",
    }


@pytest.mark.usefixtures("home")
def test_json_has_a_row_for_each_source() -> None:
    done = CliRunner().invoke(command, ["update", "kev", "--json"])
    (row,) = json.loads(done.stdout)["sources"]
    assert set(row) == {
        "source", "licence", "is_new", "fetched_at", "confirmed_at", "digest", "files", "size_bytes", "folder", "error",
        "missing",
    }  # fmt: skip
    assert row["is_new"]
    assert row["missing"] == []


def test_a_dead_link_of_a_csaf_provider_is_told_and_ages_the_feed(
    home: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An incomplete update ends with 2, says which address is dead, and does not confirm the feed (V34)."""
    with (home / "feeds.yaml").open("a") as stream:
        stream.write(f"  pumps:\n    style: csaf\n    addresses: [{server.address('/provider.json')}]\n")
    told = {"metadata_version": "2.0", "distributions": [{"directory_url": server.address("/white")}]}
    rows = '"gone.json","2026-08-16T09:00:00Z"\n"one.json","2026-08-10T09:00:00Z"\n'
    server.pages |= {
        "/provider.json": Page(json.dumps(told).encode()),
        "/white/changes.csv": Page(rows.encode()),
        "/white/gone.json": Page(json.dumps(advisory("ACME-2026-2")).encode()),
        "/white/one.json": Page(json.dumps(advisory("ACME-2026-1")).encode()),
    }
    assert run("update", "pumps").exit_code == 0
    monkeypatch.setenv("MEDWARD_NOW", "2026-09-30T12:00:00+00:00")
    del server.pages["/white/gone.json"]
    done = run("update", "pumps")
    assert done.exit_code == 2
    assert "pumps: incomplete, 1 address cannot be fetched" in done.output
    assert f"{server.address('/white/gone.json')}: the source answers 404" in done.output
    row = json.loads(CliRunner().invoke(command, ["update", "pumps", "--json"]).stdout)["sources"][0]
    assert [one["address"] for one in row["missing"]] == [server.address("/white/gone.json")]
    (feed,) = json.loads(run("status", "--json").output)["feeds"]
    assert (feed["records"], feed["freshness"]) == (2, "expired")


def advisory(name: str) -> dict[str, object]:
    """Return a CSAF advisory about one product (CSAF 2.0, section 3.2)."""
    day = "2026-08-10T09:00:00Z"
    tracking = {
        "id": name, "status": "final", "version": "1", "initial_release_date": day, "current_release_date": day,
        "revision_history": [{"number": "1", "date": day, "summary": "first"}],
    }  # fmt: skip
    publisher = {"category": "vendor", "name": "Acme", "namespace": "https://acme.example"}
    helper = {"purl": "pkg:pypi/demo@1.0"}
    product = {"product_id": "P", "name": "demo 1.0", "product_identification_helper": helper}
    return {
        "document": {
            "category": "csaf_security_advisory", "csaf_version": "2.0", "title": name,
            "publisher": publisher, "tracking": tracking,
        },
        "product_tree": {"full_product_names": [product]},
        "vulnerabilities": [{"cve": "CVE-2026-1234", "product_status": {"known_affected": ["P"]}}],
    }  # fmt: skip


@pytest.mark.usefixtures("home")
def test_sources_are_listed_without_asking_anybody(server: Server) -> None:
    done = run("update", "--list")
    assert done.exit_code == 0
    assert "csaf-cisa" in done.output
    assert "CC0-1.0" in done.output
    assert server.seen == []


@pytest.mark.usefixtures("home")
def test_fetching_alone_imports_nothing() -> None:
    assert run("update", "kev", "--no-import").exit_code == 0
    assert "no feeds imported" in run("status").output


@pytest.mark.usefixtures("home")
def test_a_page_instead_of_a_feed_is_told_with_its_address(server: Server) -> None:
    run("update", "kev")
    server.pages["/kev.json"] = Page(b"<html>Sign in</html>", etag='"2"')
    done = run("update", "kev")
    assert (done.exit_code, "web page" in done.output) == (2, True)
    assert server.address("/kev.json") in done.output
    assert "the snapshot of 2026-08-16 stays in use" in done.output
    server.pages["/kev.json"] = Page(json.dumps(_KEV).encode(), etag='"1"')
    assert "kev: unchanged" in run("update", "kev").output


@pytest.mark.usefixtures("home")
def test_a_feed_that_cannot_be_imported_is_told_by_its_source_and_reason(server: Server) -> None:
    bad = json.dumps({**_KEV, "vulnerabilities": [{"cveID": "x"}]}).encode()
    server.pages["/kev.json"] = Page(bad)
    done = run("update", "kev")
    assert done.exit_code == 2
    assert f"error: kev ({server.address('/kev.json')}): no record of a feed was found in it; " in done.stderr
    assert "'x' is no CVE id" in done.stderr
    assert "kev: nothing was imported before, so nothing of it is in use" in done.stderr


@pytest.mark.usefixtures("home")
def test_a_feed_that_cannot_be_imported_leaves_the_others_and_its_earlier_import_in_use(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("update", "kev", "osv", "epss")
    monkeypatch.setenv("MEDWARD_NOW", "2026-09-20T12:00:00+00:00")
    bad = json.dumps({**_KEV, "vulnerabilities": [{"cveID": "x"}]}).encode()
    scores = gzip.compress(b"cve,epss,percentile\nCVE-2026-1234,0.6,0.9\n")
    server.pages |= {"/kev.json": Page(bad, etag='"2"'), "/epss.csv.gz": Page(scores, etag='"2"')}
    done = run("update", "kev", "osv", "epss")
    assert done.exit_code == 2
    assert "kev: what was imported before stays in use: 1 record, age 35 days, expired" in done.stderr
    told = {one["name"]: one["freshness"] for one in json.loads(run("status", "--json").output)["feeds"]}
    assert told == {"kev": "expired", "epss": "fresh", "osv-PyPI-all": "fresh"}
    rows = json.loads(run("update", "kev", "osv", "--json").stdout)["sources"]
    assert [(row["source"], "is no CVE id" in row["error"]) for row in rows] == [
        ("kev", True),
        ("osv", False),
    ]


def versioned(below: str, **metadata: str) -> bytes:
    """Return a CVE record of a product of which the versions below one are affected."""
    versions = [{"version": "0", "lessThan": below, "status": "affected", "versionType": "semver"}]
    affected = [{"vendor": "acme", "product": "widget", "versions": versions}]
    about = {"cveId": "CVE-2026-1234", "state": "PUBLISHED", **metadata}
    record = {"dataType": "CVE_RECORD", "cveMetadata": about, "containers": {"cna": {"affected": affected}}}
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    ("state", "below"), [pytest.param("PUBLISHED", "1.0", id="corrected"), pytest.param("REJECTED", "2.0")]
)
def test_a_later_step_of_the_cve_list_replaces_what_an_earlier_one_said(
    server: Server, home: Path, state: str, below: str
) -> None:
    """CVEProject/cvelistV5, README: a delta holds what changed since the baseline of midnight."""
    base, delta = "2026-08-16_all_CVEs_at_midnight.zip.zip", "2026-08-16_delta_CVEs_at_0900Z.zip"
    first = versioned("2.0", dateUpdated="2026-08-01T00:00:00.000Z")
    later = versioned(below, dateUpdated="2026-08-16T08:00:00.000Z", state=state)
    server.pages[f"/{base}"] = Page(zipped({"cves.zip": zipped({"CVE-2026-1234.json": first})}))
    server.pages[f"/{delta}"] = Page(zipped({"CVE-2026-1234.json": later}))
    widget = Component("w", "widget", version="1.5", supplier="acme")
    run("update", "cve")
    assert [
        len(one.matches) for _, one in match_components(installed_databases(home), [widget]).judgements
    ] == [1]
    assets = [{"name": one, "browser_download_url": server.address(f"/{one}")} for one in (base, delta)]
    server.pages["/releases"] = Page(json.dumps([{"assets": assets}]).encode())
    assert run("update", "cve").exit_code == 0
    assert [
        len(one.matches) for _, one in match_components(installed_databases(home), [widget]).judgements
    ] == [0]
    assert [one["name"] for one in json.loads(run("status", "--json").output)["feeds"]] == ["cve"]


@pytest.mark.usefixtures("home")
def test_the_folder_of_a_snapshot_is_imported_as_its_update_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without network imports the snapshot folder of one that has it (docs/adr/0020)."""
    rows = json.loads(run("update", "osv", "epss", "cve", "--json").stdout)["sources"]
    there = json.loads(run("status", "--json").output)["feeds"]
    copies = [shutil.copytree(row["folder"], tmp_path / "stick" / row["source"]) for row in rows]
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "other"))
    assert run("import", *map(str, copies)).exit_code == 0
    here = json.loads(run("status", "--json").output)["feeds"]
    assert [one | {"database": ""} for one in here] == [one | {"database": ""} for one in there]
    next(copies[0].glob("*.zip")).write_bytes(b"cut")
    done = run("import", *map(str, copies))
    assert done.exit_code == 2
    assert "'PyPI-all.zip' is missing or is not what was fetched" in done.stderr
    assert "osv-PyPI-all: what was imported before stays in use: 1 record, age 0 days" in done.stderr


def test_a_path_nobody_may_read_leaves_the_others_alone(home: Path) -> None:
    (home / "a.json").write_text(json.dumps(_OSV), encoding="utf-8")
    (home / "loop.json").symlink_to(home / "loop.json")
    done = run("import", str(home / "loop.json"), str(home / "a.json"))
    assert done.exit_code == 2
    assert f"error: loop: there is no file or folder {home}/loop.json" in done.stderr
    assert [one["name"] for one in json.loads(run("status", "--json").output)["feeds"]] == ["a"]


def test_what_failed_is_told_though_what_is_in_use_cannot_be_read(home: Path) -> None:
    (home / "a.json").write_text(json.dumps(_OSV), encoding="utf-8")
    run("import", str(home / "a.json"))
    installed_databases(home)[0].write_bytes(b"not a database")
    done = run("import", str(home / "gone.json"))
    assert "error: gone: there is no file or folder" in done.stderr
    assert isinstance(done.exception, InvalidInputError)
    assert "Import the feed again" in done.exception.hint
