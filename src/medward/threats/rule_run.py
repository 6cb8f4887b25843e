"""Threat rules run over a model: what fires, what cannot be told, and which facts decided.

A rule's candidate has the key `rule@version|target`. It depends on ids alone, so it
survives renaming, reordering and every other edit, like those of `stride`.

Source: practice 4.1.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.devices.records import Element, Interface, Product
from medward.threats.rule import Rule, Subject, Verdict, vocabulary
from medward.threats.rule_facts import ModelFacts
from medward.threats.stride import Candidate, crosses, fingerprint, zone_label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.catalogue.vocabulary import Value
    from medward.kernel.recordset import RecordSet
    from medward.threats.records import Stride

Target = Element | Interface | Product
_TELLING: Final[tuple[str, ...]] = ("protocol", "medium", "purpose", "exposure", "kind", "role")
"""Facts that rule most rules out."""


@dataclass(frozen=True, slots=True)
class RuleCandidate(Candidate):
    """A threat that a rule found, with all its letters and the facts that decided."""

    letters: tuple[Stride, ...]
    title: str
    why: tuple[str, ...]


class Undecided(NamedTuple):
    """A rule that cannot tell about a target, and what would let it."""

    key: str
    rule: str
    target: str
    target_title: str
    why: tuple[str, ...]
    fill: tuple[str, ...]
    """Fields that would answer."""


class RuleRun(NamedTuple):
    """What the rules say of a model."""

    candidates: tuple[RuleCandidate, ...]
    undecided: tuple[Undecided, ...]
    quiet: int
    """How often a rule was asked and did not fire."""

    @property
    def by_rule(self) -> Counter[str]:
        """How many candidates each rule gave, by name and version."""
        return Counter(found.rule for found in self.candidates)


class _Answer(NamedTuple):
    """What one rule says of one set of facts."""

    rule: Rule
    name: str
    verdict: Verdict
    why: tuple[str, ...]
    fill: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A rule with the answers it has given so far, by the facts it asks for; most targets repeat them."""

    rule: Rule
    names: tuple[str, ...]
    given: dict[tuple[Value | None, ...], _Answer]


class _Round:
    """The rules of one subject, asked target by target."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = [_Asked(rule, tuple(sorted(rule.condition.names)), {}) for rule in rules]
        self._left: dict[tuple[Value | None, ...], list[_Asked]] = {}

    def answers(self, facts: dict[str, Value]) -> list[_Answer]:
        """Return the answers other than no.

        A rule that a few telling facts alone rule out is not asked again for the same few: knowing
        more never turns its no round.
        """
        look = tuple(map(facts.get, _TELLING))
        left = self._left.get(look)
        if left is None:
            few = {name: facts[name] for name in _TELLING if name in facts}
            left = [one for one in self.rules if one.rule.verdict(few) is not Verdict.QUIET]
            self._left[look] = left
        get, spoken = facts.get, []
        for one in left:
            asked = tuple(map(get, one.names))
            found = one.given.get(asked)
            if found is None:
                found = one.given[asked] = _answer(one.rule, facts)
            if found.verdict is not Verdict.QUIET:
                spoken.append(found)
        return spoken


@dataclass(frozen=True, slots=True)
class _Seen:
    """A target as candidates show it, worked out once for all rules."""

    target: str
    title: str
    source: str
    sink: str
    crossing: bool
    fingerprint: str


def run_rules(records: RecordSet, rules: Iterable[Rule]) -> RuleRun:
    """Return what every rule says of every element, then interface, then the product, by id and rule."""
    model = ModelFacts(records)
    found: list[RuleCandidate] = []
    undecided: list[Undecided] = []
    quiet = 0
    ordered = sorted(rules, key=lambda rule: rule.id)
    for subject in Subject:
        asked = _Round([rule for rule in ordered if rule.about is subject])
        for target in model.targets(subject):
            answers = asked.answers(model.of(target))
            quiet += len(asked.rules) - len(answers)
            seen = _seen(target, records) if answers else None
            for one in answers:
                if seen and one.verdict is Verdict.FIRES:
                    found.append(_candidate(one, seen))
                elif seen:
                    undecided.append(_undecided(one, seen))
    return RuleRun(tuple(found), tuple(undecided), quiet)


def _answer(rule: Rule, facts: dict[str, Value]) -> _Answer:
    """Return what a rule says of some facts, with its reasons unless it is no."""
    verdict = rule.verdict(facts)
    if verdict is Verdict.QUIET:
        return _Answer(rule, rule.name, verdict, (), ())
    words = vocabulary()
    missing = [name for name in rule.condition.deciding(facts) if name not in facts]
    fill = tuple(dict.fromkeys(words[name].fill for name in missing))
    return _Answer(rule, rule.name, verdict, rule.condition.why(facts, words), fill)


def _candidate(answer: _Answer, seen: _Seen) -> RuleCandidate:
    """Return the candidate of a rule that fired."""
    rule = answer.rule
    return RuleCandidate(
        key=f"{answer.name}|{seen.target}",
        rule=answer.name,
        stride=rule.stride[0],
        target=seen.target,
        target_title=seen.title,
        from_zone=seen.source,
        to_zone=seen.sink,
        crossing=seen.crossing,
        sentence=rule.sentence(seen.title),
        fingerprint=seen.fingerprint,
        letters=rule.stride,
        title=rule.title,
        why=answer.why,
    )


def _undecided(answer: _Answer, seen: _Seen) -> Undecided:
    """Return what keeps a rule from telling."""
    key = f"{answer.name}|{seen.target}"
    return Undecided(key, answer.name, seen.target, seen.title, answer.why, answer.fill)


def _seen(target: Target, records: RecordSet) -> _Seen:
    """Return a target as candidates show it."""
    source, sink, crossing = _place(target, records)
    return _Seen(target.id, target_title(target), source, sink, crossing, fingerprint(target.id, records))


def target_title(target: Target) -> str:
    """Return the label and title of a target, as `F18 App to pump`."""
    return target.title if isinstance(target, Product) else f"{target.short} {target.title}"


def _place(target: Target, records: RecordSet) -> tuple[str, str, bool]:
    """Return the zones of a target and whether it crosses a boundary."""
    if isinstance(target, Interface):
        ends = (records.find(name, Element) for name in (target.source_element, target.target_element))
        source, sink = (zone_label(end, records) for end in ends)
        return source, sink, crosses(target, records)
    if isinstance(target, Element):
        zone = zone_label(target, records)
        return zone, zone, False
    return "", "", False
