"""Commands and names of fields in a sentence are set apart in every printed form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.dossier.blocks import Code, Column, Phrase, Row, Section, Table
from medward.dossier.words import marked
from medward.render.pdf import pdf_file
from medward.render.single import html_file
from medward.render.typeset import typeset
from medward.render.word import word_file
from tests.render.manuscripts import NOW, manuscript
from tests.render.test_pdf import words as pdf_words
from tests.render.test_word import words as word_words

FIX = "Fill the fields that `medward threats generate --rules` names."
TABLE = Table("open", "What lacks", (Column("What to do"),), (Row((marked(FIX),)),))
EMPTY = Table("gates", "Gates", (Column("Gate"),), (), "Run `medward gate` first.")


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        pytest.param("Write it to the ledger.", "Write it to the ledger.", id="no command"),
        pytest.param("Half `open", "Half `open", id="a mark that is never closed"),
        pytest.param("Run `medward gate`.", Phrase(("Run ", Code("medward gate"), ".")), id="one command"),
        pytest.param("`a` or `b`", Phrase((Code("a"), " or ", Code("b"))), id="two names"),
    ],
)
def test_what_stands_between_marks_is_code(sentence: str, found: str | Phrase) -> None:
    assert marked(sentence) == found


def test_every_form_prints_a_command_without_its_marks() -> None:
    made = replace(manuscript(), sections=(Section("Open", (TABLE,)), Section("Gates", (EMPTY,))))
    html = html_file(made).decode()
    assert "that <code>medward threats generate --rules</code> names." in html
    assert "Run <code>medward gate</code> first." in html
    ready = typeset(made)
    printed = " ".join(pdf_words(pdf_file(ready, "a4", NOW)).split())
    typed = "".join(word_words(word_file(ready, "a4", NOW)).split("\n"))
    for text in (printed, typed):
        assert "that medward threats generate --rules names." in text
        assert "Run medward gate first." in text
        assert "`" not in text


def test_a_lone_table_with_nothing_in_it_says_so_without_repeating_the_heading() -> None:
    made = replace(manuscript(), sections=(Section("Gates", (EMPTY,)),))
    printed = " ".join(pdf_words(pdf_file(typeset(made), "a4", NOW)).split())
    assert "Gates. Run" not in printed
    beside = replace(made, sections=(Section("Gates", (EMPTY, TABLE)),))
    assert "Gates. Run" in " ".join(pdf_words(pdf_file(typeset(beside), "a4", NOW)).split())
