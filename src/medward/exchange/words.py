"""Words of other tools in ours: threat categories, sorts of element, needs and catalogue ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.devices.records import ElementKind, Need
from medward.threats.records import ExternalReference, KnowledgeSource, Stride

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_STRIDE: Final[Mapping[str, Stride]] = {
    "spoof": Stride.SPOOFING,
    "tamper": Stride.TAMPERING,
    "repudia": Stride.REPUDIATION,
    "information disc": Stride.INFORMATION_DISCLOSURE,
    "denial of serv": Stride.DENIAL_OF_SERVICE,
    "elevation": Stride.ELEVATION_OF_PRIVILEGE,
    "confidentiality": Stride.INFORMATION_DISCLOSURE,
    "integrity": Stride.TAMPERING,
    "availability": Stride.DENIAL_OF_SERVICE,
    "dos": Stride.DENIAL_OF_SERVICE,
}
"""How a category begins, and its letter; confidentiality, integrity and availability by what a loss of each is."""
_STORES: Final = re.compile(
    r"database|data-?base|data-?stor|datastore|storage|\bstore\b|bucket|\bfile|\blog\b|blob|cache|queue|\bs3\b|rds"
    r"|dynamo|redis|mongo|postgres|mysql|\bsql\b|vault|registry|disk|volume|repository",
    re.IGNORECASE,
)
_EXTERNALS: Final = re.compile(
    r"external|\bactor\b|\buser\b|\bperson\b|browser|web-client|\bclient\b|human|third.?party|generic-client",
    re.IGNORECASE,
)
_CATALOGUES: Final = (
    (KnowledgeSource.CWE, re.compile(r"\bCWE-?(\d{1,5})\b", re.IGNORECASE), "CWE-{}"),
    (KnowledgeSource.CAPEC, re.compile(r"\bCAPEC-?(\d{1,5})\b", re.IGNORECASE), "CAPEC-{}"),
)


STRIDE_WORDS: Final[Mapping[Stride, str]] = {
    Stride.SPOOFING: "Spoofing",
    Stride.TAMPERING: "Tampering",
    Stride.REPUDIATION: "Repudiation",
    Stride.INFORMATION_DISCLOSURE: "Information disclosure",
    Stride.DENIAL_OF_SERVICE: "Denial of service",
    Stride.ELEVATION_OF_PRIVILEGE: "Elevation of privilege",
}
"""The letters as the tools spell them."""


def stride_of(words: Iterable[str]) -> tuple[Stride, ...]:
    """Return the letters that categories stand for, in the order S T R I D E; a bare letter stands for itself."""
    found = {letter for word in words for letter in _letters(word)}
    return tuple(letter for letter in Stride if letter in found)


def _letters(word: str) -> set[Stride]:
    """Return the letters of one category."""
    plain = re.sub(r"[\s_-]+", " ", word).strip().lower()
    if plain.upper() in set(Stride):
        return {Stride(plain.upper())}
    return {letter for start, letter in _STRIDE.items() if plain.startswith(start)}


def element_kind(sort: str, tags: Iterable[str] = ()) -> ElementKind:
    """Return the sort of element a type word stands for: a store or an external entity by its words, else a process.

    A process gets the most candidates, so a guess that errs asks more and never less.
    """
    words = " ".join([sort, *tags])
    if _STORES.search(sort):
        return ElementKind.STORE
    return ElementKind.EXTERNAL if _EXTERNALS.search(words) else ElementKind.PROCESS


_THIRDS: Final = ((33, Need.LOW), (66, Need.MEDIUM))


def need_of(share: float | None) -> Need | None:
    """Return a need from a share of 100, in thirds; 0 is none."""
    if share is None:
        return None
    if share <= 0:
        return Need.NONE
    return next((need for most, need in _THIRDS if share <= most), Need.HIGH)


SHARES: Final[Mapping[Need, int]] = {Need.NONE: 0, Need.LOW: 33, Need.MEDIUM: 66, Need.HIGH: 100}
"""The share that `need_of` reads back as each need."""


def references_of(texts: Iterable[str]) -> tuple[ExternalReference, ...]:
    """Return the CWE and CAPEC ids that texts name; none is confirmed."""
    found: dict[str, ExternalReference] = {}
    for text in texts:
        for source, pattern, form in _CATALOGUES:
            for match in pattern.finditer(text):
                identity = form.format(int(match[1]))
                found.setdefault(identity, ExternalReference(source=source, id=identity))
    return tuple(found.values())
