"""Scanning whole files: the examples against independently computed hits, and the laws of a report."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import InvalidVersion, Version

from medward.components.reading import read_sbom
from medward.errors import NotFoundError
from medward.facts.build import FeedSource, build_database
from medward.workspace.feed_store import import_feeds
from medward.workspace.feeds import database_for, feed_name, installed_databases, medward_home
from medward.workspace.scan import ScanReport, scan_file, scan_sbom
from medward.workspace.scan_json import to_json

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "src" / "medward" / "examples"
ADVISORY = {
    "id": "TEST-1",
    "modified": "2026-01-02T00:00:00Z",
    "aliases": ["CVE-2026-0001"],
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "demo"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "1.0"}, {"fixed": "1.2"}]}],
        }
    ],
}


def sbom_bytes(*purls: str) -> bytes:
    components = [{"type": "library", "name": f"c{index}", "purl": purl} for index, purl in enumerate(purls)]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}).encode()


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    (folder / "TEST-1.json").write_text(json.dumps(ADVISORY), encoding="utf-8")
    return build_database([FeedSource(folder, "test")], folder / "facts").path


def test_what_an_sbom_describes_is_matched_and_the_totals_add_up(demo_database: Path) -> None:
    bom = json.loads(sbom_bytes("pkg:pypi/other@1"))
    bom["metadata"] = {"component": {"type": "application", "name": "demo", "purl": "pkg:pypi/demo@1.1"}}
    report = scan_sbom(read_sbom(json.dumps(bom).encode(), "x"), [demo_database])
    assert [component.name for component, _ in report.matched] == ["demo"]
    found = to_json(report)
    assert (found["components"], found["clean"], found["totals"]["matched"]) == (2, 1, 1)
    assert found["notes"] == ["what the SBOM describes, demo 1.1, is one of the components here"]


def expected_hits() -> dict[str, set[tuple[str, str, str]]]:
    """Return hits per SBOM file, computed without Medward."""
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    with (ROOT / "tests" / "examples" / "expected_hits.csv").open(encoding="utf-8") as table:
        for row in csv.DictReader(table):
            file = f"{row['product']}/sbom/{row['deployable']}-{row['release']}.cdx.json"
            found[file].add((row["component"], row["version"], row["advisory"]))
    return found


@pytest.mark.parametrize("product", ["infusion-pump", "pacemaker"])
def test_the_examples_match_what_an_independent_program_found(product: str, tmp_path: Path) -> None:
    database = build_database([FeedSource(EXAMPLES / product / "advisories", product)], tmp_path).path
    expected = expected_hits()
    for file in sorted((EXAMPLES / product / "sbom").glob("*.cdx.json")):
        report = scan_file(file, [database])
        found = {
            (component.name, component.version, match.advisory.id)
            for component, judgement in report.matched
            for match in judgement.matches
        }
        assert {(name.rpartition("/")[2], *rest) for name, *rest in found} == {
            (name.rpartition("/")[2], *rest) for name, *rest in expected[f"{product}/sbom/{file.name}"]
        }, file.name
        assert_adds_up(report)


def assert_adds_up(report: ScanReport) -> None:
    """Every component ends in exactly one place, and the JSON says the same."""
    places = [component.pointer for component, _ in report.matched + report.cannot_tell]
    places += [component.pointer for component in report.clean]
    assert sorted(places) == sorted(component.pointer for component in report.sbom.components)
    totals = to_json(report)["totals"]
    assert totals["components"] == totals["matched"] + totals["clean"] + totals["cannot_tell"]


PURLS = st.one_of(
    st.sampled_from(
        ["", "pkg:npm/x@1.0.0", "pkg:pypi/other@1", "pkg:pypi/demo", "pkg:deb/debian/x@1", "nonsense"]
    ),
    st.text("1.0a-rc%@/:pkgyidemo", max_size=12).map(lambda text: f"pkg:pypi/demo@{text}"),
    st.text(max_size=15),
)


@given(st.lists(PURLS, max_size=8))
@settings(max_examples=60)
def test_every_component_is_matched_or_clean_or_cannot_tell(demo_database: Path, purls: list[str]) -> None:
    assert_adds_up(scan_sbom(read_sbom(sbom_bytes(*purls), "x"), [demo_database]))


@given(st.text("1.0a-rc!x ~", min_size=1, max_size=3), st.integers(0, 3))
@settings(max_examples=60)
def test_damaging_an_affected_version_until_it_cannot_be_read_never_makes_it_clean(
    demo_database: Path, damage: str, at: int
) -> None:
    damaged = "1.1"[:at] + damage + "1.1"[at:]
    report = scan_sbom(read_sbom(sbom_bytes(f"pkg:pypi/demo@{damaged}"), "x"), [demo_database])
    try:
        affected = Version("1.0") <= Version(damaged) < Version("1.2")
    except InvalidVersion:
        assert report.clean == ()
    else:
        assert bool(report.matched) == affected


def test_the_json_has_the_keys_scripts_rely_on(demo_database: Path) -> None:
    report = scan_sbom(
        read_sbom(sbom_bytes("pkg:pypi/demo@1.1", "pkg:pypi/demo@1.2", "pkg:gem/x@1"), "x"), [demo_database]
    )
    document = to_json(report)
    assert document["components"] == 3
    (match,) = document["matches"]
    assert match["advisory"] == "TEST-1"
    assert match["aliases"] == ["CVE-2026-0001"]
    assert (match["component"], match["verdict"], match["confidence"]) == ("c0", "affected", "high")
    assert match["proof"] == (
        "PyPI package demo; version 1.1 is in '>= 1.0, < 1.2'; TEST-1 from test (2026-01-02); confidence high"
    )
    (unknown,) = document["cannot_tell"]
    assert unknown["reason"] == "no advisory source loaded for ecosystem RubyGems"
    (feed,) = document["feeds"]
    assert (feed["name"], feed["date"][:10], len(feed["digest"])) == ("test", "2026-01-02", 64)


def test_without_any_advisories_nothing_is_clean() -> None:
    report = scan_sbom(read_sbom(sbom_bytes("pkg:pypi/demo@1.1"), "x"), [])
    assert (report.clean, len(report.cannot_tell)) == ((), 1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no file"):
        scan_file(tmp_path / "absent.json", [])


def test_scan_imports_the_standard_library_and_medward_only() -> None:
    show = "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loads = ("import sys", "import sys, medward.workspace.scan, medward.workspace.feeds")
    before, after = (
        set(
            subprocess.run(
                [sys.executable, "-c", f"{load}; {show}"], capture_output=True, text=True, check=True
            ).stdout.split()
        )
        for load in loads
    )
    assert after - before - sys.stdlib_module_names == {"medward"}


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestFeeds:
    def test_home_follows_the_environment(self) -> None:
        assert medward_home({"MEDWARD_HOME": "/srv/medward"}) == Path("/srv/medward")
        assert medward_home({}).parts[-3:] == (".local", "share", "medward")

    def test_a_folder_becomes_a_cached_database_once(self, tmp_path: Path) -> None:
        folder = tmp_path / "feed"
        folder.mkdir()
        (folder / "a.json").write_text(json.dumps(ADVISORY), encoding="utf-8")
        first = database_for(folder, tmp_path / "home")
        assert database_for(folder, tmp_path / "home") == first
        assert installed_databases(tmp_path / "home") == ()
        assert database_for(first, tmp_path / "home") == first

    def test_importing_a_feed_again_replaces_its_database(self, tmp_path: Path) -> None:
        folder = tmp_path / "feed"
        folder.mkdir()
        (folder / "a.json").write_text(json.dumps(ADVISORY), encoding="utf-8")
        import_feeds([FeedSource(folder, "demo")], tmp_path)
        (folder / "b.json").write_text(json.dumps({**ADVISORY, "id": "TEST-2"}), encoding="utf-8")
        second = import_feeds([FeedSource(folder, "demo")], tmp_path).info
        assert second is not None
        assert installed_databases(tmp_path) == (second.path,)
        assert second.records == 2

    def test_a_refused_import_leaves_the_feeds_as_they_were(self, tmp_path: Path) -> None:
        folder = tmp_path / "feed"
        folder.mkdir()
        (folder / "a.json").write_text(json.dumps(ADVISORY), encoding="utf-8")
        import_feeds([FeedSource(folder, "demo")], tmp_path)
        before = contents(tmp_path / "facts")
        (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 cut short")
        done = import_feeds([FeedSource(tmp_path / "broken.zip", "demo")], tmp_path)
        assert [one.name for one in done.failed] == ["demo"]
        assert contents(tmp_path / "facts") == before

    @pytest.mark.parametrize(
        ("file", "name"), [("golang-vulndb.tar.zst", "golang-vulndb"), ("all.zip", "all"), ("x", "x")]
    )
    def test_a_feed_is_named_after_its_file(self, tmp_path: Path, file: str, name: str) -> None:
        (tmp_path / file).touch()
        assert feed_name(tmp_path / file) == name
