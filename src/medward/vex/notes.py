"""Text that carries what a format has no field for: written by us, read back by us, legible to anybody.

OpenVEX has one free text per statement and CSAF has notes; neither has a place for the finer words of CycloneDX. In
OpenVEX they stand in the first line of that text, in CSAF in a note of their own.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vex.mapping import JUSTIFICATIONS, STATES
from medward.vex.statement import Response, Term, VexStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.vex.statement import Statement

_TERMS: Final = (
    r"(?:state: (?P<state>[a-z_]+);? ?)?(?:justification: (?P<justification>[a-z_]+);? ?)?"
    r"(?P<inside>mitigation inside the product;? ?)?(?:response: (?P<responses>[a-z_, ]+))?"
)
_WHOLE: Final = re.compile(_TERMS)
_LINE: Final = re.compile(rf"\[CycloneDX ?(?P<terms>{_TERMS})\](?:\n|$)")


NO_REASON: Final = "The author gives no reason."


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
    terms = terms_of(statement, statement.responses)
    line = f"[CycloneDX {terms}]" if terms else ""
    if not line and _LINE.match(statement.detail):
        line = "[CycloneDX]"
    return "\n".join(filter(None, (line, statement.detail)))


def parse(text: str) -> Note:
    """Return what a text of `compose` says; any other text is all detail."""
    found = _LINE.match(text)
    known = read_terms(found["terms"]) if found else None
    return (
        Note(None, (), text) if found is None or known is None else known._replace(text=text[found.end() :])
    )


def impact_of(one: Statement) -> str:
    """Return the impact statement to write.

    Not affected without a justification needs one; where the author gives none the detail stands in for it, or the
    sentence that there is no reason.

    Source: OpenVEX 0.2.0, "Status Labels"; CSAF 2.0, 4.5, Profile 5: VEX.
    """
    return one.impact or (_stand_in(one) if _needs_impact(one) else "")


def without_stand_in(one: Statement) -> Statement:
    """Return a statement as read, with an impact that only stood in for one taken out again."""
    stands_in = _needs_impact(one) and one.impact == _stand_in(one)
    return replace(one, impact="") if stands_in else one


def _needs_impact(one: Statement) -> bool:
    return one.status is VexStatus.NOT_AFFECTED and one.justification is None


def _stand_in(one: Statement) -> str:
    return one.detail or NO_REASON


def terms_of(statement: Statement, responses: Iterable[Response]) -> str:
    """Return the CycloneDX words of a statement, and responses to it, as `state: in_triage; response: update`."""
    parts: list[str] = []
    if statement.term is not None:
        parts.append(f"state: {statement.term.state}")
        if statement.term.justification:
            parts.append(f"justification: {statement.term.justification}")
        if statement.term.inside_product:
            parts.append("mitigation inside the product")
    named = ", ".join(responses)
    return "; ".join([*parts, *([f"response: {named}"] if named else [])])


def read_terms(text: str) -> Note | None:
    """Return what `terms_of` wrote, without detail; none for any other text."""
    found = _WHOLE.fullmatch(text)
    if found is None:
        return None
    state, justification = found["state"] or "", found["justification"] or ""
    known = (not state or state in STATES) and (not justification or justification in JUSTIFICATIONS)
    names = [name.strip() for name in (found["responses"] or "").split(",") if name.strip()]
    if not known or not set(names) <= set(Response):
        return None
    term = Term(state, justification, bool(found["inside"])) if state else None
    return Note(term, tuple(Response(name) for name in names), "")
