"""`medward label build` and `medward mds2 fill` as a person types them."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from medward.cli.main import program
from tests.mds2 import answers_of, statement

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(program, ["-C", str(folder), *arguments])
    return result.exit_code, result.output


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a copy of the sample pump."""
    return Path(shutil.copytree(PUMP, tmp_path / "pump"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_labelling_of_the_sample_is_complete(pump: Path) -> None:
    code, output = run(pump, "label", "build", "--forms", "html", "--json")
    document = json.loads(output)
    assert code == 0
    assert (document["missing_items"], document["unlabelled_ports"]) == ([], [])
    rows = list(csv.reader(io.StringIO(Path(document["ports"]).read_text(encoding="utf-8-sig"))))
    assert len(rows) == document["port_rows"] + 1
    assert any("Bluetooth" in cell for row in rows for cell in row)


def test_an_open_port_that_no_text_names_is_said(pump: Path) -> None:
    edit(
        pump / "records/labelling/labels.yaml",
        "sources: [LVP-IFC-0009, LVP-IFC-0010,",
        "sources: [LVP-IFC-0010,",
    )
    code, output = run(pump, "label", "build", "--forms", "html")
    assert code == 1
    assert "Open, and not in the port table: LVP-IFC-0009." in output
    page = (pump / "packages/labelling/14-labelling.html").read_text(encoding="utf-8")
    assert "Open ports users are not told of" in page
    assert "TCP 8883 at the gateway" in page


def test_a_missing_item_is_said_in_document_and_command(pump: Path) -> None:
    edit(pump / "records/labelling/labels.yaml", "item: 13\n", "item: 12\n")
    code, output = run(pump, "label", "build", "--forms", "html")
    assert code == 1
    assert "No text for labelling item 13." in output
    assert "Item missing" in (pump / "packages/labelling/14-labelling.html").read_text(encoding="utf-8")


def test_a_formula_in_a_port_is_text_in_the_csv(pump: Path) -> None:
    edit(pump / "records/model/interfaces-pump.yaml", "used_by: ", "used_by: '=1+1 ' #")
    run(pump, "label", "build", "--forms", "html")
    table = (pump / "packages/labelling-ports.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in table


def test_customers_read_no_internal_id(pump: Path) -> None:
    run(pump, "dossier", "build", "--for", "customer", "--forms", "html")
    for name in ("16a-hardening-guide", "16b-log-dictionary"):
        body = (pump / f"packages/customer/{name}.html").read_text(encoding="utf-8").partition("<main")[2]
        assert ">LVP-" not in body
        assert "(LVP-" not in body


def test_a_vulnerability_of_confidentiality_alone_is_no_patient_risk_for_management(pump: Path) -> None:
    path = pump / "records/vulnerabilities/assessments.yaml"
    first = path.read_text(encoding="utf-8")
    assert "id: LVP-VAS-0901" not in first
    # practice S09: the vector and severity of its worked example
    path.write_text(
        first.rstrip()
        + """
---
kind: assessment/1
id: LVP-VAS-0901
title: A reader of the disk learns a host name
status: affected
owner: ORG-USR-0009
vulnerability: LVP-VUL-0001
release: LVP-REL-0002
component: pkg:pypi/hostname@1.0
first_seen_at: 2026-05-28T16:30:00+02:00
decided_at: 2026-06-04T14:07:00+02:00
vector: CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N
patient_severity: S0
action_statement: Nothing to do.
detail: Worked example.
""",
        encoding="utf-8",
    )
    run(pump, "dossier", "build", "--for", "executive", "--forms", "html")
    page = (pump / "packages/executive/17-executive-page.html").read_text(encoding="utf-8")
    listed = page.partition("Patient risk in the field")[2].partition("</table>")[0]
    assert "open-LVP-VAS-0901" not in listed
    assert "confidentiality, or may; no decision about privacy is recorded" in page


def test_mds2_writes_a_copy_and_ends_with_1_while_questions_are_open(pump: Path, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(statement())
    out = tmp_path / "filled.xlsx"
    code, output = run(pump, "mds2", "fill", str(tmp_path / "form.xlsx"), "-o", str(out))
    assert code == 1
    assert "12 answered (0 by a person's record, 12 computed), 0 kept as they were, 3 open" in output
    assert answers_of(out.read_bytes())["CONN-1.1.2"][0] == "Yes"
    assert (tmp_path / "form.xlsx").read_bytes()[:2] == b"PK"


def test_mds2_json_has_stable_keys(pump: Path, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(statement())
    _, output = run(
        pump, "mds2", "fill", str(tmp_path / "form.xlsx"), "-o", str(tmp_path / "out.xlsx"), "--json"
    )
    document = json.loads(output)
    assert set(document) == {"workbook", "edition", "sheet", "columns", "answered", "kept", "unanswered"}
    assert {"question", "answer", "note", "records", "by", "confidence"} == set(document["answered"][0])
    assert [one["question"] for one in document["unanswered"]] == ["AUDT-2.3", "RMOT-1", "OTHR-1"]
