"""Signature records that do not hold are found, whoever wrote them into the ledger."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medward.kernel.canonical import canonical_bytes, sha256_hex
from medward.ledger.model import Write

from .samples import ALICE, AT, BOB, PUBLIC_KEY, ZEROS, changed, person, record, removal, signature

if TYPE_CHECKING:
    from medward.ledger.model import Verification
    from medward.ledger.sqlite import SqliteStore

RISK = record("LVP-RSK-0001", title="Overdose")
OTHER = record("LVP-RSK-0002", title="Underdose")
FIRST = signature(1, RISK)
NEXT = sha256_hex(FIRST.body)


def places(seen: Verification) -> list[str]:
    return [problem.where for problem in seen.problems]


def with_keys(public_key: str, earlier: object) -> Write:
    """Return Alice's record with another key and what stands under `earlier_keys`."""
    fields = {**json.loads(person().body), "public_key": public_key, "earlier_keys": earlier}
    return Write(person().kind, person().id, canonical_bytes(fields))


@pytest.fixture
def signed(ledger: SqliteStore) -> SqliteStore:
    ledger.append([person(), RISK, OTHER], ALICE, "Records", AT)
    ledger.append([FIRST], ALICE, "Sign", AT)
    return ledger


def test_good_signatures_verify_without_a_note(signed: SqliteStore) -> None:
    signed.append([signature(2, OTHER, NEXT)], ALICE, "Sign", AT)
    seen = signed.verify()
    assert (seen.problems, seen.notes) == ((), ())


def test_a_record_and_its_signature_may_share_a_changeset(ledger: SqliteStore) -> None:
    ledger.append([FIRST, RISK, person()], ALICE, "All at once", AT)
    assert ledger.verify().ok


@pytest.mark.parametrize(
    ("forged", "place"),
    [
        pytest.param(changed(FIRST, id="LVP-SIG-0002"), "value", id="copied under another id"),
        pytest.param(
            changed(FIRST, id="LVP-SIG-0002", record="LVP-RSK-0002"), "value", id="copied to another record"
        ),
        pytest.param(changed(signature(2, RISK, NEXT), meaning="authorship"), "value", id="meaning"),
        pytest.param(changed(signature(2, RISK, NEXT), printed_name="Bob"), "value", id="printed name"),
        pytest.param(changed(signature(2, RISK, NEXT), signed_at="2027-01-01T00:00:00Z"), "value", id="time"),
        pytest.param(changed(signature(2, RISK, NEXT), value="AAAA"), "value", id="value too short"),
        pytest.param(changed(signature(2, RISK, NEXT), value="!"), "value", id="value not base64"),
        pytest.param(signature(2, RISK, NEXT, record="LVP-RSK-0002"), "content_sha256", id="other record"),
        pytest.param(
            signature(2, RISK, NEXT, content_sha256="0" * 64), "content_sha256", id="no such content"
        ),
        pytest.param(signature(2, RISK, NEXT, content_sha256=""), "content_sha256", id="no content"),
        pytest.param(signature(2, RISK, NEXT, signer="ORG-USR-0009"), "", id="unknown signer is a note"),
        pytest.param(signature(2, RISK, "f" * 64), "previous", id="unknown previous"),
        pytest.param(signature(2, RISK, ZEROS), "previous", id="a second first signature"),
    ],
)
def test_a_forged_signature_is_located(signed: SqliteStore, forged: Write, place: str) -> None:
    signed.append([forged], BOB, "Slip it in", AT)
    seen = signed.verify()
    if place:
        assert f"signature/LVP-SIG-0002/{place}" in places(seen)
        assert all(where.startswith("signature/LVP-SIG-0002") for where in places(seen))
    else:
        assert seen.ok
        assert seen.notes == (
            "signature/LVP-SIG-0002: no record of ORG-USR-0009 with a public key to compare with",
        )


