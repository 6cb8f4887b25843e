"""Advisories to ask and claims to compare with, out of the shared real data.

A source is either asked or claims something in one run, never both: see `accuracy.py` for which is which.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from medward.components.sbom import Component
from medward.errors import InvalidInputError, InvalidRecordError
from medward.vulnerabilities.accuracy import Claim
from medward.vulnerabilities.osv import parse_osv
from medward.vulnerabilities.sources.cve import parse_cve
from medward.vulnerabilities.sources.nvd import parse_nvd_cve

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.realdata import bundle, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from medward.vulnerabilities.advisory import Advisory

OSV_BUNDLES: Final = {
    "PyPI": "pypa-advisory-database", "crates.io": "rustsec-osv", "Go": "golang-vulndb",
    "Packagist": "drupal-advisory-database", "Hackage": "haskell-osv", "CRAN": "r-advisory-database",
    "AlmaLinux": "almalinux-osv", "Bitnami": "bitnami-vulndb", "Julia": "julia-osv",
}  # fmt: skip
_MAVEN: Final = "maven-ghsa-from-osv-scalibr"


def osv_records(data: Path, name: str) -> Iterator[dict[str, object]]:
    """Return the OSV records of a bundle, or those of GitHub's about Maven (`Maven`)."""
    if name == "Maven":
        for path in sorted((data / "osv" / _MAVEN).rglob("*.json")):
            tree = json.loads(path.read_bytes())
            yield from tree["vulns"] if isinstance(tree, dict) else tree
        return
    for member, content in bundle(data / "osv" / f"{OSV_BUNDLES[name]}.tar.zst"):
        if member.endswith(".json"):
            yield json.loads(content)
        elif member.endswith((".yaml", ".yml")):
            yield yaml.load(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - the base loader builds text only


def osv_advisories(data: Path, name: str, *, with_versions: bool = True) -> list[Advisory]:
    """Return the advisories of a bundle; without their enumerated versions where those are the claims."""
    found = {}
    for record in osv_records(data, name):
        if not with_versions:
            for entry in _entries(record):
                if any(one.get("type") != "GIT" for one in entry.get("ranges", [])):
                    entry.pop("versions", None)
        advisory = parse_osv(record, str(record.get("id")))
        found[advisory.id] = advisory
    return list(found.values())


def nvd_advisories(data: Path) -> Iterator[Advisory]:
    """Return NVD's records of the feeds in format 1.1, and what overrides them."""
    for path in sorted((data / "nvd").glob("nvdcve-1.1-*.json.zst")):
        for item in json.loads(unpacked(path))["CVE_Items"]:
            yield parse_nvd_cve(item, path.name)
    yield from _parsed(data / "nvd" / "anchore-nvd-data-overrides.tar.zst", parse_nvd_cve)


def cve_advisories(data: Path, name: str) -> Iterator[Advisory]:
    """Return the CVE records of a bundle."""
    return _parsed(data / "cve" / f"{name}.tar.zst", parse_cve)


def _parsed(path: Path, parse: Callable[[object, str], Advisory]) -> Iterator[Advisory]:
    for member, content in bundle(path):
        if member.endswith(".json"):
            try:
                yield parse(json.loads(content), member)
            except (InvalidRecordError, InvalidInputError):
                continue


def _entries(record: dict[str, object]) -> list[dict[str, list[dict[str, object]]]]:
    entries = record.get("affected") or []
    assert isinstance(entries, list)
    return entries


# -- claims ---------------------------------------------------------------------------------------------------

_TYPES: Final = {
    "PyPI": "pypi", "crates.io": "cargo", "Go": "golang", "Packagist": "composer", "Maven": "maven",
    "npm": "npm", "RubyGems": "gem", "Hex": "hex", "CRAN": "cran", "Hackage": "hackage", "Julia": "julia",
}  # fmt: skip


def purl_of(ecosystem: str, name: str, version: str) -> str:
    """Return the package URL of an OSV package at a version."""
    path = name.replace(":", "/") if ecosystem == "Maven" else name
    tail = "?uuid=0" if ecosystem == "Julia" else ""
    return f"pkg:{_TYPES[ecosystem]}/{path.replace('@', '%40')}@{version.replace('+', '%2B')}{tail}"


def enumerated(data: Path, name: str) -> tuple[list[Claim], dict[str, int]]:
    """Return claims from the versions OSV records list, and why records were left out.

    A version another record of the package lists and this one does not is claimed not affected. A record contradicts
    itself when it lists a version its own range calls fixed, or leaves out one its range calls introduced or last
    affected though another record lists it: recognised by text alone, nothing is ordered.
    """
    known: defaultdict[str, set[str]] = defaultdict(set)
    kept: list[tuple[frozenset[str], str, set[str], list[tuple[str, str]]]] = []
    for record in osv_records(data, name):
        ids = frozenset({str(record["id"]), *_texts(record.get("aliases"))})
        listed: defaultdict[str, set[str]] = defaultdict(set)
        events: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for entry in [] if record.get("withdrawn") else _entries(record):
            package = str(entry["package"]["name"])  # type: ignore[call-overload]
            if entry["package"]["ecosystem"] == name:  # type: ignore[call-overload]
                listed[package] |= {str(one) for one in entry.get("versions", [])}
                events[package] += _events(entry)
        for package, versions in listed.items():
            if versions:
                known[package] |= versions
                kept.append((ids, package, versions, events[package]))
    claims: list[Claim] = []
    left_out: defaultdict[str, int] = defaultdict(int)
    for ids, package, versions, said in kept:
        why = _contradiction(said, versions, known[package])
        if why:
            left_out[why] += 1
            continue
        for version in sorted(known[package]):
            part = Component("", package, purl=purl_of(name, package, version), version=version)
            claims.append(Claim(part, ids, version in versions))
    return claims, dict(left_out)


def _events(entry: dict[str, list[dict[str, object]]]) -> list[tuple[str, str]]:
    """Return the events of the ranges that are not of commits."""
    return [
        (str(name), str(version))
        for one in entry.get("ranges", [])
        if one.get("type") != "GIT"
        for event in one.get("events", [])  # type: ignore[attr-defined]
        for name, version in event.items()
    ]


def _contradiction(events: list[tuple[str, str]], listed: set[str], known: set[str]) -> str:
    """Return how a record's list and its own range contradict each other, by the text of versions alone."""
    if not events:
        return "no range of versions"
    fixed = {version for name, version in events if name == "fixed"}
    begun = {version for name, version in events if name == "introduced" and version != "0"}
    last = {version for name, version in events if name == "last_affected"}
    if listed & (fixed - begun):
        return "lists a version its range calls fixed"
    if ((begun | last) & known) - listed - fixed:
        return "leaves out a version its range calls affected"
    if _is_open(events) and known - listed:
        return "its range has no end, its list stops when it was made"
    return ""


def _is_open(events: Iterable[tuple[str, str]]) -> bool:
    """Return whether a range is never closed."""
    names = [name for name, _ in events]
    return names.count("introduced") > names.count("fixed") + names.count("last_affected")


def vulnerablecode(
    data: Path, kind: str
) -> Iterator[tuple[str, dict[str, tuple[set[str], set[str]]], list[str]]]:
    """Return for each package its name, affected and fixing versions by VCID, and every version."""
    for line in io.BytesIO(unpacked(data / "osv" / "vulnerablecode" / f"packages-{kind}.jsonl.zst")):
        one = json.loads(line)
        by_id: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        purls = []
        for purl, affected, fixing in one["versions"]:
            purls.append(purl)
            for name in affected:
                by_id[name][0].add(purl)
            for name in fixing:
                by_id[name][1].add(purl)
        yield one["package"], dict(by_id), purls


def vulnerablecode_ids(data: Path) -> dict[str, frozenset[str]]:
    """Return the aliases of every VCID."""
    lines = io.BytesIO(unpacked(data / "osv" / "vulnerablecode" / "vulnerabilities.jsonl.zst"))
    return {one["id"]: frozenset({one["id"], *one["aliases"]}) for one in map(json.loads, lines)}


def sap_claims(data: Path) -> Iterator[Claim]:
    """Return what SAP's reviewers say of artifacts, affected or not."""
    for member, content in bundle(data / "osv" / "sap-project-kb-native.tar.zst"):
        if member.endswith("statement.yaml"):
            tree = yaml.load(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - builds text only
            ids = frozenset({tree["vulnerability_id"]})
            for artifact in tree.get("artifacts") or []:
                if artifact.get("affected") in {"true", "false"} and artifact["id"].startswith("pkg:"):
                    part = Component("", artifact["id"], purl=artifact["id"])
                    yield Claim(part, ids, artifact["affected"] == "true")


def dictionary(data: Path) -> dict[str, list[str]]:
    """Return the vendors of each product of the CPE dictionary."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    text = unpacked(data / "nvd" / "cpedict" / "cpes.csv.zst").decode()
    for vendor, product in list(csv.reader(io.StringIO(text)))[1:]:
        found[product].append(vendor)
    return dict(found)


_WORD: Final = re.compile("[-_. ]")


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
