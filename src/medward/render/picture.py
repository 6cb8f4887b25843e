"""A drawing as pixels, for formats that cannot hold it as lines; the fonts are those of the PDF."""

from __future__ import annotations

import struct
from typing import Final

import typst

from medward.errors import MedwardError
from medward.render.fonts import fonts

_PPI: Final = 200
"""Pixels per inch of paper: sharp in print, some hundred kilobytes a drawing."""
_MM_PER_INCH: Final = 25.4
_PAGE: Final = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")\n'
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def png_of(svg: bytes) -> tuple[bytes, float]:
    """Return a drawing as PNG, and its natural width in millimetres.

    Raises:
        MedwardError: The drawing could not be read.
    """
    try:
        made = typst.compile({"main": _PAGE, "drawing.svg": svg}, format="png", ppi=_PPI, font_paths=fonts())
    except typst.TypstError as error:
        raise MedwardError(f"a drawing could not be turned into pixels: {error}") from error
    data = made if isinstance(made, bytes) else b"".join(made or [])
    if not data.startswith(_SIGNATURE):
        raise MedwardError("a drawing could not be turned into pixels")
    (width,) = struct.unpack(">I", data[16:20])  # PNG specification 11.2.2: IHDR begins with width
    return data, width / _PPI * _MM_PER_INCH
