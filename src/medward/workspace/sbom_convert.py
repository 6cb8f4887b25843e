"""Converting an SBOM file into another format, with the list of what was lost."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from medward.components.conversion import Conversion, convert
from medward.components.writing import Stamp
from medward.errors import RefusedChangeError
from medward.workspace.files import write_atomically
from medward.workspace.sbom_import import read_accepted
from medward.workspace.sbom_writing import TOOL

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.sbom import Problem, Sbom


class Converted(NamedTuple):
    """A file and what it became."""

    source: Sbom
    result: Conversion
    problems: tuple[Problem, ...]
    """What was accepted although the official checks refuse it."""


def convert_file(
    path: Path, target: str, timestamp: str, now: datetime, *, accept_invalid: bool = False
) -> Converted:
    """Return an SBOM file in another format; nothing is written.

    Args:
        path: The file.
        target: One of `conversion.TARGETS`.
        timestamp: Instant the new file carries; empty: that of the old one, else `now`.
        now: The present.
        accept_invalid: Take a file its official schema refuses, as long as its components are certain.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: It is wrong, or its content fits no valid file of the other format.
    """
    file = read_accepted(path, accept_invalid=accept_invalid, said=lambda _: None)
    told = file.sbom.timestamp if _is_instant(file.sbom.timestamp) else now.isoformat()
    stamp = Stamp(timestamp or told, TOOL)
    return Converted(file.sbom, convert((file.document, file.sbom), target, stamp), file.problems)


def write_converted(converted: Converted, out: Path) -> None:
    """Write the new file.

    Raises:
        RefusedChangeError: There is a file already.
    """
    if out.exists():
        raise RefusedChangeError(f"{out} exists", hint="Give another name, or remove it first.")
    write_atomically(out, converted.result.data)


def _is_instant(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
