"""Reading a security questionnaire in an Excel workbook: where its questions, answers and notes are.

The sheet is found by what stands in it, not by its name: the column with ids such as `AUTH-1.2`, the question beside
it, the answer column by its choices or as the empty one, notes by the head. Notes may also be a list at the foot
(`Note 1`), to which a cell beside the answer refers. Nothing of the form is known beforehand.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from openpyxl.utils import get_column_letter, range_boundaries

from medward.errors import InvalidInputError, LimitError
from medward.exchange.workbook_in import MAX_COLUMNS, MAX_ROWS, check_archive, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

QUESTION_ID: Final = re.compile(r"([A-Za-z]{3,4})-\d+(?:\.\d+)*\Z")
_NOTE_ROW: Final = re.compile(r"note\s*(\d+)\b", re.IGNORECASE)
_BLANK: Final = re.compile(r"[\s_\-\u2013\u2014.]*\Z")
_FEWEST: Final = 8
"""Questions below which a sheet is no questionnaire."""
_LONGEST_HEAD: Final = 80
_LONGEST_ANSWER: Final = 20
"""Letters up to which a text beside the question may be an answer."""
_REFERENCES: Final = re.compile(r"80001|800-53|27002|62443|privacy framework", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the sheet."""

    id: str
    row: int
    text: str
    given: str
    """What stands in the answer cell; empty when nobody answered."""
    note: str
    """What stands in the note cell."""
    is_computed: bool
    """Whether the answer cell holds a formula."""
    choices: tuple[str, ...]
    """What the cell's list allows; empty when it allows anything or the list could not be read."""
    is_twice: bool = False
    """Whether another row has the same id."""
    writable: bool = True
    """Whether answer and note have cells of their own; merged over several rows they have not."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The sheet of questions and where on it to write."""

    sheet: str
    id_column: str
    question_column: str
    answer_column: str
    note_column: str
    """Empty where the sheet has none."""
    reference_columns: tuple[str, ...]
    """Columns that point to other standards; never written."""
    questions: tuple[Question, ...]
    note_rows: Mapping[int, int]
    """Row of each numbered note at the foot; empty where notes stand beside the answers."""
    note_text_column: str
    notes_taken: tuple[int, ...]
    """Numbers of the notes at the foot that hold somebody's text; an example of the form is none."""
    last_row: int

    @property
    def sections(self) -> Counter[str]:
        """Questions per section code."""
        return Counter(one.id.partition("-")[0].upper() for one in self.questions)


