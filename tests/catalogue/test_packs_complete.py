"""The shipped packs hold every row they should, once, and every row leads to evidence somebody can ask for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from medward.catalogue.catalogue import find_problems
from medward.catalogue.marks import Mark
from medward.catalogue.shipped import load, shipped_sheets
from medward.gaps.queries import problem_of

if TYPE_CHECKING:
    from medward.catalogue.clock import Clock
    from medward.catalogue.corrections import Correction
    from medward.catalogue.pack import Clause, Expectation

LISTED = Path(__file__).with_name("expected_ids.txt")
EXPERT = "EXPERT"
US_OUTLINES = (
    *("SRMP", "SRMR", "TM", "CRA", "SBOM", "SUP", "VULN", "ANOM", "MET", "SREQ", "ARCH", "TEST"),
    *("PEN", "CMP", "CVD", "LABEL", "MDS2", "INTEROP", "CHG", "REG", "ADV", "EOSP", "TRACE"),
)
OTHER_OUTLINES = {
    "eu": 2,
    "uk": 1,
    "ca": 1,
    "au": 1,
    "jp": 1,
    "cn": 1,
    "kr": 1,
    "sg": 1,
    "sa": 1,
    "br": 1,
    "in": 1,
}


def listed() -> dict[str, tuple[str, ...]]:
    """Return the lines of the list below each heading, as `[clauses] Canada`."""
    parts: dict[str, list[str]] = {}
    heading = ""
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line
        elif heading:
            parts.setdefault(heading, []).append(line)
    return {name: tuple(lines) for name, lines in parts.items()}


def ids_below(kind: str) -> tuple[str, ...]:
    """Return the listed ids of a kind."""
    return tuple(
        name
        for heading, lines in listed().items()
        if heading.startswith(f"[{kind}]")
        for line in lines
        for name in line.split()
    )


def crosswalk() -> set[tuple[str, str]]:
    """Return the listed pairs of expectation and clause."""
    pairs = set()
    expectation = ""
    for line in listed()["[crosswalk] expectations and clauses"]:
        head, colon, rest = line.partition(":")
        expectation = head if colon else expectation
        pairs |= {(expectation, clause) for clause in (rest if colon else line).split()}
    return pairs


CLAUSES = [clause for pack in load().packs for clause in pack.clauses]
CLOCKS = [clock for pack in load().packs for clock in pack.clocks]
EXPECTATIONS = load().expectations


def test_the_list_is_as_long_as_its_sources_say() -> None:
    assert (len(ids_below("clauses")), len(ids_below("expectations")), len(ids_below("clocks"))) == (
        370 + 247,
        58,
        31 + 87,
    )
    assert len(crosswalk()) == 551
    for kind in ("clauses", "expectations", "clocks"):
        assert len(set(ids_below(kind))) == len(ids_below(kind))


@pytest.mark.parametrize(
    ("kind", "rows"), [("clauses", CLAUSES), ("expectations", EXPECTATIONS), ("clocks", CLOCKS)]
)
def test_every_listed_row_is_there_and_none_stands_twice(kind: str, rows: list[object]) -> None:
    count = Counter(getattr(row, "id", "") for row in rows)
    assert [name for name in ids_below(kind) if name not in count] == []
    assert [name for name, times in count.items() if times > 1] == []


def test_the_catalogue_has_no_problem() -> None:
    assert [str(problem) for problem in find_problems(shipped_sheets())] == []


def test_every_clause_says_where_it_stands_when_it_is_answered_what_shows_it_and_how_sure_we_are() -> None:
    lacking = [
        clause.id
        for clause in CLAUSES
        if not (clause.ref.strip() and clause.phase and clause.evidence.strip() and clause.sources)
    ]
    assert lacking == []


def test_a_row_that_was_verified_names_what_it_was_verified_against() -> None:
    rows: list[Clause | Clock | Correction] = [*CLAUSES, *CLOCKS, *load().corrections]
    verified = {Mark.VERIFIED, Mark.SECONDARY}
    assert [row.id for row in rows if row.confidence in verified and set(row.sources) == {EXPERT}] == []


def test_every_pair_of_the_crosswalk_is_in_the_packs() -> None:
    related = {(name, clause.id) for clause in CLAUSES for name in clause.expectations}
    assert sorted(crosswalk() - related) == []


def test_every_clause_reaches_an_expectation_and_every_expectation_a_clause() -> None:
    assert [clause.id for clause in CLAUSES if not clause.expectations] == []
    reached = {name for clause in CLAUSES for name in clause.expectations}
    assert [row.id for row in EXPECTATIONS if row.id not in reached] == []


def test_every_evidence_query_exists_and_takes_its_argument() -> None:
    rows: list[Expectation | Clause] = [*EXPECTATIONS, *CLAUSES]
    wrong = [f"{row.id}: {problem_of(query)}" for row in rows for query in row.shown_by if problem_of(query)]
    assert wrong == []


def test_every_clause_reaches_an_evidence_query() -> None:
    asked = {row.id for row in EXPECTATIONS if row.shown_by}
    assert [
        clause.id for clause in CLAUSES if not (clause.shown_by or asked & set(clause.expectations))
    ] == []


def test_every_document_outline_is_there() -> None:
    outlines = load().outlines
    deliverables = {row.deliverable for row in outlines if row.jurisdiction == "us"}
    assert [code for code in US_OUTLINES if code not in deliverables] == []
    assert "US-IDE" in {row.id for row in outlines}
    count = Counter(row.jurisdiction for row in outlines)
    assert [place for place, least in OTHER_OUTLINES.items() if count[place] < least] == []


def test_every_jurisdiction_the_list_names_has_packs() -> None:
    places = {pack.jurisdiction for pack in load().packs}
    assert {"us", "eu", "uk", "ca", "au", "jp", "cn", "kr", "sg", "sa", "br", "in", "ch", "intl"} <= places
