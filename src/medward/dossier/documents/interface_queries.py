"""Interfaces as customers and other manufacturers ask about them: ports, and connections to other devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import Element, ElementKind, Exposure, Interface
from medward.dossier.blocks import Block, Column, Ref, Row, Table, listed
from medward.dossier.words import badge
from medward.kernel.words import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.dossier.pages.context import Context


def ports(context: Context) -> tuple[Block, ...]:
    """Return every port and radio a user can meet (practice 7.1b, ports)."""
    rows = tuple(
        Row(
            (
                (Ref(item.id), item.short),
                _way(item),
                f"{element_name(item.source_element, context)} to {element_name(item.target_element, context)}",
                spelled(item.direction),
                str(item.purpose),
                badge(str(item.default)),
                item.disabled_how or "Cannot be disabled",
                item.used_by or "not recorded",
            ),
            anchor=item.id,
        )
        for item in context.facts.records.of(Interface)
        if item.exposure is not Exposure.INTERNAL
    )
    columns = (
        Column("Interface", is_narrow=True),
        Column("Port or radio"),
        Column("Between"),
        Column("Direction", is_narrow=True),
        Column("Purpose", is_narrow=True),
        Column("Default", is_narrow=True),
        Column("How it is disabled"),
        Column("Used by"),
    )
    caption = "Ports and radios that can be reached from outside"
    return (Table("ports", caption, columns, rows, "No interface can be reached from outside."),)


def _way(item: Interface) -> str:
    """Return the medium of an interface and its port; a key or a screen has none."""
    if item.port.strip().lower() in {"", "none"}:
        return f"{item.medium}; no network port"
    return f"{item.medium}: {item.port}"


def outer_interfaces(context: Context) -> tuple[Interface, ...]:
    """Return the interfaces that touch somebody or something outside the device."""
    records = context.facts.records
    external = {item.id for item in records.of(Element) if item.element_kind is ElementKind.EXTERNAL}
    return tuple(
        item for item in records.of(Interface) if {item.source_element, item.target_element} & external
    )


def exchange(context: Context) -> tuple[Block, ...]:
    """Return the connections to systems of others, with what each relies on."""
    columns = (
        Column("Interface", is_narrow=True),
        Column("Between"),
        Column("Protocol"),
        Column("Data"),
        Column("Authentication"),
        Column("Authorization"),
        Column("Cryptography"),
    )
    caption = "Connections to people and systems outside the device"
    empty = "No connection to anything outside is recorded."
    return (Table("exchange", caption, columns, tuple(_rows(outer_interfaces(context), context)), empty),)


def _rows(found: Iterable[Interface], context: Context) -> Iterable[Row]:
    for item in found:
        yield Row(
            (
                (Ref(item.id), item.short),
                f"{element_name(item.source_element, context)} to {element_name(item.target_element, context)}",
                item.protocol,
                listed(item.data),
                item.authentication,
                item.authorization,
                item.cryptography,
            ),
            anchor=item.id,
        )


def element_name(identity: str, context: Context) -> str:
    """Return an element's title, or its id where there is no such element."""
    element = context.facts.records.find(identity, Element)
    return element.title if element else identity
