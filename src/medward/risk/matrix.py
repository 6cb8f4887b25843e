"""The risk matrix: which class a cell has, and whether a matrix makes sense at all.

Source: practice 4.6. Classes are A acceptable, R needs a signed benefit-risk
decision, U unacceptable; a cell nobody can name is `cannot-tell`, never A.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from medward.errors import PolicyError
from medward.governance.policies import Acceptability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.governance.policies import RiskMatrix


class Cell(StrEnum):
    """The class of a risk from mild to bad, or that there is none to be had, which counts as the worst."""

    ACCEPTABLE = "A"
    NEEDS_BENEFIT_RISK = "R"
    UNACCEPTABLE = "U"
    CANNOT_TELL = "cannot-tell"


UNKNOWN = "unknown"
"""What stands for a severity or level nobody could determine."""


def validate_matrix(matrix: RiskMatrix) -> None:
    """Refuse a matrix that is incomplete or not monotone.

    Monotone: a higher severity or a higher exploitability never has a milder class.

    Raises:
        PolicyError: Names every cell that is missing or contradicts its neighbour.
    """
    faults = list(_shape_faults(matrix))
    if not faults:
        faults = list(_order_faults(matrix))
    if faults:
        raise PolicyError(
            f"the matrix is refused: {'; '.join(faults)}",
            hint="Give each row one class per column; no class may become milder to the right or upwards.",
        )


def class_of(matrix: RiskMatrix, severity: str, level: str, *, multi_patient: bool = False) -> Cell:
    """Return the class of a cell; a risk to several patients is read further to the right.

    Source: practice 4.6, one column to the right, at most the last.
    """
    column = column_of(matrix, level, multi_patient=multi_patient)
    row = matrix.cells.get(severity, ())
    if not column or severity not in matrix.severities:
        return Cell.CANNOT_TELL
    index = matrix.exploitabilities.index(column)
    return Cell(row[index].value) if index < len(row) else Cell.CANNOT_TELL


def column_of(matrix: RiskMatrix, level: str, *, multi_patient: bool = False) -> str:
    """Return the column a level is read in, or "" when the matrix has no such level."""
    if level not in matrix.exploitabilities:
        return ""
    shift = matrix.multi_patient_shift if multi_patient else 0
    last = len(matrix.exploitabilities) - 1
    return matrix.exploitabilities[min(matrix.exploitabilities.index(level) + shift, last)]


def worst_severity(matrix: RiskMatrix, severities: tuple[str, ...]) -> str:
    """Return the worst of some severities, or `unknown` when there is none or the matrix lacks one."""
    if not severities or any(severity not in matrix.severities for severity in severities):
        return UNKNOWN
    return max(severities, key=matrix.severities.index)


_ORDER = [Acceptability.ACCEPTABLE, Acceptability.NEEDS_BENEFIT_RISK, Acceptability.UNACCEPTABLE]


def _shape_faults(matrix: RiskMatrix) -> Iterator[str]:
    """Yield what is missing, too many or named twice."""
    for labels in (matrix.severities, matrix.exploitabilities):
        yield from (
            f"the label {label} stands twice" for label in dict.fromkeys(labels) if labels.count(label) > 1
        )
    yield from (f"the row {label} is missing" for label in matrix.severities if label not in matrix.cells)
    for label, row in matrix.cells.items():
        if label not in matrix.severities:
            yield f"the row {label} is no severity of this matrix"
        elif len(row) != len(matrix.exploitabilities):
            yield f"the row {label} has {len(row)} classes for {len(matrix.exploitabilities)} columns"


def _order_faults(matrix: RiskMatrix) -> Iterator[str]:
    """Yield every cell that is milder than its neighbour below or to the left."""
    rows = [matrix.cells[label] for label in matrix.severities]
    for row in range(len(rows)):
        for column in range(len(matrix.exploitabilities)):
            here = rows[row][column]
            name = _cell_name(matrix, row, column)
            if row and _ORDER.index(here) < _ORDER.index(rows[row - 1][column]):
                below = _cell_name(matrix, row - 1, column)
                yield f"{name} against {below}: worse severity but better class"
            if column and _ORDER.index(here) < _ORDER.index(rows[row][column - 1]):
                left = _cell_name(matrix, row, column - 1)
                yield f"{name} against {left}: easier to exploit but better class"


def _cell_name(matrix: RiskMatrix, row: int, column: int) -> str:
    """Return a cell as people write it, e.g. `(5,2)=R` for severity S5 and exploitability E2."""
    severity, level = matrix.severities[row], matrix.exploitabilities[column]
    return f"({_number(severity)},{_number(level)})={matrix.cells[severity][column].value}"


def _number(label: str) -> str:
    """Return the number at the end of a label, or the label itself."""
    found = re.search(r"[0-9]+$", label)
    return found.group() if found else label
