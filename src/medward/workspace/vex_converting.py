"""A VEX file of anybody written in another format, checked, and read within limits."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, NotFoundError
from medward.threats.records import KnowledgeSource
from medward.vex.csaf_rules.weaknesses import WELL_KNOWN, Weaknesses
from medward.vex.documents import MAX_BYTES, check_vex, read_vex, write_vex
from medward.vex.losses import losses, newest, told_apart, unplaced
from medward.vex.mapping import meaning
from medward.vex.statement import Revision, Term, Tlp, VexDocument, VexFormat, VexStatus
from medward.vex.suppliers import author_key
from medward.workspace.feeds import medward_home
from medward.workspace.inputs import given_bytes, short_name
from medward.workspace.knowledge_store import library

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.vex.documents import VexReport
    from medward.vex.losses import Loss
    from medward.vex.statement import Statement


_WHOLE: Final = re.compile(r"[1-9][0-9]{0,3}")
"""A version that can be written with its whole history, as CSAF wants it (test 6.1.21)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says about a file that is converted."""

    now: datetime
    author: str = ""
    namespace: str = ""
    inside: tuple[str, ...] = ()
    """Vulnerabilities whose mitigation is inside the product (practice 4.15)."""
    spec_version: str = ""
    """Of CycloneDX."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A document in another format."""

    data: bytes
    losses: tuple[Loss, ...]
    notes: tuple[str, ...]
    """What had to be filled in or left out."""


def converted(path: Path, kind: VexFormat, told: Told) -> Conversion:
    """Return a VEX file in another format, and what that loses.

    Raises:
        InvalidInputError: The file cannot be read, or what would be written breaks its format.
        NotFoundError: The file does not speak of a vulnerability that was named.
    """
    document = read_vex(file_bytes(path), short_name(path))
    statements = tuple(_marked(one, told.inside) for one in document.statements)
    unknown = [name for name in told.inside if not any(name.upper() in one.ids for one in statements)]
    if unknown:
        raise NotFoundError(
            f"the file does not speak of {unknown[0]}", hint="Name a vulnerability as it does."
        )
    filled, notes = _filled(replace(document, statements=statements), told, kind)
    last = newest(filled.statements, kind)
    kept, hidden = _apart(last.statements, kind)
    data = write_vex(replace(filled, statements=kept), kind, told.spec_version)
    gone = unplaced(kept, kind)
    return Conversion(
        data, losses(kept, kind), (*document.notes, *notes, *last.notes, *hidden, *((gone,) if gone else ()))
    )


def _apart(statements: tuple[Statement, ...], kind: VexFormat) -> tuple[tuple[Statement, ...], list[str]]:
    """Return what a format can tell apart of every moment, and what is hidden behind a stricter word."""
    moments: dict[datetime | None, list[Statement]] = {}
    for one in statements:
        moments.setdefault(one.said_at, []).append(one)
    found = [told_apart(tuple(one), kind) for one in moments.values()]
    hidden = [f"{one.vulnerability} in {one.product}: {one.message}" for part in found for one in part.losses]
    return tuple(one for part in found for one in part.statements), hidden


def checked(path: Path) -> VexReport:
    """Return what of its own format a file breaks; names of CWE come from the imported catalogue, if any."""
    catalogue = library(medward_home()).newest.get(KnowledgeSource.CWE)
    names = {item.id: item.name for item in catalogue.items} if catalogue else {}
    known = Weaknesses(names, is_complete=True) if names else WELL_KNOWN
    return check_vex(file_bytes(path), short_name(path), known)


def file_bytes(path: Path) -> bytes:
    """Return a file, or standard input for `-`, refusing a missing or oversized one before it is read."""
    return given_bytes(
        path, MAX_BYTES, hint="Give a CycloneDX, OpenVEX or CSAF file, or - for standard input."
    )


def _marked(one: Statement, inside: tuple[str, ...]) -> Statement:
    """Return a statement whose mitigation is marked as inside the product, judged anew."""
    if one.term is None or not one.ids & {name.upper() for name in inside}:
        return one
    term = Term(one.term.state, one.term.justification, inside_product=True)
    status, justification = meaning(term)
    action = one.action if status is VexStatus.AFFECTED else ""
    return replace(one, term=term, status=status, justification=justification, action=action)


def _filled(document: VexDocument, told: Told, kind: VexFormat) -> tuple[VexDocument, list[str]]:
    """Return a document with what another format needs and its own did not give, and what was filled in."""
    notes: list[str] = []
    at = document.timestamp or max((one.issued for one in document.statements if one.issued), default=None)
    if at is None:
        at = told.now
        notes.append("the file gives no time; written with the present one")
    author = told.author or document.author
    if document.author and author_key(author) != author_key(document.author):
        notes.append(f"the file names {document.author} as its author; written as of {author}")
    if not author:
        author = "unknown author"
        notes.append("the file names no author; give one with --author")
    if document.tlp is not Tlp.WHITE and kind is not VexFormat.CSAF:
        notes.append(
            f"{kind.label} has no place for the label TLP:{document.tlp}; it is not in what is written"
        )
    namespace = told.namespace or document.namespace
    if kind is VexFormat.CSAF and not namespace:
        raise InvalidInputError(
            "CSAF names the address of its publisher, and the file gives none",
            hint="Give --namespace https://example.com.",
        )
    number = document.version if _WHOLE.fullmatch(document.version) else "1"
    if number != document.version and document.version:
        notes.append(f"the file is version {document.version:.40}; written as version 1")
    filled = replace(
        document,
        id=document.id if re.match(r"[a-z]+:", document.id) else f"urn:sha256:{document.sha256}",
        author=author,
        version=number,
        timestamp=at,
        title=document.title or "Statements on vulnerabilities",
        namespace=namespace,
        revisions=tuple(Revision(str(one), at, "Issued") for one in range(1, int(number) + 1)),
    )
    return filled, notes
