"""An SBOM file taken apart, before anybody asks what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from medward.components.fields import Fields
    from medward.components.sbom import Problem, Sbom


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


def located(document: Document, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with pointers a person finds: an XPath in XML, `/line/13` in text, else the JSON pointer."""
    if document.locate is None:
        return tuple(problems)
    found = []
    for one in problems:
        if not one.pointer or line_of(one.pointer):
            found.append(one)
            continue
        _, sign, inside = document.locate(one.pointer).rpartition("#")
        pointer = inside if sign else f"/line/{inside.rpartition(':')[2]}"
        found.append(one._replace(pointer=pointer))
    return tuple(found)


def place_of(place: str, pointer: str) -> str:
    """Return where in a file a located problem is.

    >>> place_of("a.spdx", "/line/13"), place_of("a.json", "/packages/0"), place_of("a.json", "")
    ('a.spdx:13', 'a.json#/packages/0', 'a.json')
    """
    line = line_of(pointer)
    return f"{place}:{line}" if line else f"{place}#{pointer}".removesuffix("#")


def place_inside(pointer: str) -> str:
    """Return where a located problem is, in words that leave out the file's name.

    >>> place_inside("/line/13"), place_inside("/packages/0"), place_inside("")
    ('line 13', '/packages/0', 'the whole file')
    """
    line = line_of(pointer)
    return f"line {line}" if line else pointer or "the whole file"


def line_of(pointer: str) -> str:
    """Return the line that `/line/13` names, "" for any other pointer."""
    line = pointer.removeprefix("/line/")
    return "" if line == pointer else line


def refuse_invalid(problems: tuple[Problem, ...], place: str) -> None:
    """Refuse a file the official checks say something against.

    Raises:
        InvalidInputError: With the first of what they say, and how many more there are.
    """
    if problems:
        first, more = problems[0], len(problems) - 1
        count = f" (and {more} more {'problem' if more == 1 else 'problems'})" if more else ""
        where = place_of(place, first.pointer)
        raise InvalidInputError(f"{first.message}{count}", place=where, hint=first.hint)


class DocumentReader(Protocol):
    """Reads one encoding."""

    def __call__(self, data: bytes, place: str) -> Document:
        """Return the file taken apart."""


class TreeMapping(Protocol):
    """Turns the tree of one format into the one value."""

    def __call__(self, tree: object, sha256: str, fields: Fields, encoding: str) -> Sbom:
        """Return the SBOM."""
