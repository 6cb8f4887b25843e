"""Which way pages lie: a heading never stands on a page apart from what it opens."""

from __future__ import annotations

from medward.render.pages import Item, settled

LONG = "word " * 900


def heading(words: str) -> Item:
    return {"k": "heading", "level": 1, "text": words, "anchor": ""}


def para(words: str) -> Item:
    return {"k": "para", "parts": [{"k": "t", "v": words}]}


DRAWING: Item = {"k": "figure", "caption": "Drawing", "alt": "", "sheets": []}


def runs(*items: tuple[Item, bool]) -> list[tuple[bool, list[object]]]:
    """Return the runs with what names each item."""
    return [(turned, [one.get("text") or one["k"] for one in inside]) for turned, inside in settled(items)]


def test_a_heading_and_its_opening_lines_go_with_the_drawing_they_introduce() -> None:
    found = runs((para(LONG), False), (heading("View"), False), (para("It shows."), False), (DRAWING, True))
    assert found == [(False, ["para"]), (True, ["View", "para", "figure"])]


def test_a_section_that_ends_before_a_turned_one_stays_where_it_is() -> None:
    found = runs(
        (para(LONG), False), (heading("Editions"), False), (para("They are named."), False),
        (heading("Texts"), True), (DRAWING, True),
    )  # fmt: skip
    assert found == [(False, ["para", "Editions", "para"]), (True, ["Texts", "figure"])]


def test_long_text_before_a_drawing_stays_upright() -> None:
    found = runs((heading("View"), False), (para(LONG), False), (DRAWING, True))
    assert found == [(False, ["View", "para"]), (True, ["figure"])]
