"""The shipped catalogue read once and kept as JSON, since YAML takes five times as long to read.

The index holds the text of the files and nothing derived from it: typing and all
checks are done again on every start. It is named by the digest of the files it
was made from and begins with the digest of its own body; if either does not fit,
the files are read and the index is written again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.catalogue.reading import Sheet
from medward.catalogue.shipped import shipped_files, shipped_sheets
from medward.kernel.text import YamlDocument
from medward.workspace.feeds import medward_home
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.text import Tree

FOLDER: Final = "catalogue"
"""Folder of indexes below Medward's own folder of this user."""
_LAYOUT: Final = b"1"
"""Raised when the form of the index changes."""
_DIGEST: Final = 64
"""Letters of a SHA-256."""


@cache
def indexed_sheets() -> tuple[Sheet, ...]:
    """Return the shipped files as text, from the index where it fits them."""
    files = shipped_files()
    path = index_path()
    trees = _read(path)
    if trees is None or trees.keys() != files.keys():
        sheets = shipped_sheets()
        # A home that cannot be written costs time on every start, never an answer.
        with suppress(OSError):
            _write(path, sheets)
        return sheets
    return tuple(Sheet(name, data, YamlDocument(trees[name], name, 1, 0)) for name, data in files.items())


def index_path() -> Path:
    """Return where the index of the shipped files lies."""
    whole = hashlib.sha256(_LAYOUT)
    for name, data in shipped_files().items():
        whole.update(f"{name}\0{len(data)}\0".encode())
        whole.update(data)
    return medward_home() / FOLDER / f"{whole.hexdigest()}.json"


def _read(path: Path) -> dict[str, dict[str, Tree]] | None:
    """Return the trees of an index by file; none when there is no index or its body does not fit its digest."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    stated, body = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(body).hexdigest().encode() != stated:
        return None
    trees: dict[str, dict[str, Tree]] = json.loads(body)
    return trees


def _write(path: Path, sheets: tuple[Sheet, ...]) -> None:
    """Write the index and remove those of other versions."""
    body = json.dumps({sheet.file: sheet.tree for sheet in sheets}, ensure_ascii=False).encode()
    write_atomically(path, hashlib.sha256(body).hexdigest().encode() + body)
    for other in path.parent.glob("*.json"):
        if other != path:
            other.unlink(missing_ok=True)
