"""What the ledger tests write: a small device file with signatures, a removal and an erasure."""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import count
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medward.kernel.canonical import canonical_bytes, sha256_hex
from medward.ledger.model import Author, Write
from medward.ledger.sqlite import SqliteStore, open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALICE = Author("ORG-USR-0001", "Alice Ärmel")
BOB = Author("ORG-USR-0002", "Bob")
AT = "2026-05-04T10:15:00+02:00"
ZEROS = "0" * 64
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC_KEY = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()


def record(record_id: str, links: tuple[tuple[str, str], ...] = (), **fields: str) -> Write:
    """Return a write of a record whose kind is its prefix in lower case."""
    kind = record_id.split("-")[1].lower()
    body = canonical_bytes({"id": record_id, "kind": f"{kind}/1", **fields})
    return Write(kind, record_id, body, links, text=" ".join(fields.values()))


def removal(record_id: str) -> Write:
    """Return a write that removes a record."""
    return Write(record_id.split("-")[1].lower(), record_id, b"")


def person() -> Write:
    """Return Alice's record with her public key."""
    return record("ORG-USR-0001", printed_name="Alice Ärmel", public_key=PUBLIC_KEY)


def signature(number: int, signed: Write, previous: str = ZEROS, **changes: str) -> Write:
    """Return Alice's signature of a record; `changes` are made before she signs."""
    record_id = f"LVP-SIG-{number:04}"
    fields: dict[str, str | int] = {
        "kind": "signature/1",
        "id": record_id,
        "record": signed.id,
        "record_version": 1,
        "content_sha256": sha256_hex(signed.body),
        "meaning": "approval-quality",
        "signer": ALICE.id,
        "printed_name": ALICE.printed_name,
        "signed_at": AT,
        "policy": "ORG-POL-0005@1",
        "statement": "I approve this record.",
        "previous": previous,
        "public_key": PUBLIC_KEY,
        **changes,
    }
    value = KEY.sign(canonical_bytes(dict(fields)))
    body = canonical_bytes({**fields, "value": base64.b64encode(value).decode()})
    return Write("signature", record_id, body)


def changed(write: Write, **fields: str) -> Write:
    """Return a write with fields of its JSON replaced, nothing signed again."""
    body = json.loads(write.body) | fields
    return Write(write.kind, str(body["id"]), canonical_bytes(body), write.links, text=write.text)


def counted_salts() -> Callable[[], bytes]:
    """Return a source of salts that gives the same ones in every run."""
    numbers = count()
    return lambda: hashlib.sha256(str(next(numbers)).encode()).digest()[:16]


def device_file(path: Path) -> SqliteStore:
    """Return a ledger with seven changesets: links, a removal, an erasure and two signatures."""
    ledger = open_ledger(path, create=True, salt=counted_salts())
    threat = record("LVP-THR-0001", title="Rogue drug library")
    risk = record("LVP-RSK-0001", (("threat", "LVP-THR-0001"),), title="Overdose, übergroß")
    note = record("LVP-NOTE-0001", title="Reported by Carol")
    first = signature(1, risk)
    ledger.append([person(), threat, risk, note], ALICE, "First model", AT)
    ledger.append([first], ALICE, "Sign the risk", AT)
    ledger.append([record("LVP-THR-0001", title="Rogue drug library on the gateway")], BOB, "Say where", AT)
    ledger.append([record("LVP-NOTE-0001", title="Reported by a hospital")], BOB, "Without the name", AT)
    ledger.erase("LVP-NOTE-0001", 1, BOB, "Carol asked for erasure", "2026-05-05T08:00:00Z")
    ledger.append(
        [record("LVP-THR-0002", title="Lost phone"), signature(2, risk, sha256_hex(first.body))],
        ALICE,
        "Sign again",
        "2026-05-05T09:00:00Z",
    )
    ledger.append([removal("LVP-THR-0002")], BOB, "Not our device", "2026-05-06T09:00:00Z")
    return ledger
