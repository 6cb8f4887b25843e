"""What we issued of each VEX document, kept in the device file so that every colleague counts on from the same number.

One file per document lies in `vex/`, named by the document's id. It belongs into version control with the records.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, UnreadableTextError
from medward.kernel.json_node import JsonNode
from medward.vex.cyclonedx import serial_of
from medward.vex.documents import parsed, read_vex
from medward.vex.issues import Issue, Issues, Said, after
from medward.vex.openvex_in import time_of
from medward.vex.ours import slug
from medward.workspace.files import write_atomically
from medward.workspace.layout import VEX
from medward.workspace.vex_converting import file_bytes

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX: Final = ".issued.json"
_HINT: Final = "Restore it from version control, or remove it and name an earlier issue with --after FILE."


def read_issues(folder: Path, document: str) -> Issues:
    """Return what was issued of a document, nothing where nothing is on record.

    Raises:
        UnreadableTextError: The record was altered: numbers or instants are not in order.
    """
    path = _path(folder, document)
    if not path.is_file():
        return Issues(document)
    place = path.relative_to(folder).as_posix()
    root = JsonNode(parsed(path.read_bytes(), place), place)
    issues = tuple(_issue(node) for node in root.nodes("issues"))
    in_order = [one.at for one in issues] == sorted(one.at for one in issues)
    if [one.number for one in issues] != [*range(1, len(issues) + 1)] or not in_order:
        raise UnreadableTextError(
            "the issues are not numbered from 1 in the order of time", place=place, hint=_HINT
        )
    said = tuple(Said(*(node.text(name) for name in Said._fields)) for node in root.nodes("said"))
    return Issues(document, issues, said)


def keep_issues(folder: Path, issues: Issues) -> None:
    """Write what was issued of a document; nothing where it is on record already."""
    if issues == read_issues(folder, issues.document):
        return
    content = {
        "document": issues.document,
        "issues": [{**one._asdict(), "at": one.at.isoformat()} for one in issues.issues],
        "said": [one._asdict() for one in issues.said],
    }
    data = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    write_atomically(_path(folder, issues.document), data.encode())


def go_on_from(issues: Issues, path: Path) -> Issues:
    """Return a history that goes on from an earlier issue in a file.

    Raises:
        InvalidInputError: The file is another document, or gives no number to go on from.
    """
    known = read_vex(file_bytes(path), path.name)
    if known.id not in {issues.document, serial_of(issues.document)}:
        raise InvalidInputError(
            f"it is {known.id or 'a document without an id'}, not {issues.document}",
            place=path.name,
            hint="Name an earlier issue of the same document.",
        )
    return after(issues, known)


def _path(folder: Path, document: str) -> Path:
    return folder / VEX / f"{slug(document.partition('://')[2])}{_SUFFIX}"


def _issue(node: JsonNode) -> Issue:
    at, number = time_of(node, "at"), node.number("number")
    if at is None or number is None:
        raise UnreadableTextError("an issue has no number or no instant", place=node.where(), hint=_HINT)
    return Issue(number, at, node.text("summary"), node.text("sha256"))
