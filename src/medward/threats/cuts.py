"""Which sets of controls stand between entries and a target.

A step stands open when every control that guards it is lost. *Opening sets* are the smallest sets of
controls whose loss leaves a way without a guard; one of a single control is a single point of failure.
*Cutting sets* are the smallest sets of controls that alone still put a guard on every way. The one follows
from the other: a cutting set shares a control with every opening set, and every such set cuts.

Large models are bounded by work: the answer then says up to which size opening sets are complete, and tells
one cutting set from which no control can be left out, found by trying it against the whole network.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from medward.threats.antichain import hitting_sets, members, minimal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from medward.threats.antichain import Family
    from medward.threats.graph import Network

MOST_SETS: Final = 500
"""Sets shown at most."""
MOST_WORK: Final = 100_000
"""Comparisons made at most for the opening sets of one target; less than a second."""
MOST_HITTING_WORK: Final = 2_000_000
"""Comparisons made at most to turn opening sets into cutting sets."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """What controls mean for the ways to one target."""

    is_reached: bool
    """Whether there is any way at all."""
    opening: tuple[frozenset[str], ...]
    """Smallest sets whose loss opens a way; the empty set says that a way is open now."""
    cutting: tuple[frozenset[str], ...]
    """Smallest sets that guard every way; none when a way has no guard."""
    notice: str
    """What is not complete; empty when everything is exact."""

    @property
    def is_open(self) -> bool:
        """Say whether a way has no guard at all."""
        return frozenset() in self.opening


def cuts(network: Network, starts: Collection[str], targets: Collection[str]) -> Cuts:
    """Return the opening and cutting sets for the ways from any start to any target."""
    return _Search(network, starts, targets).answer()


class _Search:
    """Sets of controls as bit masks over one network."""

    def __init__(self, network: Network, starts: Collection[str], targets: Collection[str]) -> None:
        """Number the controls."""
        self.network, self.starts, self.targets = network, frozenset(starts), frozenset(targets)
        self.names = sorted({name for step in network.steps for name in step.guards})
        bit = {name: 1 << number for number, name in enumerate(self.names)}
        self.masks = {step.guards: sum(bit[name] for name in step.guards) for step in network.steps}
        self.steps = self.onward()
        self.complete_below = -1
        self.comparisons = 0

    def answer(self) -> Cuts:
        """Return everything."""
        if self.open_way(0) is None:
            return Cuts(is_reached=False, opening=(), cutting=(), notice="")
        opening = self.openings()
        whole = hitting_sets(opening, MOST_HITTING_WORK) if self.complete_below < 0 else None
        cutting = self.one_cutting() if whole is None else whole
        return Cuts(
            is_reached=True,
            opening=self.named(opening),
            cutting=self.named(cutting),
            notice=self.notice(len(opening), len(cutting), is_whole=whole is not None),
        )

    def openings(self) -> Family:
        """Return the smallest unions of guards along ways, smallest first.

        A label is the union of guards met so far. Labels are settled by size, so none settled later is
        within one settled before, and what is found before the work runs out is exact.
        """
        settled: dict[str, list[int]] = {}
        found: list[int] = []
        waiting = [(0, 0, name) for name in sorted(self.starts)]
        pushed: set[tuple[int, str]] = set()
        while waiting:
            size, mask, here = heappop(waiting)
            if self.comparisons > MOST_WORK or len(found) > MOST_SETS:
                self.complete_below = size
                break
            if self.within(found, mask) or self.within(settled.setdefault(here, []), mask):
                continue
            settled[here].append(mask)
            if here in self.targets:
                found.append(mask)
                continue
            for target, guards in self.steps.get(here, ()):
                further = mask | guards
                self.comparisons += 1
                if (further, target) not in pushed:
                    pushed.add((further, target))
                    heappush(waiting, (further.bit_count(), further, target))
        return minimal(found)[0]

    def within(self, known: list[int], mask: int) -> bool:
        """Say whether a known set is within a mask, counting the work."""
        self.comparisons += len(known) + 1
        return any(smaller & mask == smaller for smaller in known)

    def onward(self) -> dict[str, list[tuple[str, int]]]:
        """Return where each node leads and past which guards, each pair once."""
        found: dict[str, dict[tuple[str, int], None]] = {}
        for step in self.network.steps:
            if step.source not in self.network.outside or step.source in self.starts:
                found.setdefault(step.source, {})[step.target, self.masks[step.guards]] = None
        return {name: list(steps) for name, steps in found.items()}

    def one_cutting(self) -> Family:
        """Return one cutting set without a superfluous control, or nothing when a way has no guard.

        From all controls, ever smaller groups are left out as long as what stays still cuts.
        """
        kept = list(range(len(self.names)))
        if self.open_way(_mask(kept)) is not None:
            return ()
        size = len(kept)
        while size:
            size = max(1, size // 2)
            for first in range(0, len(kept), size)[::-1]:
                less = kept[:first] + kept[first + size :]
                if self.open_way(_mask(less)) is None:
                    kept = less
            size = 0 if size == 1 else size
        return (_mask(kept),)

    def open_way(self, kept: int) -> int | None:
        """Return the guards along a way that meets none of the kept controls, none when there is none."""
        before: dict[str, tuple[str, int]] = dict.fromkeys(self.starts, ("", 0))
        waiting = deque(before)
        while waiting:
            here = waiting.popleft()
            if here in self.targets:
                return _joined(before, here)
            for target, mask in self.steps.get(here, ()):
                if target not in before and not mask & kept:
                    before[target] = (here, mask)
                    waiting.append(target)
        return None

    def named(self, family: Family) -> tuple[frozenset[str], ...]:
        """Return sets by the names of their controls, at most so many."""
        return tuple(frozenset(self.names[number] for number in members(mask)) for mask in family[:MOST_SETS])

    def notice(self, opening: int, cutting: int, *, is_whole: bool) -> str:
        """Return what is not complete."""
        found = []
        if self.complete_below >= 0:
            found.append(
                f"The search stopped at its limit: opening sets of fewer than {self.complete_below} controls are "
                f"complete, {opening} are known in all."
            )
        if not is_whole and cutting:
            found.append("One cutting set is told; there may be others, also smaller ones.")
        elif cutting > MOST_SETS:
            found.append(f"{cutting} cutting sets exist; the {MOST_SETS} smallest are told.")
        return " ".join(found)


def _mask(numbers: Iterable[int]) -> int:
    """Return the mask of these controls."""
    return sum(1 << number for number in numbers)


def _joined(before: dict[str, tuple[str, int]], here: str) -> int:
    """Return the guards along the way that led to a node."""
    guards = 0
    while here:
        here, mask = before[here]
        guards |= mask
    return guards
