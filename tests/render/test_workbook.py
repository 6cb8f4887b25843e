"""A workbook opens in Excel, holds what was put in, and runs nothing."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from medward.kernel.rows import Rows
from medward.render.workbook import workbook

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_head_and_rows_come_back_as_text() -> None:
    table = Rows("Clauses", ("id", "text"), (("EU-MDR-G1", "=1+1"), ("007", "@cmd")))
    sheet = load_workbook(io.BytesIO(workbook([table], AT)))["Clauses"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["id", "text"],
        ["EU-MDR-G1", "=1+1"],
        ["007", "@cmd"],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_the_head_stays_in_sight_and_repeats_in_print() -> None:
    sheet = load_workbook(io.BytesIO(workbook([Rows("T", ("a",), (("1",),))], AT)))["T"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"


def test_names_excel_refuses_are_made_fit_and_stay_apart() -> None:
    long = "Clauses: the United Kingdom / Great Britain [2026]"
    tables = [Rows(long, ("a",), ()), Rows(long, ("a",), ()), Rows("''", ("a",), ())]
    names = load_workbook(io.BytesIO(workbook(tables, AT))).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_the_same_rows_give_the_same_bytes() -> None:
    table = Rows("T", ("a", "b"), (("1", "2"),))
    first = workbook([table], AT)
    time.sleep(1.1)  # longer than the second that a file's own dates are counted in
    assert workbook([table], AT) == first


def test_a_cell_longer_than_excel_takes_is_refused_by_its_place() -> None:
    with pytest.raises(ValueError, match="row 2, column 1"):
        workbook([Rows("T", ("a",), (("x" * 40_000,),))], AT)


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="row 1: 1 cells for 2 columns"):
        Rows("T", ("a", "b"), (("1",),))


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=5))
def test_no_text_becomes_a_formula(rows: list[tuple[str, str]]) -> None:
    data = workbook([Rows("T", ("a", "b"), tuple(rows))], AT)
    sheet = load_workbook(io.BytesIO(data))["T"]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
