"""`attack-tree`: levels, minimal sets, single points of failure, and the drawing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json, print_table
from medward.cli.paths import RELEASE, SHOWN, basis_of
from medward.dossier.pages.trees import tree_figure, tree_picture
from medward.kernel.words import plural
from medward.render.tree import tree_svg
from medward.workspace.files import write_atomically
from medward.workspace.paths import trees_of

if TYPE_CHECKING:
    from medward.threats.records import AttackTree
    from medward.threats.trees import TreeView


@click.command()
@click.argument("identity", metavar="[ID]", default="")
@RELEASE
@click.option(
    "--svg", "svg", type=click.Path(path_type=Path), help="Write the drawing of one tree to this file."
)
@json_option
@click.pass_obj
def command(folder: Path, identity: str, release: str, svg: Path | None, *, as_json: bool) -> None:
    """Evaluate attack trees: levels, minimal sets, what each control is worth."""
    found = trees_of(basis_of(folder, release)[1], identity)
    if svg is not None:
        if len(found) != 1:
            raise click.UsageError("--svg draws one tree; give its id")
        _write_svg(svg, *found[0])
    if as_json:
        print_json([_tree_json(tree, view) for tree, view in found])
        return
    if not found:
        click.echo("No attack tree is recorded.")
    for tree, view in found:
        _print_tree(tree, view)


def _write_svg(path: Path, tree: AttackTree, view: TreeView) -> None:
    """Write the drawing of a tree."""
    write_atomically(path, tree_svg(tree_figure(tree, view), tree_picture(tree, view)).encode())
    click.echo(f"written to {path}", err=True)


def _print_tree(tree: AttackTree, view: TreeView) -> None:
    """Print one tree."""
    texts = {node.key: node.text for node in tree.nodes}
    click.echo(f"{tree.id}  {tree.title}")
    click.echo(f"{view.before} before controls, {view.after} after, {view.claimed} if all were verified")
    click.echo(view.easiest)
    click.echo(f"\n{plural(len(view.sets), 'minimal set')} of steps")
    print_table(
        ["before", "after", "steps"],
        [
            [item.before, item.after, "; ".join(texts[key] for key in item.leaves)]
            for item in view.sets[:SHOWN]
        ],
    )
    if len(view.sets) > SHOWN:
        click.echo(f"and {len(view.sets) - SHOWN} more; --json lists all")
    if view.notice:
        click.echo(f"NOTICE {view.notice}")
    click.echo("\nControls")
    print_table(
        ["control", "verified", "breaks", "of sets", "goal without it", "single point of failure"],
        [
            [
                item.control,
                "yes" if item.verified else "no",
                str(item.breaks),
                str(len(view.sets)),
                item.without,
                "yes" if item.is_single_point else "no",
            ]
            for item in view.controls
        ],
    )
    click.echo("")


def _tree_json(tree: AttackTree, view: TreeView) -> dict[str, object]:
    """Return one tree."""
    return {
        "tree": tree.id,
        "goal": view.goal,
        "before": view.before,
        "after": view.after,
        "claimed": view.claimed,
        "easiest": view.easiest,
        "nodes": {
            key: {"before": level, "after": view.after_of[key]} for key, level in view.before_of.items()
        },
        "sets": [
            {"leaves": list(item.leaves), "before": item.before, "after": item.after} for item in view.sets
        ],
        "notice": view.notice,
        "controls": [
            {
                "control": item.control,
                "verified": item.verified,
                "leaves": list(item.leaves),
                "sets": item.sets,
                "breaks": item.breaks,
                "goal_without": item.without,
                "single_point": item.is_single_point,
            }
            for item in view.controls
        ],
    }
