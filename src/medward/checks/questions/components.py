"""Questions 21 to 25: components and suppliers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.inventory import completed
from medward.checks.questions.answer import Answer, Query, Row, found, no_record, row
from medward.components.in_use import sboms_of
from medward.components.records import Component, ComponentMaster, SupplierAgreement
from medward.components.support import ends_before
from medward.devices.records import Release

if TYPE_CHECKING:
    from medward.components.sbom import Component as Part


_SUPPORTED: Final = "actively-maintained"
"""The one level that says that somebody mends the component; another word, or none, does not."""


def sbom_at_site(query: Query) -> Answer:
    """21: the SBOM of the release in the field on a day; which site had which unit is not kept."""
    case = query.case
    shipped = [one for one in case.records.of(Release) if one.released_on and one.released_on <= query.day]
    if not shipped:
        return no_record(
            "release records (REL) with released_on; which site received which unit is a fielded-unit record (UNT), "
            "a kind this version does not keep"
        )
    release = max(shipped, key=lambda one: str(one.released_on))
    rows = [row(release, f"released {release.released_on}, build {release.build}")]
    rows += [
        row(one, f"{one.deployable}: {one.file}, {one.format} {one.spec_version}, sha256 {one.sha256}")
        for one in sboms_of(case.records, release.id)
    ]
    text = (
        f"release {release.release_version} was the newest on {query.day}; which site had it is not recorded "
        "(fielded units, UNT, are not kept by this version)"
    )
    return Answer(text, tuple(rows))


def unsupported(query: Query) -> Answer:
    """22: components without support or past its end, today."""
    parts = _parts(query)
    if not parts:
        return _no_sbom(query)
    bad = [
        (bom, part)
        for bom, part in parts
        if part.support_level != _SUPPORTED or ends_before(part.end_of_support, query.day)
    ]
    rows = [
        Row(
            bom,
            f"{part.full_name} {part.version}: {part.support_level or 'support unknown'}, "
            f"until {part.end_of_support or 'unknown'}",
        )
        for bom, part in bad
    ]
    if not rows:
        boms = dict.fromkeys(bom for bom, _ in parts)
        return Answer(f"none of {len(parts)} components", tuple(Row(bom, "all supported") for bom in boms))
    return found(
        rows, f"of {len(parts)} components have no support, unknown support, or are past its end", ""
    )


def where_used(query: Query) -> Answer:
    """23: where a component is used; without a name, every OpenSSL."""
    words = [
        word for word in query.words if word not in {"where", "is", "used", "across", "products", "in"}
    ] or ["openssl"]
    parts = _parts(query)
    if not parts:
        return _no_sbom(query)
    hits = [
        Row(bom, f"{part.full_name} {part.version} ({part.purl or part.cpe or 'no identifier'})")
        for bom, part in parts
        if all(word in f"{part.full_name} {part.version} {part.purl}".lower() for word in words)
    ]
    if not hits:
        boms = dict.fromkeys(bom for bom, _ in parts)
        text = f"{' '.join(words)} is in none of {len(boms)} SBOMs; other products have files of their own"
        return Answer(text, tuple(Row(bom, "searched") for bom in boms))
    return found(
        hits, f"places use {' '.join(words)} in this product; other products have files of their own", ""
    )


def how_made(query: Query) -> Answer:
    """24: how each SBOM was generated and whether it is complete."""
    documents = sboms_of(query.case.records, query.case.release.id)
    return found(
        (
            row(
                one,
                f"{one.generation} by {one.tool}, {one.generated_at.isoformat()}, "
                f"{_size(one.id, query)}; {one.completeness}",
            )
            for one in documents
        ),
        "SBOMs of the release",
        "sbom records (BOM)",
    )


def suppliers(query: Query) -> Answer:
    """25: suppliers, their agreements and last contacts; for a component named, who supplies it."""
    case = query.case
    rows = [
        row(
            one,
            f"{one.supplier}, contact {one.security_contact}, tells us within {one.notification_days} days, "
            f"last contact {one.last_contact_on or 'not recorded'}, "
            f"last assessed {one.last_assessed_on or 'not recorded'}",
        )
        for one in case.live(SupplierAgreement)
    ]
    rows += [
        row(one, f"supplied by {one.supplier}")
        for one in case.live(ComponentMaster)
        if query.words and all(word in f"{one.name} {one.purl}".lower() for word in query.words)
    ]
    notes = [
        row(one, f"modified: {one.modified}") for one in case.live(Component) if one.bom_ref in query.words
    ]
    return found([*rows, *notes], "supplier agreements and components", "supplier-agreement records (SUP)")


def _parts(query: Query) -> list[tuple[str, Part]]:
    """Return every component of every SBOM of the release with the record it stands in."""
    case = query.case
    return [
        (bom, part)
        for bom, sbom in case.sboms.items()
        for part, _ in completed(sbom, case.live(ComponentMaster))
    ]


def _size(bom: str, query: Query) -> str:
    """Return how many components an SBOM has, or why nobody can tell."""
    sbom = query.case.sboms.get(bom)
    if sbom is None:
        return f"not readable: {query.case.sbom_problems.get(bom, 'the file was not read')}"
    return f"{len(sbom.components)} components"


def _no_sbom(query: Query) -> Answer:
    """Return that no SBOM of the release could be read, naming the records that should hold one."""
    documents = sboms_of(query.case.records, query.case.release.id)
    if documents:
        rows = (row(one, _size(one.id, query)) for one in documents)
        return Answer("cannot tell: no SBOM of the release could be read", tuple(rows))
    return no_record("sbom records (BOM) of the release, with their files")
