"""The document set that comes with Medward, read from `set/`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pydantic import ValidationError

from medward.dossier.documents.outline import DocumentSet
from medward.errors import InvalidInputError
from medward.kernel.text import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.kernel.text import Tree

_KEYS = ("documents", "packages", "answers")
_HINT = "See docs/guide/documents.md for the form of documents and packages."


@cache
def document_set() -> DocumentSet:
    """Return the shipped set; read once per process."""
    folder = files("medward.dossier.documents") / "set"
    found = sorted(
        (entry.name, entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".yaml")
    )
    return read_set(found)


def read_set(sheets: Iterable[tuple[str, bytes]]) -> DocumentSet:
    """Return documents and packages of some files by name and content.

    Raises:
        InvalidInputError: A file holds something else, or a field is wrong; file and field are named.
    """
    rows: dict[str, list[Tree]] = {key: [] for key in _KEYS}
    for name, data in sheets:
        for document in read_yaml(data, name):
            for key, value in document.data.items():
                if key not in rows or not isinstance(value, list):
                    raise InvalidInputError(
                        f"{key!r} is no list of documents, packages or answers",
                        place=document.place,
                        hint=_HINT,
                    )
                rows[key] += value
    try:
        return DocumentSet.model_validate(rows)
    except ValidationError as error:
        first = error.errors()[0]
        where = "/".join(map(str, first["loc"]))
        raise InvalidInputError(
            f"{where}: {first['msg']}", place=", ".join(name for name, _ in sheets), hint=_HINT
        ) from None
