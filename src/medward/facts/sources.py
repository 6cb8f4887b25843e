"""Reading advisory files from a folder, a zip or a tar without ever writing one to disk.

Names that leave the archive are refused, as are archives that unfold beyond the limits; links and files of
other kinds are not followed.
"""

from __future__ import annotations

import hashlib
import lzma
import tarfile
import zlib
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.facts.packings import opened, opened_tar
from medward.facts.zips import DamagedZipError, Zip

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FILE_BYTES: Final = 256 * 1024 * 1024
"""One file: an advisory is below 5 MB, a year of NVD or Debian's tracker below 200 MB."""
MAX_TOTAL_BYTES: Final = 8 * 1024 * 1024 * 1024
MAX_FILES: Final = 2_000_000
MAX_RATIO: Final = 500
"""Unfolded to stored size; JSON advisories pack about 10 to 1, many alike up to 60 to 1."""
_RATIO_APPLIES_ABOVE: Final = 64 * 1024 * 1024
_SUFFIXES: Final = (".json", ".yaml", ".yml", ".md", ".csv", ".txt")
_PACKINGS: Final = (".gz", ".xz", ".zst")
"""Of a single file, as `epss.csv.gz`."""
_ARCHIVES: Final = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tzst",
    *(suffix + packing for suffix in _SUFFIXES for packing in _PACKINGS),
)  # fmt: skip
"""What is opened where it lies in a folder."""
_PACKED_ERRORS: Final = (tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError)
_SKIPPED_FOLDER: Final = "LICENSE-FILES"
_BLOCK: Final = 1024 * 1024


class AdvisoryFile(NamedTuple):
    """One file of a source; `data` is None when it was not read, and `problem` says why."""

    name: str
    data: bytes | None
    problem: str = ""


def source_digest(path: Path) -> str:
    """Return the SHA-256 of an archive, or of the names and digests of the files of a folder."""
    if path.is_dir():
        whole = hashlib.sha256()
        for file in _folder_files(path):
            whole.update(f"{file.relative_to(path).as_posix()}\0{_file_digest(file)}\n".encode())
        return whole.hexdigest()
    if not path.is_file():
        raise NotFoundError(
            f"there is no file or folder {path}", hint="Give a folder, .zip, .tar or .tar.zst of OSV files."
        )
    return _file_digest(path)


class Share(NamedTuple):
    """Which part of a zip one of several processes reads: blocks of members in turn."""

    number: int = 0
    of: int = 1


WHOLE: Final = Share()


def advisory_files(path: Path, share: Share = WHOLE) -> Iterator[AdvisoryFile]:
    """Return the files of a folder, zip or tar that may hold advisories; of zips, only those in `share`.

    Raises:
        LimitError: The archive unfolds beyond the limits.
        InvalidInputError: Not an archive, a damaged one, or one whose names leave it.
    """
    total = 0
    most = MAX_TOTAL_BYTES if path.is_dir() else max(_RATIO_APPLIES_ABOVE, MAX_RATIO * path.stat().st_size)
    for counted, file in enumerate(_raw_files(path, share), start=1):
        total += len(file.data or b"")
        if counted > MAX_FILES or total > min(most, MAX_TOTAL_BYTES):
            raise _over_the_limit(path, counted, total)
        yield file


def zip_members(path: Path) -> int:
    """Return how many members a zip, or the zips of a folder, have; 0 for everything else."""
    if path.is_dir():
        return sum(zip_members(file) for file in _folder_files(path))
    if path.suffix.lower() in _SUFFIXES:
        return 0
    try:
        with closing(Zip(path)) as archive:
            return archive.count
    except DamagedZipError:
        return 0


def _raw_files(path: Path, share: Share) -> Iterator[AdvisoryFile]:
    if path.is_dir():
        return _from_folder(path, share)
    if path.suffix.lower() in _SUFFIXES:
        return iter([_loaded(path.name, path.stat().st_size, path)])
    if path.suffix.lower() in _PACKINGS and path.stem.lower().endswith(_SUFFIXES):
        return _from_packed(path)
    if _is_zip(path):
        return _from_zip(path, share)
    return _from_tar(path)


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        if stream.read(4) == b"PK\x03\x04":
            return True
    try:
        with closing(Zip(path)):
            return True
    except DamagedZipError:
        return False


def _over_the_limit(path: Path, counted: int, total: int) -> LimitError:
    if counted > MAX_FILES:
        return LimitError(f"more than {MAX_FILES:,} files", place=str(path), hint="Import it in parts.")
    if total > MAX_TOTAL_BYTES:
        return LimitError(
            f"unfolds to more than {MAX_TOTAL_BYTES:,} bytes", place=str(path), hint="Import it in parts."
        )
    return LimitError(
        f"unfolds to more than {MAX_RATIO} times its size",
        place=str(path),
        hint="This is no feed but a bomb; delete it.",
    )


