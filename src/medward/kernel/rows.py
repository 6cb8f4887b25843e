"""A table as plain text: a title, column heads and rows, for the screen, CSV or a workbook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rows:
    """A table whose cells are text; every row has a cell per head."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Refuse a row with too few or too many cells."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.head):
                raise ValueError(f"{self.title}, row {number}: {len(row)} cells for {len(self.head)} columns")
