"""A value inside a record together with its place, so that every complaint says where.

Source: RFC 6901 for the pointers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medward.errors import InvalidRecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUMMARY_LENGTH = 200


class Node(NamedTuple):
    """One value of a JSON or YAML tree; absent and null are the same."""

    value: object
    place: str
    pointer: str = ""

    def get(self, field: str) -> Node:
        """Return a field of an object, a node of `None` where there is none."""
        inside = f"{self.pointer}/{field}"
        if self.value is None:
            return Node(None, self.place, inside)
        if not isinstance(self.value, dict):
            raise self.refusal(f"an object is expected here, not {_kind(self.value)}")
        return Node(self.value.get(field), self.place, inside)

    def at(self, *fields: str) -> Node:
        """Return a field of a field."""
        node = self
        for field in fields:
            node = node.get(field)
        return node

    def items(self) -> Iterator[Node]:
        """Return the elements of a list; nothing where it is absent."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.refusal(f"a list is expected here, not {_kind(self.value)}")
        for index, value in enumerate(self.value):
            yield Node(value, self.place, f"{self.pointer}/{index}")

    def fields(self) -> Iterator[tuple[str, Node]]:
        """Return names and values of an object; nothing where it is absent."""
        if self.value is None:
            return
        if not isinstance(self.value, dict):
            raise self.refusal(f"an object is expected here, not {_kind(self.value)}")
        for name, value in self.value.items():
            yield str(name), Node(value, self.place, f"{self.pointer}/{name}")

    def text(self, field: str = "") -> str:
        """Return a text, of a field when one is named; "" where it is absent.

        >>> Node({"id": "X-1"}, "x.json").text("id"), Node({}, "x.json").text("id")
        ('X-1', '')
        """
        node = self.get(field) if field else self
        if node.value is None:
            return ""
        if isinstance(node.value, str):
            return node.value
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            return str(node.value)
        raise node.refusal(f"text is expected here, not {_kind(node.value)}")

    def texts(self, field: str) -> tuple[str, ...]:
        """Return the texts of a list; a lone text counts as a list of one."""
        node = self.get(field)
        return (node.value,) if isinstance(node.value, str) else tuple(item.text() for item in node.items())

    def required(self, field: str, what: str) -> str:
        """Return a text that has to be there."""
        found = self.text(field).strip()
        if not found:
            raise self.get(field).refusal(f"not {what}: it has no {field}")
        return found

    def refusal(self, message: str) -> InvalidRecordError:
        """Return the error for this place."""
        return InvalidRecordError(message, place=f"{self.place}#{self.pointer}")


def short(text: str) -> str:
    """Return the first words of a text on one line; prose is kept short, its place is the source.

    >>> short("A  flaw. More   of it.")
    'A flaw. More of it.'
    """
    line = " ".join(text[: 4 * _SUMMARY_LENGTH].split())
    if len(line) <= _SUMMARY_LENGTH:
        return line
    return line[: _SUMMARY_LENGTH - 3].rpartition(" ")[0] + "..."


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), "a number")
