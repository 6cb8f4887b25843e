"""What tells one component from another: package URL without version, else group and name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from medward.components.purl import parse_purl
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from medward.components.sbom import Component

_RELEASED: Final = frozenset({"alpm", "apk", "deb", "rpm"})
"""Types of package URLs whose version is the maker's and, after a hyphen, the distribution's release."""
_CPE_COLON: Final = re.compile(r"(?<!\\):")
"""A colon between two parts of a CPE name; others are escaped."""
_CPE_VERSION: Final = 5
"""Place of the version in `cpe:2.3:part:vendor:product:version` (NISTIR 7695, 6.2)."""


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


def version_in(purl: str) -> str:
    """Return the version a package URL states, with the epoch its qualifier gives; "" where it has none.

    >>> version_in("pkg:npm/lodash@4.17.21"), version_in("pkg:rpm/fedora/vim@9.0-1?epoch=2"), version_in("")
    ('4.17.21', '2:9.0-1', '')
    """
    try:
        parsed = parse_purl(purl)
    except InvalidInputError:
        return ""
    epoch = parsed.qualifier("epoch")
    return (
        f"{epoch}:{parsed.version}"
        if epoch and parsed.version and ":" not in parsed.version
        else parsed.version
    )


def contradicts_itself(component: Component) -> bool:
    """Return whether the version field and the package URL name different versions.

    A field without the release that a distribution adds (`1.22.2` for `1.22.2-8.amzn2`) says less, nothing else.

    >>> from medward.components.sbom import Component
    >>> part = Component("a", "lodash", version="4.17.21")
    >>> [contradicts_itself(part._replace(purl=f"pkg:npm/lodash{at}")) for at in ("@4.17.20", "@4.17.21", "")]
    [True, False, False]
    """
    own, stated = version_in(component.purl), component.stated_version.strip()
    same = {own, own.rpartition(":")[2], f"v{own}", own.removeprefix("v")}
    kind = component.purl.partition(":")[2].partition("/")[0].lower()
    return bool(own and stated) and stated not in same and not is_without_release(kind, own, stated)


def is_without_release(kind: str, own: str, stated: str) -> bool:
    """Return whether a version is a distribution's own one without the release that the distribution adds.

    Args:
        kind: Type of the package URL.
        own: The version in the package URL.
        stated: The version field.

    >>> [is_without_release(kind, "1:1.22.2-8.amzn2", "1.22.2") for kind in ("rpm", "npm")]
    [True, False]
    """
    return kind in _RELEASED and own.rpartition(":")[2].rpartition("-")[0] == stated != ""


def with_version(line: str, version: str) -> str:
    """Return a package URL with another version; "" where it cannot be read.

    >>> with_version("pkg:generic/u-boot", "2024.01+dirty")
    'pkg:generic/u-boot@2024.01%2Bdirty'
    """
    try:
        return str(parse_purl(line)._replace(version=version))
    except InvalidInputError:
        return ""


def versionless(identifier: str, version: str) -> str:
    """Return a package URL or CPE name in one spelling, without its version where that is the given one.

    A CPE name gives the version of the maker, so it may be a part of the version a distribution gives.

    >>> versionless("pkg:maven/a/b@1.0?classifier=linux", "1.0")
    'pkg:maven/a/b?classifier=linux'
    >>> versionless("cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*", "1.0-3")
    'cpe:2.3:a:v:p::*:*:*:*:*:*:*'
    >>> versionless("pkg:npm/a@2", "1"), versionless("tag:a", "1")
    ('pkg:npm/a@2', 'tag:a')
    """
    if identifier[:4].lower() == "cpe:":
        parts = _CPE_COLON.split(identifier)
        at = _CPE_VERSION if identifier.startswith("cpe:2.3:") else _CPE_VERSION - 1
        is_it = version and len(parts) > at and parts[at].replace("\\", "") in version
        return ":".join((*parts[:at], "", *parts[at + 1 :])) if is_it else identifier
    try:
        parsed = parse_purl(identifier)
    except InvalidInputError:
        return identifier
    own = {version, version.rpartition(":")[2], version.removeprefix("v"), f"v{version}"}
    return str(parsed._replace(version="") if version and parsed.version in own else parsed)


def full_name_of(component: Component) -> str:
    """Return group and name as one text that two spellings of the same component share."""
    return component.full_name.strip().lower()


def product_line(component: Component) -> str:
    """Return what stays the same from one version of a component to the next."""
    return line_of(component.purl) or f"name:{full_name_of(component)}"
