"""The page for those who decide: how much, what is not under control, how the gates stand, what is due when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.clocks.outcome import DONE
from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Field,
    KeyValues,
    Notice,
    Number,
    Ref,
    Row,
    Table,
    in_line,
    text,
)
from medward.dossier.documents.vulnerability_queries import not_matched
from medward.dossier.pages.overview import gate_light
from medward.dossier.tones import Tone
from medward.dossier.words import instant, or_unknown
from medward.governance.records import Decision
from medward.kernel.lifecycle import OUT_OF_USE
from medward.kernel.words import plural, spelled
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.facts import ClockLine, ControlLine
    from medward.dossier.pages.context import Context

_SHOWN = 6
_LINES = 5
"""Rows of a table here; the page is one page, and says what it leaves out."""
_WHY = {"cannot-tell": "Open question: "}
_FINAL = OUT_OF_USE | {"rejected", "expired"}


def headline(context: Context) -> tuple[Block, ...]:
    """Return the numbers, each with what it is a part of."""
    counts = context.counts
    return (
        KeyValues(
            (
                Field(
                    "Threats with a closed chain",
                    Number(sum(one.is_closed for one in context.chains), counts.threats),
                ),
                Field("Residual risks closed", Number(len(counts.risks_closed), counts.risks)),
                Field("Controls verified on this build", Number(counts.controls_verified, counts.controls)),
                Field("Requirements verified", Number(counts.requirements_verified, counts.requirements)),
                Field("Vulnerability matches not decided", _undecided(context)),
                Field("Findings that block the release", Number(counts.blocking)),
            )
        ),
    )


def uncontrolled(context: Context) -> tuple[Block, ...]:
    """Return what can harm patients and is not under control, or of which that cannot be told, in any release in use.

    A vulnerability that touches confidentiality alone and no patient is controlled by rule and is not listed
    (practice S09); open privacy decisions are counted apart, whatever else the vulnerability touches.
    """
    lines = [one for one in context.facts.controlled if one.verdict in {"uncontrolled", "cannot-tell"}]
    columns = (
        Column("Vulnerability"),
        Column("Release", is_narrow=True),
        Column("State", is_narrow=True),
        Column("Severity", is_narrow=True),
        Column("Why"),
    )
    caption = "Patient risk in the field that is not under control"
    empty = "No assessed vulnerability of a release in use leaves a patient risk that is not under control."
    ordered = sorted(lines, key=lambda one: (one.verdict != "uncontrolled", one.assessment))
    blocks: list[Block] = [
        Table("uncontrolled", caption, columns, tuple(_row(one, context) for one in ordered[:_SHOWN]), empty)
    ]
    if len(ordered) > _SHOWN:
        blocks.append(text(f"{len(ordered) - _SHOWN} more stand in the vulnerability assessment."))
    privacy = sum(one.privacy_open for one in context.facts.controlled)
    if privacy:
        found = plural(privacy, "vulnerability touches", "vulnerabilities touch")
        words = f"{found} confidentiality, or may; no decision about privacy is recorded."
        blocks.append(Notice("Privacy", (words,), Tone.ATTENTION))
    return (*blocks, *not_matched(context))


def gates(context: Context) -> tuple[Block, ...]:
    """Return the gates, each in one line."""
    rows = tuple(
        Row(
            (
                view.gate.id,
                view.gate.title,
                gate_light(view),
                Number(view.count("ready"), len(view.items)),
                Number(len(view.blocking)),
            )
        )
        for view in context.facts.gates
    )
    columns = (
        Column("Gate", is_narrow=True),
        Column("Open when"),
        Column("State", is_narrow=True),
        Column("Ready", is_number=True),
        Column("Blocking", is_number=True),
    )
    return (Table("executive-gates", "Gates of the release", columns, rows, "No gate was computed."),)


def due(context: Context) -> tuple[Block, ...]:
    """Return what is decided or reported when: running clocks and decisions that end, the earliest first.

    Clocks that run without a known end are named beside; those met, stopped or replaced ask for nothing.
    """
    found = sorted(_due(context), key=lambda one: one[0])
    rows = tuple(
        Row((day, what, Ref(record)), anchor=f"due-{record}-{number}")
        for number, (day, what, record) in enumerate(found[:_LINES])
    )
    columns = (Column("By", is_narrow=True), Column("What"), Column("Record", is_narrow=True))
    endless = [clock for clock in _running(context) if clock.due_at is None]
    empty = "No clock with a known end runs" if endless else "No clock runs"
    blocks: list[Block] = [Table("due", "What is due when", columns, rows, f"{empty} and no decision ends.")]
    more = len(found) - _LINES
    if more > 0:
        blocks.append(text(f"{more} later ones are not shown."))
    if endless:
        words = f"No end is known for {plural(len(endless), 'clock')} of reporting events: "
        events = dict.fromkeys(clock.event for clock in endless)
        names = in_line(*((Ref(name),) for name in events))
        blocks.append(Notice("End not known", (words, *names, "."), Tone.UNKNOWN))
    return tuple(blocks)


def _undecided(context: Context) -> Cell:
    """Return how many matches wait for a decision; not matched is unknown, not zero."""
    counts = context.counts
    if not context.facts.matches.ran:
        return or_unknown("")
    return Number(counts.undecided_matches, len(counts.matches))


def _running(context: Context) -> list[ClockLine]:
    """Return the clocks for which something is still to be filed."""
    return [one for one in context.facts.clocks if one.filed_at is None and one.state not in DONE]


def _due(context: Context) -> Iterator[tuple[str, str, str]]:
    """Yield day or instant, what, and the record it is about."""
    for clock in _running(context):
        if clock.due_at is not None:
            yield instant(clock.due_at), f"{clock.duty} ({clock.state})", clock.event
    today = context.facts.generated_at.date()
    for decision in context.facts.records.of(Decision):
        ends = decision.expires_on
        if ends is not None and str(decision.status) not in _FINAL:
            late = "ended, decide again" if ends < today else "ends, decide again before"
            yield ends.isoformat(), f"{decision.title} ({late})", decision.id


def _row(line: ControlLine, context: Context) -> Row:
    """Return one vulnerability in words a manager reads."""
    records = context.facts.records
    one = records.find(line.assessment, Assessment)
    known = records.find(one.vulnerability, Vulnerability) if one else None
    tone = Tone.BAD if line.verdict == "uncontrolled" else Tone.UNKNOWN
    word = spelled(line.verdict)
    name = f"{known.identifier}: {known.title}" if known else line.assessment
    return Row(
        (name, line.release, Badge(word, tone), line.severity, f"{_WHY.get(line.verdict, '')}{line.why[0]}"),
        tone,
        f"open-{line.assessment}",
    )
