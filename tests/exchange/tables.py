"""A risk table in a workbook, written for these tests."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADS = ("ID", "Risk", "What happens", "Threats", "CVSS", "Many", "Patients", "Residual")
MAPPING = """
sheet: Risks
head_row: 2
columns:
  key: ID
  title: Risk
  scenario: What happens
  threats: Threats
  vector: CVSS
  multi_patient: Many
  patients_at_once: Patients
  residual: Residual
"""
ROW = (
    "R1",
    "Forged writes",
    "A radio writes the rate.",
    "LVP-THR-0001",
    "AV:A/AC:L/PR:N/UI:N",
    "yes",
    3,
    "Low",
)


def sheet_of(*rows: tuple[str | int | None, ...]) -> tuple[Workbook, Worksheet]:
    """Return a workbook whose second row holds the heads, and its sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Risks"
    sheet.append(["Risks of the pump, 2026"])
    sheet.append(HEADS)
    for row in rows:
        sheet.append(row)
    return book, sheet


def saved(book: Workbook) -> bytes:
    """Return a workbook as bytes."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()
