"""Architecture views: each with its drawing and what it lacks, and the security use cases step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.view_fields import live
from medward.checks.views import check_views
from medward.devices.records import Element, Interface, View, ViewKind
from medward.devices.use_cases import UseCase
from medward.dossier.blocks import (
    Badge,
    Cell,
    Column,
    Document,
    Field,
    Figure,
    KeyValues,
    Number,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.sequences import sequence, steps_table
from medward.dossier.tones import Tone
from medward.dossier.views import description, flow_diagram, reach_words, trust_diagram
from medward.kernel.words import plural, spelled

if TYPE_CHECKING:
    from collections.abc import Collection

    from medward.checks.view_fields import Lack
    from medward.checks.views import ViewCheck
    from medward.dossier.pages.context import Context
    from medward.kernel.recordset import RecordSet

_KINDS = {
    ViewKind.GLOBAL: "Global system view",
    ViewKind.MULTI_PATIENT: "Multi-patient harm view",
    ViewKind.UPDATE: "Updateability and patchability view",
    ViewKind.USE_CASE: "Security use-case view",
}
_MOST_NAMED = 12
"""Records named in one cell; the view's own record page has all of them."""


def views(context: Context) -> Document:
    """Return the page of architecture views."""
    checks = check_views(context.facts.records)
    lacking = sum(not field.is_met for check in checks for field in check.fields)
    recorded = sum(bool(check.view) for check in checks)
    cases = live(context.facts.records, UseCase)
    return Document(
        slug="views",
        title="Architecture views",
        lead=f"{plural(recorded, 'view')}, {plural(len(cases), 'security use case')}; "
        f"{plural(lacking, 'group')} of fields incomplete.",
        group="Design",
        short="Architecture views",
        blocks=(
            summary(context),
            *(_view(context, check) for check in checks),
            Section("Security use cases", tuple(_use_case(context, item) for item in cases)),
        ),
    )


def summary(context: Context) -> Table:
    """Return a line per view: what is complete and what is not."""
    return Table(
        name="view-completeness",
        caption="Architecture views against what FDA lists (PMG-AV-01 to 05, PMG-V-01 to 12)",
        columns=(
            Column("View"),
            Column("Record", is_narrow=True),
            Column("Groups met", is_number=True),
            Column("State", is_narrow=True),
            Column("What is missing"),
        ),
        rows=tuple(
            _summary_row(context.facts.records, check) for check in check_views(context.facts.records)
        ),
    )


def whole_system(records: RecordSet, crossings: Collection[str]) -> Figure:
    """Return the data-flow diagram of everything."""
    return Figure(
        "data-flow",
        flow_diagram(records, crossings),
        "Data-flow diagram with trust zones",
        description(records),
    )


def view_figures(records: RecordSet, crossings: Collection[str], view: View) -> list[Figure]:
    """Return the drawings of one view; that of updates comes with its chain of trust."""
    diagram = flow_diagram(records, crossings, view)
    found = [Figure(f"view-{view.id}", diagram, view.title, description(records, view))]
    if view.view_kind is ViewKind.UPDATE:
        found.append(
            Figure(
                f"trust-{view.id}",
                trust_diagram(records, view),
                "Chain of trust: who builds, signs, stores, distributes, verifies and installs",
                _trust_words(records, view),
            )
        )
    return found


def use_case_figure(records: RecordSet, item: UseCase) -> Figure:
    """Return the sequence diagram of a use case."""
    steps = " ".join(f"{number}. {step.action}" for number, step in enumerate(item.steps, 1))
    return Figure(
        f"sequence-{item.id}", sequence(records, item), f"{item.title} (state: {item.state})", steps
    )


def _lack(records: RecordSet, lack: Lack) -> Cell:
    """Return what is missing, with the record it is missing in and its name."""
    return (
        (Ref(lack.record), f"{records.title_of(lack.record)}: {lack.message}")
        if lack.record
        else lack.message
    )


def _summary_row(records: RecordSet, check: ViewCheck) -> Row:
    """Return one line of the summary."""
    met = sum(field.is_met for field in check.fields)
    lacks = [lack for field in check.fields for lack in field.lacks]
    words = [_lack(records, lack) for lack in lacks]
    state = Badge("complete", Tone.GOOD) if check.is_complete else Badge("incomplete", Tone.ATTENTION)
    return Row(
        (
            _KINDS[check.kind],
            Ref(check.view) if check.view else Badge("missing", Tone.BAD),
            Number(met, len(check.fields)),
            state,
            listed(dict.fromkeys(words), "nothing"),
        )
    )


