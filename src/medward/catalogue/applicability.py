"""What applies to a product on a day, what does not, and the facts that decided, in words.

A proposal is never a duty, and neither is an edition whose day has not come. A
clause that another instrument holds as well applies through that one when its
own does not, as the clauses of the MDR that the IVDR repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.catalogue.catalogue import InForce, clauses_of, standing
from medward.catalogue.pack import Force
from medward.catalogue.predicates import conjunction, parse
from medward.catalogue.vocabulary import check_facts, plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.pack import Clause, Edition, Pack
    from medward.catalogue.predicates import Predicate
    from medward.catalogue.vocabulary import Facts

_MARKET: Final = "market."
LEADS: Final = {True: "applies", False: "does not apply", None: "cannot tell"}
"""How a verdict begins."""


class Reason(NamedTuple):
    """A fact that decided, or a question that is open."""

    words: str
    record: str = ""
    """Record that states it."""

    def __str__(self) -> str:
        """Return it with its record, as `sold in the EU (LVP-PRD-0001)`."""
        return f"{self.words} ({self.record})" if self.record else self.words


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether an instrument, or one clause of it, is a duty for a product on a day."""

    id: str
    """Clause, or code of the instrument."""
    pack: Pack
    clause: Clause | None
    """None where the instrument as a whole is judged."""
    verdict: bool | None
    """None when an unknown fact decides."""
    because: tuple[Reason, ...]
    """The facts that decided, or the questions that are open."""
    edition: Edition | None
    """Edition that counts on the day."""
    via: str
    """Code of the instrument through which it is judged; another than its own where that one holds it too."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Each reason with the record that states it."""
        return tuple(map(str, self.because))

    @property
    def words(self) -> str:
        """The verdict as a sentence, as `applies: sold in the EU (LVP-PRD-0001) and not an IVD`."""
        joint = "; " if self.verdict is None else " and "
        bound = " where declared or agreed" if self.verdict and self._is_voluntary else ""
        through = f"through {self.via}, " if self.via != self.pack.code else ""
        return f"{LEADS[self.verdict]}{bound}: {through}{joint.join(_with_records(self.because))}"

    @property
    def _is_voluntary(self) -> bool:
        """Whether it binds only those who declare conformity to it or agreed to it."""
        force = (self.clause.force if self.clause else None) or self.pack.force
        return force in {Force.STANDARD, Force.SCHEME}


def applicable(
    catalogue: Catalogue, facts: Facts, day: date, origins: Mapping[str, str] | None = None
) -> tuple[Applies, ...]:
    """Return a verdict for every clause of the catalogue, in its order.

    Args:
        catalogue: What there is.
        facts: What is known of product and company.
        day: Day to judge on.
        origins: Record each fact comes from, by name of the fact.

    Raises:
        InvalidInputError: A fact nobody defined, or a value it does not take.
    """
    judge = _Judge(catalogue, facts, day, origins or {})
    return tuple(judge.clause(clause, pack) for pack in catalogue.packs for clause in pack.clauses)


def applicable_instruments(
    catalogue: Catalogue, facts: Facts, day: date, origins: Mapping[str, str] | None = None
) -> tuple[Applies, ...]:
    """Return a verdict for every instrument; see `applicable`.

    Raises:
        InvalidInputError: A fact nobody defined, or a value it does not take.
    """
    judge = _Judge(catalogue, facts, day, origins or {})
    return tuple(judge.instrument(pack) for pack in catalogue.packs)


def condition_of(catalogue: Catalogue, pack: Pack, clause: Clause | None = None) -> Predicate:
    """Return the condition of an instrument or clause, with the market of its jurisdiction.

    The market is not asked for where the instrument's own condition names a market, or says `always`.
    """
    market = f"market.{pack.jurisdiction}"
    own = parse(pack.applies) if pack.applies else None
    free = own is not None and (own.says_always or any(name.startswith(_MARKET) for name in own.names))
    asked = "" if free or market not in catalogue.facts else market
    return conjunction(asked, pack.applies, clause.applies if clause else "")


class _Judge:
    """Holds what all verdicts of one question share."""

    def __init__(self, catalogue: Catalogue, facts: Facts, day: date, origins: Mapping[str, str]) -> None:
        check_facts(facts, catalogue.facts)
        self.catalogue = catalogue
        self.facts = facts
        self.origins = origins
        self.standings = {pack.code: standing(pack, day) for pack in catalogue.packs}
        self.present = {
            code: frozenset(clause.id for clause in clauses_of(found.pack, found.edition.id))
            for code, found in self.standings.items()
            if found.edition
        }

    def instrument(self, pack: Pack) -> Applies:
        """Return the verdict on an instrument."""
        return self._through(pack, pack, None)

    def clause(self, clause: Clause, pack: Pack) -> Applies:
        """Return the verdict on a clause, through its own instrument or another that holds it."""
        own = self._through(pack, pack, clause)
        found = [own]
        if own.verdict is not True:
            found += [self._through(self.catalogue.pack(code), pack, clause) for code in clause.also_in]
        for verdict in (True, None):
            for one in found:
                if one.verdict is verdict:
                    return one
        return own

    def _through(self, through: Pack, pack: Pack, clause: Clause | None) -> Applies:
        """Judge a clause by the standing and the condition of one instrument."""
        verdict, because = self._verdict(through, pack, clause)
        return Applies(
            id=clause.id if clause else pack.code,
            pack=pack,
            clause=clause,
            verdict=verdict,
            because=because,
            edition=self.standings[through.code].edition,
            via=through.code,
        )

    def _verdict(
        self, through: Pack, pack: Pack, clause: Clause | None
    ) -> tuple[bool | None, tuple[Reason, ...]]:
        """Return a verdict with its reasons: first the text must count, then hold the clause, then fit the facts."""
        stands = self.standings[through.code]
        if stands.counts is False:
            return False, (Reason(stands.words),)
        if clause and through is pack and stands.edition and clause.id not in self.present[pack.code]:
            return False, (Reason(_absent(clause, stands)),)
        condition = condition_of(self.catalogue, through, clause)
        verdict, reasons = condition.holds(self.facts), self._reasons(condition)
        if stands.counts is None and verdict is not False:
            return None, (*(reasons if verdict is None else ()), Reason(stands.words))
        return verdict, reasons

    def _reasons(self, condition: Predicate) -> tuple[Reason, ...]:
        """Return the facts that decided, each with the record it comes from."""
        found = tuple(map(self._reason, condition.deciding(self.facts)))
        return found or (Reason("every product in every market"),)

    def _reason(self, name: str) -> Reason:
        """Return one fact in words."""
        fact, value = self.catalogue.facts.get(name), self.facts.get(name)
        if value is None:
            return Reason(f"not known: {fact.question if fact else name}")
        words = fact.words(value) if fact else plain_words(name, value)
        return Reason(words, self.origins.get(name, ""))


def _with_records(reasons: Sequence[Reason]) -> Iterator[str]:
    """Yield reasons as a sentence has them: a record behind the last of the reasons that it states."""
    for reason, after in zip_longest(reasons, reasons[1:]):
        yield reason.words if after and after.record == reason.record else str(reason)


def _absent(clause: Clause, stands: InForce) -> str:
    """Say why an edition does not hold a clause."""
    held = f"from edition {clause.since} on" if clause.since else ""
    until = f"until edition {clause.until}" if clause.until else ""
    edition = stands.edition.id if stands.edition else "none"
    return f"it stands in the text {' '.join(filter(None, (held, until)))}, and edition {edition} counts"
