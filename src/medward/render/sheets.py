"""A data-flow diagram on as many sheets as it takes to stay legible on A4.

The layout program is asked for several arrangements, and the one with the largest letters on paper is
taken. Where arrows cannot carry protocol and port on one sheet, the whole is drawn with their short names,
and a sheet per trust zone follows with everything written out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import dist
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.dossier.drawings import DiagramFlow, DiagramNode, DiagramZone, FlowDiagram
from medward.kernel.words import plural
from medward.render.diagram import LEAST_LETTERS, Arrangement, dot_source, flow_svg
from medward.render.layout import laid_out
from medward.render.paper import LEAST_POINTS, points

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from medward.dossier.blocks import Figure
    from medward.render.cells import Where

MOST_FLOWS: Final = 120
"""Above so many flows a sheet shows zones as boxes and counts the flows between them."""
_OUTSIDE: Final = DiagramZone("", "outside every zone")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_SVG: Final = "{http://www.w3.org/2000/svg}"


class Sheet(NamedTuple):
    """One drawing of a figure that may need several."""

    title: str
    """Empty where the figure is a single sheet."""
    svg: str


def flow_sheets(figure: Figure, picture: FlowDiagram, where: Where) -> list[Sheet]:
    """Return the drawing on one sheet, or an overview followed by a sheet per zone."""
    if len(picture.flows) > MOST_FLOWS:
        overview, chosen = by_zone(picture), Arrangement()
    else:
        overview, chosen = picture, _best(picture)
    if not chosen.is_brief and overview is picture:
        return [Sheet("", flow_svg(figure, picture, where, chosen))]
    found = [Sheet("Overview: arrows by their number", flow_svg(figure, overview, where, chosen))]
    for zone, part in zone_pictures(picture):
        named = replace(
            figure, name=f"{figure.name}-{zone.id or 'outside'}", caption=f"{figure.caption}: {zone.label}"
        )
        found.append(Sheet(zone.label, flow_svg(named, part, where, _best(part))))
    return found


def zone_pictures(picture: FlowDiagram) -> Iterator[tuple[DiagramZone, FlowDiagram]]:
    """Yield a picture per zone: its shapes, every flow that touches them, and the shapes at the other end.

    Flows between shapes outside every zone come last. A zone with more flows than a sheet holds is left to the table.
    """
    zones = {node.id: node.zone for node in picture.nodes}
    drawn: set[str] = set()
    for zone in (*picture.zones, _OUTSIDE):
        inside = {identity for identity, place in zones.items() if place == zone.id}
        flows = tuple(flow for flow in picture.flows if flow.source in inside or flow.target in inside)
        if {flow.id for flow in flows} <= drawn or len(flows) > MOST_FLOWS:
            continue
        drawn |= {flow.id for flow in flows}
        ends = inside | {end for flow in flows for end in (flow.source, flow.target)}
        yield zone, _cut_out(picture, ends, flows)


def by_zone(picture: FlowDiagram) -> FlowDiagram:
    """Return a large diagram with a box per zone and counted flows between them."""
    zones = {node.id: node.zone for node in picture.nodes}
    counts: dict[tuple[str, str], list[DiagramFlow]] = {}
    for flow in picture.flows:
        counts.setdefault((zones[flow.source], zones[flow.target]), []).append(flow)
    nodes = tuple(
        DiagramNode(zone.id or "outside", "", zone.label, "external", note=plural(held, "element"))
        for zone in (*picture.zones, _OUTSIDE)
        if (held := sum(place == zone.id for place in zones.values()))
    )
    flows = tuple(
        DiagramFlow(
            "", start or "outside", end or "outside", plural(len(found), "flow"), crosses=start != end
        )
        for (start, end), found in counts.items()
    )
    return FlowDiagram((), nodes, flows)


def _cut_out(picture: FlowDiagram, ends: set[str], flows: tuple[DiagramFlow, ...]) -> FlowDiagram:
    """Return the part of a diagram with these shapes and flows."""
    nodes = tuple(node for node in picture.nodes if node.id in ends)
    used = {node.zone for node in nodes}
    return FlowDiagram(tuple(zone for zone in picture.zones if zone.id in used), nodes, flows)


@lru_cache(maxsize=64)
def _best(picture: FlowDiagram) -> Arrangement:
    """Return the legible arrangement with the least ink in its arrows, else the one with the largest letters.

    Full labels come before short ones, and a long row is folded only where it would not be legible otherwise: arrows
    between the two halves are harder to follow.
    """
    tried: list[_Tried] = []
    for is_brief in (False, True):
        plain = [
            _try(picture, Arrangement(direction, is_brief, is_turned))
            for direction in ("LR", "TB")
            for is_turned in (False, True)
        ]
        folded = (_try(picture, replace(one.plan, loose=_between_halves(picture, one))) for one in plain)
        for plans in (plain, folded):
            tried = list(plans)
            legible = [one for one in tried if one.points >= LEAST_POINTS]
            if legible:
                return min(legible, key=lambda one: one.ink).plan
    return max(tried, key=lambda one: one.points).plan


class _Tried(NamedTuple):
    """An arrangement as it was laid out."""

    plan: Arrangement
    points: float
    """Size of the smallest letters on paper."""
    ink: float
    """Length of all arrows; arrows that wander cross others."""
    places: tuple[dict[str, float], dict[str, float]]
    """Where each shape stands from the left, and from the top."""


def _try(picture: FlowDiagram, plan: Arrangement) -> _Tried:
    """Return an arrangement with what its layout came to."""
    tree = laid_out(dot_source(picture, plan))
    width, height = map(float, tree.get("viewBox", "0 0 1 1").split()[2:])
    ink = sum(
        _length(path.get("d", ""))
        for group in tree.iter(f"{_SVG}g")
        if group.get("class") == "edge"
        for path in group.iter(f"{_SVG}path")
    )
    return _Tried(plan, points(LEAST_LETTERS, width, height), ink, (_places(tree, "x"), _places(tree, "y")))


def _length(path: str) -> float:
    """Return about how long a path is: the way along its control points."""
    numbers = [float(number) for number in _NUMBER.findall(path)]
    corners = list(zip(numbers[::2], numbers[1::2], strict=False))
    return sum(dist(start, end) for start, end in pairwise(corners))


def _between_halves(picture: FlowDiagram, tried: _Tried) -> frozenset[str]:
    """Return the flows that lead from one half of a layout to the other."""
    places = tried.places[tried.plan.direction == "TB"]
    if not places:
        return frozenset()
    middle = (min(places.values()) + max(places.values())) / 2
    return frozenset(
        flow.id
        for flow in picture.flows
        if (places.get(flow.source, 0.0) < middle) != (places.get(flow.target, 0.0) < middle)
    )


def _places(tree: Element, axis: str) -> dict[str, float]:
    """Return where each shape stands along an axis, by its id: the place of its first text."""
    found: dict[str, float] = {}
    for group in tree.iter(f"{_SVG}g"):
        title, text = group.find(f"{_SVG}title"), group.find(f".//{_SVG}text")
        if group.get("class") == "node" and title is not None and text is not None:
            found[title.text or ""] = float(text.get(axis, "0"))
    return found
