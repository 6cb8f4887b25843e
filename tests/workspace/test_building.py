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
from medward.workspace.building import build_dossier, gather
from medward.workspace.device import Device, open_device
from medward.workspace.starting import start_sample

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)

BUILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from medward.workspace.building import build_dossier, gather
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


def test_what_is_open_in_a_release_in_the_field_is_judged_beside_the_target(pump: Device) -> None:
    # Releases in use are 4.1.0, in the field, and the target 4.2.0; practice 1.8, job 2.
    judged = {line.assessment: line for line in gather(pump, NOW).controlled}
    assert {judged[name].release for name in ("LVP-VAS-0052", "LVP-VAS-0054")} == {"4.1.0"}
    assert judged["LVP-VAS-0030"].release == "4.2.0"
    # Nobody says what an attacker needs; AV:A 1 + PR:L 1 = 2 obstacles -> E3, with S2 -> A (practice 4.5, 4.6).
    assert judged["LVP-VAS-0052"].verdict == "cannot-tell"
    assert (judged["LVP-VAS-0054"].verdict, judged["LVP-VAS-0054"].levels) == ("controlled", ("E3",))


@pytest.mark.parametrize("sample", ["infusion-pump", "pacemaker"])
def test_no_assessment_of_a_sample_contradicts_its_own_answers(tmp_path: Path, sample: str) -> None:
    start_sample(tmp_path / "a", sample)
    judged = gather(open_device(tmp_path / "a"), NOW).controlled
    assert {line.assessment: line.flags for line in judged if line.flags} == {}


def test_a_command_to_run_is_set_apart_and_not_in_backticks(pump: Device, tmp_path: Path) -> None:
    build_dossier(pump, tmp_path / "out", now=NOW)
    page = (tmp_path / "out" / "gates.html").read_text()
    assert "medward threats generate --rules</code>" in page
    assert "`medward" not in page


def test_the_page_of_an_assessment_says_where_its_record_and_its_answers_disagree(tmp_path: Path) -> None:
    start_sample(tmp_path / "pump", "infusion-pump")
    path = tmp_path / "pump" / "records" / "vulnerabilities" / "assessments.yaml"
    path.write_text(path.read_text().replace("control_state: undetermined", "control_state: controlled"))
    build_dossier(open_device(tmp_path / "pump"), tmp_path / "out", now=NOW)
    page = (tmp_path / "out" / "records" / "LVP-VAS-0052.html").read_text()
    assert "recorded as controlled, computed as cannot-tell" in page
    assert "control state, recorded" in page.lower()
