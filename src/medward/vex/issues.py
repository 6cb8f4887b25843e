"""What was issued of a document before, and the number its next issue has.

The history of a document is what was given out, in the order it was given out, and nothing computed from the records
as they are today. An issue that says what the last one said is that issue again; any other content gets an entry at
the end, with the next number and an instant that is not earlier. Entries are never removed and never written anew, so
the number cannot fall and history cannot change, whatever becomes of the records.

Source: OpenVEX 0.2.0, `version`; CSAF 2.0, 3.1.11, 3.2.1.12.6 and tests 6.1.14, 6.1.16, 6.1.21.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError
from medward.kernel.words import spelled
from medward.vex.csaf import write_csaf
from medward.vex.cyclonedx import write_cyclonedx
from medward.vex.openvex import write_openvex
from medward.vex.statement import Revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vex.statement import Statement, VexDocument

FIRST: Final = "First issued"
_WHOLE: Final = re.compile(r"[0-9]{1,6}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
UNKNOWN: Final = "Issued; nothing more is on record"


class Issue(NamedTuple):
    """One issue of a document."""

    number: int
    at: datetime
    summary: str
    """What changed, for readers."""
    sha256: str = ""
    """Of what it said, number and instants aside; empty where nobody knows."""


class Said(NamedTuple):
    """What one statement of the last issue said."""

    statement: str
    """Id of the assessment."""
    about: str
    status: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Issues:
    """Everything issued of one document."""

    document: str
    """Id of the document."""
    issues: tuple[Issue, ...] = ()
    said: tuple[Said, ...] = ()
    """Statements of the last issue; empty where nobody knows."""

    @property
    def last(self) -> Issue | None:
        """The last issue."""
        return self.issues[-1] if self.issues else None


def continued(before: Issues, document: VexDocument, now: datetime, stated: datetime | None = None) -> Issues:
    """Return a history in which the last issue is this document.

    Args:
        before: What was issued so far.
        document: What is to be issued; its timestamp is that of its newest statement.
        now: The present, for a change that no statement dates.
        stated: The instant somebody wants it to be issued at.

    Raises:
        InvalidInputError: The stated instant is before the last issue.
    """
    digest, last = _digest(document), before.last
    if last is not None and last.sha256 == digest and stated in {None, last.at}:
        return before
    at = stated or document.timestamp or now
    if last is not None and stated is not None and stated < last.at:
        raise InvalidInputError(
            f"version {last.number} was issued at {last.at.isoformat()}, after {stated.isoformat()}",
            hint="Give a later --timestamp, or none.",
        )
    if last is not None and stated is None and at <= last.at:
        at = max(now, last.at)
    said = tuple(map(_said, document.statements))
    summary = _summary(before, said)
    issue = Issue(last.number + 1 if last else 1, at, summary, digest)
    return Issues(before.document, (*before.issues, issue), said)


def after(before: Issues, known: VexDocument) -> Issues:
    """Return a history that goes on from an earlier issue that somebody has kept.

    Entries the file does not tell of are dated as the file is.

    Raises:
        InvalidInputError: It has no whole number, or no instant, to go on from.
    """
    if not _WHOLE.fullmatch(known.version) or known.timestamp is None:
        raise InvalidInputError(
            f"the earlier issue has version {known.version!r:.20} of {known.timestamp or 'no instant'}; "
            "a whole number and an instant are needed",
            hint="Give a document that Medward wrote.",
        )
    told = {int(one.number): one for one in known.revisions if _WHOLE.fullmatch(one.number)}
    issues = list(before.issues)
    for number in range(len(issues) + 1, int(known.version) + 1):
        at, summary = (
            (told[number].at, told[number].summary) if number in told else (known.timestamp, UNKNOWN)
        )
        issues.append(Issue(number, max(at, issues[-1].at) if issues else at, summary))
    return Issues(before.document, tuple(issues), before.said if len(issues) == len(before.issues) else ())


def as_issued(document: VexDocument, history: Issues) -> VexDocument:
    """Return a document with number, instants and history of its last issue."""
    issues = history.issues
    return replace(
        document,
        version=str(issues[-1].number),
        timestamp=issues[-1].at,
        first_issued=issues[0].at,
        revisions=tuple(Revision(str(one.number), one.at, one.summary) for one in issues),
    )


def until(history: Issues, at: datetime) -> Issues:
    """Return a history as it stood at an instant."""
    past = tuple(one for one in history.issues if one.at <= at)
    return history if past == history.issues else replace(history, issues=past, said=())


def _digest(document: VexDocument) -> str:
    """Return the SHA-256 of everything a document says in any format, number and instants of issue aside."""
    bare = replace(document, version="1", first_issued=None, revisions=(), timestamp=_EPOCH)
    trees = [write_csaf(bare), write_openvex(bare), write_cyclonedx(bare)]
    return _sha256(trees)


def _said(one: Statement) -> Said:
    about = f"{one.vulnerability} in {one.component.label}" if one.component else one.vulnerability
    return Said(one.id, about, spelled(one.status.value), _sha256(asdict(one)))


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


def _summary(before: Issues, said: tuple[Said, ...]) -> str:
    """Return what changed since the last issue, one part per statement."""
    if before.last is None:
        return FIRST
    if not before.said:
        return "Issued anew"
    return (
        "; ".join(_changes({one.statement: one for one in before.said}, said))
        or "No statement changed; the document was revised"
    )


def _changes(before: dict[str, Said], said: tuple[Said, ...]) -> Iterator[str]:
    """Yield the statements that are new, say another status, say it otherwise, or are no longer made."""
    for one in said:
        old = before.pop(one.statement, None)
        if old is None:
            yield f"{one.about}: {one.status}"
        elif old.status != one.status:
            yield f"{one.about}: {old.status}, now {one.status}"
        elif old.sha256 != one.sha256:
            yield f"{one.about}: {one.status}, revised"
    for old in before.values():
        yield f"{old.about}: no longer told of"
