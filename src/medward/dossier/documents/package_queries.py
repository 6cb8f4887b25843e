"""The gap list of a package and its table of template places, as sections of documents 00 and 21."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.catalogue.places import in_text, named
from medward.catalogue.shipped import load
from medward.dossier.blocks import (
    Block,
    Cell,
    Code,
    Column,
    Note,
    Notice,
    Number,
    Ref,
    Row,
    Table,
    listed,
    text,
)
from medward.dossier.documents.authority_queries import in_runs
from medward.dossier.documents.gap_list import Topic, package_gaps, printed_name
from medward.dossier.documents.shipped import document_set
from medward.dossier.documents.slots import FOLDER, slot_files
from medward.dossier.tones import Tone
from medward.dossier.words import marked
from medward.gaps.evaluate import tallied
from medward.gaps.shown import State
from medward.kernel.words import spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from medward.dossier.documents.gap_list import PackageGap
    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.pages.context import Context
    from medward.gaps.evaluate import ClauseGap

MADE: Final = frozenset({"sbom", "vex"})
"""Kinds of machine-readable file that packages hold; `workspace.package_files` writes them."""
_FROM_RULES: Final = frozenset({Topic.FINDING, Topic.STALE})


def blocking(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return the findings that block, with gate, owner and what to do."""
    found = [one for one in _gaps(context, package) if one.is_blocking and one.topic in _FROM_RULES]
    return (_table("blocking", "Findings that block", found, "No finding of the rules blocks this package."),)


