"""The risk matrix (practice 4.6, scenario S03)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import PolicyError
from medward.governance.defaults import default_policies
from medward.governance.policies import RiskMatrix
from medward.risk.matrix import UNKNOWN, Cell, class_of, validate_matrix, worst_severity

MATRIX = next(item.rule for item in default_policies() if isinstance(item.rule, RiskMatrix))

TABLE = """
S5 R R U U U
S4 A R U U U
S3 A A R U U
S2 A A A R U
S1 A A A A R
S0 A A A A A
"""  # practice 4.6, columns E1 to E5


def changed(cells: dict[tuple[str, int], str]) -> RiskMatrix:
    rows = {label: [item.value for item in row] for label, row in MATRIX.cells.items()}
    for (row, column), letter in cells.items():
        rows[row][column - 1] = letter
    return RiskMatrix.model_validate({**MATRIX.model_dump(), "cells": rows})


def test_matrix_1_is_the_table_of_the_specification() -> None:
    for line in TABLE.strip().splitlines():
        severity, *letters = line.split()
        for column, letter in enumerate(letters, start=1):
            assert class_of(MATRIX, severity, f"E{column}") == letter


def test_the_shipped_matrix_is_complete_and_monotone() -> None:
    validate_matrix(MATRIX)


def test_matrix_2_of_s03_is_refused_naming_both_cells() -> None:
    with pytest.raises(PolicyError) as caught:
        validate_matrix(changed({("S3", 3): "U", ("S4", 2): "U", ("S1", 5): "A"}))
    assert caught.value.message == (
        "the matrix is refused: (5,2)=R against (4,2)=U: worse severity but better class"
    )
    validate_matrix(changed({("S3", 3): "U", ("S4", 2): "U", ("S1", 5): "A", ("S5", 2): "U"}))


def test_a_class_that_becomes_milder_with_easier_attacks_is_refused() -> None:
    with pytest.raises(PolicyError, match=r"\(0,5\)=A against \(0,4\)=R: easier to exploit but better class"):
        validate_matrix(changed({("S0", 4): "R", ("S1", 4): "R"}))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("cells", {"S0": "AAAAA"}, "the row S1 is missing"),
        ("cells", {**{f"S{n}": "AAAAA" for n in range(6)}, "S9": "AAAAA"}, "the row S9 is no severity"),
        (
            "cells",
            {**{f"S{n}": "AAAAA" for n in range(5)}, "S5": "AAAA"},
            "the row S5 has 4 classes for 5 columns",
        ),
        ("exploitabilities", ("E1", "E2", "E3", "E4", "E4"), "the label E4 stands twice"),
    ],
)
def test_an_incomplete_matrix_is_refused_by_name(field: str, value: object, words: str) -> None:
    cells = {name: tuple(row) for name, row in value.items()} if isinstance(value, dict) else value
    with pytest.raises(PolicyError, match=words):
        validate_matrix(RiskMatrix.model_validate({**MATRIX.model_dump(), field: cells}))


def test_a_risk_to_several_patients_is_read_one_column_to_the_right_at_most_the_last() -> None:
    assert class_of(MATRIX, "S3", "E2", multi_patient=True) == "R"
    assert class_of(MATRIX, "S3", "E2") == "A"
    assert class_of(MATRIX, "S1", "E5", multi_patient=True) == "R"


@pytest.mark.parametrize(
    ("severity", "level"), [(UNKNOWN, "E1"), ("S0", UNKNOWN), ("S9", "E1"), ("S0", "E9")]
)
def test_what_is_unknown_cannot_be_told_and_is_never_acceptable(severity: str, level: str) -> None:
    assert class_of(MATRIX, severity, level) is Cell.CANNOT_TELL


def test_the_worst_severity_counts_and_an_unknown_one_makes_it_unknown() -> None:
    assert worst_severity(MATRIX, ("S2", "S5", "S0")) == "S5"
    assert worst_severity(MATRIX, ("S2", "S7")) == UNKNOWN
    assert worst_severity(MATRIX, ()) == UNKNOWN


@st.composite
def monotone_matrices(draw: st.DrawFn) -> RiskMatrix:
    rows, columns = draw(st.integers(3, 7)), draw(st.integers(3, 7))
    limits = [sorted(draw(st.lists(st.integers(0, 2), min_size=columns, max_size=columns)))]
    for _ in range(rows - 1):
        raw = sorted(draw(st.lists(st.integers(0, 2), min_size=columns, max_size=columns)))
        limits.append([max(below, here) for below, here in zip(limits[-1], raw, strict=True)])
    return RiskMatrix.model_validate(
        {
            "policy_kind": "risk-matrix",
            "severities": [f"S{n}" for n in range(rows)],
            "exploitabilities": [f"E{n}" for n in range(columns)],
            "cells": {f"S{n}": ["ARU"[item] for item in row] for n, row in enumerate(limits)},
            "multi_patient_shift": draw(st.integers(0, 3)),
        }
    )


@given(monotone_matrices(), st.data())
def test_a_worse_answer_never_gives_a_milder_class(matrix: RiskMatrix, data: st.DataObject) -> None:
    validate_matrix(matrix)
    rows = sorted(data.draw(st.lists(st.sampled_from(range(len(matrix.severities))), min_size=2, max_size=2)))
    columns = sorted(
        data.draw(st.lists(st.sampled_from(range(len(matrix.exploitabilities))), min_size=2, max_size=2))
    )
    many = sorted(data.draw(st.lists(st.booleans(), min_size=2, max_size=2)))
    mild, bad = (
        class_of(
            matrix,
            matrix.severities[rows[i]],
            matrix.exploitabilities[columns[i]],
            multi_patient=many[i],
        )
        for i in (0, 1)
    )
    assert list(Cell).index(mild) <= list(Cell).index(bad)
