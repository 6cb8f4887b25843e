"""Data-flow diagrams, laid out by Graphviz.

Zones as dashed boxes, shapes by kind, arrows with direction and protocol.

External entities are rectangles, processes ellipses, stores cylinders, as in the usual notation of data-flow
diagrams. Flows across a zone boundary are drawn heavier and marked in the legend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import SubElement

from medward.render.cells import Where, esc, record_href
from medward.render.layout import laid_out
from medward.render.legible import legible
from medward.render.svg import fitted, role, wrapped

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from medward.dossier.blocks import Figure
    from medward.dossier.drawings import DiagramFlow, DiagramNode, FlowDiagram

_SHAPES: Final = {"external": "box", "process": "ellipse", "store": "cylinder"}
_FILLS: Final = {"external": "#eef1f5", "process": "#ffffff", "store": "#f7f3e8"}
_MARKED: Final = {
    "shared": ("#efe6f7", 'color="#5a2d82", penwidth=3.2'),
    "outside": ("#ffffff", 'color="#1f2933"'),
}
"""Fill and pen of what is shared by many units, or outside our scope; words say it as well."""
_LIDDED: Final = 'margin="0.06,0.05", labelloc=b'
"""Room of a store's words, which stand below its lid."""
_SHAPE_WORDS: Final = {
    "external": "Rectangle", "process": "Ellipse", "store": "Cylinder", "zone": "Dashed box",
    "flow": "Thin arrow", "crossing": "Red arrow", "shared": "Violet", "outside": "Dashed outline",
}  # fmt: skip
_FACE: Final = "Helvetica"
LEAST_LETTERS: Final = 12
"""Size of the smallest letters of a data-flow diagram, before it is scaled."""
_ARROW_LETTERS: Final = 14
_MOST_LETTERS: Final = 90
"""Longest name of a shape or zone; more would hide the picture behind one label."""
_KEPT: Final = {
    "g": (),
    "ellipse": ("cx", "cy", "rx", "ry", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    "polygon": ("points", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    "polyline": ("points", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    "path": ("d", "fill", "stroke", "stroke-width", "stroke-dasharray"),
    "text": ("x", "y", "text-anchor", "font-size", "font-weight", "fill"),
    "a": (),
}
"""What passes from the layout program's answer: shapes, text, and links that are set here."""
_NAMESPACE: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way to ask the layout program for a diagram."""

    direction: str = "LR"
    """`LR` puts flows from left to right, `TB` from top to bottom."""
    is_brief: bool = False
    """Whether arrows carry their short name alone; a table below then gives protocol and port."""
    is_turned: bool = False
    """Whether flows that go both ways are laid out from their end to their start."""
    loose: frozenset[str] = frozenset()
    """Flows that may run backwards: where a long row of shapes is folded into two."""


def flow_svg(
    figure: Figure, picture: FlowDiagram, where: Where, arrangement: Arrangement | None = None
) -> str:
    """Return the drawing of a data-flow diagram."""
    ids = (
        {node.id for node in picture.nodes}
        | {flow.id for flow in picture.flows}
        | {zone.id for zone in picture.zones}
    )
    return dot_svg(figure, dot_source(picture, arrangement or Arrangement()), where, ids)


def dot_svg(figure: Figure, source: str, where: Where, ids: set[str]) -> str:
    """Return the drawing of a DOT graph; nodes named by one of the ids become links."""
    tree = laid_out(source)
    box = tree.get("viewBox", "0 0 100 100").split()
    key = "".join(letter if letter.isalnum() else "-" for letter in figure.name)
    inner = "".join(_kept(child, where, ids) for child in _labels_last(tree))
    return (
        f'<svg class="drawing flow" role="{role(inner)}" aria-labelledby="{esc(key)}-t {esc(key)}-d" '
        f'width="{esc(box[2])}" height="{esc(box[3])}" viewBox="{esc(" ".join(box))}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{esc(key)}-t">{esc(figure.caption)}</title>'
        f'<desc id="{esc(key)}-d">{esc(figure.description)}</desc>'
        f"{inner}</svg>"
    )


def _labels_last(tree: Element) -> Element:
    """Return the drawing with the names of zones and flows after everything else, so that no arrow hides them."""
    for graph in tree:
        for group in [item for item in graph if item.get("class") in {"cluster", "edge"}]:
            for holder in list(group.iter()):
                for text in [child for child in holder if child.tag == f"{_NAMESPACE}text"]:
                    holder.remove(text)
                    above = SubElement(graph, f"{_NAMESPACE}g", {"class": group.get("class", "")})
                    if holder.get(_LINK) is not None:
                        above = SubElement(above, holder.tag, dict(holder.attrib))
                    above.append(text)
    return tree


def legend(picture: FlowDiagram) -> str:
    """Return the legend of a data-flow diagram in words and shapes; marks only where they are used."""
    listed = "".join(f'<li><span class="key {kind}"></span>{words}</li>' for kind, words in _keys(picture))
    return f'<ul class="legend">{listed}</ul>'


def legend_in_words(picture: FlowDiagram) -> str:
    """Return the legend of a printed data-flow diagram, each shape named."""
    told = ". ".join(f"{_SHAPE_WORDS[kind]}: {words}" for kind, words in _keys(picture))
    return f"{told}. Labels of arrows: number of the flow, protocol and port."


def _keys(picture: FlowDiagram) -> list[tuple[str, str]]:
    """Return what each sort of shape and line means."""
    marks = {node.emphasis for node in picture.nodes} | {flow.emphasis for flow in picture.flows}
    keys = [
        ("external", "external entity"),
        ("process", "process"),
        ("store", "data store"),
        ("zone", "trust zone"),
        ("flow", "data flow inside a zone"),
        ("crossing", "data flow across a trust boundary (heavy line)"),
    ]
    if "shared" in marks:
        keys.append(("shared", "shared by many units (word SHARED, double-width line)"))
    if "outside" in marks:
        keys.append(("outside", "outside our scope (dashed shape)"))
    return keys


def dot_source(picture: FlowDiagram, arrangement: Arrangement | None = None) -> str:
    """Return the diagram in the DOT language; ids are the links, labels are quoted."""
    plan = arrangement or Arrangement()
    body = [
        "digraph flows {",
        f"  graph [rankdir={plan.direction}, newrank=true, nodesep=0.3, ranksep=0.3, pad=0.1, splines=true];",
        f'  graph [fontname="{_FACE}", fontsize=14]; node [fontname="{_FACE}", fontsize=13, penwidth=1.2];',
        f'  edge [fontname="{_FACE}", fontsize={LEAST_LETTERS}, arrowsize=0.8];',
    ]
    for number, zone in enumerate(picture.zones):
        members = [node for node in picture.nodes if node.zone == zone.id]
        body.append(
            f"  subgraph cluster_{number} {{ label={_quoted(fitted(zone.label, _MOST_LETTERS))}; "
            f"URL={_quoted(zone.id)};"
        )
        body.append(
            '    style=dashed; color="#5b6573"; fontcolor="#1f2933"; penwidth=1.4; margin=10; labeljust=l;'
        )
        body += [f"    {_node(node)}" for node in members]
        body.append("  }")
    known = {zone.id for zone in picture.zones}
    body += [f"  {_node(node)}" for node in picture.nodes if node.zone not in known]
    body += [f"  {_arrow(flow, plan)}" for flow in picture.flows]
    return "\n".join([*body, "}"])


def _arrow(flow: DiagramFlow, plan: Arrangement) -> str:
    """Return one flow; heavy where it crosses a boundary, double where many units share it."""
    pen = (
        'penwidth=2.0, color="#8a1f11", fontcolor="#8a1f11"'
        if flow.crosses
        else 'color="#3d4852", fontcolor="#1f2933"'
    )
    short, _, protocol = flow.label.partition(" ")
    texts = (
        [short]
        if plan.is_brief
        else [short, *wrapped(fitted(protocol, _MOST_LETTERS), _ARROW_LETTERS), flow.port]
    )
    if flow.emphasis == "shared":
        texts[0], pen = f"{short} SHARED", 'penwidth=3.2, color="#5a2d82", fontcolor="#5a2d82"'
    label = "\\n".join(_inner(text) for text in texts if text)
    both = ", dir=both" if flow.both_ways else ""
    loose = ", constraint=false" if flow.id in plan.loose else ""
    ends = (flow.source, flow.target)
    start, end = reversed(ends) if plan.is_turned and flow.both_ways else ends
    return (
        f'{_quoted(start)} -> {_quoted(end)} [label="{label}", URL={_quoted(flow.id)}, {pen}{both}{loose}];'
    )


def _node(node: DiagramNode) -> str:
    """Return one shape: short name, title, and what is special about it in words."""
    title = wrapped(fitted(node.label, _MOST_LETTERS), 15)
    name = (node.short, *title, *(wrapped(node.note, 18) if node.note else ()))
    label = "\\n".join(_inner(line) for line in name)
    fill, pen = _MARKED.get(node.emphasis, (_FILLS[node.shape], 'color="#1f2933"'))
    style = "filled,dashed" if node.emphasis == "outside" else "filled"
    margin = _LIDDED if node.shape == "store" else 'margin="0.06,0.04"'
    return (
        f'{_quoted(node.id)} [label="{label}", URL={_quoted(node.id)}, shape={_SHAPES[node.shape]}, '
        f'style="{style}", fillcolor="{fill}", {pen}, {margin}];'
    )


def _quoted(words: str) -> str:
    """Return a DOT string."""
    return f'"{_inner(words)}"'


def _inner(words: str) -> str:
    """Escape what DOT reads inside quotes: backslash, quote, line ends."""
    return legible(words).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")


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
        if target not in ids or (where.is_single and target not in where.records):
            return inner
        attributes = f' href="{esc(record_href(target, where))}"'
        if "<text" not in inner:  # its words are a link of their own, above all lines
            attributes += ' tabindex="-1" aria-hidden="true"'
    return f"<{name}{attributes}>{inner}</{name}>"
