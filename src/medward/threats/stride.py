"""Threat candidates: STRIDE over a data-flow diagram with trust boundaries.

Two rule sets. *Per element* is the classic chart. *Per interaction* asks of each
flow only what its two ends and the boundary between them make possible, and is the
default. Hardware is read as a process, since it acts; a service is a process too.

Source: practice 4.1. A candidate's key is `rule@version | target | letter`; it
depends on ids alone, so it survives renaming, reordering and every other edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from medward.devices.records import Direction, Element, ElementKind, Interface, Zone
from medward.threats.records import Stride

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet

OUTSIDE = "outside"
"""What stands for the zone of an external entity."""
UNKNOWN_ZONE = "no zone"
"""What stands for the zone of an element that should have one (V01)."""


class Method(StrEnum):
    """The two rule sets."""

    ELEMENT = "element"
    INTERACTION = "interaction"


RULES = {Method.ELEMENT: "stride-element@1", Method.INTERACTION: "stride-interaction@1"}
"""Name and version of each rule set, the first part of a key."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A threat that the model makes possible and somebody has to think about."""

    key: str
    rule: str
    stride: Stride
    target: str
    """Id of the element or interface."""
    target_title: str
    from_zone: str
    """Zone where the flow begins, or the element's own zone."""
    to_zone: str
    crossing: bool
    sentence: str
    """Template whose effect a person has to finish; alone it does not count (V04)."""
    fingerprint: str
    """What the target looked like, as `BLE 5.0 GATT; Z4 > Z2`."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A flow no candidates could be made for, and why."""

    interface: str
    why: str


class _Role(StrEnum):
    """What an element is to the rules."""

    EXTERNAL = "external"
    PROCESS = "process"
    STORE = "store"


_ROLES = {
    ElementKind.EXTERNAL: _Role.EXTERNAL,
    ElementKind.PROCESS: _Role.PROCESS,
    ElementKind.STORE: _Role.STORE,
    ElementKind.HARDWARE: _Role.PROCESS,
    ElementKind.SERVICE: _Role.PROCESS,
}

_PER_ELEMENT = {_Role.EXTERNAL: "SR", _Role.PROCESS: "STRIDE", _Role.STORE: "TID"}  # practice 4.1, the chart
_PER_FLOW = "TID"  # the same chart, data flow

_PER_INTERACTION = {  # practice 4.1, the table: (letters when crossing, letters within a zone)
    (_Role.EXTERNAL, _Role.PROCESS): ("STRIDE", "STRIDE"),
    (_Role.PROCESS, _Role.EXTERNAL): ("STRI", "STRI"),
    (_Role.PROCESS, _Role.PROCESS): ("STIDE", "TD"),
    (_Role.PROCESS, _Role.STORE): ("TID", ""),
    (_Role.STORE, _Role.PROCESS): ("STIE", ""),
    # Pairs the table leaves out. A store reached without a process is read as if one stood before it,
    # which asks more, never less.
    (_Role.EXTERNAL, _Role.STORE): ("STRIDE", "STRIDE"),
    (_Role.STORE, _Role.EXTERNAL): ("STRI", "STRI"),
    (_Role.STORE, _Role.STORE): ("TID", ""),
    (_Role.EXTERNAL, _Role.EXTERNAL): ("", ""),  # neither end is ours; listed by `unread_interfaces`
}

_ATTACKS = {
    Stride.SPOOFING: "poses as one end of",
    Stride.TAMPERING: "alters what passes or rests at",
    Stride.REPUDIATION: "denies or hides having used",
    Stride.INFORMATION_DISCLOSURE: "reads what nobody else should see at",
    Stride.DENIAL_OF_SERVICE: "blocks, floods or exhausts",
    Stride.ELEVATION_OF_PRIVILEGE: "gains rights not meant for the user of",
}


def candidates(records: RecordSet, method: Method = Method.INTERACTION) -> tuple[Candidate, ...]:
    """Return every candidate of the model, by target id and then in the order S T R I D E.

    Flows without two existing ends give none; `unread_interfaces` lists them.
    """
    if method is Method.ELEMENT:
        return _element_candidates(records)
    return tuple(
        _flow_candidate(interface, letter, records, RULES[method])
        for interface in records.of(Interface)
        for letter in _interaction_letters(interface, records)
    )


def crosses(interface: Interface, records: RecordSet) -> bool:
    """Say whether a flow crosses a trust boundary: it joins two zones or touches an external entity.

    An external entity is outside every zone. An end that is missing, or has no zone though it
    should, cannot be shown to be inside, so the flow counts as crossing.

    Source: practice 4.1 and rule V01.
    """
    source, target = _ends(interface, records)
    if source is None or target is None:
        return True
    if ElementKind.EXTERNAL in {source.element_kind, target.element_kind}:
        return True
    return not source.zone or source.zone != target.zone


def crossings(records: RecordSet) -> tuple[str, ...]:
    """Return the ids of the flows that cross a trust boundary."""
    return tuple(interface.id for interface in records.of(Interface) if crosses(interface, records))


