"""FDA's three measures as document 12 shows them (practice 4.16; US-MET)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Code,
    Column,
    Note,
    Notice,
    Number,
    Ref,
    Row,
    Section,
    Table,
    text,
)
from medward.dossier.tones import Tone
from medward.governance.records import Plan
from medward.vex.measures import cases
from medward.vulnerabilities.metrics import (
    DEFINITIONS,
    STATISTICS,
    TO_FIELD,
    TO_UPDATE,
    UPDATED,
    Metrics,
    by_severity,
    completed_on,
    measured,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.dossier.pages.context import Context
    from medward.vulnerabilities.metrics import Case, Span, Times

_NONE: Final = "-"


def definitions(context: Context) -> tuple[Block, ...]:
    """Return what each measure means."""
    del context
    rows = tuple(Row((name, words)) for name, words in DEFINITIONS.items())
    columns = (Column("Measure"), Column("Definition"))
    table = Table("metric-definitions", "The three measures", columns, rows, is_data=False)
    return (table, text(STATISTICS))


def period(context: Context) -> tuple[Block, ...]:
    """Return which time is measured."""
    found = _measured(context)
    first = min((one.identified for one in found.identified), default=None)
    words = (
        f"All vulnerabilities identified until {found.as_of} are counted; the first is of {first}."
        if first
        else f"No vulnerability identified until {found.as_of} affects a release."
    )
    return (text(words),)


def values(context: Context) -> tuple[Block, ...]:
    """Return the measures; a device without history says so and shows no zero."""
    found = _measured(context)
    if not found.has_history:
        words = (
            "No vulnerability that affects a release is known, so there is nothing to measure. "
            "The definitions above and the plan below say how it will be done."
        )
        return (Notice("No history yet", (words,), Tone.UNKNOWN),)
    return (_values(found), *_by_severity(found))


def _values(found: Metrics) -> Table:
    columns = (
        Column("Measure"),
        Column("Finished", is_number=True),
        *(Column(name, is_number=True) for name in ("Share, mean", "Median", "90th perc.", "Maximum")),
        Column("Open cases, oldest first"),
    )
    updated = Number(len(found.updated), len(found.identified))
    rows = (
        Row((UPDATED, updated, f"{found.percent:.1f} %", _NONE, _NONE, _NONE, "see the next row")),
        _times(TO_UPDATE, found.to_update),
        _times(TO_FIELD, found.to_field),
    )
    caption = f"Measures of vulnerabilities identified until {found.as_of}"
    return Table("metrics", caption, columns, rows)


def _times(name: str, times: Times) -> Row:
    done = len(times.finished)
    if not done and not times.open:
        return Row((name, _NONE, _NONE, _NONE, _NONE, _NONE, "no update is on its way to units in the field"))
    numbers = (times.median, times.p90, times.longest)
    mean = _NONE if times.mean is None else f"{_number(times.mean)} days"
    return Row((name, Number(done, done + len(times.open)), mean, *map(_number, numbers), _ages(times.open)))


def _ages(spans: tuple[Span, ...]) -> str:
    if not spans:
        return "none"
    return f"{len(spans)}, known for {', '.join(str(one.days) for one in spans)} days"


def _number(value: float | None) -> str:
    return _NONE if value is None else f"{value:.1f}".removesuffix(".0")


def _by_severity(found: Metrics) -> tuple[Block, ...]:
    columns = (
        Column("Severity of the worst harm", is_narrow=True),
        Column("Updated", is_number=True),
        Column("Mean days to update", is_number=True),
        Column("Open without update", is_number=True),
        Column("Mean days in the field", is_number=True),
        Column("Field not complete", is_number=True),
    )
    rows = tuple(
        Row(
            (
                level or Badge("not rated", Tone.UNKNOWN),
                Number(len(one.updated), len(one.identified)),
                _number(one.to_update.mean),
                Number(len(one.to_update.open)),
                _number(one.to_field.mean),
                Number(len(one.to_field.open)),
            )
        )
        for level, one in by_severity(found).items()
    )
    return (Table("metrics-by-severity", "The measures by severity, worst first", columns, rows),)


def data(context: Context) -> tuple[Block, ...]:
    """Return the instants of each vulnerability that counts, the oldest first."""
    found = _measured(context)
    columns = (
        Column("Vulnerability", is_narrow=True),
        Column("Record", is_narrow=True),
        Column("Severity", is_narrow=True),
        Column("Identified", is_narrow=True),
        Column("Update available", is_narrow=True),
        Column("Field complete", is_narrow=True),
        Column("State"),
    )
    ordered = sorted(found.identified, key=lambda one: (one.identified, one.id))
    table = Table(
        "metrics-data",
        "Each identified vulnerability",
        columns,
        tuple(_case(one, found) for one in ordered),
        "No identified vulnerability.",
    )
    return (table, *_beside(found))


def _case(one: Case, found: Metrics) -> Row:
    updates = {span.case.id: span for span in found.to_update.open}
    fields = {span.case.id: span for span in found.to_field.open}
    complete: Cell = str(completed_on(one, found.as_of) or _NONE)
    state: Cell = Badge("complete", Tone.GOOD)
    if one.id in updates:
        state = (Badge("open", Tone.ATTENTION), f" without an update for {updates[one.id].days} days")
    elif one.id in fields:
        state = (
            Badge("open", Tone.ATTENTION),
            f" in the field for {fields[one.id].days} days, {_share(fields[one.id])}",
        )
    elif not one.is_fielded:
        state, complete = (Badge("complete", Tone.GOOD), " fixed before a unit was shipped"), "none needed"
    available = str(one.available) if one.id not in updates else _NONE
    severity: Cell = one.severity or Badge("not rated", Tone.UNKNOWN)
    return Row(
        (Code(one.name), Ref(one.id), severity, str(one.identified), available, complete, state),
        anchor=one.id,
    )


def _share(span: Span) -> str:
    return "not counted" if span.share is None else f"{float(100 * span.share):.0f} % of eligible units"


def _beside(found: Metrics) -> tuple[Block, ...]:
    """Return the cases that are shown and not counted."""
    rows = (
        *(
            Row(
                (
                    Code(one.name),
                    Ref(one.id),
                    str(one.identified),
                    (Badge("not judged", Tone.UNKNOWN), Note("under investigation")),
                )
            )
            for one in found.not_judged
        ),
        *(Row((Code(one.name), Ref(one.id), str(one.identified), one.excluded)) for one in found.excluded),
    )
    columns = (
        Column("Vulnerability", is_narrow=True),
        Column("Record", is_narrow=True),
        Column("Aware", is_narrow=True),
        Column("Why it is not counted"),
    )
    caption = (
        f"Not counted: {len(found.not_judged)} not judged yet, {len(found.excluded)} that affect no release"
    )
    return (Table("metrics-not-counted", caption, columns, rows, "Every vulnerability is counted."),)


def plan(context: Context) -> tuple[Block, ...]:
    """Return what the management plan says of measures."""
    plans = [item for item in context.facts.records.of(Plan) if item.plan_kind == "management"]
    if not plans:
        words = "No management plan is recorded, so nobody has said who measures and how often."
        return (Notice("Plan missing", (words,), Tone.BAD),)
    return tuple(block for item in plans for block in _plan(item))


def _plan(item: Plan) -> Iterable[Block]:
    yield text("Plan ", Ref(item.id), f", {item.title}. {item.cadence}")
    for part in item.sections:
        if {"measures", "metrics", "measure"} & set(part.heading.lower().split()):
            yield Section(part.heading, (text(part.text),))


def _measured(context: Context) -> Metrics:
    day = context.facts.generated_at.date()
    return measured(cases(context.facts.records, day), day)
