"""Attack trees: drawn with the levels before and after verified controls, and what each control is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Badge,
    Block,
    Column,
    Figure,
    Items,
    Notice,
    Number,
    Ref,
    Row,
    Table,
    listed,
    refs,
)
from medward.dossier.drawings import TreeDiagram, TreeNode
from medward.dossier.tones import Tone
from medward.kernel.words import plural
from medward.threats.records import AttackTree
from medward.threats.trees import TreeView, evaluate_tree, tree_problems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.dossier.pages.context import Context
    from medward.threats.records import AttackNode


def trees(context: Context) -> tuple[Block, ...]:
    """Return every attack tree of the file as a list, and each one drawn and judged."""
    found = context.facts.records.of(AttackTree)
    return (_list(context, found), *(block for tree in found for block in tree_blocks(context, tree)))


def tree_blocks(context: Context, tree: AttackTree) -> tuple[Block, ...]:
    """Return one attack tree: drawing, easiest path, minimal sets and controls; or what is wrong with it."""
    problems = tree_problems(tree)
    if problems:
        return (Notice(f"{tree.id} cannot be evaluated", (Items(problems),), Tone.BAD),)
    view = _view(context, tree)
    notice = (
        (Notice("Not every minimal set is shown", (view.notice,), Tone.ATTENTION),) if view.notice else ()
    )
    return (
        tree_figure(tree, view),
        Notice(f"Goal at {view.before} before controls, {view.after} after", (view.easiest,), Tone.NEUTRAL),
        *notice,
        _sets(tree, view),
        _controls(tree, view),
    )


def tree_figure(tree: AttackTree, view: TreeView) -> Figure:
    """Return the drawing of an attack tree with the levels of an evaluation."""
    return Figure(
        f"tree-{tree.id}",
        tree_picture(tree, view),
        f"{tree.title} ({tree.id}); level before > after verified controls, an arc joins what is needed together",
        f"Goal: {tree.goal} {view.easiest} "
        + " ".join(f"{node.gate.upper()} {node.text}: {', '.join(node.children)}." for node in tree.nodes),
    )


def tree_picture(tree: AttackTree, view: TreeView) -> TreeDiagram:
    """Return what is in the drawing of an attack tree."""
    return TreeDiagram(
        tuple(
            TreeNode(node.key, node.gate, node.text, _note(node, view), node.children) for node in tree.nodes
        )
    )


def _note(node: AttackNode, view: TreeView) -> str:
    """Return the levels of a node and the controls of a leaf."""
    before, after = view.before_of[node.key], view.after_of[node.key]
    level = before if before == after else f"{before} > {after}"
    controls = ", ".join(item.control.split("-", 1)[1] for item in node.hardened_by)
    return f"{level} by {controls}" if controls else level


def _view(context: Context, tree: AttackTree) -> TreeView:
    """Return a tree under the controls verified on the release of the dossier."""
    return evaluate_tree(tree, {name for name, proof in context.facts.controls.items() if proof.verified})


def _list(context: Context, found: Iterable[AttackTree]) -> Table:
    """Return the attack trees as a list."""
    return Table(
        name="attack-trees",
        caption="Attack trees; levels with the controls verified on this release",
        columns=(
            Column("Id", is_narrow=True),
            Column("Goal"),
            Column("Nodes", is_number=True),
            Column("Before", is_narrow=True),
            Column("After", is_narrow=True),
            Column("Single points of failure"),
            Column("Threats"),
        ),
        rows=tuple(_line(context, tree) for tree in found),
        empty="No attack tree is recorded.",
    )


def _line(context: Context, tree: AttackTree) -> Row:
    """Return one tree as a line of the list."""
    head = (Ref(tree.id), tree.goal, Number(len(tree.nodes)))
    if tree_problems(tree):
        unknown = Badge("unknown", Tone.UNKNOWN)
        return Row((*head, unknown, unknown, unknown, refs(tree.threats)))
    view = _view(context, tree)
    points = refs(view.single_points, Badge("none", Tone.GOOD))
    return Row((*head, view.before, view.after, points, refs(tree.threats)))


def _sets(tree: AttackTree, view: TreeView) -> Table:
    """Return the minimal sets, easiest first."""
    texts = {node.key: node.text for node in tree.nodes}
    return Table(
        name=f"sets-{tree.id}",
        caption=f"Smallest sets of steps that reach the goal of {tree.id}, easiest first",
        columns=(
            Column("Steps needed together"),
            Column("Before", is_narrow=True),
            Column("After", is_narrow=True),
        ),
        rows=tuple(
            Row((listed([texts[key] for key in item.leaves]), item.before, item.after)) for item in view.sets
        ),
    )


def _controls(tree: AttackTree, view: TreeView) -> Table:
    """Return what each control does for the tree."""
    return Table(
        name=f"controls-{tree.id}",
        caption=f"What each control does against the {plural(len(view.sets), 'set')} of {tree.id}",
        columns=(
            Column("Control", is_narrow=True),
            Column("Verified", is_narrow=True),
            Column("Stands in sets", is_number=True),
            Column("Breaks sets", is_number=True),
            Column("Goal without it", is_narrow=True),
            Column("Single point of failure"),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.control),
                    Badge("verified", Tone.GOOD) if item.verified else Badge("not verified", Tone.BAD),
                    Number(item.sets),
                    Number(item.breaks),
                    item.without,
                    Badge("yes", Tone.ATTENTION) if item.is_single_point else "no",
                )
            )
            for item in view.controls
        ),
        empty="No control stands in this tree.",
    )
