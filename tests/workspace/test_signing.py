"""Signing with the identity of this machine: under one's own name, and once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medward.errors import RefusedChangeError
from medward.governance.records import Person
from medward.kernel.lifecycle import Meaning
from medward.kernel.recordset import RecordSet
from medward.workspace.identity import Identity
from medward.workspace.signing import make_signature
from tests.checks.sample import clean

NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)


def people() -> tuple[RecordSet, Identity]:
    """Return the clean records with the key of one trained author, and that identity."""
    records = clean()
    person = next(one for one in records.values() if isinstance(one, Person) and "security" in one.roles)
    identity = Identity(person.id, person.printed_name, Ed25519PrivateKey.generate())
    records[person.id] = person.replace(public_key=identity.public_key)
    return RecordSet(records.values()), identity


def test_an_identity_of_another_name_does_not_sign() -> None:
    records, identity = people()
    risk = records.get("LVP-RSK-0001")
    with pytest.raises(RefusedChangeError, match="your identity is of 'Somebody Else'"):
        make_signature(
            records, replace(identity, printed_name="Somebody Else"), risk, Meaning.AUTHORSHIP, NOW
        )


def test_the_same_content_is_signed_once_with_one_meaning() -> None:
    records, identity = people()
    risk = records.get("LVP-RSK-0001")
    first = make_signature(records, identity, risk, Meaning.AUTHORSHIP, NOW)
    again = RecordSet([*records, first])
    with pytest.raises(RefusedChangeError, match=f"carries this signature already: {first.id}"):
        make_signature(again, identity, risk, Meaning.AUTHORSHIP, NOW)
