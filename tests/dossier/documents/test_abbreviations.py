"""The table of abbreviations of a document: what occurs, with its meaning, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from medward.dossier.blocks import (
    Code,
    Column,
    Details,
    Field,
    KeyValues,
    Note,
    Paragraph,
    Row,
    Section,
    Table,
    plain,
)
from medward.dossier.documents.abbreviations import explained, odd_lines, own, shipped
from medward.dossier.documents.assembling import assemble
from medward.dossier.documents.gap_list import Topic, package_gaps
from medward.dossier.documents.outline import PackageOutline
from medward.dossier.documents.queries import Asked
from medward.dossier.documents.shipped import document_set
from medward.dossier.pages.context import Context, prepare
from medward.dossier.shorthand import shorthand
from medward.governance.narratives import Narrative
from medward.kernel.recordset import RecordSet
from tests.fixtures.dossier_facts import make_facts
from tests.render.manuscripts import cover

PACKAGE = PackageOutline(id="test", jurisdictions=("us",), title="Test", documents=("03",))
QUIET = cover(title="Threats", package="Hospitals", generated="today")


def context(own_words: str = "") -> Context:
    base = make_facts()
    text = Narrative(
        id="LVP-NAR-0904", title="Words", status="effective", slot="abbreviations", text=own_words or "-"
    )
    return prepare(replace(base, records=RecordSet([*base.records, *([text] if own_words else [])])))


def listed(sections: tuple[Section, ...], where: Context) -> dict[str, str]:
    tables = [block for one in explained(QUIET, sections, where) for block in one.blocks]
    return {
        plain(row.cells[0]): plain(row.cells[1])
        for table in tables
        if isinstance(table, Table)
        for row in table.rows
    }


def test_only_those_are_listed_that_occur() -> None:
    table = Table("t", "Flows over TLS", (Column("BLE"),), (Row((("MQTT", Note("FHIR")),)),))
    where = Details("Why JSON", (KeyValues((Field("USB", "UART"),)),))
    sections = (Section("The EMR", (Paragraph(("An SBOM",)), table, where)),)
    assert set(listed(sections, context())) == {
        "EMR", "SBOM", "TLS", "BLE", "MQTT", "FHIR", "JSON", "USB", "UART",
    }  # fmt: skip
    assert listed((Section("Nothing", ()),), context()) == {}


def test_code_is_not_read() -> None:
    assert listed((Section("Parts", (Paragraph((Code("pkg:generic/TLS"),)),)),), context()) == {}


def test_words_of_the_cover_are_explained() -> None:
    made = explained(cover(package="European Union, MDR", generated="12:00 UTC"), (), context())
    assert [plain(row.cells[0]) for one in made for row in one.blocks[0].rows] == ["MDR", "UTC"]  # type: ignore[union-attr]


def test_a_company_explains_its_own_and_says_better_what_we_say() -> None:
    where = context("WIDS: wireless intrusion detection of the ward\nEMR: the record system of the clinic")
    sections = (Section("The WIDS beside the EMR and TLS", ()),)
    assert listed(sections, where) == {
        "EMR": "the record system of the clinic",
        "TLS": "Transport Layer Security",  # RFC 8446, title
        "WIDS": "wireless intrusion detection of the ward",
    }


def test_a_line_that_explains_nothing_blocks_the_package() -> None:
    where = context("WIDS: wireless intrusion detection\nand some words")
    assert own(where) == {"WIDS": "wireless intrusion detection"}
    assert odd_lines(where) == ("and some words",)
    found = [one for one in package_gaps(PACKAGE, where, ()) if one.subject == "LVP-NAR-0904"]
    assert [(one.topic, one.is_blocking) for one in found] == [(Topic.TEXT, True)]
    assert "'and some words'" in found[0].what


@pytest.mark.parametrize(
    ("words", "is_input"), [("STRIDE: six kinds of threat", True), ("XYZW: none", False)]
)
def test_a_document_is_made_from_the_text_only_where_it_takes_a_meaning_from_it(
    words: str, *, is_input: bool
) -> None:
    where = context(words)
    made = assemble(document_set().document("03"), PACKAGE, where, Asked(where))
    assert ("LVP-NAR-0904" in made.inputs) is is_input
    assert made.manuscript.sections[-1].title == "Abbreviations"


def test_the_shipped_list_is_sorted_unique_and_made_of_abbreviations() -> None:
    lines = (files("medward.dossier.documents") / "abbreviations.yaml").read_text("utf-8").splitlines()
    names = [line.partition(":")[0] for line in lines if not line.startswith("#")]
    assert names == sorted(set(names), key=str.lower)
    assert list(shipped()) == names
    assert all(list(shorthand(name)) == [name] for name in names)
    assert all(isinstance(words, str) and len(words) > len(name) for name, words in shipped().items())


def test_a_code_whose_meaning_stands_beside_it_is_not_explained_twice() -> None:
    rows = (Row(("ALOF", "Automatic logoff")), Row(("AUDT", "Audit controls")))
    table = Table("capabilities", "Capabilities", (Column("Code"), Column("Capability")), rows)
    sections = (Section("Capabilities", (table, Paragraph(("By MDCG.",)))),)
    assert set(listed(sections, context())) == {"MDCG"}
