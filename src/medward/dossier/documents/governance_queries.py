"""Plans, people, texts, policies and decisions as sections of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.catalogue.places import named
from medward.catalogue.records import RequirementSource
from medward.devices.records import IntendedUse, Product
from medward.dossier.blocks import (
    Badge,
    Block,
    Column,
    Field,
    KeyValues,
    Notice,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.tones import Tone
from medward.dossier.words import badge, or_unknown
from medward.governance.policies import Policy
from medward.governance.records import Decision, Person, Plan
from medward.kernel.words import spelled

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


def plan(context: Context, kind: str) -> tuple[Block, ...]:
    """Return the plans of a kind with all their sections, or that there is none."""
    plans = [item for item in context.facts.records.of(Plan) if item.plan_kind == kind]
    if not plans:
        words = f"No plan of kind {kind} is recorded."
        return (Notice("Plan missing", (words,), Tone.BAD),)
    return tuple(
        Section(
            item.title,
            (
                KeyValues(
                    (
                        Field("Record", (Ref(item.id), badge(item.status))),
                        Field("Covers", item.scope),
                        Field("How often", item.cadence),
                    )
                ),
                *(Section(part.heading, (text(part.text),)) for part in item.sections),
            ),
            item.id,
        )
        for item in plans
    )


def people(context: Context) -> tuple[Block, ...]:
    """Return who takes part, and in which role."""
    rows = tuple(
        Row((item.printed_name, ", ".join(spelled(role) for role in item.roles), Ref(item.id)))
        for item in context.facts.records.of(Person)
    )
    columns = (Column("Name"), Column("Roles"), Column("Record", is_narrow=True))
    return (Table("people", "People and their roles", columns, rows, "No person is recorded."),)


def sources(context: Context) -> tuple[Block, ...]:
    """Return the texts the work rests on, with edition and how sure we are of it."""
    rows = tuple(
        Row(
            (
                item.publication,
                item.edition,
                item.clause,
                item.paraphrase,
                named(item.jurisdiction),
                badge(item.source_status),
                str(item.checked_on or "not recorded"),
            )
        )
        for item in sorted(
            context.facts.records.of(RequirementSource), key=lambda one: (one.jurisdiction, one.publication)
        )
    )
    columns = (
        Column("Publication"),
        Column("Edition"),
        Column("Clause", is_narrow=True),
        Column("What it asks, in our words"),
        Column("Where", is_narrow=True),
        Column("State", is_narrow=True),
        Column("Compared on", is_narrow=True),
    )
    caption = "Laws, guidance and standards the file answers"
    return (Table("texts", caption, columns, rows, "No source of requirements is recorded."),)


def policies(context: Context) -> tuple[Block, ...]:
    """Return the rules of the company that this file is judged by."""
    rows = tuple(
        Row((Ref(item.id), item.subject, item.label, badge(item.status)))
        for item in context.facts.records.of(Policy)
    )
    columns = (
        Column("Id", is_narrow=True),
        Column("Policy"),
        Column("Version", is_narrow=True),
        Column("State", is_narrow=True),
    )
    return (Table("policies", "Policies in force", columns, rows, "No policy is recorded."),)


def product(context: Context) -> tuple[Block, ...]:
    """Return what the device is, its classes, markets and support."""
    fields: list[Field] = []
    for item in context.facts.records.of(Product):
        fields += [
            Field("Product", (Ref(item.id), item.name)),
            Field("Description", item.description),
            Field("Classes", ", ".join(f"{named(where)} {what}" for where, what in item.classes.items())),
            Field("Software safety class", item.software_safety_class),
            Field("Device identifier", or_unknown(item.udi_di)),
            Field("Markets", ", ".join(map(named, item.markets))),
            Field("Security updates until", str(item.support_until)),
        ]
    for use in context.facts.records.of(IntendedUse):
        fields += [
            Field("Indications", use.indications),
            Field("Users", listed(use.users, "not recorded")),
        ]
    return (KeyValues(tuple(fields)),)


def decisions(context: Context, kind: str) -> tuple[Block, ...]:
    """Return the decisions of a kind with question, outcome and reason."""
    found = [item for item in context.facts.records.of(Decision) if item.decision_kind == kind]
    rows = tuple(
        Row(
            (
                Ref(item.id),
                item.question,
                item.outcome,
                item.rationale,
                refs(item.subjects, "none"),
                badge(item.status),
                str(item.expires_on) if item.expires_on else Badge("no end", Tone.NEUTRAL),
            ),
            anchor=item.id,
        )
        for item in found
    )
    columns = (
        Column("Id", is_narrow=True),
        Column("Question"),
        Column("Outcome"),
        Column("Why"),
        Column("About", is_narrow=True),
        Column("State", is_narrow=True),
        Column("Until", is_narrow=True),
    )
    name = spelled(kind)
    return (Table(f"decisions-{kind}", f"Decisions: {name}", columns, rows, "There is none."),)
