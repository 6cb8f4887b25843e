"""What documents for markets and operators show: labelling by item, representatives, procedures, fleet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.controls.records import Label
from medward.devices.records import Product
from medward.dossier.blocks import (
    Block,
    Column,
    Field,
    KeyValues,
    Note,
    Notice,
    Number,
    Ref,
    Row,
    Table,
    listed,
    text,
)
from medward.dossier.tones import Tone
from medward.dossier.words import badge
from medward.governance.records import Document, Organisation, OrganisationRole

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context

_POINTS: Final = re.compile(r"\b(?i:chapters?|sections?|figures?|tables?|annex|annexes) [A-Z0-9]")
_QUOTED: Final = "Chapters, figures and annexes that the text names are those of that document."
_FOR_MARKETS = (OrganisationRole.AUTHORISED_REPRESENTATIVE, OrganisationRole.IMPORTER)


def told(context: Context, item: str) -> tuple[Block, ...]:
    """Return what users are told under one of the fourteen labelling items, with the place in the instructions."""
    found = [label for label in context.facts.records.of(Label) if str(label.item) == item]
    if not found:
        words = f"No text is recorded for labelling item {item}."
        return (Notice("Users are not told", (words,), Tone.BAD),)
    blocks: list[Block] = []
    for label in found:
        blocks += [text(line) for line in label.text.splitlines() if line.strip()]
        place = (label.location, Note(_QUOTED)) if _POINTS.search(label.text) else label.location
        blocks.append(KeyValues((Field("Record", Ref(label.id)), Field("Quoted from", place))))
    return tuple(blocks)


def representatives(context: Context) -> tuple[Block, ...]:
    """Return who represents or imports for the manufacturer; markets that ask for one more are not guessed."""
    rows = tuple(
        Row((Ref(one.id), one.legal_name, one.title, listed(one.contacts, "not recorded")))
        for one in context.facts.records.of(Organisation)
        if set(one.roles) & set(_FOR_MARKETS)
    )
    columns = (
        Column("Record", is_narrow=True),
        Column("Company"),
        Column("What it is"),
        Column("Contacts"),
    )
    caption = "Representatives and importers on record"
    empty = "No representative and no importer is recorded."
    return (Table("representatives", caption, columns, rows, empty),)


def procedures(context: Context) -> tuple[Block, ...]:
    """Return the procedures and statements of the company that the work rests on."""
    rows = tuple(
        Row((_whole_revision(one.number), one.title, one.document_kind, badge(one.status), Ref(one.id)))
        for one in context.facts.records.of(Document)
        if not one.release
    )
    columns = (
        Column("Number", is_narrow=True),
        Column("Title"),
        Column("Kind"),
        Column("State", is_narrow=True),
        Column("Record", is_narrow=True),
    )
    empty = "No procedure of the company is recorded."
    return (Table("procedures", "Procedures and statements of the company", columns, rows, empty),)


def _whole_revision(number: str) -> str:
    """Return a document's number with a revision that stays on one line."""
    head, mark, revision = number.rpartition(" rev ")
    return f"{head} rev\u00a0{revision}" if mark else number


def fleet(context: Context) -> tuple[Block, ...]:
    """Return how many units are in use, at how many sites."""
    fields = [
        field
        for product in context.facts.records.of(Product)
        if product.fleet is not None
        for field in (
            Field(f"In use ({product.fleet.unit})", Number(product.fleet.units)),
            Field(
                "Sites", Number(product.fleet.sites) if product.fleet.sites is not None else "not recorded"
            ),
        )
    ]
    if not fields:
        return (Notice("Not recorded", ("Nobody recorded how many units are in use.",), Tone.UNKNOWN),)
    return (KeyValues(tuple(fields)),)
