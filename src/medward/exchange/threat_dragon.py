"""Threat Dragon models of version 1 and 2 in, JSON.

The zone of an element is the innermost boundary box it lies in; a boundary drawn as a
curve divides the plane and names no members, so it is a loss. A flow that is not
joined to an element at both ends is a loss too: the tool allows it while one draws.
Ids that repeat and ends that name no cell are errors.

Source: OWASP/threat-dragon, owasp-threat-dragon-v2.schema.json, and its demo models of
version 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.devices.records import Direction, ElementKind
from medward.exchange.boxes import Box, innermost
from medward.exchange.builder import Builder
from medward.exchange.draft import (
    DraftAsset,
    DraftElement,
    DraftInterface,
    DraftMitigation,
    DraftThreat,
    DraftZone,
)
from medward.exchange.own import KEY, read_own
from medward.exchange.words import references_of, stride_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.exchange.draft import DraftPart, ModelDraft
    from medward.exchange.tree import Node

NATIVE: Final = {
    DraftZone: frozenset({"origin", "name", "description"}),
    DraftElement: frozenset({"origin", "name", "description", "zone", "in_scope"}),
    DraftInterface: frozenset({"origin", "name", "description", "source", "target", "protocol"}),
    DraftThreat: frozenset({"origin", "name", "description", "target", "on_interface"}),
}
"""Fields with a place of their own; others have one only in part, and `read` compares the two."""
KINDS: Final = {
    "tm.Actor": ElementKind.EXTERNAL,
    "tm.Process": ElementKind.PROCESS,
    "tm.Store": ElementKind.STORE,
}
_STRETCHED: Final = re.compile(r"(id-)+.")
_BOX: Final = "tm.BoundaryBox"
_CURVES: Final = frozenset({"tm.Boundary", "tm.BoundaryCurve"})
_FLAGS: Final = {
    "storesCredentials": "stores credentials",
    "isSigned": "is signed",
    "providesAuthentication": "provides authentication",
    "isWebApplication": "is a web application",
    "handlesCardPayment": "handles card payments",
    "handlesGoodsOrServices": "handles goods or services",
    "storesInventory": "stores an inventory",
}


class _Cell(NamedTuple):
    """A cell with the node that holds its data: itself in version 1."""

    node: Node
    data: Node
    sort: str

    @property
    def id(self) -> str:
        """Id of the cell as a piece of the model."""
        return origin_of(self.node.text("id"))


def read_threat_dragon(root: Node) -> ModelDraft:
    """Return the model of a Threat Dragon file.

    Raises:
        BrokenLinkError: Ids repeat or dangle.
        InvalidInputError: It is no model, or a field has another type.
    """
    if not root.has("summary") or not root.has("detail"):
        raise root.wrong("summary and detail are missing, so this is no Threat Dragon model")
    detail, summary = root.at("detail"), root.at("summary")
    form = f"Threat Dragon {root.text('version', '1')}"
    builder = Builder(root.file, form, summary.text("title"))
    builder.lose_fields("/summary", summary.fields(), frozenset({"title", "id"}), "the model")
    for diagram in detail.each("diagrams"):
        _diagram([_cell(node) for node in _cells(diagram)], builder)
    _corner(detail, builder)
    return builder.draft()


def cell_id(origin: str) -> str:
    """Return an id as a cell may have it: two letters at least."""
    return f"id-{origin}" if len(origin) == 1 or _STRETCHED.fullmatch(origin) else origin


def origin_of(cell: str) -> str:
    """Return the id that `cell_id` made a cell's id from."""
    return cell.removeprefix("id-") if _STRETCHED.fullmatch(cell) else cell


def status_of(claimed: str) -> str:
    """Return the status of a threat here for what was decided; only what needs no measure is closed."""
    known = {"not-applicable": "NotApplicable", "Mitigated": "Mitigated", "NotApplicable": "NotApplicable"}
    return known.get(claimed, "Open")


