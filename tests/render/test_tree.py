"""Drawings of attack trees."""

from __future__ import annotations

import re

from medward.dossier.blocks import Figure
from medward.dossier.drawings import TreeDiagram, TreeNode
from medward.render.tree import tree_svg

SHARED = TreeDiagram(
    (
        TreeNode("goal", "or", "Change the rate", "E4 > E2", children=("pair", "steal")),
        TreeNode("pair", "and", "Use a phone", "E2", children=("bond", "forge")),
        TreeNode("bond", "leaf", "Bond <script> a phone", "E4 > E2 by CTL-0009"),
        TreeNode("forge", "leaf", "Forge a command", "E1"),
        TreeNode("steal", "and", 'Take a "phone"', "E1", children=("forge",)),
    )
)


def svg(picture: TreeDiagram) -> str:
    return tree_svg(Figure("tree", picture, "caption", "description"), picture)


def test_a_tree_shows_gates_and_levels_and_no_foreign_markup() -> None:
    drawn = svg(SHARED)
    assert "OR  E4 &gt; E2" in drawn
    assert "CTL-0009" in drawn
    assert "<script" not in drawn


def test_an_arc_stands_below_an_and_with_several_branches_and_nowhere_else() -> None:
    assert svg(SHARED).count("<path ") == 1


def test_a_step_with_two_parents_is_drawn_once_and_pointed_to() -> None:
    assert svg(SHARED).count("drawn once already") == 1


def test_no_two_boxes_overlap() -> None:
    boxes = [
        tuple(float(value) for value in found)
        for found in re.findall(
            r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', svg(SHARED)
        )
    ]
    assert len(boxes) == 6
    for number, (x, y, width, height) in enumerate(boxes):
        for left, top, wide, high in boxes[number + 1 :]:
            assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y


def test_a_tree_of_a_thousand_levels_is_drawn() -> None:
    nodes = [TreeNode(f"n{n}", "or", f"Step {n}", children=(f"n{n + 1}",)) for n in range(1000)]
    assert "Step 999" in svg(TreeDiagram((*nodes, TreeNode("n1000", "leaf", "Last", "E1"))))
