"""Who has validly signed what: the ground under V25 and every rule that asks for a signed statement.

A signature counts when its Ed25519 value covers it, it covers the record as it is,
the key is the signer's, the signer had the role and a valid training on the day,
and it stands in the chain of signatures. What does not count says why.

Source: 21 CFR 11.50, 11.70 and 11.10(g),(i); practice 2.4 and rule V25.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from medward.governance.defaults import default_policies
from medward.governance.policies import AcceptancePolicy
from medward.governance.records import Decision, DecisionKind, Person, Signature
from medward.governance.training import Trainings
from medward.kernel.canonical import canonical_bytes, content_digest
from medward.kernel.lifecycle import OUT_OF_USE, Meaning
from medward.risk.records import Risk
from medward.vex.records import Assessment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.governance.defaults import Policies
    from medward.governance.policies import AcceptanceRule, MeaningRule, SignatureRule
    from medward.kernel.records import Record
    from medward.kernel.recordset import RecordSet

ZEROS: Final = "0" * 64
_ACCEPTING: Final = frozenset(
    {DecisionKind.ACCEPT_RESIDUAL, DecisionKind.BENEFIT_RISK, DecisionKind.EXCEPTION}
)


@dataclass(frozen=True, slots=True)
class SignatureState:
    """One signature and everything that speaks against it."""

    signature: Signature
    faults: tuple[str, ...]
    is_current: bool
    """Whether it signs the version of the record that is present."""

    @property
    def counts(self) -> bool:
        """Whether the record is signed by it today."""
        return self.is_current and not self.faults


class Signing:
    """The signatures of one record set, judged once."""

    def __init__(self, records: RecordSet, policies: Policies) -> None:
        """Keep both; nothing is computed before it is asked for."""
        self._records = records
        self._policies = policies
        self._trainings = Trainings(records)
        self._missing: dict[str, tuple[Record, tuple[Meaning, ...]]] = {}

    @cached_property
    def states(self) -> dict[str, SignatureState]:
        """Every signature by id."""
        chain = _chain_faults(self._records.of(Signature))
        return {item.id: self._state(item, chain.get(item.id, "")) for item in self._records.of(Signature)}

    @cached_property
    def _by_record(self) -> dict[str, list[SignatureState]]:
        grouped: dict[str, list[SignatureState]] = {}
        for state in self.states.values():
            grouped.setdefault(state.signature.record, []).append(state)
        return grouped

    def on(self, record: Record) -> list[SignatureState]:
        """Return the signatures that count on a record."""
        return [state for state in self._by_record.get(record.id, ()) if state.counts]

    def required(self, record: Record) -> tuple[Meaning, ...]:
        """Return the meanings a record needs once it is in a signed state."""
        if isinstance(record, Decision):
            return self._for_decision(record)
        rule = self._rule(record)
        return rule.meanings if rule else ()

    def missing(self, record: Record) -> tuple[Meaning, ...]:
        """Return the required meanings that nobody has validly given."""
        known = self._missing.get(record.id)
        if known is None or known[0] is not record:
            given = {state.signature.meaning for state in self.on(record)}
            known = record, tuple(meaning for meaning in self.required(record) if meaning not in given)
            self._missing[record.id] = known
        return known[1]

    def needs_signatures(self, record: Record) -> bool:
        """Say whether a record is in a state that needs signatures by lifecycle or policy, and still in use."""
        rule = None if record.is_frozen else self._rule(record)
        named = rule is not None and record.status in rule.states
        return (record.is_frozen or named) and record.status not in OUT_OF_USE

    def acceptance_rule(self, decision: Decision) -> AcceptanceRule | None:
        """Return what the acceptance policy says about this kind of decision.

        A kind the company's own policy does not mention falls under the shipped one.
        """
        rules = (*self._policies.acceptance.rules, *_shipped_rules())
        return next((rule for rule in rules if rule.decision_kind == decision.decision_kind), None)

    def sole_author(self, record: Record) -> str:
        """Return the author who is also the only approver, or nothing (practice 2.4).

        Where the policy asks for four eyes, every signer but an author's own counts as approver.
        """
        four_eyes = self.asks_four_eyes(record)
        states = self.on(record)
        authors = {s.signature.signer for s in states if s.signature.meaning is Meaning.AUTHORSHIP} or {
            (record.decided_by if isinstance(record, Assessment) else "") or record.owner
        }
        approvers = {
            s.signature.signer
            for s in states
            if s.signature.meaning.startswith(("approval", "acceptance"))
            or (four_eyes and s.signature.meaning is not Meaning.AUTHORSHIP)
        }
        return min(approvers) if approvers and approvers <= authors else ""

    def lacks_author(self, record: Record) -> bool:
        """Say whether the policy asks for four eyes on a decision of which nobody knows who took it.

        Where no decider is named its owner is taken for the author.
        """
        if not isinstance(record, Assessment) or not self.asks_four_eyes(record):
            return False
        signed = any(state.signature.meaning is Meaning.AUTHORSHIP for state in self.on(record))
        return not (record.decided_by or record.owner or signed)

    def asks_four_eyes(self, record: Record) -> bool:
        """Say whether the policy asks for a signer other than the author of a record in its state."""
        rule = None if isinstance(record, Decision) else self._rule(record)
        return rule is not None and rule.four_eyes

    def people_missing(self, record: Record) -> int:
        """Return how many more people the policy asks to sign a record."""
        rule = None if isinstance(record, Decision) else self._rule(record)
        signers = {state.signature.signer for state in self.on(record)}
        return max(rule.people - len(signers), 0) if rule and rule.meanings else 0

    def _rule(self, record: Record) -> SignatureRule | None:
        """Return the rule for a record in its state: one that names the state, else its kind, else every kind."""
        rules = self._policies.signatures.rules
        named = [rule for rule in rules if record.kind in rule.record_kinds]
        exact = [rule for rule in named if record.status in rule.states]
        open_to_all = [rule for rule in named if not rule.states]
        general = [rule for rule in rules if not rule.record_kinds]
        return next(iter([*exact, *open_to_all, *general]), None)

    def _for_decision(self, decision: Decision) -> tuple[Meaning, ...]:
        rule = self.acceptance_rule(decision)
        meanings = rule.meanings if rule else ()
        subjects = [self._records.find(subject, Risk) for subject in decision.subjects]
        if decision.decision_kind in _ACCEPTING and any(risk and risk.multi_patient for risk in subjects):
            meanings += self._policies.acceptance.multi_patient_extra
        return tuple(dict.fromkeys(meanings))

    def _state(self, signature: Signature, chain_fault: str) -> SignatureState:
        record = self._records.by_id.get(signature.record)
        is_current = record is not None and record.version == signature.record_version
        faults = [*_value_faults(signature), chain_fault, *self._signer_faults(signature)]
        if record is None:
            faults.append(f"it signs {signature.record}, which does not exist")
        elif is_current and not covers(signature, record):
            faults.append(f"{record.id} changed after it was signed as version {record.version}")
        return SignatureState(signature, tuple(filter(None, faults)), is_current)

    def _signer_faults(self, signature: Signature) -> Iterator[str]:
        """Yield what is wrong with the person: key, role, training."""
        person = self._records.find(signature.signer, Person)
        rule = next(
            (one for one in self._policies.signatures.meanings if one.meaning is signature.meaning), None
        )
        if person is None:
            yield f"its signer {signature.signer} is not on record"
        elif not person.public_key:
            yield f"{person.id} has no public key on record, so nobody can tell whose signature it is"
        else:
            yield from _key_faults(signature, person)
        if rule is None:
            yield f"the signature policy does not know the meaning {signature.meaning}"
        elif person is not None:
            yield from _right_faults(signature, person, rule, self._trainings)


def _key_faults(signature: Signature, person: Person) -> Iterator[str]:
    """Yield that the key is not the person's, or was not on the day of signing."""
    if signature.public_key == person.public_key:
        return
    earlier = [one for one in person.earlier_keys if one.public_key == signature.public_key]
    day = signature.signed_at.date()
    if not earlier:
        yield f"its key is not the key of {person.id}"
    elif not any(one.was_used_on(day) for one in earlier):
        yield f"its key is an earlier one of {person.id} that was not in use on {day}"


