"""The index of `trace` answers what the records answer, and never for other content."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from medward.checks.chain import trace
from medward.errors import NotFoundError
from medward.kernel.rewrite import rewrite_fields
from medward.workspace.chain_index import stamp, store_index, stored_trace
from medward.workspace.checking import open_case
from medward.workspace.layout import STATE
from medward.workspace.starting import start_sample

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 6, 15)
NOON = datetime.fromisoformat("2026-06-15T12:00:00+00:00")


@pytest.fixture(scope="module")
def pump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pump")
    start_sample(folder, "infusion-pump")
    store_index(folder, stamp(folder, DAY), open_case(folder, NOON, matched=False))
    return folder


def test_every_record_has_the_same_chain_in_index_and_records(pump: Path) -> None:
    case = open_case(pump, NOON, matched=False)
    mark = stamp(pump, DAY)
    for record in case.records:
        assert stored_trace(pump, mark, record.id) == trace(case, record.id)


def test_an_unknown_record_is_not_found(pump: Path) -> None:
    with pytest.raises(NotFoundError, match="LVP-THR-9999"):
        stored_trace(pump, stamp(pump, DAY), "LVP-THR-9999")


def test_another_day_needs_another_index(pump: Path) -> None:
    assert stored_trace(pump, stamp(pump, date(2026, 6, 16)), "LVP-THR-0042") is None


def test_a_changed_removed_or_added_file_needs_another_index(pump: Path) -> None:
    before = stamp(pump, DAY)
    path = next((pump / "evidence").rglob("*.xml"))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"a", b"b", 1))
    assert stamp(pump, DAY) != before
    path.unlink()
    removed = stamp(pump, DAY)
    assert removed != before
    path.write_bytes(data)
    assert stamp(pump, DAY) not in {before, removed}


def test_a_damaged_index_is_ignored(pump: Path) -> None:
    mark = stamp(pump, DAY)
    (pump / STATE / "trace.db").write_bytes(b"SQLite format 3\0" + b"x" * 4096)
    assert stored_trace(pump, mark, "LVP-THR-0042") is None


def test_a_rewritten_record_shows_at_once(pump: Path) -> None:
    path = pump / "records" / "threats" / "mobile-app.yaml"
    path.write_text(rewrite_fields(path.read_text(), "LVP-THR-0042", {"title": "Another title"}))
    mark = stamp(pump, DAY)
    assert stored_trace(pump, mark, "LVP-THR-0042") is None
    store_index(pump, mark, open_case(pump, NOON, matched=False))
    found = stored_trace(pump, stamp(pump, DAY), "LVP-THR-0042")
    assert found is not None
    assert "Another title" in {node.title for node in found.nodes}
