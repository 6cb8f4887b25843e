"""The model as a graph of attack steps: who can go on to whom over which interface.

A step leads from an element to another over an interface in a direction the interface allows; an answer
comes back over a request. An element outside the device is where attacks begin: a way never passes through
it, since what lies behind it is an entry of its own. A step carries how easy it is and which verified
controls guard it; where something needed is not known, the step says how easy it may be at worst.

Source: practice 4.2 (hardest required step governs) and 4.20 (graph reachability on interfaces).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from medward.devices.records import Direction, Element, ElementKind, Interface

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet


@dataclass(frozen=True, slots=True)
class Hop:
    """One direction in which an interface can be used."""

    interface: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Step:
    """One way to take a hop, rated."""

    source: str
    target: str
    interface: str
    level: int
    """How easy it is, larger is easier; 0 is not known."""
    worst: int
    """How easy it may be where something is not known; else the same as `level`."""
    guards: frozenset[str] = frozenset()
    """Verified controls that make it harder; it stands open when all of them are lost."""
    basis: str = ""
    """Record the level comes from; empty when none speaks of it."""

    def __post_init__(self) -> None:
        """Keep the two values in order."""
        object.__setattr__(self, "worst", max(self.level, self.worst))


@dataclass(frozen=True)
class Network:
    """Rated steps between elements and entries."""

    steps: tuple[Step, ...]
    outside: frozenset[str] = frozenset()
    """Elements a way may begin at and never pass through."""

    @cached_property
    def leaving(self) -> dict[str, list[Step]]:
        """Steps by where they begin."""
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            found.setdefault(step.source, []).append(step)
        return found

    @cached_property
    def arriving(self) -> dict[str, list[Step]]:
        """Steps by where they lead, those into outside elements left out."""
        found: dict[str, list[Step]] = {}
        for step in self.steps:
            if step.target not in self.outside:
                found.setdefault(step.target, []).append(step)
        return found


def hops(records: RecordSet) -> tuple[tuple[Hop, ...], tuple[str, ...]]:
    """Return every direction in which an interface can be used, and the interfaces without two known ends."""
    found: list[Hop] = []
    unread: list[str] = []
    for interface in records.of(Interface):
        ends = (interface.source_element, interface.target_element)
        if any(records.find(end, Element) is None for end in ends):
            unread.append(interface.id)
            continue
        found.append(Hop(interface.id, *ends))
        if interface.direction is not Direction.ONE_WAY:
            found.append(Hop(interface.id, ends[1], ends[0]))
    return tuple(found), tuple(unread)


def outside_elements(records: RecordSet) -> frozenset[str]:
    """Return the external elements."""
    return frozenset(
        element.id for element in records.of(Element) if element.element_kind is ElementKind.EXTERNAL
    )