class _Grid:
    """One sheet: texts, formulas, merged areas and choices."""

    def __init__(self, book: Workbook, values: Worksheet, written: Worksheet) -> None:
        self.name = written.title
        self.book = book
        self.written = written
        self.text: dict[tuple[int, int], str] = {}
        for row in values.iter_rows():
            for cell in row:
                if cell.value is not None:
                    self.text[cell.row, cell.column] = str(cell.value).strip()
        self.merged = [area.bounds for area in written.merged_cells.ranges]

    def rows(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and text of every id of a question."""
        for (row, column), text in self.text.items():
            if QUESTION_ID.fullmatch(text):
                yield row, column, text

    def formula(self, row: int, column: int) -> bool:
        """Say whether a cell holds a formula."""
        return bool(self.written.cell(row, column).data_type == "f")

    def own(self, row: int, column: int) -> bool:
        """Say whether a cell is one of its own, or the first of a merged area within its row."""
        for left, top, right, bottom in self.merged:
            if left <= column <= right and top <= row <= bottom:
                return (left, top) == (column, row) and top == bottom
        return True


def questionnaire(data: bytes, file: str) -> Questionnaire:
    """Return the sheet of a workbook that asks most questions, and where its columns are.

    Raises:
        InvalidInputError: No sheet has question ids, or its answer column cannot be told.
        UnreadableTextError: It is no workbook.
        LimitError: It is too large.
    """
    check_archive(data, file)
    values, written = load(data, file, values=True), load(data, file, values=False)
    grids = []
    for name in written.sheetnames:
        if not hasattr(written[name], "iter_rows"):
            continue
        if written[name].max_row > MAX_ROWS or written[name].max_column > MAX_COLUMNS:
            raise LimitError(
                f"at most {MAX_ROWS:,} rows and {MAX_COLUMNS} columns are read", place=f"{file}, {name}"
            )
        grids.append(_Grid(written, values[name], written[name]))
    best = max(grids, key=lambda one: len(set(one.rows())), default=None)
    if best is None or len({text for _, _, text in best.rows()}) < _FEWEST:
        looked = ", ".join(written.sheetnames)
        raise InvalidInputError(
            f"no sheet has a column of question ids such as AUTH-1.2 (looked at: {looked:.200})",
            place=file,
            hint="Give the MDS2 workbook of NEMA, as downloaded or partly filled.",
        )
    return _read(best, file)


def _read(grid: _Grid, file: str) -> Questionnaire:
    """Return the layout of the sheet and its questions."""
    column = Counter(found for _, found, _ in grid.rows()).most_common(1)[0][0]
    rows = {row: text for row, found, text in grid.rows() if found == column}
    head = _head(grid, min(rows))
    asked = _question_column(grid, column, rows)
    references = tuple(sorted(where for where, text in head.items() if _REFERENCES.search(text)))
    choices = _choices(grid)
    answer = _answer_column(asked, head, rows, choices, (grid, file))
    note = next(
        (where for where, text in sorted(head.items()) if where != answer and "note" in text.lower()), 0
    )
    foot, beside = _foot(grid, column, max(rows)), column + 1
    return Questionnaire(
        sheet=grid.name,
        id_column=get_column_letter(column),
        question_column=get_column_letter(asked),
        answer_column=get_column_letter(answer),
        note_column=get_column_letter(note) if note else "",
        reference_columns=tuple(map(get_column_letter, references)),
        questions=tuple(_questions(grid, rows, (asked, answer, note), choices)),
        note_rows=foot,
        note_text_column=get_column_letter(beside),
        notes_taken=tuple(
            number for number, row in foot.items() if _is_taken(grid.text.get((row, beside), ""))
        ),
        last_row=max(row for row, _ in grid.text),
    )


def _questions(
    grid: _Grid,
    rows: Mapping[int, str],
    columns: tuple[int, int, int],
    choices: Mapping[tuple[int, int], tuple[str, ...]],
) -> Iterator[Question]:
    """Yield the questions from top to bottom; `columns` are those of question, answer and note."""
    asked, answer, note = columns
    times = Counter(map(str.upper, rows.values()))
    for row, text in sorted(rows.items()):
        yield Question(
            id=text,
            row=row,
            text=grid.text.get((row, asked), ""),
            given=_given(grid.text.get((row, answer), "")),
            note=_given(grid.text.get((row, note), "")) if note else "",
            is_computed=grid.formula(row, answer),
            choices=choices.get((row, answer), ()),
            is_twice=times[text.upper()] > 1,
            writable=grid.own(row, answer) and (not note or grid.own(row, note)),
        )


def _head(grid: _Grid, first: int) -> dict[int, str]:
    """Return the heads of the columns: the row above the questions that names most of them."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), text in grid.text.items():
        if row <= first and len(text) < _LONGEST_HEAD and not QUESTION_ID.fullmatch(text):
            found.setdefault(row, {})[column] = text
    words = re.compile(r"question|note|answer|response|80001|800-53|27002", re.IGNORECASE)
    return max(
        found.values(), key=lambda one: sum(bool(words.search(text)) for text in one.values()), default={}
    )


def _question_column(grid: _Grid, column: int, rows: Mapping[int, str]) -> int:
    """Return the column right of the ids with the longest texts."""
    lengths: Counter[int] = Counter()
    for (row, found), text in grid.text.items():
        if row in rows and found > column:
            lengths[found] += len(text)
    return lengths.most_common(1)[0][0] if lengths else column + 1


def _answer_column(
    asked: int,
    head: Mapping[int, str],
    rows: Mapping[int, str],
    choices: Mapping[tuple[int, int], tuple[str, ...]],
    where: tuple[_Grid, str],
) -> int:
    """Return the column of the answers: by its head, by its choices, else the empty one beside the question."""
    grid, file = where
    for column, text in sorted(head.items()):
        if column > asked and re.search(r"answer|response|\byes\b", text, re.IGNORECASE):
            return column
    chosen = Counter(column for row, column in choices if row in rows and column > asked)
    if chosen:
        return chosen.most_common(1)[0][0]
    beside = [grid.text.get((row, asked + 1), "") for row in rows]
    if all(_BLANK.match(text) or len(text) < _LONGEST_ANSWER for text in beside):
        return asked + 1
    raise InvalidInputError(
        "which column takes the answers cannot be told",
        place=f"{file}, {grid.name}",
        hint="Head it `Answer`, or leave the column beside the question empty.",
    )


def _choices(grid: _Grid) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return what the list of a cell allows, by row and column."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for one in grid.written.data_validations.dataValidation:
        if one.type != "list":
            continue
        allowed = tuple(_allowed(str(one.formula1 or ""), grid))
        for area in str(one.sqref).split():
            left, top, right, bottom = (number or 1 for number in range_boundaries(area))
            for row in range(top, min(bottom, grid.written.max_row) + 1):
                for column in range(left, min(right, grid.written.max_column) + 1):
                    found[row, column] = allowed
    return found


def _allowed(formula: str, grid: _Grid) -> Iterable[str]:
    """Return the choices of a list: in the rule itself, or in cells; none when it is something else."""
    if formula.startswith('"'):
        return [part.strip() for part in formula.strip('"').split(",")]
    name = grid.book.defined_names.get(formula)
    sheet, mark, area = (str(name.attr_text) if name is not None else formula).rpartition("!")
    sheet = sheet.strip("'") if mark else grid.name
    area = area.replace("$", "")
    if sheet not in grid.book.sheetnames or not re.fullmatch(r"[A-Z]{1,3}\d{1,5}(:[A-Z]{1,3}\d{1,5})?", area):
        return ()
    cells = grid.book[sheet][area]
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    return [str(cell.value).strip() for row in rows for cell in row if cell.value is not None]


def _foot(grid: _Grid, column: int, last: int) -> dict[int, int]:
    """Return the rows of the numbered notes below the questions."""
    return {
        int(found.group(1)): row
        for (row, where), text in sorted(grid.text.items())
        if where == column and row > last and (found := _NOTE_ROW.match(text))
    }


def _is_taken(text: str) -> bool:
    """Say whether a note at the foot holds somebody's text."""
    return bool(_given(text)) and not text.lower().startswith("example")


def _given(text: str) -> str:
    """Return what somebody wrote; a line to write on is nothing."""
    return "" if _BLANK.match(text) else text
