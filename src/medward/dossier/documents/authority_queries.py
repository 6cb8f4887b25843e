"""What authorities ask, clause by clause and outline by outline, with the documents that answer it.

Nothing here is typed by hand: clauses and outlines come from the catalogue, states and records from the gaps, and
the documents from what each of them names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.catalogue.marks import Mark
from medward.catalogue.places import named
from medward.catalogue.records import CatalogueControl
from medward.catalogue.shipped import load
from medward.controls.records import Control
from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Note,
    Notice,
    Phrase,
    Ref,
    Row,
    Table,
    in_line,
    listed,
    refs,
    text,
)
from medward.dossier.disclosure.evidence import live
from medward.dossier.documents.outline import every_section
from medward.dossier.documents.shipped import document_set
from medward.dossier.pages.regulation import STATE_TONES
from medward.dossier.tones import Tone
from medward.dossier.words import marked
from medward.gaps.shown import State
from medward.kernel.words import plural, runs, spelled, told_runs

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from medward.catalogue.outline import OutlineSection
    from medward.dossier.documents.outline import PackageOutline, SectionOutline
    from medward.dossier.pages.context import Context
    from medward.gaps.evaluate import ClauseGap

_ANSWERED: Final = (
    "Answered: a document of this package holds the part. It is no judgement of what stands there."
)
_NOT_SURE: Final = frozenset({Mark.EXPERT, Mark.PROPOSAL})
_CAPABILITIES_OF: Final = "MDCG 2019-16 section 3.3"
CAPABILITIES: Final = {
    "ALOF": "Automatic logoff", "AUDT": "Audit controls", "AUTH": "Authorisation",
    "CNFS": "Configuration of security features", "CSUP": "Security upgrades", "DIDT": "De-identification",
    "DTBK": "Backup and disaster recovery", "EMRG": "Emergency access",
    "IGAU": "Integrity and authenticity of personal data", "MLDP": "Malware protection",
    "NAUT": "Node authentication", "PAUT": "Person authentication", "PLOK": "Physical locks",
    "RDMP": "Roadmaps of third-party components", "SAHD": "Hardening", "SGUD": "Security guides",
    "STCF": "Confidentiality of storage", "TXCF": "Confidentiality of transmission",
    "TXIG": "Integrity of transmission",
}  # fmt: skip
"""Security capabilities of MDCG 2019-16 section 3.3, as IEC TR 80001-2-2 abbreviates them; list [K] (practice 4.18)."""


class Answer(NamedTuple):
    """A section of a document that answers a part of an outline."""

    code: str
    document: str
    section: str


def clauses(context: Context, prefix: str, named_in: Mapping[str, tuple[str, ...]]) -> tuple[Block, ...]:
    """Return the clauses whose id begins so: state, the records that show it, the documents these are in."""
    gaps = context.facts.gaps
    found = [one for one in gaps.clauses if _belongs(one, prefix)] if gaps else []
    if not found:
        words = f"No clause {prefix} was judged for the markets of this product, so nothing can be shown."
        return (Notice("Not judged", (words,), Tone.UNKNOWN),)
    columns = (
        Column("Clause", is_narrow=True),
        Column("What it asks, in our words"),
        Column("State", is_narrow=True),
        Column("Shown by", is_narrow=True),
        Column("Documents", is_narrow=True, is_below=True),
        Column("What is missing"),
    )
    rows = tuple(_clause_row(one, named_in) for one in found)
    return (
        Table(
            f"clauses-{prefix.lower()}",
            f"{_about(found)}: clauses, with the records and documents that show each",
            columns,
            rows,
        ),
    )


def _belongs(one: ClauseGap, prefix: str) -> bool:
    """Say whether a clause has an id that begins so, by the instrument it stands in or another that holds it too."""
    mark = one.clause.id.removeprefix(f"{one.pack.code}-")
    return any(
        name.startswith(prefix)
        for name in (one.clause.id, *(f"{code}-{mark}" for code in one.clause.also_in))
    )


def _about(found: Sequence[ClauseGap]) -> str:
    """Return the instrument all these clauses stand in, else their market."""
    titles = {one.pack.title for one in found}
    return titles.pop() if len(titles) == 1 else named(found[0].pack.jurisdiction)


def _clause_row(one: ClauseGap, named_in: Mapping[str, tuple[str, ...]]) -> Row:
    """Return one clause."""
    codes = sorted({code for record in one.records for code in named_in.get(record, ())})
    return Row(
        (
            (one.clause.id, Note(one.clause.ref)),
            one.clause.text,
            Badge(spelled(one.status.value), STATE_TONES[one.status]),
            in_runs(one.records),
            ", ".join(codes) or "none",
            listed(map(marked, one.missing), "nothing" if one.status is State.MET else one.reason),
        ),
        anchor=one.clause.id,
    )


def in_runs(ids: Iterable[str]) -> Cell:
    """Return every id as a link, of those that follow each other the first and the last."""
    named = [(Ref(one),) if one == last else (Ref(one), " to ", Ref(last)) for one, last in runs(ids)]
    return Phrase(in_line(*named)) if named else "none"


def index(name: str, codes: tuple[str, ...]) -> tuple[Block, ...]:
    """Return an outline of the catalogue with the sections of the package's documents that answer each part."""
    outline = next(one for one in load().outlines if one.id == name)
    answers = answered(codes)
    rows = tuple(_index_row(name, part, answers) for part in outline.sections)
    columns = (
        Column("Part", is_narrow=True),
        Column("What is asked for"),
        Column("Where it is answered"),
        Column("State", is_narrow=True),
    )
    return (text(_ANSWERED), Table(f"index-{name.lower()}", outline.title, columns, rows))


