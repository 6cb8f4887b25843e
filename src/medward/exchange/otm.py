"""Open Threat Model 0.2 in, YAML or JSON.

Duplicate ids, dangling references and circles of parents are errors: OTM gives every
piece an id of its own, so a file that breaks one was edited or cut. A component inside
a component stands in the zone of the outermost one. A threat is a definition that
components and flows bear; each bearer gives one threat, and a definition nobody bears
is a loss.

Source: iriusrisk/OpenThreatModel, otm_schema.json 0.2.0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.devices.records import Direction, ElementKind, Need
from medward.errors import BrokenLinkError
from medward.exchange.builder import Builder
from medward.exchange.draft import (
    DraftAsset,
    DraftElement,
    DraftInterface,
    DraftMitigation,
    DraftThreat,
    DraftZone,
)
from medward.exchange.own import KEY, as_texts, read_own
from medward.exchange.words import SHARES, element_kind, need_of, references_of, stride_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.exchange.draft import ModelDraft
    from medward.exchange.tree import Node

OUTSIDE: Final = "medward-no-zone"
"""Zone that stands for none in our exports, since a component must have a parent."""
NATIVE: Final = {
    DraftZone: frozenset({"origin", "name", "description"}),
    DraftElement: frozenset({"origin", "name", "description", "zone"}),
    DraftInterface: frozenset({"origin", "name", "description", "source", "target"}),
    DraftAsset: frozenset({"origin", "name", "description", "located"}),
    DraftThreat: frozenset(
        {"origin", "name", "description", "target", "on_interface", "stride", "claimed", "mitigations"}
    ),
    DraftMitigation: frozenset({"origin", "name", "description"}),
}
"""Fields of each piece that OTM has a place for; others have one in part, and the reader compares the two."""
VERSIONS: Final = r"0\.[12](\.|$)"
"""Versions that are read: 0.2, and 0.1 as tools still write it."""
NEEDS: Final = ("confidentiality", "integrity", "availability")


def read_otm(root: Node) -> ModelDraft:
    """Return the model of an OTM file.

    Raises:
        BrokenLinkError: Ids repeat, dangle or form a circle.
        InvalidInputError: A field has another type than OTM gives it.
    """
    if not root.has("otmVersion"):
        raise root.wrong("otmVersion is missing, so this is no OTM file", "See docs/guide/model-exchange.md.")
    version = root.text("otmVersion")
    if not re.match(VERSIONS, version):
        raise root.child("otmVersion", version).wrong(
            f"OTM version {version!r:.40} is not read", "Save it as OTM 0.2.0."
        )
    project = root.at("project")
    builder = Builder(root.file, f"OTM {version}", project.text("name"))
    known = frozenset({"id", "name"})
    builder.lose_fields("/project", project.fields(), known, "the project")
    if any(root.each("representations")):
        builder.lose("/representations", "pictures: where each piece is drawn or which code it is")
    _zones(root, builder)
    for node in root.each("mitigations"):
        _mitigation(node, builder)
    assets = {node.text("id"): node.text("name") for node in root.each("assets")}
    zones = _zone_of_each(root, builder)
    for node in root.each("components"):
        _component(node, zones[node.text("id")], builder)
    for node in root.each("dataflows"):
        _flow(node, assets, builder)
    holders = _holders(root)
    for node in root.each("assets"):
        _asset(node, holders, builder)
    _threats(root, builder)
    return builder.draft()


def _holders(root: Node) -> dict[str, dict[str, None]]:
    """Return the components that process or store each asset."""
    found: dict[str, dict[str, None]] = {}
    for node in root.each("components"):
        held = node.at("assets")
        for identity in (*held.texts("processed"), *held.texts("stored")):
            found.setdefault(identity, {})[node.text("id")] = None
    return found


def _zones(root: Node, builder: Builder) -> None:
    """Add the trust zones."""
    for node in root.each("trustZones"):
        if node.text("id") == OUTSIDE:
            continue
        if node.has("parent"):
            builder.lose(node.at("parent").pointer, "that one zone lies inside another")
        rating = node.at("risk").text("trustRating")
        trust = {"trust": f"trust rating {rating} of 100" if rating else ""}
        own = read_own(node.at("attributes"), DraftZone, NATIVE[DraftZone], builder)
        _extra(node, builder, "zones")
        builder.add(DraftZone, node.pointer, **_named(node), **{**trust, **own})


def _mitigation(node: Node, builder: Builder) -> None:
    """Add one mitigation."""
    if node.number("riskReduction"):
        builder.lose(node.pointer, "riskReduction: a claim; only a verified control lowers a risk")
    own = read_own(node.at("attributes"), DraftMitigation, NATIVE[DraftMitigation], builder)
    builder.add(DraftMitigation, node.pointer, **_named(node), **own)


def _zone_of_each(root: Node, builder: Builder) -> dict[str, str]:
    """Return the zone of every component, the one of its outermost component when it lies inside another."""
    parents: dict[str, tuple[Node, str, str]] = {}
    for node in root.each("components"):
        parent, identity = node.at("parent"), node.text("id")
        if identity in parents:
            first = parents[identity][0].pointer
            raise BrokenLinkError(f"the id {identity!r:.60} stands twice, first at {first}", place=node.place)
        parents[identity] = (node, parent.text("component"), parent.text("trustZone"))
    found = {}
    for identity, (node, inside, _) in parents.items():
        if inside:
            place = node.at("parent").pointer
            builder.lose(place, "that one component lies inside another; it keeps the zone")
        outermost, seen = identity, {identity}
        while above := parents[outermost][1]:
            if above in seen or above not in parents:
                why = "forms a circle" if above in seen else "does not exist"
                raise BrokenLinkError(f"{identity!r:.60}: the parent {above!r:.60} {why}", place=node.place)
            seen.add(above)
            outermost = above
        zone = parents[outermost][2]
        found[identity] = "" if zone == OUTSIDE else zone
    return found


def _component(node: Node, zone: str, builder: Builder) -> None:
    """Add one component."""
    own = read_own(node.at("attributes"), DraftElement, NATIVE[DraftElement], builder)
    sort = node.text("type")
    kind = element_kind(sort, node.texts("tags"))
    if own.get("kind") == sort and sort in set(ElementKind):
        kind = ElementKind(sort)
    own.pop("kind", None)
    _extra(node, builder, "components")
    if sort and sort not in set(ElementKind):
        builder.lose(node.pointer, f"the type {sort!r:.60}, read as {kind.value}")
    builder.add(DraftElement, node.pointer, **_named(node), zone=zone, kind=kind, **own)


def _flow(node: Node, assets: dict[str, str], builder: Builder) -> None:
    """Add one data flow."""
    own = read_own(node.at("attributes"), DraftInterface, NATIVE[DraftInterface], builder)
    both = bool(node.flag("bidirectional"))
    direction = Direction.BIDIRECTIONAL if both else Direction.ONE_WAY
    if not both and own.get("direction") == Direction.REQUEST_RESPONSE.value:
        direction = Direction.REQUEST_RESPONSE
    own.pop("direction", None)
    data = [
        *(_asset_name(item, assets) for item in node.each("assets") if item.as_text()),
        *as_texts(own.pop("data", ())),
    ]
    _extra(node, builder, "flows")
    builder.add(
        DraftInterface,
        node.pointer,
        **_named(node),
        source=node.text("source"),
        target=node.text("destination"),
        direction=direction,
        data=tuple(data),
        **own,
    )


def _asset_name(item: Node, assets: dict[str, str]) -> str:
    """Return the name of an asset that a flow or component lists."""
    identity = item.as_text()
    if identity not in assets:
        raise BrokenLinkError(f"the asset {identity!r:.60} does not exist", place=item.place)
    return assets[identity]


def _asset(node: Node, holders: dict[str, dict[str, None]], builder: Builder) -> None:
    """Add one asset, located where components process or store it."""
    located, risk = holders.get(node.text("id"), {}), node.at("risk")
    builder.lose_fields(
        risk.pointer,
        risk.fields(),
        frozenset(NEEDS),
        "the rating of assets",
    )
    own = read_own(node.at("attributes"), DraftAsset, NATIVE[DraftAsset], builder)
    for need in NEEDS:
        share = risk.number(need)
        unrated = own.pop(need, None) == "" and share == SHARES[Need.HIGH]
        own[need] = "" if unrated else (need_of(share) or "")
    needs = {need: own.pop(need) or None for need in NEEDS}
    builder.add(DraftAsset, node.pointer, **_named(node), **needs, located=tuple(located), **own)


def _threats(root: Node, builder: Builder) -> None:
    """Add one threat per definition and bearer."""
    definitions = _definitions(root, builder)
    borne: dict[str, list[tuple[Node, str, bool]]] = {}
    for bearer, on_interface in _bearers(root):
        for item in bearer.each("threats"):
            borne.setdefault(item.text("threat"), []).append((item, bearer.text("id"), on_interface))
    for identity, bearers in borne.items():
        if identity not in definitions:
            raise BrokenLinkError(f"the threat {identity!r:.60} does not exist", place=bearers[0][0].place)
        for item, target, on_interface in bearers:
            origin = identity if len(bearers) == 1 else f"{identity}@{target}"
            _threat(definitions[identity], item, (origin, target, on_interface), builder)
    for node in (definitions[identity] for identity in definitions if identity not in borne):
        name = node.text("name")
        builder.lose(node.pointer, f"the threat {name!r:.60}, which no component and no flow bears")


def _definitions(root: Node, builder: Builder) -> dict[str, Node]:
    """Return the threats by id, each once."""
    definitions: dict[str, Node] = {}
    for node in root.each("threats"):
        identity = node.text("id")
        if identity in definitions:
            first = definitions[identity].pointer
            raise BrokenLinkError(f"the id {identity!r:.60} stands twice, first at {first}", place=node.place)
        definitions[identity] = node
        risk = node.at("risk")
        if risk.text("likelihood"):
            words = "likelihood and impact of threats; Medward rates risks by its policy"
            builder.lose(risk.pointer, words)
    return definitions


def _bearers(root: Node) -> Iterator[tuple[Node, bool]]:
    """Yield what can bear threats, and whether it is a flow."""
    for node in root.each("components"):
        yield node, False
    for node in root.each("dataflows"):
        yield node, True


def _threat(node: Node, item: Node, bearing: tuple[str, str, bool], builder: Builder) -> None:
    """Add one threat on one bearer."""
    own = read_own(node.at("attributes"), DraftThreat, NATIVE[DraftThreat] | {"category"}, builder)
    categories = node.texts("categories")
    letters = stride_of(categories)
    origin, target, on_interface = bearing
    more = as_texts(own.pop("references", ()))
    measures = tuple(
        one.text("mitigation") for one in item.each("mitigations") if isinstance(one.value, dict)
    )
    builder.add(
        DraftThreat,
        item.pointer,
        origin=origin,
        name=node.text("name"),
        description=node.text("description"),
        target=target,
        on_interface=on_interface,
        stride=letters,
        category="" if letters else ", ".join(categories),
        claimed=item.text("state"),
        mitigations=measures,
        references=(*references_of(node.texts("cwes")), *more),
        **own,
    )


def _named(node: Node) -> dict[str, str]:
    """Return id, name and description."""
    return {"origin": node.text("id"), "name": node.text("name"), "description": node.text("description")}


def _extra(node: Node, builder: Builder, of: str) -> None:
    """Note tags and the attributes that are not ours."""
    if node.texts("tags"):
        builder.lose(node.pointer, f"tags of {of}")
    attributes = node.at("attributes").fields().keys() - {KEY}
    if attributes:
        builder.lose(node.pointer, f"the attributes {', '.join(sorted(attributes))} of {of}")
