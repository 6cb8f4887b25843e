"""Attack trees: the goal on top, steps below, an arc where all branches are needed.

Leaves stand side by side in the order of the file and every gate above the middle of its children. A node
with several parents is drawn below the first one; the others point to it by name, so that lines never cross.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import atan2, cos, sin
from typing import TYPE_CHECKING, Final

from medward.render.svg import drawing, lines, tag, words

if TYPE_CHECKING:
    from medward.dossier.blocks import Figure
    from medward.dossier.drawings import TreeDiagram, TreeNode

_WIDTH: Final = 148
_GAP: Final = 12
_LINE: Final = 15
_PAD: Final = 8
_BETWEEN: Final = 46
"""Room between a box and the row below it."""
_ARC: Final = 22
_LETTERS: Final = 22
"""Letters per line that fit into a box at 12 px."""
_MOST_LINES: Final = 5
_GATES: Final = {"and": "AND", "or": "OR"}


@dataclass
class _Box:
    """A node where it is drawn."""

    text: list[str]
    note: list[str]
    gate: str
    depth: int
    x: float = 0.0
    children: list[_Box] = field(default_factory=list)

    @property
    def height(self) -> float:
        """Height that its lines need."""
        return (len(self.text) + len(self.note)) * _LINE + 2 * _PAD


def tree_svg(figure: Figure, picture: TreeDiagram) -> str:
    """Return the drawing of an attack tree."""
    root, boxes = _boxes(picture)
    leaves = _place(root)
    rows = [
        max((box.height for box in boxes if box.depth == depth), default=0.0)
        for depth in range(max(box.depth for box in boxes) + 1)
    ]
    tops = [4 + sum(rows[:depth]) + _BETWEEN * depth for depth in range(len(rows))]
    size = (leaves * (_WIDTH + _GAP) - _GAP + 8.0, tops[-1] + rows[-1] + 4)
    inner = [_lines_down(box, tops) for box in boxes] + [_drawn(box, tops[box.depth]) for box in boxes]
    return drawing(figure.name, size, figure.caption, figure.description, *inner)


def _boxes(picture: TreeDiagram) -> tuple[_Box, list[_Box]]:
    """Return the box of the goal, and every box; a node met again becomes a short pointer."""
    nodes = {node.key: node for node in picture.nodes}
    root = _box(picture.nodes[0], 0)
    found, waiting, met = [root], [(root, picture.nodes[0])], {picture.nodes[0].key}
    while waiting:
        box, node = waiting.pop(0)
        for key in node.children:
            child = nodes.get(key)
            if child is None:
                continue
            below = _box(child, box.depth + 1) if key not in met else _pointer(child, box.depth + 1)
            if key not in met:
                waiting.append((below, child))
            met.add(key)
            box.children.append(below)
            found.append(below)
    return root, found


def _box(node: TreeNode, depth: int) -> _Box:
    """Return the box of a node."""
    gate = _GATES.get(node.gate, "")
    note = [f"{gate}  {node.note}".strip()] if gate else lines(node.note, _LETTERS, 3)
    return _Box(lines(node.label, _LETTERS, _MOST_LINES), [line for line in note if line], node.gate, depth)


def _pointer(node: TreeNode, depth: int) -> _Box:
    """Return the box that points to a node drawn elsewhere."""
    return _Box(lines(node.label, _LETTERS, _MOST_LINES), ["drawn once already"], "again", depth)


def _place(root: _Box) -> int:
    """Set the middle of every box, leaves from left to right; return how many columns there are."""
    order, waiting, columns = [], [root], 0
    while waiting:
        box = waiting.pop()
        order.append(box)
        waiting.extend(reversed(box.children))
        if not box.children:
            box.x = 4 + columns * (_WIDTH + _GAP) + _WIDTH / 2
            columns += 1
    for box in reversed(order):
        if box.children:
            box.x = (box.children[0].x + box.children[-1].x) / 2
    return columns


def _lines_down(box: _Box, tops: list[float]) -> str:
    """Return the lines to the children, with an arc below an AND."""
    if not box.children:
        return ""
    foot, row = tops[box.depth] + box.height, tops[box.depth + 1]
    found = [
        tag("line", {"x1": box.x, "y1": foot, "x2": child.x, "y2": row, "stroke": "#3d4852"})
        for child in box.children
    ]
    if box.gate == "and" and len(box.children) > 1:
        ends = [_on_arc(box.x, foot, child.x, row) for child in (box.children[0], box.children[-1])]
        (left, high), (right, low) = ends
        found.append(
            tag(
                "path",
                {
                    "d": f"M {left:.2f} {high:.2f} A {_ARC} {_ARC} 0 0 0 {right:.2f} {low:.2f}",
                    "fill": "none",
                    "stroke": "#1f2933",
                    "stroke-width": 1.8,
                },
            )
        )
    return "".join(found)


def _on_arc(x: float, y: float, to_x: float, to_y: float) -> tuple[float, float]:
    """Return the point of a line at the distance of the arc."""
    angle = atan2(to_y - y, to_x - x)
    return x + _ARC * cos(angle), y + _ARC * sin(angle)


def _drawn(box: _Box, top: float) -> str:
    """Return the box with its text."""
    fill = {"leaf": "#ffffff", "again": "#f7f3e8"}.get(box.gate, "#eef1f5")
    dashes = {"stroke-dasharray": "4 3"} if box.gate == "again" else {}
    frame: dict[str, str | int | float] = {
        "x": box.x - _WIDTH / 2, "y": top, "width": _WIDTH, "height": box.height,
        "fill": fill, "stroke": "#1f2933", **dashes,
    }  # fmt: skip
    found = [tag("rect", frame)]
    for number, line in enumerate([*box.text, *box.note]):
        strong = ' font-weight="bold"' if number >= len(box.text) else ""
        y = top + _PAD + 12 + number * _LINE
        found.append(f'<g font-size="12"{strong}>{words(box.x, y, line, anchor="middle")}</g>')
    return "".join(found)
