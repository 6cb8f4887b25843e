"""The dossier of the sample is rebuilt byte for byte, and replaces nothing that is not a dossier."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.errors import RefusedChangeError
from medward.workspace.building import build_dossier
from medward.workspace.device import Device, open_device
from medward.workspace.starting import start_sample

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)

BUILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from medward.workspace.building import build_dossier
from medward.workspace.device import open_device
build_dossier(open_device(Path(sys.argv[1])), Path(sys.argv[2]), now=datetime(2026, 6, 15, 9, tzinfo=UTC))
"""


@pytest.fixture(scope="module")
def pump(tmp_path_factory: pytest.TempPathFactory) -> Device:
    folder = tmp_path_factory.mktemp("device") / "pump"
    start_sample(folder, "infusion-pump")
    return open_device(folder)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_with_different_hash_seeds_give_the_same_bytes(pump: Device, tmp_path: Path) -> None:
    seen = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "MEDWARD_HOME": str(tmp_path / "home")}
        subprocess.run([sys.executable, "-c", BUILD, str(pump.folder), str(out)], env=environment, check=True)
        seen.append(digests(out))
    assert seen[0] == seen[1]


def test_the_manifest_lists_every_other_file_with_its_digest(
    pump: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    built = build_dossier(pump, tmp_path / "out", now=NOW)
    found = digests(built.folder)
    del found["manifest.json"]
    manifest = json.loads((built.folder / "manifest.json").read_text())
    assert manifest["files"] == found
    assert manifest["records"] == len(pump.records)
    assert manifest["generated_at"] == "2026-06-15T09:00:00+00:00"


def test_an_earlier_dossier_is_replaced_whole(
    pump: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    out = tmp_path / "out"
    build_dossier(pump, out, now=NOW)
    (out / "left-over.html").write_text("old")
    build_dossier(pump, out, now=NOW)
    assert not (out / "left-over.html").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_with_other_content_is_refused_and_left_alone(pump: Device, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(RefusedChangeError, match="not a dossier"):
        build_dossier(pump, tmp_path, now=NOW)
    assert digests(tmp_path) == {"letter.txt": hashlib.sha256(b"mine").hexdigest()}
