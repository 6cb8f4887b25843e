"""GitHub's advisories as its REST and GraphQL interfaces give them; the database itself is OSV.

Source: GitHub REST API, "Global security advisories"; GraphQL API, `SecurityAdvisory`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Exploitation
from medward.vulnerabilities.ecosystems import SCHEMES, lookup_name
from medward.vulnerabilities.sources.expressions import native_versions
from medward.vulnerabilities.sources.node import Node, short
from medward.vulnerabilities.sources.scores import severities_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_ECOSYSTEMS: Final = {
    "actions": "GitHub Actions", "composer": "Packagist", "erlang": "Hex", "go": "Go", "maven": "Maven",
    "npm": "npm", "nuget": "NuGet", "pip": "PyPI", "pub": "Pub", "rubygems": "RubyGems", "rust": "crates.io",
    "swift": "SwiftURL",
}  # fmt: skip


def parse_github(record: object, place: str, pointer: str = "") -> Advisory:
    """Return what an advisory of either interface says.

    Raises:
        InvalidRecordError: Not an advisory of GitHub.
    """
    node = Node(record, place, pointer)
    graph = node.get("ghsaId").value is not None
    names = _Names(node, is_graph=graph)
    identifier = node.required("ghsaId" if graph else "ghsa_id", "an advisory of GitHub")
    entries = tuple(names.each("vulnerabilities"))
    affected = tuple(found for one in entries if (found := _affected(one, names)) is not None)
    aliases = (node.text("cve_id"), *(one.text("value") for one in node.get("identifiers").items()))
    return Advisory(
        id=identifier,
        modified=names.text("updatedAt", "updated_at"),
        published=names.text("publishedAt", "published_at"),
        withdrawn=names.text("withdrawnAt", "withdrawn_at"),
        aliases=tuple(dict.fromkeys(one for one in aliases if one and one != identifier)),
        summary=short(node.text("summary")),
        severities=severities_of("GitHub", *_vectors(node)),
        affected=affected,
        without_package=len(entries) - len(affected),
        cwes=tuple(dict.fromkeys(names.said(one, "cweId", "cwe_id") for one in names.each("cwes"))),
        exploitation=_epss(node),
    )


class _Names:
    """The same fields under the names of either interface."""

    def __init__(self, node: Node, *, is_graph: bool) -> None:
        self._node = node
        self._is_graph = is_graph

    def text(self, graph: str, rest: str) -> str:
        return self.said(self._node, graph, rest)

    def said(self, node: Node, graph: str, rest: str) -> str:
        return node.text(graph if self._is_graph else rest)

    def each(self, field: str) -> Iterator[Node]:
        node = self._node.get(field)
        return (node.get("nodes") if self._is_graph else node).items()


def _affected(entry: Node, names: _Names) -> AffectedPackage | None:
    """Return what one entry says, None where it names no package of a known ecosystem."""
    package = entry.get("package")
    ecosystem = _ECOSYSTEMS.get(package.text("ecosystem").lower())
    name = package.text("name")
    if ecosystem is None or not name:
        return None
    text = names.said(entry, "vulnerableVersionRange", "vulnerable_version_range")
    versions = native_versions(SCHEMES.get(ecosystem, ecosystem), [text])
    return AffectedPackage(ecosystem, "", name, lookup_name(ecosystem, name), *versions)


def _vectors(node: Node) -> Iterator[str]:
    for score in (
        node.get("cvss"),
        *(one for _, one in node.get("cvss_severities").fields()),
        *(one for _, one in node.get("cvssSeverities").fields()),
    ):
        yield score.text("vector_string") or score.text("vectorString")


def _epss(node: Node) -> Exploitation | None:
    scores = node.get("epss")
    cve = node.text("cve_id")
    if not cve or not isinstance(scores.value, dict) or not scores.text("percentage"):
        return None
    return Exploitation(cve, epss=scores.text("percentage"), percentile=scores.text("percentile"))
