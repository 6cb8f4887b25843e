"""Models of the Microsoft Threat Modeling Tool in: TM7, an XML file.

A border is a zone and what is drawn inside belongs to it; a line boundary names no
members and is a loss, as is a connector that is not joined at both ends. The threats
are those the tool made or a person wrote; their states are claims. The knowledge base
that each file carries along is not read. Document types, entities and external
references are refused.

Source: the files themselves (data contract of version 4.3), since no schema is published.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Final

from medward.devices.records import ElementKind
from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.exchange.boxes import Box, innermost
from medward.exchange.builder import Builder
from medward.exchange.draft import DraftElement, DraftInterface, DraftThreat, DraftZone
from medward.exchange.tree import MAX_BYTES
from medward.exchange.words import references_of, stride_of
from medward.kernel.foreign_xml import report_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from medward.exchange.draft import ModelDraft

MAX_DEPTH: Final = 64
_KINDS: Final = {
    "StencilRectangle": ElementKind.EXTERNAL,
    "StencilEllipse": ElementKind.PROCESS,
    "StencilParallelLines": ElementKind.STORE,
}
_ZONE: Final = "BorderBoundary"
_NOBODY: Final = "00000000-0000-0000-0000-000000000000"
_HINT: Final = "Save the model again with the Threat Modeling Tool."
_PLAIN_MARKS: Final = frozenset({"Name", "Dataflow Order", "Out Of Scope", "Reason For Out Of Scope"})


def read_tm7(data: bytes, file: str) -> ModelDraft:
    """Return the model of a TM7 file.

    Raises:
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
        InvalidInputError: XML, but no TM7.
        BrokenLinkError: Ids repeat or dangle.
    """
    root = _parse(data, file)
    surfaces = [one for one in _all(root, "DrawingSurfaceList") for one in one]
    information = _child(root, "MetaInformation")
    builder = Builder(file, "TM7", _text(information, "ThreatModelName"))
    for field in ("Assumptions", "HighLevelSystemDescription", "ExternalDependencies", "Owner", "Reviewer"):
        if _text(information, field):
            builder.lose(f"/ThreatModel/MetaInformation/{field}", f"{field} of the model")
    for number, surface in enumerate(surfaces, start=1):
        _surface(surface, f"/ThreatModel/DrawingSurfaceList/DrawingSurfaceModel[{number}]", builder)
    for holder in _all(root, "ThreatInstances"):
        for number, entry in enumerate(holder, start=1):
            _threat(entry, f"/ThreatModel/ThreatInstances/*[{number}]", builder)
    if _child(root, "KnowledgeBase") is not None:
        builder.lose("/ThreatModel/KnowledgeBase", "the template with its stencils and threat types")
    return builder.draft()


def _parse(data: bytes, file: str) -> Element:
    """Return the root of a model."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", place=file)
    if zipfile.is_zipfile(BytesIO(data)) or data[:2] == b"PK":
        raise UnreadableTextError("a zip archive, no TM7 model", place=file, hint="Take the .tm7 out of it.")
    root = report_root(data, file, MAX_DEPTH, _HINT)
    if root is None or _tag(root) != "ThreatModel":
        found = "nothing" if root is None else f"<{_tag(root)}>"
        if found == "<KnowledgeBase>":
            found += ", as a template does, which holds stencils and threat types but no model"
        raise InvalidInputError(f"not a TM7 model: it begins with {found}", place=file, hint=_HINT)
    return root


def _surface(surface: Element, place: str, builder: Builder) -> None:
    """Add what one page shows."""
    drawn = [(f"{place}/Borders/*[{n}]", _value(one)) for n, one in enumerate(_items(surface, "Borders"), 1)]
    lines = [(f"{place}/Lines/*[{n}]", _value(one)) for n, one in enumerate(_items(surface, "Lines"), 1)]
    boxes = [(_text(one, "Guid"), _box(one)) for _, one in drawn if _sort(one) == _ZONE]
    for at, one in drawn:
        if _sort(one) == _ZONE:
            _zone(one, at, boxes, builder)
        elif _sort(one) in _KINDS:
            _element(one, at, boxes, builder)
        else:
            builder.lose(at, f"a drawing without meaning for the model ({_sort(one)})")
    for at, one in lines:
        if _sort(one) == "Connector":
            _flow(one, at, builder)
        else:
            builder.lose(at, "trust boundaries drawn as a line: they name no members")


def _zone(one: Element, at: str, boxes: list[tuple[str, Box]], builder: Builder) -> None:
    """Add one border."""
    identity = _text(one, "Guid")
    if innermost(_box(one), boxes, without=identity):
        builder.lose(at, "that one border lies inside another")
    builder.add(DraftZone, at, origin=identity, name=_mark(one, "Name"), trust=_heading(one))


def _element(one: Element, at: str, boxes: list[tuple[str, Box]], builder: Builder) -> None:
    """Add one stencil."""
    _marks(one, at, "elements", builder)
    reason = _mark(one, "Reason For Out Of Scope")
    builder.add(
        DraftElement,
        at,
        origin=_text(one, "Guid"),
        name=_mark(one, "Name"),
        description="\n".join(filter(None, (_heading(one), f"Out of scope: {reason}" if reason else ""))),
        kind=_KINDS[_sort(one)],
        zone=innermost(_box(one), boxes),
        in_scope=_mark(one, "Out Of Scope").lower() != "true",
    )


