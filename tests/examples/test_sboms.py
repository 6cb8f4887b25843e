"""The SBOMs and advisories of the examples, checked without any code of Medward."""

import csv
import json
import re
import runpy
import subprocess
from collections.abc import Callable, Iterator
from functools import cmp_to_key
from itertools import pairwise
from pathlib import Path
from shutil import which
from typing import NamedTuple

import pytest
from cvss import CVSS3, CVSS4
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "src" / "medward" / "examples"
SBOMS = sorted(EXAMPLES.glob("*/sbom/*.cdx.json"))
ADVISORIES = sorted(EXAMPLES.glob("*/advisories/*.json"))
ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm", "golang": "Go", "cargo": "crates.io", "deb": "Debian:12"}
IDS = re.compile(r"CVE-\d{4}-\d{4,}|GHSA(-[0-9a-z]{4}){3}|GO-\d{4}-\d{4}|RUSTSEC-\d{4}-\d{4}")
LEVELS = {"actively-maintained", "no-longer-maintained", "abandoned", "unknown"}


class Hit(NamedTuple):
    """One component of one release that an advisory names."""

    product: str
    release: str
    deployable: str
    component: str
    version: str
    advisory: str


def name(path: Path) -> str:
    return f"{path.parts[-3]}/{path.name}"


def sbom(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def properties(part: dict) -> dict[str, str]:
    return {found["name"]: found["value"] for found in part.get("properties", [])}


def debian_order(one: str, other: str) -> int:
    """Compare two Debian versions by the rules of Debian Policy 5.6.12."""

    def split(version: str) -> tuple[int, str, str]:
        epoch, _, rest = version.rpartition(":")
        upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
        return int(epoch or 0), upstream, revision

    def weight(char: str) -> int:
        return -1 if char == "~" else ord(char) if char.isalpha() else ord(char) + 256

    def key(text: str) -> list[tuple[list[int], int]]:
        found = re.findall(r"(\D*)(\d*)", text)
        return [([*map(weight, word), 0], int(number or 0)) for word, number in found]

    (epoch_1, *parts_1), (epoch_2, *parts_2) = split(one), split(other)
    keys = [epoch_1, *map(key, parts_1)], [epoch_2, *map(key, parts_2)]
    return (keys[0] > keys[1]) - (keys[0] < keys[1])


def semver_key(version: str) -> tuple[list[int], bool, list[tuple[int, int, str]]]:
    """Return a sort key by the precedence rules of Semantic Versioning 2.0.0, clause 11."""
    core, _, pre = version.removeprefix("v").partition("+")[0].partition("-")
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in pre.split(".") if part]
    return [int(number) for number in core.split(".")], not pre, parts


KEYS: dict[str, Callable[[str], object]] = {
    "PyPI": Version,
    "Debian:12": cmp_to_key(debian_order),
    "npm": semver_key,
    "Go": semver_key,
    "crates.io": semver_key,
}


def is_affected(version: str, affected: dict) -> bool:
    """Walk the events of the ranges as the OSV specification's evaluation does."""
    key = KEYS[affected["package"]["ecosystem"]]
    for found in affected["ranges"]:
        inside = False
        for event in found["events"]:
            if "introduced" in event and (
                event["introduced"] == "0" or key(version) >= key(event["introduced"])
            ):
                inside = True
            if "fixed" in event and key(version) >= key(event["fixed"]):
                inside = False
        if inside:
            return True
    return False


def named(purl: PackageURL) -> tuple[str | None, str]:
    """Return ecosystem and name by which advisories know a component: for Debian its source package."""
    if purl.type == "deb":
        return ECOSYSTEMS["deb"], purl.qualifiers.get("upstream", purl.name)
    return ECOSYSTEMS.get(purl.type), "/".join(filter(None, (purl.namespace, purl.name)))


def affects(record: dict, part: dict) -> bool:
    known = named(PackageURL.from_string(part["purl"]))
    return any(
        (affected["package"]["ecosystem"], affected["package"]["name"]) == known
        and is_affected(part["version"], affected)
        for affected in record["affected"]
    )


def hits() -> Iterator[Hit]:
    for path in SBOMS:
        product = path.parts[-3]
        records = [sbom(found) for found in ADVISORIES if found.parts[-3] == product]
        root = sbom(path)["metadata"]["component"]
        place = product, root["version"], root["name"]
        for part in sbom(path)["components"]:
            for record in records:
                if "purl" in part and affects(record, part):
                    yield Hit(*place, part["name"], part["version"], record["id"])


def expected_hits() -> set[Hit]:
    with (Path(__file__).parent / "expected_hits.csv").open(encoding="utf-8", newline="") as stream:
        return {Hit(**row) for row in csv.DictReader(stream)}


@pytest.mark.parametrize("path", SBOMS, ids=name)
def test_each_sbom_is_valid_cyclonedx(path: Path) -> None:
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(path.read_text(encoding="utf-8"))
    assert error is None, error