def notes(_context: Context, name: str) -> tuple[Block, ...]:
    """Return an outline of the catalogue that holds what is known of a form and asks for no answer."""
    outline = next(one for one in load().outlines if one.id == name)
    rows = tuple(Row((part.title, part.text)) for part in outline.sections)
    columns = (Column("Point", is_narrow=True), Column("What is known"))
    return (Table(f"notes-{name.lower()}", outline.title, columns, rows),)


def unchecked(package: PackageOutline, context: Context) -> Iterator[tuple[str, str]]:
    """Yield what the package prints from expert knowledge: outlines, clauses, capabilities.

    An outline of our own (mark P) has no text of an authority it could be compared with.
    """
    for one in load().outlines:
        if one.id in package.outlines and one.confidence is Mark.EXPERT:
            yield one.id, f'the parts under "{one.title}" are not compared with the authority\'s text'
    shown = {name for code in package.documents for name in _shown(document_set().document(code).sections)}
    for prefix in sorted(name.partition(":")[2] for name in shown if name.startswith("clauses:")):
        judged = context.facts.gaps.clauses if context.facts.gaps else ()
        asked = [one.clause for one in judged if _belongs(one, prefix)]
        open_ones = [one.id for one in asked if one.confidence in _NOT_SURE]
        if open_ones:
            words = f"{_not_compared(len(open_ones), len(asked))}: {told_runs(open_ones)}"
            yield prefix.rstrip("-"), words
    if "capabilities" in shown:
        yield _CAPABILITIES_OF, "the list of security capabilities is not compared with the text"


def _not_compared(count: int, asked: int) -> str:
    """Return how many clauses nobody compared with their text."""
    if asked == 1:
        return "its one clause is not compared with the text"
    if count == asked:
        return f"none of the {plural(asked, 'clause')} is compared with the text"
    return f"{count} of {plural(asked, 'clause')} {'is' if count == 1 else 'are'} not compared with the text"


def _shown(outlines: Iterable[SectionOutline]) -> Iterator[str]:
    return (name for one in every_section(outlines) for name in one.shows)


def _index_row(name: str, part: OutlineSection, answers: Mapping[str, list[Answer]]) -> Row:
    found = answers.get(f"{name}/{part.number}", [])
    where = listed((f"{one.code} {one.document}: {one.section}" for one in found), "not in this package")
    state = Badge("answered", Tone.GOOD) if found else Badge("no document", Tone.BAD)
    return Row((part.number, (part.title, Note(part.text) if part.text else ""), where, state))


def answered(codes: Collection[str]) -> dict[str, list[Answer]]:
    """Return, for each part of an outline, the sections of these documents that answer it."""
    found: dict[str, list[Answer]] = {}
    for code in codes:
        document = document_set().document(code)
        for section in every_section(document.sections):
            for part in section.answers:
                found.setdefault(part, []).append(Answer(code, document.title, section.title))
    for also in document_set().answers:
        for code in also.documents:
            if code in codes:
                title = document_set().document(code).title
                found.setdefault(also.part, []).append(Answer(code, title, "the whole document"))
    return found


def capabilities(context: Context) -> tuple[Block, ...]:
    """Return the security capabilities of MDCG 2019-16 with the controls in use that provide them."""
    by_capability: dict[str, list[str]] = {}
    for control in live(Control, context.facts):
        for name in _capabilities_of(control, context):
            by_capability.setdefault(name, []).append(control.id)
    rows = tuple(
        _capability_row(name, words, by_capability.get(name, []), context)
        for name, words in CAPABILITIES.items()
    )
    columns = (
        Column("Code", is_narrow=True),
        Column("Capability"),
        Column("Controls that provide it"),
        Column("State", is_narrow=True),
    )
    return (Table("capabilities", f"Security capabilities ({_CAPABILITIES_OF})", columns, rows),)


def _capabilities_of(control: Control, context: Context) -> Iterable[str]:
    """Return the capabilities a control names, or the catalogue's control it follows."""
    reused = context.facts.records.find(control.catalogue, CatalogueControl) if control.catalogue else None
    return dict.fromkeys((*control.mdcg_capabilities, *(reused.mdcg_capabilities if reused else ())))


def _capability_row(name: str, words: str, controls: list[str], context: Context) -> Row:
    """Return one capability: provided by its verified controls, else designed by the others, else unknown."""
    proofs = context.facts.controls
    proved = [one for one in controls if (proof := proofs.get(one)) is not None and proof.verified]
    if proved:
        state = Badge("provided", Tone.GOOD)
    elif controls:
        state = Badge("not verified", Tone.ATTENTION)
    else:
        state = Badge("unknown", Tone.UNKNOWN)
    return Row((name, words, refs(proved or controls, "none recorded"), state))
