"""Architecture views as pictures: what each shows is read from the records.

Source: practice 4.20, 4.21 and 7.2; FDA premarket cybersecurity guidance of 3 February 2026, section V.B.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from medward.devices.records import (
    Asset,
    Direction,
    Element,
    ElementKind,
    Interface,
    View,
    ViewKind,
    Zone,
)
from medward.devices.view_parts import SharedReach, TrustRole
from medward.dossier.drawings import (
    DiagramFlow,
    DiagramNode,
    DiagramZone,
    FlowDiagram,
    TrustBox,
    TrustDiagram,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from medward.kernel.recordset import RecordSet

_ARROW_LETTERS = 28
_DANGLING = {"over", "with", "of", "in", "and", "or", "to", "on", "a", "the", "by"}
_SHAPES = {ElementKind.EXTERNAL: "external", ElementKind.STORE: "store"}
_PORT = re.compile(r"\b(?:TCP|UDP) \d+")


def flow_diagram(records: RecordSet, crossings: Collection[str], view: View | None = None) -> FlowDiagram:
    """Return the diagram of the whole system, or of one view.

    A flow is drawn when both its ends are; a view that lists flows shows those alone.
    """
    elements = [item for item in records.of(Element) if view is None or item.id in view.elements]
    shown = {item.id for item in elements}
    flows = [
        item
        for item in records.of(Interface)
        if {item.source_element, item.target_element} <= shown
        and (view is None or not view.interfaces or item.id in view.interfaces)
    ]
    used = {item.zone for item in elements}
    reach = _reach(records, view)
    is_update = view is not None and view.view_kind is ViewKind.UPDATE
    return FlowDiagram(
        zones=tuple(
            DiagramZone(zone.id, f"{zone.short}  {zone.title}")
            for zone in records.of(Zone)
            if zone.id in used
        ),
        nodes=tuple(_node(item, reach, is_update=is_update) for item in elements),
        flows=tuple(_flow(item, crosses=item.id in crossings, is_shared=item.id in reach) for item in flows),
    )


def trust_diagram(records: RecordSet, view: View) -> TrustDiagram:
    """Return the chain of trust of an update view; a role nobody has stays as an empty column."""
    found: dict[TrustRole, list[TrustBox]] = {role: [] for role in TrustRole}
    for step in view.trust_chain:
        element = records.find(step.element, Element)
        flow = records.find(step.interface, Interface)
        via = f" ({flow.short})" if flow else ""
        found[step.role].append(
            TrustBox(
                id=step.element,
                title=f"{element.short} {element.title}" if element else step.element,
                what=f"{step.what}{via}",
                is_outside=element is not None and not element.in_scope,
            )
        )
    return TrustDiagram(
        columns=tuple((role.value.capitalize(), tuple(boxes)) for role, boxes in found.items()),
        protections=(
            ("Rollback", view.rollback),
            ("Power loss", view.power_loss),
            ("Part of the fleet", view.partial_fleet),
            ("Evidence", view.update_evidence),
        ),
    )


def description(records: RecordSet, view: View | None = None) -> str:
    """Return the diagram in words for those who cannot see it."""
    elements = [item for item in records.of(Element) if view is None or item.id in view.elements]
    parts = [
        f"Zone {zone.short} {zone.title}: {', '.join(inside)}."
        for zone in records.of(Zone)
        if (inside := [item.title for item in elements if item.zone == zone.id])
    ]
    outside = [item.title for item in elements if not item.zone]
    return " ".join([*parts, f"Outside every zone: {', '.join(outside) or 'nothing'}."])


def short_protocol(item: Interface) -> str:
    """Return the first words of the protocol, or the medium where there is none: an arrow has little room."""
    protocol = re.split(r"[,(;]", item.protocol)[0].strip()
    words = re.split(r"[,(]", item.medium)[0].strip() if protocol.lower().startswith("none") else protocol
    kept = ""
    for word in words.split():
        longer = f"{kept} {word}".strip()
        if kept and len(longer) > _ARROW_LETTERS:
            break
        kept = longer
    while kept.rpartition(" ")[2] in _DANGLING:
        kept = kept.rpartition(" ")[0]
    return kept


def reach_words(item: SharedReach) -> str:
    """Return how far something shared reaches, as `96 pumps, 24 patients`; what is not known is said."""
    parts = [f"{item.units:,} {item.unit}" if item.units is not None else f"{item.unit} unknown"]
    if item.patients is not None:
        parts.append(f"{item.patients:,} patients")
    return ", ".join(parts)


def _reach(records: RecordSet, view: View | None) -> dict[str, SharedReach]:
    """Return what is shared by element and flow; an asset is shared where it is kept, the widest reach wins."""
    found: dict[str, SharedReach] = {}
    for item in _widest_last(view.shared_reach if view else ()):
        asset = records.find(item.item, Asset)
        for place in asset.located if asset else (item.item,):
            found[place] = item
    return found


def _widest_last(shared: Iterable[SharedReach]) -> list[SharedReach]:
    """Return shared items so that the one reaching furthest, or an unknown reach, comes last."""
    return sorted(shared, key=lambda item: (item.units is None, item.units or 0))


def _node(item: Element, reach: dict[str, SharedReach], *, is_update: bool) -> DiagramNode:
    """Return an element as a shape; what is shared or not ours says so in words as well."""
    note, emphasis = "", ""
    if item.id in reach:
        note, emphasis = f"SHARED: {reach_words(reach[item.id])}", "shared"
    elif is_update and not item.in_scope:
        note, emphasis = "outside our scope", "outside"
    shape = _SHAPES.get(item.element_kind, "process")
    return DiagramNode(item.id, item.short, item.title, shape, item.zone, note, emphasis)


def _flow(item: Interface, *, crosses: bool, is_shared: bool) -> DiagramFlow:
    """Return an interface as an arrow labelled with its short name, protocol and port."""
    ports = _PORT.findall(item.port)
    return DiagramFlow(
        id=item.id,
        source=item.source_element,
        target=item.target_element,
        label=f"{item.short} {short_protocol(item)}",
        crosses=crosses,
        both_ways=item.direction is Direction.BIDIRECTIONAL,
        port="/".join([*ports[:1], *(port.split()[1] for port in ports[1:3])]),
        emphasis="shared" if is_shared else "",
    )
