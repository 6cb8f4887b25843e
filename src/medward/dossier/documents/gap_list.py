"""What stands between a package and handing it in: findings, missing text, parts nobody answers, missing files.

Computed before any document is made, so that the list can come first. Nothing in it is typed by hand: findings come
from the rules, text from the slots of the outlines, parts from the catalogue, owners from the records.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from medward.catalogue.shipped import load
from medward.checks.finding import Level
from medward.components.records import SbomDocument
from medward.devices.records import Product
from medward.dossier.documents.abbreviations import SLOT, odd_lines
from medward.dossier.documents.assembling import controlled, numbered, slots_of
from medward.dossier.documents.authority_queries import answered, unchecked
from medward.dossier.documents.narratives import narrative_of, unknown_figures
from medward.dossier.documents.outline import every_section
from medward.dossier.documents.shipped import document_set
from medward.governance.records import Person
from medward.kernel.lifecycle import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.checks.finding import CheckFinding
    from medward.dossier.documents.outline import DocumentOutline, PackageOutline
    from medward.dossier.pages.context import Context

GAP_LIST: Final = "00"
"""Code of the document that prints the list; it stands first and is never handed in."""
_STALE: Final = "V26"
_NOBODY: Final = "nobody recorded"


class Topic(StrEnum):
    """What kind of thing lacks."""

    FINDING = "finding"
    STALE = "stale document"
    TEXT = "text"
    FILE = "file"
    PART = "part without an answer"
    CONFIRM = "text to compare"


@dataclass(frozen=True, slots=True)
class PackageGap:
    """One thing that lacks, in words a person can act on."""

    topic: Topic
    level: Level
    subject: str
    """Record, slot of text, file, or part of an outline."""
    what: str
    fix: str
    owner: str
    """Printed name of who answers for it."""
    gate: str = "G8"
    rule: str = ""
    documents: tuple[str, ...] = ()
    """Numbers of the documents it shows in, where that is known beforehand."""

    @property
    def is_blocking(self) -> bool:
        """Whether the package cannot be handed in while it stands."""
        return self.level is Level.BLOCK


def package_gaps(outline: PackageOutline, context: Context, made: Iterable[str]) -> tuple[PackageGap, ...]:
    """Return everything that lacks, what blocks first.

    Args:
        outline: The package.
        context: Facts of the device file.
        made: Kinds of machine-readable file that can be written: `sbom`.
    """
    found = (
        *_findings(context),
        *_texts(outline, context),
        *_odd_abbreviations(context),
        *_files(outline, context, frozenset(made)),
        *_parts(outline, context),
        *_to_compare(outline, context),
    )
    return tuple(sorted(found, key=lambda one: not one.is_blocking))


def _findings(context: Context) -> Iterator[PackageGap]:
    """Yield the findings of the rules, by gate."""
    for one in sorted(context.facts.findings, key=_by_gate):
        yield PackageGap(
            topic=Topic.STALE if one.rule == _STALE else Topic.FINDING,
            level=one.level,
            subject=one.record,
            what=one.message,
            fix=one.fix,
            owner=owner_of(one.record, context),
            gate=one.gate,
            rule=one.rule,
        )


def _by_gate(one: CheckFinding) -> tuple[str, str, str]:
    return one.gate, one.rule, one.record


def _texts(outline: PackageOutline, context: Context) -> Iterator[PackageGap]:
    """Yield the slots nobody has written, and texts that ask for a number nobody knows."""
    in_documents: dict[str, list[DocumentOutline]] = {}
    for document in _documents(outline):
        for slot in dict.fromkeys(slots_of(document.sections)):
            in_documents.setdefault(slot, []).append(document)
    for slot, documents in in_documents.items():
        written = narrative_of(slot, context)
        unknown = unknown_figures(written.text, context.counts) if written else ()
        if written and not unknown:
            continue
        what = f"the text asks for {', '.join(unknown)}, which is no number of the file" if written else ""
        yield PackageGap(
            topic=Topic.TEXT,
            level=Level.BLOCK,
            subject=written.id if written else slot,
            what=what or f"no text is written: {_guidance(slot, documents)}",
            fix="correct the name in braces" if written else f"write a narrative record with slot: {slot}",
            owner=owner_of(written.id, context) if written else _owner_of_document(documents[0], context),
            documents=tuple(numbered(one, context)[0] for one in documents),
        )


def _odd_abbreviations(context: Context) -> Iterator[PackageGap]:
    """Yield the lines of the company's abbreviations that explain none."""
    written = narrative_of(SLOT, context)
    if written is None:
        return
    fix = "write one a line, as `ORU: observation result message`"
    for line in odd_lines(context):
        what = f"the line {line!r} is no abbreviation with its meaning"
        yield PackageGap(Topic.TEXT, Level.BLOCK, written.id, what, fix, owner_of(written.id, context))


