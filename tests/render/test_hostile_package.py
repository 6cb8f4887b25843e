"""Hostile text in every text field of every kind of record: inert and legible in all forms of the package."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from defusedxml import ElementTree
from openpyxl import load_workbook
from pydantic import ValidationError
from pypdf import PdfReader

from medward.kernel.recordset import RecordSet
from medward.kernel.rows import Rows
from medward.render.workbook import workbook
from medward.workspace.building import build_dossier
from medward.workspace.device import open_device
from medward.workspace.packaging import build_package
from medward.workspace.starting import start_sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from medward.kernel.records import Record

NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
HARM: Final = '<script>alert(1)</script>\u202eabc \U0001f600 \x07 {threats} #eval("1") $x$'
LONG: Final = "W" * 10_000
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TOKEN: Final = re.compile(r"tkn[0-9]{4}")
"""Stands in every hostile text, so that each can be found again."""


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every text in a tree."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    elif isinstance(value, str):
        yield path


def put(tree: object, path: tuple[str | int, ...], text: str) -> str:
    """Set a leaf and return what stood there."""
    for key in path[:-1]:
        tree = tree[key]  # type: ignore[index]
    old = str(tree[path[-1]])  # type: ignore[index]
    tree[path[-1]] = text  # type: ignore[index]
    return old


class Poison:
    """Writes hostile text wherever a record takes text; every eighth kind gets a word of ten thousand letters too."""

    def __init__(self) -> None:
        """Begin to count."""
        self.count = 0
        self.seen: list[str] = []

    def record(self, record: Record) -> Record:
        """Return the record with hostile text in every field that takes any."""
        data = record.model_dump(mode="json", exclude_unset=True)
        longest = len(self.seen) % 8 == 0
        self.seen.append(record.id)
        for path in list(leaves(data)):
            if path[0] in {"id", "kind", "status"}:
                continue
            text = f"=tkn{self.count:04} {HARM}{LONG if longest else ''}"
            old = put(data, path, text)
            try:
                record = type(record).model_validate(data)
            except (ValidationError, ValueError):
                put(data, path, old)
            else:
                self.count += 1
                longest = False
        return record


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The US package and the pages of a device file whose richest record of each kind is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    start_sample(folder / "pump", "infusion-pump")
    device = open_device(folder / "pump")
    richest: dict[type, Record] = {}
    for record in device.records:
        best = richest.get(type(record))
        if best is None or len(list(leaves(record.model_dump(mode="json")))) > len(
            list(leaves(best.model_dump(mode="json")))
        ):
            richest[type(record)] = record
    poison = Poison()
    chosen = {one.id for one in richest.values()}
    records = RecordSet(poison.record(one) if one.id in chosen else one for one in device.records)
    hostile = replace(device, records=records)
    build_package(hostile, "us", folder / "us", now=NOW)
    build_dossier(hostile, folder / "pages", now=NOW)
    return folder, poison.count


def tokens(text: str) -> set[str]:
    """Return the tokens in a text that lines may have broken."""
    return set(TOKEN.findall("".join(text.split())))


def words_of(path: Path) -> str:
    """Return the text of a PDF as poppler reads it."""
    found = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True)
    return found.stdout.decode("utf-8")


def test_hundreds_of_fields_of_all_kinds_take_text(built: tuple[Path, int]) -> None:
    assert built[1] > 300


def test_html_holds_no_element_a_record_brought(built: tuple[Path, int]) -> None:
    for path in [*built[0].glob("us/*.html"), *built[0].glob("pages/**/*.html")]:
        text = path.read_text("utf-8")
        assert "<script>alert" not in text, path.name
        assert not re.search(r"<[^>]+\son\w+=", text), path.name
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text.replace("\r", "")), path.name


def test_word_and_pdf_hold_the_same_hostile_texts_as_html(built: tuple[Path, int]) -> None:
    seen = 0
    for path in sorted(built[0].glob("us/*.docx")):
        root = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
        words = "".join(node.text or "" for node in root.iter(f"{W}t"))
        assert "\u202e" not in words
        codes = {(node.text or "").split()[0] for node in root.iter(f"{W}instrText")}
        assert codes <= {"SEQ", "PAGEREF"}, path.name
        annexes = sorted(path.parent.glob(f"{path.stem}-annex-*.pdf"))
        printed = "".join(words_of(one) for one in (path.with_suffix(".pdf"), *annexes))
        html = re.sub("<[^>]+>", "", path.with_suffix(".html").read_text("utf-8"))
        assert tokens(words) <= tokens(printed), path.name  # a drawing has its words in the PDF only
        assert tokens(words) <= tokens(html), path.name
        seen += len(tokens(words))
    assert seen > 100


def test_a_pdf_runs_nothing_and_shows_what_hides(built: tuple[Path, int]) -> None:
    for path in built[0].glob("us/*.pdf"):
        reader = PdfReader(path)
        assert not reader.root_object.keys() & {"/OpenAction", "/AA", "/AcroForm"}
        text = "".join(words_of(path).split())
        if tokens(text):
            assert "[U+202E]" in text
            assert "[U+1F600]" in text
            assert "<script>" in text


def test_no_cell_of_a_csv_file_is_a_formula(built: tuple[Path, int]) -> None:
    rows: list[list[str]] = []
    for path in built[0].glob("pages/**/*.csv"):
        found = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
        assert not [one for row in found for one in row if one.startswith(("=", "@", "\t", "\r"))], path.name
        rows += found
    assert sum("tkn" in one for row in rows for one in row) > 50


def test_no_cell_of_a_workbook_is_a_formula(built: tuple[Path, int]) -> None:
    largest = sorted(built[0].glob("pages/**/*.csv"), key=lambda path: path.stat().st_size)[-6:]
    for path in largest:
        head, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
        table = Rows("T", tuple(head), tuple(tuple(one.removeprefix("'") for one in row) for row in rows))
        sheet = load_workbook(io.BytesIO(workbook([table], NOW)))["T"]
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row), path.name
