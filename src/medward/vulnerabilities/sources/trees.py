"""From bytes to trees, within limits: JSON whole or element by element, YAML as text.

A large file of one list is not built as one tree: its elements are read one after the other, so the memory is that
of the text and one element.

Source: RFC 8259 for JSON; no key twice (RFC 8259, section 4: behaviour is unpredictable otherwise).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, Never

import yaml

from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.kernel.strict_json import strict_decoder, strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 512 * 1024 * 1024
"""One file; the largest known one, a year of NVD or Debian's tracker, is below 200 MB."""
MAX_DEPTH: Final = 64
"""Levels of a YAML file."""
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml's, ten times faster, where it is built in."""
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_HINT: Final = "Fetch the file again from its source."


def text_of(data: bytes, place: str) -> str:
    """Return the text of a file in UTF-8.

    Raises:
        LimitError: Larger than any feed.
        UnreadableTextError: Not UTF-8.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes; a file of a feed may have {MAX_BYTES:,}",
            place=place,
            hint="Split the file.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTextError(
            f"not UTF-8: {error.reason} at byte {error.start}", place=place, hint=_HINT
        ) from None


def json_tree(data: bytes, place: str) -> object:
    """Return the value of a JSON file.

    Raises:
        UnreadableTextError: Not JSON, a key twice, or nested too deeply.
    """
    try:
        return strict_json(text_of(data, place))
    except json.JSONDecodeError as error:
        raise UnreadableTextError(
            f"not JSON: {error.msg}", place=f"{place}:{error.lineno}", hint=_HINT
        ) from None
    except (ValueError, RecursionError) as error:
        raise _refused(error, place) from None


def yaml_tree(data: bytes, place: str) -> object:
    """Return the value of a YAML file of one document; every scalar is text, so that `1.10` stays a version.

    Raises:
        UnreadableTextError: Not YAML, a key twice, an alias, an anchor or a tag, or nested too deeply.
    """
    builder = _YamlBuilder(place)
    try:
        for event in yaml.parse(text_of(data, place), Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise UnreadableTextError(f"not YAML: {error}"[:300], place=place, hint=_HINT) from None
    if len(builder.root) > 1:
        raise UnreadableTextError("it holds more than one document", place=place, hint=_HINT)
    return builder.root[0] if builder.root else None


def json_elements(data: bytes, place: str, field: str = "") -> Iterator[tuple[str, object]]:
    """Return the elements of a list, or the fields of an object, with the pointer of each, one by one.

    Args:
        data: The file.
        place: Its name.
        field: Name of the list at the top of the file; "" for the fields of the top itself.

    Raises:
        UnreadableTextError: Not JSON, a key twice, or nested too deeply; what came before was right.
    """
    text = text_of(data, place)
    reader = _Reader(text)
    try:
        yield from reader.elements(field)
    except json.JSONDecodeError as error:
        raise UnreadableTextError(
            f"not JSON: {error.msg}", place=f"{place}:{error.lineno}", hint=_HINT
        ) from None
    except (ValueError, RecursionError) as error:
        raise _refused(error, place) from None


class _YamlBuilder:
    """Builds a tree from the events of one YAML file, without recursion."""

    def __init__(self, place: str) -> None:
        self.root: list[object] = []
        self._place = place
        self._open: list[tuple[list[object] | dict[str, object], list[str]]] = [(self.root, [])]

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        if (
            isinstance(event, yaml.AliasEvent)
            or getattr(event, "anchor", None)
            or getattr(event, "tag", None)
        ):
            raise self._refusal("aliases, anchors and tags are not read", event)
        if isinstance(event, yaml.ScalarEvent):
            self._put(event.value, event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            inner: list[object] | dict[str, object] = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._put(inner, event)
            self._open.append((inner, []))
            if len(self._open) > MAX_DEPTH:
                raise self._refusal(f"nested deeper than {MAX_DEPTH} levels", event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()

    def _put(self, value: object, event: yaml.Event) -> None:
        holder, pending = self._open[-1]
        if isinstance(holder, list):
            holder.append(value)
        elif pending:
            holder[pending.pop()] = value
        elif not isinstance(value, str) or value in holder:
            raise self._refusal("a key stands twice in one mapping, or is no text", event)
        else:
            pending.append(value)

    def _refusal(self, message: str, event: yaml.Event) -> UnreadableTextError:
        mark = event.start_mark
        line = f":{mark.line + 1}" if mark is not None else ""
        return UnreadableTextError(message, place=self._place + line, hint=_HINT)


class _Reader:
    """Walks over one JSON text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._decoder = strict_decoder()

    def elements(self, field: str) -> Iterator[tuple[str, object]]:
        for name in self._names():
            if not field:
                yield f"/{name}", self._value()
            elif name == field and self._next() == "[":
                yield from ((f"/{field}/{index}", value) for index, value in self._list())
            else:
                self._value()
        if self._next():
            self._refuse("something follows the value")

    def _names(self) -> Iterator[str]:
        """Return the names of the object at the top, each to be followed by reading its value."""
        self._expect("{")
        seen: set[str] = set()
        while self._next() != "}":
            if seen:
                self._expect(",")
            name = self._value()
            if not isinstance(name, str) or name in seen:
                self._refuse("a name is no text or stands twice")
            seen.add(name)
            self._expect(":")
            yield name
        self.at += 1

    def _list(self) -> Iterator[tuple[int, object]]:
        self._expect("[")
        index = 0
        while self._next() != "]":
            if index:
                self._expect(",")
            yield index, self._value()
            index += 1
        self.at += 1

    def _value(self) -> object:
        self._next()
        value, self.at = self._decoder.raw_decode(self.text, self.at)
        return value

    def _next(self) -> str:
        space = _SPACE.match(self.text, self.at)
        self.at = space.end() if space else self.at
        return self.text[self.at : self.at + 1]

    def _expect(self, sign: str) -> None:
        if self._next() != sign:
            self._refuse(f"{sign} is expected")
        self.at += 1

    def _refuse(self, message: str) -> Never:
        raise json.JSONDecodeError(message, self.text, self.at)


def _refused(error: Exception, place: str) -> InvalidInputError:
    message = "nested too deeply" if isinstance(error, RecursionError) else f"not JSON: {error}"
    return UnreadableTextError(message, place=place, hint=_HINT)
