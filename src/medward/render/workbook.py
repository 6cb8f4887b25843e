"""Tables as an Excel workbook: one sheet per table, real column heads, nothing that runs.

The file is the same for the same rows: the stamp inside it is an argument.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from openpyxl.worksheet.worksheet import Worksheet

    from medward.kernel.rows import Rows

SHEET_NAME_LENGTH: Final = 31
"""Excel takes no longer name of a sheet."""
CELL_LENGTH: Final = 32_767
"""Excel takes no more characters in a cell."""
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold."""
_WIDEST: Final = 70
_NARROWEST: Final = 8
_ZIP_STAMP: Final = (1980, 1, 1, 0, 0, 0)


def workbook(tables: Iterable[Rows], at: datetime) -> bytes:
    """Return tables as the bytes of an .xlsx file.

    Args:
        tables: One sheet each.
        at: Instant written as creation time, so that the same rows give the same bytes.

    Raises:
        ValueError: There is no table, or a cell is longer than a cell may be.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(_sheet_name(table.title, book.sheetnames)), table)
    if not book.worksheets:
        raise ValueError("a workbook needs at least one table")
    book.properties.created = book.properties.modified = at.replace(tzinfo=None)
    out = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(out, "w")).save()  # `book.save` would write the present time
    return _same_stamps(out.getvalue())


def _fill(sheet: Worksheet, table: Rows) -> None:
    """Write head and rows into a sheet; every cell is text, so no cell is a formula."""
    for row, values in enumerate((table.head, *table.rows), start=1):
        for column, value in enumerate(values, start=1):
            if len(value) > CELL_LENGTH:
                raise ValueError(f"{table.title}, row {row}, column {column}: {len(value):,} characters")
            cell = sheet.cell(row=row, column=column)
            cell.value = _UNPRINTABLE.sub(" ", value) or None
            if value:
                cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = Font(bold=True)
                cell.fill = PatternFill("solid", fgColor="DDE6EE")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for column, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _widths(table: Rows) -> Sequence[int]:
    """Return a width per column that shows most cells without running over the page."""
    columns = zip(table.head, *table.rows, strict=True)
    return [min(_WIDEST, max(_NARROWEST, *(len(value) + 2 for value in column))) for column in columns]


def _sheet_name(title: str, taken: Sequence[str]) -> str:
    """Return a name Excel accepts and no other sheet has."""
    name = _FORBIDDEN.sub(" ", title).strip("' ")[:SHEET_NAME_LENGTH] or "Table"
    number = 2
    while name.casefold() in {one.casefold() for one in taken}:
        ending = f" {number}"
        name, number = f"{name[: SHEET_NAME_LENGTH - len(ending)]}{ending}", number + 1
    return name


def _same_stamps(data: bytes) -> bytes:
    """Return the archive with one time stamp for every member."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _ZIP_STAMP), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
