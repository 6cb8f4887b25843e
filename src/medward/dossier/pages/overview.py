"""The first page: what is open, how the gates stand, which product and release, and what is unknown."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from medward.checks.finding import Level
from medward.devices.records import IntendedUse, Product, Release
from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Code,
    Column,
    Digest,
    Document,
    Field,
    Items,
    KeyValues,
    Number,
    PageLink,
    Ref,
    Row,
    Section,
    Table,
    Tile,
    Tiles,
    listed,
    refs,
)
from medward.dossier.tones import Tone
from medward.dossier.words import instant, marked
from medward.kernel.words import plural

if TYPE_CHECKING:
    from medward.checks.gates import GateView
    from medward.dossier.pages.context import Context

FIRST_POINTS = 12


def overview(context: Context) -> Document:
    """Return the first page."""
    facts = context.facts
    return Document(
        slug="index",
        title=f"{facts.product_name}: cybersecurity file",
        lead=f"State of the file for {context.release_label}. Every number is computed from the records linked here.",
        group="Summary",
        short="Overview",
        status=_verdict(context),
        blocks=(
            _tiles(context),
            Section("Gates", (gate_table(facts.gates),)),
            Section("Open points", tuple(_open_points(context))),
            Section("Product and release", (_product(context),)),
            Section("What is unknown", (_unknown(context),)),
            Section("About this dossier", (_about(context),)),
        ),
    )


def gate_light(view: GateView) -> Badge:
    """Return the light of a gate as a word."""
    if view.is_open:
        return Badge("ready", Tone.GOOD)
    if view.blocking:
        return Badge("blocked", Tone.BAD)
    return Badge("incomplete", Tone.BAD) if view.count("missing") else Badge("in draft", Tone.ATTENTION)


def gate_table(gates: tuple[GateView, ...]) -> Table:
    """Return the gates with their counts."""
    return Table(
        name="gates",
        caption="Gates: items ready of all, and what is in the way",
        columns=(
            Column("Gate", is_narrow=True),
            Column("Open when"),
            Column("State", is_narrow=True),
            Column("Ready", is_number=True),
            Column("Draft", is_number=True),
            Column("Missing", is_number=True),
            Column("Blocking findings", is_number=True),
        ),
        rows=tuple(
            Row(
                (
                    PageLink("gates", view.gate.id, view.gate.id.lower()),
                    view.gate.title,
                    gate_light(view),
                    Number(view.count("ready"), len(view.items)),
                    Number(view.count("draft")),
                    Number(view.count("missing")),
                    Number(len(view.blocking)),
                )
            )
            for view in gates
        ),
        empty="No gate was computed. Run `medward gate`.",
    )


def _verdict(context: Context) -> Cell:
    """Say in one word how the file stands."""
    if not context.facts.checked:
        return Badge("rules not run", Tone.UNKNOWN)
    if context.counts.blocking:
        return Badge(plural(context.counts.blocking, "blocking finding"), Tone.BAD)
    return Badge("no blocking finding", Tone.GOOD)


def _tiles(context: Context) -> Tiles:
    """Return the headline numbers."""
    counts = context.counts
    closed = sum(chain.is_closed for chain in context.chains)
    return Tiles(
        (
            _share("Threats with a closed chain", closed, counts.threats, "threat to evidence", "trace"),
            _share(
                "Candidates decided",
                counts.candidates - counts.undecided_candidates,
                counts.candidates,
                f"on {plural(counts.crossings, 'boundary crossing')}",
                "threats",
            ),
            _share("Residual risks closed", len(counts.risks_closed), counts.risks, _closed(context), "risk"),
            _share(
                "Requirements verified",
                counts.requirements_verified,
                counts.requirements,
                f"passed on {context.release_label}",
                "controls",
            ),
            _share(
                "Components with support level",
                counts.supported,
                len(counts.components),
                f"{counts.ending_early} end before the release's support",
                "sbom",
            ),
            _matches_tile(context),
        )
    )


def _closed(context: Context) -> str:
    """Say in which ways risks are closed, and in which state the others are."""
    closed = Counter(context.counts.risks_closed.values())
    waiting = [f"{count} {state}" for state, count in sorted(context.counts.risks_open.items())]
    return ", ".join([f"{closed['A']} acceptable", f"{closed['R']} accepted by signed decision", *waiting])


def _share(label: str, value: int, total: int, note: str, slug: str) -> Tile:
    """Return a tile for a share; complete is good, anything less needs a look."""
    if total == 0:
        return Tile(label, Number(value, total), note, slug, Tone.UNKNOWN, "no record")
    word, tone = ("complete", Tone.GOOD) if value == total else (f"{total - value:,} open", Tone.ATTENTION)
    return Tile(label, Number(value, total), note, slug, tone, word)


def _matches_tile(context: Context) -> Tile:
    """Return the tile of vulnerability matches; not matched is unknown, not zero."""
    label, slug = "Vulnerability matches decided", "vulnerabilities"
    if not context.facts.matches.ran:
        return Tile(label, Number(0, 0), "no advisory set was matched", slug, Tone.UNKNOWN, "unknown")
    total = len(context.counts.matches)
    if total == 0:
        return Tile(
            label, Number(0, 0), "no advisory in the set met a component", slug, Tone.GOOD, "no match"
        )
    return _share(
        label, total - context.counts.undecided_matches, total, "by an assessment in the file", slug
    )


def _open_points(context: Context) -> list[Block]:
    """Return the first blocking findings and broken chains."""
    findings = [finding for finding in context.facts.findings if finding.level is Level.BLOCK]
    rows = tuple(
        Row(
            (
                Badge(finding.rule, Tone.BAD),
                finding.gate,
                Ref(finding.record) if finding.record in context.facts.records else finding.record,
                marked(finding.message),
                marked(finding.fix),
            )
        )
        for finding in findings[:FIRST_POINTS]
    )
    return [
        Table(
            name="open-points",
            caption=f"Blocking findings, the first {len(rows)} of {len(findings)}"
            if len(findings) > len(rows)
            else "Blocking findings",
            columns=(
                Column("Rule", is_narrow=True),
                Column("Gate", is_narrow=True),
                Column("Record", is_narrow=True),
                Column("What is wrong"),
                Column("What to do"),
            ),
            rows=rows,
            empty="No rule blocks a gate." if context.facts.checked else "The rules were not run.",
            is_data=False,
        )
    ]


def _product(context: Context) -> KeyValues:
    """Return product, classes, intended use and release."""
    records = context.facts.records
    fields: list[Field] = []
    for product in records.of(Product):
        fields += [
            Field("Product", (Ref(product.id), product.name)),
            Field("Description", product.description),
            Field("Manufacturer", context.named(product.manufacturer)),
            Field("Classes", ", ".join(f"{place.upper()} {name}" for place, name in product.classes.items())),
            Field("Software safety class", f"{product.software_safety_class} (IEC 62304)"),
            Field("Markets", ", ".join(market.upper() for market in product.markets)),
            Field("Security updates until", product.support_until.isoformat()),
        ]
    for use in records.of(IntendedUse):
        fields += [
            Field("Intended use", (Ref(use.id), use.indications)),
            Field("Essential performance", listed(use.essential_performance)),
        ]
    return KeyValues((*fields, *_releases(context)))


def _releases(context: Context) -> list[Field]:
    """Return the target release and the ones before it."""
    target = context.facts.release
    if target is None:
        return [Field("Target release", Badge("unknown", Tone.UNKNOWN), "`medward.yaml` names none")]
    others = [release.id for release in context.facts.records.of(Release) if release.id != target.id]
    return [
        Field("Target release", (Ref(target.id), target.release_version, Code(target.build))),
        Field("Build started", instant(target.build_started_at)),
        Field("Deployables", ", ".join(target.deployables)),
        Field("Other releases", refs(others, "none")),
    ]


def _unknown(context: Context) -> Table:
    """Return everything that could not be determined, with its number."""
    counts, facts = context.counts, context.facts
    total = len(counts.components)
    lines: list[tuple[str, int, int, str]] = [
        ("Risks without a cell, initial", counts.initial.get("unknown", 0), counts.risks, "risk"),
        ("Risks without a cell, residual", counts.residual.get("unknown", 0), counts.risks, "risk"),
        ("Candidates without a decision", counts.undecided_candidates, counts.candidates, "threats"),
        (
            "Tests without passed evidence on this release",
            counts.tests - counts.tests_passed,
            counts.tests,
            "verification",
        ),
        ("Components with unknown support level", total - counts.supported, total, "sbom"),
        ("Components with unknown end of support", total - counts.dated, total, "sbom"),
        ("Components the matcher cannot judge", len(facts.matches.cannot_tell), total, "vulnerabilities"),
        ("Elements without a threat", len(facts.candidates.uncovered), counts.elements, "threats"),
    ]
    rows = tuple(
        Row(
            (
                PageLink(slug, label),
                Number(number, of),
                Badge("nothing recorded", Tone.UNKNOWN)
                if of == 0
                else Badge("none", Tone.GOOD)
                if number == 0
                else Badge(f"{number:,} unknown or open", Tone.UNKNOWN),
            )
        )
        for label, number, of, slug in lines
    )
    return Table(
        name="unknown",
        caption="What could not be determined is listed, never counted as fine",
        columns=(Column("What"), Column("How many", is_number=True), Column("State", is_narrow=True)),
        rows=rows,
        is_data=False,
    )


def _about(context: Context) -> KeyValues:
    """Return what the dossier was made from."""
    facts = context.facts
    chain = facts.chain
    return KeyValues(
        (
            Field("Generated", instant(facts.generated_at)),
            Field("Program", f"Medward {facts.program_version}"),
            Field("Records", Number(len(facts.records))),
            Field(
                "Ledger",
                (PageLink("verification-result", "verification result"), Digest(chain.head))
                if chain.head
                else Badge("no ledger yet", Tone.UNKNOWN),
            ),
            Field(
                "Manifest",
                Items((Code("manifest.json"), "lists every file of this dossier with its SHA-256")),
            ),
        )
    )
