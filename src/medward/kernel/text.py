"""YAML in: every scalar is text with a line number; tags, anchors, bombs and control characters are refused.

A device file is read with libyaml's event parser. No YAML type guessing takes
place, so `1.10`, `NO` and `12:30` stay what they are; an empty value means the
field is left out. Typing is the schema's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml

from medward.errors import LimitError, UnreadableTextError

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    from yaml import CLoader as _Loader
except ImportError:  # PyYAML built without libyaml reads the same text, only slower
    from yaml import Loader as _Loader  # type: ignore[assignment]  # the slower twin

MAX_FILE_BYTES: Final = 16 * 1024 * 1024
"""A file of 20,000 records is about 10 MB; anything larger is a mistake or an attack."""
MAX_DEPTH: Final = 24
MAX_NODES: Final = 2_000_000
_STEERING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or reorder what a reader sees (CVE-2021-42574); tab and line feed are text."""

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree]"
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """One document of a file: its mapping and the line it starts on."""

    data: dict[str, Tree]
    file: str
    line: int
    index: int
    """Number of the document in its file, from 0."""

    @property
    def place(self) -> str:
        """`file:line`, as editors understand it."""
        return f"{self.file}:{self.line}"


def read_yaml(data: bytes, file: str) -> list[YamlDocument]:
    """Return the documents of `data`.

    Raises:
        LimitError: The file is larger, deeper or longer than allowed.
        UnreadableTextError: Not YAML, or YAML with tags, anchors, aliases, merge keys, repeated keys or
            control characters.
    """
    return [
        YamlDocument(tree, file, line, index) for index, (tree, line, _) in enumerate(_documents(data, file))
    ]


def line_of(data: bytes, file: str, index: int, path: Path) -> int:
    """Return the line of the value at `path` in document `index`, or of its nearest parent.

    Reads the text a second time: only an error needs to know, so a good file pays nothing.
    """
    for number, (_, line, lines) in enumerate(_documents(data, file, with_lines=True)):
        if number == index:
            while path and path not in lines:
                path = path[:-1]
            return lines.get(path, line)
    return 1


def steering_character(text: str) -> str:
    """Return the first character that would steer a terminal or reorder a line, "" when there is none."""
    found = None if text.isprintable() else _STEERING.search(text)
    return found.group() if found else ""


def _documents(
    data: bytes, file: str, *, with_lines: bool = False
) -> Iterator[tuple[dict[str, Tree], int, dict[Path, int]]]:
    """Yield (mapping, line, lines by path) per document."""
    if len(data) > MAX_FILE_BYTES:
        raise LimitError(
            f"the file has {len(data):,} bytes; at most {MAX_FILE_BYTES:,} are read",
            place=file,
            hint="Split it: one file may hold many records, and a folder many files.",
        )
    try:
        yield from _Reader(file, with_lines=with_lines).documents(data)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else file
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        raise UnreadableTextError(
            f"not readable as YAML: {reason}",
            place=place,
            hint="Check indentation, quotes and encoding (UTF-8).",
        ) from error


