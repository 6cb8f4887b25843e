"""What users and customers read: labelling items, ports, hardening, roles and support.

Tables for customers show no internal record ids, since a hospital cannot follow them; the rows carry them in their
anchors, so that a document still knows what it was made from. An anchor begins with a word of its table, because a
document may show one record in several.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.checks.rules.labelling import PORT_TABLE
from medward.controls.records import Label
from medward.devices.records import (
    Actor,
    ActorKind,
    Assumption,
    DefaultState,
    Exposure,
    Interface,
    Product,
)
from medward.dossier.blocks import (
    Badge,
    Block,
    Column,
    Field,
    KeyValues,
    Note,
    Notice,
    Number,
    Paragraph,
    Ref,
    Row,
    Table,
    in_line,
    refs,
    text,
)
from medward.dossier.documents.interface_queries import element_name
from medward.dossier.tones import Tone
from medward.dossier.words import badge, or_unknown
from medward.kernel.lifecycle import OUT_OF_USE
from medward.kernel.records import Confidentiality
from medward.kernel.words import plural, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.pages.context import Context
    from medward.kernel.records import Record

_TOLD: Final = frozenset({Confidentiality.PUBLIC, Confidentiality.CUSTOMER})
_STEP: Final = re.compile(r"\((\d{1,2})\)\s+")
_BEFORE_STEP: Final = re.compile(r"\s(?=\(\d{1,2}\)\s)")
_NAMED: Final = re.compile(r"\s*\(?\b[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}\b\)?")
HARDENING: Final = 5
"""Number of the labelling item (practice 7.1, document 14)."""


def label_item(context: Context, number: str) -> tuple[Block, ...]:
    """Return the text of a labelling item, where users read it, and the records it speaks of."""
    found = _labels(context, int(number))
    if not found:
        words = f"No text is recorded for labelling item {number}. Write a label record with item: {number}."
        return (Notice("Item missing", (words,), Tone.BAD),)
    return tuple(block for label in found for block in _item(label))


def customer_item(context: Context, number: str) -> tuple[Block, ...]:
    """Return the text of a labelling item as customers read it, without record ids."""
    found = _for_customers(context, int(number))
    if not found:
        words = "The manufacturer has not stated this for the release."
        return (Notice("Not stated", (words,), Tone.UNKNOWN),)
    return tuple(
        block
        for label in found
        for block in (*_paragraphs(label.text), text(f"Read more: {label.location}."))
    )


def unlabelled_ports(context: Context) -> list[Interface]:
    """Return the open ports that the port table of the labelling does not name (V24)."""
    told = {name for label in _labels(context, PORT_TABLE) for name in label.sources}
    return [one for one in _interfaces(context) if one.open_port and one.id not in told]


def ports_labelled(context: Context) -> tuple[Block, ...]:
    """Return whether every open port stands in the port table of the labelling (V24)."""
    missing = unlabelled_ports(context)
    if missing:
        words = f"The labelling item with the port table does not name {plural(len(missing), 'open port')}: "
        names = in_line(*((Ref(one.id), f" {one.port}") for one in missing))
        return (Notice("Open ports users are not told of", (words, *names, "."), Tone.BAD),)
    opened = sum(one.open_port for one in _interfaces(context))
    if not opened:
        return (Notice("No open port", ("The model has no interface with an open port.",), Tone.NEUTRAL),)
    words = f"All {plural(opened, 'open port')} of the model stand in the port table of the labelling."
    return (Notice("Complete", (words,), Tone.GOOD),)


def customer_ports(context: Context) -> tuple[Block, ...]:
    """Return the ports and radios customers meet: the open ones and those the labelling names."""
    rows = tuple(
        Row(
            (
                item.medium,
                (item.port, Note(item.protocol)),
                (_between(item, context), Note(spelled(item.direction))),
                badge(str(item.default)),
                item.disabled_how or "cannot be disabled",
            ),
            anchor=f"port-{item.id}",
        )
        for item in met(context)
    )
    columns = (
        Column("Medium"),
        Column("Port and protocol"),
        Column("From and to"),
        Column("As delivered", is_narrow=True),
        Column("How it is switched off"),
    )
    caption = "Ports and radios; what is not named here is closed"
    return (Table("customer-ports", caption, columns, rows, "No port or radio can be reached from outside."),)


def firewall(context: Context) -> tuple[Block, ...]:
    """Return the connections a firewall has to let through, one rule a row."""
    rows = tuple(
        Row(
            (
                element_name(item.source_element, context),
                element_name(item.target_element, context),
                item.port,
                item.protocol,
                badge(str(item.default)),
            ),
            anchor=f"rule-{item.id}",
        )
        for item in met(context)
        if item.open_port and item.exposure in {Exposure.NETWORK, Exposure.INTERNET}
    )
    columns = (
        Column("From"),
        Column("To"),
        Column("Port at the receiver"),
        Column("Protocol"),
        Column("As delivered", is_narrow=True),
    )
    caption = "Connections to let through; the firewall refuses every other"
    return (Table("firewall", caption, columns, rows, "No connection has to pass a firewall."),)


def environment(context: Context) -> tuple[Block, ...]:
    """Return what the hospital or its staff must make true, and what happens otherwise."""
    places = {name: label.location for label in _labels(context) for name in label.sources}
    rows = tuple(
        Row(
            (
                item.title,
                without_ids(item.text),
                without_ids(item.if_wrong),
                places.get(item.id, Badge("not in the labelling", Tone.BAD)),
            ),
            anchor=f"need-{item.id}",
        )
        for item in context.facts.records.of(Assumption)
        if item.transferred and may_leave(item)
    )
    columns = (
        Column("Condition"),
        Column("What you provide"),
        Column("If it does not hold"),
        Column("Read in"),
    )
    caption = "Conditions that the device relies on and you provide"
    return (Table("environment", caption, columns, rows, "Nothing is asked of the environment."),)


def hardening_steps(context: Context) -> tuple[Block, ...]:
    """Return the steps of secure configuration, one a row, and what is said beside them."""
    labels = _for_customers(context, HARDENING)
    if not labels:
        return customer_item(context, str(HARDENING))
    blocks: list[Block] = []
    for label in labels:
        lead, *parts = _STEP.split(" ".join(label.text.split()))
        rows = tuple(
            Row((Number(int(number)), words.strip().rstrip(";")), anchor=f"step-{label.id}-{number}")
            for number, words in zip(parts[::2], parts[1::2], strict=True)
        )
        blocks.append(text(lead.strip()))
        if rows:
            columns = (Column("Step", is_number=True), Column("What to do"))
            blocks.append(Table("hardening", "Steps of installation, in order", columns, rows))
        blocks.append(text(f"Read more: {label.location}."))
    return tuple(blocks)


def switches(context: Context) -> tuple[Block, ...]:
    """Return what can be switched off, and what is off as delivered."""
    rows = tuple(
        Row(
            (item.medium, item.purpose.value, badge(item.default.value), item.disabled_how, item.used_by),
            anchor=f"switch-{item.id}",
        )
        for item in met(context)
        if item.default is not DefaultState.ON or _can_be_off(item)
    )
    columns = (
        Column("Connection"),
        Column("For", is_narrow=True),
        Column("As delivered", is_narrow=True),
        Column("How it is switched off"),
        Column("Who needs it"),
    )
    return (Table("switches", "Connections that can be off", columns, rows, "Nothing can be switched off."),)


def roles(context: Context) -> tuple[Block, ...]:
    """Return who may do what, as the model knows them."""
    rows = tuple(
        Row(
            (item.title, "program" if item.actor_kind is ActorKind.SERVICE else "person", item.privileges),
            anchor=f"role-{item.id}",
        )
        for item in context.facts.records.of(Actor)
        if item.actor_kind is not ActorKind.ATTACKER and may_leave(item)
    )
    columns = (Column("Role"), Column("Kind", is_narrow=True), Column("Rights"))
    return (Table("roles", "Roles and rights", columns, rows, "No role is recorded."),)


def support(context: Context) -> tuple[Block, ...]:
    """Return until when security updates come, for product and release, and how complete that is for components."""
    counts, release = context.counts, context.facts.release
    fields = [Field(f"{item.name}: security updates until", item.support_until.isoformat()) for item in
              context.facts.records.of(Product)]  # fmt: skip
    if release is not None:
        until = release.supported_until
        fields.append(
            Field(f"Release {release.release_version}: until", until.isoformat() if until else or_unknown(""))
        )
    fields.append(
        Field("Components with a known level of support", Number(counts.supported, len(counts.components)))
    )
    fields.append(Field("Components whose support ends before the release's", Number(counts.ending_early)))
    return (KeyValues(tuple(fields)),)


def attached_files(context: Context) -> tuple[Block, ...]:
    """Return the machine-readable files that come with the package, by digest."""
    rows = tuple(
        Row(
            (
                (one.deployable, Note(f"SHA-256 {one.content.sha256}")),
                f"{one.content.format} {one.content.spec_version}",
                Number(len(one.content.components)),
            ),
            anchor=f"file-{one.record}",
        )
        for one in context.facts.sboms
    )
    columns = (
        Column("Part of the device, and digest of its file"),
        Column("Format", is_narrow=True),
        Column("Components", is_number=True),
    )
    caption = "Software bills of materials that come with this document"
    return (Table("attached-sboms", caption, columns, rows, "No SBOM of the release could be read."),)


def _can_be_off(item: Interface) -> bool:
    return bool(item.disabled_how) and not item.disabled_how.lower().startswith("cannot be")


def _between(item: Interface, context: Context) -> str:
    source, target = item.source_element, item.target_element
    return f"{element_name(source, context)} to {element_name(target, context)}"


def met(context: Context) -> list[Interface]:
    """Return the interfaces customers meet: those with an open port and those the labelling names."""
    told = {name for label in _labels(context) for name in label.sources}
    return [
        item
        for item in _interfaces(context)
        if item.exposure is not Exposure.INTERNAL and (item.open_port or item.id in told)
    ]


def _item(label: Label) -> Iterator[Block]:
    """Yield a labelling item for a reviewer."""
    yield from _paragraphs(label.text)
    yield KeyValues(
        (
            Field("Users read it in", label.location),
            Field("Record", (Ref(label.id), badge(label.status))),
            Field("Speaks of", refs(label.sources, "nothing named")),
        )
    )


def _paragraphs(words: str) -> tuple[Paragraph, ...]:
    """Return a text as paragraphs; numbered steps in it begin one each."""
    lines = [part for line in words.split("\n") for part in _BEFORE_STEP.split(line)]
    return tuple(text(line) for line in lines if line.strip())


def without_ids(words: str) -> str:
    """Return text without ids of records, which customers cannot follow."""
    return _NAMED.sub("", words)


def may_leave(record: Record) -> bool:
    """Say whether a record may stand in a document that leaves the company."""
    return str(record.status) not in OUT_OF_USE and record.confidential is not Confidentiality.EMBARGO


def _labels(context: Context, item: int | None = None) -> list[Label]:
    """Return the labels in use, all or those of an item."""
    return [
        label
        for label in context.facts.records.of(Label)
        if str(label.status) not in OUT_OF_USE and (label.item == item if item else bool(label.item))
    ]


def _for_customers(context: Context, item: int) -> list[Label]:
    """Return the labels in use of an item that customers may read."""
    return [label for label in _labels(context, item) if label.confidential in _TOLD]


def _interfaces(context: Context) -> list[Interface]:
    return [item for item in context.facts.records.of(Interface) if may_leave(item)]
