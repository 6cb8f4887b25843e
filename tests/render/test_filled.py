"""Filling somebody's workbook: the named cells hold the words, and every other byte is as it was."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from medward.errors import (
    InvalidInputError,
    LimitError,
    MedwardError,
    RefusedChangeError,
    UnreadableTextError,
)
from medward.render.filled import filled

SHEET = "xl/worksheets/sheet1.xml"


def rich() -> bytes:
    """Return a workbook with what others lose: merged cells, lists, conditional formats, a chart sheet's neighbour."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Form & more"
    for row in range(1, 12):
        for column in range(1, 6):
            sheet.cell(row, column, f"r{row}c{column}").font = Font(italic=row % 2 == 0)
    sheet["C3"].value = None
    sheet["C3"].fill = PatternFill("solid", fgColor="FFEEAA")
    sheet["E9"] = '=COUNTIF(C1:C11,"Yes")'
    sheet.merge_cells("A10:B10")
    sheet.conditional_formatting.add(
        "C1:C11", CellIsRule(operator="equal", formula=['"No"'], fill=PatternFill("solid"))
    )
    choices = DataValidation(type="list", formula1='"Yes,No"')
    choices.add("C1:C11")
    sheet.add_data_validation(choices)
    sheet.column_dimensions["B"].width = 61.5
    book.create_sheet("Other")["A1"] = "kept"
    out = io.BytesIO()
    book.save(out)
    data = with_member(out.getvalue(), "xl/media/image1.png", b"\x89PNG not really, and not ours to judge")
    book_part = members(data)["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")
    return with_member(data, "xl/workbook.xml", book_part)


def with_member(data: bytes, name: str, body: bytes) -> bytes:
    """Return an archive with one member more, or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.infolist():
            if one.filename != name:
                new.writestr(one, old.read(one))
        new.writestr(name, body)
    return out.getvalue()


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(data: bytes, sheet: str = "Form & more") -> dict[str, object]:
    return {
        cell.coordinate: cell.value
        for row in load_workbook(io.BytesIO(data))[sheet].iter_rows()
        for cell in row
    }


def without(body: bytes, *names: str) -> bytes:
    """Return a sheet without some cells, cut out by a pattern of the test's own."""
    for name in names:
        body = re.sub(rb'<c r="' + name.encode() + rb'"[^>]*?(/>|>.*?</c>)', b"", body, flags=re.DOTALL)
    return body


def test_only_the_named_cells_of_the_sheet_change() -> None:
    before = rich()
    after = filled(before, "form.xlsx", "Form & more", {"C3": "Yes", "D4": "Note 1"})
    old, new = members(before), members(after)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {SHEET, "xl/workbook.xml"}
    assert without(old[SHEET], "C3", "D4") == without(new[SHEET], "C3", "D4")
    was, now = cells(before), cells(after)
    assert {name for name in was if was[name] != now[name]} == {"C3", "D4"}
    assert (now["C3"], now["D4"]) == ("Yes", "Note 1")


def test_where_cells_are_computed_the_workbook_asks_to_be_computed_again() -> None:
    old, new = (
        members(data)["xl/workbook.xml"] for data in (rich(), filled(rich(), "f", "Form & more", {"C3": "x"}))
    )
    assert new.count(b'fullCalcOnLoad="1"') == 1
    assert old == new.replace(b' fullCalcOnLoad="1"', b"")


def test_a_cell_keeps_its_look() -> None:
    after = load_workbook(io.BytesIO(filled(rich(), "f", "Form & more", {"C3": "Yes"})))["Form & more"]
    assert after["C3"].fill.fgColor.rgb == "00FFEEAA"


@pytest.mark.parametrize("cell", ["F3", "AA3", "C40", "A12"])
def test_a_cell_the_sheet_lacks_is_put_in_its_place(cell: str) -> None:
    after = filled(rich(), "f", "Form & more", {cell: "here"}, {cell: "C3"})
    sheet = load_workbook(io.BytesIO(after))["Form & more"]
    assert sheet[cell].value == "here"
    assert sheet[cell].fill.fgColor.rgb == "00FFEEAA"
    names = re.findall(rb'<c r="([A-Z]+)3"', members(after)[SHEET])
    assert names == sorted(names, key=lambda one: (len(one), one))


HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "+49 30 5550",
    "-2+3",
    "\t=1",
    "</t></is></c><c>",
    "a\u202eb\x07",
    "&amp;",
    "]]>",
    "\ud800",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_text_and_nothing_else(words: str) -> None:
    after = filled(rich(), "f", "Form & more", {"C3": words})
    cell = load_workbook(io.BytesIO(after))["Form & more"]["C3"]
    assert cell.data_type == "s"
    assert not str(cell.value).startswith(("=", "+", "-", "@", "\t"))
    assert b"\x07" not in members(after)[SHEET]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_words_leave_the_rest_alone(words: str) -> None:
    before, after = members(FORM), members(filled(FORM, "f", "Form & more", {"B5": words}))
    assert without(before[SHEET], "B5") == without(after[SHEET], "B5")


def test_another_prefix_is_kept() -> None:
    body = members(rich())[SHEET]
    named = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", body).replace(b'xmlns="', b'xmlns:x="')
    data = with_member(rich(), SHEET, named)
    assert cells(filled(data, "f", "Form & more", {"C3": "Yes", "C40": "No"}))["C40"] == "No"


def doctype(data: bytes) -> bytes:
    body = members(data)[SHEET]
    return with_member(data, SHEET, b'<!DOCTYPE worksheet [<!ENTITY a "b">]>' + body.partition(b"?>")[2])


def nameless(data: bytes) -> bytes:
    return with_member(data, SHEET, members(data)[SHEET].replace(b' r="B2"', b""))


@pytest.mark.parametrize(
    ("data", "cell", "error", "words"),
    [
        (rich(), "E9", RefusedChangeError, "formula"),
        (with_member(rich(), "_xmlsignatures/sig1.xml", b"<x/>"), "C3", RefusedChangeError, "signed"),
        (with_member(rich(), "xl/vbaProject.bin", b"x"), "C3", RefusedChangeError, "macros"),
        (doctype(rich()), "C3", InvalidInputError, "document type"),
        (nameless(rich()), "C3", InvalidInputError, "named cells"),
        (with_member(rich(), SHEET, b"<worksheet><sheetData>"), "C3", UnreadableTextError, "no XML"),
        (b"PK no archive", "C3", UnreadableTextError, "no .xlsx workbook"),
        (rich(), "3C", InvalidInputError, "no cell"),
    ],
)
def test_what_cannot_be_filled_safely_is_refused(
    data: bytes, cell: str, error: type[MedwardError], words: str
) -> None:
    with pytest.raises(error, match=words):
        filled(data, "form.xlsx", "Form & more", {cell: "x"})


def test_a_text_longer_than_a_cell_is_refused() -> None:
    with pytest.raises(LimitError, match="32,767"):
        filled(rich(), "f", "Form & more", {"C3": "x" * 32_768})


def test_a_missing_sheet_is_named() -> None:
    with pytest.raises(InvalidInputError, match="Missing"):
        filled(rich(), "f", "Missing", {"C3": "x"})


FORM = rich()
