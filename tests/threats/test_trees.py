"""Attack trees: levels, minimal sets, controls, and what is refused (practice 4.2)."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.errors import InvalidRecordError
from medward.threats.records import AttackNode, AttackTree, Hardening
from medward.threats.trees import evaluate_tree, tree_problems

CONTROLS = ("LVP-CTL-0001", "LVP-CTL-0002", "LVP-CTL-0003")


def leaf(key: str, level: str, **hardened: str) -> AttackNode:
    """Return a leaf; `c1="E2"` says that control 1 makes it E2."""
    return AttackNode(
        key=key,
        gate="leaf",
        text=f"Do {key}",
        exploitability=level,
        hardened_by=tuple(
            Hardening(control=f"LVP-CTL-000{name[1:]}", level=value, because="it must be overcome first")
            for name, value in hardened.items()
        ),
    )


def gate(key: str, kind: str, *children: str) -> AttackNode:
    return AttackNode.model_validate({"key": key, "gate": kind, "text": f"Reach {key}", "children": children})


def tree(*nodes: AttackNode) -> AttackTree:
    return AttackTree(id="LVP-ATT-0001", title="Tree", threats=(), goal="The goal", nodes=nodes)


TWO_WAYS = tree(
    gate("goal", "or", "phone", "stack"),
    gate("phone", "and", "take", "login"),
    leaf("take", "E3"),
    leaf("login", "E5", c1="E2"),
    leaf("stack", "E4", c2="E1"),
)


def test_an_or_is_as_easy_as_its_easiest_child_and_an_and_as_hard_as_its_hardest() -> None:
    view = evaluate_tree(TWO_WAYS, set())
    assert view.before_of == {"take": "E3", "login": "E5", "phone": "E3", "stack": "E4", "goal": "E4"}


def test_only_verified_controls_count() -> None:
    assert evaluate_tree(TWO_WAYS, set()).after == "E4"
    assert evaluate_tree(TWO_WAYS, {CONTROLS[1]}).after == "E3"
    view = evaluate_tree(TWO_WAYS, set(CONTROLS[:2]))
    assert (view.before, view.after, view.claimed) == ("E4", "E2", "E2")


def test_a_single_point_of_failure_is_a_verified_control_whose_loss_raises_the_goal() -> None:
    view = evaluate_tree(TWO_WAYS, set(CONTROLS[:2]))
    assert view.single_points == CONTROLS[:2]
    assert [item.without for item in view.controls] == ["E3", "E4"]
    assert evaluate_tree(TWO_WAYS, set()).single_points == ()


def test_the_easiest_path_is_a_sentence_that_names_its_hardest_step() -> None:
    assert evaluate_tree(TWO_WAYS, {CONTROLS[1]}).easiest == (
        "The easiest remaining path is at E3: do take (E3), and do login (E5); the hardest step is to do take."
    )


def test_a_control_counts_the_sets_it_breaks_apart_from_those_it_stands_in() -> None:
    both = tree(gate("goal", "and", "hard", "soft"), leaf("hard", "E1"), leaf("soft", "E5", c1="E3"))
    (worth,) = evaluate_tree(both, set(CONTROLS)).controls
    assert (worth.sets, worth.breaks, worth.is_single_point) == (1, 0, False)


def test_more_than_500_minimal_sets_are_cut_with_a_notice() -> None:
    groups = [f"g{n}" for n in range(3)]
    nodes = [gate("goal", "and", *groups)]
    for name in groups:
        nodes.append(gate(name, "or", *(f"{name}x{n}" for n in range(10))))
        nodes += [leaf(f"{name}x{n}", f"E{n % 5 + 1}") for n in range(10)]
    view = evaluate_tree(tree(*nodes), set())
    assert len(view.sets) == 500
    assert view.notice == "1000 minimal sets exist; the 500 smallest are shown and counted."
    assert view.easiest.startswith("The easiest remaining path is at E5")


def test_a_million_combinations_are_answered_with_the_exact_level() -> None:
    groups = [f"g{n}" for n in range(12)]
    nodes = [gate("goal", "and", *groups)]
    for name in groups:
        nodes.append(gate(name, "or", *(f"{name}x{n}" for n in range(8))))
        nodes += [leaf(f"{name}x{n}", f"E{n % 4 + 1}") for n in range(8)]
    view = evaluate_tree(tree(*nodes), set())
    assert view.after == "E4"
    assert view.easiest.startswith("The easiest remaining path is at E4")
    assert "others exist" in view.notice


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ((gate("a", "or", "b"), gate("b", "or", "a")), "node a is below itself: a > b > a"),
        ((gate("a", "or", "a"),), "node a is below itself: a > a"),
        ((gate("a", "or", "b"),), "node a: child b does not exist"),
        ((gate("a", "and"),), "node a is an and without children"),
        ((leaf("a", ""),), "leaf a has no level (exploitability is '', E1 to E5 expected)"),
        ((leaf("a", "E9x"),), "leaf a has no level (exploitability is 'E9x', E1 to E5 expected)"),
        ((leaf("a", "E3"), leaf("b", "E3")), "node b is not below the goal"),
        ((gate("a", "or", "b"), leaf("b", "E1"), leaf("b", "E1")), "node b stands 2 times"),
        (
            (leaf("a", "E2", c1="E4"),),
            "leaf a: with LVP-CTL-0001 it would be E4, easier than E2 without",
        ),
    ],
)
def test_a_broken_tree_is_refused_and_the_node_is_named(nodes: tuple[AttackNode, ...], words: str) -> None:
    assert words in tree_problems(tree(*nodes))
    with pytest.raises(InvalidRecordError, match="LVP-ATT-0001"):
        evaluate_tree(tree(*nodes), set())


def test_a_tree_of_five_thousand_levels_is_evaluated() -> None:
    nodes = [gate(f"n{n}", "or", f"n{n + 1}") for n in range(5000)]
    assert evaluate_tree(tree(*nodes, leaf("n5000", "E3")), set()).after == "E3"


@st.composite
def random_trees(draw: st.DrawFn) -> AttackTree:
    """Return a tree in which later nodes are children of earlier ones, some of them of several."""
    size = draw(st.integers(1, 9))
    leaves = draw(st.integers(1, 6))
    keys = [f"n{n}" for n in range(size + leaves)]
    nodes = []
    for number in range(size):
        below = draw(st.lists(st.sampled_from(keys[number + 1 :]), min_size=1, max_size=3, unique=True))
        nodes.append(gate(keys[number], draw(st.sampled_from(["and", "or"])), *below))
    for key in keys[size:]:
        level = draw(st.integers(1, 5))
        hardened = draw(st.dictionaries(st.sampled_from(["c1", "c2", "c3"]), st.integers(1, level)))
        nodes.append(leaf(key, f"E{level}", **{name: f"E{value}" for name, value in hardened.items()}))
    reached = {keys[0]}
    for node in nodes:
        reached |= set(node.children) if node.key in reached else set()
    return tree(*(node for node in nodes if node.key in reached))


def holds(found: AttackTree, key: str, chosen: set[str]) -> bool:
    """Say whether a node is reached by these leaves, straight from the definition."""
    node = next(item for item in found.nodes if item.key == key)
    if node.gate == "leaf":
        return key in chosen
    join = all if node.gate == "and" else any
    return join(holds(found, child, chosen) for child in node.children)


@settings(max_examples=500)
@given(random_trees(), st.sets(st.sampled_from(CONTROLS)))
def test_sets_and_levels_equal_trying_every_choice_of_leaves(found: AttackTree, verified: set[str]) -> None:
    view = evaluate_tree(found, verified)
    leaves = [node.key for node in found.nodes if node.gate == "leaf"]
    working = [
        set(choice)
        for size in range(len(leaves) + 1)
        for choice in combinations(leaves, size)
        if holds(found, found.nodes[0].key, set(choice))
    ]
    smallest = [item for item in working if not any(other < item for other in working)]
    assert {frozenset(item.leaves) for item in view.sets} == {frozenset(item) for item in smallest}
    assert view.after == max(min(view.after_of[key] for key in item) for item in working)
    assert view.before == max(min(view.before_of[key] for key in item) for item in working)


@given(random_trees(), st.sets(st.sampled_from(CONTROLS)), st.sampled_from(CONTROLS))
def test_one_more_control_never_makes_the_goal_easier(
    found: AttackTree, verified: set[str], control: str
) -> None:
    assert evaluate_tree(found, verified | {control}).after <= evaluate_tree(found, verified).after
