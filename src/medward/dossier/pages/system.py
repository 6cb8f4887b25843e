"""System model: the data-flow diagram, the architecture views, elements, zones and interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import (
    Asset,
    Assumption,
    Direction,
    Element,
    ElementKind,
    Interface,
    View,
    Zone,
)
from medward.devices.use_cases import UseCase
from medward.dossier.blocks import (
    Badge,
    Block,
    Column,
    Document,
    Figure,
    Number,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.drawings import DiagramFlow, DiagramNode, DiagramZone, FlowDiagram
from medward.dossier.tones import Tone
from medward.kernel.words import plural

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context

_ARROW_LETTERS = 16
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
_SHAPES = {ElementKind.EXTERNAL: "external", ElementKind.STORE: "store"}


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
            Figure(
                "data-flow",
                flow_diagram(context),
                "Data-flow diagram with trust zones",
                _description(context),
            ),
            Section("Elements", (_elements(context),)),
            Section("Trust zones", (_zones(context),)),
            Section("Architecture views", tuple(_views(context))),
            Section("Security use cases", (_use_cases(context),)),
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


def flow_diagram(context: Context, only: View | None = None) -> FlowDiagram:
    """Return the diagram of the whole system, or of one view."""
    records = context.facts.records
    elements = [item for item in records.of(Element) if only is None or item.id in only.elements]
    shown = {item.id for item in elements}
    flows = [
        item
        for item in records.of(Interface)
        if {item.source_element, item.target_element} <= shown
        and (only is None or not only.interfaces or item.id in only.interfaces)
    ]
    used = {item.zone for item in elements}
    return FlowDiagram(
        zones=tuple(
            DiagramZone(zone.id, f"{zone.short}  {zone.title}")
            for zone in records.of(Zone)
            if zone.id in used
        ),
        nodes=tuple(
            DiagramNode(item.id, item.short, item.title, _SHAPES.get(item.element_kind, "process"), item.zone)
            for item in elements
        ),
        flows=tuple(_flow(item, context.facts.candidates.crossings) for item in flows),
    )


def _flow(item: Interface, crossings: tuple[str, ...]) -> DiagramFlow:
    """Return an interface as an arrow labelled with its short name and medium."""
    return DiagramFlow(
        id=item.id,
        source=item.source_element,
        target=item.target_element,
        label=f"{item.short} {_short_protocol(item)}",
        crosses=item.id in crossings,
        both_ways=item.direction is Direction.BIDIRECTIONAL,
    )


def _short_protocol(item: Interface) -> str:
    """Return the first words of the protocol, or the medium where there is none: an arrow has little room."""
    protocol = item.protocol.split(",")[0].split("(")[0].split(";")[0].strip()
    words = (
        item.medium.split(",")[0].split("(")[0].strip() if protocol.lower().startswith("none") else protocol
    )
    kept = ""
    for word in words.split():
        longer = f"{kept} {word}".strip()
        if kept and len(longer) > _ARROW_LETTERS:
            break
        kept = longer
    return kept


def _description(context: Context) -> str:
    """Return the diagram in words for those who cannot see it."""
    records = context.facts.records
    parts = []
    for zone in records.of(Zone):
        members = [item.title for item in records.of(Element) if item.zone == zone.id]
        parts.append(f"Zone {zone.short} {zone.title}: {', '.join(members) or 'empty'}.")
    outside = [item.title for item in records.of(Element) if not item.zone]
    return " ".join([*parts, f"Outside every zone: {', '.join(outside) or 'nothing'}."])


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


def _views(context: Context) -> list[Block]:
    """Return each architecture view with its narrative and diagram."""
    views = context.facts.records.of(View)
    if not views:
        return [text("No architecture view is recorded.")]
    return [
        Section(
            view.title,
            (
                text(Ref(view.id), f" {view.view_kind} view. ", view.narrative),
                Figure(f"view-{view.id}", flow_diagram(context, view), view.title, view.narrative),
                *((text("Left out: ", *("; ".join(view.excluded),)),) if view.excluded else ()),
                *((text("Risks discussed: ", refs(view.mentions)),) if view.mentions else ()),
            ),
        )
        for view in views
    ]


def _use_cases(context: Context) -> Table:
    """Return the security use cases."""
    return Table(
        name="use-cases",
        caption="Security use cases; each record page shows the steps",
        columns=(
            Column("Id", is_narrow=True),
            Column("Use case"),
            Column("State", is_narrow=True),
            Column("Steps", is_number=True),
            Column("Controls", is_narrow=True),
        ),
        rows=tuple(
            Row((Ref(item.id), item.title, item.state, Number(len(item.steps)), refs(item.controls)))
            for item in context.facts.records.of(UseCase)
        ),
        empty="No security use case is recorded.",
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
                    item.assumption_kind,
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
            item.direction.replace("-", " "),
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
