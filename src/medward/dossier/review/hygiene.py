"""Questions asked of every document: placeholders, leftovers of editing, signature, date, dumps, old editions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot
from medward.dossier.review.reading import Grid, Line
from medward.dossier.shorthand import shorthand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.reading import MarkKind, ReadDocument

_PLACEHOLDER: Final = re.compile(
    r"\bTB[DCA]\b|\bTODO\b|\bFIXME\b|lorem ipsum|\bx{3,}\b"
    r"|\bto be (completed|determined|defined|confirmed|added|written)\b"
    r"|still to be written|\[(insert|add|name|date|company|product|text|fill|your)\b[^\]]*\]|<(insert|name|date)[^>]*>"
    r"|\?\?\?|_{6,}|\bplaceholder text\b",
    re.IGNORECASE,
)
_RAW: Final = re.compile(
    r"nmap scan report|plugin (id|output)\b|^\d+/(tcp|udp)\s+(open|closed|filtered)|\bqid:?\s*\d{4}|nessus|openvas"
    r"|^(critical|high|medium|low)\s+cve-\d{4}-\d+\s|\[(critical|high|medium|low|info)\]\s",
    re.IGNORECASE,
)
_RAW_LINES: Final = 12
_CHANCE: Final = re.compile(
    r"\bprobab(le|ility|ilities|ilistic)\b|\blikelihood\b|\bunlikely\b|\b(very|highly|less|hardly) likely\b"
    r"|\bonce (in|every) \d+ (years|months)\b"
    r"|\b1 in \d[\d,]+\b|\b10\s?[-^]\s?\d\b per (hour|year)",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"\b(no|not|never|without|instead of|rather than|nor|unlike|replac\w+)\b|cannot", re.IGNORECASE
)
_ATTACK: Final = re.compile(
    r"attack|malicious|exploit|intru|hack|threat|adversar|breach|misuse|forg|spoof|tamper|insider|security risk",
    re.IGNORECASE,
)
_DATED: Final = re.compile(
    r"\b20\d\d-\d\d-\d\d\b|\b\d{1,2} [A-Z][a-z]+ 20\d\d\b|\b[A-Z][a-z]+ \d{1,2}, 20\d\d\b"
)

_EXPLAINING: Final = r"abbreviation|acronym|glossary|definitions|terms used"
_ABBREVIATION: Final = re.compile(r"(?![IVX]+$)(?!(?:OK|ID|AM|PM)$)[A-Z]{2,6}")
"""What a reader may have to look up; Roman numbers and words everybody knows are none."""
_WORD: Final = re.compile(r"\b[a-z]{2,6}\b")
_KEY: Final = re.compile(r"\b(?i:press|hold|choose|select|tap|push)(ing|es|s)?( and hold)? [A-Z]{2,}\b")
"""A key by its label, as `press CANCEL`."""
_IN_PLACE: Final = re.compile(
    r"[a-z]\w*\s\(([A-Z][A-Za-z0-9]{1,7}?)s?\)|\b([A-Z][A-Za-z0-9]{1,7}?)s?\s\((?:the )?[A-Za-z][a-z]+[ -][A-Za-z]"
)
"""`electronic medical record (EMR)` and `EMR (electronic medical record)`."""


def placeholders(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find text that stands for text still to come."""
    for heading, block in document.located():
        if found := _PLACEHOLDER.search(block.text):
            yield spot(document, heading, f'"{_around(block.text, found)}"', block.page)