def _cells(diagram: Node) -> Iterator[Node]:
    """Yield the cells of a diagram of either version."""
    yield from (diagram.at("diagramJson") if diagram.has("diagramJson") else diagram).each("cells")


def _cell(node: Node) -> _Cell:
    """Return a cell with its sort."""
    data = node.at("data") if node.has("data") else node
    return _Cell(node, data, data.text("type"))


def _diagram(cells: list[_Cell], builder: Builder) -> None:
    """Add what one diagram shows."""
    boxes = [(cell.id, _box(cell.node)) for cell in cells if cell.sort == _BOX]
    for cell in cells:
        if cell.sort == _BOX:
            _zone(cell, boxes, builder)
        elif cell.sort in KINDS:
            _element(cell, boxes, builder)
        elif cell.sort in _CURVES:
            builder.lose(cell.node.pointer, "trust boundaries drawn as a curve: they name no members")
        elif cell.sort != "tm.Flow":
            name = cell.sort or cell.node.text("shape") or "no type"
            builder.lose(cell.node.pointer, f"drawing without meaning for the model ({name})")
    known = {cell.id for cell in cells}
    for cell in (one for one in cells if one.sort == "tm.Flow"):
        _flow(cell, known, builder)


def _zone(cell: _Cell, boxes: list[tuple[str, Box]], builder: Builder) -> None:
    """Add one boundary box."""
    own = read_own(cell.data, DraftZone, NATIVE[DraftZone], builder)
    builder.add(DraftZone, cell.node.pointer, **_named(cell), **own)
    if innermost(_box(cell.node), boxes, without=cell.id):
        builder.lose(cell.node.pointer, "that one boundary box lies inside another")


def _box(node: Node) -> Box:
    """Return where a cell is drawn."""
    position, size = node.at("position"), node.at("size")
    return Box(
        position.number("x") or 0,
        position.number("y") or 0,
        size.number("width") or 0,
        size.number("height") or 0,
    )


def _element(cell: _Cell, boxes: list[tuple[str, Box]], builder: Builder) -> None:
    """Add one actor, process or store with its threats."""
    own = read_own(cell.data, DraftElement, NATIVE[DraftElement], builder)
    kind = KINDS[cell.sort]
    wanted = str(own.pop("kind", ""))
    if kind is ElementKind.PROCESS and wanted in {ElementKind.HARDWARE.value, ElementKind.SERVICE.value}:
        kind = ElementKind(str(wanted))
    if kind is ElementKind.STORE:
        own["is_log"] = "true" if cell.data.flag("isALog") else "false"
    named = _named(cell)
    reason = cell.data.text("reasonOutOfScope")
    if reason:
        named["description"] = f"{named['description']}\nOut of scope: {reason}".strip()
    _flags(cell, builder)
    zone = innermost(_box(cell.node), boxes)
    in_scope = not cell.data.flag("outOfScope")
    fields = {**named, "zone": zone, "kind": kind, "in_scope": in_scope, **own}
    builder.add(DraftElement, cell.node.pointer, **fields)
    _threats(cell, builder, on_interface=False)


def _flow(cell: _Cell, known: set[str], builder: Builder) -> None:
    """Add one data flow with its threats, or note why it cannot be one."""
    ends = [cell.node.at(end).text("cell") or cell.node.at(end).text("id") for end in ("source", "target")]
    ends = [origin_of(end) for end in ends]
    loose = [end for end in ends if not end or (end in known and not builder.has("elements", end))]
    if loose:
        threats = sum(1 for _ in cell.data.each("threats"))
        borne = f", with {threats} threats" if threats else ""
        name = _named(cell)["name"] or "without a name"
        builder.lose(
            cell.node.pointer, f"the flow {name!r:.60}, not joined to an element at both ends{borne}"
        )
        return
    own = read_own(cell.data, DraftInterface, NATIVE[DraftInterface], builder)
    details = own.get("details", {})
    if cell.data.flag("isPublicNetwork") and isinstance(details, dict):
        own["details"] = {**details, "exposure": "internet"}
    own["direction"] = _direction(cell.data, own.get("direction", ""))
    if cell.data.flag("isEncrypted"):
        own["encrypted"] = "true"
    elif own.get("encrypted") == "true":
        del own["encrypted"]
    _flags(cell, builder)
    named = {**_named(cell), "protocol": cell.data.text("protocol")}
    builder.add(DraftInterface, cell.node.pointer, **named, source=ends[0], target=ends[1], **own)
    _threats(cell, builder, on_interface=True)


