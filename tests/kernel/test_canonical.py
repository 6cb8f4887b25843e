"""Canonical bytes agree with the reference implementation of RFC 8785."""

from __future__ import annotations

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from medward.kernel.canonical import canonical_bytes, sha256_hex

LEAVES = st.text() | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20))
def test_bytes_equal_those_of_the_reference_implementation(value: object) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)


def test_the_sorting_example_of_rfc_8785_section_3_2_3_holds() -> None:
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    names = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]
    text = canonical_bytes(value).decode()
    assert sorted(names, key=text.index) == names


def test_the_digest_of_nothing_is_the_one_of_fips_180_4() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
