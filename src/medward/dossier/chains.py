"""One line per threat: threat, risk, control, requirement, test, evidence, and where it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from medward.controls.records import Control, Requirement
from medward.dossier.counts import evidence_on_target, letter_of, newest_counts
from medward.dossier.drawings import ChainDiagram, ChainNode
from medward.dossier.tones import Tone
from medward.kernel.records import Record
from medward.risk.records import Risk
from medward.threats.records import Disposition, Threat
from medward.verification.records import Evidence, Test

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.dossier.facts import DossierFacts

R = TypeVar("R", bound=Record)
COLUMNS = ("Threat", "Risk", "Control", "Requirement", "Test", "Evidence")


@dataclass(frozen=True, slots=True)
class Chain:
    """What a threat leads to on the target release."""

    threat: Threat
    risks: tuple[Risk, ...]
    controls: tuple[Control, ...]
    requirements: tuple[Requirement, ...]
    tests: tuple[Test, ...]
    evidence: tuple[Evidence, ...]
    breaks: tuple[str, ...]
    """In words, in the order of the chain; empty when it holds."""

    @property
    def is_closed(self) -> bool:
        """Whether nothing is missing."""
        return not self.breaks


def chain_of(facts: DossierFacts, threat: Threat) -> Chain:
    """Return the chain of one threat."""
    records = facts.records
    risks = records.linked_from(threat.id, Risk)
    controls = _each(facts, [name for risk in risks for name in _treating(risk)], Control)
    requirements = _unique(
        [item for control in controls for item in records.linked_from(control.id, Requirement)]
    )
    tests = _unique(
        [item for requirement in requirements for item in records.linked_from(requirement.id, Test)]
    )
    evidence = _unique([found[0] for test in tests if (found := evidence_on_target(facts, test.id))])
    chain = Chain(threat, tuple(risks), controls, requirements, tests, evidence, ())
    return Chain(threat, tuple(risks), controls, requirements, tests, evidence, _breaks(facts, chain))


def chains(facts: DossierFacts) -> list[Chain]:
    """Return the chain of every threat, broken ones first."""
    found = [chain_of(facts, threat) for threat in facts.records.of(Threat)]
    return sorted(found, key=lambda chain: (chain.is_closed, chain.threat.id))


def diagram(facts: DossierFacts, chain: Chain) -> ChainDiagram:
    """Return the drawing of one chain."""
    columns = ((chain.threat,), chain.risks, chain.controls, chain.requirements, chain.tests, chain.evidence)
    nodes: list[ChainNode] = []
    for number, column in enumerate(columns):
        for record in column:
            word, tone = _state(facts, record.id)
            nodes.append(ChainNode(record.id, record.title, number, word, tone))
    known = {node.id: node.column for node in nodes}
    links: dict[tuple[str, str], None] = {}
    for identity, place in known.items():
        for link in facts.records.graph.outgoing[identity]:
            if link.name not in {"owner", "applies_to"} and abs(known.get(link.target, -9) - place) == 1:
                pair = (identity, link.target)
                links[pair if place < known[link.target] else (link.target, identity)] = None
    return ChainDiagram(COLUMNS, tuple(nodes), tuple(links))


def _state(facts: DossierFacts, identity: str) -> tuple[str, Tone]:
    """Return the state of a node in a word: proofs where there are any, else the record's status."""
    proof = facts.requirements.get(identity) or facts.controls.get(identity)
    if proof is not None:
        return ("verified", Tone.GOOD) if proof.verified else ("not verified", Tone.BAD)
    record = facts.records.by_id[identity]
    if isinstance(record, Evidence):
        state = facts.evidence.get(identity)
        return (
            (str(record.result), Tone.GOOD)
            if state and state.counts
            else (f"{record.result}, no credit", Tone.BAD)
        )
    if isinstance(record, Test):
        return ("passed", Tone.GOOD) if newest_counts(facts, identity) else ("not passed", Tone.BAD)
    rating = facts.risks.get(identity)
    if rating is not None:
        return f"{letter_of(rating.initial)} to {letter_of(rating.residual)}", Tone.NEUTRAL
    return record.status, Tone.NEUTRAL


def _breaks(facts: DossierFacts, chain: Chain) -> tuple[str, ...]:
    """Return what is missing; a threat that is not mitigated by us needs no chain."""
    disposition = chain.threat.disposition
    if disposition in {Disposition.NOT_APPLICABLE, Disposition.ACCEPT}:
        return ()
    if disposition is Disposition.UNDECIDED:
        return ("no decision on the threat",)
    if not chain.risks:
        return ("no risk",)
    if disposition is Disposition.TRANSFER:
        return ()
    return (
        *(f"{risk.id}: no control" for risk in chain.risks if not _treating(risk)),
        *(
            f"{item.id}: no requirement"
            for item in chain.controls
            if not facts.records.linked_from(item.id, Requirement)
        ),
        *_unproven(facts, chain.requirements),
    )


def _unproven(facts: DossierFacts, requirements: tuple[Requirement, ...]) -> tuple[str, ...]:
    """Return the reasons why requirements are not proven, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for item in requirements:
        proof = facts.requirements.get(item.id)
        if proof is None or not proof.verified:
            reasons.setdefault(proof.why_not if proof else "proof not computed", []).append(item.id)
    return tuple(f"{', '.join(names)}: {reason}" for reason, names in reasons.items())


def _treating(risk: Risk) -> tuple[str, ...]:
    """Return the controls of a risk: those it names and those its claims rest on."""
    return (*risk.controls, *(claim.control for claim in risk.claims))


def _each(facts: DossierFacts, ids: list[str], kind: type[Control]) -> tuple[Control, ...]:
    """Return the records with these ids that are of this kind, each once."""
    found = (facts.records.find(identity, kind) for identity in dict.fromkeys(ids))
    return tuple(record for record in found if record is not None)


def _unique(items: Iterable[R]) -> tuple[R, ...]:
    """Return records in order, each once."""
    return tuple({item.id: item for item in items}.values())
