"""Whether a file that was fetched can be a feed: a web page or half a file must not replace a good snapshot."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from medward.errors import NetworkError
from medward.feeds.unpack import MAX_BYTES
from medward.kernel.first_sign import first_sign
from medward.vulnerabilities.sources.detect import HEAD_BYTES, FeedKind, kind_of

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK: Final = 1024 * 1024
_EDGE_BYTES: Final = 1024
_ENDS: Final = {b"{": b"}", b"[": b"]"}
"""How JSON begins, and how it ends."""


def check_sound(path: Path, address: str) -> None:
    """Refuse a file that is no feed, or not all of one, as far as its head and end show.

    Raises:
        NetworkError: What came from `address` is something else.
    """
    wrong = _packed(path) if path.suffix in {".zip", ".gz"} else _plain(path)
    if wrong:
        raise NetworkError(
            f"what came is no feed; {wrong}",
            place=address,
            hint="Run the update again later; where it stays so, check the address of the source in feeds.yaml.",
        )


def _packed(path: Path) -> str:
    """Return what is wrong with a zip or gzip file, or nothing."""
    if path.suffix == ".zip":
        return "" if zipfile.is_zipfile(path) else "it is no zip archive, or not a whole one"
    try:
        with gzip.open(path) as stream:
            size = 0
            while block := stream.read(_BLOCK):
                size += len(block)
                if size > MAX_BYTES:
                    return f"it unfolds to more than {MAX_BYTES:,} bytes"
    except (OSError, EOFError, zlib.error) as error:
        return f"it is no gzip file, or not a whole one: {error}"
    return ""


def _plain(path: Path) -> str:
    """Return what is wrong with JSON, CSV or other text, or nothing."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        stream.seek(max(0, path.stat().st_size - _EDGE_BYTES))
        tail = stream.read()
    end = tail.rstrip()[-1:]
    start = first_sign(head)
    if start == b"<":
        return "it is a web page (HTML)"
    if path.suffix == ".csv" and not tail.endswith((b"\n", b"\r")):
        return "it is CSV whose last line has no end"
    if start not in _ENDS:
        return ""
    if end != _ENDS[start]:
        return "it is JSON that ends before it is complete"
    return "it is JSON of another kind" if kind_of(path.name, head) is FeedKind.UNKNOWN else ""