def _folder_files(path: Path) -> list[Path]:
    return sorted(
        file
        for file in path.rglob("*")
        if file.name.lower().endswith((*_SUFFIXES, *_ARCHIVES))
        and file.is_file()
        and _SKIPPED_FOLDER not in file.parts
    )


def _from_folder(path: Path, share: Share) -> Iterator[AdvisoryFile]:
    """Return the files of a folder and of the archives in it; zips are shared, all else is for the first process."""
    inside = path.resolve()
    for file in _folder_files(path):
        name, is_archive = file.relative_to(path).as_posix(), file.name.lower().endswith(_ARCHIVES)
        if share.number and not (is_archive and _is_zip(file)):
            continue
        if file.is_symlink() and inside not in file.resolve().parents:
            yield AdvisoryFile(name, None, "a link that leaves the folder; not followed")
        elif is_archive:
            yield from (one._replace(name=f"{name}/{one.name}") for one in advisory_files(file, share))
        else:
            yield _loaded(name, file.stat().st_size, file)


def _loaded(name: str, size: int, file: Path) -> AdvisoryFile:
    if size > MAX_FILE_BYTES:
        return _too_large(name, size)
    return AdvisoryFile(name, file.read_bytes())


def _wanted(name: str, path: Path) -> bool:
    """Return whether to read a member; refuse the whole archive when a name leaves it."""
    if "\\" in name or ".." in name or name.startswith("/"):
        pure = PurePosixPath(name.replace("\\", "/"))
        if pure.is_absolute() or ".." in pure.parts:
            raise InvalidInputError(
                f"the archive has a member {name!r} that leads out of it",
                place=str(path),
                hint="Do not use this archive; fetch the feed again from its source.",
            )
    return name.lower().endswith(_SUFFIXES) and _SKIPPED_FOLDER not in name.split("/")


def _from_zip(path: Path, share: Share) -> Iterator[AdvisoryFile]:
    try:
        with closing(Zip(path)) as archive:
            for member in archive.members(share.number, share.of):
                if not _wanted(member.name, path):
                    continue
                if member.size > MAX_FILE_BYTES:
                    yield _too_large(member.name, member.size)
                else:
                    data = archive.read(member, MAX_FILE_BYTES)
                    fits = len(data) <= MAX_FILE_BYTES
                    yield AdvisoryFile(member.name, data) if fits else _too_large(member.name, len(data))
    except DamagedZipError as error:
        raise _damaged(path, error) from error


def _too_large(name: str, size: int) -> AdvisoryFile:
    return AdvisoryFile(name, None, f"{size:,} bytes; an advisory may have {MAX_FILE_BYTES:,}")


def _from_tar(path: Path) -> Iterator[AdvisoryFile]:
    try:
        with opened_tar(path) as archive:
            for info in archive:
                if not _wanted(info.name, path):
                    continue
                content = archive.extractfile(info) if info.isfile() else None
                if content is None:
                    yield AdvisoryFile(info.name, None, "not a plain file; not followed")
                else:
                    yield _member(info.name, info.size, content)
    except _PACKED_ERRORS as error:
        raise _damaged(path, error) from error


def _from_packed(path: Path) -> Iterator[AdvisoryFile]:
    """Return the content of a single packed file, at most one byte more than allowed."""
    try:
        with opened(path) as stream:
            yield _member(path.stem, 0, stream)
    except _PACKED_ERRORS as error:
        raise _damaged(path, error) from error


def _member(name: str, size: int, stream: IO[bytes]) -> AdvisoryFile:
    """Read one member, at most one byte more than allowed whatever its header says."""
    with closing(stream):
        data = stream.read(MAX_FILE_BYTES + 1) if size <= MAX_FILE_BYTES else b""
    if size > MAX_FILE_BYTES or len(data) > MAX_FILE_BYTES:
        return _too_large(name, size)
    return AdvisoryFile(name, data)


def _damaged(path: Path, error: Exception) -> InvalidInputError:
    return InvalidInputError(
        f"cannot be read as a zip or tar archive: {error}",
        place=str(path),
        hint="Give a folder, .zip, .tar, .tar.gz or .tar.zst of OSV files; fetch it again if it is damaged.",
    )


def _file_digest(file: Path) -> str:
    whole = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            whole.update(block)
    return whole.hexdigest()
