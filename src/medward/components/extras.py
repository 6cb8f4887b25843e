"""What a format has no field for travels as a `medward:` pair, and is found again when the file is read.

In CycloneDX the pairs are properties, in SPDX annotations `medward:group=org.example`:
other programs show them as comments, none has to understand them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from medward.components.sbom import Component, Property

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUPPORT_LEVEL_PROPERTY: Final = "medward:support-level"
END_OF_SUPPORT_PROPERTY: Final = (
    "cdx:lifecycle:milestone:endOfSupport"  # CycloneDX property taxonomy, cdx:lifecycle
)
KEPT_PREFIXES: Final = ("medward:", "cdx:lifecycle:milestone:")

_TEXTS: Final = {
    "medward:group": "group",
    "medward:type": "type",
    "medward:scope": "scope",
    "medward:swid": "swid",
    "medward:originator": "originator",
}
_FLAGS: Final = {
    "medward:modified": "modified",
    "medward:supplier-is-person": "supplier_is_person",
    "medward:originator-is-person": "originator_is_person",
}
_IDENTIFIER: Final = "medward:identifier"
_OURS: Final = frozenset({*_TEXTS, *_FLAGS, _IDENTIFIER})


def extras(component: Component, held: frozenset[str]) -> Iterator[Property]:
    """Yield the pairs for what a format does not hold; `held` names the fields it does."""
    for name, field in _TEXTS.items():
        value = getattr(component, field)
        if field not in held and value:
            yield Property(name, str(value))
    for name, field in _FLAGS.items():
        if field not in held and getattr(component, field):
            yield Property(name, "true")
    if "identifiers" not in held:
        yield from (Property(_IDENTIFIER, text) for text in component.identifiers)
    yield from supported(component)


def supported(component: Component) -> Iterator[Property]:
    """Yield level of support, milestones and further properties, each once."""
    level, end = component.support_level, component.end_of_support
    yield from (Property(SUPPORT_LEVEL_PROPERTY, level),) if level else ()
    yield from (Property(END_OF_SUPPORT_PROPERTY, end),) if end else ()
    for one in component.properties:
        if one.name not in {SUPPORT_LEVEL_PROPERTY, END_OF_SUPPORT_PROPERTY}:
            yield one


def own_properties(stated: tuple[Property, ...]) -> tuple[Property, ...]:
    """Return the properties that are no carriers of other fields."""
    return tuple(one for one in stated if one.name not in _OURS)


def with_extras(component: Component, stated: Iterable[Property]) -> Component:
    """Return a component with what the pairs say."""
    changes: dict[str, str] = {}
    flags: dict[str, bool] = {}
    identifiers: list[str] = []
    for name, value in stated:
        if name in _TEXTS:
            changes[_TEXTS[name]] = value
        elif name in _FLAGS:
            flags[_FLAGS[name]] = value == "true"
        elif name == _IDENTIFIER:
            identifiers.append(value)
    if not (changes or flags or identifiers):
        return component
    return replace(
        component,
        group=changes.get("group", component.group),
        type=changes.get("type", component.type),
        scope=changes.get("scope", component.scope),
        swid=changes.get("swid", component.swid),
        originator=changes.get("originator", component.originator),
        modified=flags.get("modified", component.modified),
        supplier_is_person=flags.get("supplier_is_person", component.supplier_is_person),
        originator_is_person=flags.get("originator_is_person", component.originator_is_person),
        identifiers=(*component.identifiers, *identifiers),
    )
