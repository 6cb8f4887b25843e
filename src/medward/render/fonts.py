"""The typesetter, with fonts from Python packages and never from the machine: pages are the same everywhere."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import typst

from medward.errors import MedwardError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime


_compile: Final[Callable[..., object]] = typst.compile
"""Takes a folder given as a dictionary, which the types of the package leave out."""
FAMILIES: Final = b'("Source Sans Pro", "DejaVu Sans Mono", "Libertinus Serif")'
"""Typefaces in the order they are tried for a character; the template names the same."""
_KEPT: Final = 10
"""The typesetter keeps what it computed until this many pages were set without it: of a package most of a gigabyte."""
_NOTHING: Final = {"main": b""}


@cache
def fonts() -> typst.Fonts:
    """Return Source Sans Pro (SIL Open Font Licence) and the fonts the typesetter carries."""
    folder = str(files("font_source_sans_pro") / "files")
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def set_pdf(inputs: Mapping[str, bytes], made_at: datetime, standard: str) -> bytes:
    """Return a PDF of the file `main` among `inputs`; what the typesetter remembers of it is let go.

    Raises:
        MedwardError: The typesetting failed; the message says at what.
    """
    made = _set(inputs, {"format": "pdf", "pdf_standards": [standard], "timestamp": made_at})
    for _ in range(_KEPT + 1):
        _set(_NOTHING, {"format": "pdf"})
    return made


def set_png(inputs: Mapping[str, bytes], pixels_per_inch: int) -> bytes:
    """Return the one page of the file `main` among `inputs` as PNG.

    Raises:
        MedwardError: The typesetting failed; the message says at what.
    """
    return _set(inputs, {"format": "png", "ppi": float(pixels_per_inch)})


def not_shown(letters: Iterable[str], standard: str) -> frozenset[str]:
    """Return the characters that none of the fonts can show, found by setting them."""
    waiting, missing = [sorted(set(letters))], set()
    while waiting:
        some = waiting.pop()
        if not some or _can_show("".join(some), standard):
            continue
        if len(some) == 1:
            missing.add(some[0])
            continue
        half = len(some) // 2
        waiting += [some[:half], some[half:]]
    return frozenset(missing)


@cache
def _can_show(letters: str, standard: str) -> bool:
    """Say whether the fonts hold every one of these characters; the archival standard refuses a page otherwise."""
    page = b'#set document(title: "probe")\n#for one in json("data.json") { text(font: FONTS, one); linebreak() }'
    inputs = {"main": page.replace(b"FONTS", FAMILIES), "data.json": json.dumps(list(letters)).encode()}
    try:
        _compile(inputs, font_paths=fonts(), format="pdf", pdf_standards=[standard])
    except typst.TypstError:
        return False
    return True


def _set(inputs: Mapping[str, bytes], options: Mapping[str, object]) -> bytes:
    try:
        made = _compile(dict(inputs), font_paths=fonts(), **options)
    except typst.TypstError as error:
        raise MedwardError(f"the page could not be set: {error}") from error
    if not isinstance(made, bytes):
        raise MedwardError("the typesetter gave several pages where one was asked for")
    return made
