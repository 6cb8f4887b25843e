"""Where imported threat knowledge is kept.

Snapshots lie in `$MEDWARD_HOME/knowledge`, named by their digest and never changed. They are the user's
own copies: a device file holds ids and names, so that it can be passed on where a catalogue may not be.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.errors import UnreadableTextError
from medward.threats.knowledge import Snapshot, read_snapshot
from medward.threats.linking import Library
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "knowledge"


@dataclass(frozen=True, slots=True)
class Imported:
    """A snapshot and where it lies."""

    path: Path
    snapshot: Snapshot
    is_new: bool


def keep(snapshot: Snapshot, home: Path) -> Imported:
    """Write a snapshot unless the very same lies there."""
    path = home / FOLDER / f"{snapshot.source.value.lower()}-{snapshot.digest}.json"
    is_new = not path.exists()
    if is_new:
        write_atomically(path, snapshot.body)
    return Imported(path, snapshot, is_new)


def snapshots(home: Path) -> tuple[Snapshot, ...]:
    """Return every kept snapshot, in a stable order.

    Raises:
        UnreadableTextError: The content of one does not have the digest in its name.
    """
    found = []
    for path in sorted(home.joinpath(FOLDER).glob("[!.]*.json")):
        data = path.read_bytes()
        if path.stem.rpartition("-")[2] != hashlib.sha256(data).hexdigest():
            raise UnreadableTextError(
                "the content does not have the digest in its name",
                place=str(path),
                hint="Delete the file and import the catalogue again.",
            )
        found.append(read_snapshot(data, str(path)))
    return tuple(found)


def library(home: Path) -> Library:
    """Return the newest snapshot of every catalogue."""
    return Library(snapshots(home))
