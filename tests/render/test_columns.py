"""Widths of printed columns: what a reader of a page would otherwise see cut or squeezed."""

from __future__ import annotations

import pytest

from medward.dossier.blocks import Badge, Cell, Column, Phrase, Ref, Row, Table
from medward.dossier.tones import Tone
from medward.render.columns import layout

LINE = 112


def shares(columns: tuple[Column, ...], *rows: tuple[Cell, ...]) -> tuple[float, ...]:
    """Return the widths of a table's columns in letters."""
    return layout(Table("t", "T", columns, tuple(map(Row, rows)))).shares


def test_a_column_of_short_links_leaves_its_room_to_names() -> None:
    columns = (Column("Flow"), Column("From"), Column("To"))
    rows = [
        (Ref(f"LVP-IFC-{n:04}", f"F{n:02}"), "P2 Communications module", "P1 Therapy controller")
        for n in range(5)
    ]
    flow, *ends = shares(columns, *rows)
    assert flow < 12
    assert min(ends) > len("P2 Communications module")


@pytest.mark.parametrize("name", ["SRF-LVP-011", "LVP-RSK-0001", "2026-06-15", "CAPA-DOC-204"])
def test_an_id_or_date_has_room_on_one_line_beside_long_prose(name: str) -> None:
    first, _ = shares((Column("Id"), Column("Text")), (name, "word " * 35))
    assert first >= len(name) + 3


def test_a_state_below_a_label_has_room_on_one_line() -> None:
    state = Badge("not affected", Tone.GOOD)
    columns = (Column("Id"), Column("Status", is_below=True), Column("Text"))
    first, _ = shares(columns, ("X", state, "word " * 35))
    assert first >= len("✓ not affected") + 3


def test_a_state_and_the_rating_beside_it_stay_on_one_line() -> None:
    first, _ = shares((Column("R"), Column("Text")), ((Badge("U", Tone.BAD), "E4 S4"), "word " * 35))
    assert first >= len("✗ U E4 S4") + 3


def test_the_widths_fill_the_line() -> None:
    assert sum(shares((Column("A"), Column("B")), ("a", "b"), ("word " * 9, "b"))) == pytest.approx(LINE)


@pytest.mark.parametrize("name", ["EU-MDCG16-3.1-5", "CA-CYB-SECTION", "81001-05"])
def test_an_id_in_a_sentence_of_links_has_room_on_one_line(name: str) -> None:
    cell = Phrase((Ref("A-1"), ", ", Ref(name), " to ", Ref("A-9")))
    first, _ = shares((Column("Clauses"), Column("Text")), (cell, "word " * 90))
    assert first >= len(name) + 3