class _Reader:
    """Builds plain trees from parser events, iteratively, so that depth cannot exhaust the stack."""

    def __init__(self, file: str, *, with_lines: bool) -> None:
        self.file = file
        self.with_lines = with_lines
        self.nodes = 0

    def documents(self, data: bytes) -> Iterator[tuple[dict[str, Tree], int, dict[Path, int]]]:
        """Yield each document that is not empty."""
        events = yaml.parse(data, Loader=_Loader)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                first = next(events)
                line = _line(first)
                lines: dict[Path, int] = {}
                if isinstance(first, yaml.ScalarEvent) and _is_empty(first):
                    continue  # a separator with nothing after it
                if not isinstance(first, yaml.MappingStartEvent):
                    raise self._refused(first, "a document must be a mapping of fields")
                yield self._mapping(events, first, lines), line, lines

    def _mapping(
        self, events: Iterator[yaml.Event], first: yaml.Event, lines: dict[Path, int]
    ) -> dict[str, Tree]:
        """Consume events up to the end of the mapping that `first` opened."""
        self._plain(first)
        root: dict[str, Tree] = {}
        holders: list[dict[str, Tree] | list[Tree]] = [root]
        keys: list[str | None] = [None]
        for event in events:
            kind = type(event)
            holder = holders[-1]
            if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                holders.pop()
                keys.pop()
                if not holders:
                    break
                keys[-1] = None
            elif isinstance(holder, dict) and keys[-1] is None:
                keys[-1] = self._key(event, holder)
            else:
                value = self._value(event)
                if self.with_lines:
                    lines[self._path(holders, keys)] = _line(event)
                self._place(holder, keys[-1], value)
                if isinstance(value, str | None):
                    keys[-1] = None
                else:
                    holders.append(value)
                    keys.append(None)
                    if len(holders) > MAX_DEPTH:
                        raise LimitError(
                            f"nested deeper than {MAX_DEPTH} levels",
                            place=self._at(event),
                            hint="Flatten the record.",
                        )
        return root

    @staticmethod
    def _place(holder: dict[str, Tree] | list[Tree], key: str | None, value: Tree | None) -> None:
        """Put a value where it belongs; an empty one leaves the field out."""
        if value is None:
            if isinstance(holder, list):
                holder.append("")
        elif isinstance(holder, list):
            holder.append(value)
        elif key is not None:
            holder[key] = value

    def _key(self, event: yaml.Event, holder: dict[str, Tree]) -> str:
        """Return a mapping key, refusing anything but a plain name seen for the first time."""
        self._plain(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refused(event, "a field name must be plain text")
        if event.value == "<<":
            raise self._refused(event, "merge keys ('<<') are not allowed")
        if event.value in holder:
            raise self._refused(event, f"the field {event.value!r} stands twice")
        return str(event.value)

    def _value(self, event: yaml.Event) -> Tree | None:
        """Return a scalar's text, an empty holder, or None for an empty plain scalar."""
        self._plain(event)
        if isinstance(event, yaml.ScalarEvent):
            return None if _is_empty(event) else str(event.value)
        return {} if isinstance(event, yaml.MappingStartEvent) else []

    def _plain(self, event: yaml.Event) -> None:
        """Refuse aliases, anchors, tags and control characters, and count nodes."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise LimitError(f"more than {MAX_NODES:,} values", place=self._at(event), hint="Split the file.")
        if not (isinstance(event, yaml.ScalarEvent) and _is_plain(event)):
            self._check(event)

    def _check(self, event: yaml.Event) -> None:
        """Refuse what makes a value more than plain text."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent):
            raise self._refused(event, f"the alias '*{anchor}' is not allowed", "Write the value out.")
        if isinstance(event, yaml.ScalarEvent) and (found := steering_character(event.value)):
            hint = "Remove it; write what it should show as text."
            raise self._refused(event, f"the control character {found!a} is not allowed", hint)
        if anchor:
            hint = "Write the value out where it is used."
            raise self._refused(event, f"the anchor '&{anchor}' is not allowed", hint)
        if tag and tag != "!":
            hint = "Remove it: a device file holds text only."
            raise self._refused(event, f"the tag '{tag}' is not allowed", hint)

    def _path(self, holders: list[dict[str, Tree] | list[Tree]], keys: list[str | None]) -> Path:
        """Return the path of the value about to be placed."""
        return tuple(
            (len(holder) - (depth < len(holders) - 1)) if isinstance(holder, list) else (key or "")
            for depth, (holder, key) in enumerate(zip(holders, keys, strict=True))
        )

    def _at(self, event: yaml.Event) -> str:
        """Return `file:line` of an event."""
        return f"{self.file}:{_line(event)}"

    def _refused(
        self, event: yaml.Event, message: str, hint: str = "See docs/guide/device-file.md."
    ) -> UnreadableTextError:
        """Return the error for something this reader does not accept."""
        return UnreadableTextError(message, place=self._at(event), hint=hint)


def _line(event: yaml.Event) -> int:
    """Return the line an event starts on, from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


def _is_plain(event: yaml.ScalarEvent) -> bool:
    """Say whether a value is text and nothing else, as nearly every value of a device file is."""
    return event.anchor is None and event.tag is None and bool(event.value.isprintable())


def _is_empty(event: yaml.ScalarEvent) -> bool:
    """Say whether nothing was written; quotes around nothing are an empty text, which is something."""
    return not event.value and event.style not in {"'", '"', "|", ">"}
