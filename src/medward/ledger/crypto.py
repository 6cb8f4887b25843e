"""Ed25519 by the cryptography library, for ledgers with many signatures."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def is_valid_signature(public_key: bytes, message: bytes, value: bytes) -> bool:
    """Say whether `value` is the Ed25519 signature of `message`; same answer as `is_valid_ed25519`."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(value, message)
    except (InvalidSignature, ValueError):
        return False
    return True
