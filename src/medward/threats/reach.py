"""What an attacker reaches, and the easiest way: the hardest step governs, then the fewest steps.

Source: practice 4.2, an AND is as hard as its hardest step, and a way needs all of its steps.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from medward.threats.graph import Network, Step


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a target."""

    level: int
    """Level of its hardest step."""
    steps: tuple[Step, ...]


def reached(network: Network, starts: Iterable[str]) -> frozenset[str]:
    """Return every element that can be reached from the starts, the starts included."""
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for step in network.leaving.get(waiting.pop(), ()):
            if step.target not in seen and step.target not in network.outside:
                seen.add(step.target)
                waiting.append(step.target)
    return frozenset(seen)


def nearest(network: Network, starts: Collection[str]) -> dict[str, tuple[int, str]]:
    """Return for every element the level of the easiest way from any start, and that start.

    Steps whose level is not known are not taken; the starts themselves are not listed.
    """
    found: dict[str, tuple[int, str]] = {}
    for level in sorted({step.level for step in network.steps} - {0}, reverse=True):
        origin = {start: start for start in starts}
        waiting = deque(sorted(origin))
        while waiting:
            here = waiting.popleft()
            for step in network.leaving.get(here, ()):
                if step.level < level or step.target in origin or step.target in network.outside:
                    continue
                origin[step.target] = origin[here]
                found.setdefault(step.target, (level, origin[here]))
                waiting.append(step.target)
    return found


class Ways:
    """The easiest way to a target from anywhere; searched backwards, once for all starts."""

    def __init__(self, network: Network, targets: Collection[str], *, at_worst: bool = False) -> None:
        """Search backwards from the targets, the easiest level first.

        Args:
            network: The rated steps.
            targets: Elements of which any will do.
            at_worst: Take what is not known as easy as it may be; otherwise a step not known is not taken.
        """
        self._targets = frozenset(targets)
        self._at_worst = at_worst
        levels = {self._rated(step) for step in network.steps} - {0}
        self._trees = {level: self._search(network, level) for level in sorted(levels, reverse=True)}

    def _rated(self, step: Step) -> int:
        """Return the level a step is taken at."""
        return step.worst if self._at_worst else step.level

    def _search(self, network: Network, level: int) -> dict[str, Step]:
        """Return the next step of a way with the fewest steps, none of them harder than `level`."""
        after: dict[str, Step] = {}
        waiting = deque(sorted(self._targets))
        while waiting:
            for step in network.arriving.get(waiting.popleft(), ()):
                source = step.source
                if source in after or source in self._targets or self._rated(step) < level:
                    continue
                after[source] = step
                if source not in network.outside:
                    waiting.append(source)
        return after

    @property
    def levels(self) -> dict[str, int]:
        """Return the level of the easiest way for every start that has one; a target itself is not listed."""
        found: dict[str, int] = {}
        for level, after in self._trees.items():
            for start in after:
                found.setdefault(start, level)
        return found

    def way(self, start: str) -> Way | None:
        """Return the easiest way from a start, the fewest steps among equals; none when there is no way.

        A start that is a target has a way of no steps and level 0.
        """
        if start in self._targets:
            return Way(0, ())
        for level, after in self._trees.items():
            if start in after:
                steps = []
                while start not in self._targets:
                    steps.append(after[start])
                    start = after[start].target
                return Way(level, tuple(steps))
        return None
