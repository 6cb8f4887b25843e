"""SBOMs out of lock files, build manifests and installed systems on disk."""

from __future__ import annotations

import hashlib
import io
import sqlite3
import tarfile
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

import zstandard

from medward.components.manifests import INSTALLED, kind_of, read_manifest
from medward.components.manifests.distribution import Distribution, os_release, rpm_headers
from medward.components.manifests.embedded import yocto_spdx
from medward.components.manifests.manifest import (
    MAX_BYTES,
    MAX_PACKAGES,
    Manifest,
    Package,
    missing,
    to_sbom,
)
from medward.components.stated import UNKNOWN, is_named
from medward.components.writing import every_component
from medward.errors import InvalidInputError, LimitError
from medward.workspace.inputs import not_a_file
from medward.workspace.sbom_files import read_sbom_file
from medward.workspace.sbom_writing import TOOL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from medward.components.sbom import Sbom

YOCTO_SPDX: Final = "yocto-spdx"
RPM_DATABASE: Final = "rpm-database"
ZEPHYR_SPDX: Final = "zephyr-spdx"
_ZEPHYR_BUILT: Final = "build.spdx"
_SQLITE: Final = b"SQLite format 3\0"
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"  # RFC 8878, 3.1.1
_MAX_MEMBERS: Final = 100_000
_MAX_UNPACKED: Final = 2 * 1024 * 1024 * 1024
_RATIO: Final = 200
"""Unpacked bytes per packed byte; SPDX text packs about twenty to one."""
_OS_RELEASE: Final = ("etc/os-release", "usr/lib/os-release")
_MAX_OS_RELEASE: Final = 64 * 1024
_DATABASES: Final = (
    "var/lib/dpkg/status",
    "lib/apk/db/installed",
    "var/lib/rpm/rpmdb.sqlite",
    "usr/lib/sysimage/rpm/rpmdb.sqlite",
    "usr/share/rpm/rpmdb.sqlite",
)
"""Where package databases lie in an image; only there its `os-release` is looked for, never this machine's."""


class Made(NamedTuple):
    """An SBOM made from a file, and what that file could not say."""

    sbom: Sbom
    kind: str
    missing: tuple[str, ...]
    distribution: Distribution


def sbom_from(path: Path, product: tuple[str, str], now: datetime, kind: str = "", distro: str = "") -> Made:
    """Return an SBOM of what a lock file or build manifest lists.

    Args:
        path: The file, or the folder `build/spdx` that Zephyr's `west spdx` wrote.
        product: Name and version; what the file says itself where empty.
        now: Instant to write into the SBOM.
        kind: What kind of file it is; found out by name and content unless given.
        distro: Distribution of installed packages as `debian-12`; from `os-release` beside it unless given.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: Not a file of a kind Medward reads.
        LimitError: Too large.
    """
    if path.is_dir():
        sbom = to_sbom(manifest := _zephyr(path), product, TOOL, now.isoformat())
        return Made(sbom, ZEPHYR_SPDX, tuple(missing(manifest)), Distribution())
    data = _bytes(path)
    found, of = _kind(path, data, kind), Distribution()
    if found in {*INSTALLED, RPM_DATABASE}:
        of = _distribution(path, distro)
    manifest = _manifest(path, data, found, of)
    sbom = to_sbom(manifest, product, TOOL, now.isoformat())
    return Made(sbom._replace(sha256=hashlib.sha256(data).hexdigest()), found, tuple(missing(manifest)), of)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise not_a_file(path, "Give the path of a lock file or build manifest.")
    if path.stat().st_size > MAX_BYTES:
        raise LimitError(f"{path.stat().st_size:,} bytes; at most {MAX_BYTES:,} are read", place=str(path))
    return path.read_bytes()


def _kind(path: Path, data: bytes, kind: str) -> str:
    if kind:
        return kind
    if data.startswith(_ZSTANDARD):
        return YOCTO_SPDX
    return RPM_DATABASE if data.startswith(_SQLITE) else kind_of(path.name, data)


def _manifest(path: Path, data: bytes, kind: str, of: Distribution) -> Manifest:
    if kind == YOCTO_SPDX:
        return yocto_spdx(dict(_archived(data, str(path))), str(path))
    if kind == RPM_DATABASE:
        return rpm_headers(_rpm_blobs(path), str(path), of)
    return read_manifest(kind, data, str(path), of)


def _zephyr(folder: Path) -> Manifest:
    """Return the packages of the documents `west spdx` writes; `build.spdx` holds what was built from them."""
    paths = [path for path in sorted(folder.glob("*.spdx")) if path.name != _ZEPHYR_BUILT]
    if not paths:
        raise InvalidInputError(
            "no SPDX document lies in this folder",
            place=str(folder),
            hint="Give build/spdx, as `west spdx` writes it.",
        )
    found = [
        Package(
            key=f"{path.name}:{one.label}",
            name=one.name,
            version=one.version or UNKNOWN,
            purl=one.purl,
            licences=tuple(text for text in one.licences if is_named(text)),
            hashes=one.hashes,
            supplier=one.supplier if is_named(one.supplier) else "",
            cpe=one.cpe,
        )
        for path in paths
        for one in every_component(read_sbom_file(path, strict=False))
    ]
    return Manifest(
        "zephyr spdx",
        "build",
        tuple(found),
        cannot_say=("which files of a package are compiled: see build.spdx",),
    )


def _distribution(path: Path, distro: str) -> Distribution:
    """Return the distribution of an image; nothing is assumed where nobody says it."""
    if distro:
        name, _, release = distro.partition("-")
        return Distribution(name, release)
    whole = path.resolve()
    for place in _DATABASES:
        if whole.as_posix().endswith(f"/{place}"):
            image = whole.parents[place.count("/")]
            for file in (image / name for name in _OS_RELEASE):
                if file.is_file():
                    return os_release(file.read_bytes()[:_MAX_OS_RELEASE].decode("utf-8", "replace"))
    return Distribution()


def _archived(data: bytes, place: str) -> Iterator[tuple[str, bytes]]:
    """Yield the SPDX documents of a Yocto archive (`*.spdx.tar.zst`), within limits."""
    limit = min(_MAX_UNPACKED, max(len(data) * _RATIO, MAX_BYTES))
    unpacked, members = 0, 0
    try:
        with (
            zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(io.BytesIO(data)) as stream,
            tarfile.open(fileobj=stream, mode="r|") as archive,
        ):
            for member in archive:
                members, unpacked = members + 1, unpacked + member.size
                if members > _MAX_MEMBERS or unpacked > limit:
                    raise LimitError("the archive unpacks to more than an image's SBOM can be", place=place)
                content = archive.extractfile(member) if member.isfile() else None
                if content is not None and member.name.endswith(".spdx.json"):
                    yield member.name, content.read()
    except (zstandard.ZstdError, tarfile.TarError, EOFError) as error:
        raise InvalidInputError(
            f"not a Yocto SPDX archive: {error}",
            place=place,
            hint="Give the file *.spdx.tar.zst of the image.",
        ) from error


def _rpm_blobs(path: Path) -> list[bytes]:
    """Return the package headers of RPM's SQLite database, which is opened for reading only."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            rows = database.execute("SELECT blob FROM Packages ORDER BY hnum").fetchmany(MAX_PACKAGES + 1)
    except sqlite3.DatabaseError as error:
        raise InvalidInputError(
            f"not RPM's database: {error}",
            place=str(path),
            hint="Give rpmdb.sqlite, or the output of `rpm -qa`.",
        ) from error
    return [bytes(blob) for (blob,) in rows]
