"""The index of a package: what is in it, for whom, in which state, and how to check that it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medward.dossier.blocks import (
    Column,
    Digest,
    Field,
    FileLink,
    KeyValues,
    Notice,
    Row,
    Section,
    Table,
    text,
)
from medward.dossier.documents.gap_list import GAP_LIST
from medward.dossier.documents.slots import slot_files
from medward.dossier.tones import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from medward.dossier.blocks import Block
    from medward.dossier.documents.assembling import Assembled
    from medward.dossier.documents.gap_list import PackageGap
    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.pages.context import Context


class Contents(NamedTuple):
    """What a package holds when its index is made."""

    documents: Sequence[tuple[Assembled, Sequence[str]]]
    """Each document with its files."""
    gaps: Sequence[PackageGap]
    digests: Mapping[str, str]
    """SHA-256 of every file by path."""
    generated: str
    program: str


def package_index(outline: PackageOutline, context: Context, contents: Contents) -> tuple[Block, ...]:
    """Return the blocks of the index page."""
    return (
        *_state(contents),
        _facts(outline, context, contents),
        Section("Documents", (_documents(contents),)),
        *_slots(outline, context, contents),
        Section("Every file", (_files(contents),)),
        Section("Check that nothing was changed", _check()),
    )


def _state(contents: Contents) -> tuple[Block, ...]:
    """Return whether the package can be handed in, above everything else."""
    blocking = sum(one.is_blocking for one in contents.gaps)
    listed = next((files for made, files in contents.documents if made.outline.code == GAP_LIST), ())
    read = tuple(part for name in listed for part in (" ", FileLink(name, name)))
    if not blocking:
        words = f"Nothing blocks this package; {len(contents.gaps) - blocking} points are open."
        return (Notice("Nothing blocks", (words, *read), Tone.GOOD),)
    words = f"{blocking} points block this package. Every document in it is a draft. See the gap list first:"
    return (Notice("Not to be handed in", (words, *read), Tone.BAD),)


def _facts(outline: PackageOutline, context: Context, contents: Contents) -> KeyValues:
    facts = context.facts
    return KeyValues(
        (
            Field("Product", facts.product_name),
            Field("Release", context.release_label),
            Field(
                "Arranged for",
                f"{outline.title}{f', {outline.template}' if outline.template else ''}",
            ),
            Field("Generated", contents.generated),
            Field("Made with", contents.program),
            Field("Head of the ledger", Digest(facts.chain.head) if facts.chain.head else "no ledger"),
        )
    )


def _documents(contents: Contents) -> Table:
    columns = (
        Column("Number", is_narrow=True),
        Column("Revision", is_narrow=True),
        Column("Title"),
        Column("State"),
        Column("Files", is_narrow=True),
    )
    rows = []
    for made, names in contents.documents:
        cover = made.manuscript.cover
        links = tuple(FileLink(name, name.rpartition(".")[2].upper()) for name in names)
        rows.append(Row((cover.number, cover.revision, cover.title, cover.status, links)))
    return Table("documents", "Documents in reading order", columns, tuple(rows), is_data=False)


def _slots(outline: PackageOutline, context: Context, contents: Contents) -> tuple[Section, ...]:
    """Return the places of the template, where there is one and its files were made."""
    rows = tuple(
        Row((one.slot, one.title, FileLink(one.path, one.path.rpartition("/")[2])))
        for one in slot_files(outline, context)
        if one.path in contents.digests
    )
    if not rows:
        return ()
    columns = (Column("Place", is_narrow=True), Column("Asks for"), Column("File"))
    table = Table("places", f"Attachments of {outline.template}", columns, rows, is_data=False)
    note = outline.template_note
    told = (Notice("What is known of this version", (note,), Tone.ATTENTION),) if note else ()
    return (Section("Attachments by place of the template", (*told, table)),)


def _files(contents: Contents) -> Table:
    rows = tuple(
        Row((FileLink(name, name), Digest(digest))) for name, digest in sorted(contents.digests.items())
    )
    columns = (Column("File"), Column("SHA-256", is_narrow=True))
    return Table("files", "Files with their SHA-256; in full in index.csv", columns, rows, is_data=False)


def _check() -> tuple[Block, ...]:
    first = "Run python3 -I verify.py in this folder: it needs Python 3.9 or later and nothing else, and no network."
    second = (
        "It compares every file with manifest.json. Compare the digest it prints for manifest.json with the one you "
        "were told by another way; without that, a package that was made anew as a whole looks whole."
    )
    return (text(first), text(second))
