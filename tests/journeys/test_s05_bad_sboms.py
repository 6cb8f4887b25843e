"""S05: six bad SBOM files. Five are refused with plain errors and nothing stored; the large one is imported."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "src" / "medward" / "examples" / "infusion-pump"
LIBRARY = {"type": "library", "name": "zlib", "version": "1.3.1", "bom-ref": "zlib"}
XXE = (
    b'<?xml version="1.0"?><!DOCTYPE bom [<!ENTITY x SYSTEM "http://192.0.2.1/secret">]>'
    b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>&x;</components></bom>'
)


def bom(**changes: object) -> bytes:
    tree = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "timestamp": "2026-04-28T09:12:31Z",
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "cdxgen", "version": "11.11.0"}]},
            "authors": [{"name": "Meridian Infusion Systems"}],
        },
        "components": [LIBRARY],
    }
    return json.dumps(tree | changes).encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "lvp"
    shutil.copytree(SAMPLE, target)
    return target


def state(folder: Path) -> dict[str, str]:
    """Return the digest of every file and the name of every folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else ""
        for path in sorted(folder.rglob("*"))
    }


def arguments(folder: Path, file: Path) -> list[str]:
    where = ["-C", str(folder), "sbom", "import", str(file)]
    return [*where, "--release", "4.2.0", "--deployable", "mcu-firmware", "--yes"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        pytest.param("cut.json", bom()[:-9], "the JSON ends before it is complete", id="1 truncated JSON"),
        pytest.param(
            "future.json", bom(specVersion="9.9"), "CycloneDX '9.9' is not a version", id="2 CycloneDX 9.9"
        ),
        pytest.param(
            "twice.json",
            bom(components=[LIBRARY, {**LIBRARY, "version": "1.2"}]),
            "the bom-ref 'zlib' stands at /components/0 already",
            id="3 two equal bom-refs",
        ),
        pytest.param(
            "missing.json",
            bom(dependencies=[{"ref": "zlib", "dependsOn": ["libpng"]}]),
            "the dependency names 'libpng', which no component or service has as bom-ref",
            id="4 dependency to a missing ref",
        ),
        pytest.param(
            "entity.xml", XXE, "it was refused and nothing was fetched", id="6 XML with external entity"
        ),
    ],
)
def test_a_bad_file_is_refused_and_the_folder_is_byte_identical(
    folder: Path, tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    before = state(folder)
    ran = subprocess.run(
        [sys.executable, "-m", "medward", *arguments(folder, file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert f"error: {name}" in ran.stderr
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr
    assert state(folder) == before


def test_200_000_components_in_60_mb_are_imported_in_time_and_memory(folder: Path, tmp_path: Path) -> None:
    """At most 60 s and 2 GB (S05); the time allowed here is generous because the machine may be busy."""
    parts = [
        {
            "type": "library",
            "bom-ref": f"pkg:generic/component-{number}@1.0.{number % 100}",
            "name": f"component-{number}",
            "version": f"1.0.{number % 100}",
            "purl": f"pkg:generic/component-{number}@1.0.{number % 100}",
            "supplier": {"name": "Example Supplier"},
            "hashes": [{"alg": "SHA-256", "content": f"{number:064x}"}],
        }
        for number in range(200_000)
    ]
    file = tmp_path / "large.cdx.json"
    file.write_bytes(bom(components=parts))
    assert file.stat().st_size > 55_000_000
    start = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-m", "medward", *arguments(folder, file)],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - start
    assert ran.returncode == 0, ran.stderr
    assert "reading large.cdx.json" in ran.stderr
    assert "holding 200,000 components against the official schema" in ran.stderr
    assert seconds < 60
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 * 1024 * 1024  # kilobytes
    assert hashlib.sha256((folder / "sbom" / "large.cdx.json").read_bytes()).hexdigest() in (
        folder / "records" / "components" / "sboms.yaml"
    ).read_text(encoding="utf-8")
