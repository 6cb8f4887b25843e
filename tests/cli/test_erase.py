"""A past revision can be emptied for good; the chain still verifies and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fixtures.device_files import medward

if TYPE_CHECKING:
    from pathlib import Path

ZONE = "kind: zone/1\nid: LVP-ZON-0001\ntitle: {title}\nshort: Z1\ntrust: by design\n"


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a device file whose only record has two revisions."""
    (tmp_path / "records").mkdir()
    (tmp_path / "medward.yaml").write_text("product: LVP\nname: Pump\n")
    for title in ("Zone of Jane Roe", "Zone 1"):
        (tmp_path / "records" / "a.yaml").write_text(ZONE.format(title=title))
        assert medward(tmp_path, "apply", "--yes", "-m", "edit").returncode == 0
    return tmp_path


def test_an_erased_revision_is_gone_and_the_chain_holds(pump: Path) -> None:
    result = medward(pump, "erase", "LVP-ZON-0001", "--revision", "1", "-m", "data subject request", "--yes")
    assert result.returncode == 0
    assert b"Jane Roe" not in (pump / ".medward" / "ledger.db").read_bytes()
    assert medward(pump, "verify").returncode == 0
    assert "data subject request" in medward(pump, "verify").stdout


def test_the_revision_in_force_is_not_erased(pump: Path) -> None:
    result = medward(pump, "erase", "LVP-ZON-0001", "--revision", "2", "-m", "why", "--yes")
    assert result.returncode == 2
    assert "Zone 1" in medward(pump, "list").stdout


def test_nothing_is_erased_without_consent(pump: Path) -> None:
    assert medward(pump, "erase", "LVP-ZON-0001", "--revision", "1", "-m", "why").returncode == 2
    assert "Jane Roe" in medward(pump, "history", "LVP-ZON-0001").stdout