@pytest.mark.parametrize("path", SBOMS, ids=name)
def test_each_sbom_names_its_release_its_maker_and_its_build(path: Path) -> None:
    metadata = sbom(path)["metadata"]
    root = metadata["component"]
    assert path.name == f"{root['name']}-{root['version']}.cdx.json"
    assert properties(metadata)["medward:build-id"].startswith(root["version"] + "+")
    assert properties(metadata)["medward:deployable"] == root["name"]
    assert metadata["authors"]
    assert metadata["tools"]["components"]
    assert metadata["lifecycles"] == [{"phase": "build"}]


@pytest.mark.parametrize("path", SBOMS, ids=name)
def test_each_component_is_there_once_and_its_package_url_parses(path: Path) -> None:
    parts = sbom(path)["components"]
    refs = [part["bom-ref"] for part in parts]
    assert len(refs) == len(set(refs))
    for part in parts:
        assert part["supplier"]["name"]
        assert "purl" in part or "cpe" in part
        if "purl" in part:
            assert PackageURL.from_string(part["purl"]).version == part["version"]


@pytest.mark.parametrize("path", SBOMS, ids=name)
def test_each_component_says_how_it_is_supported_and_who_says_so(path: Path) -> None:
    for part in sbom(path)["components"]:
        said = properties(part)
        assert said["medward:support-level"] in LEVELS
        if "cdx:lifecycle:milestone:endOfSupport" in said:
            assert said["medward:end-of-support-source"]
        assert ("hashes" in part) == ("medward:hash-input" in said)


@pytest.mark.parametrize("path", SBOMS, ids=name)
def test_the_dependency_graph_reaches_the_components(path: Path) -> None:
    document = sbom(path)
    graph = {entry["ref"]: entry.get("dependsOn", []) for entry in document["dependencies"]}
    refs = {part["bom-ref"] for part in document["components"]}
    reached, waiting = set(), [document["metadata"]["component"]["bom-ref"]]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting.extend(graph[ref])
    assert reached <= refs | {document["metadata"]["component"]["bom-ref"]}
    assert len(reached & refs) >= 0.95 * len(refs)


def test_the_pump_has_at_least_250_components() -> None:
    pump = [sbom(path) for path in SBOMS if path.name.endswith("-4.2.0.cdx.json")]
    parts = [part for document in pump for part in document["components"]]
    assert len({(part.get("purl"), part["name"], part["version"]) for part in parts}) >= 250
    unknown = [part["name"] for part in parts if properties(part)["medward:support-level"] == "unknown"]
    assert 3 <= len(unknown) <= 5


def test_the_tables_give_the_same_bytes_again(tmp_path: Path) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "make_example_sboms.py"))
    made = script["write_all"](tmp_path)
    assert [path.relative_to(tmp_path) for path in sorted(made)] == [p.relative_to(EXAMPLES) for p in SBOMS]
    for path in made:
        assert path.read_bytes() == (EXAMPLES / path.relative_to(tmp_path)).read_bytes()


@pytest.mark.parametrize("path", ADVISORIES, ids=name)
def test_each_advisory_has_the_shape_of_the_osv_schema(path: Path) -> None:
    record = sbom(path)
    assert path.stem == record["id"]
    assert IDS.fullmatch(record["id"])
    assert record["published" if "published" in record else "modified"] <= record["modified"] < "2026-09"
    assert record["database_specific"]["medward_source"]
    for affected in record["affected"]:
        assert affected["package"]["ecosystem"] in ECOSYSTEMS.values()
        assert PackageURL.from_string(affected["package"]["purl"])
        for found in affected["ranges"]:
            assert found["type"] in {"SEMVER", "ECOSYSTEM"}
            assert "introduced" in found["events"][0]
            assert all(len(event) == 1 for event in found["events"])
    for score in record.get("severity", []):
        scored = {"CVSS_V3": CVSS3, "CVSS_V4": CVSS4}[score["type"]](score["score"])
        assert scored.clean_vector() == score["score"]


def test_the_advisories_hit_exactly_the_listed_components() -> None:
    found = set(hits())
    assert found == expected_hits()


def test_enough_components_are_hit_and_enough_advisories_miss() -> None:
    found = expected_hits()
    pump = {hit for hit in found if hit.release == "4.2.0"}
    older = {hit for hit in found if hit.release == "4.1.0"}
    assert len({(hit.deployable, hit.component) for hit in pump}) >= 20
    assert len(older) > len(pump)
    every = {path.stem for path in ADVISORIES if "infusion-pump" in path.parts}
    assert len(every - {hit.advisory for hit in pump}) >= 15
    assert any(hit.component == "bluez" and hit.deployable == "comms-module" for hit in pump)
    assert len({hit.component for hit in found if hit.release == "3.1.0"}) >= 8


@pytest.mark.skipif(which("dpkg") is None, reason="dpkg is not on this system")
def test_dpkg_orders_the_debian_versions_as_this_file_does() -> None:
    fixed = {
        event["fixed"]
        for path in ADVISORIES
        for affected in sbom(path)["affected"]
        for event in affected["ranges"][0]["events"]
        if affected["package"]["ecosystem"] == "Debian:12" and "fixed" in event
    }
    ordered = sorted(fixed, key=cmp_to_key(debian_order))
    for lower, higher in pairwise(ordered):
        asked = subprocess.run(["dpkg", "--compare-versions", lower, "lt", higher], check=False)
        assert asked.returncode == 0
