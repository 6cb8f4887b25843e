"""Alpine's security database: for each package the versions that fix something, and what.

Source: Alpine secdb, `packages[].pkg.secfixes`, a mapping of version to ids; the version `0` holds what never
affected the branch; text behind an id is a remark. Where a vulnerability was mended twice, the later fix counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory
from medward.vulnerabilities.sources.debian import fixed_package
from medward.vulnerabilities.sources.node import Node
from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from collections.abc import Iterator

_ECOSYSTEM: Final = "Alpine"


def parse_alpine(document: object, place: str) -> Iterator[Advisory]:
    """Return an advisory for each package and vulnerability of a branch and repository.

    Raises:
        InvalidRecordError: Not a file of the database.
    """
    node = Node(document, place)
    branch = node.required("distroversion", "a file of Alpine's security database")
    for entry in node.get("packages").items():
        package = entry.get("pkg")
        name = package.required("name", "a package")
        fixes: dict[str, str] = {}
        for version, ids in package.get("secfixes").fields():
            for identifier in _ids(ids):
                fixes[identifier] = _later(fixes.get(identifier, "0"), version)
        for identifier, version in fixes.items():
            yield Advisory(
                id=identifier,
                modified="",
                withdrawn="",
                aliases=(),
                summary="",
                severities=(),
                affected=tuple(fixed_package((_ECOSYSTEM, branch, name), "apk", version)),
                without_package=0,
            )


def _ids(node: Node) -> Iterator[str]:
    """Return the ids of a list whose elements may hold several, or a remark."""
    for one in node.items():
        yield from (word for word in one.text().split() if word[:1].isalpha() and "-" in word)


def _later(one: str, other: str) -> str:
    """Return the later of two versions; `0` is the earliest."""
    keys = ["" if version == "0" else key("apk", version) or "" for version in (one, other)]
    return one if keys[0] > keys[1] else other
