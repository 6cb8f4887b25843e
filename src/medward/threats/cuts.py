"""Which sets of controls stand between entries and a target.

A step stands open when every control that guards it is lost. *Opening sets* are the smallest sets of
controls whose loss leaves a way without a guard; one of a single control is a single point of failure.
*Cutting sets* are the smallest sets of controls that alone still put a guard on every way. The one follows
from the other: a cutting set shares a control with every opening set, and every such set cuts.

Large models are bounded by work: the answer then says up to which size it is complete. A cutting set is
tried against the whole network before it is told, so a set that is told always cuts.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from medward.threats.antichain import hitting_sets, members, minimal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from medward.threats.antichain import Family
    from medward.threats.graph import Network, Step

MOST_SETS: Final = 500
"""Sets shown at most."""
MOST_WORK: Final = 2_000_000
"""Comparisons made at most for one target; a second or two."""
MOST_TRIES: Final = 200
"""Times the cutting sets are corrected by a way they left open."""


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
        self.complete_below = -1
        self.comparisons = 0

    def answer(self) -> Cuts:
        """Return everything."""
        if self.open_way(0) is None:
            return Cuts(is_reached=False, opening=(), cutting=(), notice="")
        opening = self.openings()
        cutting, proven = self.cuttings(opening)
        return Cuts(
            is_reached=True,
            opening=self.named(opening),
            cutting=self.named(cutting),
            notice=self.notice(len(opening), len(cutting), proven=proven),
        )

    def openings(self) -> Family:
        """Return the smallest unions of guards along ways, smallest first.

        A label is the union of guards met so far. Labels are settled by size, so none settled later is
        within one settled before, and what is found before the work runs out is exact.
        """
        settled: dict[str, list[int]] = {}
        found: list[int] = []
        waiting = [(0, 0, name) for name in sorted(self.starts)]
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
            for step in self.onward(here):
                further = mask | self.masks[step.guards]
                heappush(waiting, (further.bit_count(), further, step.target))
        return minimal(found)[0]

    def within(self, known: list[int], mask: int) -> bool:
        """Say whether a known set is within a mask, counting the work."""
        self.comparisons += len(known) + 1
        return any(smaller & mask == smaller for smaller in known)

    def onward(self, here: str) -> Iterable[Step]:
        """Return the steps that lead on from a node."""
        if here in self.network.outside and here not in self.starts:
            return ()
        return self.network.leaving.get(here, ())

    def cuttings(self, opening: Family) -> tuple[Family, bool]:
        """Return the smallest cutting sets, and whether all of them are there.

        Each candidate is tried: a way that it leaves open is a further opening set to be shared. When no
        candidate leaves a way open, the candidates are the cutting sets exactly.
        """
        known = opening
        for _ in range(MOST_TRIES):
            candidates, dropped = hitting_sets(known, MOST_SETS)
            missed = {mask for kept in candidates if (mask := self.open_way(kept)) is not None}
            if not missed:
                return candidates, not dropped
            known, _ = minimal((*known, *missed))
        return tuple(kept for kept in candidates if self.open_way(kept) is None), False

    def open_way(self, kept: int) -> int | None:
        """Return the guards along a way that meets none of the kept controls, none when there is none."""
        before: dict[str, tuple[str, int]] = dict.fromkeys(self.starts, ("", 0))
        waiting = list(before)
        while waiting:
            here = waiting.pop()
            if here in self.targets:
                return _joined(before, here)
            for step in self.onward(here):
                mask = self.masks[step.guards]
                if step.target not in before and not mask & kept:
                    before[step.target] = (here, mask)
                    waiting.append(step.target)
        return None

    def named(self, family: Family) -> tuple[frozenset[str], ...]:
        """Return sets by the names of their controls, at most so many."""
        return tuple(frozenset(self.names[number] for number in members(mask)) for mask in family[:MOST_SETS])

    def notice(self, opening: int, cutting: int, *, proven: bool) -> str:
        """Return what is not complete."""
        found = []
        if self.complete_below >= 0:
            found.append(
                f"The search stopped at its limit: opening sets of fewer than {self.complete_below} controls are "
                f"complete, {opening} are known in all."
            )
        if not proven:
            found.append(f"There may be more cutting sets than the {cutting} told; each one told does cut.")
        return " ".join(found)


def _joined(before: dict[str, tuple[str, int]], here: str) -> int:
    """Return the guards along the way that led to a node."""
    guards = 0
    while here:
        here, mask = before[here]
        guards |= mask
    return guards
