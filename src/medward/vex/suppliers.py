"""What others say: the word of each author as it stands, and where words contradict.

A later version of a document replaces the earlier one of the same author, and a newer statement an older one
about the same product and vulnerability; in whatever order they arrive, the result is the same. Authors do
not replace each other: where they contradict, both are shown.

Source: issue 5; OpenVEX 0.2.0, "Updating Statements"; practice 4.15 ("newer overrides older").
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.kernel.words import spelled
from medward.vex.csaf_rules.document import version_order
from medward.vex.statement import VexStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.vex.statement import Identity, Statement, VexDocument

_NUMBER: Final = re.compile(r"\d+(\.\d+\.\d+([-+].*)?)?")
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
_SAFE: Final = frozenset({VexStatus.NOT_AFFECTED, VexStatus.FIXED})


class Word(NamedTuple):
    """One statement of one author, with the document it stands in."""

    author: str
    document: str
    version: str
    at: datetime | None
    sha256: str
    statement: Statement


class Subject(NamedTuple):
    """What a statement is about, for telling two of the same kind."""

    vulnerability: str
    product: str
    component: str


class Voice(StrEnum):
    """Who speaks."""

    SUPPLIER = "supplier"
    WE = "we"
    MATCH = "match"


_SPEAKERS: Final = {Voice.WE: "we", Voice.MATCH: "the match"}


class Side(NamedTuple):
    """One side of a contradiction."""

    voice: Voice
    name: str
    """Author, record or advisory."""
    status: VexStatus
    source: str
    """Document and version, or what was matched."""
    at: datetime | None = None
    """When a supplier's document reached us."""


def current(documents: Iterable[VexDocument]) -> tuple[Word, ...]:
    """Return the words that stand, whatever the order the documents came in."""
    latest: dict[tuple[str, str], VexDocument] = {}
    for document in documents:
        file = document.author, document.id or document.sha256
        if file not in latest or _order(document) > _order(latest[file]):
            latest[file] = document
    words: dict[tuple[str, Subject], tuple[tuple[object, ...], Word]] = {}
    for document in latest.values():
        for place, statement in enumerate(document.statements):
            word = Word(
                document.author, document.id, document.version, _time(statement), document.sha256, statement
            )
            rank = (_time(statement) or _BEGINNING, *_order(document), place)
            key = document.author, subject_of(statement)
            if key not in words or rank > words[key][0]:
                words[key] = rank, word
    return tuple(word for _, (_, word) in sorted(words.items(), key=lambda item: item[0]))


def is_superseded(document: VexDocument, others: Iterable[VexDocument]) -> bool:
    """Say whether a later version of a document of the same author is at hand."""
    return any(
        other.author == document.author and other.id == document.id and _order(other) > _order(document)
        for other in others
        if document.id
    )


def contradict(sides: Iterable[Side]) -> bool:
    """Say whether one side says affected and another not; an open investigation contradicts nobody."""
    statuses = {side.status for side in sides}
    return VexStatus.AFFECTED in statuses and bool(statuses & _SAFE)


def subject_of(statement: Statement) -> Subject:
    """Return what a statement is about; a CVE counts before any other id of the vulnerability."""
    ids = sorted(statement.ids, key=lambda name: (not name.startswith("CVE-"), name))
    component = _known_as(statement.component) if statement.component else ""
    return Subject(ids[0], _known_as(statement.product), component)


def spoken_against(own: Side | None, said: Iterable[Side], since: datetime | None = None) -> str:
    """Return in words who contradicts whom; "" when nobody does.

    Args:
        own: What we decided, else what a match says; none when neither says anything.
        said: What suppliers say.
        since: When somebody decided, knowing what had come by then: only what came later counts.
    """
    sides = [side for side in said if since is None or side.at is None or side.at > since]
    sides += [own] if own is not None else []
    if not contradict(sides):
        return ""
    against = [side for side in sides if side.status is VexStatus.AFFECTED]
    safe = [side for side in sides if side.status in _SAFE]
    return f"contradiction: {_says(against)}, {_says(safe)}"


def _says(sides: Sequence[Side]) -> str:
    """Return who says what, as `Acme and the match say affected`."""
    names = list(dict.fromkeys(_SPEAKERS.get(side.voice, side.name) for side in sides))
    what = " or ".join(dict.fromkeys(spelled(side.status.value) for side in sides))
    return f"{' and '.join(names)} {'says' if len(names) == 1 and names != ['we'] else 'say'} {what}"


def _known_as(identity: Identity) -> str:
    version = identity.version_range or identity.version
    return f"{identity.purl or identity.cpe or identity.bom_link or identity.id or identity.name} {version}".strip()


def _time(statement: Statement) -> datetime | None:
    return statement.updated or statement.issued


def _order(document: VexDocument) -> tuple[object, ...]:
    """Return what tells a later version: its number, then its time, then its digest so that ties are no chance."""
    number = version_order(document.version) if _NUMBER.fullmatch(document.version) else None
    return (number is not None, number or document.version, document.timestamp or _BEGINNING, document.sha256)
