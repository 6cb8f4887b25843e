"""Reading a zip of very many small files: its central directory is walked as bytes, members are inflated directly.

`zipfile` makes an object of every entry, which for hundreds of thousands of advisories costs more than reading
them. Sizes and checksums are checked; a member is never inflated beyond what it may have.

Source: PKWARE APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.14 to 4.3.16 (its end).
"""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"
_LOCATOR_64: Final = b"PK\x06\x07"
_ENTRY: Final = b"PK\x01\x02"
_LOCAL: Final = b"PK\x03\x04"
_END_FORMAT: Final = struct.Struct("<4s4H2LH")
_ENTRY_FORMAT: Final = struct.Struct("<4s6H3L5H2L")
_ENTRY_SIZE: Final = _ENTRY_FORMAT.size
_LENGTHS: Final = struct.Struct("<3H")
_LENGTHS_AT: Final = 28
"""Where an entry says how long its name, extra field and comment are."""
_LOCAL_FORMAT: Final = struct.Struct("<4s5H3L2H")
_NAME_AND_EXTRA: Final = struct.Struct("<2H")
_NAME_AND_EXTRA_AT: Final = 26
"""Where a local header says how long its name and extra field are."""
_LOCATOR_SIZE: Final = 20
_END_64_SIZE: Final = 56
_ROOM: Final = 256
"""Bytes read beyond a member, because its local header may be longer than the directory says."""
_WINDOW: Final = 256 * 1024
"""Bytes read at once where members follow each other in the file."""
_BLOCK: Final = 500
"""Entries a share takes at a time."""
_LARGEST_COMMENT: Final = 0xFFFF
_FULL: Final = 0xFFFFFFFF
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_EXTRA_64: Final = 1


class DamagedZipError(ValueError):
    """The bytes are not a zip as its specification has it."""


class Member(NamedTuple):
    """One entry of the central directory."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int


class Zip:
    """An open zip file."""

    def __init__(self, path: Path) -> None:
        """Open a file and find its central directory.

        Raises:
            DamagedZipError: There is none.
        """
        self._file = path.open("rb")
        try:
            self._length = os.fstat(self._file.fileno()).st_size
            self._window, self._window_at = b"", 0
            self.count, self._directory = self._found()
        except DamagedZipError:
            self._file.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _cut(self, start: int, length: int) -> bytes:
        """Return bytes of the file, fewer where it ends."""
        return os.pread(self._file.fileno(), length, start) if start < self._length else b""

    def _look(self, start: int, length: int) -> tuple[bytes, int]:
        """Return a part of the file that holds some bytes, or those there are, and where they begin in it.

        It is read far ahead where the last one ended, for there members follow each other.
        """
        at = start - self._window_at
        if 0 <= at <= len(self._window) - length:
            return self._window, at
        follows = 0 <= at <= len(self._window) + _ROOM
        self._window, self._window_at = self._cut(start, max(length, _WINDOW) if follows else length), start
        return self._window, 0

    def _found(self) -> tuple[int, bytes]:
        """Return how many entries there are and the bytes of the central directory."""
        tail_at = max(0, self._length - _LARGEST_COMMENT - _END_FORMAT.size)
        tail = self._cut(tail_at, self._length - tail_at)
        found = tail.rfind(_END)
        if found < 0 or found + _END_FORMAT.size > len(tail):
            raise DamagedZipError("it has no central directory")
        _, _, _, _, count, size, start, _ = _END_FORMAT.unpack_from(tail, found)
        end = tail_at + found
        locator = self._cut(max(0, end - _LOCATOR_SIZE), _LOCATOR_SIZE)
        if locator.startswith(_LOCATOR_64):
            (end,) = struct.unpack_from("<Q", locator, 8)
            record = self._cut(end, _END_64_SIZE)
            if not record.startswith(_END_64) or len(record) < _END_64_SIZE:
                raise DamagedZipError("its 64-bit central directory is not where it says")
            count, size, start = struct.unpack_from("<3Q", record, 32)
        if start + size > end or count > size:
            raise DamagedZipError("its central directory is cut")
        return count, self._cut(start, size)

    def members(self, first: int = 0, of: int = 1) -> Iterator[Member]:
        """Return the entries in their order, or only those of a share: every block of entries in turn.

        Raises:
            DamagedZipError: The directory ends before its last entry.
        """
        at, data, lengths = 0, self._directory, _LENGTHS.unpack_from
        try:
            for start in range(0, self.count, _BLOCK):
                is_wanted = start // _BLOCK % of == first
                for _ in range(start, min(start + _BLOCK, self.count)):
                    names, extras, comment = lengths(data, at + _LENGTHS_AT)
                    if is_wanted:
                        yield self._member(at, names, extras)
                    at += _ENTRY_SIZE + names + extras + comment
        except (struct.error, UnicodeDecodeError) as error:
            raise DamagedZipError("its central directory is damaged") from error

    def _member(self, at: int, names: int, extras: int) -> Member:
        """Return the entry that begins at `at`."""
        mark, _, _, flags, method, _, _, crc, packed, size, *_, offset = _ENTRY_FORMAT.unpack_from(
            self._directory, at
        )
        if mark != _ENTRY:
            raise DamagedZipError("its central directory is damaged")
        at += _ENTRY_SIZE
        raw = self._directory[at : at + names]
        name = raw.decode("utf-8" if flags & _UTF8 or raw.isascii() else "cp437")
        if max(packed, size, offset) == _FULL:
            packed, size, offset = _wide(
                self._directory[at + names : at + names + extras], packed, size, offset
            )
        return Member(name, method, flags, crc, packed, size, offset)

    def read(self, member: Member, most: int) -> bytes:
        """Return a member's content, or `most + 1` of its bytes when it has more.

        Raises:
            DamagedZipError: The content is damaged, encrypted or packed in a way not read here.
        """
        data = self._packed(member)
        if member.method == _STORED:
            content = data[: most + 1]
        elif member.method == _DEFLATED:
            try:
                content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, most + 1)
            except zlib.error as error:
                raise DamagedZipError(f"member {member.name!r}: {error}") from error
        else:
            raise DamagedZipError(
                f"member {member.name!r} is packed by method {member.method}, which is not read"
            )
        if len(content) <= most and (len(content) != member.size or zlib.crc32(content) != member.crc):
            raise DamagedZipError(f"member {member.name!r} does not have the checksum it says")
        return content

    def _packed(self, member: Member) -> bytes:
        """Return the bytes of a member as they are stored."""
        if member.flags & _ENCRYPTED:
            raise DamagedZipError(f"member {member.name!r} is encrypted")
        length = _LOCAL_FORMAT.size + len(member.name) + member.packed + _ROOM
        data, at = self._look(member.offset, length)
        if not data.startswith(_LOCAL, at) or len(data) < at + _LOCAL_FORMAT.size:
            raise DamagedZipError(f"member {member.name!r} is not where the central directory says")
        names, extras = _NAME_AND_EXTRA.unpack_from(data, at + _NAME_AND_EXTRA_AT)
        start = at + _LOCAL_FORMAT.size + names + extras
        if start + member.packed > len(data):
            data, start = self._cut(member.offset + start - at, member.packed), 0
        if start + member.packed > len(data):
            raise DamagedZipError(f"member {member.name!r} lies outside the file")
        return data[start : start + member.packed]


def _wide(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Return sizes and offset where some of them stand as 64-bit numbers in the extra field (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _EXTRA_64:
            numbers = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            wide = [next(numbers, value) if value == _FULL else value for value in (size, packed, offset)]
            return wide[1], wide[0], wide[2]
        at += 4 + length
    return packed, size, offset
