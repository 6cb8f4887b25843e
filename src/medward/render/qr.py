"""The short hash of a document as a QR code beside its signatures, so that nobody types it (practice 7.2).

The code holds the hash and nothing else: what a phone reads is what `medward verify --short-hash` takes.
"""

from __future__ import annotations

import io
from typing import Final

import segno

SIDE_MM: Final = 22.0
"""How large it is printed: with 33 modules and their quiet zone each is 0.67 mm, which any camera resolves."""
_MODULES_OF_QUIET: Final = 4  # ISO/IEC 18004, 9.1: the zone around a QR code
_SCALE: Final = 8


def qr_svg(words: str) -> bytes:
    """Return a QR code as a drawing, the same bytes for the same words."""
    return _saved(words, "svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True)


def qr_png(words: str) -> bytes:
    """Return a QR code as pixels, the same bytes for the same words."""
    return _saved(words, "png", scale=_SCALE)


def qr_alt(words: str) -> str:
    """Return what stands in its place for those who cannot see it."""
    return f"QR code of the short hash {words}"


def qr_help(words: str) -> str:
    """Return the sentence that stands beside it."""
    return f"Short hash of inputs {words}. To ask what it stands for: medward verify --short-hash {words}"


def _saved(words: str, kind: str, **more: object) -> bytes:
    stream = io.BytesIO()
    code = segno.make(words, error="q", boost_error=False, micro=False)
    code.save(stream, kind=kind, border=_MODULES_OF_QUIET, **more)
    return stream.getvalue()
