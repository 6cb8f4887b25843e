"""Attack trees: how easy the goal is, which sets of steps reach it, and what each control is worth.

A leaf has a level, E1 hardest to E5 easiest. An OR is as easy as its easiest child, an AND as hard as
its hardest. A control counts only when it is verified; with several on one leaf the hardest level
counts. A node may have several parents; a cycle, an unknown or unused node and a leaf without a level
are errors that name the node.

Source: practice 4.2; credit only for verified controls by rule V10.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidRecordError
from medward.kernel.words import running
from medward.threats.antichain import combined, either, members

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from medward.threats.antichain import Family
    from medward.threats.records import AttackNode, AttackTree

MOST_SETS: Final = 500
"""Minimal sets shown at most (practice 4.2)."""
MOST_WORK: Final = 2_000
"""Sets kept at one node while computing; beyond that the smallest are kept and the result says so."""
_LEVEL: Final = re.compile("E[1-9]")


@dataclass(frozen=True, slots=True)
class MinimalSet:
    """Leaves that together reach the goal, none of them superfluous."""

    leaves: tuple[str, ...]
    before: str
    """Level of its hardest leaf without controls."""
    after: str
    """The same with the verified controls."""


@dataclass(frozen=True, slots=True)
class ControlWorth:
    """What one control does for the tree."""

    control: str
    verified: bool
    leaves: tuple[str, ...]
    """Leaves it makes harder while it works."""
    sets: int
    """Minimal sets that need one of these leaves."""
    breaks: int
    """Minimal sets whose level falls when it alone works."""
    without: str
    """Level of the goal when it is lost and the other verified controls work."""
    is_single_point: bool
    """Whether its loss raises the level of the goal."""


@dataclass(frozen=True, slots=True)
class TreeView:
    """Everything computed about one tree."""

    tree: str
    goal: str
    before: str
    """Level of the goal without controls."""
    after: str
    """Level with the verified controls."""
    claimed: str
    """Level if every control named were verified."""
    before_of: Mapping[str, str]
    """Level of each node without controls."""
    after_of: Mapping[str, str]
    """Level of each node with the verified controls."""
    sets: tuple[MinimalSet, ...]
    """Minimal sets, easiest first; at most 500."""
    notice: str
    """Says what is left out; empty when nothing is."""
    controls: tuple[ControlWorth, ...]
    easiest: str
    """Easiest remaining path as a sentence."""

    @property
    def single_points(self) -> tuple[str, ...]:
        """Return the controls whose loss raises the level of the goal."""
        return tuple(item.control for item in self.controls if item.is_single_point)


def tree_problems(tree: AttackTree) -> tuple[str, ...]:
    """Return what is wrong with a tree, each naming the node; empty when it can be evaluated."""
    return tuple(_problems(tree))


def evaluate_tree(tree: AttackTree, verified: AbstractSet[str]) -> TreeView:
    """Return what a tree says when these controls are verified.

    Raises:
        InvalidRecordError: The tree has a cycle, an unknown or unused node, or a leaf without a level.
    """
    problems = tree_problems(tree)
    if problems:
        raise InvalidRecordError(problems[0], place=tree.id, hint="Correct the nodes of this attack tree.")
    return _Evaluation(tree, frozenset(verified)).view()


class _Evaluation:
    """One tree under one set of verified controls."""

    def __init__(self, tree: AttackTree, verified: frozenset[str]) -> None:
        """Keep the nodes in an order in which children come first."""
        self.tree, self.verified = tree, verified
        self.nodes = {node.key: node for node in tree.nodes}
        self.order = _children_first(tree)
        self.leaves = [key for key in self.order if self.nodes[key].gate == "leaf"]
        self.named = sorted({item.control for node in tree.nodes for item in node.hardened_by})

    @cached_property
    def before(self) -> dict[str, str]:
        """Level of each node without controls."""
        return self.levels(frozenset())

    @cached_property
    def after(self) -> dict[str, str]:
        """Level of each node with the verified controls."""
        return self.levels(self.verified)

    def levels(self, working: AbstractSet[str]) -> dict[str, str]:
        """Return the level of every node while these controls work."""
        found: dict[str, str] = {}
        for key in self.order:
            node = self.nodes[key]
            if node.gate == "leaf":
                found[key] = _leaf_level(node, working)
            else:
                fold = min if node.gate == "and" else max
                found[key] = fold(found[child] for child in node.children)
        return found

    def minimal(self, leaves: Collection[str]) -> tuple[Family, bool]:
        """Return the minimal sets made of these leaves alone, and whether some were dropped."""
        families: dict[str, Family] = {}
        dropped = False
        for key in self.order:
            node = self.nodes[key]
            if node.gate == "leaf":
                families[key] = (1 << self.leaves.index(key),) if key in leaves else ()
                continue
            join = combined if node.gate == "and" else either
            families[key], more = join([families[child] for child in node.children], MOST_WORK)
            dropped |= more
        return families[self.order[-1]], dropped

    def keys(self, mask: int) -> tuple[str, ...]:
        """Return the leaves of a set."""
        return tuple(self.leaves[number] for number in members(mask))

    def rated(self, leaves: tuple[str, ...]) -> MinimalSet:
        """Return a set with its levels: those of its hardest leaf."""
        return MinimalSet(
            leaves, min(self.before[key] for key in leaves), min(self.after[key] for key in leaves)
        )

    def easiest(self) -> MinimalSet:
        """Return the smallest set as easy as the goal."""
        level = self.after[self.order[-1]]
        family, _ = self.minimal({key for key in self.leaves if self.after[key] >= level})
        return self.rated(self.keys(family[0]))

    def view(self) -> TreeView:
        """Return everything."""
        root = self.order[-1]
        family, dropped = self.minimal(self.leaves)
        sets = [self.rated(self.keys(mask)) for mask in family[:MOST_SETS]]
        return TreeView(
            tree=self.tree.id,
            goal=self.tree.goal,
            before=self.before[root],
            after=self.after[root],
            claimed=self.levels(frozenset(self.named))[root],
            before_of=self.before,
            after_of=self.after,
            sets=tuple(sorted(sets, key=lambda item: (-int(item.after[1:]), len(item.leaves), item.leaves))),
            notice=_notice(len(family), dropped=dropped),
            controls=tuple(self.worth(name, sets) for name in self.named),
            easiest=self.sentence(self.easiest()),
        )

    def worth(self, control: str, sets: list[MinimalSet]) -> ControlWorth:
        """Return what one control does."""
        alone = self.levels(frozenset((control,)))
        leaves = tuple(key for key in self.leaves if alone[key] < self.before[key])
        root = self.order[-1]
        without = self.levels(self.verified - {control})[root]
        return ControlWorth(
            control=control,
            verified=control in self.verified,
            leaves=leaves,
            sets=sum(1 for item in sets if not set(leaves).isdisjoint(item.leaves)),
            breaks=sum(1 for item in sets if min(alone[key] for key in item.leaves) < item.before),
            without=without,
            is_single_point=without > self.after[root],
        )

    def sentence(self, item: MinimalSet) -> str:
        """Return a set as a sentence."""
        steps = [f"{running(self.nodes[key].text)} ({self.after[key]})" for key in item.leaves]
        if len(steps) == 1:
            return f"The easiest remaining path is one step at {item.after}: {steps[0]}."
        hardest = next(key for key in item.leaves if self.after[key] == item.after)
        return (
            f"The easiest remaining path is at {item.after}: {', and '.join(steps)}; "
            f"the hardest step is to {running(self.nodes[hardest].text)}."
        )


def _leaf_level(node: AttackNode, working: AbstractSet[str]) -> str:
    """Return the level of a leaf: the hardest among its own and those of working controls."""
    return min([node.exploitability, *(item.level for item in node.hardened_by if item.control in working)])


def _notice(found: int, *, dropped: bool) -> str:
    """Return what to say about sets that are not shown."""
    if dropped:
        return (
            f"Too many combinations to keep all of them: {min(found, MOST_SETS)} small sets are shown and counted, "
            "others exist. Levels, single points of failure and the level of the easiest path are exact."
        )
    if found > MOST_SETS:
        return f"{found} minimal sets exist; the {MOST_SETS} smallest are shown and counted."
    return ""


def _problems(tree: AttackTree) -> Iterator[str]:
    """Yield what is wrong, the structure first."""
    counts = Counter(node.key for node in tree.nodes)
    nodes = {node.key: node for node in tree.nodes}
    yield from (f"node {key} stands {number} times" for key, number in counts.items() if number > 1)
    for node in tree.nodes:
        yield from _node_problems(node, nodes)
    circle = _circle(nodes)
    if circle:
        yield f"node {circle[0]} is below itself: {' > '.join(circle)}"
        return
    reached = _reached(tree.nodes[0].key, nodes)
    yield from (f"node {key} is not below the goal" for key in nodes if key not in reached)


def _node_problems(node: AttackNode, nodes: Mapping[str, AttackNode]) -> Iterator[str]:
    """Yield what is wrong with one node."""
    yield from (
        f"node {node.key}: child {child} does not exist" for child in node.children if child not in nodes
    )
    if node.gate != "leaf":
        if not node.children:
            yield f"node {node.key} is an {node.gate} without children"
        if node.exploitability or node.hardened_by:
            yield f"node {node.key} is an {node.gate}; only a leaf has a level or controls"
        return
    if node.children:
        yield f"node {node.key} is a leaf and has children"
    if not _LEVEL.fullmatch(node.exploitability):
        yield f"leaf {node.key} has no level (exploitability is {node.exploitability!r}, E1 to E5 expected)"
        return
    for item in node.hardened_by:
        if item.level > node.exploitability:
            yield (
                f"leaf {node.key}: with {item.control} it would be {item.level}, "
                f"easier than {node.exploitability} without"
            )


def _reached(start: str, nodes: Mapping[str, AttackNode]) -> set[str]:
    """Return the keys below a node, itself included."""
    seen, waiting = {start}, [start]
    while waiting:
        for child in nodes[waiting.pop()].children:
            if child in nodes and child not in seen:
                seen.add(child)
                waiting.append(child)
    return seen


def _circle(nodes: Mapping[str, AttackNode]) -> tuple[str, ...]:
    """Return a circle of nodes, or none; without recursion, so that depth has no limit."""
    done: set[str] = set()
    for start in nodes:
        trail: list[str] = []
        waiting: list[tuple[str, bool]] = [(start, False)]
        while waiting:
            key, leaving = waiting.pop()
            if leaving:
                done.add(trail.pop())
            elif key in trail:
                return (*trail[trail.index(key) :], key)
            elif key not in done:
                trail.append(key)
                waiting.append((key, True))
                waiting.extend((child, False) for child in nodes[key].children if child in nodes)
    return ()


def _children_first(tree: AttackTree) -> list[str]:
    """Return the keys so that children stand before their parents."""
    nodes = {node.key: node for node in tree.nodes}
    order: dict[str, None] = {}
    waiting: list[tuple[str, bool]] = [(tree.nodes[0].key, False)]
    while waiting:
        key, leaving = waiting.pop()
        if leaving:
            order.setdefault(key)
        elif key not in order:
            waiting.append((key, True))
            waiting.extend((child, False) for child in reversed(nodes[key].children))
    return list(order)