def warnings(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return the findings that do not block."""
    found = [one for one in _gaps(context, package) if not one.is_blocking and one.topic in _FROM_RULES]
    return (_table("warnings", "Findings that do not block", found, "No finding is open."),)


def open_texts(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return the texts still to be written."""
    found = [one for one in _gaps(context, package) if one.topic is Topic.TEXT]
    return (_table("texts-open", "Texts still to be written", found, "Every text is written."),)


def files(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return the files that are missing."""
    found = [one for one in _gaps(context, package) if one.topic is Topic.FILE]
    return (_table("files-missing", "Files that are missing", found, "No file is missing."),)


def parts(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return the parts of the outlines that no document answers."""
    found = [one for one in _gaps(context, package) if one.topic is Topic.PART]
    empty = "Every part of these outlines is answered." if package.outlines else "No outline is set."
    columns = (
        Column("Outline and part"),
        Column("What is asked for"),
        Column("Who", is_narrow=True),
    )
    titles = {one.id: one.title for one in load().outlines}
    rows = tuple(
        Row((_part(one.subject, titles), one.what.partition(": no ")[0], one.owner)) for one in found
    )
    words = "Each is answered in a file outside this package, or needs a section in the set."
    table = Table("parts-open", "Parts of outlines without an answer", columns, rows, empty)
    return (text(words), table) if rows else (table,)


def _part(subject: str, titles: Mapping[str, str]) -> Cell:
    """Return a part of an outline by the outline's title and its number there."""
    outline, _, number = subject.partition("/")
    return (titles[outline], Note(f"part {number}"))


def texts_to_compare(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return what rests on expert knowledge and is compared with the authority's text before handing in."""
    found = [one for one in _gaps(context, package) if one.topic is Topic.CONFIRM]
    return (
        _table(
            "texts-to-compare",
            "To compare with the text",
            found,
            "Nothing in this package rests on expert knowledge alone.",
        ),
    )


def clause_states(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return how many clauses of the package's markets are in which state."""
    gaps = context.facts.gaps
    judged = [name for name in package.jurisdictions if gaps and name in gaps.jurisdictions]
    left = [name for name in package.jurisdictions if name not in judged]
    states = (State.MET, State.PARTLY, State.MISSING, State.CANNOT_TELL)
    columns = (
        Column("Market", is_narrow=True),
        Column("Clauses asked", is_number=True),
        *(Column(spelled(state.value).capitalize(), is_number=True) for state in states),
    )
    rows = []
    for name in judged if gaps else []:
        counted = tallied(gaps.of(name)) if gaps else tallied(())
        numbers = (Number(counted.asked), *(Number(counted.states[state]) for state in states))
        rows.append(Row((named(name), *numbers)))
    blocks: list[Block] = [
        Table("clause-states", "Clauses by market", columns, tuple(rows), "No market was judged.")
    ]
    assumed = [name for name in judged if gaps and name in gaps.assumed]
    if assumed:
        names = ", ".join(map(in_text, assumed))
        words = f"The product is not recorded as sold in {names}; it is judged as if it were."
        blocks.append(Notice("Judged as if sold", (words,), Tone.ATTENTION))
    if left:
        words = (
            f"Nothing was judged for {', '.join(map(in_text, left))}: no market of the product is recorded."
        )
        blocks.append(Notice("Not judged", (words,), Tone.UNKNOWN))
    return tuple(blocks)


def open_clauses(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return what to add so that the clauses of the package's markets are met, each with every clause it serves."""
    gaps = context.facts.gaps
    asked = [
        one
        for one in (gaps.clauses if gaps else ())
        if one.pack.jurisdiction in package.jurisdictions and one.counts
    ]
    waiting: dict[str, list[ClauseGap]] = {}
    for one in asked:
        for words in one.missing:
            waiting.setdefault(words, []).append(one)
    rows = tuple(
        Row(
            (
                marked(words),
                in_runs(one.clause.id for one in some),
                printed_name((one.owner for one in some), context),
            )
        )
        for words, some in sorted(waiting.items(), key=lambda item: -len(item[1]))
    )
    columns = (Column("What to add"), Column("Clauses that wait for it"), Column("Who", is_narrow=True))
    caption = "What to add, that for which most clauses wait first"
    empty = (
        "Every clause that was judged is met."
        if asked
        else "No clause was judged, so none is known to be met."
    )
    return (Table("clauses-open", caption, columns, rows, empty),)


def slots(context: Context, package: PackageOutline) -> tuple[Block, ...]:
    """Return the places of the template with the files that go there."""
    rows = tuple(
        Row(
            (
                one.slot,
                one.title,
                document_set().document(one.document).title if one.document else "machine-readable file",
                Code(one.path.removeprefix(f"{FOLDER}/")),
            )
        )
        for one in slot_files(package, context)
    )
    columns = (Column("Place", is_narrow=True), Column("Asks for"), Column("Document"), Column("File"))
    caption = f"Places of {package.template or 'the template'}"
    table = Table("slots", caption, columns, rows, "The package has no template with places.")
    note = package.template_note
    return (Notice("What is known of this version", (note,), Tone.ATTENTION), table) if note else (table,)


OF_PACKAGE: Final[dict[str, Callable[[Context, PackageOutline], tuple[Block, ...]]]] = {
    "gaps-blocking": blocking,
    "gaps-warnings": warnings,
    "gaps-texts": open_texts,
    "gaps-files": files,
    "gaps-parts": parts,
    "gaps-compare": texts_to_compare,
    "gaps-clauses": clause_states,
    "gaps-open-clauses": open_clauses,
    "slots": slots,
}
"""Query by name that speaks of the package it stands in."""


def _gaps(context: Context, package: PackageOutline) -> tuple[PackageGap, ...]:
    return package_gaps(package, context, MADE)


def _table(name: str, caption: str, found: Iterable[PackageGap], empty: str) -> Table:
    """Return gaps as a table."""
    columns = (
        Column("Gate", is_narrow=True),
        Column("About", is_narrow=True),
        Column("What is wrong"),
        Column("What to do"),
        Column("Who", is_narrow=True),
    )
    return Table(name, caption, columns, tuple(_row(one) for one in found), empty)


def _row(one: PackageGap) -> Row:
    """Return one gap."""
    is_record = one.topic in _FROM_RULES
    seen = Note(f"in {', '.join(one.documents)}") if one.documents else ""
    about = (Ref(one.subject), Note(one.rule)) if is_record else one.subject
    what, fix = marked(_sentence(one.what)), marked(_sentence(one.fix))
    return Row((one.gate, about, listed((what, seen)), fix, one.owner))


def _sentence(words: str) -> str:
    """Return words as a sentence."""
    text = words[:1].upper() + words[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."
