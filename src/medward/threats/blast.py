"""Blast radius: how many units one shared thing reaches, and which functions lie behind it.

For every key and every process or service inside the device system: how many units one instance is good
for, and what can be reached from where it is held. What the records do not say stays unknown.

Source: practice 4.20.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.devices.records import Asset, AssetKind, Element, ElementKind, Product
from medward.devices.sharing import Scope
from medward.threats.reach import reached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.devices.sharing import Fleet, Sharing
    from medward.kernel.recordset import RecordSet
    from medward.threats.graph import Network

_ACTING: Final = frozenset({ElementKind.PROCESS, ElementKind.SERVICE, ElementKind.HARDWARE})


@dataclass(frozen=True, slots=True)
class Spread:
    """One shared thing and how far its misuse goes."""

    record: str
    title: str
    channel: str
    """By what it reaches units; `cannot tell` when no record says so."""
    scope: str
    """`unit`, `gateway`, `site`, `fleet`, or `cannot tell`."""
    units: int | None
    """Units at most; none when it cannot be told."""
    units_at_site: int | None
    """Units at one site at most."""
    patients: int | None
    """Patients at once at most: one per unit, fewer where a gateway has fewer beds than units."""
    holders: tuple[str, ...]
    """Elements that hold it."""
    reaches: tuple[str, ...]
    """Every element inside that can be reached from the holders."""
    functions: tuple[str, ...]
    """Those of them whose failure can harm a patient."""
    because: str
    """What the record says about sharing, or what is missing."""

    @property
    def is_multi(self) -> bool | None:
        """Say whether several units and a patient can be hit; none when it cannot be told."""
        if not self.functions:
            return False
        return None if self.units is None else self.units > 1


def spreads(records: RecordSet, network: Network) -> tuple[Spread, ...]:
    """Return every key and every acting element with its blast radius, the widest first.

    What cannot be told stands before everything else.
    """
    fleet = next((product.fleet for product in records.of(Product) if product.fleet), None)
    critical = critical_elements(records)
    found = [_spread(item, fleet, network, critical) for item in _things(records)]
    return tuple(sorted(found, key=lambda item: (item.units is not None, -(item.units or 0), item.record)))


def critical_elements(records: RecordSet) -> frozenset[str]:
    """Return the elements whose failure can harm a patient: safety-related, or holding a function."""
    found = {element.id for element in records.of(Element) if element.safety_related}
    for asset in records.of(Asset):
        if asset.asset_kind in {AssetKind.FUNCTION, AssetKind.BATTERY}:
            found.update(asset.located)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that may be shared."""

    record: str
    title: str
    holders: tuple[str, ...]
    sharing: Sharing | None


def _things(records: RecordSet) -> Iterator[_Thing]:
    """Yield keys, whatever says how it is shared, and every acting element we answer for."""
    for asset in records.of(Asset):
        if asset.asset_kind is AssetKind.KEY or asset.sharing:
            yield _Thing(asset.id, asset.title, asset.located, asset.sharing)
    for element in records.of(Element):
        if element.sharing or (element.in_scope and element.element_kind in _ACTING):
            yield _Thing(element.id, element.title, (element.id,), element.sharing)


def _spread(thing: _Thing, fleet: Fleet | None, network: Network, critical: frozenset[str]) -> Spread:
    """Return the blast radius of one thing."""
    reaches = reached(network, thing.holders)
    sharing = thing.sharing
    scope = sharing.scope if sharing else None
    return Spread(
        record=thing.record,
        title=thing.title,
        channel=sharing.channel if sharing else "cannot tell",
        scope=scope or "cannot tell",
        units=_units(scope, fleet),
        units_at_site=_units(Scope.SITE if scope is Scope.FLEET else scope, fleet),
        patients=_patients(scope, fleet),
        holders=thing.holders,
        reaches=tuple(sorted(reaches)),
        functions=tuple(sorted(reaches & critical)),
        because=sharing.because
        if sharing
        else f"{thing.record} does not say how many units it serves (sharing)",
    )


def _units(scope: Scope | None, fleet: Fleet | None) -> int | None:
    """Return the most units a scope covers; none when it is not known."""
    if scope is Scope.UNIT:
        return 1
    if scope is None or fleet is None:
        return None
    counts = {Scope.GATEWAY: fleet.per_gateway, Scope.SITE: fleet.largest_site, Scope.FLEET: fleet.units}
    return counts[scope]


def _patients(scope: Scope | None, fleet: Fleet | None) -> int | None:
    """Return the most patients at once: one per unit, unless a gateway says fewer."""
    if scope is Scope.GATEWAY and fleet is not None and fleet.patients_per_gateway is not None:
        return fleet.patients_per_gateway
    return _units(scope, fleet)
