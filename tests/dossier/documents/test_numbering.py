"""Document numbers by policy: written and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.dossier.documents.numbering import Numbered, number_of, read_number
from medward.errors import PolicyError

USUAL = "DOC-CYB-{product}-{number:03d} rev {revision}"


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        pytest.param(USUAL, "DOC-CYB-LVP-003", id="practice 2.2"),
        pytest.param("{product}/{number}.{revision}", "LVP/3", id="short"),
        pytest.param("SEC{number:05d}", "SEC00003", id="without product and revision"),
        pytest.param("{revision}-{product}-{number:02d}", "-LVP-03", id="revision first"),
    ],
)
def test_a_number_follows_the_pattern_without_its_revision(pattern: str, wanted: str) -> None:
    assert number_of(pattern, "LVP", "03") == wanted


def test_a_letter_of_the_set_follows_the_number() -> None:
    assert number_of(USUAL, "LVP", "12b") == "DOC-CYB-LVP-012b"
    assert read_number(USUAL, "DOC-CYB-LVP-012b rev C") == Numbered("LVP", "12b", "C")


def test_a_number_of_another_procedure_is_not_taken_for_one_of_the_set() -> None:
    assert read_number(USUAL, "SOP-IT-003 rev 5") is None


@pytest.mark.parametrize(
    "pattern", ["{product}", "{number} {number}", "{number:q}", "{name}-{number}", "{number"]
)
def test_a_pattern_that_cannot_be_used_is_refused_with_the_pattern(pattern: str) -> None:
    with pytest.raises(PolicyError, match="numbering pattern"):
        number_of(pattern, "LVP", "03")


@given(
    st.from_regex(r"[A-Z][A-Z0-9]{1,11}", fullmatch=True),
    st.from_regex(r"[0-9]{2}[a-z]?", fullmatch=True),
    st.from_regex(r"[A-Z0-9]{1,3}", fullmatch=True),
)
def test_what_is_written_is_read_back(product: str, code: str, revision: str) -> None:
    text = f"{number_of(USUAL, product, code)} rev {revision}"
    assert read_number(USUAL, text) == Numbered(product, code, revision)
