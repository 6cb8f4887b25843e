"""What is packed as one stream, opened so that a stream which was cut is an error and never a shorter feed.

Tar and Zstandard end with a mark, for which their readers in Python do not ask: they take what is left of a cut file
for all of it.

Source: RFC 8878, 3.1.1 (a Zstandard frame says which block is its last; frames may follow each other); POSIX.1-2017,
pax, "ustar Interchange Format" (an archive ends with two blocks of zeros).
"""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from contextlib import contextmanager
from tarfile import ReadError
from typing import IO, TYPE_CHECKING, Final, Self, cast

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PIECE: Final = 1024
"""Packed bytes unfolded at once: 32 MB at most, for a block of 128 kB takes 4 of them (RFC 8878, 3.1.1.2)."""


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a single packed file or an archive; what `tarfile` unpacks itself is left packed.

    Raises:
        InvalidInputError: The package that reads Zstandard is not installed.
        EOFError: What is packed ends too early; raised while reading.
        OSError: It is damaged, or cannot be read.
    """
    with path.open("rb") as raw:
        if path.name.lower().endswith((".zst", ".tzst")):
            with io.BufferedReader(_Zstandard(raw, path)) as stream:
                yield cast("IO[bytes]", stream)
        elif path.suffix.lower() == ".xz":
            with lzma.open(raw) as packed:
                yield cast("IO[bytes]", packed)
        elif path.suffix.lower() == ".gz":
            with gzip.open(raw) as unpacked:
                yield cast("IO[bytes]", unpacked)
        else:
            yield raw


@contextmanager
def opened_tar(path: Path) -> Iterator[tarfile.TarFile]:
    """Open a tar archive to be read once, from front to end.

    Raises:
        tarfile.TarError: It is none, damaged, or ends without the mark of its end; raised while reading, too.
    """
    with opened(path) as stream, tarfile.open(fileobj=stream, mode="r|*", tarinfo=_Member) as archive:
        yield archive


class _Member(tarfile.TarInfo):
    """A member of an archive that goes on: where no header follows, the mark of the end must."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """Return the next member."""
        try:
            return super().fromtarfile(tarfile)
        except _NO_HEADER as error:
            raise ReadError("it ends, or is damaged, before the mark of its end") from error


_NO_HEADER: Final = (
    tarfile.EmptyHeaderError,  # type: ignore[attr-defined]  # typeshed leaves them out
    tarfile.TruncatedHeaderError,  # type: ignore[attr-defined]  # as above
    tarfile.InvalidHeaderError,  # type: ignore[attr-defined]  # as above
)
"""After the first member `tarfile` takes these for the end of the archive."""


class _Zstandard(io.RawIOBase):
    """The content of a Zstandard file, frame after frame."""

    def __init__(self, raw: IO[bytes], path: Path) -> None:
        """Take a file that is open."""
        self._pieces = _pieces(raw, path)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants any buffer
        """Fill a buffer as far as the next piece goes; return how far, 0 at the end."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def _pieces(raw: IO[bytes], path: Path) -> Iterator[bytes]:
    """Yield what a Zstandard file holds."""
    try:
        import zstandard  # noqa: PLC0415 - optional, only for this packing
    except ImportError:
        raise InvalidInputError(
            "reading .zst needs the Python package zstandard, which is not installed",
            place=str(path),
            hint="Install it (pip install zstandard) or unpack the file first (zstd -d).",
        ) from None
    unpacker, frame = zstandard.ZstdDecompressor(), None
    try:
        while piece := raw.read(_PIECE):
            while piece:
                frame = frame or unpacker.decompressobj()
                yield frame.decompress(piece)
                piece, frame = frame.unused_data, None if frame.eof else frame
    except zstandard.ZstdError as error:
        raise OSError(str(error)) from error
    if frame is not None:
        raise EOFError("the Zstandard stream ends before its last frame does")
