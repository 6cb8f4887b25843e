"""Which record a record points to: read off the `RefTo` marks of its class."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, TypeAlias, get_args

from pydantic import BaseModel

from medward.kernel.records import Record, RefTo


class Link(NamedTuple):
    """One arrow of the trace graph, from the record that names to the record that is named."""

    source: str
    name: str
    target: str


class LinkField(NamedTuple):
    """A place in a class that holds links."""

    name: str
    """Dotted path of fields, e.g. `residual.claims.control`."""
    kinds: tuple[str, ...]
    """Kinds it may point to; empty means any."""


Reader: TypeAlias = Callable[[object], Iterator[str]]


def links_of(record: Record) -> list[Link]:
    """Return every link of `record`, in the order of its fields."""
    identity = record.id
    return [
        Link(identity, name, target)
        for name, _, read in _plan(type(record), "")
        for target in read(record)
        if target
    ]


def link_fields(model: type[BaseModel]) -> list[LinkField]:
    """Return the places of a class that hold links, for checks, schema and reference pages."""
    return [LinkField(name, kinds) for name, kinds, _ in _plan(model, "")]


@cache
def _plan(model: type[BaseModel], prefix: str) -> tuple[tuple[str, tuple[str, ...], Reader], ...]:
    """Compile a class once into (path, kinds, reader) triples."""
    found: list[tuple[str, tuple[str, ...], Reader]] = []
    for name, info in model.model_fields.items():
        path = f"{prefix}{name}"
        mark = next((item for item in info.metadata if isinstance(item, RefTo)), None) or _inner_mark(
            info.annotation
        )
        if mark is not None:
            found.append((path, mark.kinds, _value_reader(name)))
            continue
        for part in models_in(info.annotation):
            found.extend(
                (inner, kinds, _nested_reader(name, part, read))
                for inner, kinds, read in _plan(part, f"{path}.")
            )
    return tuple(found)


def _inner_mark(annotation: object) -> RefTo | None:
    """Return the mark inside `tuple[Annotated[str, RefTo(...)], ...]`, if any."""
    for argument in get_args(annotation):
        for item in getattr(argument, "__metadata__", ()):
            if isinstance(item, RefTo):
                return item
        deeper = _inner_mark(argument)
        if deeper is not None:
            return deeper
    return None


def models_in(annotation: object) -> list[type[BaseModel]]:
    """Return the models named anywhere in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for argument in get_args(annotation) for part in models_in(argument)]


def _value_reader(name: str) -> Reader:
    """Return a function that reads one field as ids."""

    def read(holder: object) -> Iterator[str]:
        value = getattr(holder, name)
        if isinstance(value, str):
            yield value
        elif value is not None:
            yield from value

    return read


def _nested_reader(name: str, part: type[BaseModel], inner: Reader) -> Reader:
    """Return a function that reads ids from a field holding one or many parts."""

    def read(holder: object) -> Iterator[str]:
        value = getattr(holder, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, part):
                yield from inner(item)

    return read
