"""Text that carries what a format has no field for: written by us, read back by us, legible to anybody.

OpenVEX has one free text per statement and CSAF has notes; neither has a place for the finer words of
CycloneDX. They stand in the first line of that text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vex.mapping import JUSTIFICATIONS, STATES
from medward.vex.statement import Response, Term

if TYPE_CHECKING:
    from medward.vex.statement import Statement

_LINE: Final = re.compile(
    r"\[CycloneDX(?: state: (?P<state>[a-z_]+);?)?(?: justification: (?P<justification>[a-z_]+);?)?"
    r"(?P<inside> mitigation inside the product;?)?(?: response: (?P<responses>[a-z_, ]+))?\](?:\n|$)"
)


class Note(NamedTuple):
    """What the first line said, and the rest."""

    term: Term | None
    responses: tuple[Response, ...]
    text: str


def compose(statement: Statement) -> str:
    """Return the detail of a statement, below a line with its CycloneDX words when it has any.

    >>> from medward.vex.statement import Identity, Statement, Term, VexStatus
    >>> compose(Statement("CVE-1", Identity(), VexStatus.FIXED, term=Term("resolved_with_pedigree")))
    '[CycloneDX state: resolved_with_pedigree]'
    """
    parts: list[str] = []
    if statement.term is not None:
        parts.append(f"state: {statement.term.state}")
        if statement.term.justification:
            parts.append(f"justification: {statement.term.justification}")
        if statement.term.inside_product:
            parts.append("mitigation inside the product")
    if statement.responses:
        parts.append(f"response: {', '.join(statement.responses)}")
    line = f"[CycloneDX {'; '.join(parts)}]" if parts else ""
    if not line and _LINE.match(statement.detail):
        line = "[CycloneDX]"
    return "\n".join(filter(None, (line, statement.detail)))


def parse(text: str) -> Note:
    """Return what a text of `compose` says; any other text is all detail."""
    found = _LINE.match(text)
    if found is None:
        return Note(None, (), text)
    state, justification = found["state"] or "", found["justification"] or ""
    known = (not state or state in STATES) and (not justification or justification in JUSTIFICATIONS)
    names = [name.strip() for name in (found["responses"] or "").split(",") if name.strip()]
    if not known or not set(names) <= set(Response):
        return Note(None, (), text)
    term = Term(state, justification, bool(found["inside"])) if state else None
    return Note(term, tuple(Response(name) for name in names), text[found.end() :])
