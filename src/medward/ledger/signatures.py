"""Whether signature records sign what they say they sign.

A signature record carries the digest of the record it signs, its meaning, the
printed name and time, the digest of the signature before it, the public key and
the Ed25519 value over its own canonical JSON without `value`. So a signature
cannot be changed, moved to another record, or taken out of its order unseen.

Source: 21 CFR 11.50, 11.70.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from medward.ledger.rows import ZEROS

if TYPE_CHECKING:
    from medward.ledger.rows import Findings, Version

SIGNATURE = "signature"
SignatureCheck = Callable[[bytes, bytes, bytes], bool]
"""(public key, message, signature value) -> is it valid?"""


class _Signature(NamedTuple):
    """A signature record that could be read."""

    where: str
    seq: int
    content: str
    fields: dict[str, Any]

    def text(self, name: str) -> str:
        """Return a field, or "" when it is absent or not text."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""


class _Known(NamedTuple):
    """What a signature is compared with: the records, and the signatures before it."""

    versions: dict[str, list[Version]]
    owners: dict[str, str]
    earlier: set[str]
    first: dict[str, str]


def check_signatures(versions: list[Version], check: SignatureCheck, findings: Findings) -> None:
    """Report every signature record that does not hold.

    Args:
        versions: All revisions in the order of the trail.
        check: Verifies one Ed25519 value.
        findings: Receives problems and notes.
    """
    known = _Known({}, {}, set(), {})
    for version in versions:
        known.versions.setdefault(version.id, []).append(version)
        known.owners.setdefault(version.content, version.id)
    read: dict[str, str] = {}
    for version in versions:
        if version.kind.partition("/")[0] != SIGNATURE or read.get(version.id) == version.content:
            continue
        if version.id in read:
            act = "removed" if not version.content else "replaced by another text"
            findings.report(
                f"signature/{version.id}", f"was {act} in changeset {version.seq}; signatures stay"
            )
        read[version.id] = version.content
        if version.record:
            _check_one(version, known, check, findings)
        known.earlier.add(version.content)


def _check_one(version: Version, known: _Known, check: SignatureCheck, findings: Findings) -> None:
    try:
        fields = json.loads(version.record)
    except (ValueError, RecursionError) as error:
        findings.report(f"signature/{version.id}", f"is not JSON: {error}")
        return
    if not isinstance(fields, dict):
        findings.report(f"signature/{version.id}", "is not a JSON object")
        return
    signature = _Signature(f"signature/{version.id}", version.seq, version.content, fields)
    if signature.text("id") != version.id:
        findings.report(
            f"{signature.where}/id", f"says {signature.text('id')!r}: copied from another signature"
        )
    _check_value(signature, check, findings)
    _check_target(signature, known, findings)
    _check_previous(signature, version.id, known, findings)
    _check_signer(signature, known, findings)


def _check_value(signature: _Signature, check: SignatureCheck, findings: Findings) -> None:
    unsigned = {name: value for name, value in signature.fields.items() if name != "value"}
    message = json.dumps(_in_order(unsigned), ensure_ascii=False, separators=(",", ":"))
    try:
        key = base64.b64decode(signature.text("public_key"), validate=True)
        value = base64.b64decode(signature.text("value"), validate=True)
    except (binascii.Error, ValueError):
        findings.report(f"{signature.where}/value", "the key or the value is not base64")
        return
    if not check(key, message.encode("utf-8", "surrogatepass"), value):
        findings.report(
            f"{signature.where}/value", "is not a valid signature of this text under its public key"
        )


def _in_order(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value with every object's keys in UTF-16 order (RFC 8785, 3.2.3)."""
    if isinstance(value, dict):
        ordered = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _in_order(value[key]) for key in ordered}
    return [_in_order(item) for item in value] if isinstance(value, list) else value


def _check_target(signature: _Signature, known: _Known, findings: Findings) -> None:
    target, digest = signature.text("record"), signature.text("content_sha256")
    where = f"{signature.where}/content_sha256"
    versions = known.versions.get(target, [])
    signed = [version for version in versions if version.content == digest and digest]
    if not signed:
        owner = known.owners.get(digest)
        what = (
            f"that digest is a state of {owner}, not of {target}" if owner else f"no state of {target} has it"
        )
        findings.report(where, f"{what}: {digest}")
    elif min(version.seq for version in signed) > signature.seq:
        findings.report(where, f"{target} had that content only after it was signed")
    elif versions[-1].content != digest:
        findings.note(
            f"{signature.where} signs an earlier version of {target}, revision {signed[-1].revision}"
        )


def _check_previous(signature: _Signature, identity: str, known: _Known, findings: Findings) -> None:
    previous, product = signature.text("previous"), identity.partition("-")[0]
    where = f"{signature.where}/previous"
    if previous == ZEROS:
        first = known.first.setdefault(product, identity)
        if first != identity:
            findings.report(where, f"calls itself the first signature of {product}, but {first} is")
    elif previous not in known.earlier:
        findings.report(
            where, f"no earlier signature has the digest {previous}: one is missing or out of order"
        )


def _check_signer(signature: _Signature, known: _Known, findings: Findings) -> None:
    signer, key = signature.text("signer"), signature.text("public_key")
    held = [name for version in known.versions.get(signer, []) for name in _public_keys(version.record)]
    if not held:
        findings.note(f"{signature.where}: no record of {signer} with a public key to compare with")
    elif key not in held:
        findings.report(f"{signature.where}/public_key", f"is not a key of {signer}")
    elif held[-1] != key:
        findings.note(f"{signature.where} was made with an earlier key of {signer}")


def _public_keys(record: bytes) -> list[str]:
    """Return the keys a person record names: earlier ones first, the one in use last."""
    try:
        fields = json.loads(record) if record else {}
    except (ValueError, RecursionError):
        return []
    if not isinstance(fields, dict):
        return []
    earlier = fields.get("earlier_keys")
    parts = [*(earlier if isinstance(earlier, list) else ()), fields]
    keys = [part.get("public_key") for part in parts if isinstance(part, dict)]
    return [key for key in keys if isinstance(key, str) and key]
