"""What a kind of record looks like to a person: its fields, what each takes and means, and its parts."""

from __future__ import annotations

from datetime import date
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from medward.kernel.links import link_fields, models_in
from medward.kernel.meanings import meanings

if TYPE_CHECKING:
    from collections.abc import Collection

_WORDS: Final = {
    str: "text",
    int: "number",
    bool: "yes or no",
    date: "date",
    AwareDatetime: "instant with zone",
}
_LISTED: Final = 3
"""Forms of a field that a table names; more are counted."""


class FieldRow(NamedTuple):
    """One line of a reference table."""

    name: str
    takes: str
    needed: str
    """`yes`, or nothing."""
    meaning: str


def field_rows(model: type[BaseModel]) -> list[FieldRow]:
    """Return the fields of a kind, or of a part of one, in their order."""
    links = {field.name: " or ".join(field.kinds) or "any kind" for field in link_fields(model)}
    texts = meanings(model)
    rows = []
    for name, info in model.model_fields.items():
        takes = _takes(info.annotation)
        if name in links:
            takes = f"{'ids' if takes.startswith('list of') else 'id'} of {links[name]}"
        rows.append(FieldRow(name, takes, "yes" if info.is_required() else "", texts.get(name, "")))
    return rows


def parts_of(model: type[BaseModel], fields: Collection[str] = ()) -> list[type[BaseModel]]:
    """Return the parts that these fields of a model hold, and the parts of those, each once, outermost first.

    No field named means every field.
    """
    found: dict[type[BaseModel], None] = {}
    for info in [model.model_fields[name] for name in fields or model.model_fields]:
        for part in models_in(info.annotation):
            found.update(dict.fromkeys([part, *parts_of(part)]))
    return list(found)


def _takes(annotation: object) -> str:
    """Return what an annotation accepts, in words short enough for a table."""
    if get_args(annotation):
        return _composed(get_origin(annotation), get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return f"one of {' | '.join(str(item.value) for item in annotation)}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.__name__
    return next(word for kind, word in _WORDS.items() if annotation is kind)


def _composed(origin: object, inner: tuple[object, ...]) -> str:
    """Return what a literal, a list, a mapping or a union accepts."""
    if origin is Literal:
        return f"one of {' | '.join(map(str, inner))}" if len(inner) > 1 else str(inner[0])
    if origin is tuple:
        item = _takes(inner[0])
        return f"any of {item.removeprefix('one of ')}" if item.startswith("one of ") else f"list of {item}"
    if origin is dict:
        return f"{_takes(inner[1])} by name"
    words = [_takes(part) for part in inner if _is_type(part)]
    return " or ".join(words) if len(words) <= _LISTED else f"one of {len(words)} forms"


def _is_type(part: object) -> bool:
    """Say whether an argument of a union or an annotation is a type with something in it."""
    return part is not NoneType and (isinstance(part, type) or get_origin(part) is not None)
