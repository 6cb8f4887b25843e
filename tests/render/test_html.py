"""Pages are well formed, every link resolves, and no text of a record runs."""

from __future__ import annotations

from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.dossier.blocks import Column, Row, Table
from medward.dossier.site import documents
from medward.render.blocks import block
from medward.render.cells import Where, esc, prose
from medward.render.html import Stamp, html_files
from medward.render.spreadsheet import neutral, table_csv
from tests.fixtures.dossier_facts import HOSTILE_ID, make_facts

_VOID = frozenset({"meta", "link", "br", "input", "hr", "img"})
STAMP = Stamp("Meridian LVP-900", "release 4.2.0", "2026-06-15 09:00:00 UTC", "Medward 0.1.0")


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    return html_files(documents(make_facts()), STAMP)


class Reader(HTMLParser):
    """Notes links, ids, scripts and tags left open."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.handlers += [name for name in values if name.startswith("on") or name == "style"]
        self.links += [value for name in ("href", "src") if (value := values.get(name))]
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "script":
            self.scripts.append(values.get("src") or "inline")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing at {self.getpos()}")


def read(page: bytes) -> Reader:
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    return reader


def pages(site: dict[str, bytes]) -> dict[str, Reader]:
    return {path: read(data) for path, data in site.items() if path.endswith(".html")}


def test_every_page_is_balanced_and_its_ids_are_unique(site: dict[str, bytes]) -> None:
    for path, reader in pages(site).items():
        assert (reader.problems, reader.open) == ([], []), path
        assert len(reader.ids) == len(set(reader.ids)), path


def test_every_link_of_every_page_leads_to_a_file_and_a_place_in_it(site: dict[str, bytes]) -> None:
    read_pages = pages(site)
    for path, reader in read_pages.items():
        for link in reader.links:
            file, _, anchor = link.partition("#")
            target = normpath(join(dirname(path), unquote(file))) if file else path
            assert target in site, f"{path} -> {link}"
            assert not anchor or unquote(anchor) in read_pages[target].ids, f"{path} -> {link}"


def test_pages_run_one_script_of_ours_and_no_inline_code(site: dict[str, bytes]) -> None:
    for path, reader in pages(site).items():
        assert [script.removeprefix("../") for script in reader.scripts] == ["static/tables.js"], path
        assert reader.handlers == [], path


def test_every_record_has_a_page(site: dict[str, bytes]) -> None:
    for record in make_facts().records:
        assert f"records/{record.id}.html" in site


def test_a_hostile_title_is_shown_as_text(site: dict[str, bytes]) -> None:
    page = site[f"records/{HOSTILE_ID}.html"].decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;" in page
    assert all(b"<script>alert" not in data for path, data in site.items() if path.endswith(".html"))


def test_the_policy_lets_nothing_load_from_elsewhere(site: dict[str, bytes]) -> None:
    assert "default-src &#x27;none&#x27;" in site["index.html"].decode()
    assert not [link for reader in pages(site).values() for link in reader.links if "//" in link]


def test_the_data_flow_diagram_names_every_zone_and_flow(site: dict[str, bytes]) -> None:
    page = site["system.html"].decode()
    for name in ("Z1", "Z6", "F01", "F28", "trust zone"):
        assert name in page
    assert 'href="records/LVP-IFC-0018.html"' in page


def test_the_matrix_prints_letters_and_ids(site: dict[str, bytes]) -> None:
    page = site["risk.html"].decode()
    assert '<span class="letter" title="unacceptable">U</span>' in page
    assert "RSK-0017</a>" in page


@given(st.text())
def test_escaped_text_holds_no_markup_and_no_control_character(words: str) -> None:
    shown = esc(words)
    assert not set("<>\"'") & set(shown)
    assert all(letter >= " " or letter in "\n\t" for letter in shown)
    assert prose(words, Where("", frozenset())) == shown


@given(st.text())
def test_no_csv_cell_begins_like_a_formula(words: str) -> None:
    cell = neutral(words)
    assert not cell.lstrip(" \n").startswith(("=", "@", "+", "\t", "\r"))
    assert words in cell


@pytest.mark.parametrize(
    ("words", "kept"), [("-3", "-3"), ("-1.5", "-1.5"), ("-2+3", "'-2+3"), ("=A1", "'=A1")]
)
def test_plain_numbers_stay_numbers_in_csv(words: str, kept: str) -> None:
    assert neutral(words) == kept


def test_a_component_named_like_a_formula_is_neutral_in_its_table(site: dict[str, bytes]) -> None:
    assert b"'=cmd|" in site["tables/components-comms-module.csv"]


def test_a_csv_file_has_a_head_and_a_line_per_row() -> None:
    table = Table("t", "T", (Column("A"), Column("B")), (Row(("1", "x,y")),))
    assert table_csv(table).decode("utf-8-sig") == 'A,B\r\n1,"x,y"\r\n'


def test_a_column_below_another_shares_its_cell_on_the_page_and_stays_apart_in_csv() -> None:
    table = Table("t", "T", (Column("A"), Column("B", is_below=True)), (Row(("1", "2")),))
    page = block(table, Where("", frozenset()))
    assert page.count("<th ") == 1
    assert '<td>1<div class="part"><span class="label">B</span> 2</div></td>' in page
    assert table_csv(table).decode("utf-8-sig").splitlines()[0] == "A,B"
