"""SBOMs from files on disk: RPM's database, Yocto's archive, images with their `os-release`."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import zstandard

from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.workspace.sbom_source import sbom_from

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PRODUCT = ("pump", "4.2.0")
STRING, STRINGS, INT32 = 6, 8, 4


def header(*tags: tuple[int, int, list[str] | int]) -> bytes:
    """Return an RPM header: counts, index entries of tag, type, offset and count, then the store."""
    index, store = b"", b""
    for tag, kind, value in tags:
        if isinstance(value, int):
            store += bytes(-len(store) % 4)
            index += struct.pack(">IIII", tag, kind, len(store), 1)
            store += struct.pack(">I", value)
        else:
            index += struct.pack(">IIII", tag, kind, len(store), len(value))
            store += b"".join(text.encode() + b"\0" for text in value)
    return struct.pack(">II", len(tags), len(store)) + index + store


def rpm_database(path: Path, *blobs: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)")
        database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(blob,) for blob in blobs])
    return path


def test_the_database_of_rpm_is_read_with_epochs_sources_and_graph(tmp_path: Path) -> None:
    bind = header(
        (1000, STRING, ["bind-libs"]), (1001, STRING, ["9.16.23"]), (1002, STRING, ["24.el9"]), (1003, INT32, 32),
        (1011, STRING, ["AlmaLinux"]), (1014, STRING, ["MPL-2.0"]), (1022, STRING, ["x86_64"]),
        (1044, STRING, ["bind-9.16.23-24.el9.src.rpm"]), (1049, STRINGS, ["libc.so.6", "rpmlib(x)"]),
    )  # fmt: skip
    glibc = header(
        (1000, STRING, ["glibc"]), (1001, STRING, ["2.34"]), (1002, STRING, ["100.el9"]),
        (1022, STRING, ["x86_64"]), (1047, STRINGS, ["glibc", "libc.so.6"]),
    )  # fmt: skip
    key = header((1000, STRING, ["gpg-pubkey"]), (1001, STRING, ["1"]), (1002, STRING, ["1"]))
    path = rpm_database(tmp_path / "image/var/lib/rpm/rpmdb.sqlite", bind, glibc, key)
    (tmp_path / "image/etc").mkdir()
    (tmp_path / "image/etc/os-release").write_text('ID="almalinux"\nVERSION_ID="9.4"\n', encoding="utf-8")
    made = sbom_from(path, PRODUCT, NOW)
    assert made.kind == "rpm-database"
    assert [one.purl for one in made.sbom.components] == [
        "pkg:rpm/almalinux/bind-libs@9.16.23-24.el9?arch=x86_64&distro=almalinux-9.4&epoch=32&upstream=bind-9.16.23-24.el9.src.rpm",
        "pkg:rpm/almalinux/glibc@2.34-100.el9?arch=x86_64&distro=almalinux-9.4",
    ]
    first = made.sbom.components[0]
    assert (first.version, first.supplier, first.licences) == ("32:9.16.23-24.el9", "AlmaLinux", ("MPL-2.0",))
    assert made.sbom.dependencies[1].depends_on == (made.sbom.components[1].ref,)


@pytest.mark.parametrize(
    "blob",
    [
        b"",
        b"\0" * 7,
        struct.pack(">II", 9, 9),
        struct.pack(">II", 2**31, 0),
        header((1000, STRING, ["a"]))[:-1],
    ],
)
def test_a_damaged_package_header_is_refused(blob: bytes, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="header"):
        sbom_from(rpm_database(tmp_path / "rpmdb.sqlite", blob), PRODUCT, NOW)


def test_a_database_that_is_not_rpms_is_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.sqlite")) as database, database:
        database.execute("CREATE TABLE other (a)")
    with pytest.raises(InvalidInputError, match="not RPM's database: no such table"):
        sbom_from(tmp_path / "x.sqlite", PRODUCT, NOW)
    (tmp_path / "y.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 500)
    with pytest.raises(InvalidInputError, match="not RPM's database"):
        sbom_from(tmp_path / "y.sqlite", PRODUCT, NOW)


def packed(files: dict[str, bytes]) -> bytes:
    store = io.BytesIO()
    with tarfile.open(fileobj=store, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return zstandard.ZstdCompressor().compress(store.getvalue())


RECIPE = {
    "spdxVersion": "SPDX-2.2",
    "packages": [
        {
            "SPDXID": "SPDXRef-Recipe-openssl", "name": "openssl", "versionInfo": "3.0.13",
            "supplier": "Organization: OpenEmbedded ()",
            "externalRefs": [
                {"referenceCategory": "SECURITY", "referenceType": "http://spdx.org/rdf/references/cpe23Type",
                 "referenceLocator": "cpe:2.3:*:openssl:openssl:3.0.13:*:*:*:*:*:*:*"}
            ],
        }
    ],
}  # fmt: skip
PACKAGE = {
    "spdxVersion": "SPDX-2.2",
    "packages": [
        {"SPDXID": "SPDXRef-Package-libcrypto", "name": "libcrypto", "versionInfo": "3.0.13",
         "licenseDeclared": "Apache-2.0"}
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-Package-libcrypto", "relationshipType": "GENERATED_FROM",
         "relatedSpdxElement": "DocumentRef-recipe-openssl:SPDXRef-Recipe-openssl"}
    ],
}  # fmt: skip


def test_the_archive_of_a_yocto_image_gives_packages_with_the_cpe_of_their_recipe(tmp_path: Path) -> None:
    files = {
        "index.json": b"{}",
        "recipe-openssl.spdx.json": json.dumps(RECIPE).encode(),
        "libcrypto.spdx.json": json.dumps(PACKAGE).encode(),
    }
    (tmp_path / "image.spdx.tar.zst").write_bytes(packed(files))
    made = sbom_from(tmp_path / "image.spdx.tar.zst", PRODUCT, NOW)
    (one,) = made.sbom.components
    assert (one.name, one.purl, one.licences) == ("libcrypto", "pkg:yocto/openssl@3.0.13", ("Apache-2.0",))
    # SPDX 2.2, 7.5: the name, then an e-mail address in brackets, here none
    assert (one.supplier, one.cpe) == ("OpenEmbedded", "cpe:2.3:*:openssl:openssl:3.0.13:*:*:*:*:*:*:*")
    assert made.sbom.lifecycles == ("build",)


def test_an_archive_that_is_none_or_says_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "image.spdx.tar.zst"
    path.write_bytes(packed({"index.json": b"{}"}))
    with pytest.raises(InvalidInputError, match="names no installed package"):
        sbom_from(path, PRODUCT, NOW)
    for damaged in (
        path.read_bytes()[:20],
        b"\x28\xb5\x2f\xfd" + b"\xff" * 50,
        zstandard.compress(b"no archive" * 100),
    ):
        path.write_bytes(damaged)
        with pytest.raises(InvalidInputError):
            sbom_from(path, PRODUCT, NOW)


def test_an_archive_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    store = io.BytesIO()
    with tarfile.open(fileobj=store, mode="w") as archive:
        member = tarfile.TarInfo("bomb.spdx.json")
        member.size = 3 * 1024**3
        store.write(member.tobuf())
        del archive
    (tmp_path / "bomb.spdx.tar.zst").write_bytes(zstandard.compress(store.getvalue() + bytes(1024 * 1024)))
    with pytest.raises(LimitError, match="unpacks to more"):
        sbom_from(tmp_path / "bomb.spdx.tar.zst", PRODUCT, NOW)


def tag_value(name: str, *packages: tuple[str, str, str]) -> str:
    head = f"""SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: {name}
