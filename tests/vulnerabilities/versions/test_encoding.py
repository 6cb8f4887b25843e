"""Laws every key keeps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medward.vulnerabilities.versions import SCHEMES, compare, key
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP, number_key

digits = st.integers(0, 10**400).map(str) | st.text("0123456789", min_size=1, max_size=200)
texts = st.text("0123456789.~+-:abcrdevpostZ!v_", max_size=20)


@given(digits, digits)
def test_number_keys_order_as_numbers_of_any_length(a: str, b: str) -> None:
    left, right = number_key(a), number_key(b)
    assert (left > right) - (left < right) == (int(a) > int(b)) - (int(a) < int(b))


@given(st.sampled_from(sorted(SCHEMES)), texts)
def test_a_key_is_printable_ascii_without_space(scheme: str, text: str) -> None:
    made = key(scheme, text)
    assert made is None or all("!" <= character <= "~" for character in made)


@given(st.sampled_from(sorted(SCHEMES)), texts, texts)
def test_the_text_after_a_key_parts_it_from_every_greater_one(scheme: str, a: str, b: str) -> None:
    low, high = key(scheme, a), key(scheme, b)
    if low is not None and high is not None:
        assert (high < low + AFTER) == (high <= low)
        assert BOTTOM < low < TOP


@given(st.sampled_from(sorted(SCHEMES)), texts, texts, texts)
def test_the_order_is_total_and_turns_round_with_its_arguments(scheme: str, a: str, b: str, c: str) -> None:
    forth, back = compare(scheme, a, b), compare(scheme, b, a)
    assert forth == back is None or (forth is not None and back is not None and forth == -back)
    on = compare(scheme, b, c)
    if forth is not None and on is not None and forth * on >= 0:
        assert compare(scheme, a, c) in {forth or on, None}


@given(texts, texts)
def test_a_scheme_nobody_knows_cannot_tell(a: str, b: str) -> None:
    assert compare("no-such-scheme", a, b) is None
