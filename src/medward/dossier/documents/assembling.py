"""From the outline of a document and the facts to the manuscript that is printed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.checks.signing import covers
from medward.checks.view_fields import live
from medward.dossier.blocks import Block, Details, Section, Table, plain
from medward.dossier.documents.abbreviations import explained, written_here
from medward.dossier.documents.narratives import narrated, narrative_of
from medward.dossier.documents.numbering import number_of, read_number
from medward.dossier.documents.outline import every_section
from medward.dossier.manuscript import SHORT_HASH, Cover, Manuscript, RevisionLine, SignatureLine
from medward.dossier.words import instant
from medward.governance.defaults import current_policies
from medward.governance.records import Document, Organisation, OrganisationRole, Person, Signature
from medward.kernel.canonical import content_digest
from medward.kernel.words import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.dossier.documents.outline import DocumentOutline, PackageOutline, SectionOutline
    from medward.dossier.documents.queries import Asked
    from medward.dossier.pages.context import Context
    from medward.kernel.canonical import JsonValue

_ID: Final = re.compile(r"\b[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}\b")
_CURRENT: Final = frozenset({"effective"})
_NEW: Final = "0"
"""Revision of a document that was never under control."""


class Edition(NamedTuple):
    """What one build says of itself on every cover."""

    is_blocked: bool = False
    """Whether findings block the package, so that no document is more than a draft."""
    is_exercise: bool = False
    """Whether it is made for practice and must not be handed in."""
    generated: str = ""
    """What stands as time of generation, where it is more than the instant."""


class Assembled(NamedTuple):
    """A manuscript with what it was made from."""

    outline: DocumentOutline
    manuscript: Manuscript
    inputs: dict[str, str]
    """Content digest of every record the document names, and SHA-256 of the files these records speak of."""
    open_slots: tuple[str, ...]
    """Places for text that nobody has written."""


def assemble(outline: DocumentOutline, package: PackageOutline, context: Context, asked: Asked) -> Assembled:
    """Return a document for a package."""
    sections = tuple(_section(one, context, asked) for one in outline.sections)
    record = controlled(outline, context)
    cover = _cover(outline, package, context, record)
    explaining = () if outline.is_one_page else explained(cover, sections, context)
    own_words = [name for one in explaining for name in written_here(one, context)]
    inputs = _inputs(sections, (*_narratives(outline, context), *own_words), context)
    manuscript = Manuscript(
        slug=f"{outline.code}-{outline.name}",
        cover=replace(cover, short_hash=content_digest(dict(inputs))[:SHORT_HASH]),
        sections=(*sections, *explaining),
        signatures=tuple(_signatures(record, context)),
        revisions=tuple(_revisions(record, context)),
    )
    return Assembled(outline, manuscript, inputs, tuple(_open_slots(outline.sections, context)))


def in_edition(made: Assembled, edition: Edition) -> Assembled:
    """Return a document with what this build says of itself on its cover."""
    cover = made.manuscript.cover
    if edition.is_blocked:
        cover = replace(cover, watermark="DRAFT")
    if edition.is_exercise:
        cover = replace(cover, watermark="EXERCISE", status="exercise, not to be handed in")
    cover = replace(cover, generated=edition.generated or cover.generated)
    return made._replace(manuscript=replace(made.manuscript, cover=cover))


def without_text(made: Assembled) -> Assembled:
    """Return what is said of a document: its cover, signatures, revisions and inputs, without its sections."""
    return made._replace(manuscript=replace(made.manuscript, sections=()))


def controlled(outline: DocumentOutline, context: Context) -> Document | None:
    """Return the controlled document in use of the release whose number has the code of the set."""
    release = context.facts.release
    pattern = _pattern(context)
    for item in live(context.facts.records, Document):
        said = read_number(pattern, item.number)
        if said and said.code == outline.code and (release is None or item.release == release.id):
            return item
    return None


def numbered(outline: DocumentOutline, context: Context) -> tuple[str, str]:
    """Return number and revision of a document, by the numbering policy in force."""
    pattern, record = _pattern(context), controlled(outline, context)
    release = context.facts.release
    product = release.id.partition("-")[0] if release else "PRODUCT"
    said = read_number(pattern, record.number) if record else None
    return number_of(pattern, product, outline.code), said.revision if said and said.revision else _NEW


def _pattern(context: Context) -> str:
    facts = context.facts
    return current_policies(facts.records, facts.generated_at.date()).numbering.document_pattern


def _section(outline: SectionOutline, context: Context, asked: Asked) -> Section:
    """Return a section: hand-written text, what its queries show, the sections inside it."""
    shown = [block for name in outline.shows for block in asked.blocks(name)]
    inner = [_section(one, context, asked) for one in outline.sections]
    return Section(outline.title, (*narrated(outline, context), *shown, *inner))


def _cover(
    outline: DocumentOutline, package: PackageOutline, context: Context, record: Document | None
) -> Cover:
    """Return what the first page says, without the hash of what the document is made from."""
    facts, release = context.facts, context.facts.release
    number, revision = numbered(outline, context)
    return Cover(
        number=number,
        revision=revision,
        title=outline.title,
        product=facts.product_name,
        release=f"{release.release_version}, build {release.build}" if release else "no target release",
        company=_company(context),
        status=spelled(record.status) if record else "draft, not under document control",
        classification="Confidential",
        package=f"{package.title}{f', {package.template}' if package.template else ''}",
        generated=instant(facts.generated_at),
        people=tuple(_people(record, context)),
        watermark="" if record is not None and str(record.status) in _CURRENT else "DRAFT",
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
    """Yield the signatures on the controlled document as it is; those on older content sign something else."""
    if record is None:
        return
    for item in context.facts.records.of(Signature):
        if item.record == record.id and covers(item, record):
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
    said = read_number(_pattern(context), record.number)
    revision = said.revision if said else _NEW
    for change in context.facts.changesets:
        if any(name == record.id for name, _ in change.records):
            yield RevisionLine(
                revision, change.at[:10], change.reason, f"changeset {change.seq}", change.author
            )


def _narratives(outline: DocumentOutline, context: Context) -> list[str]:
    """Return the ids of the texts a document prints."""
    return [found.id for slot in slots_of(outline.sections) if (found := narrative_of(slot, context))]


def _inputs(sections: Iterable[Section], texts: Iterable[str], context: Context) -> dict[str, str]:
    """Return the digest of every record the document names, and of the texts it prints."""
    names = {*_named(sections), *texts}
    records, files = context.facts.records, context.facts.files
    named = [record for record in records if record.id in names]
    paths = {path for record in named for path in _texts(record.content) if path in files}
    return {
        **{record.id: record.digest for record in named},
        **{path: files[path] for path in sorted(paths)},
    }


def _texts(value: JsonValue) -> Iterator[str]:
    """Yield every text in a record; some are paths of files."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


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


def slots_of(sections: Iterable[SectionOutline]) -> Iterator[str]:
    """Return the places for hand-written text, in reading order."""
    return (section.narrative for section in every_section(sections) if section.narrative)


def _open_slots(sections: Iterable[SectionOutline], context: Context) -> Iterator[str]:
    return (slot for slot in slots_of(sections) if narrative_of(slot, context) is None)