DocumentNamespace: https://example.org/{name}
Creator: Tool: Zephyr SPDX builder
Created: 2026-05-01T00:00:00Z
"""
    bodies = [
        f"""
PackageName: {package}
SPDXID: SPDXRef-{package}
PackageVersion: {version}
PackageDownloadLocation: NOASSERTION
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: Apache-2.0
PackageCopyrightText: NOASSERTION
FilesAnalyzed: false
ExternalRef: SECURITY cpe23Type {cpe}
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-{package}
"""
        for package, version, cpe in packages
    ]
    return head + "".join(bodies)


def test_the_documents_of_zephyr_give_its_sources_and_modules_but_not_what_was_built(tmp_path: Path) -> None:
    kernel = ("zephyr-sources", "3.7.0", "cpe:2.3:o:zephyrproject:zephyr:3.7.0:*:*:*:*:*:*:*")
    module = ("mbedtls-sources", "3.6.2", "cpe:2.3:a:arm:mbed_tls:3.6.2:*:*:*:*:*:*:*")
    built = ("zephyr_final", "1", "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*")
    for name, packages in (("zephyr", [kernel]), ("modules-deps", [module]), ("build", [built])):
        (tmp_path / f"{name}.spdx").write_text(tag_value(name, *packages), encoding="utf-8")
    made = sbom_from(tmp_path, PRODUCT, NOW)
    assert [(one.name, one.version, one.cpe) for one in made.sbom.components] == [module, kernel]
    assert made.sbom.components[0].licences == ("Apache-2.0",)


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no SPDX document lies in this folder"):
        sbom_from(tmp_path, PRODUCT, NOW)


STATUS = "Package: libc6\nStatus: install ok installed\nVersion: 2.36-9\nArchitecture: arm64\n"


def image(folder: Path) -> Path:
    (folder / "var/lib/dpkg").mkdir(parents=True)
    (folder / "etc").mkdir()
    (folder / "etc/os-release").write_text('ID=debian\nVERSION_ID="12"\n', encoding="utf-8")
    (folder / "var/lib/dpkg/status").write_text(STATUS, encoding="utf-8")
    return folder / "var/lib/dpkg/status"


def test_the_distribution_is_taken_from_the_image_the_database_lies_in(tmp_path: Path) -> None:
    (one,) = sbom_from(image(tmp_path), PRODUCT, NOW).sbom.components
    assert one.purl == "pkg:deb/debian/libc6@2.36-9?arch=arm64&distro=debian-12"


def test_a_database_outside_an_image_has_no_distribution_unless_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "status"
    path.write_text(STATUS, encoding="utf-8")
    assert sbom_from(path, PRODUCT, NOW).sbom.components[0].purl == "pkg:deb/libc6@2.36-9?arch=arm64"
    said = sbom_from(path, PRODUCT, NOW, distro="ubuntu-22.04")
    assert said.sbom.components[0].purl == "pkg:deb/ubuntu/libc6@2.36-9?arch=arm64&distro=ubuntu-22.04"


def test_what_a_file_cannot_say_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_text("requests==2.32.3\nurllib3>=2\n", encoding="utf-8")
    made = sbom_from(path, PRODUCT, NOW)
    assert made.missing == (
        "packages that the listed ones bring along, unless the file was made by a lock tool",
        "version of 1 of 2 packages",
        "supplier of every package",
        "licence of every package",
        "hash of every package",
    )
    assert (made.sbom.lifecycles, made.sbom.timestamp) == (("pre-build",), "2026-06-01T00:00:00+00:00")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="there is no file"):
        sbom_from(tmp_path / "poetry.lock", PRODUCT, NOW)
