"""Text is broken into lines without losing a letter."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medward.render.svg import ems, wrapped, wrapped_into

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)


def bare(content: str) -> str:
    """Return text without spaces."""
    return "".join(content.split())


@given(TEXT, st.integers(1, 40))
def test_lines_hold_every_letter_and_no_more_than_fit(content: str, letters: int) -> None:
    lines = wrapped(content, letters)
    assert bare("".join(lines)) == bare(content)
    assert all(len(line) <= letters for line in lines)


@given(content=TEXT, width=st.floats(30, 400), is_bold=st.booleans())
def test_lines_hold_every_letter_and_no_more_than_the_width(
    *, content: str, width: float, is_bold: bool
) -> None:
    lines = wrapped_into(content, width, 11.5, is_bold=is_bold)
    assert bare("".join(lines)) == bare(content)
    assert all(ems(line) * 11.5 <= width for line in lines)


def test_a_long_word_breaks_at_its_hyphen() -> None:
    assert wrapped("Remote-follow-up nurse", 15) == ["Remote-follow-", "up nurse"]


def test_a_word_of_two_million_letters_is_broken_at_once() -> None:
    assert len(wrapped_into("x" * 2_000_000, 300, 12)) == 80_000
