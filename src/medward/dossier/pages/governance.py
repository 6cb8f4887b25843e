"""Gates and gaps, labelling, decisions and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.finding import CheckFinding, Level
from medward.controls.records import Label
from medward.dossier.blocks import (
    Badge,
    Bar,
    BarPart,
    Bars,
    Block,
    Column,
    Digest,
    Document,
    Note,
    Notice,
    Number,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.pages.context import Context, linked
from medward.dossier.pages.overview import gate_light, gate_table
from medward.dossier.tones import Tone
from medward.dossier.words import badge, instant, marked
from medward.governance.records import Decision, Signature
from medward.kernel.words import plural, spelled

if TYPE_CHECKING:
    from medward.checks.gates import GateView

LABEL_ITEMS = 14
"""Labelling items of the FDA premarket guidance (practice 7.1, document 14)."""


def gates(context: Context) -> Document:
    """Return gates and gaps, the gap list first."""
    counts, facts = context.counts, context.facts
    return Document(
        slug="gates",
        title="Gates and gaps",
        lead=f"{plural(counts.blocking, 'blocking finding')} and {plural(counts.warnings, 'warning')}."
        if facts.checked
        else "The rules were not run, so nothing can be said.",
        group="Summary",
        short="Gates and gaps",
        blocks=(
            Section("Gap list", (_findings(facts.findings, context),)),
            Section("Gates", (gate_table(facts.gates), _bars(facts.gates))),
            *(_gate(view, context) for view in facts.gates),
        ),
    )


def _findings(findings: tuple[CheckFinding, ...], context: Context) -> Table:
    """Return what the rules found, blocking first."""
    ordered = sorted(findings, key=lambda item: (item.level is not Level.BLOCK, item.gate, item.rule))
    return Table(
        name="findings-of-rules",
        caption="What the rules found, blocking ones first",
        columns=(
            Column("Level", is_narrow=True),
            Column("Rule", is_narrow=True),
            Column("Gate", is_narrow=True),
            Column("Record", is_narrow=True),
            Column("What is wrong"),
            Column("What to do"),
        ),
        rows=tuple(
            Row(
                (
                    badge("blocking" if item.level is Level.BLOCK else "warning"),
                    item.rule,
                    item.gate,
                    Ref(item.record) if item.record in context.facts.records else item.record,
                    (marked(item.message), Note(item.place)),
                    marked(item.fix),
                ),
                tone=Tone.BAD if item.level is Level.BLOCK else Tone.NEUTRAL,
            )
            for item in ordered
        ),
        empty="No rule found anything." if context.facts.checked else "The rules were not run.",
    )


def _bars(gates: tuple[GateView, ...]) -> Bars:
    """Return the gates as bars."""
    return Bars(
        "Items per gate",
        tuple(
            Bar(
                f"{view.gate.id} {view.gate.title}",
                (
                    BarPart("ready", view.count("ready"), Tone.GOOD),
                    BarPart("draft", view.count("draft"), Tone.ATTENTION),
                    BarPart("missing", view.count("missing"), Tone.BAD),
                ),
            )
            for view in gates
        ),
    )


def _gate(view: GateView, context: Context) -> Section:
    """Return what one gate still waits for."""
    gate = view.gate
    waiting = [item for item in view.items if item.state != "ready"]
    table = Table(
        name=f"gate-{gate.id.lower()}",
        caption=f"What {gate.id} still waits for",
        columns=(
            Column("State", is_narrow=True),
            Column("What"),
            Column("Record", is_narrow=True),
            Column("Owner", is_narrow=True),
            Column("Due", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    badge(item.state),
                    (item.what, Note(item.note)),
                    linked(item.record, context),
                    linked(item.owner, context),
                    str(item.due or ""),
                )
            )
            for item in waiting
        ),
        empty="Nothing: every item is ready.",
        is_data=False,
    )
    line = text(gate_light(view), f" {view.summary}. Signed by: {gate.signs}.")
    return Section(f"{gate.id} {gate.title}", (line, table), anchor=gate.id.lower())


def labelling(context: Context) -> Document:
    """Return what the user is told."""
    labels = context.facts.records.of(Label)
    covered = {label.item for label in labels if label.item}
    return Document(
        slug="labelling",
        title="Labelling",
        lead=f"{len(covered)} of {LABEL_ITEMS} labelling items of the premarket guidance have a text.",
        group="Verification",
        short="Labelling",
        blocks=(
            _missing_items(covered),
            _labels(sorted(labels, key=lambda item: (item.item or 99, item.id))),
        ),
    )


def _missing_items(covered: set[int]) -> Block:
    """Return which of the fourteen items have no text."""
    missing = [str(number) for number in range(1, LABEL_ITEMS + 1) if number not in covered]
    if missing:
        return Notice("Items without a text", (", ".join(missing),), Tone.ATTENTION)
    return Notice("Complete", (f"All {LABEL_ITEMS} items have a text.",), Tone.GOOD)


def _labels(labels: list[Label]) -> Table:
    """Return the labelling texts."""
    return Table(
        name="labelling",
        caption="Labelling items: text, place in the instructions for use, and what they speak of",
        columns=(
            Column("Item", is_number=True),
            Column("Id", is_narrow=True),
            Column("Title"),
            Column("Text"),
            Column("Location"),
            Column("Speaks of", is_narrow=True),
            Column("Status", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    Number(item.item) if item.item else item.mds_question,
                    Ref(item.id),
                    item.title,
                    item.text,
                    item.location,
                    refs(item.sources),
                    badge(item.status),
                )
            )
            for item in labels
        ),
        empty="No labelling item is recorded.",
    )


def decisions(context: Context) -> Document:
    """Return decisions, and every signature with name, time and meaning."""
    records = context.facts.records
    signatures = records.of(Signature)
    return Document(
        slug="decisions",
        title="Decisions and signatures",
        lead=f"{plural(len(records.of(Decision)), 'decision')} and {plural(len(signatures), 'signature')}, "
        "each with printed name, date, time zone and meaning.",
        group="Records",
        short="Decisions, signatures",
        blocks=(
            Section("Decisions", (_decisions(context),)),
            Section("Signatures", (signature_table(context, signatures, "signatures"),)),
        ),
    )


def _decisions(context: Context) -> Table:
    """Return the decisions with who signed them."""
    records = context.facts.records
    return Table(
        name="decisions",
        caption="What was decided, why, until when, by whom",
        columns=(
            Column("Id", is_narrow=True),
            Column("Kind", is_below=True),
            Column("Question and outcome"),
            Column("Why"),
            Column("About", is_narrow=True),
            Column("Status", is_narrow=True),
            Column("Until", is_narrow=True, is_below=True),
            Column("Signed by"),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    spelled(item.decision_kind),
                    listed((item.question, item.outcome)),
                    item.rationale,
                    refs(item.subjects),
                    badge(item.status),
                    str(item.expires_on or "no end"),
                    listed(
                        [
                            f"{found.printed_name}, {spelled(found.meaning)}, {found.signed_at.date()}"
                            for found in records.linked_from(item.id, Signature)
                            if found.record == item.id
                        ],
                        Badge("not signed", Tone.ATTENTION),
                    ),
                )
            )
            for item in records.of(Decision)
        ),
        empty="No decision is recorded.",
    )


def signature_table(context: Context, signatures: list[Signature], name: str) -> Table:
    """Return signatures as 21 CFR 11.50 asks: printed name, date and time, meaning; and what they cover."""
    return Table(
        name=name,
        caption="Signatures: printed name, date, time and zone, meaning, and the content they cover",
        columns=(
            Column("Printed name"),
            Column("Meaning", is_below=True),
            Column("Signed at"),
            Column("Record", is_narrow=True),
            Column("Version", is_below=True),
            Column("Statement"),
            Column("Content SHA-256"),
            Column("Still the content", is_below=True),
            Column("Signature", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    item.printed_name,
                    spelled(item.meaning),
                    instant(item.signed_at),
                    Ref(item.record),
                    Number(item.record_version),
                    item.statement,
                    Digest(item.content_sha256),
                    _still(context, item),
                    Ref(item.id),
                )
            )
            for item in signatures
        ),
        empty="No signature is recorded.",
        is_data=name == "signatures",
    )


def _still(context: Context, item: Signature) -> Badge:
    """Say whether the signed content is the content of the record shown here."""
    record = context.facts.records.by_id.get(item.record)
    if record is None:
        return Badge("record is gone", Tone.BAD)
    if record.digest == item.content_sha256:
        return Badge("yes", Tone.GOOD)
    earlier = record.version > item.record_version
    return Badge("earlier version", Tone.NEUTRAL) if earlier else Badge("content changed", Tone.BAD)
