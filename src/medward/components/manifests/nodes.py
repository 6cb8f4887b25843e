"""Typed access to a tree of JSON, TOML or YAML: a wrong type is refused with its pointer, never guessed."""

from __future__ import annotations

import base64
import binascii
import json
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.components.manifests.manifest import text_of
from medward.components.sbom import Hash
from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.kernel.strict_json import strict_json
from medward.kernel.text import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_HINT = "Make the file again with the tool that writes it."


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands; what is not there is a node of None."""

    value: object
    place: str
    pointer: str = ""

    def __getitem__(self, key: str) -> Node:
        """Return the member of an object, of None where there is none."""
        return Node(self._object().get(key), self.place, f"{self.pointer}/{key}")

    def fields(self) -> Iterator[tuple[str, Node]]:
        """Yield the members of an object; none where it is not given."""
        for key, value in self._object().items():
            yield key, Node(value, self.place, f"{self.pointer}/{key}")

    def each(self) -> Iterator[Node]:
        """Yield the entries of a list; none where it is not given."""
        if self.value is None:
            return
        if not isinstance(self.value, list):
            raise self.refused("a list belongs here")
        for index, value in enumerate(self.value):
            yield Node(value, self.place, f"{self.pointer}/{index}")

    def text(self) -> str:
        """Return a text, "" where it is not given."""
        if self.value is None:
            return ""
        if not isinstance(self.value, str):
            raise self.refused("text belongs here")
        return self.value

    def is_object(self) -> bool:
        """Return whether it is an object."""
        return isinstance(self.value, dict)

    def refused(self, message: str) -> InvalidInputError:
        """Return the error for a value that is not as it must be."""
        return InvalidInputError(message, place=f"{self.place}#{self.pointer}", hint=_HINT)

    def _object(self) -> dict[str, object]:
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.refused("an object belongs here")
        return self.value


def json_node(data: bytes, place: str) -> Node:
    """Return the tree of a JSON file.

    Raises:
        InvalidInputError: Not JSON, or too large or deep.
    """
    try:
        return Node(strict_json(text_of(data, place)), place)
    except json.JSONDecodeError as error:
        raise UnreadableTextError(
            f"not JSON: {error.msg}", place=f"{place}:{error.lineno}", hint=_HINT
        ) from None
    except ValueError as error:
        raise UnreadableTextError(f"not JSON: {error}", place=place, hint=_HINT) from None
    except RecursionError:
        raise LimitError("the JSON is nested too deeply", place=place, hint=_HINT) from None


def toml_node(data: bytes, place: str) -> Node:
    """Return the tree of a TOML file.

    Raises:
        InvalidInputError: Not TOML, or too large or deep.
    """
    try:
        return Node(tomllib.loads(text_of(data, place)), place)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableTextError(f"not TOML: {error}", place=place, hint=_HINT) from None
    except RecursionError:
        raise LimitError("the TOML is nested too deeply", place=place, hint=_HINT) from None


def yaml_node(data: bytes, place: str) -> Node:
    """Return the tree of the first document of a YAML file; every value is text.

    Raises:
        InvalidInputError: Not YAML as Medward accepts it.
    """
    documents = read_yaml(data, place)
    return Node(documents[0].data if documents else {}, place)


def integrity_hash(text: str) -> tuple[Hash, ...]:
    """Return the hashes of a Subresource Integrity text, as `sha512-` and base64 (W3C SRI, 3.5).

    >>> integrity_hash("sha256-AAECAw==")
    (Hash(algorithm='SHA-256', content='00010203'),)
    """
    names = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256", "sha1": "SHA-1"}
    found = []
    for part in text.split():
        algorithm, _, content = part.partition("?")[0].partition("-")
        if algorithm in names:
            try:
                found.append(Hash(names[algorithm], base64.b64decode(content, validate=True).hex()))
            except binascii.Error:
                return ()
    return tuple(found)