def tracked_changes(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find changes nobody accepted or rejected."""
    yield from _marks(document, "tracked change")


def comments(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find comments and annotations."""
    yield from _marks(document, "comment", "annotation")


def hidden_text(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find text that is hidden or written in red."""
    yield from _marks(document, "hidden text", "red text")


def _marks(document: ReadDocument, *kinds: MarkKind) -> Iterator[Spot]:
    for mark in document.marks:
        if mark.kind in kinds:
            yield spot(document, document.form, f'{mark.kind} "{mark.text}"', mark.page)


def unsigned(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a document without a signature."""
    if "carries no signature" in document.lowered:
        yield spot(document, "Signatures", "it says itself that it carries no signature")
    elif not re.search(r"\bsign(ed|ature|atures)\b|approved by", document.lowered[:6000]):
        yield spot(document, "front pages", "no signature and no approval")
    elif document.has_tables and any(
        "sign" in part.title.lower() and not _is_filled(part.grids) for part in document.passages[:4]
    ):
        yield spot(document, "Signatures", "the place for signatures is empty")


def _is_filled(grids: tuple[Grid, ...]) -> bool:
    return any(any(cell.strip() for cell in row) for grid in grids for row in grid.rows)


def unreleased(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a document that is a draft, or has no revision history."""
    status = document.facts.get("status", "")
    if re.search(r"draft|exercise|not under|in review|preliminary", status, re.IGNORECASE):
        yield spot(document, "cover", f"the status is {status!r}")
    elif any(isinstance(one, Line) and one.text in ("DRAFT", "EXERCISE") for one in document.blocks[:6]):
        yield spot(document, "cover", "it bears the watermark of a draft")
    if "no revision is recorded" in document.lowered:
        yield spot(document, "Revision history", "no revision is recorded")


def undated(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a document whose front pages name no day."""
    if not _DATED.search(document.text[:6000]):
        yield spot(document, "front pages", "no date of issue, signature or revision")


def raw_output(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find pages of output of a scanner in place of an assessment."""
    hits = [
        (heading, line, block.page)
        for heading, block in document.located()
        for line in block.text.splitlines()
        if _RAW.search(line)
    ]
    if len(hits) >= _RAW_LINES:
        heading, line, page = hits[0]
        yield spot(
            document, heading, f'{len(hits)} lines of raw scanner output, the first "{line[:80]}"', page
        )


def chance(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find an attack rated by its probability."""
    for heading, block in document.located():
        for sentence in re.split(r"(?<=[.;!?])\s+|\n", block.text):
            found = _CHANCE.search(sentence)
            if found and not _NOT.search(sentence) and _ATTACK.search(sentence + heading):
                yield spot(document, heading, f'"{_around(sentence, found)}"', block.page)


def superseded(case: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find an edition cited that another one has replaced."""
    for pattern, better in case.superseded:
        if not re.search(pattern, document.text, re.IGNORECASE):
            continue
        for heading, block in document.located():
            for line in block.text.splitlines():
                if found := re.search(pattern, line, re.IGNORECASE):
                    yield spot(
                        document, heading, f'"{_around(line, found)}"; in force is {better}', block.page
                    )


def _around(text: str, found: re.Match[str]) -> str:
    """Return the words around a hit on one line."""
    start, end = max(found.start() - 40, 0), min(found.end() + 40, len(text))
    return " ".join(text[start:end].split())


def unexplained(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find abbreviations in running text that the document does not explain.

    A word the document also writes in small letters (`STOP`, `until they stop`) is no abbreviation, nor is the label
    of a key.
    """
    explained = set(_explained(document)) | {word.upper() for word in _WORD.findall(document.text)}
    for heading, block in document.located():
        if isinstance(block, Grid) or block.kind == "figure" or _is_shouted(block.text):
            continue
        for name in shorthand(_KEY.sub(" ", block.text)):
            if _ABBREVIATION.fullmatch(name) and name not in explained:
                explained.add(name)
                yield spot(document, heading, f"{name} is not explained", block.page)


def _explained(document: ReadDocument) -> Iterator[str]:
    """Yield what a table or passage on abbreviations names, and what is explained where it is first used."""
    for grid in document.grids:
        if re.search(_EXPLAINING, grid.caption, re.IGNORECASE):
            yield from (name for row in grid.rows for name in shorthand(row[0]))
    for part in document.passages:
        if re.search(_EXPLAINING, part.title, re.IGNORECASE):
            yield from shorthand(part.text)
    for short, first in _IN_PLACE.findall(document.text):
        yield short or first


def _is_shouted(words: str) -> bool:
    """Return whether a line is written in capitals, so that none of its words is an abbreviation."""
    letters = [letter for letter in words if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) > len(letters) / 2
