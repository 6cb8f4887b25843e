"""What is too long to stand inside a document: nothing of it is lost, and it is found again where it is named."""

from __future__ import annotations

from dataclasses import replace

from medward.dossier.blocks import Details, Field, KeyValues, Matrix, MatrixCell, Ref, Section
from medward.render.apart import LONGEST
from medward.render.pdf import pdf_file, pdf_files
from medward.render.typeset import typeset
from medward.render.word import word_file
from tests.render.manuscripts import NOW, manuscript
from tests.render.test_pdf import words
from tests.render.test_word import words as word_words

SLUG = "03-threat-model"


def protocols(count: int) -> tuple[Details, ...]:
    return tuple(
        Details(
            f"LVP-TST-{number:04}  Test {number}",
            (KeyValues((Field("Purpose", f"shows aim {number}."), Field("Proves", Ref("LVP-THR-0001")))),),
        )
        for number in range(count)
    )


def made_of(*sections: Section) -> dict[str, str]:
    ready = typeset(replace(manuscript(), sections=(*manuscript().sections, *sections)))
    return {name: " ".join(words(data).split()) for name, data in pdf_files(ready, "a4", NOW).items()}


def test_a_long_run_of_entries_goes_to_an_annex_with_every_field_of_every_entry() -> None:
    made = made_of(Section("Test protocols", protocols(LONGEST + 1)))
    assert sorted(made) == [f"{SLUG}-annex-test-protocols.pdf", f"{SLUG}.pdf"]
    main, annex = made[f"{SLUG}.pdf"], made[f"{SLUG}-annex-test-protocols.pdf"]
    assert f"{LONGEST + 1} entries, in the annex {SLUG}-annex-test-protocols.pdf" in main
    assert "shows aim" not in main
    assert all(f"shows aim {number}." in annex for number in range(LONGEST + 1))
    assert annex.count("LVP-TST-0007 Test 7") == 1
    assert annex.count("LVP-TST-0007") == 2


def test_a_run_of_entries_that_a_reader_leafs_through_stays_inside() -> None:
    made = made_of(Section("Test protocols", protocols(LONGEST)))
    assert list(made) == [f"{SLUG}.pdf"]
    assert f"shows aim {LONGEST - 1}." in made[f"{SLUG}.pdf"]


def test_annexes_under_headings_of_the_same_words_are_files_of_their_own() -> None:
    some = Section("Threats", protocols(LONGEST + 1))
    assert sorted(made_of(some, some)) == [
        f"{SLUG}-annex-threats-2.pdf",
        f"{SLUG}-annex-threats-3.pdf",
        f"{SLUG}.pdf",
    ]


def test_a_cell_of_a_printed_matrix_says_how_many_risks_where_their_names_would_fill_pages() -> None:
    few, many = (tuple(f"LVP-RSK-{number:04}" for number in range(count)) for count in (40, 41))
    shown = Matrix("Matrix", (("S4", (MatrixCell("U", few), MatrixCell("R", many))),), ("E3", "E4"))
    ready = typeset(replace(manuscript(), sections=(Section("Rated", (shown,)),)))
    for text in (words(pdf_file(ready, "a4", NOW)), word_words(word_file(ready, "a4", NOW))):
        assert "RSK-0039" in text
        assert "41 risks" in text
        assert "RSK-0040" not in text
