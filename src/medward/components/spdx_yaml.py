"""SPDX 2 in YAML: the JSON shape, read with Medward's own YAML reader, which refuses tags, aliases and bombs."""

from __future__ import annotations

from typing import Final

from medward.components.document import Document
from medward.errors import InvalidInputError
from medward.kernel.text import line_of, read_yaml

_ONE: Final = 1


def read_spdx_yaml(data: bytes, place: str) -> Document:
    """Return a YAML file taken apart; every scalar is text, as SPDX's fields are.

    Raises:
        UnreadableTextError: Not YAML as Medward accepts it.
        InvalidInputError: Not exactly one document.
        LimitError: Too large, too deep, or too many nodes.
    """
    documents = read_yaml(data, place)
    if len(documents) != _ONE:
        raise InvalidInputError(f"{len(documents)} YAML documents; an SBOM is one", place=place)

    def locate(pointer: str) -> str:
        path = tuple(int(step) if step.isdigit() else step for step in pointer.split("/")[1:])
        return f"{place}:{line_of(data, place, 0, path)}"

    return Document("SPDX 2", "YAML", documents[0].data, locate)
