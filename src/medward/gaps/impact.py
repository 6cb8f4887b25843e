"""What a change of edition touches: clauses with their state before and after, and the records that rest on them.

A record is touched when it cites the instrument, links to a record that does,
shows a clause that asks something else now, is a document built from one of
these, or is a product, submission or open reporting event to which the
instrument speaks. Touched means: look again. Whether something is
wrong is for a person to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.catalogue.applicability import condition_of
from medward.catalogue.diff import Difference, How, Side, What, compare
from medward.catalogue.records import RequirementSource
from medward.clocks.records import ReportingEvent
from medward.devices.records import Product
from medward.gaps.evaluate import Answers
from medward.gaps.facts import known_facts
from medward.gaps.shown import State, combined
from medward.governance.programme import Adoption
from medward.governance.records import Document, Plan, Signature, Submission
from medward.kernel.words import few, plural
from medward.vex.records import Assessment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.marks import Mark
    from medward.catalogue.pack import Clause, Pack
    from medward.checks.case import Case
    from medward.kernel.canonical import JsonValue
    from medward.kernel.records import Record

NOT_ASKED: Final = "not asked"
"""State of a clause on the side that does not hold it."""
_HEADINGS: Final[tuple[tuple[type, str], ...]] = (
    (Product, "Products"),
    (RequirementSource, "Cited clauses"),
    (Document, "Documents"),
    (Plan, "Plans"),
    (Submission, "Submissions"),
    (Assessment, "Assessments"),
    (ReportingEvent, "Open reporting events"),
)
OTHERS: Final = "Other records"
_SHORTEST_NAME: Final = 6
"""Letters a name needs to be searched for in texts; `none` or `2017` would be found everywhere."""
_FEW: Final = 4
_QUIET: Final = (Adoption, Signature)
"""Kinds that speak of the past: adopting something else does not touch them."""
_PARTS: Final = (Plan, RequirementSource)
"""Kinds whose words stand in documents."""
_CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class TouchedClause:
    """One clause that differs."""

    id: str
    ref: str
    text: str
    """As it stands on the new side, or stood on the old."""
    mark: Mark
    """How sure we are of it."""
    how: tuple[How, ...]
    before: str
    """State on the records of today, or `not asked`."""
    after: str
    expectations: tuple[str, ...]
    records: tuple[str, ...]
    """Records that show it today."""

    @property
    def asks_otherwise(self) -> bool:
        """Whether it came, went or was reworded; a clause that only moved asks what it asked."""
        return bool({How.ADDED, How.REMOVED, How.REWORDED} & set(self.how))


@dataclass(frozen=True, slots=True)
class TouchedRecord:
    """One record to look at again."""

    id: str
    kind: str
    title: str
    heading: str
    why: str


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything an adoption touches."""

    difference: Difference
    clauses: tuple[TouchedClause, ...]
    records: tuple[TouchedRecord, ...]
    summary: str

    @property
    def by_kind(self) -> dict[str, tuple[TouchedRecord, ...]]:
        """The records under their headings; a heading without records says so by being empty."""
        headings = (*(heading for _, heading in _HEADINGS), OTHERS)
        return {name: tuple(one for one in self.records if one.heading == name) for name in headings}


def impact(case: Case, catalogue: Catalogue, old: Side, new: Side) -> Impact:
    """Return what working to another edition touches in a device file."""
    difference = compare(old, new)
    states = _States(case, catalogue)
    clauses = tuple(states.touched(difference, old, new))
    records = tuple(_touched_records(case, new.pack, clauses))
    return Impact(difference, clauses, records, _summary(clauses, records))


