"""Candidates beside the threats that answer them: what is open, vanished, stale or new.

Nothing is deleted: a threat whose candidate is gone stays and asks for a review.

Source: practice 4.1 (three lists after an edit) and rule V04.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from medward.devices.records import Element, Interface
from medward.threats.records import Disposition, Threat
from medward.threats.stride import RULES, Candidate, fingerprint

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from medward.kernel.recordset import RecordSet

_STRIDE = frozenset(name.partition("@")[0] for name in RULES.values())


class Family(StrEnum):
    """Where candidates come from."""

    STRIDE = "stride"
    RULES = "rules"


def family_of(key: str) -> Family:
    """Return where the candidate with a key comes from.

    >>> str(family_of("stride-element@1|LVP-ELM-0001|S")), str(family_of("clock-shifted@1|LVP-IFC-0010"))
    ('stride', 'rules')
    """
    return Family.STRIDE if key.partition("@")[0] in _STRIDE else Family.RULES


TARGET_REMOVED = "review: target removed"
"""What a threat asks for when the model no longer yields its candidate."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A candidate and what was decided about it."""

    candidate: Candidate
    threats: tuple[str, ...]
    """Ids of the threats that name its key."""
    disposition: Disposition
    """`undecided` unless every threat that names it has been decided."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.disposition is Disposition.UNDECIDED

    @property
    def is_new(self) -> bool:
        """Whether no threat names it at all."""
        return not self.threats


@dataclass(frozen=True, slots=True)
class Vanished:
    """A key that a threat names and the model no longer yields."""

    threat: str
    key: str
    note: str = TARGET_REMOVED


@dataclass(frozen=True, slots=True)
class Stale:
    """A disposition made when its target looked otherwise."""

    threat: str
    target: str
    seen_as: str
    present: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a person has to look at after an edit of the model."""

    answers: tuple[Answer, ...]
    vanished: tuple[Vanished, ...]
    stale: tuple[Stale, ...]

    @property
    def open(self) -> tuple[Answer, ...]:
        """Candidates nobody has decided about."""
        return tuple(answer for answer in self.answers if answer.is_open)

    @property
    def new(self) -> tuple[Answer, ...]:
        """Candidates no threat names."""
        return tuple(answer for answer in self.answers if answer.is_new)

    @property
    def dispositioned(self) -> tuple[Answer, ...]:
        """Candidates somebody decided about."""
        return tuple(answer for answer in self.answers if not answer.is_open)


@dataclass(frozen=True, slots=True)
class ModelDifference:
    """What another version of the model adds, drops and changes."""

    added: tuple[Candidate, ...]
    removed: tuple[Candidate, ...]
    changed: tuple[tuple[Candidate, Candidate], ...]
    """Before and after, where the key stays and the target looks otherwise."""


_STRONGEST_FIRST = (
    Disposition.MITIGATE,
    Disposition.TRANSFER,
    Disposition.ACCEPT,
    Disposition.NOT_APPLICABLE,
)


def compare(
    found: Iterable[Candidate],
    records: RecordSet,
    family: Family = Family.STRIDE,
    undecided: Collection[str] = (),
) -> Comparison:
    """Return candidates beside the threats of `records`.

    Only keys of the same family are compared, and of STRIDE only those of the same rule set: a
    threat may answer keys of all of them.

    Args:
        found: The candidates of the model.
        records: The threats, and the model they are about.
        family: Where the candidates come from.
        undecided: Keys of rules that cannot tell; such a key has not vanished.
    """
    present = tuple(found)
    keys = {candidate.key for candidate in present}.union(undecided)
    rules = {candidate.rule for candidate in present}
    threats = records.of(Threat)
    by_key: dict[str, list[Threat]] = {}
    for threat in threats:
        for key in threat.candidates:
            by_key.setdefault(key, []).append(threat)
    return Comparison(
        answers=tuple(_answer(candidate, by_key) for candidate in present),
        vanished=tuple(
            Vanished(threat.id, key)
            for threat in threats
            for key in threat.candidates
            if key not in keys
            and family_of(key) is family
            and (family is Family.RULES or key.partition("|")[0] in rules or _target_of(key) not in records)
        ),
        stale=stale_threats(records),
    )


def stale_threats(records: RecordSet) -> tuple[Stale, ...]:
    """Return the decided threats whose target has another protocol, kind or zone than when they were decided.

    A threat without `seen_as` was never bound to a look and is not listed.
    """
    found: list[Stale] = []
    for threat in records.of(Threat):
        present = fingerprint(threat.target, records)
        if threat.seen_as and present and threat.seen_as != present:
            found.append(Stale(threat.id, threat.target, threat.seen_as, present))
    return tuple(found)


def compare_models(before: Iterable[Candidate], after: Iterable[Candidate]) -> ModelDifference:
    """Return how the candidates of one model differ from those of another."""
    old = {candidate.key: candidate for candidate in before}
    new = {candidate.key: candidate for candidate in after}
    return ModelDifference(
        added=tuple(candidate for key, candidate in new.items() if key not in old),
        removed=tuple(candidate for key, candidate in old.items() if key not in new),
        changed=tuple(
            (old[key], candidate)
            for key, candidate in new.items()
            if key in old and old[key].fingerprint != candidate.fingerprint
        ),
    )


def elements_without_threats(records: RecordSet) -> tuple[Element, ...]:
    """Return the elements no threat bears on, neither directly nor through a flow that touches them.

    Source: practice 4.1, the completeness cross-check.
    """
    attacked = {threat.target for threat in records.of(Threat)}
    touched = {
        end
        for interface in records.of(Interface)
        if interface.id in attacked
        for end in (interface.source_element, interface.target_element)
    }
    return tuple(element for element in records.of(Element) if element.id not in attacked | touched)


def _answer(candidate: Candidate, by_key: Mapping[str, list[Threat]]) -> Answer:
    """Return a candidate with the strongest disposition of its threats; an undecided one keeps it open."""
    threats = by_key.get(candidate.key, [])
    made = {threat.disposition for threat in threats}
    decided = bool(made) and Disposition.UNDECIDED not in made
    disposition = next((item for item in _STRONGEST_FIRST if item in made), Disposition.UNDECIDED)
    return Answer(
        candidate, tuple(threat.id for threat in threats), disposition if decided else Disposition.UNDECIDED
    )


def _target_of(key: str) -> str:
    """Return the id inside a key."""
    parts = key.split("|")
    return parts[1] if len(parts) > 1 else ""
