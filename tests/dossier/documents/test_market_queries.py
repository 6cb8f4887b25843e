"""What documents for operators quote of the labelling, and how they name ports and procedures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.controls.records import Label
from medward.devices.records import Exposure, Interface
from medward.dossier.blocks import Block, KeyValues, plain, tables_of
from medward.dossier.documents.interface_queries import ports
from medward.dossier.documents.market_queries import procedures, told
from medward.dossier.pages.context import Context, prepare
from medward.governance.records import Document
from medward.kernel.recordset import RecordSet
from tests.fixtures.dossier_facts import make_facts


def context(*more: Label | Document | Interface) -> Context:
    base = make_facts()
    names = {record.id for record in more}
    return prepare(
        replace(base, records=RecordSet([*(one for one in base.records if one.id not in names), *more]))
    )


def quoted(blocks: tuple[Block, ...]) -> str:
    """Return what stands beside the text of a labelling item."""
    (one,) = [block for block in blocks if isinstance(block, KeyValues)]
    return {field.label: plain(field.value) for field in one.fields}["Quoted from"]


@pytest.mark.parametrize(
    ("words", "is_explained"),
    [
        ("Figure 3 shows the segments.", True),
        ("The port table in chapter 6 names them.", True),
        ("The list stands in annex B.", True),
        ("Keep the figures of each ward.", False),
    ],
)
def test_a_quoted_text_that_names_a_chapter_says_of_which_document(
    words: str,
    is_explained: bool,  # noqa: FBT001 - a row of the table above
) -> None:
    label = Label(
        id="LVP-LBL-0906",
        title="Network",
        status="effective",
        item=4,
        text=words,
        location="Manual, chapter 1",
    )
    found = quoted(told(context(label), "4"))
    assert found.startswith("Manual, chapter 1")
    assert ("that document" in found) is is_explained


def test_an_interface_without_a_port_says_so_in_words() -> None:
    base = make_facts()
    first = base.records.of(Interface)[0].replace(exposure=Exposure.ADJACENT)
    (table,) = tables_of(ports(context(first.replace(port="none", medium="Keypad"))))
    found = {plain(row.cells[0]).split()[0]: plain(row.cells[1]) for row in table.rows}
    assert found[first.id] == "Keypad; no network port"


def test_a_revision_is_not_torn_from_its_number() -> None:
    record = Document(
        id="ORG-DOC-0907",
        title="Report",
        status="effective",
        number="PMS-LVP-025 rev 1",
        document_kind="report",
    )
    (table,) = tables_of(procedures(context(record)))
    assert "PMS-LVP-025 rev\u00a01" in {plain(row.cells[0]) for row in table.rows}
