"""Components of every deployable and their support, as documents 08 and 13 list them."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from medward.checks.inventory import completed
from medward.components.records import ComponentMaster
from medward.components.support import Known, Standing, support_rows
from medward.devices.records import Release
from medward.dossier.blocks import (
    Badge,
    Block,
    Code,
    Column,
    Notice,
    Number,
    Ref,
    Row,
    Section,
    Table,
    in_line,
    listed,
)
from medward.dossier.counts import support_end
from medward.dossier.pages.sbom import ENDING_EARLY, ending_early, sbom
from medward.dossier.tones import Tone
from medward.dossier.words import badge, or_unknown
from medward.kernel.words import plural

if TYPE_CHECKING:
    from medward.components.support import SupportRow
    from medward.dossier.pages.context import Context

_STANDING: Final = {
    Standing.COVERED: Badge("covered", Tone.GOOD),
    Standing.ENDS_EARLY: Badge("ends early", Tone.ATTENTION),
    Standing.ENDED: Badge("ended", Tone.BAD),
    Standing.CANNOT_TELL: Badge("cannot tell", Tone.UNKNOWN),
}
_SYSTEM: Final = "operating-system"
"""Type of a component that is an operating system (CycloneDX, component.type)."""


def components(context: Context) -> tuple[Block, ...]:
    """Return one section of components per deployable."""
    blocks = sbom(context).blocks
    return tuple(one for one in blocks if isinstance(one, Section) and one.title.startswith("Components of "))


def support_gaps(context: Context) -> tuple[Block, ...]:
    """Return components that lose support before the release does: months uncovered, source and plan (S12).

    Components that end on one day for one reason and share a plan stand in one row.
    """
    groups: dict[tuple[object, ...], list[SupportRow]] = {}
    for row in _rows(context):
        if row.standing in {Standing.ENDS_EARLY, Standing.ENDED}:
            groups.setdefault((row.ends, row.standing, row.source, row.plan), []).append(row)
    columns = (
        Column("End of support", is_narrow=True),
        Column("State", is_below=True),
        Column("Months uncovered", is_number=True),
        Column("Components"),
        Column("Deployables", is_below=True),
        Column("Source of the date"),
        Column("Plan"),
    )
    rows = tuple(_gap_row(found) for found in groups.values())
    count = sum(len(found) for found in groups.values())
    until = support_end(context.facts) or "unknown"
    number = plural(count, "component") if context.facts.sboms else "Components"
    caption = f"{number} that lose support before the release does ({until})"
    empty = "No component with a known end of support loses it before the release's support ends."
    table = Table("support-gaps", caption, columns, rows, _nothing(empty, context))
    return (*_unread(context), table)


def _gap_row(found: list[SupportRow]) -> Row:
    """Return components of one day, source and plan."""
    first = found[0]
    return Row(
        (
            str(first.ends),
            _STANDING[first.standing],
            Number(first.uncovered_months or 0),
            ", ".join(dict.fromkeys(f"{row.name} {row.version}" for row in found)),
            ", ".join(dict.fromkeys(row.deployable for row in found)),
            or_unknown(first.source),
            first.plan or Badge("no plan", Tone.BAD),
        )
    )


def support_unknown(context: Context) -> tuple[Block, ...]:
    """Return components without a known end of support, by the reason that is recorded, with the plan for them."""
    reasons: dict[tuple[str, str], list[SupportRow]] = {}
    for row in _rows(context):
        if row.standing is Standing.CANNOT_TELL:
            reasons.setdefault((row.reason, row.plan), []).append(row)
    columns = (Column("Reason"), Column("Components", is_number=True), Column("Which"), Column("Plan"))
    rows = tuple(
        Row(
            (
                reason,
                Number(len(found)),
                ", ".join(sorted({f"{row.name} {row.version}" for row in found})),
                plan or Badge("no plan", Tone.BAD),
            )
        )
        for (reason, plan), found in sorted(reasons.items(), key=lambda pair: -len(pair[1]))
    )
    caption = "Components whose end of support is not known, and why"
    empty = _nothing("The end of support of every component is known.", context)
    return (*_unread(context), Table("support-unknown", caption, columns, rows, empty))


def operating_systems(context: Context) -> tuple[Block, ...]:
    """Return the operating systems the SBOMs list, with their support."""
    found = [line for line in context.counts.components if line.component.type == _SYSTEM]
    columns = (
        Column("Operating system"),
        Column("Version", is_narrow=True),
        Column("Deployable", is_narrow=True),
        Column("Level of support", is_narrow=True),
        Column("End of support", is_narrow=True),
        Column("Source of the date"),
    )
    rows = tuple(
        Row(
            (
                line.component.full_name,
                Code(line.component.version),
                line.deployable,
                badge(line.level),
                or_unknown(line.end_of_support),
                or_unknown(line.end_source),
            )
        )
        for line in found
    )
    empty = "No SBOM lists an operating system. Firmware without one, or a system the hosting provider answers for."
    return (Table("operating-systems", "Operating systems in the deployables", columns, rows, empty),)


def fielded_versions(context: Context) -> tuple[Block, ...]:
    """Return every release with the day it was shipped and the end of its support."""
    rows = tuple(
        Row(
            (
                Ref(item.id),
                item.release_version,
                Code(item.build),
                str(item.released_on) if item.released_on else Badge("not shipped", Tone.NEUTRAL),
                str(item.supported_until),
                listed(item.deployables),
            )
        )
        for item in context.facts.records.of(Release)
    )
    columns = (
        Column("Release", is_narrow=True),
        Column("Version", is_narrow=True),
        Column("Build", is_narrow=True),
        Column("Shipped", is_narrow=True),
        Column("Security updates until", is_narrow=True),
        Column("Deployables"),
    )
    return (Table("versions", "Releases and their support", columns, rows, "No release is recorded."),)


def _nothing(words: str, context: Context) -> str:
    """Return what an empty table of components means: `words` only where every SBOM was read and compared."""
    if not context.facts.sboms:
        return "No SBOM of the release was read, so nothing is known about the support of its components."
    if support_end(context.facts) is None:
        return "The end of the release's support is not known, so no component was compared with it."
    if context.facts.sbom_problems:
        return "None among the components of the SBOMs that could be read."
    return words


def support_ending(context: Context) -> tuple[Block, ...]:
    """Return the components that lose support before the release does, in one row those of the same day and source."""
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for line in ending_early(context):
        key = (line.end_of_support, line.deployable, line.level, line.end_source)
        alike.setdefault(key, []).append(line.component.versioned_name)
    rows = tuple(
        Row((ends, deployable, Number(len(names)), ", ".join(names), badge(level), or_unknown(source)))
        for (ends, deployable, level, source), names in alike.items()
    )
    columns = (
        Column("End of support", is_narrow=True),
        Column("Deployable", is_narrow=True),
        Column("Count", is_number=True),
        Column("Components"),
        Column("Level", is_narrow=True),
        Column("Source of the date"),
    )
    empty = _nothing(
        "No component with a known end of support loses it before the release's support ends.", context
    )
    return (*_unread(context), Table("support-ending", ENDING_EARLY, columns, rows, empty))


def _unread(context: Context) -> tuple[Notice, ...]:
    """Return a notice that names the SBOMs that could not be read; none where all were."""
    names = sorted(context.facts.sbom_problems)
    if not names:
        return ()
    words = "Nothing is known here about the components of SBOMs that could not be read: "
    parts = in_line(*((Ref(name),) for name in names))
    return (Notice("SBOM not read", (words, *parts, "."), Tone.UNKNOWN),)


def _rows(context: Context) -> list[SupportRow]:
    """Return every component of the release on the time line of its support."""
    until, today = support_end(context.facts), context.facts.generated_at.date()
    masters = context.facts.records.of(ComponentMaster)
    if until is None:
        return []
    rows = chain.from_iterable(
        support_rows(
            (
                (part, Known(master.end_of_support_reason, master.plan) if master else Known())
                for part, master in completed(item.content, masters)
            ),
            until,
            today,
            item.deployable,
        )
        for item in context.facts.sboms
    )
    return sorted(
        rows, key=lambda row: (row.ends is None, row.ends or today, row.name, row.deployable, row.ref)
    )
