"""A risk table becomes risks, and whatever could mislead a reader of it is said."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError, LimitError, NotFoundError, UnreadableTextError
from medward.exchange.risk_table import make_risks, read_mapping
from medward.exchange.workbook_in import blocking, read_sheet
from medward.kernel.numbers import Numbers
from medward.kernel.records import Origin
from medward.risk.records import Risk
from medward.workspace.device import open_device
from tests.exchange.tables import MAPPING, ROW, saved, sheet_of

if TYPE_CHECKING:
    from medward.exchange.risk_table import RiskDraft

PUMP = open_device(Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump")


def draft_of(data: bytes, mapping: str = MAPPING) -> RiskDraft:
    """Return what importing a workbook would do."""
    plan = read_mapping(mapping.encode(), "map.yaml")
    sheet = read_sheet(data, "risks.xlsx", plan.sheet, plan.head_row)
    origin = Origin(file="risks.xlsx", sha256="0" * 64)
    return make_risks(sheet, plan, PUMP.records, Numbers("LVP", {"RSK": 28}), (origin, {}))


def said(draft: RiskDraft) -> list[str]:
    """Return the problems as lines."""
    return [f"{'!' if one.blocks else ''}{one.place}: {one.what}" for one in draft.problems]


def test_a_row_becomes_a_risk_and_its_claimed_residual_earns_nothing() -> None:
    draft = draft_of(saved(sheet_of(ROW)[0]))
    (risk,) = draft.records
    assert isinstance(risk, Risk)
    assert (risk.id, risk.initial.vector, risk.patients_at_once) == ("LVP-RSK-0029", "AV:A/AC:L/PR:N/UI:N", 3)
    assert (risk.claims, risk.controls) == ((), ())
    assert risk.rationale == "risks.xlsx claims a residual of 'Low'; it earns no credit."
    assert risk.source is not None
    assert risk.source.row == "Risks!3 R1"
    assert said(draft) == [
        "Risks!H3: the claimed residual 'Low' is kept as text and earns no credit; only verified controls do"
    ]


def test_hidden_rows_columns_and_sheets_and_merged_cells_are_flagged() -> None:
    book, sheet = sheet_of(ROW, ("R2", *ROW[1:]))
    book.create_sheet("Front")
    sheet.sheet_state = "hidden"
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("F3:F4")
    draft = draft_of(saved(book))
    assert len(draft.records) == 2
    text = "\n".join(said(draft))
    for words in (
        "Risks: the sheet is hidden",
        "Risks!4: a hidden row",
        "Risks, column C: hidden",
        "Risks!F3:F4: merged cells; 'yes' counts",
    ):
        assert words in text
    assert all(isinstance(one, Risk) and one.multi_patient for one in draft.records)


def test_a_formula_is_never_evaluated_and_its_saved_value_counts() -> None:
    book, _ = sheet_of(("R1", "=CONCAT(A3)", *ROW[2:]))
    data = saved(book)
    assert "!Risks!B3: a formula without a saved value" in "\n".join(said(draft_of(data)))
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b"</f><v" in text
                text = text.replace(b'r="B3"', b'r="B3" t="str"').replace(b"</f><v />", b"</f><v>Kept</v>")
                text = text.replace(b"</f><v/>", b"</f><v>Kept</v>").replace(
                    b"</f><v></v>", b"</f><v>Kept</v>"
                )
            new.writestr(name, text)
    draft = draft_of(out.getvalue())
    assert draft.records[0].title == "Kept"
    assert "its saved value 'Kept' counts" in "\n".join(said(draft))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        pytest.param((None, *ROW[1:]), "!Risks!A3: key is empty", id="no key"),
        pytest.param((*ROW[:3], "LVP-THR-9999", *ROW[4:]), "there is no threat 'LVP-THR-9999'", id="threat"),
        pytest.param((*ROW[:4], "medium", *ROW[5:]), "'medium' is no exploitability vector", id="vector"),
        pytest.param((*ROW[:5], "perhaps", *ROW[6:]), "'perhaps' is neither yes nor no", id="yes or no"),
        pytest.param((*ROW[:6], "many", ROW[7]), "'many' is not a number", id="number"),
        pytest.param(("#REF!", *ROW[1:]), "the error value #REF!", id="error value"),
    ],
)
def test_a_row_that_cannot_be_read_blocks_the_import_with_its_cell(
    row: tuple[str | int | None, ...], words: str
) -> None:
    draft = draft_of(saved(sheet_of(row)[0]))
    assert words in "\n".join(said(draft))
    assert isinstance(blocking(draft.problems), InvalidInputError)


def test_a_key_that_stands_twice_blocks() -> None:
    assert "stands twice, first in Risks!3" in "\n".join(said(draft_of(saved(sheet_of(ROW, ROW)[0]))))


def test_of_a_whole_cvss_vector_only_exploitability_is_taken() -> None:
    row = (*ROW[:4], "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:H/I:H/A:H", *ROW[5:])
    draft = draft_of(saved(sheet_of(row)[0]))
    risk = draft.records[0]
    assert isinstance(risk, Risk)
    assert risk.initial.vector == "AV:N/AC:H/PR:L/UI:R"
    assert "the impact is the harm's" in "\n".join(said(draft))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  key: ID\n", "", "key is not mapped"),
        ("key: ID", "kye: ID", "there is no field 'kye'"),
        ("head_row: 2", "head_row: two", "must be a row number"),
        ("sheet: Risks\n", "", "sheet, columns and head_row"),
        ("sheet: Risks", "sheet: Risks\nrange: A1", "unknown field 'range'"),
    ],
)
def test_a_wrong_mapping_is_refused(old: str, new: str, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        read_mapping(MAPPING.replace(old, new).encode(), "map.yaml")


def test_a_head_that_is_missing_is_named_beside_those_there_are() -> None:
    draft = draft_of(saved(sheet_of(ROW)[0]), MAPPING.replace("CVSS", "Vector"))
    assert "vector: 0 columns have the head 'Vector'; row 2 has: ID, Risk" in "\n".join(said(draft))


def test_a_missing_sheet_and_a_broken_workbook_are_refused() -> None:
    data = saved(sheet_of(ROW)[0])
    with pytest.raises(NotFoundError, match="no sheet 'Other'"):
        read_sheet(data, "risks.xlsx", "Other", 1)
    for broken in (data[: len(data) // 2], b"ID;Risk\n", b""):
        with pytest.raises(UnreadableTextError, match=r"no \.xlsx workbook"):
            read_sheet(broken, "risks.xlsx", "Risks", 1)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("a.txt", "no workbook")
    with pytest.raises(UnreadableTextError, match="not readable as a workbook"):
        read_sheet(out.getvalue(), "risks.xlsx", "Risks", 1)


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(2_001):
            bomb.writestr(str(number), "")
    with pytest.raises(LimitError, match="when unpacked"):
        read_sheet(out.getvalue(), "risks.xlsx", "Risks", 1)
