"""The two ends of the trace that a chain of records does not show: the build and the user (US-TRACE 2 and 4)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from medward.controls.records import Control, Label
from medward.devices.records import Element, Interface
from medward.dossier.blocks import Badge, Block, Column, Ref, Row, Table, listed, refs
from medward.dossier.tones import Tone
from medward.dossier.words import badge
from medward.verification.records import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.dossier.pages.context import Context
    from medward.kernel.recordset import RecordSet


def to_build(context: Context) -> tuple[Block, ...]:
    """Return where each control sits: element or interface, deployable, and how many components its SBOM lists."""
    records = context.facts.records
    sizes = Counter(line.deployable for line in context.counts.components)
    rows = tuple(
        Row(
            (
                Ref(item.id),
                item.title,
                refs(item.located, Badge("not located", Tone.UNKNOWN)),
                listed(
                    (
                        f"{name}, {sizes[name]} components" if name in sizes else f"{name}, no SBOM read"
                        for name in _deployables(item.located, records)
                    ),
                    "no deployable of ours",
                ),
            )
        )
        for item in records.of(Control)
    )
    columns = (
        Column("Control", is_narrow=True),
        Column("Title"),
        Column("Element or interface", is_narrow=True),
        Column("Deployable, and its SBOM"),
    )
    return (Table("trace-to-build", "From control to build", columns, rows, "No control is recorded."),)


def _deployables(located: Iterable[str], records: RecordSet) -> list[str]:
    """Return the deployables that elements, or the ends of interfaces, are built from."""
    elements: list[str] = []
    for name in located:
        flow = records.find(name, Interface)
        elements += [flow.source_element, flow.target_element] if flow else [name]
    found = (records.find(name, Element) for name in elements)
    return list(dict.fromkeys(item.deployable for item in found if item and item.deployable))


def to_user(context: Context) -> tuple[Block, ...]:
    """Return what users are told and which anomalies stay, beside the records they come from."""
    records = context.facts.records
    rows = (
        *(
            Row((Ref(item.id), "labelling", item.title, refs(item.sources, "none"), item.location))
            for item in records.of(Label)
        ),
        *(
            Row(
                (
                    Ref(item.id),
                    "anomaly",
                    item.title,
                    refs((*item.risks, *item.evidence), "none"),
                    badge(item.disposition),
                )
            )
            for item in records.of(Finding)
            if str(item.disposition) not in {"fixed", "false-positive"}
        ),
    )
    columns = (
        Column("Record", is_narrow=True),
        Column("Kind", is_narrow=True),
        Column("What it says"),
        Column("Comes from", is_narrow=True),
        Column("Where it stands, or what is done"),
    )
    empty = "No labelling item and no open anomaly is recorded."
    return (Table("trace-to-user", "From evidence to user", columns, rows, empty),)
