"""Abbreviations in running text as tokens: what a reader would look up, not ids, vectors, units or part numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_WORDS: Final = re.compile(
    r"\b[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d[\w.-]*"  # ids of records, documents, advisories: DOC-CYB-LVP-003
    r"|\b[A-Z]+(?:-[A-Z]+)+(?= rev )"  # names of documents: CVX-SEC rev C
    r"|\b[A-Z]{2}-[A-Z]{2,}[A-Z-]*(?:/[\d.]+)?"  # ids of clauses and outlines: US-CRA/4
    r"|\bCVSS:\d\.\d/\S+|\b[A-Z]{1,3}:[A-Z]\b(?:/[A-Z]{1,3}:[A-Z]\b)*"  # vectors and their metrics: AV:N
    r"|\d\s?[KMGT]i?B\b"  # units
)
_TOKEN: Final = re.compile(r"(?<![\w.#@])[A-Z][A-Za-z0-9]*[A-Z0-9]s?(?!\w)")


def shorthand(words: str) -> Iterator[str]:
    """Yield every token that may be an abbreviation, in reading order; a plural `SBOMs` comes as `SBOM`."""
    for found in _TOKEN.findall(_NO_WORDS.sub(" ", words)):
        yield found.removesuffix("s")
