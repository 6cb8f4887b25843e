"""Reachability, easiest ways and sets of controls, beside trying every way of small models."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from medward.threats.cuts import cuts
from medward.threats.graph import Network, Step
from medward.threats.reach import Ways, nearest, reached

NODES = "ABCDEF"
NAMES = ("C1", "C2", "C3", "C4")
START, GOAL = "A", "F"


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """Return a rated step between two of six nodes; one in six is not known."""
    source, target = draw(st.sampled_from(NODES)), draw(st.sampled_from(NODES))
    level = draw(st.integers(0, 5))
    worst = level or draw(st.integers(1, 5))
    guards = draw(st.frozensets(st.sampled_from(NAMES), max_size=2))
    return Step(source, target, f"{source}{target}", level, worst, guards)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Return a small model; D may be an element outside the device."""
    return Network(
        tuple(draw(st.lists(steps(), max_size=9))), draw(st.sampled_from([frozenset(), frozenset("D")]))
    )


def all_ways(network: Network, start: str = START, goal: str = GOAL) -> list[tuple[Step, ...]]:
    """Return every way without a circle, by trying all of them."""
    found: list[tuple[Step, ...]] = []

    def go(here: str, way: tuple[Step, ...], seen: frozenset[str]) -> None:
        if here == goal:
            found.append(way)
            return
        for step in network.steps:
            if step.source == here and step.target not in seen and step.target not in network.outside:
                go(step.target, (*way, step), seen | {step.target})

    go(start, (), frozenset(start))
    return found


def choices() -> list[frozenset[str]]:
    return [
        frozenset(item)
        for item in chain.from_iterable(combinations(NAMES, size) for size in range(len(NAMES) + 1))
    ]


def smallest(found: list[frozenset[str]]) -> set[frozenset[str]]:
    return {item for item in found if not any(other < item for other in found)}


@settings(max_examples=500)
@given(networks())
def test_what_is_reached_equals_trying_every_way(network: Network) -> None:
    found = reached(network, [START])
    assert found == {START} | {name for name in NODES if name != START and all_ways(network, START, name)}


@settings(max_examples=500)
@given(networks(), st.booleans())
def test_the_easiest_way_equals_the_best_of_all_ways(network: Network, at_worst: bool) -> None:  # noqa: FBT001 - drawn
    def rated(step: Step) -> int:
        return step.worst if at_worst else step.level

    ranked = [
        (min(map(rated, way)), -len(way)) for way in all_ways(network) if all(rated(step) for step in way)
    ]
    way = Ways(network, [GOAL], at_worst=at_worst).way(START)
    if not ranked:
        assert way is None
        return
    assert way is not None
    assert (way.level, -len(way.steps)) == max(ranked)
    assert min(map(rated, way.steps)) == way.level
    assert [step.target for step in way.steps][:-1] == [step.source for step in way.steps][1:]


@settings(max_examples=500)
@given(networks())
def test_opening_sets_equal_the_smallest_losses_that_leave_a_way_unguarded(network: Network) -> None:
    ways = [frozenset(name for step in way for name in step.guards) for way in all_ways(network)]
    opening = [lost for lost in choices() if any(way <= lost for way in ways)]
    found = cuts(network, [START], [GOAL])
    assert set(found.opening) == smallest(opening)
    assert found.is_reached == bool(ways)
    assert found.is_open == any(not way for way in ways)
    assert not found.notice


@settings(max_examples=500)
@given(networks())
def test_cutting_sets_equal_the_smallest_sets_that_guard_every_way(network: Network) -> None:
    ways = [frozenset(name for step in way for name in step.guards) for way in all_ways(network)]
    cutting = [kept for kept in choices() if all(way & kept for way in ways)] if ways else []
    assert set(cuts(network, [START], [GOAL]).cutting) == smallest(cutting)


@given(networks(), steps())
def test_one_more_flow_never_removes_reach_nor_makes_a_way_harder(network: Network, step: Step) -> None:
    more = Network((*network.steps, step), network.outside)
    assert reached(network, [START]) <= reached(more, [START])
    before, after = Ways(network, [GOAL]).levels, Ways(more, [GOAL]).levels
    assert all(after[name] >= level for name, level in before.items())


@given(networks(), st.integers(0, 8), st.integers(0, 5))
def test_a_harder_step_never_makes_a_way_easier(network: Network, number: int, level: int) -> None:
    if number >= len(network.steps):
        return
    old = network.steps[number]
    harder = Step(old.source, old.target, old.interface, min(old.level, level), min(old.worst, level))
    steps_after = (*network.steps[:number], harder, *network.steps[number + 1 :])
    before = Ways(network, [GOAL]).levels
    after = Ways(Network(steps_after, network.outside), [GOAL]).levels
    assert all(before.get(name, 0) >= value for name, value in after.items())


@given(networks())
def test_the_nearest_start_gives_the_same_level_as_the_easiest_way_from_it(network: Network) -> None:
    found = nearest(network, ["A", "B"])
    for target in "CEF":
        levels = Ways(network, [target]).levels
        best = max(levels.get("A", 0), levels.get("B", 0)) if target not in network.outside else 0
        assert found.get(target, (0, ""))[0] == best
        if best:
            assert levels[found[target][1]] == best


def test_a_start_that_is_the_target_needs_no_step() -> None:
    way = Ways(Network(()), [GOAL]).way(GOAL)
    assert way is not None
    assert way.steps == ()


def test_no_way_passes_through_an_element_outside() -> None:
    network = Network((Step("A", "D", "1", 5, 5), Step("D", "F", "2", 5, 5)), frozenset("D"))
    assert reached(network, ["A"]) == {"A"}
    assert reached(network, ["D"]) == {"D", "F"}
    assert Ways(network, ["F"]).way("A") is None
    assert not cuts(network, ["A"], ["F"]).is_reached


def test_a_search_that_stops_says_up_to_which_size_it_is_complete() -> None:
    ways = 12
    rungs = [
        Step(f"n{n}", f"n{n + 1}", f"{n}{side}", 3, 3, frozenset([f"C{n}{side}"]))
        for n in range(ways)
        for side in "ab"
    ]
    found = cuts(Network(tuple(rungs)), ["n0"], [f"n{ways}"])
    assert "opening sets of fewer than" in found.notice
    assert "there may be others" in found.notice
    (kept,) = found.cutting
    assert any(kept == {f"C{n}a", f"C{n}b"} for n in range(ways))
