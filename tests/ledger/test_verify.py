"""Rows that agree with themselves but not with the chain are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.ledger.rows import ErasureRow, PayloadRow, RevisionRow, Rows, chain_hash
from medward.ledger.verify import verify_rows

from .samples import device_file

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN = "f" * 64


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    ledger = device_file(tmp_path / "ledger.db")
    stored = ledger.rows()
    ledger.close()
    assert verify_rows(stored).problems == []
    return stored


def places(rows: Rows) -> list[str]:
    return [problem.where for problem in verify_rows(rows).problems]


def test_a_revision_that_no_changeset_lists_is_named(rows: Rows) -> None:
    rows.revision.append(RevisionRow("LVP-THR-0099", 1, 7, "thr", rows.payload[0].digest, FOREIGN))
    assert places(rows) == ["revision/LVP-THR-0099@1"]


def test_a_payload_that_no_changeset_lists_is_named(rows: Rows) -> None:
    rows.payload.append(PayloadRow(FOREIGN, b"", b""))
    assert places(rows) == [f"payload/{FOREIGN}"]


def test_an_erasure_that_no_changeset_lists_is_named(rows: Rows) -> None:
    rows.erasure.append(ErasureRow(FOREIGN, "LVP-THR-0001", 1, 7))
    assert places(rows) == ["erasure/LVP-THR-0001@1"]


@pytest.mark.parametrize("table", ["revision", "payload", "erasure"])
def test_a_row_that_is_gone_is_named(rows: Rows, table: str) -> None:
    listed = getattr(rows, table)
    for row in list(listed):
        listed.remove(row)
        assert any(where.startswith(f"{table}/") for where in places(rows))
        listed.append(row)


def test_a_content_digest_that_is_not_the_records_is_named_in_a_sound_chain(rows: Rows) -> None:
    """Not a forger, a faulty program: signatures would point nowhere."""
    last = next(row for row in rows.revision if row.id == "LVP-RSK-0001")
    rows.revision[rows.revision.index(last)] = last._replace(content=FOREIGN)
    previous = rows.changeset[0].previous
    for place, row in enumerate(rows.changeset):
        again = row._replace(previous=previous, entries=row.entries.replace(last.content, FOREIGN))
        rows.changeset[place] = again._replace(hash=chain_hash(again))
        previous = rows.changeset[place].hash
    assert places(rows)[0] == "payload/LVP-RSK-0001@1/body"


def test_a_changeset_that_stands_twice_is_named(rows: Rows) -> None:
    rows.changeset.append(rows.changeset[2])
    assert "changeset/3" in places(rows)


def test_several_missing_changesets_are_one_problem(rows: Rows) -> None:
    del rows.changeset[2:5]
    problem = verify_rows(rows).problems[0]
    assert problem == ("changeset/3", "deleted from the trail: changeset 3 to 5 is missing")


@pytest.mark.parametrize("entries", ["{", "{}", "[1]", '[{"kind":"thr"}]', "[" * 100_000])
def test_entries_that_are_none_are_named(rows: Rows, entries: str) -> None:
    rows.changeset[1] = rows.changeset[1]._replace(entries=entries)
    assert "changeset/2/entries" in places(rows)
