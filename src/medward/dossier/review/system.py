"""Questions about the system and what threatens it: views, boundaries, threats, ratings, acceptance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.reading import Passage, ReadDocument

_DISPOSED: Final = re.compile(
    r"\b(mitigat|accept|transfer|avoid|eliminat|not applicable|reduc|treat)", re.IGNORECASE
)
_OUTSIDE: Final = (
    ("update or patch service", r"\bupdat\w*|\bpatch"),
    ("cloud, server or hospital network", r"\bcloud|\bserver|hospital network|internet"),
    (
        "service and maintenance access",
        r"\bservice (port|access|engineer|mode|laptop|tool)|maintenance access",
    ),
)
_CHAIN: Final = (
    ("who signs and with which key", r"\bkeys?\b"),
    ("how the device verifies the signature", r"verif|check"),
    ("signature", r"\bsign(s|ed|ature|ing)?\b"),
    ("protection against an older version", r"roll.?back|counter|downgrade|older version"),
)
_LIFE: Final = (
    ("supply chain", r"supply|supplier|third.party"),
    ("decommissioning", r"decommission|retire|disposal|end of life"),
    ("update", r"\bupdat"),
)
_VIEW: Final = 3
"""Deepest level of a heading that names a view."""
_SENTENCES: Final = 200
"""Characters below which a part says nothing."""
_WHY: Final = r"\b(because|since|so that|suits?|chosen|fits?|as (it|they) |why|in order to)\b"
_TRACED: Final = re.compile(r"\b(?:[A-Z]+-)?(?:THR|RSK|CTL|REQ|T|R|C|SR|SEC|TM)-?\d+\b")
_METHOD: Final = r"stride|attack tree|kill chain|pasta|linddun|misuse case|hazop"


def about(document: ReadDocument, pattern: str) -> list[Passage]:
    """Return the headed parts whose title matches."""
    return [
        part for part in document.passages if part.level > 1 and re.search(pattern, part.title, re.IGNORECASE)
    ]


def absent(
    document: ReadDocument, place: str, text: str, asked: tuple[tuple[str, str], ...]
) -> Iterator[Spot]:
    """Yield what a text does not speak of."""
    return (spot(document, place, f"nothing on {words}") for words in unsaid(text, asked))


def unsaid(text: str, asked: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Yield the things a text does not speak of; each comes with the pattern that finds it, in any case of letters."""
    return (words for words, pattern in asked if not re.search(pattern, text, re.IGNORECASE))


