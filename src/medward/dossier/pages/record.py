"""One page per record: every field, links both ways, history and signatures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from pydantic import BaseModel

from medward.devices.records import View
from medward.devices.use_cases import UseCase
from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Code,
    Column,
    Digest,
    Document,
    Field,
    Figure,
    Inline,
    Items,
    KeyValues,
    Note,
    Notice,
    PageLink,
    Ref,
    Row,
    Section,
    Strong,
    Table,
    plain,
)
from medward.dossier.chains import diagram
from medward.dossier.pages.assessment import judgement
from medward.dossier.pages.context import HOME, Context
from medward.dossier.pages.governance import signature_table
from medward.dossier.pages.risk import explanation
from medward.dossier.pages.trees import tree_blocks
from medward.dossier.pages.views import use_case_figure, view_figures
from medward.dossier.tones import Tone
from medward.dossier.words import badge, instant, shown_instant
from medward.governance.records import Signature
from medward.kernel.meanings import meanings
from medward.kernel.records import Record
from medward.kernel.words import spelled
from medward.threats.records import AttackTree

if TYPE_CHECKING:
    from medward.dossier.facts import ChangesetLine
    from medward.kernel.links import Link

_SHA256_DIGITS = 64
_LABELS: Mapping[str, str] = {
    "stride": "STRIDE",
    "seen_as": "target when it was judged",
    "fda_categories": "control categories (FDA)",
    "mdcg_capabilities": "security capabilities (MDCG 2019-16)",
    "sha256": "SHA-256",
    "ssvc": "SSVC",
    "control_state": "control state, recorded",
}
"""Fields whose name is not what people call them."""
_HEAD = ("id", "version", "title", "status")
HOME_PAGES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("zone", "element", "asset", "actor", "assumption"), ("system", "System model")),
    **dict.fromkeys(("view", "use-case"), ("views", "Architecture views")),
    "interface": ("interfaces", "Interfaces"),
    **dict.fromkeys(("threat", "attack-tree", "threat-knowledge"), ("threats", "Threats")),
    **dict.fromkeys(("risk", "harm", "safety-transfer"), ("risk", "Risks")),
    **dict.fromkeys(("control", "requirement", "side-effect-review"), ("controls", "Controls")),
    **dict.fromkeys(("test", "evidence", "finding"), ("verification", "Tests and evidence")),
    **dict.fromkeys(("sbom", "component", "component-master"), ("sbom", "SBOM and support")),
    **dict.fromkeys(("vulnerability", "assessment"), ("vulnerabilities", "Vulnerabilities")),
    **dict.fromkeys(("decision", "signature"), ("decisions", "Decisions, signatures")),
    "label": ("labelling", "Labelling"),
}
"""The page a kind of record is listed on; every other kind is in the index of records."""


def record_pages(context: Context) -> list[Document]:
    """Return a page for every record."""
    by_record: dict[str, list[tuple[ChangesetLine, str]]] = {}
    for change in context.facts.changesets:
        for identity, digest in change.records:
            by_record.setdefault(identity, []).append((change, digest))
    return [_page(context, record, by_record.get(record.id, [])) for record in context.facts.records]


def _page(context: Context, record: Record, history: list[tuple[ChangesetLine, str]]) -> Document:
    """Return the page of one record."""
    slug, label = HOME_PAGES.get(record.kind, ("records", "All records"))
    return Document(
        slug=f"records/{record.id}",
        title=f"{record.id}  {record.title}",
        lead=f"{spelled(record.kind).capitalize()}, version {record.version}.",
        status=badge(record.status),
        crumbs=(HOME, PageLink(slug, label)),
        blocks=(
            *_pictures(context, record),
            KeyValues(tuple(_fields(context, record))),
            *_part_tables(context, record),
            Section("Links", tuple(_links(context, record))),
            Section("History", (_history(history),)),
            *_signatures(context, record),
            Section("Identity", (_identity(context, record),)),
        ),
    )


def _pictures(context: Context, record: Record) -> list[Block]:
    """Return a drawing or explanation where the kind has one."""
    if isinstance(record, View):
        return [*view_figures(context.facts.records, context.facts.candidates.crossings, record)]
    if isinstance(record, UseCase):
        return [use_case_figure(context.facts.records, record)]
    if isinstance(record, AttackTree):
        return list(tree_blocks(context, record))
    chain = next((item for item in context.chains if item.threat.id == record.id), None)
    if chain is not None:
        drawing = Figure(
            f"chain-{record.id}", diagram(context.facts, chain), "From this threat to its evidence",
            "Threat, risks, controls, requirements, tests and evidence from left to right.",
        )  # fmt: skip
        broken = Notice("The chain is broken", (Items(chain.breaks),), Tone.BAD)
        return [drawing, *((broken,) if chain.breaks else ())]
    line = context.control_lines.get(record.id)
    if line is not None:
        return [judgement(line)]
    rating = context.facts.risks.get(record.id)
    return [Section("Rating", (explanation(context, rating),))] if rating is not None else []


def _fields(context: Context, record: Record) -> list[Field]:
    """Return every field that says something, own fields before the common header."""
    header = set(Record.model_fields)
    names = [name for name in type(record).model_fields if name not in header]
    names += [name for name in Record.model_fields if name not in _HEAD]
    found = []
    for name in names:
        value = getattr(record, name)
        if value not in ("", (), None, {}, False) and not _is_parts(value):
            label = _LABELS.get(name, name.replace("_", " "))
            found.append(Field(label, _cell(context, value), meanings(type(record)).get(name, "")))
    return found


def _is_parts(value: object) -> bool:
    """Say whether a value is a list of typed parts, shown as a table of its own."""
    return isinstance(value, tuple) and bool(value) and all(isinstance(item, BaseModel) for item in value)


def _cell(context: Context, value: object) -> Cell:
    """Return any field value as a cell."""
    if isinstance(value, BaseModel):
        return _part(context, value)
    if isinstance(value, Mapping):
        return Items(
            tuple(
                (f"{name.replace('_', ' ')}:", *_flat(_cell(context, item))) for name, item in value.items()
            )
        )
    if not isinstance(value, tuple):
        return _word(context, value)
    cells = tuple(_cell(context, item) for item in value)
    return ", ".join(map(plain, cells)) if all(isinstance(item, Enum) for item in value) else Items(cells)


def _word(context: Context, value: object) -> Cell:
    """Return a plain value; an id of a record becomes a link, a digest stays whole."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return spelled(value.value)
    if isinstance(value, datetime):
        return instant(value)
    words = str(value)
    if words in context.facts.records:
        return (Ref(words), context.facts.records.by_id[words].title)
    return Digest(words, short=False) if len(words) == _SHA256_DIGITS and words.isalnum() else words