def _flow(one: Element, at: str, builder: Builder) -> None:
    """Add one connector."""
    source, target = _text(one, "SourceGuid"), _text(one, "TargetGuid")
    loose = [end for end in (source, target) if end in {"", _NOBODY} or builder.has("zones", end)]
    if loose:
        builder.lose(at, f"the flow {_mark(one, 'Name')!r:.60}, not joined to an element at both ends")
        return
    _marks(one, at, "flows", builder)
    heading = _heading(one)
    builder.add(
        DraftInterface,
        at,
        origin=_text(one, "Guid"),
        name=_mark(one, "Name"),
        description=heading,
        source=source,
        target=target,
        protocol=heading if heading.upper() in {"HTTP", "HTTPS", "SMB", "RPC", "UDP", "ALPC"} else "",
        encrypted=True if heading.upper() == "HTTPS" else None,
    )


def _threat(entry: Element, at: str, builder: Builder) -> None:
    """Add one threat to its flow, or to the element when it names no flow."""
    one = _child(entry, "Value")
    holder = _child(one, "Properties")
    pairs = {_text(pair, "Key"): _text(pair, "Value") for pair in (holder if holder is not None else ())}
    flow = _text(one, "FlowGuid")
    target = flow if builder.has("interfaces", flow) else _text(one, "TargetGuid")
    on_interface = target == flow
    title = pairs.get("Title", "")
    if not on_interface and not builder.has("elements", target):
        builder.lose(at, f"the threat {title!r:.60}, whose flow is not carried")
        return
    if pairs.get("Priority") or _text(one, "Priority"):
        builder.lose(at, "priority of threats; Medward rates risks by its policy")
    category = pairs.get("UserThreatCategory", "")
    letters = stride_of([category])
    builder.add(
        DraftThreat,
        at,
        origin=_text(entry, "Key"),
        name=title,
        description=pairs.get("UserThreatDescription", ""),
        target=target,
        on_interface=on_interface,
        stride=letters,
        category="" if letters else category or "none",
        claimed=_text(one, "State"),
        mitigation=pairs.get("PossibleMitigations", ""),
        references=references_of([title, pairs.get("UserThreatDescription", "")]),
    )


def _marks(one: Element, at: str, of: str, builder: Builder) -> None:
    """Note the attributes of a stencil that a person set."""
    for name, value in _properties(one):
        if name not in _PLAIN_MARKS and value not in {"", "0", "false", "Select", "Not Selected"}:
            builder.lose_fields(at, {name: value}, frozenset(), of)


def _properties(one: Element) -> Iterator[tuple[str, str]]:
    """Yield display name and value of the attributes; of a list, the selected item when it is not the first."""
    holder = _child(one, "Properties")
    for entry in holder if holder is not None else ():
        value = _child(entry, "Value")
        items = [] if value is None else [(item.text or "") for item in value]
        if items:
            chosen = _text(entry, "SelectedIndex")
            yield _text(entry, "DisplayName"), items[int(chosen)] if _is_later(chosen, items) else ""
        else:
            yield _text(entry, "DisplayName"), "" if value is None else (value.text or "").strip()


def _is_later(chosen: str, items: list[str]) -> bool:
    """Say whether an index names an item after the first, which is the preset one."""
    return chosen.isdecimal() and 0 < int(chosen) < len(items)


def _mark(one: Element, name: str) -> str:
    """Return one attribute of a stencil."""
    return next((value for found, value in _properties(one) if found == name), "")


def _heading(one: Element) -> str:
    """Return the kind of stencil, which stands as the first heading of its attributes."""
    holder = _child(one, "Properties")
    return "" if holder is None or len(holder) == 0 else _text(holder[0], "DisplayName")


def _items(surface: Element, name: str) -> Iterator[Element]:
    """Yield the entries of a list of a page."""
    for holder in _all(surface, name):
        yield from holder


def _value(entry: Element) -> Element:
    """Return the value of a key and value pair."""
    value = _child(entry, "Value")
    return entry if value is None else value


def _box(one: Element) -> Box:
    """Return where a stencil is drawn."""
    return Box(*(_number(one, name) for name in ("Left", "Top", "Width", "Height")))


def _number(one: Element, name: str) -> float:
    """Return a coordinate, 0 where there is none."""
    try:
        return float(_text(one, name) or 0)
    except ValueError:
        return 0.0


def _sort(one: Element) -> str:
    """Return the type that the serializer wrote."""
    found = next((value for name, value in one.attrib.items() if name.rpartition("}")[2] == "type"), "")
    return found.rpartition(":")[2]


def _tag(one: Element) -> str:
    """Return the tag without a namespace."""
    return str(one.tag).rpartition("}")[2]


def _child(one: Element | None, name: str) -> Element | None:
    """Return the first child with a name."""
    return next(_all(one, name), None)


def _all(one: Element | None, name: str) -> Iterator[Element]:
    """Yield the children with a name."""
    for child in one if one is not None else ():
        if _tag(child) == name:
            yield child


def _text(one: Element | None, name: str) -> str:
    """Return the text of a child."""
    found = _child(one, name)
    return "" if found is None else (found.text or "").strip()
