"""The shape of a JSON document as data: a small schema that says what is wrong, where, in words.

OpenVEX and CSAF publish JSON schemas; what these demand is written down here in our own tables, so that a
document is checked without shipping the schemas and its errors read like sentences. The tests hold the tables
against the published schemas.

>>> shape = Thing({"name": Text(), "size": Number(least=1)}, needed=("name",))
>>> [str(one) for one in shape.problems({"size": 0}, "")]
['/name: name is missing', '/size: 0 is less than 1']
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol
from urllib.parse import urlsplit

from medward.kernel.json_node import json_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_DEPTH: Final = 150
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})"
)  # RFC 3339, section 5.6
_FRACTION: Final = re.compile(r"\.(\d{1,6})\d*")


class Fault(NamedTuple):
    """Something that is not as the format has it."""

    pointer: str
    """JSON pointer (RFC 6901), or `/line/13` in XML."""
    message: str
    unknown: bool = False
    """Whether nobody can tell from here."""

    def __str__(self) -> str:
        """Return pointer and message in one line."""
        return f"{self.pointer or '/'}: {self.message}"


class Shape(Protocol):
    """What a value must look like."""

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield everything that is wrong with a value."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text, at least one character long unless it may be empty."""

    pattern: str = ""
    may_be_empty: bool = False

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield what is wrong with the text."""
        if not isinstance(value, str):
            yield Fault(pointer, f"a text belongs here, not {json_kind(value)}")
        elif not value and not self.may_be_empty:
            yield Fault(pointer, "the text is empty")
        elif self.pattern and not re.search(self.pattern, value):
            yield Fault(pointer, f"{value!r:.80} has not the form the format asks for")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield that the word is none of them."""
        if value not in self.words:
            yield Fault(pointer, f"{value!r:.60} is not one of {', '.join(self.words)}")


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    least: int

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield what is wrong with the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            yield Fault(pointer, f"a whole number belongs here, not {json_kind(value)}")
        elif value < self.least:
            yield Fault(pointer, f"{value} is less than {self.least}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and time with a zone."""

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield that it is no such instant."""
        if not isinstance(value, str) or moment(value) is None:
            yield Fault(pointer, f"{value!r:.60} is no date and time with a zone, as 2026-03-14T09:00:00Z")


@dataclass(frozen=True, slots=True)
class Address:
    """A URI or IRI: it has a scheme."""

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield that it has none."""
        if not isinstance(value, str) or not _has_scheme(value):
            yield Fault(pointer, f"{value!r:.80} is no address with a scheme, as https://example.com/")


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that another check looks at."""

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield nothing."""
        del value, pointer
        yield from ()


@dataclass(frozen=True, slots=True)
class Many:
    """A list."""

    item: Shape
    least: int = 1
    unique: bool = False

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield what is wrong with the list and its items."""
        if not isinstance(value, list):
            yield Fault(pointer, f"a list belongs here, not {json_kind(value)}")
            return
        if len(value) < self.least:
            yield Fault(pointer, f"the list has {len(value)} entries; it needs {self.least}")
        if self.unique and (twice := _twice(value)) is not None:
            yield Fault(f"{pointer}/{twice}", "the entry stands there twice")
        for index, item in enumerate(value):
            yield from self.item.problems(item, f"{pointer}/{index}")


@dataclass(frozen=True, slots=True)
class Thing:
    """An object."""

    fields: Mapping[str, Shape]
    needed: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    """At least one of these must be there."""
    least: int = 0
    """How many properties it has at least."""
    closed: bool = False
    """Whether further properties are refused."""
    most: int = 0
    """How many properties it has at most, 0 for any number."""

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield what is wrong with the object and its fields."""
        if not isinstance(value, dict):
            yield Fault(pointer, f"an object belongs here, not {json_kind(value)}")
            return
        if pointer.count("/") > MAX_DEPTH:
            yield Fault(pointer, f"more than {MAX_DEPTH} levels deep")
            return
        yield from self._missing(value, pointer)
        for name, inner in value.items():
            here = f"{pointer}/{_escaped(name)}"
            if name in self.fields:
                yield from self.fields[name].problems(inner, here)
            elif self.closed:
                yield Fault(here, f"{name!r:.60} is no property the format knows")

    def _missing(self, value: dict[str, object], pointer: str) -> Iterator[Fault]:
        for name in self.needed:
            if name not in value:
                yield Fault(f"{pointer}/{name}", f"{name} is missing")
        if self.any_of and not any(name in value for name in self.any_of):
            yield Fault(pointer, f"one of {', '.join(self.any_of)} is needed")
        if len(value) < self.least:
            yield Fault(pointer, f"the object has {len(value)} properties; it needs {self.least}")
        if self.most and len(value) > self.most:
            yield Fault(pointer, f"the object has {len(value)} properties; it may have {self.most}")


@dataclass(slots=True)
class Later:
    """A shape that refers to itself further down; set once it is defined."""

    shape: Shape = field(default_factory=Anything)

    def problems(self, value: object, pointer: str) -> Iterator[Fault]:
        """Yield what the shape finds."""
        return self.shape.problems(value, pointer)


def unknown_properties(value: object, shape: Shape, pointer: str = "") -> Iterator[Fault]:
    """Yield every property a shape does not know, whether or not it is refused."""
    if isinstance(shape, Later):
        yield from unknown_properties(value, shape.shape, pointer)
    elif isinstance(shape, Many) and isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown_properties(item, shape.item, f"{pointer}/{index}")
    elif isinstance(shape, Thing) and isinstance(value, dict):
        for name, inner in value.items():
            here = f"{pointer}/{_escaped(name)}"
            if name in shape.fields:
                yield from unknown_properties(inner, shape.fields[name], here)
            else:
                yield Fault(here, f"{name!r:.60} is no property the format knows")


def moment(text: str) -> datetime | None:
    """Return an RFC 3339 instant, or none when the text is none; digits beyond microseconds are cut off."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(_FRACTION.sub(_micros, text.upper()))
    except ValueError:
        return None


def _micros(found: re.Match[str]) -> str:
    return f".{found.group(1):<06}".replace(" ", "0")


def _has_scheme(text: str) -> bool:
    try:
        return bool(urlsplit(text).scheme) and not re.search(r"\s", text)
    except ValueError:
        return False


def _twice(values: list[object]) -> int | None:
    """Return the place of the first value that stood there before."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        mark = repr(_frozen(value))
        if mark in seen:
            return index
        seen.add(mark)
    return None


def _frozen(value: object) -> object:
    """Return a value whose text does not depend on the order of keys."""
    if isinstance(value, dict):
        return sorted((name, _frozen(inner)) for name, inner in value.items())
    return [_frozen(inner) for inner in value] if isinstance(value, list) else value


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
