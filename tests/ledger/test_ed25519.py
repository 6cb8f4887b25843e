"""Our Ed25519 verification against RFC 8032's vectors and the cryptography library."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.ledger.crypto import is_valid_signature
from medward.ledger.ed25519 import is_valid_ed25519

VECTORS = [
    pytest.param(
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
        id="RFC 8032 7.1 TEST 1",
    ),
    pytest.param(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
        id="RFC 8032 7.1 TEST 2",
    ),
    pytest.param(
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
        id="RFC 8032 7.1 TEST 3",
    ),
]


@pytest.mark.parametrize(("key", "message", "value"), VECTORS)
def test_the_published_vectors_are_valid(key: str, message: str, value: str) -> None:
    parts = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(value)
    assert is_valid_ed25519(*parts)
    assert is_valid_signature(*parts)


@settings(max_examples=40)
@given(
    seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=80), flip=st.integers(0, 96 * 8 - 1)
)
def test_it_agrees_with_the_library_on_good_and_damaged_signatures(
    seed: bytes, message: bytes, flip: int
) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, value = private.public_key().public_bytes_raw(), private.sign(message)
    assert is_valid_ed25519(key, message, value)
    assert not is_valid_ed25519(key, message + b"x", value)
    damaged = bytearray(key + value)
    damaged[flip // 8] ^= 1 << flip % 8
    parts = bytes(damaged[:32]), message, bytes(damaged[32:])
    assert is_valid_ed25519(*parts) is is_valid_signature(*parts) is False


@settings(max_examples=60)
@given(key=st.binary(max_size=33), message=st.binary(max_size=8), value=st.binary(max_size=65))
def test_it_agrees_with_the_library_on_any_bytes(key: bytes, message: bytes, value: bytes) -> None:
    assert is_valid_ed25519(key, message, value) is is_valid_signature(key, message, value)


def test_a_scalar_that_is_not_reduced_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    key, value = private.public_key().public_bytes_raw(), private.sign(b"m")
    larger = (int.from_bytes(value[32:], "little") + order).to_bytes(32, "little")
    assert is_valid_ed25519(key, b"m", value)
    assert not is_valid_ed25519(key, b"m", value[:32] + larger)
