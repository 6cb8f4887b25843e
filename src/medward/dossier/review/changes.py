"""Questions about a release that follows another one: what changed, and what it means for the submission."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot
from medward.dossier.review.system import about, unsaid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.reading import Grid, Passage, ReadDocument

_RELEASE: Final = re.compile(r"\b[Rr]elease (\d+(?:\.\d+)+)")
_OWN: Final = re.compile(r"\d+(?:\.\d+)+")
_MODIFIES: Final = re.compile(
    r"special 510\(k\)|PMA supplement|supplement to (a|the|P\d)"
    r"|modification of (a|the) (cleared|approved|authori[sz]ed)",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(
    r"(unlikely to|(do|does|will) not|no) (affect|effect on|impact( on)?) (the )?(cyber)?security",
    re.IGNORECASE,
)
_SHORT_SET: Final = (
    ("critical vulnerabilities", r"critical vulnerabilit"),
    (
        "uncontrolled risks that were remediated since the last authorisation",
        r"uncontrolled[^.]{0,80}(remed|correct|fix|none)|(remed|correct|fix)[^.]{0,80}uncontrolled",
    ),
)
"""What the short set of a modification states beside plan and SBOM (FDA-PMG VII.D.2, 524B-17)."""
_TEXT: Final = 80


def modification(case: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a modification whose changes, or whose effect on security, are not told."""
    before = _before(case)
    if not before:
        return
    parts = about(document, r"chang|modif")
    if not any(_says_something(part) for part in parts):
        yield spot(document, "Statement", f"it follows {before}, and nothing says what changed since")
        return
    yield from (one for part in parts for grid in part.grids for one in _unanswered(document, grid))
    if any(_SHORT.search(part.text) for part in parts):
        told = "\n".join(part.text for part in about(document, r"chang|modif|^[\d. ]*statement"))
        for words in unsaid(told, _SHORT_SET):
            yield spot(document, parts[0].title, f"the short set is claimed, and nothing is said of {words}")


def _unanswered(document: ReadDocument, grid: Grid) -> Iterator[Spot]:
    """Yield the changes whose effect on security is left open."""
    column = grid.column("security")
    for row in grid.rows if column >= 0 else ():
        if (row[column].strip(" -?").lower() if column < len(row) else "") in ("", "unknown"):
            yield spot(document, grid.caption, f"{row[0]}: effect on security is not told", grid.page)


def _says_something(part: Passage) -> bool:
    return any(grid.rows for grid in part.grids) or len(part.text) > len(part.title) + _TEXT


def _before(case: Case) -> str:
    """Return which release it follows, in the words of the package; empty where it follows none."""
    own = [
        _order(found.group(0))
        for one in case.package.documents
        if (found := _OWN.search(one.facts.get("release", "")))
    ]
    for one in case.package.documents:
        if found := _MODIFIES.search(one.text):
            return f'"{found.group(0)}"'
        for number in _RELEASE.findall(one.text) if own else ():
            if _order(number) < min(own)[: len(_order(number))]:
                return f"release {number}"
    return ""


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