class _States:
    """Gap states of clauses on the records of today."""

    def __init__(self, case: Case, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.facts = known_facts(case).facts
        self.answers = Answers(case)

    def touched(self, difference: Difference, old: Side, new: Side) -> Iterator[TouchedClause]:
        """Yield every clause that differs, with its state on either side."""
        before = {clause.id: clause for clause in old.clauses}
        after = {clause.id: clause for clause in new.clauses}
        for name in difference.clauses:
            hows = tuple(
                dict.fromkeys(one.how for one in difference.changes if _is_about(one.what, one.id, name))
            )
            clause = after.get(name) or before[name]
            state_before, shown_before = self._state(before.get(name), old.pack)
            state_after, shown_after = self._state(after.get(name), new.pack)
            yield TouchedClause(
                id=name,
                ref=clause.ref,
                text=clause.text,
                mark=clause.confidence,
                how=hows,
                before=state_before,
                after=state_after,
                expectations=tuple(clause.expectations),
                records=shown_after or shown_before,
            )

    def _state(self, clause: Clause | None, pack: Pack) -> tuple[str, tuple[str, ...]]:
        """Return the state of a clause and the records that show it."""
        if clause is None:
            return NOT_ASKED, ()
        applies = condition_of(self.catalogue, pack, clause).holds(self.facts)
        if applies is not True:
            return (State.CANNOT_TELL if applies is None else State.NOT_APPLICABLE).value, ()
        answers = [self.answers.to(query, pack.jurisdiction) for query in self.catalogue.queries_of(clause)]
        if not answers:
            return State.CANNOT_TELL.value, ()
        whole = combined(answers)
        return whole.state.value, whole.records


def _is_about(what: What, identity: str, name: str) -> bool:
    """Say whether a change is one of a clause."""
    return what is What.CLAUSE and identity == name


def _touched_records(case: Case, pack: Pack, clauses: tuple[TouchedClause, ...]) -> Iterator[TouchedRecord]:
    """Yield every record to look at again, once, with all reasons."""
    reasons: dict[str, list[str]] = {}
    for identity, why in (
        *_citing(case, pack, clauses),
        *_naming(case, pack),
        *_showing(clauses),
        *_spoken_to(case, pack),
    ):
        reasons.setdefault(identity, []).append(why)
    for identity, why in _built_from(case, pack, frozenset(reasons)):
        reasons.setdefault(identity, []).append(why)
    for record in case.records:
        if record.id in reasons and not isinstance(record, _QUIET):
            why = "; ".join(dict.fromkeys(reasons[record.id]))
            yield TouchedRecord(record.id, record.kind, record.title, _heading(record), why)


def _citing(case: Case, pack: Pack, clauses: Iterable[TouchedClause]) -> Iterator[tuple[str, str]]:
    """Yield the records that cite the instrument, and those that link to one of them."""
    clauses = list(clauses)
    for source in case.live(RequirementSource):
        if not _names(source.publication, pack):
            continue
        hit = [one.id for one in clauses if _same_section(source.clause, one.ref)]
        verb = "differs" if len(hit) == 1 else "differ"
        told = f", where {few(hit, _FEW)} {verb}" if hit else ", which does not differ"
        yield source.id, f"cites {source.clause} of edition {source.edition}{told if clauses else ''}"
        for link in case.records.graph.incoming.get(source.id, ()):
            yield link.source, f"rests on {source.id}"


def _naming(case: Case, pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the records whose text names the instrument."""
    for record in case.records:
        if not isinstance(record, (RequirementSource, *_QUIET)) and any(
            _names(text, pack) for text in _texts(record.content)
        ):
            yield record.id, f"names {pack.code}"


def _showing(clauses: Iterable[TouchedClause]) -> Iterator[tuple[str, str]]:
    """Yield the records that show a clause that asks something else than before."""
    shown: dict[str, list[str]] = {}
    for one in clauses:
        for identity in one.records if one.asks_otherwise else ():
            shown.setdefault(identity, []).append(one.id)
    for identity, names in shown.items():
        yield identity, f"shows {few(names, _FEW)}"


def _built_from(case: Case, pack: Pack, touched: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the documents made or sent there, and those built from plans or cited clauses that are touched."""
    for document in case.live(Document):
        if document.jurisdiction == pack.jurisdiction:
            yield document.id, f"made for {pack.jurisdiction}"
        links = (link.target for link in case.records.graph.outgoing[document.id])
        parts = [name for name in links if name in touched and isinstance(case.records.get(name), _PARTS)]
        if parts:
            yield document.id, f"built from {few(parts, _FEW)}"
    for submission in case.live(Submission):
        if submission.jurisdiction == pack.jurisdiction:
            yield from ((name, f"part of {submission.id}") for name in submission.documents)


def _spoken_to(case: Case, pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield products, submissions and open events that the instrument speaks to."""
    for product in case.live(Product):
        if pack.jurisdiction == "intl" or pack.jurisdiction in product.markets:
            where = "everywhere" if pack.jurisdiction == "intl" else f"in {pack.jurisdiction}"
            yield product.id, f"sold where the instrument counts: {where}"
    for submission in case.live(Submission):
        if submission.jurisdiction == pack.jurisdiction:
            yield submission.id, f"sent, or to be sent, in {pack.jurisdiction}"
    clocks = [clock.id for clock in pack.clocks]
    for event in case.live(ReportingEvent) if clocks else ():
        if event.status != _CLOSED:
            yield (
                event.id,
                f"open, and {plural(len(clocks), 'clock')} come from the instrument: {few(clocks, _FEW)}",
            )


def _names(text: str, pack: Pack) -> bool:
    """Say whether a text names an instrument by code, number, URN or the title of an edition."""
    titles = (pack.title, *(edition.title for edition in pack.editions))
    known = {name.casefold() for name in (pack.urn, pack.number, *titles) if len(name) >= _SHORTEST_NAME}
    plain = " ".join(text.casefold().split())
    return any(name in plain for name in known) or bool(
        re.search(rf"(?<![\w-]){re.escape(pack.code)}(?![\w-])", text)
    )


def _same_section(cited: str, ref: str) -> bool:
    """Say whether a cited clause is, or holds, one of the sections of a reference."""
    ours = {part for part in re.split(r"[^A-Za-z0-9.()]+", cited) if _is_section(part)}
    theirs = {part for part in re.split(r"[^A-Za-z0-9.()]+", ref) if _is_section(part)}
    return any(other == one or other.startswith(f"{one}.") for one in ours for other in theirs)


def _is_section(part: str) -> bool:
    """Say whether a word is a number of a section: a figure, or capitals of a Roman number."""
    return bool(re.fullmatch(r"(?:[IVX]+|[A-Z]|[0-9]+)(?:\.[A-Za-z0-9]+|\([A-Za-z0-9]+\))*", part))


def _texts(value: JsonValue) -> Iterator[str]:
    """Yield every text of a record's content."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _heading(record: Record) -> str:
    """Return under which heading a record is listed."""
    return next((heading for kind, heading in _HEADINGS if isinstance(record, kind)), OTHERS)


def _summary(clauses: tuple[TouchedClause, ...], records: tuple[TouchedRecord, ...]) -> str:
    """Return the impact in one sentence."""
    counted = [(how, sum(how in one.how for one in clauses)) for how in How]
    parts = [f"{plural(count, 'clause')} {how.value}" for how, count in counted if count]
    worse = sum(one.after in {State.MISSING, State.PARTLY, State.CANNOT_TELL} for one in clauses)
    parts.append(f"{worse} of these {plural(len(clauses), 'clause')} not wholly shown today")
    parts.append(f"{plural(len(records), 'record')} to look at again")
    return ", ".join(parts)
