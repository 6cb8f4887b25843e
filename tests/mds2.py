"""A workbook in the shape of a disclosure statement, written by us: ids as in ANSI/NEMA HN 1-2019, no text of its."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

QUESTIONS: Final = (
    ("DOC-1", "Name of the manufacturer"),
    ("MPII-1", "Are personal data kept?"),
    ("ALOF-1", "Is a session closed after inactivity?"),
    ("AUDT-2.1", "Is each login written down?"),
    ("AUDT-2.3", "Is each change of a privilege written down?"),
    ("CONN-1.1.1", "Is there Wi-Fi?"),
    ("CONN-1.1.2", "Is there Bluetooth?"),
    ("CONN-1.2.2", "Is there a USB socket?"),
    ("CONN-4", "Does it reach something external?"),
    ("PAUT-3", "Is a user locked out?"),
    ("PLOK-1", "Is it software and nothing else?"),
    ("SBOM-2.3", "Does it give a version?"),
    ("STCF-1", "Is what is stored encrypted?"),
    ("RMOT-1", "Is there a remote session?"),
    ("OTHR-1", "Anything else?"),
)


def statement(*, notes_at_foot: bool = False, questions: tuple[tuple[str, str], ...] = QUESTIONS) -> bytes:
    """Return the workbook; notes stand beside the answers, or as a numbered list at the foot."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Statement"
    sheet.append(["A form of our own"])
    sheet.merge_cells("A1:F1")
    sheet.append(
        ["Question ID", "Question", "", "See note", "IEC TR 80001-2-2:2012", "NIST SP 800-53 Rev. 4"]
    )
    last = ""
    for number, words in questions:
        section = number.partition("-")[0]
        if section != last:
            sheet.append([section])
            sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=6)
            last = section
        sheet.append([number, words, "__", None, "AUDT", "AC-2"])
    _dress(sheet)
    if notes_at_foot:
        sheet.append(["Note 1", "Example of a note"])
        sheet.append(["Note 2"])
    book.create_sheet("Explanations")["A1"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sheet: Worksheet) -> None:
    """Give the sheet a list of choices, a condition, colours and widths."""
    choices = DataValidation(type="list", formula1='"Yes,No,N/A,See Notes"')
    choices.add(f"C5:C{sheet.max_row}")
    sheet.add_data_validation(choices)
    fill = PatternFill("solid", fgColor="DDEEDD")
    sheet.conditional_formatting.add(
        f"C5:C{sheet.max_row}", CellIsRule(operator="equal", formula=['"Yes"'], fill=fill)
    )
    sheet.column_dimensions["B"].width = 55
    for row in range(5, sheet.max_row + 1):
        sheet.cell(row, 3).fill = fill


def answers_of(data: bytes) -> dict[str, tuple[str, str]]:
    """Return answer and note by question, read by openpyxl."""
    sheet = load_workbook(io.BytesIO(data))["Statement"]
    return {
        str(row[0]): (str(row[2] or ""), str(row[3] or ""))
        for row in sheet.iter_rows(min_row=3, values_only=True)
        if row[0]
    }
