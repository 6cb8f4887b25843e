"""Whether the four architecture views say what a reviewer looks for, field by field, with records.

>>> from medward.kernel.recordset import RecordSet
>>> from medward.checks.views import check_views
>>> [(view.kind.value, view.is_complete) for view in check_views(RecordSet([]))][:2]
[('global', False), ('multi-patient', False)]

Source: FDA premarket cybersecurity guidance of 3 February 2026, section V.B.2, as PMG-AV-01 to PMG-AV-05 and
PMG-V-01 to PMG-V-12; practice 4.20 and 4.21. In our words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.checks.view_fields import GROUPS, Lack, Scope, live
from medward.devices.records import Asset, DeviceType, Element, Product, View, ViewKind
from medward.devices.use_cases import (
    ALWAYS_FOLLOWED,
    FOLLOWED_FOR_IMPLANTS,
    OperatingState,
    SecurityFunction,
    UseCase,
)
from medward.devices.view_parts import SystemPart, TrustRole
from medward.kernel.words import spelled
from medward.risk.records import Risk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from medward.kernel.recordset import RecordSet

_PROTECTIONS: Final = {
    "rollback": "what keeps an older version off the device is not said",
    "power_loss": "what happens when the power fails is not said",
    "partial_fleet": "how units of different versions live side by side is not said",
    "update_evidence": "what record shows which unit runs which version is not said",
}


@dataclass(frozen=True, slots=True)
class ViewField:
    """One group of fields of one view."""

    code: str
    title: str
    shown: tuple[str, ...]
    """Records that answer it."""
    lacks: tuple[Lack, ...]

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return not self.lacks


@dataclass(frozen=True, slots=True)
class ViewCheck:
    """One view with its fields; `view` is empty where a kind of view is missing."""

    kind: ViewKind
    view: str
    title: str
    fields: tuple[ViewField, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every group of fields is met."""
        return all(item.is_met for item in self.fields)


def check_views(records: RecordSet) -> tuple[ViewCheck, ...]:
    """Return every architecture view with what it shows and lacks, in the order of the guidance.

    A kind of view without a record is listed with that as its one lack (PMG-AV-01).
    """
    found = []
    for kind in ViewKind:
        views = [item for item in live(records, View) if item.view_kind is kind]
        found += [_checked(Scope(records, view)) for view in views]
        if not views:
            lack = Lack("", f"no {kind} view is recorded")
            found.append(
                ViewCheck(kind, "", "missing", (ViewField("PMG-AV-01", "View exists", (), (lack,)),))
            )
    return tuple(found)


def _checked(scope: Scope) -> ViewCheck:
    """Return one view with its own fields first, then the twelve groups."""
    view = scope.view
    code, title, lacking, shown = _OWN[view.view_kind]
    own = ViewField(code, title, shown(scope), tuple(lacking(scope)))
    groups = tuple(ViewField(group.code, group.title, *group.answer(scope)) for group in GROUPS)
    return ViewCheck(view.view_kind, view.id, view.title, (own, *groups))


def _parts(scope: Scope) -> Iterator[Lack]:
    """Yield parts of the whole system that are neither shown nor said to be absent."""
    view = scope.view
    told = {item.part: item for item in view.parts}
    for part in SystemPart:
        item = told.get(part)
        if item is None or not (item.elements or item.absent):
            yield Lack(view.id, f"{spelled(part)} is neither shown nor said to be absent")
        else:
            for identity in item.elements:
                if identity not in view.elements:
                    yield Lack(identity, f"stands for {spelled(part)} but is not in the view")


def _shared(scope: Scope) -> Iterator[Lack]:
    """Yield multi-patient risks that are not discussed, and shared things of unknown reach or not drawn."""
    view, records = scope.view, scope.records
    for risk in live(records, Risk):
        if risk.multi_patient and risk.id not in view.mentions:
            yield Lack(risk.id, "can harm several patients at once and is not discussed")
    if not view.shared_reach:
        yield Lack(view.id, "names nothing that many units share; say what was looked at")
    drawn = {*view.elements, *(item.id for item in scope.interfaces)}
    for item in view.shared_reach:
        asset = records.find(item.item, Asset)
        if not drawn & set(asset.located if asset else (item.item,)):
            yield Lack(item.item, "is shared but not drawn in the view")
        if item.units is None:
            yield Lack(item.item, "how many units it reaches is not known")


