"""Threat rules run over a model: what fires, what cannot be told, and which facts decided.

A rule's candidate has the key `rule@version|target`. It depends on ids alone, so it
survives renaming, reordering and every other edit, like those of `stride`.

Source: practice 4.1.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from medward.devices.records import Element, Interface, Product
from medward.threats.rule import Rule, Subject, Verdict, vocabulary
from medward.threats.rule_facts import ModelFacts
from medward.threats.stride import Candidate, crosses, fingerprint, zone_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.catalogue.vocabulary import Value
    from medward.kernel.recordset import RecordSet
    from medward.threats.records import Stride

Target = Element | Interface | Product


@dataclass(frozen=True, slots=True)
class RuleCandidate(Candidate):
    """A threat that a rule found, with all its letters and the facts that decided."""

    letters: tuple[Stride, ...]
    title: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
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
    verdict: Verdict
    why: tuple[str, ...]
    fill: tuple[str, ...]


def run_rules(records: RecordSet, rules: Iterable[Rule]) -> RuleRun:
    """Return what every rule says of every target of its kind, by target id and then by rule."""
    model = ModelFacts(records)
    found: list[RuleCandidate] = []
    undecided: list[Undecided] = []
    quiet = 0
    ordered = sorted(rules, key=lambda rule: rule.id)
    for subject in Subject:
        asked = [rule for rule in ordered if rule.about is subject]
        seen: dict[frozenset[tuple[str, Value]], tuple[_Answer, ...]] = {}
        for target in model.targets(subject):
            facts = model.of(target)
            look = frozenset(facts.items())
            if look not in seen:
                seen[look] = tuple(_spoken(asked, facts))
            found.extend(
                _candidate(one, target, records) for one in seen[look] if one.verdict is Verdict.FIRES
            )
            undecided.extend(
                _undecided(one, target) for one in seen[look] if one.verdict is Verdict.CANNOT_TELL
            )
            quiet += len(asked) - len(seen[look])
    return RuleRun(tuple(found), tuple(undecided), quiet)


def _spoken(rules: Sequence[Rule], facts: dict[str, Value]) -> Iterable[_Answer]:
    """Yield the answers other than no."""
    words = vocabulary()
    for rule in rules:
        verdict = rule.verdict(facts)
        if verdict is not Verdict.QUIET:
            names = [name for name in rule.condition.deciding(facts) if name not in facts]
            fill = tuple(dict.fromkeys(words[name].fill for name in names))
            yield _Answer(rule, verdict, rule.condition.why(facts, words), fill)


def _candidate(answer: _Answer, target: Target, records: RecordSet) -> RuleCandidate:
    """Return the candidate of a rule that fired."""
    rule, title = answer.rule, target_title(target)
    source, sink, crossing = _place(target, records)
    return RuleCandidate(
        key=rule.key(target.id),
        rule=rule.name,
        stride=rule.stride[0],
        target=target.id,
        target_title=title,
        from_zone=source,
        to_zone=sink,
        crossing=crossing,
        sentence=rule.sentence(title),
        fingerprint=fingerprint(target.id, records),
        letters=rule.stride,
        title=rule.title,
        why=answer.why,
    )


def _undecided(answer: _Answer, target: Target) -> Undecided:
    """Return what keeps a rule from telling."""
    rule = answer.rule
    return Undecided(rule.key(target.id), rule.name, target.id, target_title(target), answer.why, answer.fill)


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