def _guidance(slot: str, documents: Iterable[DocumentOutline]) -> str:
    """Return the section a text belongs to, and what should stand there."""
    for document in documents:
        for section in every_section(document.sections):
            if section.narrative == slot and section.guidance:
                return f"{section.title}. {section.guidance}"
    return slot


def _files(outline: PackageOutline, context: Context, made: frozenset[str]) -> Iterator[PackageGap]:
    """Yield SBOMs that are missing or unreadable, and attachments that cannot be written."""
    yield from _sboms(context)
    for name in outline.attachments:
        if name not in made:
            words = "no such file is made beside the documents"
            fix = "add it by hand before handing in"
            yield PackageGap(Topic.FILE, Level.WARN, name.upper(), words, fix, _regulatory(context))


def _sboms(context: Context) -> Iterator[PackageGap]:
    """Yield SBOMs that cannot be read, then deployables for which not even an unreadable one is recorded."""
    facts = context.facts
    have = {one.deployable for one in facts.sboms}
    for record, why in sorted(facts.sbom_problems.items()):
        words, fix = f"its SBOM cannot be read: {why}", "put the file back or correct it"
        yield PackageGap(Topic.FILE, Level.BLOCK, record, words, fix, owner_of(record, context))
        document = facts.records.find(record, SbomDocument)
        have |= {document.deployable} if document else set()
    if facts.release is None:
        return
    for deployable in facts.release.deployables:
        if deployable not in have:
            words, fix, owner = (
                "it has no SBOM",
                "add one: `medward sbom`",
                owner_of(facts.release.id, context),
            )
            yield PackageGap(Topic.FILE, Level.BLOCK, deployable, words, fix, owner)


def _parts(outline: PackageOutline, context: Context) -> Iterator[PackageGap]:
    """Yield the parts of the package's outlines that no section of its documents answers."""
    answers = answered(outline.documents)
    for one in load().outlines:
        if one.id not in outline.outlines:
            continue
        for part in one.sections:
            name = f"{one.id}/{part.number}"
            if name not in answers:
                what = f"{part.title}: no document of the package answers it"
                fix = "answer it in another file, or add a section to the set"
                yield PackageGap(Topic.PART, Level.WARN, name, what, fix, _regulatory(context))


def _to_compare(outline: PackageOutline, context: Context) -> Iterator[PackageGap]:
    """Yield what somebody has to compare with the authority's text before the package is handed in."""
    for subject, what in unchecked(outline, context):
        fix = "compare it with the text in force and keep the comparison with the submission"
        yield PackageGap(Topic.CONFIRM, Level.WARN, subject, what, fix, _regulatory(context))


def owner_of(identity: str, context: Context) -> str:
    """Return the printed name of who answers for a record, else for the product."""
    records = context.facts.records
    record = records.by_id.get(identity)
    owners = [record.owner] if record and record.owner else []
    return printed_name((*owners, *(product.owner for product in records.of(Product))), context)


def printed_name(people: Iterable[str], context: Context) -> str:
    """Return the name of the first of these people who is on record."""
    found = (context.facts.records.find(name, Person) for name in people if name)
    return next((person.printed_name for person in found if person is not None), _NOBODY)


def _owner_of_document(outline: DocumentOutline, context: Context) -> str:
    record = controlled(outline, context)
    return owner_of(record.id, context) if record else _regulatory(context)


def _regulatory(context: Context) -> str:
    """Return who answers for regulatory affairs, else for the product."""
    for person in context.facts.records.of(Person):
        if Role.REGULATORY in person.roles:
            return person.printed_name
    return owner_of("", context)


def _documents(outline: PackageOutline) -> list[DocumentOutline]:
    return [document_set().document(code) for code in outline.documents]