def _view(context: Context, check: ViewCheck) -> Section:
    """Return one view: prose, drawings, tables, fields."""
    view = context.facts.records.find(check.view, View)
    if view is None:
        missing = text("No such view is recorded. ", check.fields[0].lacks[0].message, ".")
        return Section(_KINDS[check.kind], (missing,))
    return Section(
        f"{_KINDS[check.kind]}: {view.title}" if view.title != _KINDS[check.kind] else view.title,
        (
            text(Ref(view.id), "  ", view.narrative),
            *view_figures(context.facts.records, context.facts.candidates.crossings, view),
            *((_shared(context.facts.records, view),) if view.shared_reach else ()),
            _shown(view),
            _flows(context, view),
            _fields(context.facts.records, check),
        ),
        anchor=f"view-{view.id}",
    )


def _shown(view: View) -> KeyValues:
    """Return the states the view shows, what it leaves out and why, and the risks it discusses."""
    omitted = (f"No use case for {item.what}: {item.reason}" for item in view.omitted)
    return KeyValues(
        (
            Field("States shown", listed(view.states, "not recorded")),
            Field("Left out", listed((*view.excluded, *omitted), "nothing recorded")),
            *((Field("Risks discussed", refs(view.mentions)),) if view.mentions else ()),
        )
    )


def _shared(records: RecordSet, view: View) -> Table:
    """Return what many units depend on."""
    return Table(
        name=f"shared-{view.id}",
        caption="What many units share, and how far it reaches",
        columns=(Column("Shared"), Column("Reaches at most"), Column("How")),
        rows=tuple(
            Row(
                (
                    (Ref(item.item), records.title_of(item.item)),
                    reach_words(item) if item.units is not None else Badge(reach_words(item), Tone.UNKNOWN),
                    item.how,
                )
            )
            for item in view.shared_reach
        ),
    )


def _flows(context: Context, view: View) -> Table:
    """Return the key of the drawing: every flow with direction, protocol and port."""
    records = context.facts.records
    drawn = {flow.id for flow in flow_diagram(records, (), view).flows}
    names = {item.id: f"{item.short} {item.title}" for item in records.of(Element)}
    return Table(
        name=f"flows-{view.id}",
        caption=f"{view.title}: arrows with direction, protocol and port",
        columns=(
            Column("Flow", is_narrow=True),
            Column("From"),
            Column("To"),
            Column("Direction"),
            Column("Protocol"),
            Column("Port"),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id, item.short),
                    names[item.source_element],
                    names[item.target_element],
                    spelled(item.direction),
                    item.protocol,
                    item.port,
                )
            )
            for item in records.of(Interface)
            if item.id in drawn
        ),
    )


def _fields(records: RecordSet, check: ViewCheck) -> Table:
    """Return each group of fields with the records that answer it and what they lack."""
    return Table(
        name=f"fields-{check.view}",
        caption=f"{check.title}: groups of fields",
        columns=(
            Column("Code", is_narrow=True),
            Column("Group"),
            Column("State", is_narrow=True),
            Column("Answered by"),
            Column("What is missing"),
        ),
        rows=tuple(
            Row(
                (
                    field.code,
                    field.title,
                    Badge("met", Tone.GOOD) if field.is_met else Badge("missing", Tone.ATTENTION),
                    listed(
                        (
                            *(Ref(name) for name in field.shown[:_MOST_NAMED]),
                            f"and {len(field.shown) - _MOST_NAMED} more"
                            if len(field.shown) > _MOST_NAMED
                            else "",
                        ),
                        "no record",
                    ),
                    listed((_lack(records, lack) for lack in field.lacks), "nothing"),
                )
            )
            for field in check.fields
        ),
    )


def _use_case(context: Context, item: UseCase) -> Section:
    """Return one use case: who, what it covers, the sequence, and the table of its steps."""
    records = context.facts.records
    covered = ", ".join(spelled(function) for function in item.covers) or "no function named"
    return Section(
        item.title,
        (
            text(
                Ref(item.id),
                f"  Operating state: {item.state}. Functions covered: {covered}. Started by ",
                Ref(item.actor),
                f" {records.title_of(item.actor)}.",
            ),
            use_case_figure(records, item),
            *((text("Session: ", item.session),) if item.session else ()),
            *((text("Controls: ", refs(item.controls)),) if item.controls else ()),
            steps_table(records, item),
        ),
        anchor=f"use-case-{item.id}",
    )


def _trust_words(records: RecordSet, view: View) -> str:
    """Return the chain of trust in words."""
    return " ".join(
        f"{title}: {'; '.join(f'{box.title}, {box.what}' for box in boxes) or 'not recorded'}."
        for title, boxes in trust_diagram(records, view).columns
    )
