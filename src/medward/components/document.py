"""An SBOM file taken apart, before anybody asks what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.components.sbom import Problem


class Document(NamedTuple):
    """A file's tree in the JSON shape of its format, and how to name places in it."""

    format: str
    """`CycloneDX`, `SPDX 2` or `SPDX 3`."""
    encoding: str
    tree: object
    locate: Callable[[str], str] | None = None
    """Turns a JSON pointer into the place a person finds; none where the pointer is that place."""
    problems: tuple[Problem, ...] = ()
    """What was wrong with the text itself but leaves the tree certain."""


class DocumentReader(Protocol):
    """Reads one encoding."""

    def __call__(self, data: bytes, place: str) -> Document:
        """Return the file taken apart."""
