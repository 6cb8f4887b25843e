"""A packed feed that was cut is refused, and what lies packed in a folder is read with the rest of it."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
import zstandard

from medward.errors import InvalidInputError
from medward.facts.build import FeedSource, build_database
from medward.facts.part import write_part
from medward.facts.sources import Share, advisory_files, zip_members

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 512
"""A tar archive is made of blocks of so many bytes (POSIX.1-2017, pax)."""
SCORES = b"cve,epss,percentile\n" + b"".join(
    b"CVE-2026-%d,0.5,0.9\n" % number for number in range(1000, 4000)
)


def record(number: int) -> bytes:
    """Return an advisory whose member in a tar takes a header and one block."""
    entry = {"package": {"ecosystem": "PyPI", "name": f"p{number}"}, "versions": ["1.0"]}
    return json.dumps({"id": f"X-{number}", "modified": "2026-01-02T00:00:00Z", "affected": [entry]}).encode()


def tarred(count: int) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for number in range(count):
            info = tarfile.TarInfo(f"X-{number}.json")
            info.size = len(record(number))
            archive.addfile(info, io.BytesIO(record(number)))
    return made.getvalue()


def zipped(path: Path, *numbers: int) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in numbers:
            archive.writestr(f"X-{number}.json", record(number))
    return path


def records(path: Path) -> int:
    return build_database([FeedSource(path, "demo")], path.parent / "out").records


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, zstandard.compress])
@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(slice(0, 4 * BLOCK), id="after the second of three members"),
        pytest.param(slice(0, 4 * BLOCK + 100), id="in a header"),
        pytest.param(slice(0, 5 * BLOCK + 50), id="in the content of a member"),
    ],
)
def test_a_tar_archive_without_the_mark_of_its_end_is_refused(
    pack: object, cut: slice, tmp_path: Path
) -> None:
    assert callable(pack)
    suffix = {bytes: "", gzip.compress: ".gz", lzma.compress: ".xz", zstandard.compress: ".zst"}[pack]
    path = tmp_path / f"feed.tar{suffix}"
    path.write_bytes(pack(tarred(3)))
    assert records(path) == 3
    path.write_bytes(pack(tarred(3)[cut]))
    with pytest.raises(InvalidInputError, match="cannot be read as a zip or tar archive"):
        records(path)


def test_a_tar_archive_with_a_damaged_header_is_refused(tmp_path: Path) -> None:
    damaged = bytearray(tarred(3))
    damaged[2 * BLOCK : 2 * BLOCK + 8] = b"\xff" * 8
    (tmp_path / "feed.tar").write_bytes(damaged)
    with pytest.raises(InvalidInputError, match="damaged, before the mark of its end"):
        records(tmp_path / "feed.tar")


@pytest.mark.parametrize(
    ("suffix", "pack"), [(".gz", gzip.compress), (".xz", lzma.compress), (".zst", zstandard.compress)]
)
def test_a_packed_file_that_was_cut_is_refused(suffix: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    path = tmp_path / f"epss.csv{suffix}"
    path.write_bytes(pack(SCORES))
    assert records(path) == 3000
    path.write_bytes(pack(SCORES)[:-3])
    with pytest.raises(InvalidInputError, match="cannot be read"):
        records(path)


def test_every_frame_of_a_zstandard_file_is_read(tmp_path: Path) -> None:
    """RFC 8878, 3.1: compressed data is one or more frames; each is unpacked by itself."""
    path = tmp_path / "epss.csv.zst"
    path.write_bytes(zstandard.compress(SCORES[:5000]) + zstandard.compress(SCORES[5000:]))
    assert records(path) == 3000


def test_archives_in_a_folder_are_read_with_its_files(tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    (feed / "more").mkdir(parents=True)
    (feed / "X-1.json").write_bytes(record(1))
    zipped(feed / "a.zip", 2, 3)
    zipped(feed / "more" / "b.zip", 4)
    (feed / "c.tar.gz").write_bytes(gzip.compress(tarred(1)))
    (feed / "epss.csv.gz").write_bytes(gzip.compress(SCORES))
    assert records(feed) == 5 + 3000
    assert zip_members(feed) == 3


def test_a_damaged_archive_in_a_folder_refuses_the_folder_and_is_named(tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    (feed / "X-1.json").write_bytes(record(1))
    (feed / "a.zip").write_bytes(b"PK\x03\x04 cut")
    with pytest.raises(InvalidInputError) as raised:
        records(feed)
    assert raised.value.place == str(feed / "a.zip")


def test_an_archive_in_a_folder_that_is_a_link_out_of_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "a.zip").symlink_to(zipped(tmp_path / "a.zip", 1))
    (found,) = advisory_files(tmp_path / "feed")
    assert (found.data, found.problem) == (None, "a link that leaves the folder; not followed")


def test_two_processes_read_every_file_of_a_folder_once(tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    feed.mkdir()
    (feed / "X-0.json").write_bytes(record(0))
    zipped(feed / "a.zip", *range(1, 1200))
    (feed / "b.tar").write_bytes(tarred(3))
    names = [one.name for number in range(2) for one in advisory_files(feed, Share(number, 2))]
    assert len(names) == 1 + 1199 + 3
    assert set(names) == {one.name for one in advisory_files(feed)}
    (tmp_path / "parts").mkdir()
    assert write_part(feed, "demo", tmp_path / "parts", Share(1, 2)).records in {500, 699}
