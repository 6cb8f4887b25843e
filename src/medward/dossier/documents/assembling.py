"""From the outline of a document and the facts to the manuscript that is printed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.dossier.blocks import Block, Details, Section, Table, plain
from medward.dossier.documents.narratives import narrated, narrative_of
from medward.dossier.manuscript import Cover, Manuscript, RevisionLine, SignatureLine
from medward.dossier.words import instant
from medward.governance.records import Document, Organisation, OrganisationRole, Person, Signature
from medward.kernel.canonical import content_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.dossier.documents.outline import DocumentOutline, PackageOutline, SectionOutline
    from medward.dossier.documents.queries import Asked
    from medward.dossier.pages.context import Context

_ID: Final = re.compile(r"\b[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}\b")
_CURRENT: Final = frozenset({"effective"})


class Assembled(NamedTuple):
    """A manuscript with what it was made from."""

    outline: DocumentOutline
    manuscript: Manuscript
    inputs: dict[str, str]
    """Content digest of every record the document names."""
    open_slots: tuple[str, ...]
    """Places for text that nobody has written."""


def assemble(outline: DocumentOutline, package: PackageOutline, context: Context, asked: Asked) -> Assembled:
    """Return a document for a package."""
    sections = tuple(_section(one, context, asked) for one in outline.sections)
    inputs = _inputs(sections, outline, context)
    record = controlled(outline, context)
    cover = _cover(outline, package, context, record, inputs)
    manuscript = Manuscript(
        slug=f"{outline.code}-{outline.name}",
        cover=cover,
        sections=sections,
        signatures=tuple(_signatures(record, context)),
        revisions=tuple(_revisions(record, context)),
    )
    return Assembled(outline, manuscript, inputs, tuple(_open_slots(outline.sections, context)))


def controlled(outline: DocumentOutline, context: Context) -> Document | None:
    """Return the controlled document that carries this one: its number ends in the code of the set."""
    release = context.facts.release
    for item in context.facts.records.of(Document):
        number = item.number.split(" rev ")[0]
        if number.rpartition("-")[2].lstrip("0") == outline.code.lstrip("0") and (
            release is None or item.release == release.id
        ):
            return item
    return None


def _section(outline: SectionOutline, context: Context, asked: Asked) -> Section:
    """Return a section: hand-written text, what its queries show, the sections inside it."""
    shown = [block for name in outline.shows for block in asked.blocks(name)]
    inner = [_section(one, context, asked) for one in outline.sections]
    return Section(outline.title, (*narrated(outline, context), *shown, *inner))


def _cover(
    outline: DocumentOutline,
    package: PackageOutline,
    context: Context,
    record: Document | None,
    inputs: dict[str, str],
) -> Cover:
    """Return what the first page says."""
    facts, release = context.facts, context.facts.release
    number, _, revision = (record.number if record else "").partition(" rev ")
    product = release.id.partition("-")[0] if release else "PRODUCT"
    return Cover(
        number=number or f"DOC-CYB-{product}-{int(outline.code[:2]):03}{outline.code[2:]}",
        revision=revision or "0",
        title=outline.title,
        product=facts.product_name,
        release=f"{release.release_version}, build {release.build}" if release else "no target release",
        company=_company(context),
        status=str(record.status).replace("-", " ") if record else "draft, not under document control",
        classification="Confidential",
        package=f"{package.title}{f', {package.template}' if package.template else ''}",
        generated=instant(facts.generated_at),
        people=tuple(_people(record, context)),
        watermark="" if record is not None and str(record.status) in _CURRENT else "DRAFT",
        short_hash=content_digest(dict(inputs))[:16],
    )


def _company(context: Context) -> str:
    """Return the manufacturer's name."""
    for item in context.facts.records.of(Organisation):
        if OrganisationRole.MANUFACTURER in item.roles:
            return item.legal_name
    return "Manufacturer not recorded"


def _people(record: Document | None, context: Context) -> Iterator[tuple[str, str]]:
    if record is not None:
        owner = context.facts.records.find(record.owner, Person) if record.owner else None
        yield "Owner", owner.printed_name if owner else "not recorded"


def _signatures(record: Document | None, context: Context) -> Iterator[SignatureLine]:
    """Yield the signatures on the controlled document."""
    if record is None:
        return
    for item in context.facts.records.of(Signature):
        if item.record == record.id:
            signer = context.facts.records.find(item.signer, Person)
            roles = ", ".join(str(role) for role in signer.roles) if signer else "not recorded"
            yield SignatureLine(
                item.printed_name,
                roles,
                str(item.meaning),
                instant(item.signed_at),
                item.id,
                item.content_sha256,
            )


def _revisions(record: Document | None, context: Context) -> Iterator[RevisionLine]:
    """Yield what the ledger knows of the controlled document."""
    if record is None:
        return
    revision = record.number.partition(" rev ")[2] or "0"
    for change in context.facts.changesets:
        if any(name == record.id for name, _ in change.records):
            yield RevisionLine(
                revision, change.at[:10], change.reason, f"changeset {change.seq}", change.author
            )


def _inputs(sections: Iterable[Section], outline: DocumentOutline, context: Context) -> dict[str, str]:
    """Return the digest of every record the document names, its narratives among them."""
    names = set(_named(sections))
    names |= {found.id for slot in _slots(outline.sections) if (found := narrative_of(slot, context))}
    records = context.facts.records
    return {record.id: record.digest for record in records if record.id in names}


def _named(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield every record id that stands in a block."""
    for block in blocks:
        if isinstance(block, Section | Details):
            yield from _named(block.blocks)
        elif isinstance(block, Table):
            for row in block.rows:
                yield from _ID.findall(" ".join((row.anchor, *(plain(cell) for cell in row.cells))))
        else:
            yield from _ID.findall(repr(block))


def _slots(sections: Iterable[SectionOutline]) -> Iterator[str]:
    for section in sections:
        if section.narrative:
            yield section.narrative
        yield from _slots(section.sections)


def _open_slots(sections: Iterable[SectionOutline], context: Context) -> Iterator[str]:
    return (slot for slot in _slots(sections) if narrative_of(slot, context) is None)
