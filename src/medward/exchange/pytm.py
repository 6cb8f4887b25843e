"""pytm models in, JSON: the input it is given, or the output it writes.

pytm knows its pieces by name, so a name that stands twice among elements is an error;
flows are named by nobody and may share one. A mark that is off is what nobody set, so
it is read as not stated.

Source: OWASP/pytm, tests/input.json and tests/output.json.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.devices.records import ElementKind, Need
from medward.errors import BrokenLinkError
from medward.exchange.builder import Builder
from medward.exchange.draft import DraftAsset, DraftElement, DraftInterface, DraftThreat, DraftZone
from medward.exchange.words import references_of

if TYPE_CHECKING:
    from medward.exchange.draft import ModelDraft
    from medward.exchange.tree import Node

_KINDS: Final = {
    "Actor": ElementKind.EXTERNAL,
    "ExternalEntity": ElementKind.EXTERNAL,
    "Datastore": ElementKind.STORE,
    "Process": ElementKind.PROCESS,
    "SetOfProcesses": ElementKind.PROCESS,
    "Server": ElementKind.PROCESS,
    "Lambda": ElementKind.PROCESS,
    "LLM": ElementKind.PROCESS,
    "Agent": ElementKind.PROCESS,
    "Element": ElementKind.PROCESS,
    "Asset": ElementKind.PROCESS,
}
_NOT_ELEMENTS: Final = frozenset({"Boundary", "Dataflow", "Data"})
_SECRECY: Final = {
    "PUBLIC": Need.NONE,
    "RESTRICTED": Need.LOW,
    "SENSITIVE": Need.MEDIUM,
    "SECRET": Need.HIGH,
    "TOP_SECRET": Need.HIGH,
}
_ELEMENT: Final = frozenset(
    {
        *(
            "__class__",
            "name",
            "description",
            "inBoundary",
            "inScope",
            "inputs",
            "outputs",
            "data",
            "findings",
        ),
        *(
            "levels",
            "severity",
            "maxClassification",
            "minTLSVersion",
            "storesLogData",
            "port",
            "protocol",
            "type",
        ),
    }
)
_DATA: Final = frozenset({"name", "description", "classification", "carriedBy", "processedBy", "traverses"})
_FLOW: Final = frozenset(
    {
        *(
            "__class__",
            "name",
            "description",
            "note",
            "source",
            "sink",
            "protocol",
            "data",
            "controls",
            "findings",
        ),
        *(
            "levels",
            "severity",
            "maxClassification",
            "minTLSVersion",
            "order",
            "dstPort",
            "srcPort",
            "port",
            "type",
        ),
        *("inBoundary", "inScope", "response", "responseTo", "isResponse", "inputs", "outputs"),
    }
)


def read_pytm(root: Node) -> ModelDraft:
    """Return the model of a pytm file.

    Raises:
        BrokenLinkError: Names of elements repeat, dangle or form a circle.
        InvalidInputError: It is no model, or a field has another type.
    """
    if not root.has("flows") or not (root.has("elements") or root.has("assets")):
        raise root.wrong("flows and elements are missing, so this is no pytm model")
    builder = Builder(root.file, "pytm", root.text("name"))
    if root.text("description"):
        builder.lose("/description", "description of the model")
    for name in ("assumptions", "excluded_findings", "threatsExcluded"):
        if any(root.each(name)):
            builder.lose(f"/{name}", f"the list {name}")
    _zones(root, builder)
    _pieces(root, builder)
    return builder.draft()


def _pieces(root: Node, builder: Builder) -> None:
    """Add elements, flows, data and findings."""
    groups = ("elements",) if any(root.each("elements")) else ("actors", "assets")
    for group in groups:
        for node in root.each(group):
            _element(node, builder)
    for number, node in enumerate(root.each("flows"), start=1):
        _flow(node, number, builder)
    for node in root.each("data"):
        _asset(node, builder)
    for number, node in enumerate(root.each("findings"), start=1):
        _finding(node, number, builder)


def _zones(root: Node, builder: Builder) -> None:
    """Add the boundaries, refusing one inside itself."""
    around: dict[str, str] = {}
    for node in root.each("boundaries"):
        name, outer = node.text("name"), node.text("inBoundary")
        builder.add(DraftZone, node.pointer, origin=name, name=name, description=node.text("description"))
        if outer:
            builder.lose(node.pointer, "that one boundary lies inside another")
            around[name] = outer
    for start in around:
        seen, at = {start}, around.get(start, "")
        while at:
            if at in seen:
                raise BrokenLinkError(f"the boundary {start!r:.60} lies inside itself", place=root.place)
            seen.add(at)
            at = around.get(at, "")


def _element(node: Node, builder: Builder) -> None:
    """Add one actor, process or store."""
    sort = node.text("__class__", "Element")
    if sort in _NOT_ELEMENTS:
        return
    if sort not in _KINDS:
        builder.lose(node.pointer, f"the class {sort!r:.40}, read as a process")
    _losses(node, _ELEMENT, "elements", builder)
    kind = _KINDS.get(sort, ElementKind.PROCESS)
    builder.add(
        DraftElement,
        node.pointer,
        origin=node.text("name"),
        name=node.text("name"),
        description=node.text("description"),
        kind=kind,
        zone=node.text("inBoundary"),
        in_scope=node.flag("inScope") is not False,
        is_log=kind is ElementKind.STORE and bool(node.flag("storesLogData")),
    )


def _flow(node: Node, number: int, builder: Builder) -> None:
    """Add one flow."""
    name = node.text("name")
    controls = node.at("controls")
    ways = [controls.text("authenticationScheme"), "source" if controls.flag("authenticatesSource") else ""]
    port = node.text("dstPort", node.text("port"))
    encrypted = controls.flag("isEncrypted") or node.flag("isEncrypted") or None
    details = {"port": port} if port not in {"", "-1"} else {}
    _losses(node, _FLOW, "flows", builder)
    builder.add(
        DraftInterface,
        node.pointer,
        origin=f"{name}#{number}" if builder.has("interfaces", name) else name,
        name=name,
        description=node.text("description") or node.text("note"),
        source=node.text("source"),
        target=node.text("sink"),
        protocol=node.text("protocol"),
        encrypted=encrypted,
        authentication=", ".join(filter(None, ways)),
        authorization="source is authorized" if controls.flag("authorizesSource") else "",
        data=tuple(_data_name(item) for item in node.each("data")),
        details=details,
    )


def _data_name(item: Node) -> str:
    """Return the name of data that a flow carries, written as a name or as the data itself."""
    return item.value if isinstance(item.value, str) else item.text("name")


def _asset(node: Node, builder: Builder) -> None:
    """Add one piece of data, located at the elements that process it."""
    name = node.text("name")
    _losses(node, _DATA, "data", builder)
    builder.add(
        DraftAsset,
        node.pointer,
        origin=name,
        name=name,
        description=node.text("description"),
        confidentiality=_SECRECY.get(node.text("classification").rpartition(".")[2].upper()),
        located=tuple(one for one in node.texts("processedBy") if builder.has("elements", one)),
    )


def _finding(node: Node, number: int, builder: Builder) -> None:
    """Add one finding as a threat to its target; pytm knows no letters."""
    target = node.text("target")
    on_interface = not builder.has("elements", target)
    builder.lose(
        node.pointer, "severity, likelihood and score of findings; Medward rates risks by its policy"
    )
    builder.add(
        DraftThreat,
        node.pointer,
        origin=f"{node.text('threat_id') or node.text('id')}#{number}",
        name=node.text("description"),
        description=node.text("details"),
        target=target,
        on_interface=on_interface,
        category="none",
        mitigation=node.text("mitigations"),
        claimed=node.text("response"),
        references=references_of([node.text("references")]),
    )


def _losses(node: Node, known: frozenset[str], of: str, builder: Builder) -> None:
    """Note the marks that are on, and the other filled fields."""
    off = {"false", "-1", "", "0", "none"}
    set_here = {
        name: value
        for name, value in node.fields().items()
        if not (isinstance(value, str) and value.rpartition(".")[2].lower() in off)
    }
    controls = set_here.pop("controls", None)
    if isinstance(controls, dict) and of != "flows":
        on = sorted(name for name, value in controls.items() if value not in {"false", ""})
        if on:
            builder.lose(node.pointer, f"controls that are only claimed ({', '.join(on)}) of {of}")
    builder.lose_fields(node.pointer, set_here, known, of)
