"""From a file of a feed to what it says: the kind is told from its first bytes, once for many alike."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, InvalidRecordError, UnreadableTextError
from medward.vulnerabilities.advisory import Problem
from medward.vulnerabilities.osv import read_osv
from medward.vulnerabilities.sources.detect import HEAD_BYTES, FeedKind, kind_of
from medward.vulnerabilities.sources.read import Said, read_feed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.facts.sources import AdvisoryFile

ONE_RECORD_EACH: Final = frozenset(
    {FeedKind.OSV, FeedKind.CVE, FeedKind.NVD, FeedKind.GITHUB, FeedKind.CSAF, FeedKind.ENRICHMENT}
)
"""Kinds in which an id names one record: of two with the same id the later one replaces the earlier.

One that names no package and no product replaces none: NVD publishes records before it says what they concern.
"""
_PROSE: Final = (".md", ".csv", ".txt")
"""Files of these names may well belong to no feed: a README beside the advisories."""


class Reader:
    """Reads the files of one source, which are mostly of one kind."""

    def __init__(self) -> None:
        """Start without having seen a file."""
        self._last = FeedKind.UNKNOWN

    def read(self, file: AdvisoryFile) -> tuple[FeedKind, Iterable[Said]]:
        """Return the kind of a file and what it says."""
        data = file.data
        if data is None:
            return FeedKind.UNKNOWN, [Problem(file.name, file.problem)]
        kind, said = self._said(file.name, data)
        if b"\0" in data or b"\\u0000" in data:
            return kind, map(_storable, said)
        return kind, said

    def _said(self, name: str, data: bytes) -> tuple[FeedKind, Iterable[Said]]:
        """Return what a file says; where the last one was OSV, typed decoding itself tells whether this is too."""
        if self._last is FeedKind.OSV and data.startswith(b"{") and name.endswith(".json"):
            with suppress(InvalidRecordError, UnreadableTextError):
                return FeedKind.OSV, (read_osv(data, name),)
        kind = self._last = kind_of(name, data[:HEAD_BYTES])
        if kind is FeedKind.UNKNOWN and name.lower().endswith(_PROSE):
            return kind, ()
        return kind, read_feed(kind, data, name)


def _storable(one: Said) -> Said:
    """Refuse what holds the character U+0000, which not every form can store."""
    held = "\\x00" in repr(one) and not isinstance(one, Problem)
    return Problem(one[0], "it holds the character U+0000") if held else one


def no_record(path: object, problem: str) -> InvalidInputError:
    """Return the error for a source that says nothing at all; `problem` is the first thing wrong with it."""
    return InvalidInputError(
        f"no record of a feed was found in it{'; ' if problem else ''}{problem}",
        place=str(path),
        hint="Give a file, folder or archive of a feed Medward reads, e.g. an OSV ecosystem's all.zip.",
    )
