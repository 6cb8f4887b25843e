"""JSON and YAML of other tools as one tree of text, with a place for every value.

Every scalar is text, as in a device file; what is null is left out. Repeated keys,
aliases, tags and anything too large or too deep are refused before a reader sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.exchange.yaml_tree import read_yaml_tree
from medward.kernel.first_sign import first_sign
from medward.kernel.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.kernel.text import Path, Tree

MAX_BYTES: Final = 16 * 1024 * 1024
"""The largest model among those we know has 1.5 MB."""
MAX_DEPTH: Final = 24
MAX_VALUES: Final = 2_000_000
MAX_NAME: Final = 2_000
"""Letters of a name; longer ones are no names."""
MAX_TEXT: Final = 100_000
"""Letters of any other text."""
_JSON_STARTS: Final = (b"{", b"[")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the file and where it stands."""

    value: Tree
    file: str
    path: Path = ()
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False)
    """Line of every value of a YAML file; empty for JSON."""

    @property
    def pointer(self) -> str:
        """JSON pointer of the value (RFC 6901)."""
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.path)
        text = "".join(f"/{step}" for step in steps) or "/"
        return "".join(letter if letter.isprintable() else "?" for letter in text)

    @property
    def place(self) -> str:
        """File and line for YAML, file and JSON pointer for JSON."""
        if self.lines:
            path = self.path
            while path not in self.lines and path:
                path = path[:-1]
            return f"{self.file}:{self.lines.get(path, 1)}"
        return f"{self.file}#{self.pointer}"

    def child(self, key: str | int, value: Tree) -> Node:
        """Return a value below this one."""
        return Node(value, self.file, (*self.path, key), self.lines)

    def fields(self) -> dict[str, Tree]:
        """Return the fields of a mapping.

        Raises:
            InvalidInputError: It is none.
        """
        if not isinstance(self.value, dict):
            raise self.wrong(f"{_what(self.value)} where fields are expected")
        return self.value

    def has(self, key: str) -> bool:
        """Say whether a field is there and not null."""
        return key in self.fields()

    def at(self, key: str) -> Node:
        """Return a mapping below this one, an empty one when it is left out."""
        found = self.child(key, self.fields().get(key, {}))
        found.fields()
        return found

    def text(self, key: str, otherwise: str = "") -> str:
        """Return a text field."""
        found = self.fields().get(key, otherwise)
        if not isinstance(found, str):
            raise self.child(key, found).wrong(f"{_what(found)} where text is expected")
        return found

    def flag(self, key: str) -> bool | None:
        """Return a field of yes or no; None when it is left out."""
        found = self.text(key).strip().lower()
        if not found:
            return None
        if found not in {"true", "false"}:
            raise self.child(key, found).wrong(f"{found!r:.40} where true or false is expected")
        return found == "true"

    def number(self, key: str) -> float | None:
        """Return a number; None when it is left out."""
        found = self.text(key).strip()
        try:
            return float(found) if found else None
        except ValueError as error:
            raise self.child(key, found).wrong(f"{found!r:.40} where a number is expected") from error

    def each(self, key: str) -> Iterator[Node]:
        """Yield the values of a list; nothing when it is left out."""
        found = self.fields().get(key, [])
        if not isinstance(found, list):
            raise self.child(key, found).wrong(f"{_what(found)} where a list is expected")
        holder = self.child(key, found)
        for number, item in enumerate(found):
            yield holder.child(number, item)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts without empty ones."""
        return tuple(filter(None, (node.as_text() for node in self.each(key))))

    def entries(self, key: str) -> Iterator[tuple[str, Node]]:
        """Yield name and value of a mapping below this one."""
        holder = self.at(key)
        for name, item in holder.fields().items():
            yield name, holder.child(name, item)

    def as_text(self) -> str:
        """Return this value as text."""
        if not isinstance(self.value, str):
            raise self.wrong(f"{_what(self.value)} where text is expected")
        return self.value

    def wrong(self, message: str, hint: str = "Correct the file, or export it again.") -> InvalidInputError:
        """Return an error with the place of this value."""
        return InvalidInputError(message, place=self.place, hint=hint)


def read_tree(data: bytes, file: str) -> Node:
    """Return the tree of a JSON or YAML file.

    Raises:
        LimitError: Larger, deeper or longer than allowed.
        UnreadableTextError: Neither JSON nor YAML, or with repeated keys, aliases or tags.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", place=file)
    if not data.strip():
        raise UnreadableTextError("the file is empty", place=file, hint="Export the model again.")
    if first_sign(data) in _JSON_STARTS:
        return Node(_read_json(data, file), file)
    tree, lines = read_yaml_tree(data, file)
    root = Node(tree, file, lines=lines)
    root.fields()
    return root


def _read_json(data: bytes, file: str) -> Tree:
    """Return JSON as a tree of text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTextError(
            f"byte {error.start:,} is not UTF-8", place=file, hint="Save the file as UTF-8."
        ) from error
    try:
        value = strict_json(text)
    except RecursionError as error:
        raise LimitError(f"nested deeper than {MAX_DEPTH} levels", place=file) from error
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        place = f"{file}:{line}" if line else file
        hint = "The file may be cut off; export it again."
        raise UnreadableTextError(
            f"not JSON: {getattr(error, 'msg', error)}", place=place, hint=hint
        ) from error
    return _as_tree(value, file, [0], 0)


def _as_tree(value: object, file: str, seen: list[int], depth: int) -> Tree:
    """Return a JSON value with every scalar as text and every null left out."""
    seen[0] += 1
    if depth > MAX_DEPTH:
        raise LimitError(f"nested deeper than {MAX_DEPTH} levels", place=file)
    if seen[0] > MAX_VALUES:
        raise LimitError(f"more than {MAX_VALUES:,} values", place=file)
    if isinstance(value, dict):
        return {
            name: _as_tree(item, file, seen, depth + 1) for name, item in value.items() if item is not None
        }
    if isinstance(value, list):
        return ["" if item is None else _as_tree(item, file, seen, depth + 1) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def _what(value: Tree) -> str:
    """Return the sort of a value in words."""
    return "text" if isinstance(value, str) else "a list" if isinstance(value, list) else "a mapping"
