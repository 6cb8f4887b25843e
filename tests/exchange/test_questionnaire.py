"""Where a questionnaire has its questions, answers and notes is read from the sheet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook

from medward.errors import InvalidInputError, MedwardError, UnreadableTextError
from medward.exchange.questionnaire import questionnaire
from tests.mds2 import QUESTIONS, statement

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet


def edited(edit: Callable[[Worksheet], object]) -> bytes:
    book = load_workbook(io.BytesIO(statement()))
    edit(book["Statement"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_columns_are_told_by_what_stands_in_them() -> None:
    found = questionnaire(statement(), "form.xlsx")
    assert (found.sheet, found.id_column, found.question_column) == ("Statement", "A", "B")
    assert (found.answer_column, found.note_column) == ("C", "D")
    assert found.reference_columns == ("E", "F")
    assert [(one.id, one.text) for one in found.questions] == list(QUESTIONS)


def test_a_line_to_write_on_is_no_answer() -> None:
    assert {one.given for one in questionnaire(statement(), "form.xlsx").questions} == {""}


def test_choices_come_from_the_list_of_the_cell() -> None:
    first = questionnaire(statement(), "form.xlsx").questions[3]
    assert first.choices == ("Yes", "No", "N/A", "See Notes")


def test_choices_may_stand_in_cells_of_another_sheet() -> None:
    book = load_workbook(io.BytesIO(statement()))
    lists = book.create_sheet("Lists")
    for row, words in enumerate(("Yes", "No", "n.a."), start=1):
        lists.cell(row, 1, words)
    book["Statement"].data_validations.dataValidation[0].formula1 = "Lists!$A$1:$A$3"
    out = io.BytesIO()
    book.save(out)
    assert questionnaire(out.getvalue(), "f").questions[3].choices == ("Yes", "No", "n.a.")


def test_moved_columns_and_another_sheet_name_are_found() -> None:
    def move(sheet: Worksheet) -> None:
        sheet.title = "Anything"
        sheet.unmerge_cells("A1:F1")
        sheet.insert_cols(1)

    found = questionnaire(edited(move), "form.xlsx")
    assert (found.sheet, found.id_column, found.question_column, found.note_column) == (
        "Anything",
        "B",
        "C",
        "E",
    )


def test_an_id_that_stands_twice_and_cells_over_two_rows_take_no_answer() -> None:
    def spoil(sheet: Worksheet) -> None:
        rows = {str(row[0].value): row[0].row for row in sheet.iter_rows() if row[0].value}
        sheet.cell(rows["OTHR-1"], 1).value = "STCF-1"
        row = rows["CONN-1.1.1"]
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=3, end_column=3)

    by_id = {one.id: one for one in questionnaire(edited(spoil), "f").questions}
    assert by_id["STCF-1"].is_twice
    assert not by_id["CONN-1.1.1"].writable
    assert not by_id["CONN-1.1.2"].writable


def test_notes_at_the_foot_are_counted_and_examples_are_free() -> None:
    found = questionnaire(statement(notes_at_foot=True), "form.xlsx")
    assert sorted(found.note_rows) == [1, 2]
    assert found.notes_taken == ()


def other_workbook() -> bytes:
    book = Workbook()
    book.worksheets[0].append(["Part", "Supplier"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (other_workbook(), InvalidInputError, "no sheet has a column of question ids"),
        (b"not a workbook", UnreadableTextError, "no .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0 an old or protected file", UnreadableTextError, "no .xlsx workbook"),
    ],
)
def test_a_wrong_workbook_is_refused_with_the_reason(
    data: bytes, error: type[MedwardError], words: str
) -> None:
    with pytest.raises(error, match=words):
        questionnaire(data, "form.xlsx")
