"""Seal the shipped examples: file and pack digests, fingerprints, keys and signatures.

Run it after changing an example. Each person of an example gets a new key pair
whose private half is thrown away when the script ends, so nobody can add a
signature to a shipped example later without sealing it anew.

    python scripts/seal_examples.py [FOLDER ...]
"""

from __future__ import annotations

import base64
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medward.catalogue.catalogue import pack_digest
from medward.catalogue.shipped import load
from medward.checks.signing import Signing
from medward.components.records import SbomDocument
from medward.devices.records import Release
from medward.governance.defaults import current_policies, default_policies
from medward.governance.programme import Adoption
from medward.governance.records import Decision, Person
from medward.kernel.recordset import RecordSet
from medward.kernel.rewrite import rewrite_fields, write_documents
from medward.threats.records import Threat
from medward.threats.stride import fingerprint
from medward.verification.records import Evidence
from medward.workspace.device import Device, open_device
from medward.workspace.identity import Identity
from medward.workspace.signing import SIGNATURES, make_signature

if TYPE_CHECKING:
    from medward.governance.policies import SignaturePolicy
    from medward.kernel.lifecycle import Meaning
    from medward.kernel.records import Record

EXAMPLES = Path(__file__).parents[1] / "src" / "medward" / "examples"
FIRST_SIGNED_AT = datetime(2026, 6, 10, 9, 0)  # noqa: DTZ001 - local time of the signers, see `zone_of`
"""After the last content of the examples, and before the day they are told."""


@dataclass
class Signer:
    """A person of an example with a key that lives as long as this run."""

    person: Person
    identity: Identity


def main() -> int:
    """Seal every example and print what was done."""
    shipped = sorted(path for path in EXAMPLES.iterdir() if (path / "medward.yaml").is_file())
    for folder in [Path(name) for name in sys.argv[1:]] or shipped:
        print(folder.name)
        (folder / SIGNATURES).unlink(missing_ok=True)
        policies = folder / "records" / "policies.yaml"
        policies.write_text(write_documents([item.content for item in default_policies()]), encoding="utf-8")
        print(f"  {set_digests(open_device(folder))} file digests set")
        print(f"  {set_pack_digests(open_device(folder))} pack digests set")
        print(f"  {set_fingerprints(open_device(folder))} fingerprints set")
        signers = give_keys(open_device(folder))
        print(f"  {sign_all(open_device(folder), signers)} signatures made")
    return 0


def set_digests(device: Device) -> int:
    """Write the true digest of each SBOM and evidence file into its record."""
    records: list[SbomDocument | Evidence] = [*device.records.of(SbomDocument), *device.records.of(Evidence)]
    wrong = [item for item in records if device.files[item.file] != item.sha256]
    for item in wrong:
        change(device, item.id, "sha256", device.files[item.file])
    return len(wrong)


def set_pack_digests(device: Device) -> int:
    """Write into each adoption the digest of the shipped pack that it adopts."""
    true = {one.id: pack_digest(load().pack(one.pack)) for one in device.records.of(Adoption)}
    wrong = [one for one in device.records.of(Adoption) if one.pack_sha256 != true[one.id]]
    for one in wrong:
        change(device, one.id, "pack_sha256", true[one.id])
    return len(wrong)


def set_fingerprints(device: Device) -> int:
    """Write into each threat what its target looked like when it was judged."""
    count = 0
    for threat in device.records.of(Threat):
        seen = fingerprint(threat.target, device.records)
        if threat.seen_as != seen:
            change(device, threat.id, "seen_as", seen)
            count += 1
    return count


def give_keys(device: Device) -> list[Signer]:
    """Give every person a new public key and return the signers."""
    signers = []
    for person in device.records.of(Person):
        key = Ed25519PrivateKey.generate()
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        change(device, person.id, "public_key", base64.b64encode(raw).decode())
        signers.append(Signer(person, Identity(person.id, person.printed_name, key)))
    return signers


def sign_all(device: Device, signers: list[Signer]) -> int:
    """Make every signature that the policies ask for, a few minutes apart."""
    policies = current_policies(device.records, FIRST_SIGNED_AT.date())
    signing = Signing(device.records, policies)
    records: RecordSet = device.records
    made: list[Record] = []
    at = FIRST_SIGNED_AT.replace(tzinfo=zone_of(device))
    for record in sorted(device.records, key=turn):
        if signing.needs_signatures(record):
            for meaning in signing.required(record):
                signer = choose(signers, record, policies.signatures, meaning)
                signature = make_signature(records, signer.identity, record, meaning, at)
                made.append(signature)
                records = RecordSet([*records, signature])
                at += timedelta(minutes=3)
                if at.hour >= 17:  # noqa: PLR2004 - people go home
                    at = at.replace(hour=9, minute=0) + timedelta(days=1)
    (device.folder / SIGNATURES).write_text(
        write_documents([item.content for item in made]), encoding="utf-8"
    )
    return len(made)


def turn(record: Record) -> tuple[bool, bool, str]:
    """Return a record's place: decisions after what they decide on; each signer's chain follows the ids."""
    return record.id.startswith("ORG-"), isinstance(record, Decision), record.id


def zone_of(device: Device) -> tzinfo:
    """Return the offset from UTC that the company works in: the one its builds are stamped with."""
    release = max(device.records.of(Release), key=lambda item: item.build_started_at)
    return release.build_started_at.tzinfo or UTC


def choose(signers: list[Signer], record: Record, policy: SignaturePolicy, meaning: Meaning) -> Signer:
    """Return somebody with a role for this meaning, preferably not the record's owner."""
    roles = {role for rule in policy.meanings if rule.meaning == meaning for role in rule.roles}
    able = [item for item in signers if roles & set(item.person.roles)]
    return min(able, key=lambda item: item.person.id == record.owner)


def change(device: Device, identity: str, field: str, value: str) -> None:
    """Set one field in the file that holds a record."""
    path = device.folder / device.documents[identity].file
    path.write_text(
        rewrite_fields(path.read_text(encoding="utf-8"), identity, {field: value}), encoding="utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())
