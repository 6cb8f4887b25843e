"""Packed files of a snapshot, among them bombs."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from medward.errors import LimitError, UnreadableTextError
from medward.feeds.unpack import importable

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(name="target")
def _target(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def nested(inner: bytes, name: str = "cves.zip") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, inner)
    return made.getvalue()


def test_gzip_and_the_zip_within_a_zip_are_unpacked_and_the_rest_is_linked(
    tmp_path: Path, target: Path
) -> None:
    files = {
        "e.csv.gz": gzip.compress(b"cve", mtime=0),
        "l.zip.zip": nested(nested(b"x", "a.json")),
        "k.json": b"{}",
        "o.zip": b"PK",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    importable(tmp_path, tuple(files), target)
    assert {one.name for one in target.iterdir()} == {"e.csv", "l-0.zip", "k.json", "o.zip"}
    assert (target / "e.csv").read_bytes() == b"cve"
    assert zipfile.ZipFile(target / "l-0.zip").namelist() == ["a.json"]


@pytest.mark.parametrize("name", ["bomb.csv.gz", "bomb.zip.zip"])
def test_a_bomb_is_cut_off(tmp_path: Path, target: Path, name: str) -> None:
    zeros = bytes(5_000_000)
    (tmp_path / name).write_bytes(gzip.compress(zeros, mtime=0) if name.endswith("gz") else nested(zeros))
    with pytest.raises(LimitError, match="more than 1,000,000"):
        importable(tmp_path, (name,), target, 1_000_000)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.csv.gz", gzip.compress(b"a" * 9999, mtime=0)[:40]),
        ("x.csv.gz", b"no gzip"),
        ("x.zip.zip", b"no zip"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, target: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableTextError, match="cannot be unpacked"):
        importable(tmp_path, (name,), target)


def test_names_inside_a_zip_do_not_matter(tmp_path: Path, target: Path) -> None:
    (tmp_path / "l.zip.zip").write_bytes(nested(b"PK", "../../outside.zip"))
    importable(tmp_path, ("l.zip.zip",), target)
    assert [one.name for one in target.iterdir()] == ["l-0.zip"]
