"""What each authority expects and what the records show of it: one page over all, one per jurisdiction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.catalogue.marks import Mark
from medward.catalogue.pack import Force
from medward.catalogue.places import named
from medward.dossier.blocks import (
    Badge,
    Bar,
    BarPart,
    Bars,
    Block,
    Cell,
    Column,
    Document,
    Inline,
    Items,
    Note,
    Notice,
    Number,
    PageLink,
    Row,
    Section,
    Strong,
    Table,
    Tile,
    Tiles,
    listed,
    text,
)
from medward.dossier.tones import Tone
from medward.dossier.words import marked
from medward.gaps.evaluate import Basis, tallied
from medward.gaps.shown import State
from medward.kernel.words import few, plural, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.catalogue.pack import Pack
    from medward.gaps.evaluate import ClauseGap, Gaps, Tallied

HOME: Final = "regulation"
_GROUP: Final = "Regulation"
STATE_TONES: Final = {
    State.MET: Tone.GOOD,
    State.PARTLY: Tone.ATTENTION,
    State.MISSING: Tone.BAD,
    State.CANNOT_TELL: Tone.UNKNOWN,
    State.NOT_APPLICABLE: Tone.NEUTRAL,
}
_FORCES: Final = {
    Force.LAW: "Law",
    Force.GUIDANCE_ON_LAW: "Guidance that restates law",
    Force.GUIDANCE: "Guidance",
    Force.STANDARD: "Standards",
    Force.SCHEME: "Schemes and conditions of buying",
}
_UNSURE: Final = {Mark.EXPERT: "K: expert knowledge, check the text", Mark.PROPOSAL: "P: our own proposal"}
_IDS: Final = 3
_ACTIONS: Final = 30
_OPEN: Final = (State.MISSING, State.PARTLY, State.CANNOT_TELL)


def regulation(gaps: Gaps, home: str = HOME) -> list[Document]:
    """Return the page over all jurisdictions, then one page for each.

    Args:
        gaps: What was judged.
        home: Name of the first page's file, without `.html`.
    """
    return [_over_all(gaps, home), *(_of_place(name, gaps) for name in gaps.jurisdictions)]


def _over_all(gaps: Gaps, home: str) -> Document:
    """Return the page over all jurisdictions."""
    places = ", ".join(named(name) for name in gaps.jurisdictions)
    return Document(
        slug=home,
        title="Regulation",
        lead=f"What authorities expect of release {gaps.release} on {gaps.day}, clause by clause: {places}.",
        group=_GROUP,
        short="All jurisdictions",
        blocks=(
            Tiles(tuple(_tile(name, gaps) for name in gaps.jurisdictions)),
            *_assumed(gaps),
            _reading(gaps),
            Section("Law and guidance apart", (_forces(gaps),)),
            Section("What to add, and what it settles", (_actions(gaps),)),
            Section("Instruments", (_bars(gaps), _instruments(gaps))),
        ),
    )


def _of_place(name: str, gaps: Gaps) -> Document:
    """Return the page of one jurisdiction."""
    found = gaps.of(name)
    asked = [one for one in found if one.counts]
    packs = list(dict.fromkeys(one.pack.code for one in asked))
    without = [one for one in found if not one.counts]
    return Document(
        slug=_slug(name),
        title=f"Regulation: {named(name)}",
        lead=f"{_sentence(tallied(found))} for release {gaps.release} on {gaps.day}.",
        group=_GROUP,
        short=named(name),
        blocks=(
            *(_instrument([one for one in asked if one.pack.code == code]) for code in packs),
            Section("What does not apply, and why", (_without(name, without),)),
        ),
    )


def _tile(name: str, gaps: Gaps) -> Tile:
    """Return the headline of a jurisdiction."""
    found = tallied(gaps.of(name))
    if not found.asked:
        return Tile(named(name), Number(0, 0), "no clause is asked", _slug(name), Tone.UNKNOWN, "nothing")
    lacking = found.states[State.MISSING] + found.states[State.PARTLY]
    unknown = found.states[State.CANNOT_TELL]
    tone = Tone.ATTENTION if lacking else Tone.UNKNOWN if unknown else Tone.GOOD
    words = [f"{found.states[state]} {spelled(state)}" for state in _OPEN if found.states[state]]
    word = f"{lacking + unknown} open" if lacking + unknown else "all met"
    return Tile(
        f"{named(name)}: clauses met",
        Number(found.met, found.asked),
        ", ".join(words),
        _slug(name),
        tone,
        word,
    )


def _assumed(gaps: Gaps) -> list[Block]:
    """Return which places the product is not recorded as sold in."""
    if not gaps.assumed:
        return []
    names = ", ".join(named(name) for name in gaps.assumed)
    words = f"The product is not recorded as sold there; it is judged as if it were: {names}."
    return [Notice("Not a market yet", (words,), Tone.ATTENTION)]


def _reading(gaps: Gaps) -> Notice:
    """Say what the words mean."""
    parts: list[Inline] = [
        "Met means that records of the file show what the clause asks, in force and on this release. ",
        "Whether an authority agrees is its own decision. ",
        "Plans and documents are found by the words of a topic; whether they say enough, their reviewer answers for. ",
        "Each count is n of m, where m leaves out what does not apply. ",
        *(Strong("K"), " and ", Strong("P"), " mark rows that nobody has read in the text itself. "),
    ]
    if any(one.basis is Basis.SHARED and one.answers for one in gaps.clauses):
        words = " marks clauses judged by expectations that share demands with them: they may ask more."
        parts += [Strong("In part"), words]
    return Notice("How to read this", tuple(parts))


def _forces(gaps: Gaps) -> Table:
    """Return jurisdictions by kind of duty."""
    rows: list[Row] = []
    for name in gaps.jurisdictions:
        for force, words in _FORCES.items():
            some = [one for one in gaps.of(name) if one.force is force]
            if some:
                rows.append(Row((PageLink(_slug(name), named(name)), words, *_numbers(tallied(some)))))
    return Table(
        name="gaps-by-force",
        caption="Clauses by kind of duty; law is never mixed with guidance",
        columns=(Column("Jurisdiction", is_narrow=True), Column("Kind"), *_number_columns()),
        rows=tuple(rows),
    )


def _actions(gaps: Gaps) -> Table:
    """Return what to add, by how many clauses wait for it."""
    waiting: dict[str, list[ClauseGap]] = {}
    for one in gaps.clauses:
        for words in one.missing:
            waiting.setdefault(words, []).append(one)
    ordered = sorted(waiting.items(), key=lambda item: (-_laws(item[1]), -len(item[1]), item[0]))
    shown = ordered[:_ACTIONS]
    rest = f", the first {len(shown)} of {len(ordered)}" if len(ordered) > len(shown) else ""
    return Table(
        name="gaps-actions",
        caption=f"What to add{rest}, those that most clauses of law wait for first",
        columns=(
            Column("What to add"),
            Column("Law", is_number=True),
            Column("Clauses", is_number=True),
            Column("Where", is_narrow=True),
            Column("Clauses that wait for it"),
            Column("Owner", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    marked(words),
                    Number(_laws(some)),
                    Number(len(some)),
                    ", ".join(dict.fromkeys(one.pack.jurisdiction for one in some)),
                    few([one.clause.id for one in some], _IDS),
                    next((one.owner for one in some if one.owner), ""),
                )
            )
            for words, some in shown
        ),
        empty="Nothing is missing.",
    )


def _laws(some: Iterable[ClauseGap]) -> int:
    """Count the clauses of law."""
    return sum(one.force in {Force.LAW, Force.GUIDANCE_ON_LAW} for one in some)


def _bars(gaps: Gaps) -> Bars:
    """Return the jurisdictions as bars."""
    return Bars(
        "Clauses per jurisdiction",
        tuple(
            Bar(
                named(name),
                tuple(
                    BarPart(spelled(state), tallied(gaps.of(name)).states[state], STATE_TONES[state])
                    for state in (State.MET, *_OPEN)
                ),
            )
            for name in gaps.jurisdictions
        ),
    )


def _instruments(gaps: Gaps) -> Table:
    """Return every instrument with its counts."""
    packs: dict[str, list[ClauseGap]] = {}
    for one in gaps.clauses:
        packs.setdefault(one.pack.code, []).append(one)
    return Table(
        name="gaps-instruments",
        caption="Instruments that ask something, with the clauses met of those asked",
        columns=(
            Column("Instrument", is_narrow=True),
            Column("Title"),
            Column("Where", is_narrow=True),
            Column("Kind", is_narrow=True),
            *_number_columns(),
        ),
        rows=tuple(_instrument_row(some) for some in packs.values()),
    )


def _instrument_row(some: list[ClauseGap]) -> Row:
    """Return one instrument with its counts; one that asks nothing here leads nowhere."""
    pack, found = some[0].pack, tallied(some)
    name = pack.jurisdiction
    link = (
        PageLink(_slug(name), pack.code, _anchor(pack)) if found.asked else PageLink(_slug(name), pack.code)
    )
    return Row((link, (pack.title, Note(pack.issuer)), name, _FORCES[pack.force], *_numbers(found)))


def _instrument(some: list[ClauseGap]) -> Section:
    """Return the clauses of one instrument."""
    pack = some[0].pack
    found = tallied(some)
    table = Table(
        name=f"gaps-{pack.code.lower()}",
        caption=f"Clauses of {pack.code}: {_sentence(found)}",
        columns=(
            Column("State", is_narrow=True),
            Column("Clause", is_narrow=True),
            Column("What it asks"),
            Column("Shown by", is_narrow=True),
            Column("What to add"),
            Column("Owner", is_narrow=True),
        ),
        rows=tuple(_clause(one) for one in some),
    )
    line = text(pack.title, Note(f"{pack.issuer}, {_FORCES[pack.force].lower()}. {_sentence(found)}."))
    return Section(f"{pack.code}: {found.met} of {found.asked} met", (line, table), anchor=_anchor(pack))


def _clause(one: ClauseGap) -> Row:
    """Return one clause."""
    unsure = _UNSURE.get(one.clause.confidence, "")
    kind = f"; {_FORCES[one.force].lower()}" if one.force is not one.pack.force else ""
    where = f"{one.clause.ref}{kind}"
    partial = "in part: judged by shared expectations" if one.basis is Basis.SHARED and one.answers else ""
    return Row(
        (
            _state(one),
            one.clause.id,
            (one.clause.text, Note(where), *(Note(words) for words in (unsure, partial) if words)),
            _records(one.records),
            listed(map(marked, one.missing)),
            one.owner,
        ),
        anchor=one.clause.id,
    )


def _without(name: str, some: list[ClauseGap]) -> Table:
    """Return the clauses that do not apply."""
    return Table(
        name=f"gaps-{name}-not-applicable",
        caption="Clauses that do not apply to this product today, each with the fact or decision that says so",
        columns=(
            Column("Clause", is_narrow=True),
            Column("Instrument", is_narrow=True),
            Column("What it asks"),
            Column("Why it does not apply"),
            Column("Said by", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    one.clause.id,
                    one.pack.code,
                    (one.clause.text, Note(one.clause.ref)),
                    one.reason,
                    _records(one.records),
                )
            )
            for one in some
        ),
        empty="Every clause applies, or may.",
    )


def _state(one: ClauseGap) -> Cell:
    """Return the state as a word, with a mark for unsure rows."""
    badge = Badge(spelled(one.status), STATE_TONES[one.status])
    if one.clause.confidence in _UNSURE:
        return Items((badge, Badge(one.clause.confidence.value, Tone.ATTENTION)))
    return badge


def _records(ids: tuple[str, ...]) -> Cell:
    """Return the first records and how many more there are."""
    left = len(ids) - _IDS
    parts: list[Cell] = [*ids[:_IDS]]
    return listed([*parts, f"and {left:,} more"] if left > 0 else parts)


def _numbers(found: Tallied) -> tuple[Cell, ...]:
    """Return the counts of some clauses."""
    return (
        Number(found.met, found.asked),
        *(Number(found.states[state]) for state in _OPEN),
        Number(found.states[State.NOT_APPLICABLE]),
    )


def _number_columns() -> tuple[Column, ...]:
    """Return the columns of the counts."""
    heads = ("Met of asked", "Missing", "Partly", "Cannot tell", "Not applicable")
    return tuple(Column(head, is_number=True) for head in heads)


def _sentence(found: Tallied) -> str:
    """Return the counts as a sentence without its stop."""
    words = [f"{found.states[state]} {spelled(state)}" for state in _OPEN if found.states[state]]
    without = found.states[State.NOT_APPLICABLE]
    more = f"; {plural(without, 'clause does', 'clauses do')} not apply" if without else ""
    return f"{found.met} of {plural(found.asked, 'clause')} met{''.join(f', {part}' for part in words)}{more}"


def _slug(name: str) -> str:
    """Return the file name of a jurisdiction's page."""
    return f"regulation-{name}"


def _anchor(pack: Pack) -> str:
    """Return the anchor of an instrument."""
    return pack.code.lower()
