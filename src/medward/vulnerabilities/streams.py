"""Module streams of RPM distributions: one release holds several streams of a package, each mended by itself.

A statement about a stream keeps it behind the release in its suffix, a component has it from its package URL.

>>> suffix = suffix_of("8", "nodejs:14")
>>> release_of(suffix), can_be_of("nodejs:14", suffix), can_be_of("nodejs:16", suffix), can_be_of(OUTSIDE, suffix)
('8', True, False, False)

Source: Red Hat, "Introduction to modules" (`name:stream:version:context`; builds have `.module` in their release);
the qualifiers `rpmmod` (Red Hat, Syft) and `modularitylabel` (Trivy) of package URLs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from medward.components.purl import Purl

WITH_MODULES: Final = frozenset({"AlmaLinux", "Red Hat", "Rocky Linux"})
"""Ecosystems whose releases hold module streams."""
OUTSIDE: Final = "-"
"""Built outside every module."""
UNSTATED: Final = "?"
"""A build of which nobody says the stream, or whether it has one."""
ANY_STREAM: Final = "*"
"""One of the streams, nobody says which; not what is outside of all."""
BUILD: Final = ".module"
"""What the release of a build of a module holds."""
_MARK: Final = " module "


def label_of(text: str) -> str:
    """Return name and stream of `name:stream:version:context`, "" where the text has no stream."""
    name, _, rest = text.partition(":")
    stream = rest.partition(":")[0]
    return f"{name}:{stream}" if name and stream else ""


def stream_of(purl: Purl, version: str) -> str:
    """Return the stream of an RPM as its package URL and the release in its version tell it."""
    label = label_of(purl.qualifier("rpmmod") or purl.qualifier("modularitylabel"))
    if label:
        return label
    release = version.partition("-")[2]
    return OUTSIDE if release and BUILD not in release else UNSTATED


def suffix_of(release: str, stream: str) -> str:
    """Return the suffix of a statement about one stream of a release."""
    return f"{release}{_MARK}{stream}"


def release_of(suffix: str) -> str:
    """Return the release in a suffix."""
    return suffix.partition(_MARK)[0]


def can_be_of(stream: str, suffix: str) -> bool:
    """Return whether a component of `stream` can be what a statement with this suffix is about.

    Of an unstated stream are the statements for such components, and those about what is outside of all modules: it
    may be there.
    """
    wanted = suffix.partition(_MARK)[2]
    if wanted == ANY_STREAM:
        return stream != OUTSIDE
    return wanted in {"", stream} or (stream == UNSTATED and wanted == OUTSIDE)
