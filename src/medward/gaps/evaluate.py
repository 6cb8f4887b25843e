"""Every clause beside the records that show it.

A clause asks its own evidence queries, else those of all its common expectations;
queries are answered once per case, since hundreds of clauses share about ninety.
What does not apply says why: a fact of the product with its record, or a signed
decision. Where an unknown fact decides, the clause cannot be told, and the fact to
settle is named.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from medward.catalogue.applicability import applicable, condition_of
from medward.catalogue.catalogue import clauses_of
from medward.catalogue.pack import Relation, Stage, query_parts
from medward.catalogue.vocabulary import About
from medward.gaps.facts import Known, known_facts, places_asked
from medward.gaps.queries import PLACE, QUERIES, ask
from medward.gaps.queries.device import product_of
from medward.gaps.shown import Shown, State, combined
from medward.governance.records import DecisionKind
from medward.kernel.words import few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.catalogue.applicability import Applies
    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.pack import Clause, Force, Pack
    from medward.catalogue.predicates import Predicate
    from medward.checks.case import Case

EVERYWHERE: Final = "intl"
"""Jurisdiction of standards and schemes; shown only when asked for."""
_NO_STATEMENT: Final = "no signed statement says so"
_NAMED: Final = 3
_COVERED: Final = frozenset({Relation.EQUAL, Relation.SUBSET})


class Basis(StrEnum):
    """What the queries of a clause stand on."""

    OWN = "own"
    """Queries chosen for this clause."""
    WHOLE = "whole"
    """Expectations that hold all the clause asks."""
    SHARED = "shared"
    """Expectations that share demands with it; the clause may ask more."""


@dataclass(frozen=True, slots=True)
class ClauseGap:
    """One clause and what the records show of it."""

    clause: Clause
    """As worded in the edition that counts."""
    pack: Pack
    status: State
    records: tuple[str, ...] = ()
    """Ids of the records that show it, or that say why it does not apply."""
    missing: tuple[str, ...] = ()
    """What to add."""
    owner: str = ""
    reason: str = ""
    """Why it applies, does not apply, or cannot be told."""
    basis: Basis = Basis.OWN
    answers: tuple[tuple[str, Shown], ...] = ()
    """Each query with its answer."""

    @property
    def force(self) -> Force:
        """What kind of duty it is."""
        return self.clause.force or self.pack.force

    @property
    def counts(self) -> bool:
        """Whether it is among those that are, or may be, asked of the product."""
        return self.status is not State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was asked, and every clause with its state."""

    jurisdictions: tuple[str, ...]
    day: str
    release: str
    """Version of the release that was judged."""
    clauses: tuple[ClauseGap, ...]
    assumed: tuple[str, ...] = ()
    """Jurisdictions in which the product is not recorded as sold; judged as if it were."""

    def of(self, jurisdiction: str) -> tuple[ClauseGap, ...]:
        """Return the clauses of one jurisdiction."""
        return tuple(one for one in self.clauses if one.pack.jurisdiction == jurisdiction)


@dataclass(frozen=True, slots=True)
class Tallied:
    """How many clauses are in each state."""

    states: Counter[State]

    @property
    def asked(self) -> int:
        """How many are, or may be, asked of the product."""
        return self.states.total() - self.states[State.NOT_APPLICABLE]

    @property
    def met(self) -> int:
        """How many are met."""
        return self.states[State.MET]


def tallied(clauses: Iterable[ClauseGap]) -> Tallied:
    """Count clauses by state."""
    return Tallied(Counter(one.status for one in clauses))


class Answers:
    """The queries of one case, each answered once."""

    def __init__(self, case: Case) -> None:
        """Keep the case."""
        self._case = case
        self._known: dict[str, Shown] = {}

    def to(self, query: str, jurisdiction: str) -> Shown:
        """Return the answer to a query; a place that is left out is the jurisdiction of the clause."""
        name, argument = query_parts(query)
        if not argument and name in QUERIES and QUERIES[name].takes == PLACE:
            query = f"{name} {jurisdiction}"
        if query not in self._known:
            self._known[query] = ask(self._case, query)
        return self._known[query]


