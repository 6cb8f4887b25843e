"""What the look before saw, kept beside the ledger: a fact that may be lost, not a record.

When the file is gone, the next look has nothing to compare with and says so; awareness does not depend on it,
since that stands in the records.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError
from medward.vulnerabilities.advisory import Exploitation
from medward.vulnerabilities.watch import Seen
from medward.workspace.files import write_atomically
from medward.workspace.layout import STATE
from medward.workspace.triage_suppliers import Statement

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "watch.json"
_FORMAT: Final = 1


class LastLook(NamedTuple):
    """When the look before was, and what it saw."""

    at: datetime | None
    """None when there was none."""
    releases: frozenset[str]
    """Releases it looked at."""
    seen: dict[tuple[str, str, str, str], Seen]
    statements: frozenset[Statement] = frozenset()
    """What suppliers said."""


_NO_LOOK: Final = LastLook(None, frozenset(), {})


def last_look(folder: Path) -> LastLook:
    """Return the look before; an empty one when there was none or another version of Medward wrote it.

    Raises:
        InvalidInputError: The file cannot be read.
    """
    path = folder / STATE / _FILE
    if not path.is_file():
        return _NO_LOOK
    try:
        content = json.loads(path.read_bytes())
        if content["format"] != _FORMAT:
            return _NO_LOOK
        rows = [_seen(row) for row in content["seen"]]
        said = frozenset(Statement(*map(str, row)) for row in content.get("statements", ()))
        at = datetime.fromisoformat(content["at"])
        return LastLook(at, frozenset(content["releases"]), {one.key: one for one in rows}, said)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(
            "what the last watch saw cannot be read",
            place=f"{STATE}/{_FILE}",
            hint="Remove the file; the next watch then has nothing to compare with.",
        ) from error


def keep_look(
    folder: Path,
    at: datetime,
    releases: frozenset[str],
    seen: tuple[Seen, ...],
    statements: tuple[Statement, ...],
) -> None:
    """Keep what was seen; what the look before knew of releases not looked at this time stays."""
    before = last_look(folder)
    others = [one for one in before.seen.values() if one.release not in releases]
    said = sorted(one for one in before.statements if one.release not in releases)
    content = {
        "format": _FORMAT,
        "at": at.isoformat(),
        "releases": sorted(before.releases | releases),
        "seen": [[*one[:-1], list(one.exploitation)] for one in (*others, *seen)],
        "statements": [*said, *statements],
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    write_atomically(folder / STATE / _FILE, f"{text}\n".encode())


def _seen(row: list[object]) -> Seen:
    """Return one stored row; lists become tuples again."""
    *fields, exploitation = row
    if not isinstance(exploitation, list) or len(row) != len(Seen._fields):
        raise ValueError("a row of the last watch is damaged")
    return Seen._make([*map(_tuples, fields), Exploitation(*exploitation)])


def _tuples(value: object) -> object:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
