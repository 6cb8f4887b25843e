"""System model: the data-flow diagram, elements, zones and interfaces, and how complete the views are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import (
    Asset,
    Assumption,
    Element,
    Interface,
    Zone,
)
from medward.dossier.blocks import (
    Badge,
    Column,
    Document,
    PageLink,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.pages.views import summary, whole_system
from medward.dossier.tones import Tone
from medward.kernel.words import plural, spelled

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context

_VIEWS = PageLink("views", "Architecture views")
_INTERFACE_COLUMNS = (
    "Id", "From", "To", "Direction", "Medium", "Protocol", "Port", "Data", "Authentication", "Authorization",
    "Cryptography", "Purpose", "Default", "Exposure",
)  # fmt: skip
_INTERFACE_BELOW = {
    "To",
    "Direction",
    "Protocol",
    "Port",
    "Authorization",
    "Cryptography",
    "Default",
    "Exposure",
}


def system(context: Context) -> Document:
    """Return the system model page."""
    counts = context.counts
    return Document(
        slug="system",
        title="System model",
        lead=f"{plural(counts.elements, 'element')}, {plural(counts.interfaces, 'data flow')}, "
        f"{plural(counts.crossings, 'trust-boundary crossing')}.",
        group="Design",
        short="System model",
        blocks=(
            whole_system(context.facts.records, context.facts.candidates.crossings),
            Section("Elements", (_elements(context),)),
            Section("Trust zones", (_zones(context),)),
            Section("Architecture views", (text("Drawings and texts: ", _VIEWS, "."), summary(context))),
            Section("Assets", (_assets(context),)),
            Section("Assumptions", (_assumptions(context),)),
        ),
    )


def interfaces(context: Context) -> Document:
    """Return the interface table page."""
    counts = context.counts
    return Document(
        slug="interfaces",
        title="Interface table",
        lead=f"Every way data enters, leaves or moves inside: {plural(counts.interfaces, 'interface')}, "
        f"{counts.crossings} across a trust boundary, disabled ones included.",
        group="Design",
        short="Interfaces",
        blocks=(_interfaces(context),),
    )


def _elements(context: Context) -> Table:
    """Return the element table (practice 7.1b)."""
    records = context.facts.records
    return Table(
        name="elements",
        caption="Elements of the data-flow diagram",
        columns=(
            Column("Id", is_narrow=True),
            Column("In diagram", is_narrow=True, is_below=True),
            Column("Name"),
            Column("Kind", is_below=True),
            Column("Zone", is_below=True),
            Column("Safety-related", is_narrow=True),
            Column("Secured by"),
            Column("Description"),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    item.short,
                    item.title,
                    item.element_kind + (", log" if item.is_log else ""),
                    context.named(item.zone) if item.zone else "outside every zone",
                    Badge("yes", Tone.ATTENTION) if item.safety_related else "no",
                    "manufacturer" if item.in_scope else item.secured_by or Badge("unknown", Tone.UNKNOWN),
                    item.description,
                )
            )
            for item in records.of(Element)
        ),
        empty="No element is recorded. Describe the system in records of kind element.",
    )


def _zones(context: Context) -> Table:
    """Return the trust zones."""
    return Table(
        name="zones",
        caption="Trust zones and what guards their edges",
        columns=(Column("Id", is_narrow=True), Column("Zone"), Column("Trust"), Column("Boundary controls")),
        rows=tuple(
            Row(
                (
                    Ref(zone.id),
                    f"{zone.short} {zone.title}",
                    zone.trust,
                    listed(zone.boundary_controls, "none recorded"),
                )
            )
            for zone in context.facts.records.of(Zone)
        ),
    )


def _assets(context: Context) -> Table:
    """Return what is worth protecting."""
    return Table(
        name="assets",
        caption="Assets and how far they must be protected",
        columns=(
            Column("Id", is_narrow=True),
            Column("Asset"),
            Column("Kind", is_narrow=True),
            Column("Confidentiality", is_narrow=True),
            Column("Integrity", is_narrow=True),
            Column("Availability", is_narrow=True),
            Column("Located in"),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    item.title,
                    item.asset_kind,
                    item.confidentiality_need,
                    item.integrity_need,
                    item.availability_need,
                    refs(item.located),
                )
            )
            for item in context.facts.records.of(Asset)
        ),
        empty="No asset is recorded.",
    )


def _assumptions(context: Context) -> Table:
    """Return what the security case relies on."""
    return Table(
        name="assumptions",
        caption="Assumptions and who must make them true",
        columns=(
            Column("Id", is_narrow=True),
            Column("Assumption"),
            Column("Who", is_narrow=True),
            Column("If it does not hold"),
            Column("Supports", is_narrow=True),
            Column("Transferred to users", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    item.text,
                    spelled(item.assumption_kind),
                    item.if_wrong,
                    refs(item.supports),
                    "yes" if item.transferred else "no",
                )
            )
            for item in context.facts.records.of(Assumption)
        ),
        empty="No assumption is recorded.",
    )


def _interfaces(context: Context) -> Table:
    """Return the interface table (practice 7.1b)."""
    crossings = set(context.facts.candidates.crossings)
    return Table(
        name="interfaces",
        caption="Interfaces with everything a reviewer asks of a connection",
        columns=tuple(
            Column(title, is_narrow=title == "Id", is_below=title in _INTERFACE_BELOW)
            for title in _INTERFACE_COLUMNS
        ),
        rows=tuple(_interface_row(context, item, crossings) for item in context.facts.records.of(Interface)),
        empty="No interface is recorded.",
    )


def _interface_row(context: Context, item: Interface, crossings: set[str]) -> Row:
    """Return one line of the interface table."""
    records = context.facts.records
    ends = [records.find(end, Element) for end in (item.source_element, item.target_element)]
    source, target = ((Ref(end.id, end.short), end.title) if end else "" for end in ends)
    default = f"{item.default}; {item.disabled_how}" if item.disabled_how else str(item.default)
    return Row(
        (
            listed(
                (
                    (Ref(item.id), item.short),
                    Badge("crosses zones", Tone.ATTENTION) if item.id in crossings else "",
                )
            ),
            source,
            target,
            spelled(item.direction),
            item.medium,
            item.protocol,
            item.port,
            listed(item.data),
            item.authentication,
            item.authorization,
            item.cryptography,
            item.purpose,
            default,
            listed((item.exposure, Badge("open port", Tone.ATTENTION) if item.open_port else "")),
        )
    )
