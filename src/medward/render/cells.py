"""Cells as HTML. Every text passes `esc`; there is no other way into a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from medward.dossier.blocks import (
    Badge,
    Cell,
    Code,
    Digest,
    FileLink,
    Inline,
    Items,
    Note,
    Number,
    PageLink,
    Phrase,
    Ref,
    Strong,
    number_text,
)
from medward.dossier.manuscript import SHORT_HASH
from medward.dossier.tones import Tone
from medward.render.legible import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_ID: Final = re.compile(r"\b[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}\b")
_LONG_WORD: Final = 28
"""Letters from which a badge may wrap."""
_MARKS: Final = {
    Tone.GOOD: "\u2713",
    Tone.ATTENTION: "!",
    Tone.BAD: "\u2717",
    Tone.UNKNOWN: "?",
    Tone.NEUTRAL: "",
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where a page lies, and which records have a page."""

    root: str
    """Prefix from the page to the folder of the dossier: empty or `../`."""
    records: Collection[str]
    is_single: bool = False
    """Whether everything is one file, so that links lead to places in it."""


def esc(words: str) -> str:
    """Return text for HTML content or a quoted attribute; characters that hide or steer are spelled out."""
    return escape(legible(words), quote=True)


def cell(value: Cell, where: Where) -> str:
    """Return a cell as HTML."""
    if isinstance(value, tuple):
        return " ".join(filter(None, (inline(part, where) for part in value)))
    return inline(value, where)


def inline(value: Inline, where: Where) -> str:
    """Return one part of a cell as HTML."""
    return prose(value, where) if isinstance(value, str) else _RENDER[type(value)](value, where)


def prose(words: str, where: Where) -> str:
    """Return text in which every id that has a page is a link."""
    return _ID.sub(lambda found: _linked_id(found.group(), where), esc(words))


def _linked_id(identity: str, where: Where) -> str:
    """Return an id as a link when it has a page, else as it is."""
    return inline(Ref(identity), where) if identity in where.records else identity


def record_href(identity: str, where: Where) -> str:
    """Return the address of a record's page from the page at `where`, or of its row in the same file."""
    if where.is_single:
        return f"#{quote(identity)}"
    return f"{where.root}records/{quote(identity)}.html"


def page_href(link: PageLink, where: Where) -> str:
    """Return the address of another page."""
    anchor = f"#{quote(link.anchor)}" if link.anchor else ""
    return f"{where.root}{quote(link.slug)}.html{anchor}"


def badge(value: Badge) -> str:
    """Return a state as a word with a mark, so that colour is never the only carrier."""
    mark = _MARKS[value.tone]
    sign = f'<span class="mark" aria-hidden="true">{mark}</span>' if mark else ""
    long = " long" if len(value.word) > _LONG_WORD else ""
    return f'<span class="badge {value.tone.value}{long}">{sign}{esc(value.word)}</span>'


def _ref(value: Ref, where: Where) -> str:
    label = esc(value.label or value.id)
    if value.id not in where.records:
        kind = "id" if where.is_single else "id missing"
        return f'<span class="{kind}">{label}</span>'
    return f'<a class="id" href="{esc(record_href(value.id, where))}">{label}</a>'


def _page(value: PageLink, where: Where) -> str:
    if where.is_single:
        return esc(value.label)
    return f'<a href="{esc(page_href(value, where))}">{esc(value.label)}</a>'


def _file(value: FileLink, where: Where) -> str:
    if where.is_single:
        return esc(value.label)
    return f'<a href="{esc(where.root + quote(value.path))}">{esc(value.label)}</a>'


def _badge(value: Badge, where: Where) -> str:
    del where
    return badge(value)


def _number(value: Number, where: Where) -> str:
    del where
    return f'<span class="number">{number_text(value)}</span>'


def _code(value: Code, where: Where) -> str:
    del where
    return f"<code>{esc(value.text)}</code>"


def _digest(value: Digest, where: Where) -> str:
    del where
    if value.short and len(value.value) > SHORT_HASH:
        return f'<code class="hash" title="{esc(value.value)}">{esc(value.value[:SHORT_HASH])}\u2026</code>'
    return f'<code class="hash">{esc(value.value)}</code>'


def _strong(value: Strong, where: Where) -> str:
    return f"<strong>{prose(value.text, where)}</strong>"


def _note(value: Note, where: Where) -> str:
    return f'<span class="note">{prose(value.text, where)}</span>'


def _phrase(value: Phrase, where: Where) -> str:
    return "".join(inline(part, where) for part in value.parts)


def _items(value: Items, where: Where) -> str:
    if not value.items:
        return ""
    lines = "".join(f"<li>{cell(item, where)}</li>" for item in value.items)
    return f'<ul class="items">{lines}</ul>'


_RENDER: Final[dict[type, Callable[[Any, Where], str]]] = {
    Ref: _ref,
    PageLink: _page,
    FileLink: _file,
    Badge: _badge,
    Number: _number,
    Code: _code,
    Digest: _digest,
    Strong: _strong,
    Note: _note,
    Phrase: _phrase,
    Items: _items,
}


def short_id(identity: str) -> str:
    """Return an id without the product: whole documents are about one product."""
    return identity.split("-", 1)[1]
