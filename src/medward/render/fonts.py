"""The fonts of printed documents: from Python packages, never from the machine, so that pages are the same everywhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import typst


@cache
def fonts() -> typst.Fonts:
    """Return Source Sans Pro (SIL Open Font Licence) and the fonts the typesetter carries."""
    folder = str(files("font_source_sans_pro") / "files")
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
