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


def osv(
    name: str,
    package: tuple[str, str],
    *events: dict[str, str],
    aliases: tuple[str, ...] = (),
    withdrawn: str = "",
) -> Advisory:
    """Return an OSV record about one range of one package."""
    ecosystem, called = package
    kind = "SEMVER" if ecosystem in {"npm", "Go"} else "ECOSYSTEM"
    entry = {
        "package": {"ecosystem": ecosystem, "name": called},
        "ranges": [{"type": kind, "events": list(events)}],
    }
    record = {
        "id": name,
        "modified": "2026-01-01T00:00:00Z",
        "aliases": list(aliases),
        "affected": [entry],
        **({"withdrawn": withdrawn} if withdrawn else {}),
    }
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
