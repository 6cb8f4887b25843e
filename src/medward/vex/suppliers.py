"""What others say: the word of each author as it stands, and where words contradict.

A later version of a document replaces the earlier one of the same author, and a newer statement an older one
about the same product and vulnerability; of two of one moment the stricter stands. In whatever order they arrive, the
result is the same. An author is one by name, however its letters and spaces are written: only CSAF gives more than
that. Authors do not replace each other: where they contradict, both are shown. What is dated after today replaces
nothing that is dated until today, before its day has come: a wrong clock or a slip must not silence the word of today.

Source: issue 5; OpenVEX 0.2.0, "Updating Statements"; practice 4.15 ("newer overrides older").
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.kernel.words import spelled
from medward.vex.csaf_rules.document import version_order
from medward.vex.statement import VexStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from medward.vex.statement import Identity, Statement, VexDocument

_NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+\.[0-9]+([-+].*)?)?")
_BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
_NONE: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})
_SAFE: Final = frozenset({VexStatus.NOT_AFFECTED, VexStatus.FIXED})


class Word(NamedTuple):
    """One statement of one author, with the document it stands in."""

    author: str
    document: str
    version: str
    at: datetime | None
    sha256: str
    statement: Statement
    ahead: date | None = None
    """Day it is dated, where that lies after today."""


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


def current(
    documents: Iterable[VexDocument], now: datetime, same: Mapping[str, frozenset[str]] = _NONE
) -> tuple[Word, ...]:
    """Return the words that stand, whatever the order the documents came in.

    Args:
        documents: Of all authors.
        now: What is dated on a later day stands behind what is not.
        same: Ids that are on record for one vulnerability, in capitals, by each of them.
    """
    latest: dict[tuple[str, str], VexDocument] = {}
    for document in documents:
        file = author_key(document.author), document.id or document.sha256
        if file not in latest or _order(document, now) > _order(latest[file], now):
            latest[file] = document
    words: dict[tuple[str, Subject], tuple[tuple[object, ...], Word]] = {}
    for (author, _), document in latest.items():
        for place, statement in enumerate(document.statements):
            ahead = _ahead(now, document.timestamp, statement.said_at)
            word = Word(
                document.author,
                document.id,
                document.version,
                statement.said_at,
                document.sha256,
                statement,
                ahead,
            )
            rank = (
                ahead is None,
                statement.said_at or _BEGINNING,
                document.timestamp or _BEGINNING,
                statement.status.strictness,
                document.sha256,
                place,
            )
            key = author, subject_of(statement, same)
            if key not in words or rank > words[key][0]:
                words[key] = rank, word
    return tuple(word for _, (_, word) in sorted(words.items(), key=lambda item: item[0]))


def author_key(name: str) -> str:
    """Return a name without what the eye does not see: case, kinds of space, characters without a shape.

    >>> author_key(" ACME  Corp.")
    'acme corp.'
    """
    seen = unicodedata.normalize("NFKC", name)
    shaped = "".join(one for one in seen if unicodedata.category(one) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", shaped.casefold()).split())


def is_superseded(document: VexDocument, others: Iterable[VexDocument], now: datetime) -> bool:
    """Say whether a later version of a document of the same author is at hand; of one dated ahead, on its own day."""
    day = max(now, document.timestamp or now)
    return any(
        author_key(other.author) == author_key(document.author)
        and other.id == document.id
        and _order(other, day) > _order(document, day)
        for other in others
        if document.id
    )


def dated_ahead(document: VexDocument, now: datetime) -> date | None:
    """Return the latest day after today that a document or a statement in it is dated; none when none is."""
    return _ahead(now, document.timestamp, *(one.said_at for one in document.statements))


def contradict(sides: Iterable[Side]) -> bool:
    """Say whether one side says affected and another not; an open investigation contradicts nobody."""
    statuses = {side.status for side in sides}
    return VexStatus.AFFECTED in statuses and bool(statuses & _SAFE)


def names_of(statement: Statement, same: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return every id of the vulnerability of a statement, with those on record for it, a CVE first.

    One CVE is no other name of another, whatever a document says: an alias that is one is left out where the
    vulnerability is named by its CVE.
    """
    own = statement.vulnerability.upper()
    told = {name for name in statement.ids if name == own or not (_is_cve(own) and _is_cve(name))}
    ids = told.union(*(same.get(name, ()) for name in told))
    return tuple(sorted(ids, key=lambda name: (not name.startswith("CVE-"), name)))


def subject_of(statement: Statement, same: Mapping[str, frozenset[str]] = _NONE) -> Subject:
    """Return what a statement is about; a CVE counts before any other id of the vulnerability."""
    ids = names_of(statement, same)
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


def _is_cve(name: str) -> bool:
    return name.startswith("CVE-")


def _known_as(identity: Identity) -> str:
    """Return what tells an identity from another: an identifier, else hashes, else what it is called and by whom."""
    version = identity.version_range or identity.version
    digests = " ".join(sorted(f"{one.algorithm}:{one.content}".lower() for one in identity.hashes))
    called = f"{identity.supplier} {identity.name}".strip()
    known = (
        identity.purl or identity.cpe or identity.bom_link or identity.id or identity.udi or digests or called
    )
    return f"{known} {version}".strip()


def _ahead(now: datetime, *times: datetime | None) -> date | None:
    """Return the latest of some days that comes after today; none when none does."""
    days = (one.astimezone(now.tzinfo).date() for one in times if one is not None)
    return max((day for day in days if day > now.date()), default=None)


def _order(document: VexDocument, now: datetime) -> tuple[object, ...]:
    """Return what tells a later version: its number, then its time, then its digest so that ties are no chance.

    One dated after today comes before all that are not.
    """
    is_due = _ahead(now, document.timestamp) is None
    number = version_order(document.version) if _NUMBER.fullmatch(document.version) else None
    return (
        is_due,
        number is not None,
        number or document.version,
        document.timestamp or _BEGINNING,
        document.sha256,
        document.author,
    )
