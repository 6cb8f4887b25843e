"""Reading one sheet of an Excel workbook as text, with everything that can mislead a reader named.

Nothing is evaluated: of a formula the value counts that the program which saved the
file left in it. Hidden rows, columns and sheets are read like all others and flagged,
since whoever looks at the table does not see them. The value of merged cells counts for
every cell they cover, and is flagged.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from medward.errors import InvalidInputError, LimitError, NotFoundError, UnreadableTextError
from medward.exchange.tree import MAX_BYTES, MAX_TEXT

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_MEMBERS: Final = 2_000
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 500
_HINT: Final = "Save it again as .xlsx with the program that made it."


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the table that a person should know, or has to mend."""

    place: str
    """Sheet and cell, row or column."""
    what: str
    blocks: bool = False
    """Whether nothing is imported before it is mended."""


@dataclass
class Sheet:
    """One sheet as text by row and column number."""

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, row: int, column: int) -> str:
        """Return a cell as people write it."""
        return f"{self.name}!{get_column_letter(column)}{row}"


def read_sheet(data: bytes, file: str, name: str, head_row: int) -> Sheet:
    """Return one sheet of a workbook from its head row on.

    Raises:
        UnreadableTextError: No workbook, or a damaged one.
        LimitError: It is too large, packed or unpacked.
        NotFoundError: It has no such sheet.
    """
    check_archive(data, file)
    shown, written = load(data, file, values=True), load(data, file, values=False)
    if name not in shown.sheetnames:
        raise NotFoundError(
            f"no sheet {name!r:.60}", hint=f"The workbook has: {', '.join(shown.sheetnames)}."
        )
    values, formulas = shown[name], written[name]
    if values.max_row > MAX_ROWS or values.max_column > MAX_COLUMNS:
        raise LimitError(
            f"{values.max_row:,} rows and {values.max_column:,} columns; "
            f"at most {MAX_ROWS:,} and {MAX_COLUMNS} are read",
            place=f"{file}, {name}",
        )
    sheet = Sheet(name)
    if values.sheet_state != "visible":
        sheet.problems.append(Problem(name, "the sheet is hidden"))
    _cells(values, formulas, head_row, sheet)
    _merged(formulas, head_row, sheet)
    _hidden(formulas, head_row, sheet)
    return sheet


def check_archive(data: bytes, file: str) -> None:
    """Refuse what is no archive, is cut off, or unpacks to too much."""
    if len(data) > MAX_BYTES:
        raise LimitError(f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", place=file)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableTextError(
            f"no .xlsx workbook, or one cut off: {error}", place=file, hint=_HINT
        ) from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise LimitError(f"{unpacked:,} bytes in {len(members):,} members when unpacked", place=file)


def load(data: bytes, file: str, *, values: bool) -> Workbook:
    """Return the workbook with saved values, or with what is written in its cells."""
    try:
        return load_workbook(BytesIO(data), data_only=values)
    except (
        *(zipfile.BadZipFile, zlib.error, InvalidFileException, ParseError, DefusedXmlException),
        *(KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError),
    ) as error:
        raise UnreadableTextError(f"not readable as a workbook: {error}", place=file, hint=_HINT) from error


def _cells(values: Worksheet, formulas: Worksheet, head_row: int, sheet: Sheet) -> None:
    """Take the cells as text, noting formulas and error values."""
    for row in formulas.iter_rows(min_row=head_row):
        for cell in row:
            if cell.value is None:
                continue
            place = sheet.place(cell.row, cell.column)
            value = values.cell(cell.row, cell.column).value
            if cell.data_type == "f" and value is None:
                what = "a formula without a saved value; open the file, let it calculate, and save it"
                sheet.problems.append(Problem(place, what, blocks=True))
                continue
            text = _text(value)
            if len(text) > MAX_TEXT:
                raise LimitError(
                    f"a text of {len(text):,} letters; at most {MAX_TEXT:,} are read", place=place
                )
            if cell.data_type == "f":
                what = f"a formula, not evaluated; its saved value {text!r:.60} counts"
                sheet.problems.append(Problem(place, what))
            if text.startswith("#") and text.endswith(("!", "?", "/0!", "A")) and text.isupper():
                sheet.problems.append(Problem(place, f"the error value {text}", blocks=True))
            sheet.rows.setdefault(cell.row, {})[cell.column] = text


def _text(value: object) -> str:
    """Return a value as text: whole numbers without a point, days as ISO dates."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _merged(written: Worksheet, head_row: int, sheet: Sheet) -> None:
    """Give every merged cell the value of the first, and flag it."""
    for area in written.merged_cells.ranges:
        if area.max_row < head_row:
            continue
        text = sheet.rows.get(area.min_row, {}).get(area.min_col, "")
        for row in range(max(area.min_row, head_row), area.max_row + 1):
            if row > head_row:
                sheet.rows.setdefault(row, {})[area.min_col] = text
        where = f"{sheet.name}!{area.coord}"
        sheet.problems.append(Problem(where, f"merged cells; {text!r:.60} counts for every row they cover"))


def _hidden(written: Worksheet, head_row: int, sheet: Sheet) -> None:
    """Flag rows and columns that are there and not shown."""
    for number, dimension in sorted(written.row_dimensions.items()):
        if dimension.hidden and number >= head_row and sheet.rows.get(number):
            sheet.problems.append(Problem(f"{sheet.name}!{number}", "a hidden row, read like the others"))
    for letter, column in sorted(written.column_dimensions.items()):
        if column.hidden:
            last = get_column_letter(column.max) if column.max else letter
            where = letter if last == letter else f"{letter} to {last}"
            sheet.problems.append(
                Problem(f"{sheet.name}, column {where}", "hidden, and read like the others")
            )


def blocking(problems: list[Problem]) -> InvalidInputError | None:
    """Return the error for a table that has to be mended first, None when it can be imported."""
    found = [one for one in problems if one.blocks]
    if not found:
        return None
    more = f" ({len(found) - 1} more; --dry-run lists all)" if len(found) > 1 else ""
    return InvalidInputError(
        f"{found[0].what}{more}", place=found[0].place, hint="Correct the table or the mapping."
    )
