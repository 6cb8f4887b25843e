"""The reviewers against defects planted into the pump's packages; the report page shows them all.

A third of the defects for FDA and a fifth of the others is planted here, to save time. MEDWARD_WHOLE_CORPUS=1 plants
every one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))

import review_corpus as corpus
from review_defects_more import PLANTED

STEP = 1 if os.environ.get("MEDWARD_WHOLE_CORPUS") else 3
STEP_ABROAD = 1 if os.environ.get("MEDWARD_WHOLE_CORPUS") else 5
ABROAD = [package for package in corpus.REVIEWERS if package != "us"]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> corpus.Files:
    return corpus.clean_package(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def bench() -> corpus.Bench:
    return corpus.Bench()


def test_at_least_sixty_defects_are_described() -> None:
    assert len({defect.words for defects in PLANTED.values() for defect in defects}) >= 60


def test_nothing_is_found_in_the_clean_package(clean: corpus.Files, bench: corpus.Bench) -> None:
    assert sorted(corpus.marks(bench.letter(clean))) == []


def test_planted_defects_are_found(clean: corpus.Files, bench: corpus.Bench) -> None:
    results = corpus.outcomes(clean, bench, PLANTED["us"][::STEP])
    missed = [(one.defect.words, one.found_by, one.note) for one in results if not one.is_found]
    assert len(missed) <= 0.05 * len(results), missed


@pytest.mark.parametrize("package", ABROAD)
def test_each_authority_reads_its_own_package(
    package: str, bench: corpus.Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files, reviewer = (
        corpus.clean_package(tmp_path_factory.mktemp(package), package),
        corpus.REVIEWERS[package],
    )
    assert sorted(corpus.marks(bench.letter(files, reviewer))) == []
    defects = PLANTED[package][::-STEP_ABROAD]  # from the end, where those of the authority itself stand
    missed = [
        one.defect.words for one in corpus.outcomes(files, bench, defects, reviewer) if not one.is_found
    ]
    assert missed == []


@pytest.mark.parametrize("number", [1, 2, 3, 7, 9, 14])
def test_leaving_a_document_out_never_shortens_the_letter(
    clean: corpus.Files, bench: corpus.Bench, number: int
) -> None:
    lacking = {name: data for name, data in clean.items() if not name.startswith(f"{number:02}")}
    assert len(bench.letter(corpus.sealed(lacking))) > len(bench.letter(clean))