def test_the_source_of_a_copied_digest_is_named(signed: SqliteStore) -> None:
    signed.append([signature(2, RISK, NEXT, record="LVP-RSK-0002")], BOB, "Slip it in", AT)
    what = signed.verify().problems[0].what
    assert what.startswith("that digest is a state of LVP-RSK-0001, not of LVP-RSK-0002")


def test_a_signature_with_a_key_of_its_own_is_located(signed: SqliteStore) -> None:
    mallory = Ed25519PrivateKey.from_private_bytes(bytes(32))
    fields = {
        "id": "LVP-SIG-0002",
        "record": RISK.id,
        "content_sha256": sha256_hex(RISK.body),
        "signer": ALICE.id,
        "previous": NEXT,
        "public_key": base64.b64encode(mallory.public_key().public_bytes_raw()).decode(),
    }
    value = base64.b64encode(mallory.sign(canonical_bytes(dict(fields)))).decode()
    body = canonical_bytes({**fields, "value": value})
    signed.append([type(RISK)("signature", "LVP-SIG-0002", body)], BOB, "Mallory was here", AT)
    assert places(signed.verify()) == ["signature/LVP-SIG-0002/public_key"]


def test_a_change_of_the_record_is_told_and_is_no_damage(signed: SqliteStore) -> None:
    signed.append([record("LVP-RSK-0001", title="Overdose at night")], BOB, "Say when", AT)
    seen = signed.verify()
    assert seen.ok
    assert seen.notes == ("signature/LVP-SIG-0001 signs an earlier version of LVP-RSK-0001, revision 1",)


def test_a_signature_may_not_come_before_its_content(signed: SqliteStore) -> None:
    later = record("LVP-RSK-0001", title="Overdose at night")
    signed.append([signature(2, later, NEXT)], ALICE, "Too early", AT)
    signed.append([later], BOB, "Catch up", AT)
    assert places(signed.verify()) == ["signature/LVP-SIG-0002/content_sha256"]


@pytest.mark.parametrize("write", [removal("LVP-SIG-0001"), signature(1, OTHER)])
def test_a_signature_stays(signed: SqliteStore, write: Write) -> None:
    signed.append([type(write)("signature", write.id, write.body)], BOB, "Take it out", AT)
    assert "signature/LVP-SIG-0001" in places(signed.verify())


def test_a_key_that_was_replaced_is_told(signed: SqliteStore) -> None:
    signed.append([record("ORG-USR-0001", public_key="bmV3")], ALICE, "New key", AT)
    seen = signed.verify()
    assert seen.ok
    assert seen.notes == ("signature/LVP-SIG-0001 was made with an earlier key of ORG-USR-0001",)


def test_a_key_that_a_person_record_names_as_an_earlier_one_is_theirs(ledger: SqliteStore) -> None:
    again = with_keys("bmV3", [{"public_key": PUBLIC_KEY}])
    ledger.append([again, RISK, signature(1, RISK)], ALICE, "Import", AT)
    seen = ledger.verify()
    assert seen.ok
    assert seen.notes == ("signature/LVP-SIG-0001 was made with an earlier key of ORG-USR-0001",)


@pytest.mark.parametrize("earlier", ["text", ["text"], [{"public_key": 1}], [{}]])
def test_earlier_keys_that_are_none_add_no_key(ledger: SqliteStore, earlier: object) -> None:
    ledger.append([with_keys("bmV3", earlier), RISK, signature(1, RISK)], ALICE, "Import", AT)
    assert places(ledger.verify()) == ["signature/LVP-SIG-0001/public_key"]


@pytest.mark.parametrize("body", [b"[]", b"{", b'"text"', b"{}"])
def test_a_signature_record_that_is_none_is_located(ledger: SqliteStore, body: bytes) -> None:
    ledger.append([type(RISK)("signature/1", "LVP-SIG-0001", body)], BOB, "Nonsense", AT)
    assert places(ledger.verify())
    assert all(where.startswith("signature/LVP-SIG-0001") for where in places(ledger.verify()))
