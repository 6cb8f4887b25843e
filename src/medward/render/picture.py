"""A drawing as pixels, for formats that cannot hold it as lines; the fonts are those of the PDF."""

from __future__ import annotations

import struct
from typing import Final

from medward.render.fonts import set_png

_PIXELS_PER_INCH: Final = 200
"""Sharp in print, some hundred kilobytes a drawing."""
_MM_PER_INCH: Final = 25.4
_PAGE: Final = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")\n'


def png_of(svg: bytes) -> tuple[bytes, tuple[float, float]]:
    """Return a drawing as PNG, and its natural width and height in millimetres.

    Raises:
        MedwardError: The drawing could not be read.
    """
    data = set_png({"main": _PAGE, "drawing.svg": svg}, _PIXELS_PER_INCH)
    width, height = struct.unpack(">II", data[16:24])  # PNG 11.2.2: IHDR begins with width and height
    return data, (width / _PIXELS_PER_INCH * _MM_PER_INCH, height / _PIXELS_PER_INCH * _MM_PER_INCH)
