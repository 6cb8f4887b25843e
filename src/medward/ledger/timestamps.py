"""RFC 3161 time-stamps: an outsider's word that a head hash existed at an instant.

The time-stamped message is the head hash as 64 ASCII characters, so that a
request and a check need no Medward:

    printf %s HASH > head.txt
    openssl ts -query -data head.txt -sha256 -cert -out head.tsq
    openssl ts -verify -data head.txt -in head.tsr -CAfile authority.pem

Source: RFC 3161, sections 2.4.1 and 2.4.2; reading is done by rfc3161-client.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from medward.errors import LedgerError

if TYPE_CHECKING:
    from datetime import datetime

    from rfc3161_client import TimeStampResponse

    from medward.ledger.store import Archive

_HASHES = {  # RFC 5754, section 2
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_SIZE_LIMIT = 1_000_000
_GRANTED = bytes.fromhex("3003020100")  # PKIStatusInfo with status 0, RFC 3161 section 2.4.2
_LONG_LENGTH = 0x80


@dataclass(frozen=True, slots=True)
class TimestampAnchor:
    """What a time-stamp says."""

    gen_time: datetime
    hash_algorithm: str
    hashed_message: str
    """Hexadecimal digits."""

    policy: str
    serial: int
    tsa: str
    """Name of the authority, "" when the time-stamp carries none."""

    def commits_to(self, head: str) -> bool:
        """Say whether the time-stamped message is this head hash."""
        return hashlib.new(self.hash_algorithm, head.encode()).hexdigest() == self.hashed_message


def read_timestamp(data: bytes) -> TimestampAnchor:
    """Return what a time-stamp file says: a response (.tsr) or the bare token in it.

    Raises:
        LedgerError: the file is none, was not granted, or uses an unknown hash.
    """
    info = _response(data).tst_info
    oid = info.message_imprint.hash_algorithm.dotted_string
    if oid not in _HASHES:
        raise LedgerError(
            f"the time-stamp uses the hash {oid}", hint="Ask for one with SHA-256, SHA-384 or SHA-512."
        )
    name = info.name
    return TimestampAnchor(
        gen_time=info.gen_time,
        hash_algorithm=_HASHES[oid],
        hashed_message=info.message_imprint.message.hex(),
        policy=info.policy.dotted_string,
        serial=info.serial_number,
        tsa=name.value.rfc4514_string() if isinstance(name, x509.DirectoryName) else "",
    )


def anchor(store: Archive, data: bytes, at: str) -> TimestampAnchor:
    """Store a time-stamp file beside the changeset whose hash it commits to.

    Args:
        store: The ledger.
        data: The time-stamp file.
        at: When it was added, RFC 3339 with offset.

    Raises:
        LedgerError: it is no time-stamp, or commits to no head hash of this ledger.
    """
    stamp = read_timestamp(data)
    changesets = store.rows().changeset
    for row in reversed(changesets):
        if stamp.commits_to(row.hash):
            store.add_anchor(row.hash, at, data)
            return stamp
    head = changesets[-1].hash if changesets else ""
    wanted = hashlib.new(stamp.hash_algorithm, head.encode()).hexdigest()
    raise LedgerError(
        f"the time-stamp commits to {stamp.hash_algorithm} {stamp.hashed_message},"
        f" the head hash {head or 'of an empty ledger'} has {wanted}",
        hint="Time-stamp the 64 characters of the head hash, without a line break.",
    )


def check_authority(data: bytes, trust: bytes) -> None:
    """Check the authority's signature and its certificates up to a trusted one.

    Args:
        data: The time-stamp file.
        trust: Trusted certificates, PEM.

    Raises:
        LedgerError: the signature or the certificate chain does not hold.
    """
    response = _response(data)
    try:
        builder = VerifierBuilder()
        for certificate in x509.load_pem_x509_certificates(trust):
            builder = builder.add_root_certificate(certificate)
        for der in response.signed_data.certificates:
            builder = builder.add_intermediate_certificate(x509.load_der_x509_certificate(der))
        builder.build().verify(response, response.tst_info.message_imprint.message)
    except (VerificationError, ValueError) as error:
        raise LedgerError(f"the time-stamp authority's signature does not hold: {error}") from error


def _response(data: bytes) -> TimeStampResponse:
    """Return the parsed file; a bare token is put into a granted response first."""
    if len(data) > _SIZE_LIMIT:
        raise LedgerError(f"{len(data)} bytes are too many for a time-stamp", hint="Give the .tsr file.")
    content = _GRANTED + data
    for candidate in (data, b"\x30" + _der_length(len(content)) + content):
        try:
            response = decode_timestamp_response(candidate)
            _ = response.tst_info, response.signed_data
        except ValueError:
            continue
        return response
    raise LedgerError(
        "this is no granted RFC 3161 time-stamp", hint="Give the .tsr file, or the token in it, as DER."
    )


def _der_length(size: int) -> bytes:
    if size < _LONG_LENGTH:
        return bytes([size])
    digits = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([_LONG_LENGTH | len(digits)]) + digits
