"""Wrong claims about device security law stand beside the fact that corrects them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from medward.catalogue.corrections import Correction
from medward.catalogue.shipped import load

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guide" / "regulation-corrections.md"
ROWS = load().corrections
LEFT_OUT = {
    "COR-US-14": "parts of an article that were lost or added when it was copied",
    "COR-US-17": "lists that are empty in an article",
    "COR-US-19": "what an article leaves out, without a claim",
    "COR-US-20": "the date of a page, not a statement on regulation",
    "COR-EU-09": "what an article leaves out, without a claim",
    "COR-EU-15": "a list that is empty in an article",
    "COR-EU-24": "lists that are empty in an article",
}
WITH_PATTERN = [row for row in ROWS if row.pattern]


def correction(name: str) -> Correction:
    """Return a correction by its id."""
    return next(row for row in ROWS if row.id == name)


def test_every_known_claim_is_corrected_or_left_out_with_a_reason() -> None:
    known = {f"COR-US-{number:02}" for number in range(1, 21)} | {
        f"COR-EU-{number:02}" for number in range(1, 26)
    }
    assert known - {row.id for row in ROWS} == set(LEFT_OUT)
    assert all(LEFT_OUT.values())


def test_every_correction_names_the_instruments_it_is_about() -> None:
    assert [row.id for row in ROWS if not row.about] == []


def test_a_claim_and_its_correction_are_sentences() -> None:
    assert [row.id for row in ROWS if not (row.wrong.endswith(".") and row.right.endswith("."))] == []


@pytest.mark.parametrize("row", WITH_PATTERN, ids=lambda row: row.id)
def test_a_pattern_finds_its_own_claim_and_no_corrected_fact(row: Correction) -> None:
    assert list(row.found_in(row.wrong))
    assert [other.id for other in ROWS if list(row.found_in(other.right))] == []


def test_a_claim_is_found_across_the_end_of_a_line() -> None:
    text = "The EMA\n    regulates medical\n    devices."
    assert [match.start() for match in correction("COR-EU-10").found_in(text)] == [4]


def test_a_claim_that_is_denied_is_not_found() -> None:
    assert list(correction("COR-EU-10").found_in("The EMA does not regulate medical devices.")) == []
    assert list(correction("COR-US-09").found_in("21 CFR 820.30 was withdrawn in 2026.")) == []


def test_a_pattern_that_does_not_compile_is_refused() -> None:
    row = correction("COR-EU-10").model_dump(mode="json") | {"pattern": "(EMA"}
    with pytest.raises(ValidationError, match="not a regular expression"):
        Correction.model_validate(row)


@pytest.mark.parametrize(
    ("claim", "fact"),
    [
        ("postmarket cybersecurity guidance of 2016 was updated in 2022", "issued on 28 December 2016"),
        ("EMA regulates devices", "EMA does not regulate devices"),
        ("came into force on 26 May 2021", "entered into force on 25 May 2017"),
        ("Design controls of devices stand in 21 CFR 820.30", "820.30 is withdrawn"),
    ],
)
def test_the_page_sets_the_fact_beside_the_claim(claim: str, fact: str) -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if claim in line]
    assert len(rows) == 1
    assert fact in rows[0]


def test_every_correction_stands_on_the_page_with_its_sources() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [row.id for row in ROWS if f'id="{row.id.lower()}"' not in text] == []
    assert [key for row in ROWS for key in row.sources if f"- **{key}** " not in text] == []


def test_the_page_is_what_the_catalogue_says() -> None:
    script = ROOT / "scripts" / "make_corrections.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "the page is fresh\n")
