"""Packages of another registry than the public one that advisories of an ecosystem speak of.

Such a registry may hold copies of public packages or packages of its own under the same names; nobody can tell by the
name. They are therefore matched, and every match and every silence about them says so.

Source: Package URL specification, "Known qualifiers" (`repository_url`) and the default repositories of the types.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from medward.components.purl import parse_purl
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.components.purl import Purl
    from medward.components.sbom import Component

_PUBLIC: Final = {
    "cargo": ("crates.io", "index.crates.io", "static.crates.io", "github.com/rust-lang/crates.io-index"),
    "composer": ("packagist.org", "repo.packagist.org"),
    "gem": ("rubygems.org",),
    "hex": ("repo.hex.pm", "hex.pm"),
    "maven": ("repo.maven.apache.org/maven2", "repo1.maven.org/maven2"),
    "npm": ("registry.npmjs.org", "registry.yarnpkg.com", "npmjs.com", "www.npmjs.com"),
    "nuget": ("www.nuget.org", "nuget.org", "api.nuget.org"),
    "pub": ("pub.dev", "pub.dartlang.org"),
    "pypi": ("pypi.org", "pypi.python.org", "files.pythonhosted.org"),
}
"""Addresses of the registries that advisories speak of, without scheme, by type of package URL."""


def other_registry(purl: Purl) -> str:
    """Return the registry a package URL names, "" where it names none or the public one of its type.

    >>> other_registry(parse_purl("pkg:npm/a@1?repository_url=https://npm.example.org"))
    'https://npm.example.org'
    >>> other_registry(parse_purl("pkg:npm/a@1?repository_url=https://registry.npmjs.org/"))
    ''
    """
    stated = purl.qualifier("repository_url") if purl.type in _PUBLIC else ""
    plain = stated.lower().rpartition("://")[2]
    is_public = any(f"{plain}/".startswith(f"{own}/") for own in _PUBLIC.get(purl.type, ()))
    return "" if is_public else stated


def registry_note(clean: Iterable[Component]) -> str:
    """Return what a reader should know of clean components from other registries, "" where there are none."""
    counts = Counter(filter(None, map(_registry_of, clean)))
    if not counts:
        return ""
    names = ", ".join(f"{name} ({count:,})" for name, count in sorted(counts.items()))
    return (
        f"some clean components come from another registry than the public one, {names}: advisories speak of the "
        "public packages, so clean says nothing of a package that is not a copy of one"
    )


def _registry_of(component: Component) -> str:
    try:
        return other_registry(parse_purl(component.purl))
    except InvalidInputError:
        return ""
