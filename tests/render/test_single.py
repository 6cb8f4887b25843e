"""One HTML file: complete in itself, and nothing in it runs."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from medward.render.single import html_file
from tests.render.manuscripts import HOSTILE, manuscript


class Reader(HTMLParser):
    """Collects ids, links, elements and text."""

    def __init__(self, page: str) -> None:
        """Read a page."""
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.elements: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a":
            self.links.append(str(values.get("href")))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(words: str = "An attacker writes the rate") -> tuple[str, Reader]:
    page = html_file(manuscript(words=words)).decode()
    return page, Reader(page)


def test_every_link_leads_to_a_place_in_the_file() -> None:
    _, reader = read()
    assert reader.links
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert len(reader.ids) == len(set(reader.ids))


def test_it_holds_its_stylesheet_by_hash_and_loads_nothing() -> None:
    page, reader = read()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"sha256-{digest}" in page
    assert not reader.elements & {"script", "link", "img", "iframe", "object"}


def test_the_same_input_gives_the_same_bytes() -> None:
    assert html_file(manuscript()) == html_file(manuscript())


@pytest.mark.parametrize("kind", ["markup", "formula", "commands", "one word", "emoji"])
def test_hostile_text_stands_there_as_text(kind: str) -> None:
    _, reader = read(HOSTILE[kind])
    assert HOSTILE[kind] in reader.text
    assert "script" not in reader.elements


def test_sections_are_numbered_and_listed() -> None:
    _, reader = read()
    assert "1 Method" in reader.text
    assert "3 Reasons" in reader.text
