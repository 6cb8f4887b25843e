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
from urllib.parse import unquote

import yaml

from medward.components.sbom import Component
from medward.vulnerabilities.accuracy import Claim
from medward.vulnerabilities.advisory import Advisory
from medward.vulnerabilities.ecosystems import Identity, identify
from medward.vulnerabilities.osv import parse_osv
from medward.vulnerabilities.sources.detect import HEAD_BYTES, kind_of
from medward.vulnerabilities.sources.read import read_feed

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.realdata import bundle, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def feed_advisories(path: Path) -> Iterator[Advisory]:
    """Return the advisories of any bundle or compressed file; records that cannot be used are left out."""
    members = (
        bundle(path) if path.name.endswith(".tar.zst") else [(path.name.removesuffix(".zst"), unpacked(path))]
    )
    for member, content in members:
        kind = kind_of(member, content[:HEAD_BYTES])
        yield from (one for one in read_feed(kind, content, member) if isinstance(one, Advisory))


def nvd_advisories(data: Path) -> Iterator[Advisory]:
    """Return NVD's records of the feeds in format 1.1, and what overrides them."""
    for path in sorted((data / "nvd").glob("nvdcve-1.1-*.json.zst")):
        yield from feed_advisories(path)
    yield from feed_advisories(data / "nvd" / "anchore-nvd-data-overrides.tar.zst")


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
    kept = list(_listings(data, name))
    known: defaultdict[str, set[str]] = defaultdict(set)
    for _, package, versions, _ in kept:
        known[package] |= versions
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


def _listings(data: Path, name: str) -> Iterator[tuple[frozenset[str], str, set[str], list[tuple[str, str]]]]:
    """Return ids, package, listed versions and events of the ranges of each record and package."""
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
                yield ids, package, versions, events[package]


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
    data: Path, kind: str, advisories: Iterable[Advisory]
) -> tuple[list[Claim], dict[str, int]]:
    """Return claims about packages and vulnerabilities that the asked advisories know too, and what was left out.

    VulnerableCode merges the ranges of several databases, so it often means another range than the asked source
    does. A pair is left out when the two sources disagree, which is seen without our matcher: a version both
    affected and fixing; other fixed versions than the advisory names; a version on the other side of a bound of the
    advisory by its leading numbers alone.
    """
    aliases, known = _vulnerablecode_ids(data), _by_package(advisories)
    claims: list[Claim] = []
    left_out: defaultdict[str, int] = defaultdict(int)
    for line in io.BytesIO(unpacked(data / "osv" / "vulnerablecode" / f"packages-{kind}.jsonl.zst")):
        package = json.loads(line)
        purls = [one[0] for one in package["versions"]]
        identity = identify(purls[0], "")
        said = known.get((identity.ecosystem, identity.name), []) if isinstance(identity, Identity) else []
        for vcid, (affected, fixing) in _pairs(package["versions"]).items() if said else ():
            ids = aliases.get(vcid, frozenset({vcid}))
            texts = [text for names, found in said if names & ids for text in found]
            if not texts:
                continue
            why = _disagreement(affected, fixing, texts)
            if why:
                left_out[why] += 1
                continue
            parts = [
                Component("", package["package"], purl=purl) for purl in purls if purl in affected | fixing
            ]
            claims += [Claim(part, ids, part.purl in affected) for part in parts]
    return claims, dict(left_out)


def _pairs(versions: list[tuple[str, list[str], list[str]]]) -> dict[str, tuple[set[str], set[str]]]:
    """Return affected and fixing versions by VCID."""
    found: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for purl, affected, fixing in versions:
        for name in affected:
            found[name][0].add(purl)
        for name in fixing:
            found[name][1].add(purl)
    return dict(found)


def _vulnerablecode_ids(data: Path) -> dict[str, frozenset[str]]:
    """Return the aliases of every VCID."""
    lines = io.BytesIO(unpacked(data / "osv" / "vulnerablecode" / "vulnerabilities.jsonl.zst"))
    return {one["id"]: frozenset({one["id"], *one["aliases"]}) for one in map(json.loads, lines)}


def _by_package(
    advisories: Iterable[Advisory],
) -> dict[tuple[str, str], list[tuple[frozenset[str], list[str]]]]:
    """Return ids and the words of the ranges of every advisory, by ecosystem and look-up."""
    found: defaultdict[tuple[str, str], list[tuple[frozenset[str], list[str]]]] = defaultdict(list)
    for advisory in advisories:
        for package in advisory.affected if not advisory.withdrawn else ():
            words = [interval.text for interval in package.intervals] + list(package.versions)
            found[package.ecosystem, package.lookup].append(
                (frozenset({advisory.id, *advisory.aliases}), words)
            )
    return dict(found)


