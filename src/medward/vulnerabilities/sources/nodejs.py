"""The Node.js security working group: npm packages, and Node.js itself.

Source: nodejs/security-wg, `vuln/npm/*.json` and `vuln/core/*.json`; ranges are those of node-semver.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage
from medward.vulnerabilities.ecosystems import lookup_name
from medward.vulnerabilities.sources.bounds import ordering_of
from medward.vulnerabilities.sources.expressions import native_versions, versions_of
from medward.vulnerabilities.sources.node import short
from medward.vulnerabilities.sources.scores import severities_of
from medward.vulnerabilities.sources.vendors import vendor_package

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.node import Node

_ECOSYSTEM: Final = "npm"


def parse_nodejs(node: Node) -> Advisory:
    """Return what a file of the working group says; one on a dependency of Node.js names no versions.

    Raises:
        InvalidRecordError: It is none of its files.
    """
    name = node.text("module_name")
    cves = node.texts("cves" if name else "cve")
    number = node.text("id") or node.place.rpartition("/")[2].removesuffix(".json")
    if not name and not (cves or node.text("vulnerable") or node.text("reason")):
        raise node.refusal("not a file of the Node.js security working group")
    return Advisory(
        id=f"NSWG-{'ECO' if name else 'COR'}-{number}",
        modified=node.text("updated_at"),
        published=node.text("publish_date"),
        withdrawn="",
        aliases=cves,
        summary=short(node.text("title") or node.text("description") or node.text("overview")),
        severities=severities_of(_ECOSYSTEM, node.text("cvss_vector"), node.text("cvss")),
        affected=_affected(node, name),
        without_package=0 if name or node.text("vulnerable") else 1,
    )


def _affected(node: Node, name: str) -> tuple[AffectedPackage, ...]:
    if name:
        versions = native_versions(_ECOSYSTEM, [node.text("vulnerable_versions")])
        return (AffectedPackage(_ECOSYSTEM, "", name, lookup_name(_ECOSYSTEM, name), *versions),)
    text = node.text("vulnerable")
    if not text:
        return ()
    return (
        vendor_package(("nodejs", "node.js"), versions_of(ordering_of("generic"), text.replace("||", "|"))),
    )
