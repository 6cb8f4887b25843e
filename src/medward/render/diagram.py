"""Data-flow diagrams, laid out by Graphviz.

Zones as dashed boxes, shapes by kind, arrows with direction and protocol.

External entities are rectangles, processes ellipses, stores cylinders, as in the usual notation of data-flow
diagrams. Flows across a zone boundary are drawn heavier and marked in the legend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.render.cells import Where, esc, record_href
from medward.render.layout import laid_out
from medward.render.svg import lines

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from medward.dossier.blocks import Figure
    from medward.dossier.drawings import DiagramNode, FlowDiagram

_SHAPES: Final = {"external": "box", "process": "ellipse", "store": "cylinder"}
_FILLS: Final = {"external": "#eef1f5", "process": "#ffffff", "store": "#f7f3e8"}
_FACE: Final = "Helvetica"
_KEPT: Final = {
    "g": (),
    "ellipse": ("cx", "cy", "rx", "ry", "fill", "stroke", "stroke-width"),
    "polygon": ("points", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    "polyline": ("points", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    "path": ("d", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    "text": ("x", "y", "text-anchor", "font-size", "font-weight", "fill"),
    "a": (),
}
"""What passes from the layout program's answer: shapes, text, and links that are set here."""
_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"


def flow_svg(figure: Figure, picture: FlowDiagram, where: Where) -> str:
    """Return the drawing of a data-flow diagram."""
    ids = (
        {node.id for node in picture.nodes}
        | {flow.id for flow in picture.flows}
        | {zone.id for zone in picture.zones}
    )
    return dot_svg(figure, dot_source(picture), where, ids)


def dot_svg(figure: Figure, source: str, where: Where, ids: set[str]) -> str:
    """Return the drawing of a DOT graph; nodes named by one of the ids become links."""
    tree = laid_out(source)
    box = tree.get("viewBox", "0 0 100 100").split()
    key = "".join(letter if letter.isalnum() else "-" for letter in figure.name)
    inner = "".join(_kept(child, where, ids) for child in tree)
    return (
        f'<svg class="drawing flow" role="img" aria-labelledby="{esc(key)}-t {esc(key)}-d" '
        f'width="{esc(box[2])}" height="{esc(box[3])}" viewBox="{esc(" ".join(box))}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{esc(key)}-t">{esc(figure.caption)}</title>'
        f'<desc id="{esc(key)}-d">{esc(figure.description)}</desc>'
        f"{inner}</svg>"
    )


def legend() -> str:
    """Return the legend of a data-flow diagram in words and shapes."""
    return (
        '<ul class="legend"><li><span class="key external"></span>external entity</li>'
        '<li><span class="key process"></span>process</li><li><span class="key store"></span>data store</li>'
        '<li><span class="key zone"></span>trust zone</li>'
        '<li><span class="key flow"></span>data flow inside a zone</li>'
        '<li><span class="key crossing"></span>data flow across a trust boundary (heavy line)</li></ul>'
    )


def dot_source(picture: FlowDiagram) -> str:
    """Return the diagram in the DOT language; ids are the links, labels are quoted."""
    body = [
        "digraph flows {",
        "  graph [rankdir=LR, newrank=true, nodesep=0.45, ranksep=0.3, pad=0.15, splines=true, concentrate=false];",
        f'  graph [fontname="{_FACE}", fontsize=15]; node [fontname="{_FACE}", fontsize=14, penwidth=1.2];',
        f'  edge [fontname="{_FACE}", fontsize=12, arrowsize=0.8];',
    ]
    for number, zone in enumerate(picture.zones):
        members = [node for node in picture.nodes if node.zone == zone.id]
        body.append(f"  subgraph cluster_{number} {{ label={_quoted(zone.label)}; URL={_quoted(zone.id)};")
        body.append(
            '    style=dashed; color="#5b6573"; fontcolor="#1f2933"; penwidth=1.4; margin=14; labeljust=l;'
        )
        body += [f"    {_node(node)}" for node in members]
        body.append("  }")
    known = {zone.id for zone in picture.zones}
    body += [f"  {_node(node)}" for node in picture.nodes if node.zone not in known]
    for flow in picture.flows:
        weight = (
            'penwidth=2.0, color="#8a1f11", fontcolor="#8a1f11"'
            if flow.crosses
            else 'color="#3d4852", fontcolor="#1f2933"'
        )
        both = ", dir=both" if flow.both_ways else ""
        body.append(
            f"  {_quoted(flow.source)} -> {_quoted(flow.target)} "
            f"[label={_label(flow.label)}, URL={_quoted(flow.id)}, {weight}{both}];"
        )
    return "\n".join([*body, "}"])


def _node(node: DiagramNode) -> str:
    """Return one shape; its label is the short name above the title in two lines."""
    label = "\\n".join(_inner(line) for line in (node.short, *lines(node.label, 15, 3)))
    return (
        f'{_quoted(node.id)} [label="{label}", URL={_quoted(node.id)}, shape={_SHAPES[node.shape]}, '
        f'style=filled, fillcolor="{_FILLS[node.shape]}", color="#1f2933", margin="0.08,0.05"];'
    )


def _label(words: str) -> str:
    """Return an arrow's label: the short name above the protocol."""
    short, _, protocol = words.partition(" ")
    return f'"{_inner(short)}\\n{_inner(protocol)}"'


def _quoted(words: str) -> str:
    """Return a DOT string."""
    return f'"{_inner(words)}"'


def _inner(words: str) -> str:
    """Escape what DOT reads inside quotes: backslash, quote, line ends."""
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")


def _kept(element: Element, where: Where, ids: set[str]) -> str:
    """Return an element of the answer with only what is known here; groups and links are followed."""
    name = str(element.tag).removeprefix(_NAMESPACE)
    if name not in _KEPT:
        return ""
    inner = "".join(_kept(child, where, ids) for child in element)
    if name == "text":
        inner = esc("".join(element.itertext()))
    attributes = "".join(
        f' {key}="{esc(element.get(key, ""))}"' for key in _KEPT[name] if element.get(key) is not None
    )
    if name == "g":
        transform = element.get("transform")
        attributes = f' transform="{esc(transform)}"' if transform else ""
        kind = element.get("class", "")
        attributes += f' class="{kind}"' if kind in {"edge", "cluster"} else ""
    if name == "a":
        target = element.get(_LINK, "")
        if target not in ids:
            return inner
        attributes = f' href="{esc(record_href(target, where))}"'
    return f"<{name}{attributes}>{inner}</{name}>"