def _part(context: Context, value: BaseModel) -> Cell:
    """Return a typed part as `name: value` lines."""
    lines = []
    for name in type(value).model_fields:
        inner = getattr(value, name)
        if inner not in ("", (), None, {}):
            lines.append((Strong(name.replace("_", " ")), *_flat(_cell(context, inner))))
    return Items(tuple(lines))


def _flat(cell: Cell) -> tuple[Inline, ...]:
    """Return a cell as the parts of a line."""
    return cell if isinstance(cell, tuple) else (cell,)


def _part_tables(context: Context, record: Record) -> list[Block]:
    """Return the lists of parts, each as a table with one column per field that is used."""
    return [
        Section(
            name.replace("_", " ").capitalize(),
            (_part_table(context, record.id, name, getattr(record, name)),),
        )
        for name in type(record).model_fields
        if _is_parts(getattr(record, name))
    ]


def _part_table(context: Context, owner: str, name: str, parts: tuple[BaseModel, ...]) -> Table:
    """Return parts of one class as a table."""
    used = [
        field
        for field in type(parts[0]).model_fields
        if any(getattr(part, field) not in ("", (), None, {}) for part in parts)
    ]
    return Table(
        name=f"{owner}-{name}",
        caption=name.replace("_", " ").capitalize(),
        columns=(
            Column("No", is_number=True),
            *(Column(field.replace("_", " ").capitalize()) for field in used),
        ),
        rows=tuple(
            Row((str(number), *(_part_value(context, getattr(part, field)) for field in used)))
            for number, part in enumerate(parts, 1)
        ),
        is_data=False,
    )


