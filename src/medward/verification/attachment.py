"""What a result file says, whatever tool wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.verification.records import EvidenceKind, Result

_ID: Final = re.compile(
    r"(?<![A-Za-z0-9])([A-Z][A-Z0-9]{1,11})[-_](REQ|TST|THR|CTL|RSK)[-_]([0-9]{4,})(?![0-9])"
)
"""Record ids inside test names, where some languages allow only underscores."""


class CaseResult(NamedTuple):
    """One test case, or one result of an analysis."""

    name: str
    result: Result
    message: str = ""
    mentions: tuple[str, ...] = ()
    """Record ids named by the case or its properties."""


class FindingCandidate(NamedTuple):
    """Something a tool reported that a person must judge before it becomes a finding record."""

    rule: str
    level: str
    message: str
    place: str
    cwes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A result file, understood; an empty text means the file does not say."""

    kind: EvidenceKind
    tool: str
    build: str
    run_at: datetime | None
    """Start of the last run, with its zone; none where the file gives no time or no zone."""
    local_time: str
    """The time as written, when it lacks a zone and so is no instant."""
    result: Result
    counts: dict[str, int]
    cases: tuple[CaseResult, ...]
    mentions: tuple[str, ...]
    """Ids of requirements, tests, threats, controls and risks named anywhere in it."""
    findings: tuple[FindingCandidate, ...] = ()


def mentioned_ids(*texts: str) -> tuple[str, ...]:
    """Return the record ids in these texts, in order, each once."""
    return tuple(dict.fromkeys("-".join(found) for text in texts for found in _ID.findall(text)))


def merged(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return every id of every part, each once, in order."""
    return tuple(dict.fromkeys(identity for part in parts for identity in part))


def parse_time(text: str, place: str) -> tuple[datetime | None, str]:
    """Return (instant, ""), or (None, text) when the time has no zone.

    Raises:
        InvalidInputError: Not an ISO 8601 time.
    """
    if not text:
        return None, ""
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidInputError(
            f"the time {text!r} is not ISO 8601", place=place, hint="Write it as 2026-05-03T10:00:00Z."
        ) from error
    return (parsed, "") if parsed.tzinfo is not None else (None, text)
