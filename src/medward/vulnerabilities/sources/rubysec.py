"""ruby-advisory-db: gems, and the interpreters themselves, with the versions that are patched or were never affected.

Source: rubysec/ruby-advisory-db, "Directory Structure" and "Format": `patched_versions`, `unaffected_versions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Advisory, AffectedPackage
from medward.vulnerabilities.ecosystems import lookup_name
from medward.vulnerabilities.sources.expressions import versions_outside
from medward.vulnerabilities.sources.node import short
from medward.vulnerabilities.sources.scores import severities_of
from medward.vulnerabilities.sources.vendors import vendor_package
from medward.vulnerabilities.versions.generic import generic_key
from medward.vulnerabilities.versions.rubygems import rubygems_key

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.node import Node

_ECOSYSTEM: Final = "RubyGems"
_VENDORS: Final = {"ruby": "ruby-lang", "jruby": "jruby", "rubinius": "rubini", "mruby": "mruby"}


def parse_rubysec(node: Node) -> Advisory:
    """Return what a file of the database says.

    Raises:
        InvalidRecordError: It names neither a gem nor an interpreter.
    """
    cve, ghsa = node.text("cve"), node.text("ghsa")
    names = [f"CVE-{cve}" if cve else "", f"GHSA-{ghsa}" if ghsa else "", node.text("url")]
    identifier, *aliases = [name for name in names[:2] if name] or [names[2]]
    safe = [*node.texts("patched_versions"), *node.texts("unaffected_versions")]
    return Advisory(
        id=identifier,
        modified="",
        published=node.text("date"),
        withdrawn="",
        aliases=tuple(aliases),
        summary=short(node.text("title")),
        severities=severities_of("rubysec", node.text("cvss_v4"), node.text("cvss_v3"), node.text("cvss_v2")),
        affected=(_package(node, safe),),
        without_package=0,
    )


def _package(node: Node, safe: list[str]) -> AffectedPackage:
    engine = node.text("engine")
    if engine:
        versions = versions_outside("rubygems", _interpreter_key, safe)
        return vendor_package((_VENDORS.get(engine, engine), engine), versions)
    name = node.required("gem", "a file of ruby-advisory-db")
    return AffectedPackage(
        _ECOSYSTEM, "", name, lookup_name(_ECOSYSTEM, name), *versions_outside("rubygems", rubygems_key, safe)
    )


def _interpreter_key(version: str) -> str | None:
    """Return the key of an interpreter's version; `3.3.A`, below every 3.3, is how gems end the series before."""
    return generic_key(f"{version[:-2]}-dev" if version.endswith(".A") else version)