def _part_value(context: Context, value: object) -> Cell:
    """Return one field of a part; what is not said stays empty."""
    return "" if value in (None, "", ()) else _cell(context, value)


def _links(context: Context, record: Record) -> list[Block]:
    """Return what the record points to and what points to it."""
    graph = context.facts.records.graph
    out = graph.outgoing.get(record.id, ())
    back = graph.incoming.get(record.id, ())
    return [
        _link_table(
            context, f"{record.id}-links-to", "This record points to", [(link, link.target) for link in out]
        ),
        _link_table(
            context,
            f"{record.id}-linked-from",
            "These records point here",
            [(link, link.source) for link in back],
        ),
    ]


def _link_table(context: Context, name: str, caption: str, links: list[tuple[Link, str]]) -> Table:
    """Return links in one direction."""
    records = context.facts.records
    suspect = records.graph.suspect
    return Table(
        name=name,
        caption=caption,
        columns=(
            Column("As", is_narrow=True),
            Column("Record", is_narrow=True),
            Column("Title"),
            Column("Status", is_narrow=True),
            Column("Link", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    link.name.replace("_", " "),
                    Ref(other),
                    records.by_id[other].title if other in records else "",
                    badge(records.by_id[other].status) if other in records else badge("missing"),
                    Badge("suspect: changed since reviewed", Tone.ATTENTION) if link in suspect else "",
                )
            )
            for link, other in links
        ),
        empty="None.",
        is_data=False,
    )


def _history(history: list[tuple[ChangesetLine, str]]) -> Table:
    """Return every changeset that wrote the record."""
    return Table(
        name="history",
        caption="Who changed it, when and why",
        columns=(
            Column("Changeset", is_number=True),
            Column("When", is_narrow=True),
            Column("Who"),
            Column("Reason"),
            Column("Content SHA-256", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    str(change.seq),
                    shown_instant(change.at),
                    change.author,
                    change.reason,
                    Digest(digest) if digest else "removed",
                )
            )
            for change, digest in history
        ),
        empty="Not in the ledger yet. `medward apply` writes it.",
        is_data=False,
    )


def _signatures(context: Context, record: Record) -> list[Block]:
    """Return the signatures of the record, if it has or is one."""
    found = [
        item for item in context.facts.records.linked_from(record.id, Signature) if item.record == record.id
    ]
    return (
        [Section("Signatures", (signature_table(context, found, f"{record.id}-signatures"),))]
        if found
        else []
    )


def _identity(context: Context, record: Record) -> KeyValues:
    """Return what identifies the content."""
    place = context.facts.places.get(record.id, "")
    fields = [
        Field("Content SHA-256", Digest(record.digest, short=False)),
        Field("Confidential", Note(record.confidential)),
    ]
    return KeyValues((*fields, Field("Read from", Code(place))) if place else tuple(fields))


def index(context: Context) -> Document:
    """Return the list of all records."""
    return Document(
        slug="records",
        title="All records",
        lead=f"{len(context.facts.records):,} records, each with its own page.",
        group="Records",
        short="All records",
        blocks=(
            Table(
                name="records",
                caption="Every record of the device file",
                columns=(
                    Column("Id", is_narrow=True),
                    Column("Kind", is_narrow=True),
                    Column("Title"),
                    Column("Version", is_number=True),
                    Column("Status", is_narrow=True),
                    Column("Owner", is_narrow=True),
                ),
                rows=tuple(
                    Row(
                        (
                            Ref(item.id),
                            spelled(item.kind),
                            item.title,
                            str(item.version),
                            badge(item.status),
                            Ref(item.owner) if item.owner in context.facts.records else item.owner,
                        )
                    )
                    for item in context.facts.records
                ),
            ),
        ),
    )
