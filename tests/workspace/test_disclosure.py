"""The disclosure statement is filled from records, a person's answer comes first, and open questions are said."""

from __future__ import annotations

import io
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from medward.dossier.disclosure.mapping import Ask, shipped
from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.gaps.queries.disclosure import SECTIONS
from medward.workspace.device import open_device
from medward.workspace.disclosure import FilledStatement, fill_statement, write_statement
from tests.mds2 import QUESTIONS, answers_of, statement

EXAMPLES = Path(__file__).parents[2] / "src" / "medward" / "examples"
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://example.invalid","x")'
OVERRIDES = f"""\
kind: label/1
id: LVP-LBL-0901
title: Answer about remote sessions
status: effective
owner: ORG-USR-0005
mds_question: RMOT-1
answer: "no"
text: There is no remote service; a technician comes to the pump.
location: MDS2
sources: [LVP-IFC-0028]
---
kind: label/1
id: LVP-LBL-0902
title: Answer about Bluetooth
status: effective
owner: ORG-USR-0005
mds_question: CONN-1.1.2
answer: See note
text: '{HOSTILE}'
location: MDS2
---
kind: label/1
id: LVP-LBL-0903
title: Answer that somebody still owes
status: draft
owner: ORG-USR-0005
mds_question: STCF-1
text: To be answered.
location: MDS2
"""


def fill(folder: Path, data: bytes, name: str = "form.xlsx") -> FilledStatement:
    path = folder / name
    path.write_bytes(data)
    return fill_statement(open_device(folder / "pump"), path, NOW)


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a folder with a copy of the sample pump in it."""
    shutil.copytree(EXAMPLES / "infusion-pump", tmp_path / "pump")
    return tmp_path


def test_answers_follow_from_the_records_of_the_sample_pump(pump: Path) -> None:
    found = answers_of(fill(pump, statement()).data)
    said = {name: answer for name, (answer, _) in found.items()}
    assert said["MPII-1"] == "Yes"  # product.yaml: personal_data: true
    assert said["CONN-1.1.1"] == said["CONN-1.1.2"] == said["CONN-1.2.2"] == said["CONN-4"] == "Yes"
    assert said["PLOK-1"] == "No"  # a pump is not software only
    assert said["ALOF-1"] == said["PAUT-3"] == "Yes"  # LVP-CTL-0001 names both
    assert "LVP-CTL-0001" in found["ALOF-1"][1]
    assert "LVP-IFC-0018" in found["CONN-1.1.2"][1]


def test_what_the_records_do_not_show_stays_open_and_is_listed(pump: Path) -> None:
    done = fill(pump, statement())
    assert [one.question.id for one in done.unanswered] == ["AUDT-2.3", "RMOT-1", "OTHR-1"]
    said = answers_of(done.data)
    assert {said[one.question.id] for one in done.unanswered} == {("__", "")}
    assert all(one.why_open for one in done.unanswered)


def test_a_persons_answer_overrides_what_is_computed(pump: Path) -> None:
    (pump / "pump/records/labelling/mds2.yaml").write_text(OVERRIDES)
    done = fill(pump, statement())
    said = answers_of(done.data)
    assert said["RMOT-1"][0] == "No"
    assert "a technician comes to the pump" in said["RMOT-1"][1]
    assert "LVP-IFC-0028" in said["RMOT-1"][1]
    assert said["CONN-1.1.2"][0] == "See Notes"
    assert next(one.why_open for one in done.unanswered if one.question.id == "STCF-1")


def test_a_note_that_looks_like_a_formula_is_text(pump: Path) -> None:
    (pump / "pump/records/labelling/mds2.yaml").write_text(OVERRIDES)
    sheet = load_workbook(io.BytesIO(fill(pump, statement()).data))["Statement"]
    cell = next(row[3] for row in sheet.iter_rows() if row[0].value == "CONN-1.1.2")
    assert cell.data_type == "s"
    assert str(cell.value).startswith(f"'{HOSTILE}")


def test_every_answer_is_one_the_sheet_allows(pump: Path) -> None:
    done = fill(pump, statement())
    for line in done.lines:
        assert not line.question.choices or not line.written or line.written in line.question.choices


def test_an_answer_that_stands_there_is_kept(pump: Path) -> None:
    book = load_workbook(io.BytesIO(statement()))
    for row in book["Statement"].iter_rows():
        if row[0].value == "CONN-1.1.2":
            row[2].value = "No"
    out = io.BytesIO()
    book.save(out)
    done = fill(pump, out.getvalue())
    assert answers_of(done.data)["CONN-1.1.2"] == ("No", "")
    assert [one.question.id for one in done.lines if one.is_kept] == ["CONN-1.1.2"]


def test_numbered_notes_go_to_the_foot(pump: Path) -> None:
    found = answers_of(fill(pump, statement(notes_at_foot=True)).data)
    sheet = load_workbook(io.BytesIO(fill(pump, statement(notes_at_foot=True)).data))["Statement"]
    texts = {
        str(row[0]): str(row[1])
        for row in sheet.iter_rows(values_only=True)
        if str(row[0]).startswith("Note ")
    }
    named = {note for name, (_, note) in found.items() if not name.startswith("Note") and note}
    assert named == set(texts)
    assert "LVP-IFC-0018" in texts[found["CONN-1.1.2"][1]]


def test_a_sheet_that_asks_something_else_under_an_id_stays_open(pump: Path) -> None:
    asked = tuple(
        (name, "Something else entirely" if name == "CONN-1.1.2" else words) for name, words in QUESTIONS
    )
    done = fill(pump, statement(questions=asked))
    reasons = {one.question.id: one.why_open for one in done.unanswered}
    assert "something else" in reasons["CONN-1.1.2"]


def test_only_the_sheet_and_the_wish_to_compute_change(pump: Path) -> None:
    before, after = statement(), fill(pump, statement()).data
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        assert old.namelist() == new.namelist()
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    was, now = (load_workbook(io.BytesIO(data))["Statement"] for data in (before, after))
    differ = {
        cell.column_letter
        for row in was.iter_rows()
        for cell in row
        if cell.value != now[cell.coordinate].value
    }
    assert differ == {"C", "D"}
    assert was.merged_cells.ranges == now.merged_cells.ranges


def test_an_unknown_edition_is_refused(pump: Path) -> None:
    asked = tuple((f"XYZ-{number}", "Question") for number in range(1, 12))
    with pytest.raises(InvalidInputError, match="no edition we know"):
        fill(pump, statement(questions=asked))


def test_the_workbook_itself_is_never_replaced(pump: Path) -> None:
    done = fill(pump, statement())
    with pytest.raises(RefusedChangeError, match="is the workbook itself"):
        write_statement(done, pump / "form.xlsx", pump / "form.xlsx")


def test_a_missing_workbook_is_said(pump: Path) -> None:
    with pytest.raises(NotFoundError):
        fill_statement(open_device(pump / "pump"), pump / "none.xlsx", NOW)


def test_the_pacemaker_is_filled_too(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "pacemaker", tmp_path / "pump")
    said = answers_of(fill(tmp_path, statement()).data)
    assert said["CONN-1.1.1"][0] == "No"  # its model has no Wi-Fi
    assert said["PLOK-1"][0] == "No"


def test_rules_are_for_sections_of_the_edition_and_name_each_question_once() -> None:
    for edition in shipped().editions:
        names = [rule.id for rule in edition.rules]
        assert len(set(names)) == len(names)
        assert {name.partition("-")[0] for name in names} <= set(edition.sections)
        assert set(edition.sections) == set(SECTIONS)
        assert {rule.ask for rule in edition.rules} == set(Ask)
