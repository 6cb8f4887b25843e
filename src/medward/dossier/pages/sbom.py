"""SBOM with support: components per deployable, level of support, end of support against the product's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.records import SbomDocument
from medward.dossier.blocks import (
    Badge,
    Bar,
    BarPart,
    Bars,
    Cell,
    Code,
    Column,
    Digest,
    Document,
    Items,
    Note,
    Notice,
    Number,
    Ref,
    Row,
    Section,
    Table,
    listed,
)
from medward.dossier.counts import ComponentLine, support_end
from medward.dossier.plots.coverage import completeness, sbom_fields
from medward.dossier.plots.support import support_gantt
from medward.dossier.tones import Tone
from medward.dossier.words import badge, or_unknown, shown_instant
from medward.kernel.words import plural, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.components.sbom import Component
    from medward.dossier.facts import SbomFile
    from medward.dossier.pages.context import Context

ENDING_EARLY: Final = "Components whose support ends before that of the release, earliest first"
_LEVELS = {
    "actively-maintained": Tone.GOOD,
    "no-longer-maintained": Tone.ATTENTION,
    "abandoned": Tone.BAD,
    "unknown": Tone.UNKNOWN,
}


def sbom(context: Context) -> Document:
    """Return the SBOM page."""
    counts = context.counts
    total = len(counts.components)
    until = support_end(context.facts)
    return Document(
        slug="sbom",
        title="Software bill of materials and support",
        lead=f"{plural(total, 'component')} in {plural(len(context.facts.sboms), 'deployable')}: "
        f"level of support known for {counts.supported} of {total}, end of support for {counts.dated} of {total}; "
        f"{counts.ending_early} end before the release's support does ({until or 'unknown'}).",
        group="Components",
        short="SBOM and support",
        blocks=(
            *(
                Notice("SBOM not read", (Ref(identity), f": {reason}"), Tone.BAD)
                for identity, reason in sorted(context.facts.sbom_problems.items())
            ),
            Section("SBOM files", (_files(context),)),
            Section("Level of support by deployable", (_support(context),)),
            Section("Completeness by field", (completeness(context), _completeness(context))),
            Section("Support against the release", (support_gantt(context),)),
            Section("Support ending before that of the release", (_early(context),)),
            *(
                Section(
                    f"Components of {item.deployable}", (_components(context, item),), anchor=item.deployable
                )
                for item in context.facts.sboms
            ),
        ),
    )


def _files(context: Context) -> Table:
    """Return the SBOM files and what they say of themselves."""
    records = context.facts.records
    return Table(
        name="sbom-files",
        caption="SBOM files of this release",
        columns=(
            Column("Deployable", is_narrow=True),
            Column("Record", is_narrow=True, is_below=True),
            Column("Components", is_number=True),
            Column("Format and tool"),
            Column("Made at", is_below=True),
            Column("Completeness"),
            Column("File"),
            Column("SHA-256", is_below=True),
        ),
        rows=tuple(_file_row(item, records.find(item.record, SbomDocument)) for item in context.facts.sboms),
        empty="No SBOM of the target release was read. Add records of kind sbom that name the files.",
    )


def _file_row(item: SbomFile, record: SbomDocument | None) -> Row:
    """Return one SBOM file."""
    content = item.content
    altered = record is not None and record.sha256 != content.sha256
    return Row(
        (
            item.deployable,
            Ref(item.record) if record else Badge("no record", Tone.UNKNOWN),
            Number(len(content.components)),
            Items((f"{content.format} {content.spec_version}", ", ".join(content.tools) or or_unknown(""))),
            or_unknown(shown_instant(content.timestamp)),
            record.completeness if record else or_unknown(""),
            Code(item.path),
            (Digest(content.sha256), *((Badge("not the recorded file", Tone.BAD),) if altered else ())),
        )
    )


def _support(context: Context) -> Bars:
    """Return the level of support per deployable."""
    bars = []
    for item in context.facts.sboms:
        levels = [line.level for line in context.counts.components if line.deployable == item.deployable]
        parts = tuple(BarPart(spelled(level), levels.count(level), tone) for level, tone in _LEVELS.items())
        bars.append(Bar(f"{item.deployable} ({len(levels)})", parts))
    return Bars("Components by level of support", tuple(bars))


def _completeness(context: Context) -> Table:
    """Return how many components carry each field."""
    total = len(context.counts.components)
    shares = sbom_fields(context)
    return Table(
        name="sbom-completeness",
        caption="How many components carry each field",
        columns=(Column("Field"), Column("Known", is_number=True), Column("State", is_narrow=True)),
        rows=tuple(Row((name, Number(known, total), _share_badge(known, total))) for name, known in shares),
        is_data=False,
    )


def _share_badge(known: int, total: int) -> Badge:
    """Return complete, or how many are unknown."""
    if total == 0:
        return Badge("no component", Tone.UNKNOWN)
    return (
        Badge("complete", Tone.GOOD) if known == total else Badge(f"{total - known:,} unknown", Tone.UNKNOWN)
    )


def ending_early(context: Context) -> list[ComponentLine]:
    """Return the components that lose support before the release does, the earliest first."""
    found = (line for line in context.counts.components if line.ends_early)
    return sorted(found, key=lambda line: line.end_of_support)


def _early(context: Context) -> Table:
    """Return components that lose support before the release does."""
    return Table(
        name="support-ending-early",
        caption=ENDING_EARLY,
        columns=(
            Column("End of support", is_narrow=True),
            Column("Component"),
            Column("Version", is_below=True),
            Column("Deployable", is_narrow=True),
            Column("Level", is_narrow=True),
            Column("Source of the date"),
            Column("Record", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    line.end_of_support,
                    line.component.full_name,
                    Code(line.component.version),
                    line.deployable,
                    badge(line.level),
                    or_unknown(line.end_source),
                    Ref(line.master) if line.master else "",
                )
            )
            for line in ending_early(context)
        ),
        empty="No component with a known end of support loses it before the release's support ends.",
    )


def _components(context: Context, item: SbomFile) -> Table:
    """Return the component table of one deployable (practice 7.1b)."""
    lines: Sequence[ComponentLine] = [
        line for line in context.counts.components if line.deployable == item.deployable
    ]
    return Table(
        name=f"components-{item.deployable}",
        caption=f"Components of {item.deployable}",
        columns=(
            Column("Component"),
            Column("Version", is_below=True),
            Column("Supplier"),
            Column("Identifier"),
            Column("Hash", is_below=True),
            Column("Licence"),
            Column("Level of support", is_narrow=True),
            Column("End of support", is_below=True),
            Column("Source of the date", is_below=True),
        ),
        rows=tuple(_component_row(line) for line in lines),
        empty="The SBOM lists no component.",
    )


def _component_row(line: ComponentLine) -> Row:
    """Return one component."""
    component = line.component
    end: Cell = or_unknown(line.end_of_support)
    if line.ends_early:
        end = (line.end_of_support, Badge("before the release's", Tone.ATTENTION))
    return Row(
        (
            (component.full_name, *((Ref(line.master),) if line.master else ())),
            Code(component.version) if component.version else or_unknown(""),
            or_unknown(component.supplier),
            _identifier(component),
            listed(((f"{one.algorithm} ", Digest(one.content)) for one in component.hashes), or_unknown("")),
            listed(component.licences, or_unknown("")),
            badge(line.level),
            end,
            Note(line.end_source) if line.end_source else "",
        )
    )


def _identifier(component: Component) -> Cell:
    """Return package URL, else CPE, else unknown."""
    return Code(component.purl or component.cpe) if component.purl or component.cpe else or_unknown("")
