"""An HTML document as a reviewer reads it: headings, text, labelled values, tables and the words in drawings."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from medward.dossier.review.reading import Grid, Line, LineKind, Mark, ReadDocument

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BREAKS: Final = frozenset(
    (
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "br",
        "tr",
        "span",
    )
)
_SILENT: Final = frozenset(("style", "script", "nav", "head", "template"))
_CLOSING: Final[dict[str, LineKind]] = {
    **dict.fromkeys(_HEADINGS, "heading"),
    **dict.fromkeys(("p", "li", "summary", "footer", "pre"), "text"),
    "dd": "label",
    "figcaption": "figure",
    "svg": "figure",
}


def read_html(path: str, content: str) -> ReadDocument:
    """Return an HTML file as a document; a broken one gives what a browser would show of it."""
    parser = _Reader()
    parser.feed(content)
    parser.close()
    parser.end_line("text")
    title = next((b.text for b in parser.blocks if isinstance(b, Line) and b.kind == "heading"), parser.title)
    return ReadDocument(path, "html", squeezed(title), tuple(parser.blocks), tuple(parser.marks))


def squeezed(text: str) -> str:
    """Return text with single spaces."""
    return re.sub(r"\s+", " ", text).strip()


class _Reader(HTMLParser):
    """Collects blocks in reading order."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Line | Grid] = []
        self.marks: list[Mark] = []
        self.title = ""
        self._words: list[str] = []
        self._silent = 0
        self._in_title = False
        self._label = ""
        self._rows: list[list[str]] | None = None
        self._head: list[str] = []
        self._caption = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title"
        self._silent += tag in _SILENT
        if tag in ("ins", "del"):
            self.marks.append(Mark("tracked change", f"<{tag}>"))
        style = dict(attrs).get("style") or ""
        if re.search(r"display:\s*none|visibility:\s*hidden", style):
            self.marks.append(Mark("hidden text", style))
        if tag == "table":
            self.end_line("text")
            self._rows, self._head, self._caption = [], [], ""
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif self._rows is None and (
            tag in _HEADINGS or tag in ("p", "dt", "dd", "figure", "svg", "summary")
        ):
            self.end_line("text")
        elif tag in ("td", "th", "caption"):
            self._words = []
        elif tag in _BREAKS:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if self._rows is not None:
            self._end_in_table(tag)
        elif tag == "dt":
            self._label = squeezed("".join(self._words))
            self._words = []
        elif tag in _CLOSING:
            self.end_line(_CLOSING[tag], _HEADINGS.get(tag, 0))
        elif tag in ("text", "title", "desc", "tspan"):
            self._words.append(" ; ")
        elif tag in _BREAKS:
            self._words.append(" ")

    def handle_data(self, data: str) -> None:
        if self._in_title and self._silent:
            self.title += data
            self._in_title = False
        elif not self._silent:
            self._words.append(data)

    def handle_comment(self, data: str) -> None:
        if not self._silent and squeezed(data):
            self.marks.append(Mark("comment", squeezed(data)[:200]))

    def end_line(self, kind: LineKind, level: int = 0) -> None:
        """Close the words collected so far as one line."""
        words = squeezed("".join(self._words))
        self._words = []
        if kind == "label":
            words, self._label = f"{self._label}: {words}", ""
        if words:
            self.blocks.append(Line(kind, words, level))

    def _end_in_table(self, tag: str) -> None:
        rows = self._rows or []
        if tag in ("td", "th", "caption"):
            words = squeezed("".join(self._words))
            self._words = []
            if tag == "caption":
                self._caption = words
            elif tag == "th" and len(rows) == 1:
                self._head.append(words)
            elif rows:
                rows[-1].append(words)
        elif tag == "table":
            kept = tuple(tuple(row) for row in rows if row)
            self.blocks.append(Grid(self._caption, tuple(self._head), kept))
            self._rows = None
        else:
            self._words.append(" ")
