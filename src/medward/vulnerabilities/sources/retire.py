"""retire.js: JavaScript libraries as they stand in web pages, and npm packages.

Source: RetireJS/retire.js, `repository/*.json`: `below`, `atOrAbove`, `excludes`, `identifiers`, `npmname`; in the
newest form the bounds stand in `ranges[]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage
from medward.vulnerabilities.ecosystems import lookup_name
from medward.vulnerabilities.sources.expressions import native_versions
from medward.vulnerabilities.sources.node import Node, short

if TYPE_CHECKING:
    from collections.abc import Iterator

_ECOSYSTEM: Final = "npm"


def parse_retire(document: object, place: str) -> Iterator[Advisory]:
    """Return an advisory for each vulnerability of each library.

    Raises:
        InvalidRecordError: Not a repository of retire.js.
    """
    for library, node in Node(document, place).fields():
        name = node.text("npmname") or library
        for index, one in enumerate(node.get("vulnerabilities").items(), 1):
            yield _advisory(one, name, f"retire.js {library} {index}")


def _advisory(node: Node, name: str, fallback: str) -> Advisory:
    about = node.get("identifiers")
    names = [about.text("githubID"), *about.texts("CVE")]
    identifier, *aliases = [one for one in names if one] or [fallback]
    ranges = list(node.get("ranges").items()) or [node]
    versions = native_versions(_ECOSYSTEM, [_range(one) for one in ranges])
    return Advisory(
        id=identifier,
        modified="",
        withdrawn="",
        aliases=tuple(aliases),
        summary=short(node.text("summary") or about.text("summary")),
        severities=(),
        affected=(AffectedPackage(_ECOSYSTEM, "", name, lookup_name(_ECOSYSTEM, name), *versions),),
        without_package=0,
        cwes=node.texts("cwe"),
    )


def _range(node: Node) -> str:
    low, high = node.text("atOrAbove"), node.text("below")
    excluded = [f"!={version}" for version in node.texts("excludes")]
    return " ".join([*([f">={low}"] if low else []), *([f"<{high}"] if high else []), *excluded])