def evaluate(case: Case, catalogue: Catalogue, jurisdictions: Sequence[str]) -> Gaps:
    """Return every clause of some jurisdictions with what the records show of it on the case's day.

    A jurisdiction the product is not recorded as sold in is judged as if it were, since somebody asks.

    Raises:
        InvalidInputError: A fact, or a query of a pack, that nobody defined.
    """
    known = _understood(known_facts(case), catalogue)
    sold = {name for name in jurisdictions if known.facts.get(f"market.{name}")}
    facts = {**known.facts, **places_asked(jurisdictions)}
    order = {name: number for number, name in enumerate(jurisdictions)}
    judged = [
        one
        for one in applicable(catalogue, facts, case.today, known.stated_by)
        if one.pack.jurisdiction in order and _is_text(one)
    ]
    judge = _Judge(case, catalogue, Known(facts, known.stated_by, known.belongs_in))
    places = places_asked(jurisdictions)
    return Gaps(
        jurisdictions=tuple(jurisdictions),
        day=case.today.isoformat(),
        release=case.release.release_version,
        clauses=tuple(map(judge.gap, sorted(judged, key=lambda one: order[one.pack.jurisdiction]))),
        assumed=tuple(name for name in jurisdictions if f"market.{name}" in places and name not in sold),
    )


def _understood(known: Known, catalogue: Catalogue) -> Known:
    """Return the facts with values the vocabulary knows; another value is unknown and says what it may be."""
    for name, value in list(known.facts.items()):
        fact = catalogue.facts.get(name)
        if fact is not None and not fact.takes(value):
            del known.facts[name]
            record = known.stated_by.pop(name)
            choices = f"one of {', '.join(fact.choices)}" if fact.choices else str(fact.type)
            known.belongs_in[name] = f"{record} ({name} is {value!r} there; it takes {choices})"
    return known


def _is_text(one: Applies) -> bool:
    """Say whether a clause stands in an adopted text; a clause of a proposal is no duty anywhere."""
    return any(edition.stage is Stage.ADOPTED for edition in one.pack.editions)