def _chain(scope: Scope) -> Iterator[Lack]:
    """Yield roles nobody has in the chain of trust, steps that are not drawn, and protections not told."""
    view = scope.view
    roles = {step.role for step in view.trust_chain}
    for role in TrustRole:
        if role not in roles:
            yield Lack(view.id, f"who {role} is not said")
    for step in view.trust_chain:
        if step.element not in view.elements:
            yield Lack(step.element, f"{step.role} but is not in the view")
    for name, message in _PROTECTIONS.items():
        if not getattr(view, name):
            yield Lack(view.id, message)


def _followed(scope: Scope) -> Iterator[Lack]:
    """Yield functions and operating states that no use case covers, and omissions of things nobody asks for."""
    view, cases = scope.view, live(scope.records, UseCase)
    covered = {function for item in cases for function in item.covers}
    states = {item.state for item in cases}
    omitted = {item.what for item in view.omitted}
    for function in functions_asked(scope.records):
        if function not in covered and function not in omitted:
            yield Lack(view.id, f"no use case follows {spelled(function)}")
    for state in OperatingState:
        if state not in states and state not in omitted:
            yield Lack(view.id, f"no use case happens in the state {state}")
    known = {*SecurityFunction, *OperatingState}
    for what in sorted(omitted - known):
        yield Lack(view.id, f"omits {what!r}, which is neither a function nor a state")
    yield from _unchecked_steps(cases)


def _unchecked_steps(cases: list[UseCase]) -> Iterator[Lack]:
    """Yield steps without a check or a log event."""
    for item in cases:
        for number, step in enumerate(item.steps, 1):
            if not (step.check and step.log):
                yield Lack(item.id, f"step {number} lacks its {'log event' if step.check else 'check'}")


def functions_asked(records: RecordSet) -> tuple[SecurityFunction, ...]:
    """Return the functions the use cases must follow; an implant has more of them (practice 4.21)."""
    is_implant = any(item.device_type is DeviceType.IMPLANT for item in live(records, Product))
    return ALWAYS_FOLLOWED + (FOLLOWED_FOR_IMPLANTS if is_implant else ())


def _part_ids(scope: Scope) -> tuple[str, ...]:
    """Return the elements that stand for a part of the whole system."""
    return tuple(dict.fromkeys(name for item in scope.view.parts for name in item.elements))


def _chain_ids(scope: Scope) -> tuple[str, ...]:
    """Return the elements of the chain of trust."""
    chain = dict.fromkeys(step.element for step in scope.view.trust_chain)
    return tuple(name for name in chain if scope.records.find(name, Element))


def _case_ids(scope: Scope) -> tuple[str, ...]:
    """Return every use case."""
    return tuple(item.id for item in live(scope.records, UseCase))


def _shared_ids(scope: Scope) -> tuple[str, ...]:
    """Return what is shared, and the risks discussed."""
    return (*(item.item for item in scope.view.shared_reach), *scope.view.mentions)


_OWN: Final[
    dict[
        ViewKind,
        tuple[str, str, Callable[[Scope], Iterator[Lack]], Callable[[Scope], tuple[str, ...]]],
    ]
] = {
    ViewKind.GLOBAL: ("PMG-AV-02", "Whole system", _parts, _part_ids),
    ViewKind.MULTI_PATIENT: ("PMG-AV-03", "Harm to many patients", _shared, _shared_ids),
    ViewKind.UPDATE: ("PMG-AV-04", "Way of an update", _chain, _chain_ids),
    ViewKind.USE_CASE: ("PMG-AV-05", "Functions and states", _followed, _case_ids),
}
"""What each kind of view shows beside the twelve groups."""
