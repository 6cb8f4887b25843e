"""Zips are read as Python's own zipfile reads them, and refused where they are damaged."""

from __future__ import annotations

import io
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.facts.zips import DamagedZipError, Zip

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 1_000_000
NAMES = st.text("abcäß/-.é日", min_size=1, max_size=12).filter(lambda name: not name.endswith("/"))
COMMENTS = st.binary(max_size=40).filter(lambda comment: b"PK\x05\x06" not in comment)
"""Without the mark of a zip's end, by which zipfile itself would look for the end inside the comment."""
METHODS = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.comment = comment
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def read(path: Path) -> dict[str, bytes]:
    with closing(Zip(path)) as archive:
        return {member.name: archive.read(member, LIMIT) for member in archive.members()}


@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=5), METHODS, COMMENTS)
@settings(max_examples=80, deadline=None)
def test_members_are_those_zipfile_finds(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], method: int, comment: bytes
) -> None:
    path = tmp_path_factory.mktemp("zip") / "x.zip"
    path.write_bytes(packed(files, method, comment))
    with zipfile.ZipFile(path) as archive:
        wanted = {info.filename: archive.read(info) for info in archive.infolist()}
    assert read(path) == wanted == files


@given(st.integers(0, 400), st.integers(0, 255))
@settings(max_examples=80, deadline=None)
def test_a_changed_byte_is_refused_or_changes_no_content(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int
) -> None:
    files = {"a.json": b'{"id": "A-1"}' * 5, "b.json": b"{}"}
    data = bytearray(packed(files))
    data[at % len(data)] = value
    path = tmp_path_factory.mktemp("zip") / "x.zip"
    path.write_bytes(data)
    try:
        found = read(path)
    except DamagedZipError:
        return
    assert set(found.values()) <= set(files.values())


def test_shares_hold_every_member_once(tmp_path: Path) -> None:
    files = {f"{number}.json": b"{}" for number in range(2_300)}
    (tmp_path / "x.zip").write_bytes(packed(files))
    with closing(Zip(tmp_path / "x.zip")) as archive:
        shares = [[member.name for member in archive.members(index, 3)] for index in range(3)]
    assert sorted(name for share in shares for name in share) == sorted(files)
    assert all(shares)


def test_more_members_than_a_plain_directory_can_count(tmp_path: Path) -> None:
    files = {f"{number}.json": b"{}" for number in range(66_000)}
    (tmp_path / "x.zip").write_bytes(packed(files, zipfile.ZIP_STORED))
    with closing(Zip(tmp_path / "x.zip")) as archive:
        assert archive.count == 66_000
        assert sum(1 for _ in archive.members()) == 66_000


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_packing_nobody_uses_for_feeds_is_refused(tmp_path: Path, method: int) -> None:
    (tmp_path / "x.zip").write_bytes(packed({"a.json": b"{}"}, method))
    with pytest.raises(DamagedZipError, match="packed by method"):
        read(tmp_path / "x.zip")


def test_a_member_is_never_inflated_beyond_what_it_may_have(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(packed({"a.json": b" " * (LIMIT * 3)}))
    assert len(read(tmp_path / "x.zip")["a.json"]) == LIMIT + 1
