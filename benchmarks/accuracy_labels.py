"""Findings people judged: the labels of Anchore's match quality gate, turned into components as an SBOM lists them.

Every label is a finding of grype on a container image that a person called right (TP) or wrong (FP), so grype's own
recall over them is 1 by construction and its precision is TP / (TP + FP). A label names package, version and
vulnerability; what is not in it (type, Maven group, CPE names) is made as a generator of SBOMs would make it.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from accuracy_sources import bundle, dictionary

from medward.components.sbom import Component
from medward.vulnerabilities.accuracy import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from medward.vulnerabilities.advisory import Advisory

_DEBIAN: Final = ("node", "ghost", "jenkins/", "neo4j", "postgres", "bitnami/", "distroless", "core-oc")
_UBUNTU: Final = ("ubuntu", "kibana")
_JAVA: Final = ("cloudbees", "jenkins", "keycloak", "spark", "neo4j", "vulhub")
_NODE: Final = ("node", "ghost", "kibana")
_RPM: Final = re.compile(r"\.(el|amzn|fc|cm)[0-9]|module[_+]el|^(?:.*-[0-9.]+){1}$")
_SUSE: Final = re.compile(r"-[0-9]+(\.[0-9]+){1,2}$")
_APK: Final = re.compile(r"-r[0-9]+$")
_DEB: Final = re.compile(r"^[0-9]+:|ubuntu|deb[0-9]|dfsg|\+b[0-9]|-[0-9][0-9.]*$")
_RPM_NAMESPACES: Final = {
    "almalinux": "almalinux", "rockylinux": "rocky", "ubi8": "redhat", "sle15": "suse", "amazonlinux": "amzn",
    "oraclelinux": "oracle", "mariner": "mariner",
}  # fmt: skip
_MOST_VENDORS: Final = 5


class Label(NamedTuple):
    """One judged finding."""

    image: str
    kind: str
    """Type of the package, "" when nothing tells."""
    claim: Claim


def read_labels(data: Path, advisories: Iterable[Advisory]) -> tuple[list[Label], dict[str, int]]:
    """Return the labels that name a package and were decided, and how many do not."""
    vendors, groups = dictionary(data), _groups(advisories)
    labels, left_out = [], defaultdict(int)
    for row in _rows(data):
        package = row.get("package")
        if row["label"] not in {"TP", "FP"}:
            left_out["not decided"] += 1
        elif not isinstance(package, dict) or not package.get("version"):
            left_out["names no package"] += 1
        else:
            name, version = str(package["name"]), str(package["version"])
            image = str(row["image"]["exact"])  # type: ignore[index,call-overload]
            kind = kind_of_package(image, name, version)
            ids = frozenset(
                str(row[field]) for field in ("vulnerability_id", "effective_cve") if row.get(field)
            )
            part = _component(kind, (name, version), image, (vendors, groups))
            labels.append(Label(image, kind, Claim(part, ids, row["label"] == "TP")))
    return labels, dict(left_out)


def _rows(data: Path) -> Iterator[dict[str, object]]:
    for _, content in bundle(data / "vectors" / "anchore-vulnerability-match-labels.tar.zst"):
        if content.strip():
            tree = json.loads(content)
            yield from tree if isinstance(tree, list) else [tree]


def kind_of_package(image: str, name: str, version: str) -> str:
    """Return the type of a package by the look of its version and the image it is in."""
    if _APK.search(version):
        return "apk"
    if "/" in name or name == "stdlib" or version.startswith("go1."):
        return "golang"
    if re.search(r"\.(el|amzn|fc|cm)[0-9]|module[_+]", version) or (
        "sle15" in image and _SUSE.search(version)
    ):
        return "rpm"
    if any(part in image for part in _UBUNTU + _DEBIAN) and _DEB.search(version) and name == name.lower():
        return "deb"
    if ":" in name or any(part in image for part in _JAVA):
        return "maven"
    return "npm" if any(part in image for part in _NODE) else ""


def _component(
    kind: str, package: tuple[str, str], image: str, known: tuple[dict[str, list[str]], dict[str, set[str]]]
) -> Component:
    """Return the component as a generator would list it, with CPE names guessed from the dictionary."""
    name, version = package
    vendors, groups = known
    own = name.rpartition(":")[2]
    names = dict.fromkeys([own.lower(), own.lower().replace("-", "_"), own.lower().replace("_", "-")])
    found = [(vendor, product) for product in names for vendor in vendors.get(product, [])]
    upstream = _upstream(kind, version)
    guesses = tuple(
        f"cpe:2.3:a:{vendor}:{product}:{_escaped(upstream)}:*:*:*:*:*:*:*"
        for vendor, product in found
        if len(found) <= _MOST_VENDORS
    )
    return Component("", name, version=version, purl=_purl(kind, package, image, groups), identifiers=guesses)


def _upstream(kind: str, version: str) -> str:
    """Return the version without epoch and revision of a distribution."""
    if kind in {"deb", "rpm", "apk"}:
        return version.partition(":")[2].partition("-")[0] if ":" in version else version.partition("-")[0]
    return version.removeprefix("go").removeprefix("v")


def _escaped(text: str) -> str:
    return re.sub(r"([^a-z0-9._-])", r"\\\1", text.lower())


def _purl(kind: str, package: tuple[str, str], image: str, groups: dict[str, set[str]]) -> str:
    name, version = package
    tail = version.replace("+", "%2B")
    if kind == "maven":
        group, _, own = name.rpartition(":")
        coordinates = groups.get(own, set())
        chosen = group or (next(iter(coordinates)).partition(":")[0] if len(coordinates) == 1 else own)
        return f"pkg:maven/{chosen}/{own}@{tail}"
    if kind == "deb":
        return f"pkg:deb/{'ubuntu' if any(part in image for part in _UBUNTU) else 'debian'}/{name}@{tail}"
    if kind == "rpm":
        vendor = next((one for part, one in _RPM_NAMESPACES.items() if part in image), "redhat")
        release = re.search(r"el([0-9]+)", version)
        distro = f"?distro={vendor}-{release[1]}&upstream={name}" if release else f"?upstream={name}"
        return f"pkg:rpm/{vendor}/{name}@{tail}{distro}"
    return {
        "apk": f"pkg:apk/alpine/{name}@{tail}", "golang": f"pkg:golang/{name}@{tail}",
        "npm": f"pkg:npm/{name.replace('@', '%40')}@{tail}",
    }.get(kind, f"pkg:generic/{name}@{tail}")  # fmt: skip


def _groups(advisories: Iterable[Advisory]) -> dict[str, set[str]]:
    """Return Maven coordinates by artifact name: a label has the artifact only."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for advisory in advisories:
        for package in advisory.affected:
            if package.ecosystem == "Maven":
                found[package.name.rpartition(":")[2]].add(package.name)
    return dict(found)
