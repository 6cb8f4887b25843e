"""Logs as customers ask about them: which events are written, and how logs are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.controls.records import Control
from medward.devices.use_cases import UseCase
from medward.dossier.blocks import Block, Column, Notice, Row, Table
from medward.dossier.documents.interface_queries import element_name
from medward.dossier.documents.user_queries import may_leave, met, without_ids
from medward.dossier.tones import Tone
from medward.dossier.words import or_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.pages.context import Context

_LOGGING: Final = "event-detection-logging"


def log_dictionary(context: Context) -> tuple[Block, ...]:
    """Return every event the use cases say is written, when, and what it shows of a failure.

    No kind of record lists events by number, so format and numbers are said to be unknown here.
    """
    rows = tuple(_events(context))
    columns = (
        Column("Event written"),
        Column("When"),
        Column("Where", is_narrow=True),
        Column("Function", is_narrow=True),
        Column("If the check fails"),
    )
    caption = "Events written to a log, from the steps of the use cases"
    unknown = (
        "Event numbers, severities and the exact fields of an entry are not part of the records this table is made "
        "from; the labelling says where they are described. An event that no use case mentions is missing here."
    )
    return (
        Table("log-dictionary", caption, columns, rows, "No use case says what is logged."),
        Notice("What this table does not say", (unknown,), Tone.UNKNOWN),
    )


def log_keeping(context: Context) -> tuple[Block, ...]:
    """Return how logs are kept, protected and exported, by the controls for it."""
    rows = tuple(
        Row(
            (item.title, item.parameters, item.failure_mode or or_unknown(""), item.limits or or_unknown("")),
            anchor=f"log-{item.id}",
        )
        for item in context.facts.records.of(Control)
        if _LOGGING in item.fda_categories and "AUDT" in item.mdcg_capabilities and may_leave(item)
    )
    columns = (Column("Measure"), Column("Figures"), Column("When it fails"), Column("What it does not do"))
    caption = "How logs are kept, protected and exported"
    return (Table("log-keeping", caption, columns, rows, "No control for logs is recorded."),)


def _events(context: Context) -> Iterator[Row]:
    """Yield one row per event on a connection customers meet, or inside what it reaches."""
    shown = {item.id: item for item in met(context)}
    for case in filter(may_leave, context.facts.records.of(UseCase)):
        if not shown.keys() & {step.interface for step in case.steps}:
            continue
        for number, step in enumerate(case.steps, start=1):
            if step.log and (not step.interface or step.interface in shown):
                where = (
                    element_name(shown[step.interface].target_element, context)
                    if step.interface
                    else "inside"
                )
                words = (step.log, step.action, where, case.title, step.on_failure or "not recorded")
                yield Row(tuple(map(without_ids, words)), anchor=f"event-{case.id}-{number}")
