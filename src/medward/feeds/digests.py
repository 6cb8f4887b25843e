"""Digests publishers state for their files, and whether a file has them.

Source: RFC 9530 (Repr-Digest: `sha-256=:...:`); Google Cloud Storage, "x-goog-hash" (`md5=...`); CSAF 2.0, 7.1.18
(files ending in .sha256 and .sha512); GitHub's REST API, `digest` of a release's asset.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING, Final

from medward.errors import NetworkError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_BLOCK: Final = 1024 * 1024
_REPR: Final = re.compile(r"(sha-256|sha-512)=:([A-Za-z0-9+/=]+):")
_GOOGLE: Final = re.compile(r"\bmd5=([A-Za-z0-9+/=]+)")
_LENGTHS: Final = {"md5": 32, "sha256": 64, "sha512": 128}


def stated_digests(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the digests the headers of an answer state, as `sha256:0a1b...`.

    >>> stated_digests({"x-goog-hash": "crc32c=n03x6A==,md5=CY9rzUYh03PK3k6DJie09g=="})
    ('md5:098f6bcd4621d373cade4e832627b4f6',)
    """
    found = [(name.replace("-", ""), value) for name, value in _REPR.findall(headers.get("repr-digest", ""))]
    found += [("md5", value) for value in _GOOGLE.findall(headers.get("x-goog-hash", ""))]
    stated = []
    for name, value in found:
        try:
            stated.append(f"{name}:{base64.b64decode(value, validate=True).hex()}")
        except binascii.Error:
            continue
    return tuple(stated)


def digest_in(text: str, algorithm: str) -> str:
    """Return the digest a file such as `advisory.json.sha512` holds, "" where it holds none."""
    word = text.split(maxsplit=1)[0].lower() if text.split() else ""
    fits = len(word) == _LENGTHS[algorithm] and re.fullmatch("[0-9a-f]+", word)
    return f"{algorithm}:{word}" if fits else ""


def check_digest(path: Path, digest: str, address: str) -> None:
    """Do nothing when the file has the digest.

    Raises:
        NetworkError: It has another one, or the digest is of a kind nobody knows.
    """
    algorithm, _, expected = digest.partition(":")
    if algorithm not in _LENGTHS:
        raise NetworkError(
            f"the publisher states a digest of kind {algorithm!r:.20}, which is not known",
            place=address,
            hint="Update Medward.",
        )
    found = digest_of_file(path, algorithm)
    if found != expected.lower():
        raise NetworkError(
            f"its {algorithm} is {found}, but the publisher states {expected}",
            place=address,
            hint="The file was damaged or altered on its way; run the update again.",
        )


def digest_of_file(path: Path, algorithm: str) -> str:
    """Return the digest of a file in hexadecimal digits; MD5 finds damage only and proves nothing."""
    whole = hashlib.new(algorithm, usedforsecurity=algorithm != "md5")
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()