def boundaries(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find diagrams without named zones, and zones without a guard."""
    grids = [
        grid
        for grid in document.grids
        if re.search(r"trust (zone|boundar)|^zones", grid.caption, re.IGNORECASE)
    ]
    if not grids and not re.search(r"trust (zone|boundar)", document.lowered):
        yield spot(document, "", "no diagram or table names a trust zone or boundary")
    for grid in grids:
        if not grid.rows:
            yield spot(document, grid.caption, "the table of zones is empty", grid.page)
        yield from (
            spot(document, grid.caption, f"{row[0]}: nothing guards its edge", grid.page)
            for row in grid.rows
            if not row[-1].strip(" -")
        )


def surroundings(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find systems around the device that the views leave out."""
    parts = about(document, r"view|diagram|system description|elements|interfaces")
    text = "\n".join(part.text for part in parts) or document.text
    yield from absent(document, "views", text, _OUTSIDE)


def update_chain(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find an update view that does not show the chain of trust."""
    parts = [part for part in about(document, r"updat|patch") if part.level <= _VIEW]
    if not parts:
        yield spot(document, "", "no view of updates")
    for part in parts[:1]:
        yield from absent(document, part.title, part.text, _CHAIN)


def interfaces(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find interfaces without protocol, authentication or data."""
    grids = [grid for grid in document.grids if re.search(r"^interfaces", grid.caption, re.IGNORECASE)]
    if not grids and (document.has_tables or "authentication" not in document.lowered):
        yield spot(document, "Interfaces", "no table of interfaces")
    for grid in grids:
        column = grid.column("authentication")
        if column < 0:
            yield spot(
                document, grid.caption, "no column says how the other side is authenticated", grid.page
            )
        for row in grid.rows:
            said = row[column].split("Authorization")[0].strip(" -") if 0 <= column < len(row) else "?"
            if not said or said.lower() in ("unknown", "?unknown"):
                yield spot(document, grid.caption, f"{row[0]}: authentication is not stated", grid.page)


def dispositions(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find threats without a decision."""
    rows = 0
    for grid in document.grids:
        column = grid.column("disposition", "decision")
        if (
            grid.column("threat", "id") < 0
            or column < 0
            or not re.search(r"threats", grid.caption, re.IGNORECASE)
        ):
            continue
        for row in grid.rows:
            rows += 1
            cell = row[column] if column < len(row) else ""
            if not _DISPOSED.search(cell) or "undecided" in cell.lower():
                yield spot(document, grid.caption, f"{row[0]} has no decision", grid.page)
    if not rows and not _DISPOSED.search(document.text):
        yield spot(document, "Threats", "no threat has a decision")


def undecided(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find the number of candidates nobody decided."""
    for found in re.finditer(r"without a decision:\s*(\d+)/(\d+)", document.text, re.IGNORECASE):
        if found.group(1) != "0":
            yield spot(
                document,
                "Completeness",
                f"{found.group(1)} of {found.group(2)} candidates without a decision",
            )


def life_cycle(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find stages of life the threat model does not speak of."""
    parts = about(document, r"life.?cycle|threats\b|scope")
    yield from absent(document, "Threats", "\n".join(part.text for part in parts) or document.text, _LIFE)


def method(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a threat model that does not name its method, or not why it suits the device."""
    text = "\n".join(part.text for part in about(document, r"method|scope"))
    if not re.search(_METHOD, text, re.IGNORECASE):
        yield spot(document, "Scope and method", "no method is named")
    elif not re.search(_WHY, text, re.IGNORECASE):
        yield spot(document, "Scope and method", "nothing says why the method suits the device")


def untied(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find threats that are not tied to a part of this device."""
    for grid in document.grids:
        if (
            not re.match(r"[\d. ]*threats?\b", grid.caption, re.IGNORECASE)
            or grid.column("disposition", "decision") < 0
        ):
            continue
        column = grid.column("target", "element", "interface", "asset", "component")
        if column < 0:
            yield spot(document, grid.caption, "no column says what is threatened", grid.page)
        for row in grid.rows if column >= 0 else ():
            if column < len(row) and not row[column].strip(" -"):
                yield spot(document, grid.caption, f"{row[0]}: no element or interface is named", grid.page)


def untraced(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find views that lead to no threat, risk, control or requirement."""
    for part in about(document, r"\bview\b"):
        if part.level <= _VIEW and not _TRACED.search(part.text):
            yield spot(document, part.title, "it names no threat, risk, control or requirement", part.page)


def assumptions(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a threat model that assumes nothing, or does not say for whom."""
    parts = about(document, r"assumption")
    if (
        parts
        and not any(grid.rows for part in parts for grid in part.grids)
        and len(parts[0].text) < _SENTENCES
    ):
        yield spot(
            document, parts[0].title, "no assumption about the surroundings is written down", parts[0].page
        )


def acceptance(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a rating without criteria of acceptance."""
    text = "\n".join(part.text for part in about(document, r"method|criteria|matrix|rating")).lower()
    if "acceptable" not in text:
        yield spot(document, "Method of rating", "it does not say which risk is acceptable")
    if "exploitab" not in text:
        yield spot(document, "Method of rating", "it does not rate exploitability")


def residuals(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find risks that stay unacceptable, are not rated, or are accepted by nobody."""
    for grid in document.grids:
        column = grid.column("residual")
        if column < 0 or not re.search(r"risks", grid.caption, re.IGNORECASE):
            continue
        for row in grid.rows:
            cell = row[column].strip("!✓✗? ") if column < len(row) else ""
            rest = " ".join(row[column:])
            if not cell or cell.lower().startswith("unknown"):
                yield spot(document, grid.caption, f"{row[0]}: no residual rating", grid.page)
            elif re.match(r"U\b|unacceptable", cell):
                yield spot(document, grid.caption, f"{row[0]} stays unacceptable", grid.page)
            elif "accepted" in rest and not re.search(r"-DEC-|decision\s+\S*\d", rest, re.IGNORECASE):
                yield spot(document, grid.caption, f"{row[0]} is accepted without a decision", grid.page)


def without_control(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find risks that name no control."""
    for grid in document.grids:
        column = grid.column("control")
        if column < 0 or not re.search(r"risks", grid.caption, re.IGNORECASE) or grid.column("residual") < 0:
            continue
        for row in grid.rows:
            if column < len(row) and not row[column].strip(" -"):
                yield spot(document, grid.caption, f"{row[0]} names no control", grid.page)


def safety_transfer(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a report that hands nothing over to safety risk management."""
    parts = about(document, r"safety") if document.has_tables else []
    if parts and not any(grid.rows for part in parts for grid in part.grids):
        yield spot(
            document, parts[0].title, "nothing is handed over, and no sentence says why", parts[0].page
        )


def open_findings(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a conclusion over findings that still block the release."""
    found = re.search(r"\b(\d+) findings? blocks? the release|\b([1-9]\d*) findings block", document.text)
    if found and (found.group(1) or found.group(2)) != "0":
        yield spot(document, "Summary and conclusion", f'"{found.group(0)}"')
