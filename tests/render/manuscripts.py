"""Manuscripts for tests of the printed forms, small and written by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from medward.dossier.blocks import (
    Badge,
    Bar,
    BarPart,
    Bars,
    CodeBlock,
    Column,
    Details,
    Field,
    KeyValues,
    Matrix,
    MatrixCell,
    Notice,
    Paragraph,
    Ref,
    Row,
    Section,
    Table,
)
from medward.dossier.manuscript import Cover, Manuscript, RevisionLine, SignatureLine
from medward.dossier.tones import Tone

NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
HOSTILE: Final = {
    "markup": "<script>alert(1)</script> & <b>bold</b>",
    "formula": '=HYPERLINK("x","y")',
    "commands": '#eval("1") *x* _y_ $z$ @ref <label> \\ `raw` {threats}',
    "direction": "report\u202egnp.exe \u05e9\u05dc\u05d5\u05dd",
    "one word": "W" * 10_000,
    "emoji": "ok \U0001f600 \u4e2d\u6587",
    "control": "a\x00b\x07c\x1b[31md\x7fe\ufffe\ud800f",
}
"""Text of every field that could do harm or hide something."""


def cover(**changes: str) -> Cover:
    """Return a cover."""
    fields = {
        "number": "DOC-CYB-LVP-003",
        "revision": "A",
        "title": "Threat model report",
        "product": "Meridian LVP-900",
        "release": "4.2.0, build 4.2.0+7f3c",
        "company": "Meridian Infusion Systems",
        "status": "draft",
        "classification": "Confidential",
        "package": "United States",
        "generated": "2026-06-15 12:00:00 UTC",
    }
    return Cover(**{**fields, **changes})  # type: ignore[arg-type]


def table(rows: int, words: str = "An attacker writes the rate") -> Table:
    """Return a table with ids as anchors."""
    columns = (Column("Id", is_narrow=True), Column("Threat"), Column("State", is_narrow=True))
    return Table(
        "threats",
        "Threats of the model",
        columns,
        tuple(
            Row(
                (Ref(f"LVP-THR-{number:04}"), words, Badge("passed", Tone.GOOD)),
                anchor=f"LVP-THR-{number:04}",
            )
            for number in range(1, rows + 1)
        ),
    )


def manuscript(rows: int = 3, words: str = "An attacker writes the rate", mark: str = "DRAFT") -> Manuscript:
    """Return a manuscript with every sort of block that needs no drawing."""
    return Manuscript(
        "03-threat-model",
        cover(watermark=mark),
        (
            Section("Method", (Paragraph((words, " see ", Ref("LVP-THR-0001"))), Notice("Mind", (words,)))),
            Section(
                "Threats",
                (
                    table(rows, words),
                    Matrix("Matrix", (("S4", (MatrixCell("U", ("LVP-RSK-0017",)),)),), ("E4",)),
                    Bars("Tests", (Bar("Radio", (BarPart("passed", 3, Tone.GOOD),)),)),
                ),
            ),
            Section(
                "Reasons",
                (Details("Why", (KeyValues((Field("Severity", words),)),)), CodeBlock(words)),
            ),
        ),
        (
            SignatureLine(
                "Alice", "quality", "approval", "2026-06-15 12:00:00 UTC", "LVP-SIG-0001", "ab" * 32
            ),
        ),
        (RevisionLine("A", "2026-06-15", "First issue", "Release 4.2.0", "Alice"),),
    )