def _disagreement(affected: set[str], fixing: set[str], texts: list[str]) -> str:
    """Return how VulnerableCode and the asked source disagree, told without the matcher."""
    if affected & fixing:
        return "affected and fixing at once"
    bounds = [_bounds(text) for text in texts]
    ends = {version.lstrip("v") for text in bounds for sign, version in text if sign == "<"}
    if ends != {_version(purl).lstrip("v") for purl in fixing}:
        return "another fixed version"
    return _outside(bounds, affected, fixing)


def _bounds(text: str) -> list[tuple[str, str]]:
    """Return sign and version of each bound in the words of a range."""
    return [
        (sign, version.partition(" ")[0])
        for part in text.split(", ")
        for sign, _, version in [part.partition(" ")]
    ]


def _outside(bounds: list[list[tuple[str, str]]], affected: set[str], fixing: set[str]) -> str:
    """Return how claims and ranges contradict each other by leading numbers alone."""
    if any(not any(_may_hold(text, purl) for text in bounds) for purl in affected):
        return "affected outside the range, by leading numbers"
    if any(_must_hold(text, purl) for text in bounds for purl in fixing):
        return "not affected inside the range, by leading numbers"
    return ""


def _version(purl: str) -> str:
    return unquote(purl.rpartition("@")[2].partition("?")[0])


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers a version starts with, trailing zeros left out."""
    found = [int(part) for part in _LEADING.match(version.lstrip("vV"))[0].split(".") if part]  # type: ignore[index]
    while found and not found[-1]:
        found.pop()
    return tuple(found)


_LEADING: Final = re.compile(r"[0-9.]*")


def _may_hold(bounds: list[tuple[str, str]], purl: str) -> bool:
    """Return whether a range can hold a version as far as leading numbers tell."""
    at = _numbers(_version(purl))
    return all(
        at >= _numbers(bound) if sign in {">=", ">"} else at <= _numbers(bound)
        for sign, bound in bounds
        if sign in {">=", ">", "<", "<=", "="}
    )


def _must_hold(bounds: list[tuple[str, str]], purl: str) -> bool:
    """Return whether a range holds a version whatever follows the leading numbers."""
    at = _numbers(_version(purl))
    return all(
        at > _numbers(bound) if sign in {">=", ">"} else at < _numbers(bound)
        for sign, bound in bounds
        if sign in {">=", ">", "<", "<=", "="}
    )


def sap_claims(data: Path, advisories: Iterable[Advisory]) -> tuple[list[Claim], dict[str, int]]:
    """Return what SAP's reviewers say of artifacts the asked advisories know, and what was left out.

    A vulnerability of a package is left out when reviewers and advisory contradict each other by leading numbers.
    """
    known = _by_package(advisories)
    pairs: defaultdict[tuple[str, str], list[tuple[str, bool]]] = defaultdict(list)
    for member, content in bundle(data / "osv" / "sap-project-kb-native.tar.zst"):
        if member.endswith("statement.yaml"):
            tree = yaml.load(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - builds text only
            for artifact in tree.get("artifacts") or []:
                if artifact.get("affected") in {"true", "false"} and artifact["id"].startswith("pkg:"):
                    pair = (tree["vulnerability_id"], artifact["id"].rpartition("@")[0])
                    pairs[pair].append((artifact["id"], artifact["affected"] == "true"))
    claims: list[Claim] = []
    left_out: defaultdict[str, int] = defaultdict(int)
    for (name, _), said in pairs.items():
        identity = identify(said[0][0], "")
        found = known.get((identity.ecosystem, identity.name), []) if isinstance(identity, Identity) else []
        bounds = [_bounds(text) for ids, texts in found if name in ids for text in texts]
        if not bounds:
            continue
        why = _outside(bounds, {purl for purl, bad in said if bad}, {purl for purl, bad in said if not bad})
        if why:
            left_out[why] += 1
            continue
        claims += [Claim(Component("", purl, purl=purl), frozenset({name}), bad) for purl, bad in said]
    return claims, dict(left_out)


def dictionary(data: Path) -> dict[str, list[str]]:
    """Return the vendors of each product of the CPE dictionary."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    text = unpacked(data / "nvd" / "cpedict" / "cpes.csv.zst").decode()
    for vendor, product in list(csv.reader(io.StringIO(text)))[1:]:
        found[product].append(vendor)
    return dict(found)


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
