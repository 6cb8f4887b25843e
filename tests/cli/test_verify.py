"""`medward verify`: derived tables can be made again, the trail cannot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from medward.devices.records import Zone
from tests.fixtures.device_files import medward, medward_json, write_device

if TYPE_CHECKING:
    from pathlib import Path


def test_a_damaged_derived_table_is_located_and_made_again(tmp_path: Path) -> None:
    zone = Zone(id="LVP-ZON-0001", title="Ward", short="Z1", trust="shared with other devices")
    write_device(tmp_path, [zone])
    assert medward(tmp_path, "apply", "--yes").returncode == 0
    with closing(sqlite3.connect(tmp_path / ".medward" / "ledger.db")) as ledger:
        ledger.execute("DELETE FROM head")
        ledger.commit()
    found = medward(tmp_path, "verify")
    assert found.returncode == 1
    assert "head/LVP-ZON-0001: is missing; `medward verify --rebuild` makes it again" in found.stdout
    assert medward(tmp_path, "verify", "--rebuild").returncode == 0
    assert medward(tmp_path, "verify").returncode == 0


@pytest.mark.parametrize("given", ["", "nonsense", "ab" * 31])
def test_what_is_no_head_hash_is_refused_and_not_taken_as_nothing_to_compare(
    tmp_path: Path, given: str
) -> None:
    write_device(tmp_path, [Zone(id="LVP-ZON-0001", title="Ward", short="Z1", trust="ours")])
    assert medward(tmp_path, "apply", "--yes").returncode == 0
    found = medward(tmp_path, "verify", "--expect", given)
    assert found.returncode == 2
    assert "is no head hash" in found.stderr
    head = medward_json(tmp_path, "verify")["head"]
    assert medward(tmp_path, "verify", "--expect", f"{head} ").returncode == 0
    assert medward(tmp_path, "verify", "--expect", "ab" * 32).returncode == 1
