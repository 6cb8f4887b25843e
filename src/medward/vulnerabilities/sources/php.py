"""FriendsOfPHP: Composer packages with the affected versions of each branch.

Source: FriendsOfPHP/security-advisories, "Contributing Advisories": `branches.*.versions` are joined by AND,
branches by OR; `reference` names the package as `composer://vendor/name`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage
from medward.vulnerabilities.ecosystems import lookup_name
from medward.vulnerabilities.sources.expressions import native_versions
from medward.vulnerabilities.sources.node import short

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.node import Node

_ECOSYSTEM: Final = "Packagist"
_SCHEME: Final = "composer://"


def parse_php(node: Node) -> Advisory:
    """Return what a file of the database says.

    Raises:
        InvalidRecordError: It names no Composer package.
    """
    reference = node.text("reference")
    if not reference.startswith(_SCHEME):
        raise node.get("reference").refusal(f"{reference!r:.60} names no Composer package")
    name = reference.removeprefix(_SCHEME)
    branches = [branch for _, branch in node.get("branches").fields()]
    versions = native_versions("composer", [", ".join(one.texts("versions")) for one in branches])
    times = [one.text("time") for one in branches if one.text("time") not in {"null", "~"}]
    cve = node.text("cve").strip("~")
    return Advisory(
        id=cve or node.place.rpartition("/")[2].rpartition(".")[0],
        modified=max(times, default="")[:10],
        published=min(times, default="")[:10],
        withdrawn="",
        aliases=(),
        summary=short(node.text("title")),
        severities=(),
        affected=(AffectedPackage(_ECOSYSTEM, "", name, lookup_name(_ECOSYSTEM, name), *versions),),
        without_package=0,
    )
