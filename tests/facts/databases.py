"""Small databases from records as their sources publish them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from medward.facts.direct import write_advisories
from medward.facts.match import match_components
from medward.vulnerabilities.osv import parse_osv
from medward.vulnerabilities.sources.nvd import parse_nvd_cve

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.sbom import Component
    from medward.facts.match import ScanResult
    from medward.vulnerabilities.advisory import Advisory, Exploitation
    from medward.vulnerabilities.matching import Judgement


START = {"introduced": "0"}


def osv_record(
    name: str, ecosystem: str, package: str, *events: dict[str, str], **more: object
) -> dict[str, object]:
    """Return an OSV record about one package, with one range of `events` where there are any.

    `more` is said of the package beside its range.
    """
    kind = "SEMVER" if ecosystem in {"npm", "Go"} else "ECOSYSTEM"
    entry: dict[str, object] = {"package": {"ecosystem": ecosystem, "name": package}, **more}
    if events:
        entry["ranges"] = [{"type": kind, "events": list(events)}]
    return {"id": name, "modified": "2026-01-01T00:00:00Z", "affected": [entry]}


RECORDS = [
    osv_record("A-1", "PyPI", "demo", START, {"fixed": "2.0"}),
    osv_record("A-2", "npm", "JSONStream", START, {"fixed": "1.3.5"}),
    osv_record("A-3", "ConanCenter", "b", START, {"fixed": "2"}, versions=["1.0", "1.1"]),
    osv_record("A-4", "Debian:12", "openssl", START, {"fixed": "3.0.11-1"}),
    osv_record("A-5", "Debian:11", "openssl", START, {"fixed": "1.1.1w-0"}),
    osv_record("A-6", "npm", "odd", START, {"fixed": "next"}),
    osv_record("A-7", "npm", "odd", START, {"fixed": "2.0.0"}),
    osv_record("A-9", "Maven", "org.a:b", START, {"fixed": "2"}),
    osv_record("A-13", "Maven", "org.a:c", START, {"fixed": "1-alpha"}),
    osv_record("A-10", "AlmaLinux:9", "acl", START, {"fixed": "2.3.1-4.el9"}),
    {
        **osv_record("A-20", "AlmaLinux:9", "nodejs", START, {"fixed": "1:18.9.1-1.module_el9.1.0+1+a"}),
        "summary": "Important: nodejs:18 security update",
    },
    osv_record("A-21", "AlmaLinux:9", "nodejs", START, {"fixed": "1:18.9.0-2.module_el9.1.0+1+a"}),
    osv_record("A-8", "Packagist:https://packages.drupal.org/8", "drupal/core", START, versions=["8.1"]),
]
"""One record for each way an ecosystem names packages and orders versions."""


def osv(
    name: str,
    package: tuple[str, str],
    *events: dict[str, str],
    aliases: tuple[str, ...] = (),
    withdrawn: str = "",
) -> Advisory:
    """Return an OSV record about one range of one package."""
    record = {**osv_record(name, *package, *events), "aliases": list(aliases)}
    if withdrawn:
        record["withdrawn"] = withdrawn
    return parse_osv(json.loads(json.dumps(record)), f"{name}.json")


def nvd(name: str, *matches: dict[str, object], running_on: str = "", status: str = "Analyzed") -> Advisory:
    """Return an NVD 2.0 record: any of `matches`, where given only on `running_on`."""
    nodes: list[dict[str, object]] = [
        {"operator": "OR", "cpeMatch": [{"vulnerable": True, **one} for one in matches]}
    ]
    if running_on:
        nodes.append({"operator": "OR", "cpeMatch": [{"vulnerable": False, "criteria": running_on}]})
    configuration = {"nodes": nodes, **({"operator": "AND"} if running_on else {})}
    record = {
        "id": name,
        "lastModified": "2026-01-01T00:00:00.000",
        "vulnStatus": status,
        "descriptions": [{"lang": "en", "value": name}],
        "configurations": [configuration],
    }
    return parse_nvd_cve({"cve": record}, f"{name}.json")


def cpe(product: str, version: str = "*", rest: str = "*:*:*:*:*:*:*") -> str:
    """Return the formatted string of `a:vendor:product`."""
    return f"cpe:2.3:{product}:{version}:{rest}"


def scanned(
    path: Path,
    sources: dict[str, list[Advisory]],
    *components: Component,
    exploitation: tuple[Exploitation, ...] = (),
) -> ScanResult:
    """Return the judgements of components by sources."""
    path.unlink(missing_ok=True)
    return match_components([write_advisories(path, sources, exploitation, "2026-01-02")], components)


def judged(path: Path, sources: dict[str, list[Advisory]], component: Component) -> Judgement:
    """Return the judgement of one component."""
    ((_, found),) = scanned(path, sources, component).judgements
    return found
