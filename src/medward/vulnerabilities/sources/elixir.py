"""Elixir's advisories: Hex packages, one file for each.

Source: mirego/elixir-security-advisories, README: `vulnerable_version_ranges`, each of them affected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage
from medward.vulnerabilities.ecosystems import lookup_name
from medward.vulnerabilities.sources.expressions import native_versions
from medward.vulnerabilities.sources.node import short

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.node import Node

_ECOSYSTEM: Final = "Hex"


def parse_elixir(node: Node) -> Advisory:
    """Return what a file of the database says.

    Raises:
        InvalidRecordError: It has no id or names no package.
    """
    name = node.required("package", "an advisory of Elixir")
    versions = native_versions("hex", node.texts("vulnerable_version_ranges"))
    return Advisory(
        id=node.required("id", "an advisory of Elixir"),
        modified="",
        published=node.text("disclosure_date"),
        withdrawn="",
        aliases=(),
        summary=short(node.text("title")),
        severities=(),
        affected=(AffectedPackage(_ECOSYSTEM, "", name, lookup_name(_ECOSYSTEM, name), *versions),),
        without_package=0,
    )
