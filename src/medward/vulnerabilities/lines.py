"""Which component a text means: its line, whatever the version, and that version.

Binary packages built from one source are one line, as advisories of distributions name the source.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from medward.components.purl import parse_purl, source_package
from medward.errors import InvalidInputError

_MAJOR: Final = re.compile(r"v[0-9]+")
"""Last part of the path of a Go module from its second major version on."""
_DISTRIBUTED: Final = frozenset({"deb", "rpm", "apk"})
"""Types whose namespace is the distribution, which is no vendor of the component."""


class Line(NamedTuple):
    """A component without and with its version."""

    key: str
    """The same for all versions, as `pypi/urllib3` or `deb/debian/linux`."""
    name: str
    """As people say it."""
    version: str
    vendor: str
    """Namespace of a package URL, e.g. `github.com/go-chi`; "" when it has none."""


@lru_cache(maxsize=100_000)
def line_of(component: str) -> Line:
    """Return the line of a component given by package URL or by name and version.

    >>> line_of("pkg:deb/debian/libc6@2.36-9?arch=armhf&upstream=glibc")[:3]
    ('deb/debian/glibc', 'libc6', '2.36-9')
    >>> line_of("libxml2 2.9.10").key
    'libxml2'
    """
    text = component.strip()
    if not text.startswith("pkg:"):
        name, _, version = text.rpartition(" ")
        return Line((name or version).lower(), name or version, version if name else "", "")
    try:
        purl = parse_purl(text)
    except InvalidInputError:
        return Line(text.lower(), text, "", "")
    source = source_package(purl)[0] or purl.name
    parts = (purl.type, purl.namespace, source)
    key = "/".join(part for part in parts if part).lower()
    module = purl.type == "golang" and _MAJOR.fullmatch(purl.name) and purl.namespace
    name = f"{purl.namespace.rpartition('/')[2]}/{purl.name}" if module else purl.name
    vendor = "" if purl.type in _DISTRIBUTED else purl.namespace
    return Line(key, name, purl.version, vendor)
