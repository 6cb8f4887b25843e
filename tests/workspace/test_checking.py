"""The case of a device file: what is read for the release it is about."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from medward import examples
from medward.workspace.checking import case_of
from medward.workspace.device import open_device
from medward.workspace.portfolio import add_device

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    folder = tmp_path / "lvp"
    shutil.copytree(Path(examples.__file__).parent / "infusion-pump", folder)
    return folder


def with_a_superseded_sbom(folder: Path) -> None:
    """Record an SBOM again, as one that another took the place of."""
    path = folder / "records/components/sboms.yaml"
    text = path.read_text("utf-8")
    first = text.split("\n---\n")[0].replace("LVP-BOM-0001", "LVP-BOM-0099")
    path.write_text(f"{text}---\n{first.replace('status: effective', 'status: superseded')}\n", "utf-8")


def test_a_superseded_sbom_is_read_neither_for_its_release_nor_for_a_portfolio(
    pump: Path, tmp_path: Path
) -> None:
    before = case_of(open_device(pump), NOW)
    portfolio = add_device(pump, tmp_path / "before")
    with_a_superseded_sbom(pump)
    after = case_of(open_device(pump), NOW)
    assert "LVP-BOM-0099" in after.records
    assert after.sboms.keys() == before.sboms.keys()
    assert after.matches == before.matches
    assert add_device(pump, tmp_path / "after").digest == portfolio.digest