class _Judge:
    """Holds what the clauses of one case share."""

    def __init__(self, case: Case, catalogue: Catalogue, known: Known) -> None:
        self._case = case
        self._catalogue = catalogue
        self._known = known
        self._answers = Answers(case)
        self._worded: dict[tuple[str, str], dict[str, Clause]] = {}

    def gap(self, one: Applies) -> ClauseGap:
        """Return one clause with its state."""
        clause = self._wording(one)
        reason = one.words
        if one.verdict is False:
            records = self._stating(one)
            return ClauseGap(
                clause, one.pack, State.NOT_APPLICABLE, records, (), self._owner(records), reason
            )
        declared = self._case.declared(DecisionKind.NOT_APPLICABLE, clause.id)
        if declared.decision is not None:
            found = declared.decision
            words = f"declared not applicable: {found.rationale}"
            return ClauseGap(clause, one.pack, State.NOT_APPLICABLE, (found.id,), (), found.owner, words)
        doubt = (
            "" if declared.why_not == _NO_STATEMENT else f"Declared not applicable, but {declared.why_not}."
        )
        return self._open(one, clause, doubt)

    def _open(self, one: Applies, clause: Clause, doubt: str) -> ClauseGap:
        """Return a clause that is asked, or may be."""
        if one.verdict is None:
            settle = self._to_settle(one)
            records = self._stating(one)
            missing = tuple(filter(None, (*settle, doubt)))
            owner = self._owner(records) or self._owner((self._case.release.of,))
            return ClauseGap(clause, one.pack, State.CANNOT_TELL, (), missing, owner, one.words)
        place = one.pack.jurisdiction
        answers = tuple((text, self._answers.to(text, place)) for text in self._catalogue.queries_of(clause))
        whole = _whole(answers)
        if not answers:
            whole = Shown(
                State.CANNOT_TELL, (), (f"Read {clause.id} yourself: no evidence query stands for it.",)
            )
        missing = tuple(filter(None, (*whole.missing, doubt)))
        return ClauseGap(
            clause,
            one.pack,
            whole.state,
            whole.records,
            missing,
            whole.owner,
            _why_not(whole) if whole.state is State.NOT_APPLICABLE else one.words,
            _basis(clause),
            answers,
        )

    def _wording(self, one: Applies) -> Clause:
        """Return the clause as the edition that counts words it."""
        clause = one.clause or self._catalogue.clause(one.id)
        if one.edition is None or one.via != one.pack.code:
            return clause
        key = (one.pack.code, one.edition.id)
        if key not in self._worded:
            self._worded[key] = {item.id: item for item in clauses_of(one.pack, one.edition.id)}
        return self._worded[key].get(clause.id, clause)

    def _deciding(self, one: Applies) -> tuple[str, ...]:
        """Return the facts that decided about a clause, or leave it open."""
        return self._condition(one).deciding(self._known.facts)

    def _condition(self, one: Applies) -> Predicate:
        """Return the condition under which a clause applies."""
        return condition_of(self._catalogue, self._catalogue.pack(one.via), one.clause)

    def _stating(self, one: Applies) -> tuple[str, ...]:
        """Return the records that state the facts that decided; a day of the law stands in no record."""
        if one.verdict is False and self._condition(one).holds(self._known.facts) is not False:
            return ()
        stated = (self._known.stated_by.get(name) for name in self._deciding(one))
        return tuple(dict.fromkeys(record for record in stated if record))

    def _to_settle(self, one: Applies) -> tuple[str, ...]:
        """Return which facts to settle, and in which record they belong."""
        unknown = [name for name in self._deciding(one) if name not in self._known.facts]
        if not unknown:
            return tuple(f"Settle: {reason}." for reason in one.reasons)
        return tuple(self._question(name, one.id) for name in unknown)

    def _question(self, name: str, clause: str) -> str:
        """Return the question an unknown fact answers, and where the answer belongs."""
        fact = self._catalogue.facts.get(name)
        question = fact.question if fact else f"Is {name} so?"
        place = self._known.belongs_in.get(name)
        if not place and fact and fact.about is About.PRODUCT:
            place = f"`regulatory.further` of {self._case.release.of}, as `{name}`"
        if not place and fact and fact.about is About.COMPANY:
            product = product_of(self._case)
            maker = product.manufacturer if product else "the manufacturer"
            place = f"`regulatory.further` of {maker}, as `{name}`"
        if place:
            return f"{question} State it in {place}."
        return f"Settle: {question} If not, sign a not-applicable decision that names {clause}."

    def _owner(self, records: Sequence[str]) -> str:
        """Return the owner of the first record that has one."""
        found = (self._case.records.by_id.get(name) for name in records)
        return next((record.owner for record in found if record is not None and record.owner), "")


def _whole(answers: Sequence[tuple[str, Shown]]) -> Shown:
    """Return one answer for all; a voluntary thing that stands first and was not taken up ends the matter."""
    if answers and answers[0][0].startswith("voluntary ") and answers[0][1].state is State.NOT_APPLICABLE:
        return answers[0][1]
    return combined(answer for _, answer in answers)


def _why_not(whole: Shown) -> str:
    """Return why an answer says that nothing is asked."""
    if whole.records:
        return f"does not apply: a signed decision says so ({few(whole.records, _NAMED)})"
    return "does not apply: voluntary, none recorded"


def _basis(clause: Clause) -> Basis:
    """Return what the queries of a clause stand on."""
    if clause.shown_by:
        return Basis.OWN
    return Basis.WHOLE if _COVERED & set(clause.expectations.values()) else Basis.SHARED
