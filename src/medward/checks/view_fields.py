"""The twelve groups of information that FDA lists for every architecture view, each answered from records.

Source: FDA premarket cybersecurity guidance of 3 February 2026, appendix on architecture views, as field groups
PMG-V-01 to PMG-V-12, in our words. What a group asks of free text cannot be judged here; what is judged is
whether the records that carry it exist and say something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar

from medward.components.in_use import sboms_of
from medward.devices.records import (
    Actor,
    ActorKind,
    Asset,
    AssetKind,
    Assumption,
    DefaultState,
    Element,
    Interface,
    Release,
    View,
    ViewKind,
    Zone,
)
from medward.devices.use_cases import SecurityFunction, UseCase
from medward.kernel.lifecycle import OUT_OF_USE
from medward.kernel.records import Record
from medward.threats.records import Threat
from medward.threats.stride import crosses

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet

R = TypeVar("R", bound=Record)

WITH_SESSION: Final = frozenset(
    {
        SecurityFunction.USER_LOGIN,
        SecurityFunction.REMOTE_MONITORING,
        SecurityFunction.SERVICE_ACCESS,
        SecurityFunction.WAND_SESSION,
        SecurityFunction.REMOTE_FOLLOW_UP,
    }
)
"""Functions that set up a session and have to say how it is kept and ended."""
_BARE_NONE: Final = re.compile(r"^none[\s.,;:]*$", re.IGNORECASE)


class Lack(NamedTuple):
    """What a view does not say; `record` is where it should stand."""

    record: str
    message: str


class Answer(NamedTuple):
    """What answers a group of fields, and what it lacks."""

    shown: tuple[str, ...]
    """Ids of records that answer it."""
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class Scope:
    """A view and the records it speaks of."""

    records: RecordSet
    view: View

    @cached_property
    def elements(self) -> list[Element]:
        """Elements the view shows."""
        return [item for item in live(self.records, Element) if item.id in self.view.elements]

    @cached_property
    def interfaces(self) -> list[Interface]:
        """Flows the view draws: those it lists, else every flow between two of its elements."""
        shown = {item.id for item in self.elements}
        return [
            item
            for item in live(self.records, Interface)
            if {item.source_element, item.target_element} <= shown
            and (not self.view.interfaces or item.id in self.view.interfaces)
        ]

    @cached_property
    def crossings(self) -> list[Interface]:
        """Flows of the view that cross a trust boundary."""
        return [item for item in self.interfaces if crosses(item, self.records)]

    @cached_property
    def use_cases(self) -> list[UseCase]:
        """Use cases with a step on a flow of the view."""
        flows = {item.id for item in self.interfaces}
        return [
            item
            for item in live(self.records, UseCase)
            if any(step.interface in flows for step in item.steps)
        ]


def live(records: RecordSet, kind: type[R]) -> list[R]:
    """Return the records of a kind that are in use."""
    return [item for item in records.of(kind) if item.status not in OUT_OF_USE]


def _ids(items: list[R]) -> tuple[str, ...]:
    """Return ids in order."""
    return tuple(item.id for item in items)


def _assets(scope: Scope) -> Iterator[Lack]:
    """Yield elements that stand in no view or that nobody is said to secure."""
    for item in scope.elements:
        if not item.in_scope and not item.secured_by:
            yield Lack(item.id, "lies outside our scope, and who secures it is not said")
    if scope.view.view_kind is ViewKind.GLOBAL:
        for item in live(scope.records, Element):
            if item.id not in scope.view.elements:
                yield Lack(item.id, "is missing from the global view")


def _paths(scope: Scope) -> Iterator[Lack]:
    """Yield flows that are listed and not drawn, elements drawn without a flow, and flows no global view shows."""
    flows = live(scope.records, Interface)
    touched = {end for item in scope.interfaces for end in (item.source_element, item.target_element)}
    drawn = {item.id for item in scope.interfaces}
    for element in scope.elements:
        if element.id not in touched:
            yield Lack(element.id, "is drawn without any flow")
    for identity in scope.view.interfaces:
        if identity not in drawn:
            yield Lack(identity, "is listed, but one of its ends is not among the elements of the view")
    if scope.view.view_kind is ViewKind.GLOBAL:
        for item in flows:
            if item.id not in drawn and item.id not in scope.view.interfaces:
                yield Lack(item.id, "is missing from the global view")


def _protocols(scope: Scope) -> Iterator[Lack]:
    """Yield flows without a protocol, and crossings whose protocol has no version."""
    for item in scope.interfaces:
        if _BARE_NONE.match(item.protocol):
            if not item.none_reason:
                yield Lack(item.id, "has no protocol and no reason for that")
        elif (
            item in scope.crossings
            and not item.protocol.lower().startswith("none")
            and not re.search(r"\d", item.protocol)
        ):
            yield Lack(item.id, f"protocol {item.protocol!r} names no version")


def _functions(scope: Scope) -> Iterator[Lack]:
    """Yield flows that are off by default and do not say how they stay off."""
    for item in scope.interfaces:
        if item.default is not DefaultState.ON and not item.disabled_how:
            yield Lack(item.id, f"is {item.default} by default, but how it is kept so is not said")


def _access(scope: Scope) -> Iterator[Lack]:
    """Yield that no user role is recorded, and flows without authorisation or a reason."""
    if not _users(scope):
        yield Lack(scope.view.id, "no user role is recorded as an actor")
    for item in scope.crossings:
        if _BARE_NONE.match(item.authorization) and not item.none_reason:
            yield Lack(item.id, "has no authorisation and no reason for that")


def _handoff(scope: Scope) -> Iterator[Lack]:
    """Yield zones whose edge nothing guards."""
    for zone in _zones(scope):
        if not zone.boundary_controls:
            yield Lack(zone.id, "does not say what guards its edge")


def _abnormal(scope: Scope) -> Iterator[Lack]:
    """Yield use cases that do not tell what happens when something fails."""
    if not scope.use_cases:
        yield Lack(scope.view.id, "no use case follows any flow of this view")
    for item in scope.use_cases:
        if not item.abnormal:
            yield Lack(item.id, "has no abnormal branch")
        for number, step in enumerate(item.steps, 1):
            if not step.on_failure:
                yield Lack(item.id, f"step {number} does not say what happens when it fails")


def _cryptography(scope: Scope) -> Iterator[Lack]:
    """Yield crossings without authentication or cryptography and without a reason."""
    for item in scope.crossings:
        for name, answer in (("authentication", item.authentication), ("cryptography", item.cryptography)):
            if _BARE_NONE.match(answer) and not item.none_reason:
                yield Lack(item.id, f"has no {name} and no reason for that")


def _credentials(scope: Scope) -> Iterator[Lack]:
    """Yield keys that do not tell where they are kept and how they are replaced."""
    if not _keys(scope):
        yield Lack(scope.view.id, "no key is recorded as an asset of an element shown")
    for item in _keys(scope):
        if not item.rotation:
            yield Lack(item.id, "does not say where it is kept and how it is replaced")


def _sessions(scope: Scope) -> Iterator[Lack]:
    """Yield use cases with a session that do not tell how it is set up, kept and ended."""
    found = _session_cases(scope)
    if not found:
        yield Lack(scope.view.id, "no use case tells how a session on these flows is set up and ended")
    for item in found:
        if not item.session:
            yield Lack(item.id, "does not say how its session is set up, kept and ended")


def _configuration(scope: Scope) -> Iterator[Lack]:
    """Yield that the target release does not name its security settings."""
    release = _target(scope)
    if release is None:
        yield Lack(scope.view.id, "there is no target release whose default settings could be told")
    elif not release.configuration:
        yield Lack(release.id, "does not name its security settings and defaults")


def _links(scope: Scope) -> Iterator[Lack]:
    """Yield what is drawn and leads nowhere: no threat on a flow, no assumption on a party outside, no SBOM."""
    targets = {item.target for item in live(scope.records, Threat)}
    for item in scope.interfaces:
        if not targets & {item.id, item.source_element, item.target_element}:
            yield Lack(item.id, "no threat speaks of it or of its ends")
    supported = {end for item in live(scope.records, Assumption) for end in item.supports}
    for element in scope.elements:
        if not element.in_scope and not _touching(scope, element) & supported:
            yield Lack(element.id, "lies outside our scope, and no assumption about it is recorded")
    yield from _without_sbom(scope)


def _without_sbom(scope: Scope) -> Iterator[Lack]:
    """Yield deployables of the target release without an SBOM."""
    release = _target(scope)
    if release is None:
        return
    listed = {item.deployable for item in sboms_of(scope.records, release.id)}
    for deployable in release.deployables:
        if deployable not in listed:
            yield Lack(release.id, f"deployable {deployable} has no SBOM")


def _touching(scope: Scope, element: Element) -> set[str]:
    """Return an element and its flows by id."""
    flows = live(scope.records, Interface)
    return {element.id} | {
        item.id for item in flows if element.id in {item.source_element, item.target_element}
    }


def _users(scope: Scope) -> list[Actor]:
    """Return user roles."""
    return [item for item in live(scope.records, Actor) if item.actor_kind is ActorKind.USER]


def _zones(scope: Scope) -> list[Zone]:
    """Return the zones of the elements shown."""
    used = {item.zone for item in scope.elements}
    return [item for item in live(scope.records, Zone) if item.id in used]


def _keys(scope: Scope) -> list[Asset]:
    """Return keys that an element shown holds."""
    return [
        item
        for item in live(scope.records, Asset)
        if item.asset_kind is AssetKind.KEY and set(item.located) & set(scope.view.elements)
    ]


def _session_cases(scope: Scope) -> list[UseCase]:
    """Return use cases of the view that set up a session."""
    return [item for item in scope.use_cases if WITH_SESSION & set(item.covers)]


def _target(scope: Scope) -> Release | None:
    """Return the target release."""
    return next((item for item in live(scope.records, Release) if item.target), None)


def _release_ids(scope: Scope) -> tuple[str, ...]:
    """Return the target release by id."""
    release = _target(scope)
    return (release.id,) if release else ()


def _linked_ids(scope: Scope) -> tuple[str, ...]:
    """Return the threats on flows of the view."""
    flows = {item.id for item in scope.interfaces}
    return tuple(item.id for item in live(scope.records, Threat) if item.target in flows)


Lacking: TypeAlias = Callable[[Scope], Iterator[Lack]]
Showing: TypeAlias = Callable[[Scope], tuple[str, ...]]


class Group(NamedTuple):
    """One group of fields: what answers it, and what is wrong with the answers."""

    code: str
    title: str
    shown: Showing
    lacking: Lacking

    def answer(self, scope: Scope) -> Answer:
        """Return the answer of a view."""
        return Answer(self.shown(scope), tuple(self.lacking(scope)))


GROUPS: Final = (
    Group("PMG-V-01", "Assets", lambda scope: _ids(scope.elements), _assets),
    Group("PMG-V-02", "Communication paths", lambda scope: _ids(scope.interfaces), _paths),
    Group("PMG-V-03", "Protocol", lambda scope: _ids(scope.interfaces), _protocols),
    Group("PMG-V-04", "Functionality", lambda scope: _ids(scope.interfaces), _functions),
    Group("PMG-V-05", "Access control", lambda scope: _ids(_users(scope)), _access),
    Group("PMG-V-06", "Handoff", lambda scope: _ids(_zones(scope)), _handoff),
    Group("PMG-V-07", "Abnormal behaviour", lambda scope: _ids(scope.use_cases), _abnormal),
    Group("PMG-V-08", "Authentication and cryptography", lambda scope: _ids(scope.crossings), _cryptography),
    Group("PMG-V-09", "Credentials and identity", lambda scope: _ids(_keys(scope)), _credentials),
    Group("PMG-V-10", "Sessions", lambda scope: _ids(_session_cases(scope)), _sessions),
    Group("PMG-V-11", "Configuration", _release_ids, _configuration),
    Group("PMG-V-12", "Links", _linked_ids, _links),
)