def _right_faults(
    signature: Signature, person: Person, rule: MeaningRule, trainings: Trainings
) -> Iterator[str]:
    """Yield whether the person lacked the role or the training on the day of signing."""
    day = signature.signed_at.date()
    if not set(person.roles) & set(rule.roles):
        yield f"{person.id} has none of the roles {', '.join(rule.roles)} that {rule.meaning} needs"
    lack = trainings.lack(person.id, rule.training, day) if rule.training else ""
    if lack:
        yield f"the training '{rule.training}' of {person.id} {lack}; it was signed on {day}"


def signed_bytes(signature: Signature) -> bytes:
    """Return the bytes the Ed25519 value covers: the canonical record without `value`."""
    return canonical_bytes({name: value for name, value in signature.content.items() if name != "value"})


@cache
def _shipped_rules() -> tuple[AcceptanceRule, ...]:
    """Return the acceptance rules of the shipped policy."""
    contents = [policy.rule for policy in default_policies()]
    return next(rule.rules for rule in contents if isinstance(rule, AcceptancePolicy))


def _value_faults(signature: Signature) -> Iterator[str]:
    """Yield that the value is not a signature of this record under its key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signature.public_key, validate=True))
        key.verify(base64.b64decode(signature.value, validate=True), signed_bytes(signature))
    except (InvalidSignature, ValueError, binascii.Error):
        yield "its value does not verify: it was altered, or copied from another record"


def covers(signature: Signature, record: Record) -> bool:
    """Say whether the signed digest is that of the record, its state aside.

    A record moves from approved to effective without a new signature (practice
    2.3-A), so the same content in another state of its lifecycle is the same content.
    """
    if signature.content_sha256 == record.digest:
        return True
    others = (state for state in record.lifecycle.states if state != record.status)
    return any(content_digest({**record.content, "status": s}) == signature.content_sha256 for s in others)


def _chain_faults(signatures: list[Signature]) -> dict[str, str]:
    """Return what is wrong with each signature's place in the one chain of the device file."""
    faults: dict[str, str] = {}
    known = {signature.digest for signature in signatures}
    taken: dict[str, str] = {}
    for signature in sorted(signatures, key=lambda item: int(item.id.rpartition("-")[2])):
        first = taken.setdefault(signature.previous, signature.id)
        if signature.previous != ZEROS and signature.previous not in known:
            faults[signature.id] = "the signature before it is missing or was altered"
        elif first != signature.id:
            faults[signature.id] = f"it claims the same place in the chain as {first}"
    return faults
