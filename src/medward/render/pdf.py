"""A manuscript as PDF: tagged, with bookmarks and embedded fonts, the same bytes for the same input.

Typst does the typesetting (docs/adr/0023).
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from medward.render.annex import annex_file, annex_name
from medward.render.apart import LONGEST, folded
from medward.render.fonts import not_shown, set_pdf
from medward.render.legible import without

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from medward.dossier.manuscript import PaperSize
    from medward.render.typeset import Typeset

STANDARD: Final = "a-2a"
"""PDF/A-2a (ISO 19005-2): archival, and tagged for those who cannot see it."""
_ASCII: Final = 0x7E
_TEMPLATE: Final = "static/manuscript.typ"


def pdf_files(ready: Typeset, paper: PaperSize, made_at: datetime) -> dict[str, bytes]:
    """Return a manuscript as PDF/A with an annex for each long table and each long run of entries, by file name.

    Raises:
        MedwardError: The typesetting failed; the message says at what.
    """
    ready = folded(ready)
    manuscript, apart = ready.manuscript, ready.tables(LONGEST)
    named = {name: annex_name(manuscript, name) for name in apart}
    made = {f"{manuscript.slug}.pdf": pdf_file(ready, paper, made_at, named)}
    return made | {
        named[name]: annex_file(manuscript, item, paper, turned=turned)
        for name, (item, turned) in apart.items()
    }


def pdf_file(
    ready: Typeset, paper: PaperSize, made_at: datetime, annexes: Mapping[str, str] | None = None
) -> bytes:
    """Return a manuscript as PDF/A.

    Args:
        ready: What to print.
        paper: `a4` or `us-letter`.
        made_at: Instant written into the file's metadata.
        annexes: File of each table printed apart, by the table's name; a pointer stands in its place.

    Raises:
        MedwardError: The typesetting failed; the message says at what.
    """
    text = json.dumps(ready.tree(paper, annexes or {}), ensure_ascii=False)
    missing = not_shown((letter for letter in set(text) if ord(letter) > _ASCII), STANDARD)
    inputs = {
        "main": (files("medward.render") / _TEMPLATE).read_bytes(),
        "data.json": without(text, missing).encode(),
        **{name: without(svg.decode(), missing).encode() for name, svg in ready.pictures.items()},
    }
    return set_pdf(inputs, made_at, STANDARD)
