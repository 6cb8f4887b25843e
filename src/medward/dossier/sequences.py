"""Security use cases as sequences: who sends what to whom, what is checked, and where it may leave the way.

Source: practice 4.21.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import Element, Interface
from medward.dossier.blocks import Badge, Cell, Column, Note, Number, Ref, Row, Table, listed
from medward.dossier.drawings import Lifeline, SequenceDiagram, SequenceStep
from medward.dossier.tones import Tone
from medward.dossier.views import short_protocol

if TYPE_CHECKING:
    from medward.devices.use_cases import UseCase, UseCaseStep
    from medward.kernel.recordset import RecordSet

_NONE = Badge("not recorded", Tone.UNKNOWN)


def sequence(records: RecordSet, item: UseCase) -> SequenceDiagram:
    """Return the drawing of a use case.

    A step without a flow happens inside the element that the step before it reached; before the first flow,
    inside the one that flow starts from.
    """
    flows = [records.find(step.interface, Interface) for step in item.steps]
    order = list(dict.fromkeys(end for flow in flows if flow for end in _ends(flow))) or [item.actor]
    here, steps = order[0], []
    for number, (step, flow) in enumerate(zip(item.steps, flows, strict=True), 1):
        source, target = _ends(flow) if flow else (here, here)
        words = f"{flow.short} {short_protocol(flow)}" if flow else ""
        steps.append(SequenceStep(number, source, target, words, step.action, _notes(step)))
        here = target
    return SequenceDiagram(
        lifelines=tuple(_lifeline(records, identity) for identity in order),
        steps=tuple(steps),
        abnormal=item.abnormal,
    )


def steps_table(records: RecordSet, item: UseCase) -> Table:
    """Return every step with the answers of its flow: identity, rights, cryptography, log, failure."""
    return Table(
        name=f"use-case-{item.id}",
        caption=f"{item.title}: what protects each step",
        columns=(
            Column("Step", is_number=True),
            Column("Flow", is_narrow=True),
            Column("What happens"),
            Column("Identity check"),
            Column("Authorisation"),
            Column("Cryptography and integrity"),
            Column("Log event"),
            Column("If it fails"),
        ),
        rows=tuple(_row(records, number, step) for number, step in enumerate(item.steps, 1)),
    )


def _row(records: RecordSet, number: int, step: UseCaseStep) -> Row:
    """Return one step; its own check stands above what the flow provides in general."""
    flow = records.find(step.interface, Interface)
    inside: Cell = "inside the element"
    return Row(
        (
            Number(number),
            listed((Ref(flow.id, flow.short), Note(short_protocol(flow)))) if flow else inside,
            step.action,
            listed((step.check or _NONE, Note(flow.authentication) if flow else "")),
            flow.authorization if flow else inside,
            flow.cryptography if flow else inside,
            step.log or _NONE,
            step.on_failure or _NONE,
        )
    )


def _ends(flow: Interface) -> tuple[str, str]:
    """Return where a flow starts and ends."""
    return flow.source_element, flow.target_element


def _lifeline(records: RecordSet, identity: str) -> Lifeline:
    """Return an element as a lifeline; what is no element keeps its id as name."""
    element = records.find(identity, Element)
    if element is None:
        return Lifeline(identity, "", records.title_of(identity))
    return Lifeline(identity, element.short, element.title, not element.in_scope)


def _notes(step: UseCaseStep) -> tuple[tuple[str, str], ...]:
    """Return what stands beside the arrow; a hole is said."""
    return (
        ("Check", step.check or "not recorded"),
        ("Log", step.log or "not recorded"),
        ("If it fails", step.on_failure or "not recorded"),
    )
