"""Files that importing cannot read as they are: gzip, and the zip within a zip of the CVE list."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from medward.errors import LimitError, UnreadableTextError
from medward.feeds.snapshot import linked

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 4 * 1024**3
"""Of one unpacked file; the CVE list has about 0.6 GB, EPSS 15 MB."""
_BLOCK: Final = 1024 * 1024


def importable(folder: Path, names: tuple[str, ...], target: Path, max_bytes: int = MAX_BYTES) -> None:
    """Put the files of a snapshot into `target`, those unpacked that importing does not read as they are.

    Raises:
        LimitError: A file unfolds to more than `max_bytes`.
        UnreadableTextError: A packed file is damaged.
    """
    for name in names:
        _place(folder / name, target, max_bytes)


def _place(path: Path, folder: Path, max_bytes: int) -> None:
    try:
        if path.name.endswith(".zip.zip"):
            with zipfile.ZipFile(path) as outer:
                inside = [one for one in outer.infolist() if one.filename.endswith(".zip")]
                for number, one in enumerate(inside):
                    with outer.open(one) as stream:
                        _copy(
                            stream, folder / f"{path.name.removesuffix('.zip.zip')}-{number}.zip", max_bytes
                        )
        elif path.name.endswith(".gz"):
            with gzip.open(path) as stream:
                _copy(stream, folder / path.name.removesuffix(".gz"), max_bytes)
        else:
            linked(path, folder / path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise UnreadableTextError(
            f"it cannot be unpacked: {error}", place=str(path), hint="Run the update again."
        ) from error


def _copy(stream: IO[bytes] | gzip.GzipFile, target: Path, max_bytes: int) -> None:
    size = 0
    with target.open("wb") as made:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > max_bytes:
                raise LimitError(
                    f"it unfolds to more than {max_bytes:,} bytes",
                    place=target.name,
                    hint="Use another source.",
                )
            made.write(block)