def unread_interfaces(records: RecordSet) -> tuple[Unread, ...]:
    """Return the flows no candidate was made for although they are in the model, each with the reason."""
    found: list[Unread] = []
    for interface in records.of(Interface):
        ends = _ends(interface, records)
        for name, end in zip((interface.source_element, interface.target_element), ends, strict=True):
            if end is None:
                found.append(Unread(interface.id, f"its end {name} is not an element of this device file"))
        if all(end is not None and end.element_kind is ElementKind.EXTERNAL for end in ends):
            found.append(Unread(interface.id, "both of its ends are external entities"))
    return tuple(found)


def fingerprint(target: str, records: RecordSet) -> str:
    """Return how an element or interface looks to the rules, or "" when it does not exist.

    A threat keeps this text in `seen_as`; when it differs, the disposition is stale.

    Source: practice 4.1, a changed protocol or zone makes a disposition stale.
    """
    element = records.find(target, Element)
    if element is not None:
        return f"{element.element_kind}{' (log)' if element.is_log else ''}; {zone_label(element, records)}"
    interface = records.find(target, Interface)
    if interface is None:
        return ""
    source, sink = (zone_label(end, records) for end in _ends(interface, records))
    return f"{interface.protocol}; {source} > {sink}"


def zone_label(element: Element | None, records: RecordSet) -> str:
    """Return the short label of an element's zone, `outside` for an external entity."""
    if element is None:
        return UNKNOWN_ZONE
    if element.element_kind is ElementKind.EXTERNAL:
        return OUTSIDE
    zone = records.find(element.zone, Zone)
    return zone.short if zone is not None else element.zone or UNKNOWN_ZONE


def letters_of(found: tuple[Candidate, ...]) -> dict[Stride, int]:
    """Return how many candidates each letter has, zero included."""
    return {letter: sum(1 for item in found if item.stride is letter) for letter in Stride}


def _ends(interface: Interface, records: RecordSet) -> tuple[Element | None, Element | None]:
    """Return the two ends of a flow."""
    return records.find(interface.source_element, Element), records.find(interface.target_element, Element)


def _interaction_letters(interface: Interface, records: RecordSet) -> tuple[Stride, ...]:
    """Return the letters of a flow; one that goes both ways gets those of either direction."""
    source, target = _ends(interface, records)
    if source is None or target is None:
        return ()
    crossing = crosses(interface, records)
    found = _directed_letters(source, target, crossing=crossing)
    if interface.direction is Direction.BIDIRECTIONAL:
        found |= _directed_letters(target, source, crossing=crossing)
    return tuple(letter for letter in Stride if letter in found)


def _directed_letters(source: Element, target: Element, *, crossing: bool) -> set[Stride]:
    """Return the letters of the table for a flow from `source` to `target`."""
    roles = (_ROLES[source.element_kind], _ROLES[target.element_kind])
    across, within = _PER_INTERACTION[roles]
    found = {Stride(letter) for letter in (across if crossing else within)}
    if target.is_log and roles[1] is _Role.STORE and _Role.EXTERNAL not in roles:
        found.add(Stride.REPUDIATION)
    return found


def _element_candidates(records: RecordSet) -> tuple[Candidate, ...]:
    """Return the candidates of the classic chart, elements and flows."""
    rule = RULES[Method.ELEMENT]
    found = [
        _element_candidate(element, letter, records, rule)
        for element in records.of(Element)
        for letter in _element_letters(element)
    ]
    found.extend(
        _flow_candidate(interface, Stride(letter), records, rule)
        for interface in records.of(Interface)
        for letter in _PER_FLOW
    )
    return tuple(found)


def _element_letters(element: Element) -> tuple[Stride, ...]:
    """Return the letters of the chart; a store of audit or event data gets R as well."""
    role = _ROLES[element.element_kind]
    is_log = element.is_log and role is _Role.STORE
    return tuple(
        letter
        for letter in Stride
        if letter in _PER_ELEMENT[role] or (is_log and letter is Stride.REPUDIATION)
    )


def _element_candidate(element: Element, letter: Stride, records: RecordSet, rule: str) -> Candidate:
    """Return one candidate of an element."""
    zone = zone_label(element, records)
    return Candidate(
        key=f"{rule}|{element.id}|{letter}",
        rule=rule,
        stride=letter,
        target=element.id,
        target_title=f"{element.short} {element.title}",
        from_zone=zone,
        to_zone=zone,
        crossing=False,
        sentence=_sentence(letter, f"{element.short} {element.title}", "[entry]"),
        fingerprint=fingerprint(element.id, records),
    )


def _flow_candidate(interface: Interface, letter: Stride, records: RecordSet, rule: str) -> Candidate:
    """Return one candidate of a flow."""
    source, target = (zone_label(end, records) for end in _ends(interface, records))
    return Candidate(
        key=f"{rule}|{interface.id}|{letter}",
        rule=rule,
        stride=letter,
        target=interface.id,
        target_title=f"{interface.short} {interface.title}",
        from_zone=source,
        to_zone=target,
        crossing=crosses(interface, records),
        sentence=_sentence(letter, f"{interface.short} {interface.title}", interface.medium),
        fingerprint=fingerprint(interface.id, records),
    )


def _sentence(letter: Stride, target: str, entry: str) -> str:
    """Return the template sentence of practice 4.1; actor and effect are for a person to fill in."""
    return f"[Actor] at {entry} {_ATTACKS[letter]} {target} so that [effect on a function or on data]."
