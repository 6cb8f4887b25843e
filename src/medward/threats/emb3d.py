"""EMB3D: from the properties ticked on an element to threats, dispositions and mitigations.

A property that is ticked brings the threats of the properties above it too: a device with DDR memory
has memory chips. A threat counts as dispositioned when a threat record on the element, or on a flow
from or to it, names it with a confirmed link and has been decided.

Source: practice 4.3 (workflow and coverage with both numbers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.catalogue.records import CatalogueControl
from medward.controls.records import Control
from medward.devices.records import Element, ElementKind, Interface
from medward.threats.records import Disposition, KnowledgeSource, Threat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.kernel.recordset import RecordSet
    from medward.threats.knowledge import Item, Snapshot

LEADS: Final = "relates-to"
"""From a property to a threat."""
WITHIN: Final = "subproperty-of"
MITIGATES: Final = "mitigates"
_BUILT: Final = frozenset({ElementKind.PROCESS, ElementKind.HARDWARE})


@dataclass(frozen=True, slots=True)
class Offered:
    """A mitigation that EMB3D offers, and what covers it."""

    id: str
    name: str
    catalogue: tuple[str, ...]
    """Catalogue controls that name it."""
    controls: tuple[str, ...]
    """Controls of the product that follow one of those."""


@dataclass(frozen=True, slots=True)
class Faced:
    """One EMB3D threat that an element faces."""

    id: str
    name: str
    properties: tuple[str, ...]
    """Ticked properties that bring it."""
    answered_by: tuple[str, ...]
    """Threats that name it with a confirmed link and are decided."""
    open: tuple[str, ...]
    """Threats that name it without both."""
    mitigations: tuple[Offered, ...]

    @property
    def is_dispositioned(self) -> bool:
        """Whether somebody decided about it."""
        return bool(self.answered_by)


@dataclass(frozen=True, slots=True)
class ElementCoverage:
    """One element, what is ticked on it and what that brings."""

    element: str
    title: str
    ticked: tuple[str, ...]
    unknown: tuple[str, ...]
    """Ticked properties that the imported bundle does not have; all of them when none is imported."""
    threats: tuple[Faced, ...]

    @property
    def dispositioned(self) -> int:
        """How many of its threats are decided."""
        return sum(one.is_dispositioned for one in self.threats)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the device's properties bring, and how much of it is decided."""

    version: str
    """Version of the bundle; empty when none is imported, and then nothing can be told."""
    elements: tuple[ElementCoverage, ...]
    unticked: tuple[str, ...]
    """Processes and hardware of ours without any ticked property: what they face is not known."""

    @property
    def dispositioned(self) -> int:
        """Pairs of element and threat that are decided."""
        return sum(one.dispositioned for one in self.elements)

    @property
    def applicable(self) -> int:
        """Pairs of element and threat."""
        return sum(len(one.threats) for one in self.elements)


def coverage(records: RecordSet, snapshot: Snapshot | None) -> Coverage:
    """Return what the ticked properties bring; without a bundle every property is unknown."""
    elements = records.of(Element)
    return Coverage(
        version=snapshot.version if snapshot else "",
        elements=tuple(_element(one, records, snapshot) for one in elements if one.emb3d_properties),
        unticked=tuple(
            one.id
            for one in elements
            if one.in_scope and one.element_kind in _BUILT and not one.emb3d_properties
        ),
    )


def _element(element: Element, records: RecordSet, snapshot: Snapshot | None) -> ElementCoverage:
    """Return the coverage of one element."""
    brought: dict[str, dict[str, None]] = {}
    unknown: list[str] = []
    for ticked in element.emb3d_properties:
        if snapshot is None or snapshot.item(ticked) is None:
            unknown.append(ticked)
            continue
        for identity in _and_above(ticked, snapshot):
            for threat in snapshot.after(identity, LEADS):
                brought.setdefault(threat.id, {})[ticked] = None
    threats = _threats_on(element, records)
    faced = (
        _faced(item, tuple(brought[item.id]), threats, records, snapshot)
        for identity in sorted(brought)
        if snapshot and (item := snapshot.item(identity))
    )
    return ElementCoverage(element.id, element.title, element.emb3d_properties, tuple(unknown), tuple(faced))


def _and_above(ticked: str, snapshot: Snapshot) -> tuple[str, ...]:
    """Return a property and those it is within; a circle ends where it closes."""
    found = [ticked]
    for identity in found:
        found.extend(one.id for one in snapshot.after(identity, WITHIN) if one.id not in found)
    return tuple(found)


def _threats_on(element: Element, records: RecordSet) -> tuple[Threat, ...]:
    """Return the threats on an element and on the flows from and to it."""
    targets = {element.id}
    targets.update(
        one.id for one in records.of(Interface) if element.id in {one.source_element, one.target_element}
    )
    return tuple(threat for threat in records.of(Threat) if threat.target in targets)


def _faced(
    item: Item,
    properties: tuple[str, ...],
    threats: tuple[Threat, ...],
    records: RecordSet,
    snapshot: Snapshot,
) -> Faced:
    """Return one EMB3D threat with what answers it."""
    answered: list[str] = []
    left: list[str] = []
    for threat in threats:
        links = [
            one for one in threat.references if one.source is KnowledgeSource.EMB3D and one.id == item.id
        ]
        if links:
            decided = threat.disposition is not Disposition.UNDECIDED
            done = decided and any(one.confirmed for one in links)
            (answered if done else left).append(threat.id)
    offered = tuple(_offered(one, records) for one in _mitigations(item, snapshot))
    return Faced(item.id, item.name, properties, tuple(answered), tuple(left), offered)


def _mitigations(item: Item, snapshot: Snapshot) -> Iterator[Item]:
    """Yield the mitigations of a threat, by id."""
    yield from sorted(snapshot.before(item.id, MITIGATES), key=lambda one: one.id)


def _offered(item: Item, records: RecordSet) -> Offered:
    """Return a mitigation with the controls that cover it."""
    catalogue = tuple(one.id for one in records.of(CatalogueControl) if item.id in one.emb3d_mitigations)
    controls = tuple(one.id for one in records.of(Control) if one.catalogue in catalogue)
    return Offered(item.id, item.name, catalogue, controls)
