"""Writes a bbolt file: nested buckets of sorted keys, once, from start to end.

Pages of 4,096 bytes; one that does not fit goes on into the pages after it. 0 and 1 are meta pages, 2 the empty free
list, then leaves and, above them, branches. A bucket is a leaf entry whose value is its root page and a sequence.

Source: bbolt, README "Caveats & Limitations" and internal/common (page.go, meta.go, bucket.go): page header, leaf and
branch elements, meta with its FNV-1a checksum.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_PAGE: Final = 4096
_HEADER: Final = struct.Struct("<QHHI")
_LEAF_ELEMENT: Final = struct.Struct("<IIII")
_BRANCH_ELEMENT: Final = struct.Struct("<IIQ")
_META: Final = struct.Struct("<IIIIQQQQQ")
_MAGIC: Final = 0xED0CDAED
_VERSION: Final = 2
_BRANCH, _LEAF, _META_FLAG, _FREE_LIST = 0x01, 0x02, 0x04, 0x10
_IS_BUCKET: Final = 1
_FNV_START: Final = 0xCBF29CE484222325
_FNV_PRIME: Final = 0x100000001B3
_MOST_ON_A_PAGE: Final = 0xFFFF

Bucket: TypeAlias = "Iterable[tuple[bytes, bytes | Bucket]]"
"""Keys in byte order, each with a value or a bucket of its own."""


class _Entry(NamedTuple):
    key: bytes
    value: bytes
    flags: int


class _Child(NamedTuple):
    key: bytes
    page: int


def write_bolt(path: Path, root: Bucket) -> int:
    """Write a database and return its size in bytes; it is read as a stream, keys in byte order."""
    with path.open("wb") as file:
        file.write(bytes(3 * _PAGE))
        writer = _Writer(file)
        top = writer.bucket(root)
        end = writer.next_page
        for number in (0, 1):
            file.seek(number * _PAGE)
            file.write(_HEADER.pack(number, _META_FLAG, 0, 0) + _meta(top, end, number))
        file.seek(2 * _PAGE)
        file.write(_HEADER.pack(2, _FREE_LIST, 0, 0))
    return path.stat().st_size


def _meta(root: int, end: int, transaction: int) -> bytes:
    content = _META.pack(_MAGIC, _VERSION, _PAGE, 0, root, 0, 2, end, transaction)
    checksum = _FNV_START
    for byte in content:
        checksum = (checksum ^ byte) * _FNV_PRIME % 2**64
    return content + struct.pack("<Q", checksum)


class _Writer:
    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.next_page = 3

    def bucket(self, entries: Bucket) -> int:
        """Write a bucket and return its root page."""
        level = list(self._leaves(self._entry(key, value) for key, value in entries))
        while len(level) > 1:
            level = list(self._branches(level))
        return level[0].page

    def _entry(self, key: bytes, value: bytes | Bucket) -> _Entry:
        if isinstance(value, bytes):
            return _Entry(key, value, 0)
        return _Entry(key, struct.pack("<QQ", self.bucket(value), 0), _IS_BUCKET)

    def _leaves(self, entries: Iterator[_Entry]) -> Iterator[_Child]:
        page: list[_Entry] = []
        size = _HEADER.size
        for entry in entries:
            more = _LEAF_ELEMENT.size + len(entry.key) + len(entry.value)
            if page and size + more > _PAGE:
                yield _Child(page[0].key, self._leaf(page))
                page, size = [], _HEADER.size
            page.append(entry)
            size += more
        yield _Child(page[0].key if page else b"", self._leaf(page))

    def _leaf(self, page: list[_Entry]) -> int:
        position = _LEAF_ELEMENT.size * len(page)
        elements, bodies = [], []
        for at, (key, value, flags) in enumerate(page):
            elements.append(
                _LEAF_ELEMENT.pack(flags, position - _LEAF_ELEMENT.size * at, len(key), len(value))
            )
            bodies += [key, value]
            position += len(key) + len(value)
        return self._page(_LEAF, len(page), b"".join(elements + bodies))

    def _branches(self, children: list[_Child]) -> Iterator[_Child]:
        page: list[_Child] = []
        size = _HEADER.size
        for child in children:
            more = _BRANCH_ELEMENT.size + len(child.key)
            if len(page) > 1 and size + more > _PAGE:
                yield _Child(page[0].key, self._branch(page))
                page, size = [], _HEADER.size
            page.append(child)
            size += more
        yield _Child(page[0].key, self._branch(page))

    def _branch(self, page: list[_Child]) -> int:
        position = _BRANCH_ELEMENT.size * len(page)
        elements, keys = [], []
        for at, (key, number) in enumerate(page):
            elements.append(_BRANCH_ELEMENT.pack(position - _BRANCH_ELEMENT.size * at, len(key), number))
            keys.append(key)
            position += len(key)
        return self._page(_BRANCH, len(page), b"".join(elements + keys))

    def _page(self, flags: int, count: int, body: bytes) -> int:
        """Append one page with as many pages of overflow as it needs."""
        assert count < _MOST_ON_A_PAGE
        number = self.next_page
        pages = -(-(_HEADER.size + len(body)) // _PAGE)
        self.file.write(_HEADER.pack(number, flags, count, pages - 1) + body)
        self.file.write(bytes(pages * _PAGE - _HEADER.size - len(body)))
        self.next_page += pages
        return number
