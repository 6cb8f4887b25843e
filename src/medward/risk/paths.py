"""Rates the steps of the model graph from the risks of the file, so that a reviewer can re-compute a way.

What a step costs is taken from the risks whose threats spoof, alter or take over the interface (letters S, T
and E; reading and blocking do not carry an attacker on). Two cases:

- *Entry*: a stranger at the interface. The level is that of the risk, before and after verified controls.
- *Inside*: the attacker holds the sender already. Distance and the sender's rights are no obstacles any
  more (AV:N, PR:N), and of the claims of the risk only those count whose control is verified and acts at
  the interface or at the receiver; a claim on distance does not.

With several risks the easiest counts. An interface no risk speaks of gets no credit: at an entry its exposure
alone is the obstacle, inside there is none; where its authentication is not known the level is not known.

Source: practice 4.2, 4.5 and 4.20; credit only for verified controls by rules V09 and V10. What counts at
an entry and inside is Medward's own reading of these, as written above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from medward.controls.records import Control
from medward.devices.records import Direction, Element, Exposure, Interface, Purpose
from medward.errors import InvalidInputError, PolicyError
from medward.risk.exploitability import (
    METRICS,
    changed_answers,
    exploitability,
    hardness,
    modified_answer,
    parse_vector,
)
from medward.risk.records import Risk
from medward.threats.graph import Network, Step, hops, outside_elements
from medward.threats.records import Stride, Threat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.governance.defaults import Policies
    from medward.kernel.recordset import RecordSet
    from medward.risk.evaluate import RiskView
    from medward.risk.exploitability import Answers
    from medward.risk.records import Claim

CARRY_ON: Final = frozenset({Stride.SPOOFING, Stride.TAMPERING, Stride.ELEVATION_OF_PRIVILEGE})
"""Letters of threats that give an attacker the next element."""
_DISTANCE: Final = {
    Exposure.INTERNET: "N",
    Exposure.NETWORK: "N",
    Exposure.ADJACENT: "A",
    Exposure.INTERNAL: "L",
}
_NOT_KNOWN: Final = re.compile(r"(?:unknown|not known|to be determined|tbd|\?+)(?:\W|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an attacker comes in."""

    node: str
    """Name of its node in the network, as `at:LVP-IFC-0018`."""
    record: str
    """Interface, or element for the supply chain."""
    title: str
    how: str
    """`internet`, `network`, `adjacent`, or `supply chain`."""
    outside: str = ""
    """External element at the other end, when there is one."""


@dataclass(frozen=True)
class PathModel:
    """The rated graph of a device file."""

    before: Network
    """Steps without controls."""
    after: Network
    """Steps with verified controls."""
    entries: tuple[Entry, ...]
    levels: tuple[str, ...]
    """Levels of the policy, hardest first; level 1 of a step is the first."""
    unread: tuple[str, ...]
    """Interfaces without two known ends."""
    unrated: tuple[str, ...]
    """Interfaces that no risk speaks of, so that no control earns credit there."""
    unknown: tuple[str, ...]
    """Interfaces whose step cannot be rated."""

    @cached_property
    def unguarded(self) -> Network:
        """Return the steps that no verified control guards."""
        return Network(tuple(step for step in self.after.steps if not step.guards), self.after.outside)

    def word(self, level: int) -> str:
        """Return a level in the words of the policy."""
        return self.levels[level - 1] if level else "cannot tell"


def path_model(records: RecordSet, views: Mapping[str, RiskView], policies: Policies) -> PathModel:
    """Return the model as a graph of rated steps, with every entry as a node of its own.

    Args:
        records: All records of the device file.
        views: Every risk as it stands, by id.
        policies: The policies in force.
    """
    return _Builder(records, views, policies).build()


@dataclass(frozen=True, slots=True)
class _Rated:
    """One way to take a step."""

    before: int
    after: int
    guards: frozenset[str]
    basis: str


