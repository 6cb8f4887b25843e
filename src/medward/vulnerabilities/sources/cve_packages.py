"""Which package of which ecosystem an entry of a CVE record is about, where it says so without doubt.

Source: CVE record format 5.2, `affected[]`: `packageURL`, else `collectionURL` with `packageName`; the registries'
own addresses; Go's records, whose `vendor` is the module of the package.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.vulnerabilities.ecosystems import Identity, identify

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.node import Node

Package = tuple[str, str, str]
"""Ecosystem, suffix and name."""

_REGISTRIES: Final = {
    "pypi.python.org": "PyPI", "pypi.org": "PyPI", "registry.npmjs.org": "npm", "www.npmjs.com": "npm",
    "npmjs.com": "npm", "repo.maven.apache.org": "Maven", "mvnrepository.com": "Maven",
    "search.maven.org": "Maven", "central.sonatype.com": "Maven", "repo1.maven.org": "Maven",
    "packagist.org": "Packagist", "rubygems.org": "RubyGems", "crates.io": "crates.io", "www.nuget.org": "NuGet",
    "nuget.org": "NuGet", "hex.pm": "Hex", "pkg.go.dev": "Go", "pub.dev": "Pub", "cran.r-project.org": "CRAN",
    "hackage.haskell.org": "Hackage",
}  # fmt: skip
_GO_OWN: Final = {"Go standard library": "stdlib", "Go toolchain": "toolchain"}
_LONGEST_NAME: Final = 500
_RED_HAT: Final = "access.redhat.com"
_RED_HAT_PACKAGES: Final = "/downloads/content/package-browser"


def package_of(entry: Node) -> Package | None:
    """Return the package an entry of `affected` names, None where it names a product only."""
    url = entry.text("packageURL")
    if url:
        return package_of_purl(url)
    name, collection = entry.text("packageName").strip(), entry.text("collectionURL").strip()
    if not name or not collection:
        return None
    host, path = _address(collection)
    ecosystem = _REGISTRIES.get(host)
    if host == _RED_HAT and path.startswith(_RED_HAT_PACKAGES):
        release = next(filter(None, map(red_hat_release, entry.texts("cpes"))), "")
        return ("Red Hat", release, name) if release else None
    if ecosystem == "Go":
        return _go_module(entry, name)
    if ecosystem is None or (ecosystem == "Maven" and ":" not in name):
        return None
    return ecosystem, "", name


def package_of_purl(url: str) -> Package | None:
    """Return the package a package URL without version names.

    >>> package_of_purl("pkg:maven/org.apache.logging.log4j/log4j-core")
    ('Maven', '', 'org.apache.logging.log4j:log4j-core')
    """
    try:
        found = identify(url, "0")
    except InvalidInputError:
        return None
    return (found.ecosystem, found.release, found.shown) if isinstance(found, Identity) else None


def _go_module(entry: Node, name: str) -> Package | None:
    """Return the module of a Go package: advisories of Go name modules."""
    module = entry.text("vendor").strip()
    if module in _GO_OWN:
        return "Go", "", _GO_OWN[module]
    return ("Go", "", module) if f"{name}/".startswith(f"{module}/") and "." in module else ("Go", "", name)


def _address(collection: str) -> tuple[str, str]:
    found = _url().match(collection)
    return (found[1].lower(), found[2]) if found else ("", "")


def red_hat_release(cpe: str) -> str:
    """Return the release a CPE name of Red Hat stands for, "" of other names.

    >>> red_hat_release("cpe:/a:redhat:enterprise_linux:9::appstream")
    '9'
    >>> red_hat_release("cpe:/a:redhat:rhel_eus:8.6::baseos")
    'rhel_eus:8.6::baseos'
    """
    found = _red_hat().fullmatch(cpe[:_LONGEST_NAME])
    return "" if found is None else found["number"] or found["other"]


@cache
def _url() -> re.Pattern[str]:
    return re.compile(r"https?://([^/?#]+)([^?#]*)", re.IGNORECASE)


@cache
def _red_hat() -> re.Pattern[str]:
    return re.compile(
        r"cpe:(?:/|2\.3:)[ao]:redhat:(?:enterprise_linux:(?P<number>[0-9]+)(?=$|:).*|(?P<other>.+?)(?::\*)*)"
    )
