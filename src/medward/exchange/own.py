"""What a foreign format has no place for, kept in our own corner of it, so that our export loses nothing to us.

A field that the format has a place for is never read from the corner: an edit made in
the other tool counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from medward.exchange.builder import Builder
    from medward.exchange.draft import DraftPart
    from medward.exchange.tree import Node
    from medward.kernel.canonical import JsonValue
    from medward.kernel.text import Tree

KEY: Final = "medward"
"""Name of our corner."""
_ALWAYS: Final = frozenset({"place"})


def own_fields(part: DraftPart, native: frozenset[str]) -> dict[str, JsonValue]:
    """Return the fields of a piece that `native`, the fields the format has a place for, does not hold."""
    dumped: dict[str, JsonValue] = part.model_dump(
        mode="json", exclude=set(native | _ALWAYS), exclude_defaults=True
    )
    return dumped


def read_own(
    holder: Node, model: type[DraftPart], native: frozenset[str], builder: Builder
) -> dict[str, object]:
    """Return the fields of our corner that the format has no place for."""
    if not isinstance(holder.value, dict) or not isinstance(holder.value.get(KEY), dict):
        return {}
    fields = holder.at(KEY).fields()
    allowed = model.model_fields.keys() - native - _ALWAYS
    left = sorted(fields.keys() - allowed)
    if left:
        builder.lose(
            holder.pointer, f"{', '.join(left)} in the corner {KEY!r}, fields this version does not know"
        )
    return {name: _frozen(value) for name, value in fields.items() if name in allowed}


def _frozen(value: Tree) -> object:
    """Return lists as tuples, as the draft keeps them."""
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return value


def as_texts(value: object) -> tuple[object, ...]:
    """Return a list of our corner; whatever else stands there is none."""
    return value if isinstance(value, tuple) else ()
