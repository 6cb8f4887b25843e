"""Walking a JSON document of somebody else: every step knows its place, and a wrong type is an error, never silence.

>>> root = JsonNode({"a": [{"b": "x"}]}, "file.json")
>>> [node.text("b") for node in root.nodes("a")]
['x']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
"""A JSON value of a format that has floats; records have none (`canonical.JsonValue`)."""


class JsonNode(NamedTuple):
    """One object of a document."""

    value: Mapping[str, object]
    place: str
    """Name of the file."""
    pointer: str = ""
    """JSON pointer of this object (RFC 6901)."""
    locate: Callable[[str], str] | None = None
    """Turns a pointer into the place a person finds; none where the pointer is that place."""

    def text(self, name: str) -> str:
        """Return a text, "" where it is not given."""
        found = self.value.get(name, "")
        if not isinstance(found, str):
            raise self.wrong(name, "text", found)
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list, none where it is not given."""
        return tuple(self._text_in(name, index, item) for index, item in enumerate(self._list(name)))

    def number(self, name: str) -> int | None:
        """Return a whole number, none where it is not given."""
        found = self.value.get(name)
        if found is not None and (isinstance(found, bool) or not isinstance(found, int)):
            raise self.wrong(name, "a whole number", found)
        return found if isinstance(found, int) else None

    def node(self, name: str) -> JsonNode:
        """Return an object, an empty one where it is not given."""
        found = self.value.get(name, {})
        if not isinstance(found, dict):
            raise self.wrong(name, "an object", found)
        return JsonNode(found, self.place, self.below(name), self.locate)

    def nodes(self, name: str) -> list[JsonNode]:
        """Return the objects of a list, none where it is not given."""
        return [self._node_in(name, index, item) for index, item in enumerate(self._list(name))]

    def below(self, *steps: str | int) -> str:
        """Return the pointer of something below this object."""
        escaped = (str(step).replace("~", "~0").replace("/", "~1") for step in steps)
        return "/".join([self.pointer, *escaped])

    def where(self, *steps: str | int) -> str:
        """Return file and pointer, for messages."""
        pointer = self.below(*steps)
        return self.locate(pointer) if self.locate else f"{self.place}#{pointer}"

    def wrong(self, name: str, wanted: str, found: object, *more: int) -> InvalidInputError:
        """Return the error that something of another type stands there."""
        message = f"{name} is {json_kind(found)}; it must be {wanted}"
        return InvalidInputError(
            message, place=self.where(name, *more), hint="Compare with the format's schema."
        )

    def _list(self, name: str) -> list[object]:
        found = self.value.get(name, [])
        if not isinstance(found, list):
            raise self.wrong(name, "a list", found)
        return found

    def _text_in(self, name: str, index: int, item: object) -> str:
        if not isinstance(item, str):
            raise self.wrong(name, "a list of texts", item, index)
        return item

    def _node_in(self, name: str, index: int, item: object) -> JsonNode:
        if not isinstance(item, dict):
            raise self.wrong(name, "a list of objects", item, index)
        return JsonNode(item, self.place, self.below(name, index), self.locate)


def json_kind(value: object) -> str:
    """Name the type of a JSON value as the person who wrote the file would."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"