def _direction(data: Node, wanted: object) -> str:
    """Return the direction; request and response is kept where the file still says one way."""
    if data.flag("isBidirectional"):
        return Direction.BIDIRECTIONAL.value
    return Direction.REQUEST_RESPONSE.value if wanted == "request-response" else Direction.ONE_WAY.value


def _threats(cell: _Cell, builder: Builder, *, on_interface: bool) -> None:
    """Add the threats of one cell; version 1 gives them no id, so the place is one."""
    holder = cell.data if cell.data.has("threats") else cell.node
    for number, node in enumerate(holder.each("threats")):
        own = read_own(node, DraftThreat, NATIVE[DraftThreat], builder)
        category, claimed = node.text("type"), node.text("status")
        letters = stride_of([category])
        wanted = own.pop("stride", ())
        if letters and isinstance(wanted, tuple) and letters[0].value == next(iter(wanted), ""):
            own["stride"] = wanted
        else:
            own["stride"] = tuple(letter.value for letter in letters)
        if status_of(str(own.get("claimed", ""))) != claimed or "claimed" not in own:
            own["claimed"] = claimed
        own["mitigation"] = "" if own.get("mitigations") and KEY in node.fields() else node.text("mitigation")
        if node.text("severity") not in {"", "TBD"} or node.text("score"):
            builder.lose(node.pointer, "severity and score of threats; Medward rates risks by its policy")
        builder.add(
            DraftThreat,
            node.pointer,
            origin=origin_of(node.text("id")) or node.text("threatId") or f"{cell.id}.{number}",
            name=node.text("title"),
            description=node.text("description"),
            target=cell.id,
            on_interface=on_interface,
            **{"category": "" if letters else category, **_references(node), **own},
        )


def _references(node: Node) -> dict[str, object]:
    """Return catalogue ids that the texts of a threat name."""
    found = references_of([node.text("title"), node.text("description")])
    return {"references": found} if found else {}


def _named(cell: _Cell) -> dict[str, str]:
    """Return id, name and description; version 1 and early version 2 name a cell in its label only."""
    name = cell.data.text("name") or cell.node.at("attrs").at("text").text("text")
    for label in cell.node.each("labels"):
        if isinstance(label.value, str):
            name = name or label.value
            continue
        attributes = label.at("attrs")
        name = name or attributes.at("text").text("text") or attributes.at("label").text("text")
    return {"origin": cell.id, "name": name, "description": cell.data.text("description")}


def _flags(cell: _Cell, builder: Builder) -> None:
    """Note the ticked boxes that no field of ours stands for."""
    for flag, words in _FLAGS.items():
        if cell.data.flag(flag):
            builder.lose(cell.node.pointer, f"the mark '{words}'")


def _corner(detail: Node, builder: Builder) -> None:
    """Add what our own export keeps beside the diagrams: assets and mitigations."""
    if not detail.has(KEY):
        return
    corner = detail.at(KEY)
    models: dict[str, type[DraftPart]] = {"assets": DraftAsset, "mitigations": DraftMitigation}
    for group, model in models.items():
        for node in corner.each(group):
            own = read_own(node.child(KEY, node.value), model, frozenset(), builder) or node.fields()
            builder.add(
                model, node.pointer, **{k: tuple(v) if isinstance(v, list) else v for k, v in own.items()}
            )
