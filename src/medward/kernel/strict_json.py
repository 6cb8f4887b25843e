"""JSON as its standard has it: no NaN, no Infinity, and no key twice, of which one would be lost (RFC 8259)."""

from __future__ import annotations

import json
from typing import Never


def strict_decoder() -> json.JSONDecoder:
    """Return a decoder that refuses what `strict_json` refuses, to read a text value by value."""
    return json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def strict_json(text: str) -> object:
    """Return the value of a JSON text.

    Raises:
        ValueError: Not JSON; a `json.JSONDecodeError` with line and column where the form is wrong.
        RecursionError: Nested too deeply.
    """
    tree: object = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    return tree


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object, refusing a repeated key."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r:.60} stands twice in one object")
    return found


def _no_constant(name: str) -> Never:
    """Refuse NaN and Infinity."""
    raise ValueError(f"{name} is not a JSON value")


def check_json(text: str) -> None:
    """Refuse what `strict_json` refuses without building the value.

    Raises:
        ValueError: As `strict_json`.
        RecursionError: Nested too deeply.
    """
    json.loads(text, object_pairs_hook=_checked, parse_constant=_no_constant)


def _checked(pairs: list[tuple[str, object]]) -> None:
    """Refuse a repeated key and forget the object."""
    if len(dict(pairs)) < len(pairs):
        _unique(pairs)
