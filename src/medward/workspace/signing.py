"""Signing a record: bound to its exact content, its own id and the signature before it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from medward.errors import RefusedChangeError
from medward.governance.defaults import current_policies
from medward.governance.records import Person, Signature
from medward.governance.training import Trainings
from medward.kernel.canonical import canonical_bytes
from medward.kernel.rewrite import append_document
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from medward.kernel.lifecycle import Meaning
    from medward.kernel.records import Record
    from medward.kernel.recordset import RecordSet
    from medward.workspace.device import Device
    from medward.workspace.identity import Identity

FIRST: Final = "0" * 64
SIGNATURES: Final = "records/signatures.yaml"


def make_signature(
    records: RecordSet, identity: Identity, record: Record, meaning: Meaning, at: datetime
) -> Signature:
    """Return the signature of `identity` on `record`.

    Raises:
        RefusedChangeError: The person is unknown, lacks the role or the training, or the key is not theirs.
    """
    person = _signer(records, identity)
    statement = _statement(records, person, meaning, at)
    existing = records.of(Signature)
    _refuse_twice(existing, person, record, meaning)
    fields: dict[str, object] = {
        "id": _next_id(record, existing),
        "title": f"{meaning} of {record.id}@{record.version} by {person.printed_name}",
        "record": record.id,
        "record_version": record.version,
        "content_sha256": record.digest,
        "meaning": meaning,
        "signer": person.id,
        "printed_name": person.printed_name,
        "signed_at": at,
        "policy": current_policies(records, at.date()).label("signatures"),
        "statement": statement,
        "previous": last_digest(existing),
        "public_key": identity.public_key,
    }
    unsigned = Signature.model_validate({**fields, "value": "-"})
    covered = {name: value for name, value in unsigned.content.items() if name != "value"}
    value = base64.b64encode(identity.key.sign(canonical_bytes(covered))).decode()
    return Signature.model_validate({**fields, "value": value})


def add_signature(device: Device, signature: Signature) -> Path:
    """Write a signature into the device file and return the file it went to."""
    path = device.folder / SIGNATURES
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    write_atomically(path, append_document(text, signature.content).encode())
    return path


def _signer(records: RecordSet, identity: Identity) -> Person:
    """Return the person an identity belongs to, refusing one whose key or name is another's."""
    person = records.find(identity.person, Person)
    if person is None:
        raise RefusedChangeError(
            f"{identity.person} is not a person of this device file",
            hint="Add the person record, then apply.",
        )
    if person.public_key != identity.public_key:
        raise RefusedChangeError(
            f"{person.id}: the record holds another public key than your identity",
            hint=f"Set public_key: {identity.public_key} in the record of {person.id}, keep the key there now under "
            "earlier_keys with its last day, so that what was signed with it stays signed, and apply.",
        )
    if person.printed_name != identity.printed_name:
        raise RefusedChangeError(
            f"your identity is of {identity.printed_name!r}, {person.id} is {person.printed_name!r}",
            hint="Sign with your own identity, or make one with the name of the person record.",
        )
    return person


def _refuse_twice(existing: Iterable[Signature], person: Person, record: Record, meaning: Meaning) -> None:
    """Refuse to say the same thing about the same content a second time with the same key."""
    for one in existing:
        if (one.signer, one.meaning, one.content_sha256) == (person.id, meaning, record.digest) and (
            one.public_key == person.public_key
        ):
            raise RefusedChangeError(
                f"{record.id} carries this signature already: {one.id} of {one.signed_at.isoformat()}",
                hint="Nothing is left to sign.",
            )


def last_digest(signatures: Iterable[Signature]) -> str:
    """Return the digest of the signature no other one follows; zeros when there is none."""
    ordered = sorted(signatures, key=lambda item: int(item.id.rsplit("-", 1)[1]))
    return ordered[-1].digest if ordered else FIRST


def _statement(records: RecordSet, person: Person, meaning: Meaning, at: datetime) -> str:
    """Return the sentence to agree to, after checking role and training on that day (V25)."""
    policy = current_policies(records, at.date()).signatures
    rule = next((item for item in policy.meanings if item.meaning == meaning), None)
    if rule is None:
        raise RefusedChangeError(f"the signature policy knows no meaning {meaning}")
    if not set(rule.roles) & set(person.roles):
        wanted = " or ".join(rule.roles)
        raise RefusedChangeError(
            f"{person.id}: {meaning} needs the role {wanted}; the person has {', '.join(person.roles)}",
            hint="Ask somebody with that role to sign.",
        )
    day = at.date()
    lack = Trainings(records).lack(person.id, rule.training, day) if rule.training else ""
    if lack:
        raise RefusedChangeError(
            f"{person.id}: the training {rule.training!r} {lack}",
            hint=f"Add a training-record of the topic with code {rule.training!r} that names the person, then sign.",
        )
    return rule.statement


def _next_id(record: Record, existing: Iterable[Signature]) -> str:
    """Return the next free signature id; numbers run through the whole device file, so order is visible."""
    numbers = [int(item.id.rsplit("-", 1)[1]) for item in existing]
    return f"{record.product}-SIG-{max(numbers, default=0) + 1:04d}"
