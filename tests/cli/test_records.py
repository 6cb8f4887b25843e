"""`export` and `list` as a person meets them, and what the file system refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checks.sample import clean
from tests.fixtures.device_files import medward, write_device

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_device(tmp_path / "pump", list(clean().values()), "LVP-REL-0001")


def test_an_export_never_mixes_with_records_that_are_there(folder: Path, tmp_path: Path) -> None:
    assert medward(folder, "apply", "--yes").returncode == 0
    before = sorted(path.name for path in (folder / "records").iterdir())
    refused = medward(folder, "export", "--out", str(folder))
    assert (refused.returncode, "holds records already" in refused.stderr) == (2, True)
    assert sorted(path.name for path in (folder / "records").iterdir()) == before
    done = medward(folder, "export", "--out", str(tmp_path / "copy"))
    assert "evidence and SBOM files are not in the ledger" in done.stdout


def test_a_path_that_cannot_be_written_is_bad_input_not_a_defect(folder: Path, tmp_path: Path) -> None:
    medward(folder, "apply", "--yes")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    refused = medward(folder, "export", "--out", str(tmp_path / "file" / "below"))
    assert refused.returncode == 2
    assert "internal error" not in refused.stderr
    assert str(tmp_path / "file") in refused.stderr


def test_list_knows_a_kind_by_name_and_type_and_refuses_any_other(folder: Path) -> None:
    by_name = medward(folder, "list", "threat").stdout
    assert "LVP-THR-0001" in by_name
    assert medward(folder, "list", "thr").stdout == by_name
    refused = medward(folder, "list", "threats")
    assert (refused.returncode, "there is no kind 'threats'" in refused.stderr) == (2, True)


def test_an_emptied_ledger_is_not_begun_anew(folder: Path) -> None:
    medward(folder, "apply", "--yes")
    ledger = folder / ".medward" / "ledger.db"
    ledger.write_bytes(b"")
    refused = medward(folder, "apply", "--yes")
    assert (refused.returncode, "ledger.db is empty" in refused.stderr) == (2, True)
    assert ledger.stat().st_size == 0


def test_a_record_in_no_chain_is_not_said_to_hold(folder: Path) -> None:
    alone = medward(folder, "trace", "ORG-POL-0001").stdout
    assert "It stands alone" in alone
    assert "holds from end to end" not in alone


def test_no_recorded_risk_is_not_said_to_be_none(tmp_path: Path) -> None:
    bare = write_device(tmp_path / "bare", [one for one in clean().values() if one.kind == "policy"])
    assert (
        "No risk is recorded, which does not say that there is none" in medward(bare, "risk", "list").stdout
    )


def test_a_missing_target_is_said_in_words(tmp_path: Path) -> None:
    bare = write_device(tmp_path / "bare", [one for one in clean().values() if one.kind == "policy"])
    refused = medward(bare, "check")
    assert (refused.returncode, "no target release is named, and no release" in refused.stderr) == (2, True)


def test_a_dossier_is_served_from_where_it_was_built(folder: Path, tmp_path: Path) -> None:
    refused = medward(folder, "serve", str(tmp_path / "nowhere"))
    assert (refused.returncode, f"no dossier in {tmp_path / 'nowhere'}" in refused.stderr) == (2, True)
    assert medward(folder, "serve", "--port", "99999").returncode == 2
    assert f"no dossier in {folder / 'dossier'}" in medward(folder, "serve").stderr
