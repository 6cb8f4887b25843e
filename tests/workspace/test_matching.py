"""Advisories that cannot be used are named and keep gate G7 shut; nothing is dropped in silence."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from medward.workspace.starting import start_sample
from tests.fixtures.device_files import medward

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return the sample pump."""
    start_sample(tmp_path / "pump", "infusion-pump")
    return tmp_path / "pump"


def test_an_unusable_advisory_file_is_named_by_the_gate(pump: Path) -> None:
    (pump / "advisories" / "broken.json").write_text('{"id": ')
    shown = " ".join(medward(pump, "gate", "G7").stdout.split())
    assert "1 file of advisories/ cannot be used" in shown
    assert "1 missing" in shown


def test_an_empty_advisory_folder_does_not_stop_the_check(pump: Path) -> None:
    shutil.rmtree(pump / "advisories")
    (pump / "advisories").mkdir()
    result = medward(pump, "check")
    assert result.returncode == 1
    shown = " ".join(medward(pump, "gate", "G7").stdout.split())
    assert "advisories/ cannot be used" in shown
    assert "match of the SBOMs against advisories" in shown


def test_a_dossier_without_usable_advisories_shows_no_zero(pump: Path) -> None:
    shutil.rmtree(pump / "advisories")
    (pump / "advisories").mkdir()
    assert medward(pump, "dossier", "build").returncode == 0
    page = (pump / "dossier" / "vulnerabilities.html").read_text()
    assert "Not matched" in page
    assert "holds no advisory set that can be used" in page