class _Builder:
    """Walks the interfaces once and rates every use of them."""

    def __init__(self, records: RecordSet, views: Mapping[str, RiskView], policies: Policies) -> None:
        """Index risks by what their threats target."""
        self.records, self.views, self.policies = records, views, policies
        self.levels = tuple(level.code for level in policies.exploitability.levels)
        self.rank = {code: number for number, code in enumerate(self.levels, start=1)}
        self.places = {item.id: frozenset(item.located) for item in records.of(Control)}
        self.risks: dict[str, list[Risk]] = {}
        for risk in records.of(Risk):
            targets = {
                threat.target
                for threat in (records.find(name, Threat) for name in risk.threats)
                if threat is not None and CARRY_ON.intersection(threat.stride)
            }
            for target in targets:
                self.risks.setdefault(target, []).append(risk)
        self.before: list[Step] = []
        self.after: list[Step] = []
        self.entries: dict[str, Entry] = {}

    def build(self) -> PathModel:
        """Return the whole model."""
        found, unread = hops(self.records)
        outside = outside_elements(self.records)
        for hop in found:
            interface = self.records.find(hop.interface, Interface)
            if interface is None:
                continue
            ends = (hop.source, hop.target)
            self.add(ends, interface, self.inside(interface, hop.target))
            if hop.target not in outside and self.is_entry(interface, outside):
                entry = self.entry(interface, outside)
                self.add((entry.node, hop.target), interface, self.at_entry(interface))
        for element in self.supply():
            entry = Entry(
                f"supply:{element.id}", element.id, f"{element.short} {element.title}", "supply chain"
            )
            self.entries[entry.node] = entry
            self.add((entry.node, element.id), None, self.at_element(element))
        return PathModel(
            before=Network(tuple(self.before), outside),
            after=Network(tuple(self.after), outside),
            entries=tuple(self.entries.values()),
            levels=self.levels,
            unread=unread,
            unrated=tuple(
                sorted({step.interface for step in self.after if step.interface and not step.basis})
            ),
            unknown=tuple(
                sorted({step.interface or step.target for step in self.after if step.level < step.worst})
            ),
        )

    def add(self, ends: tuple[str, str], interface: Interface | None, ways: Iterable[_Rated]) -> None:
        """Add one step per rating; what is not known may be as easy as anything."""
        name, top = interface.id if interface else "", len(self.levels)
        for way in ways:
            self.before.append(Step(*ends, name, way.before, way.before or top, basis=way.basis))
            self.after.append(Step(*ends, name, way.after, way.after or top, way.guards, way.basis))

    def is_entry(self, interface: Interface, outside: frozenset[str]) -> bool:
        """Say whether a stranger can stand at an interface."""
        ends = {interface.source_element, interface.target_element}
        return interface.exposure is not Exposure.INTERNAL or bool(ends & outside)

    def entry(self, interface: Interface, outside: frozenset[str]) -> Entry:
        """Return the entry at an interface, the same for both directions."""
        node = f"at:{interface.id}"
        ends = [end for end in (interface.source_element, interface.target_element) if end in outside]
        title = f"{interface.short} {interface.title}"
        return self.entries.setdefault(
            node, Entry(node, interface.id, title, interface.exposure, ends[0] if ends else "")
        )

    def supply(self) -> Iterator[Element]:
        """Yield the elements where updates begin: they send some and take none from within."""
        flows = [item for item in self.records.of(Interface) if item.purpose is Purpose.UPDATE]
        outside = outside_elements(self.records)
        fed = {item.target_element for item in flows}
        fed |= {item.source_element for item in flows if item.direction is Direction.BIDIRECTIONAL}
        for name in sorted({item.source_element for item in flows} - fed):
            element = self.records.find(name, Element)
            if element is not None and element.id not in outside:
                yield element

    def at_entry(self, interface: Interface) -> tuple[_Rated, ...]:
        """Rate a stranger at an interface."""
        found = self.by_risks(interface.id)
        return found or (self.bare(interface, _DISTANCE[interface.exposure]),)

    def at_element(self, element: Element) -> tuple[_Rated, ...]:
        """Rate a stranger who goes for an element itself; not known when no risk speaks of it."""
        return self.by_risks(element.id) or (_Rated(0, 0, frozenset(), ""),)

    def by_risks(self, target: str) -> tuple[_Rated, ...]:
        """Rate by the risks whose threats target a record, as the risk file has them."""
        return tuple(
            _Rated(
                self.rank.get(view.initial.exploitability, 0),
                self.rank.get(view.residual.exploitability, 0),
                frozenset(
                    claim.control for claim in view.credited if self.hardens(risk, claim, at_entry=True)
                ),
                risk.id,
            )
            for risk in self.risks.get(target, ())
            if (view := self.views.get(risk.id)) is not None
        )

    def bare(self, interface: Interface, distance: str) -> _Rated:
        """Rate an interface no risk speaks of: only the distance is an obstacle."""
        if _NOT_KNOWN.match(interface.authentication.strip()):
            return _Rated(0, 0, frozenset(), "")
        answers = {"AV": distance, "AC": "L", "PR": "N", "UI": "N"}
        level = self.level(answers, None)
        return _Rated(level, level, frozenset(), "")

    def inside(self, interface: Interface, target: str) -> tuple[_Rated, ...]:
        """Rate an attacker who holds one end and goes on to the other."""
        found = []
        for risk in self.risks.get(interface.id, ()):
            view = self.views.get(risk.id)
            if view is None:
                continue
            acting = [claim for claim in view.credited if self.acts(claim, interface.id, target)]
            held = [*acting, *view.adverse]
            changes = [modified_answer(claim.metric) for claim in held if not claim.metric.startswith("MAV")]
            before, after = self.held_levels(risk, changes)
            guards = {claim.control for claim in acting if self.hardens(risk, claim, at_entry=False)}
            found.append(_Rated(before, after, frozenset(guards), risk.id))
        return tuple(found) or (self.bare(interface, "N"),)

    def held_levels(self, risk: Risk, changes: list[tuple[str, str]]) -> tuple[int, int]:
        """Return the levels before and after controls for someone who holds the sender."""
        try:
            answers = {**parse_vector(risk.initial.vector), "AV": "N", "PR": "N"}
        except InvalidInputError:
            return 0, 0
        return self.level(answers, risk), self.level(changed_answers(answers, changes), risk)

    def acts(self, claim: Claim, interface: str, target: str) -> bool:
        """Say whether the control of a claim stands at the interface or behind it."""
        places = self.places.get(claim.control, frozenset())
        return interface in places or target in places

    def hardens(self, risk: Risk, claim: Claim, *, at_entry: bool) -> bool:
        """Say whether a claim is an obstacle beyond the answers before controls."""
        try:
            metric, value = modified_answer(claim.metric)
            base = parse_vector(risk.initial.vector).get(metric, METRICS[metric][0])
        except InvalidInputError:
            return False
        if not at_entry and metric in {"AV", "PR"}:
            return metric == "PR" and hardness(metric, value) > 0
        return hardness(metric, value) > hardness(metric, base)

    def level(self, answers: Answers, risk: Risk | None) -> int:
        """Return the level of answers under the policy, 0 when it cannot be told."""
        evidence, expert = (risk.initial.evidence.value, risk.initial.expert_level) if risk else ("none", "")
        try:
            found = exploitability(answers, evidence, self.policies.exploitability, expert)
        except (InvalidInputError, PolicyError):
            return 0
        return self.rank.get(found.level, 0)
