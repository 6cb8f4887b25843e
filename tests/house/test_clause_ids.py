"""Whatever looks like an id of the catalogue is one, and no text makes a claim the catalogue corrects."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from medward.catalogue.shipped import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.clock import Clock
    from medward.catalogue.pack import Clause, DatedChange, Pack

ROOT = Path(__file__).parents[2]
KINDS = {".py", ".yaml", ".yml", ".md", ".html", ".jinja", ".j2", ".txt", ".json", ".toml"}
CORRECTIONS = {"src/medward/catalogue/corrections.yaml", "docs/guide/regulation-corrections.md"}
"""Where the wrong claims stand beside the facts."""
NAME = re.compile(r"(?<![\w.@/-])[A-Z0-9][A-Za-z0-9.]*(?:-[A-Za-z0-9.]+)+(?![\w/-])")
CALENDARS = frozenset({"US-FED", "UK-ENG", "CA-FED", "AU-ACT"})
"""Calendars of working days, which look like instruments."""
EARLIER = re.compile(r"^( *)earlier:\n(?:\1 +.*\n)*", re.MULTILINE)
"""How a clause stood in earlier editions: there a withdrawn section is rightly named."""


class Found(NamedTuple):
    """One thing that does not stand, and where."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        """Return `file:line: what`."""
        return f"{self.file}:{self.line}: {self.what}"


def row_ids(pack: Pack) -> set[str]:
    """Return the code of a pack and the ids of its rows."""
    rows: list[Clause | Clock | DatedChange] = [*pack.clauses, *pack.clocks, *pack.upcoming]
    return {pack.code, *(row.id for row in rows)}


def shared_ids(catalogue: Catalogue) -> set[str]:
    """Return the ids of expectations and corrections."""
    return {row.id for row in catalogue.expectations} | {row.id for row in catalogue.corrections}


@cache
def known() -> frozenset[str]:
    """Return every id, code, source and edition of the catalogue."""
    catalogue = load()
    names = shared_ids(catalogue) | {row.id for row in catalogue.outlines}
    names |= {*catalogue.sources, *catalogue.deliverables, *CALENDARS}
    for pack in catalogue.packs:
        names |= row_ids(pack) | {*pack.sources, *(edition.id for edition in pack.editions)}
    return frozenset(names)


def shape(name: str) -> tuple[str, str]:
    """Return the family of an id and the shape of the rest: `PMG-SC-01` is `PMG`, `A-9`; `X-01` is `X`, `99`."""
    family, _, rest = name.partition("-")
    if rest.isdigit():
        return family, "9" * len(rest)
    return family, re.sub(r"[0-9]+", "9", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", rest)))


@cache
def shapes() -> frozenset[tuple[str, str]]:
    """Return family and shape of every clause, clock, expectation, correction, dated change and instrument."""
    names = shared_ids(load()).union(*(row_ids(pack) for pack in load().packs))
    return frozenset(map(shape, names))


def unknown_ids(text: str, file: str = "") -> Iterator[Found]:
    """Yield what has the shape of an id of the catalogue and is none."""
    for match in NAME.finditer(text):
        name = match.group().rstrip(".")
        if name not in known() and shape(name) in shapes():
            yield Found(file, line(text, match), f"{name} is no id of the catalogue")


def wrong_claims(text: str, file: str = "") -> Iterator[Found]:
    """Yield claims that the catalogue corrects."""
    now = EARLIER.sub(lambda match: "\n" * match.group().count("\n"), text)
    for row in load().corrections:
        for match in row.found_in(now):
            yield Found(file, line(now, match), f"{row.id}: {row.right}")


def line(text: str, match: re.Match[str]) -> int:
    """Return the line a match begins on."""
    return text.count("\n", 0, match.start()) + 1


def texts() -> Iterator[tuple[str, str]]:
    """Yield name and text of every kept file people or programs read."""
    kept = subprocess.run(
        ["git", "ls-files", "-z", "README.md", "src", "docs"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in kept.decode().split("\0"):
        path = ROOT / name
        if path.suffix in KINDS and path.is_file():
            yield name, path.read_text(encoding="utf-8")


def test_every_id_in_code_templates_examples_and_documents_is_in_the_catalogue() -> None:
    assert [str(found) for file, text in texts() for found in unknown_ids(text, file)] == []


def test_no_text_makes_a_claim_that_is_corrected() -> None:
    assert [
        str(found) for file, text in texts() if file not in CORRECTIONS for found in wrong_claims(text, file)
    ] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "PMG-SC-99",
        "524B-77",
        "CA-MDR-63.7",
        "EU-MDR-A99.9",
        "CLK-EU-77",
        "CSE-59",
        "FDA-XYZ",
        "UK-44ZZ",
        "COR-US-77",
    ],
)
def test_an_id_nobody_gave_is_refused_with_its_line(wrong: str) -> None:
    assert [str(found) for found in unknown_ids(f"first\nsee {wrong}.\n", "a.md")] == [
        f"a.md:2: {wrong} is no id of the catalogue"
    ]


@pytest.mark.parametrize(
    "right",
    [
        "PMG-SC-01",
        "CA-MDR-63.2",
        "FDA-PMG@2026-02-03",
        "IEC 81001-5-1",
        "LVP-REQ-0001",
        "CVE-2024-1234",
        "EU-wide",
    ],
)
def test_ids_of_the_catalogue_and_other_names_pass(right: str) -> None:
    assert list(unknown_ids(f"see {right}.")) == []


@pytest.mark.parametrize(
    "claim",
    [
        "The FDA issued its postmarket guidance in 2016 and updated it; it was revised in 2022.",
        "In Europe the EMA regulates medical devices.",
        "Design inputs follow 21 CFR 820.30(c).",
        "The MDR came into force on 26 May 2021.",
    ],
)
def test_a_wrong_claim_is_refused_with_its_line(claim: str) -> None:
    assert [found.line for found in wrong_claims(f"first\n{claim}\n")] == [2]


def test_a_withdrawn_section_may_stand_in_the_wording_of_an_earlier_edition() -> None:
    clause = "  ref: {}\n  earlier:\n    - until: 2025-06-27\n      ref: 21 CFR 820.30\n  text: x\n"
    assert list(wrong_claims(clause.format("820.10(c)"))) == []
    assert [found.line for found in wrong_claims(clause.format("21 CFR 820.30"))] == [1]
