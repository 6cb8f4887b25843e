"""What tells one component from another: package URL without version, else group and name."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from medward.components.purl import parse_purl
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from medward.components.sbom import Component


@lru_cache(maxsize=8192)
def line_of(purl: str) -> str:
    """Return a package URL without version, qualifiers and subpath; an unreadable one as it is.

    >>> line_of("pkg:pypi/requests@2.32.3?x=1")
    'pkg:pypi/requests'
    """
    if not purl:
        return ""
    try:
        return str(parse_purl(purl)._replace(version="", qualifiers=(), subpath=""))
    except InvalidInputError:
        return purl


@lru_cache(maxsize=8192)
def release_of(purl: str) -> str:
    """Return a package URL with version, without qualifiers and subpath; "" where it has no version.

    >>> release_of("pkg:deb/debian/curl@8.0?arch=arm64"), release_of("pkg:pypi/requests")
    ('pkg:deb/debian/curl@8.0', '')
    """
    if not purl:
        return ""
    try:
        parsed = parse_purl(purl)
    except InvalidInputError:
        return ""
    return str(parsed._replace(qualifiers=(), subpath="")) if parsed.version else ""


def with_version(line: str, version: str) -> str:
    """Return a package URL with another version; "" where it cannot be read.

    >>> with_version("pkg:generic/u-boot", "2024.01+dirty")
    'pkg:generic/u-boot@2024.01%2Bdirty'
    """
    try:
        return str(parse_purl(line)._replace(version=version))
    except InvalidInputError:
        return ""


def full_name_of(component: Component) -> str:
    """Return group and name as one text that two spellings of the same component share."""
    return component.full_name.strip().lower()


def product_line(component: Component) -> str:
    """Return what stays the same from one version of a component to the next."""
    return line_of(component.purl) or f"name:{full_name_of(component)}"
