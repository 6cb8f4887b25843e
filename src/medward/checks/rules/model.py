"""V01 to V03: the model is complete enough to be attacked on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.checks.finding import Breach
from medward.devices.records import Element, ElementKind, Interface, Purpose
from medward.governance.records import DecisionKind
from medward.threats.stride import crosses, unread_interfaces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case

MUST_EXIST: Final = (Purpose.SERVICE, Purpose.DEBUG, Purpose.UPDATE)  # practice 3.1, V03
_NO_ANSWER: Final = frozenset({"?", "tbd", "unknown", "n/a", "-", "tba"})
_BARE_NONE: Final = re.compile(r"^none[\s.,;:]*$", re.IGNORECASE)
_QUESTIONS: Final = ("protocol", "port", "authentication", "authorization", "cryptography")


def v01(case: Case) -> Iterator[Breach]:
    """Every element has a zone, and every interface two existing ends.

    Only an external entity stands outside the zones. Whether a flow crosses a
    boundary follows from this (`threats.stride.crosses`); where it cannot be told,
    the flow counts as crossing and the reason is listed here.

    Source: practice 3.1 V01 and 4.1.
    """
    for element in case.live(Element):
        if not element.zone and element.element_kind is not ElementKind.EXTERNAL:
            yield Breach(
                element.id,
                f"{element.element_kind} {element.short} has no zone, so nobody can tell which flows cross a boundary",
                "set zone, or set element_kind to external if it is outside the product",
            )
    for interface in case.live(Interface):
        for side, end in (("source", interface.source_element), ("target", interface.target_element)):
            if case.records.find(end, Element) is None:
                yield Breach(
                    interface.id,
                    f"its {side} {end} is no element of the model",
                    f"create {end} or correct {side}_element",
                )
    for unread in unread_interfaces(case.records):
        interface_ends = case.records.find(unread.interface, Interface)
        if interface_ends is not None and _has_ends(interface_ends, case):
            yield Breach(unread.interface, unread.why, "put one end inside the product, or remove the flow")


def v02(case: Case) -> Iterator[Breach]:
    """Every interface answers protocol, port, authentication, authorisation and cryptography; `none` has a reason.

    Default state and purpose are choices of the schema and cannot be left out. A
    port of `none` needs no reason where the medium has no ports.

    Source: practice 3.1 V02.
    """
    for interface in case.live(Interface):
        for question in _QUESTIONS:
            answer = str(getattr(interface, question)).strip()
            if answer.lower() in _NO_ANSWER:
                yield Breach(
                    interface.id,
                    f"{question} is {answer!r}, which is no answer",
                    f"say what {question} it has, or none with the reason",
                )
            elif _BARE_NONE.match(answer) and question != "port" and not interface.none_reason:
                where = " and it crosses a trust boundary" if crosses(interface, case.records) else ""
                yield Breach(
                    interface.id,
                    f"{question} is none without a reason{where}",
                    f"give the reason in none_reason, or add {question}",
                )


def v03(case: Case) -> Iterator[Breach]:
    """Service, debug and update interfaces are in the model, or a signed statement declares them absent.

    Source: practice 3.1 V03.
    """
    present = {interface.purpose for interface in case.live(Interface)}
    for purpose in MUST_EXIST:
        if purpose in present:
            continue
        declared = case.declared(DecisionKind.DECLARED_ABSENT, purpose.value)
        if declared.decision is None:
            yield Breach(
                case.release.of,
                f"the model has no {purpose} interface and no signed statement that there is none ({declared.why_not})",
                f"model the {purpose} interface, or sign a declared-absent decision that names {purpose}",
            )


def _has_ends(interface: Interface, case: Case) -> bool:
    """Say whether both ends exist."""
    ends = (interface.source_element, interface.target_element)
    return all(case.records.find(end, Element) is not None for end in ends)
