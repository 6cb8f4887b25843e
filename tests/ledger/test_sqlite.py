"""The ledger as its callers see it."""

from __future__ import annotations

import os
import sqlite3
from inspect import signature
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.errors import (
    LedgerError,
    LockedLedgerError,
    NotFoundError,
    StaleRevisionError,
    TamperedLedgerError,
)
from medward.kernel.canonical import sha256_hex
from medward.ledger import schema
from medward.ledger.model import Author, Link, Write
from medward.ledger.sqlite import SqliteStore, open_ledger
from medward.ledger.store import Store

from .samples import ALICE, AT, BOB, ZEROS, device_file, record, removal

if TYPE_CHECKING:
    from pathlib import Path

THREAT = record("LVP-THR-0001", title="Rogue drug library")
EDITED = record("LVP-THR-0001", title="Rogue drug library on the gateway")
RISK = record("LVP-RSK-0001", (("threat", "LVP-THR-0001"),), title="Overdose")


def test_a_record_comes_back_as_it_was_written(ledger: SqliteStore) -> None:
    done = ledger.append([THREAT], ALICE, "First threat", AT)
    got = ledger.get("LVP-THR-0001")
    assert got is not None
    assert (got.body, got.revision, got.seq, got.removed) == (THREAT.body, 1, 1, False)
    assert got.digest == sha256_hex(THREAT.body)
    assert (done.seq, done.previous, done.author, done.reason, done.at) == (
        1,
        ZEROS,
        ALICE,
        "First threat",
        AT,
    )
    assert [(entry.id, entry.digest) for entry in done.entries] == [("LVP-THR-0001", got.digest)]


def test_a_ledger_is_still_there_after_closing(tmp_path: Path) -> None:
    first = open_ledger(tmp_path / "ledger.db", create=True)
    head = first.append([THREAT], ALICE, "First threat", AT).hash
    first.close()
    again = open_ledger(tmp_path / "ledger.db")
    assert again.head_hash() == head
    assert list(again.heads()) == ["LVP-THR-0001"]
    again.close()


def test_a_ledger_nobody_can_write_beside_is_read_and_refuses_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_ledger(tmp_path / "ledger.db", create=True)
    first.append([THREAT], ALICE, "First threat", AT)
    first.close()
    tmp_path.joinpath("ledger.db").chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may run as root, who may write anywhere
    fixed = open_ledger(tmp_path / "ledger.db")
    assert list(fixed.heads()) == ["LVP-THR-0001"]
    assert fixed.verify().ok
    with pytest.raises(LedgerError, match="nobody may write to this ledger"):
        fixed.append([RISK], ALICE, "Second", AT)
    fixed.close()
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.db"]


def test_each_changeset_holds_the_hash_of_the_one_before(ledger: SqliteStore) -> None:
    first = ledger.append([THREAT], ALICE, "One", AT)
    second = ledger.append([EDITED], BOB, "Two", AT)
    assert second.previous == first.hash
    assert ledger.head_hash() == second.hash
    assert list(ledger.changesets()) == [first, second]
    assert list(ledger.changesets(since=1)) == [second]


def test_an_empty_ledger_has_the_zero_hash_and_verifies(ledger: SqliteStore) -> None:
    assert ledger.head_hash() == ZEROS
    assert ledger.verify().ok
    assert ledger.get("LVP-THR-0001") is None


def test_history_lists_every_revision_with_its_author(ledger: SqliteStore) -> None:
    ledger.append([THREAT], ALICE, "One", AT)
    ledger.append([EDITED], BOB, "Two", AT)
    ledger.append([removal("LVP-THR-0001")], ALICE, "Three", AT)
    lines = [
        (made.author.printed_name, made.reason, state.body) for made, state in ledger.history("LVP-THR-0001")
    ]
    assert lines == [
        (ALICE.printed_name, "One", THREAT.body),
        ("Bob", "Two", EDITED.body),
        (ALICE.printed_name, "Three", b""),
    ]


def test_an_earlier_state_can_be_asked_for(ledger: SqliteStore) -> None:
    ledger.append([THREAT], ALICE, "One", AT)
    ledger.append([EDITED, RISK], ALICE, "Two", AT)
    ledger.append([removal("LVP-THR-0001")], ALICE, "Three", AT)
    assert ledger.heads(0) == {}
    assert {name: state.body for name, state in ledger.heads(1).items()} == {"LVP-THR-0001": THREAT.body}
    assert set(ledger.heads(2)) == {"LVP-THR-0001", "LVP-RSK-0001"}
    assert set(ledger.heads()) == set(ledger.heads(3)) == {"LVP-RSK-0001"}
    before = ledger.get("LVP-THR-0001", as_of_seq=1)
    assert before is not None
    assert before.body == THREAT.body
    assert ledger.links(1) == []
    assert ledger.links(3) == ledger.links()


def test_a_removed_record_stays_readable_as_removed(ledger: SqliteStore) -> None:
    ledger.append([THREAT], ALICE, "One", AT)
    ledger.append([removal("LVP-THR-0001")], ALICE, "Two", AT)
    got = ledger.get("LVP-THR-0001")
    assert got is not None
    assert (got.removed, got.body, got.digest, got.revision) == (True, b"", "", 2)
    with pytest.raises(LedgerError, match="no such record"):
        ledger.append([removal("LVP-THR-0001")], ALICE, "Three", AT)
    ledger.append([Write("thr", "LVP-THR-0001", b"{}", expected=0)], ALICE, "Back again", AT)
    assert list(ledger.heads()) == ["LVP-THR-0001"]


@pytest.mark.parametrize(
    ("at", "seq"),
    [
        pytest.param("2026-05-04T07:59:59Z", 0, id="before the first"),
        pytest.param("2026-05-04T08:00:00Z", 1, id="the same instant in another zone"),
        pytest.param("2026-05-04T09:30:00Z", 2, id="a later text that is an earlier instant"),
        pytest.param("2026-05-04T12:00:00.5+02:00", 2, id="after the last"),
    ],
)
def test_an_instant_is_compared_as_an_instant(ledger: SqliteStore, at: str, seq: int) -> None:
    ledger.append([THREAT], ALICE, "One", "2026-05-04T10:00:00+02:00")
    ledger.append([EDITED], ALICE, "Two", "2026-05-04T09:30:00+00:00")
    assert ledger.seq_at(at) == seq


@pytest.mark.parametrize("at", ["yesterday", "2026-05-04T10:00:00", "2026-13-01T00:00:00Z"])
def test_an_instant_without_offset_is_refused(ledger: SqliteStore, at: str) -> None:
    with pytest.raises(LedgerError, match=r"not a date and time|no offset"):
        ledger.append([THREAT], ALICE, "One", at)
    with pytest.raises(LedgerError, match=r"not a date and time|no offset"):
        ledger.seq_at(at)


def test_a_link_remembers_what_its_target_contained(ledger: SqliteStore) -> None:
    ledger.append([RISK], ALICE, "Risk first", AT)
    assert ledger.links() == [Link("LVP-RSK-0001", "threat", "LVP-THR-0001", "")]
    ledger.append([RISK, THREAT], ALICE, "Both", AT)
    assert ledger.links()[0].reviewed == sha256_hex(THREAT.body)
    ledger.append([EDITED], BOB, "The threat moves on", AT)
    assert ledger.links()[0].reviewed == sha256_hex(THREAT.body)
    ledger.append([RISK], ALICE, "Reviewed again", AT)
    assert ledger.links()[0].reviewed == sha256_hex(EDITED.body)
    affirmed = ledger.get("LVP-RSK-0001")
    assert affirmed is not None
    assert affirmed.revision == 3
    assert ledger.links(1)[0].reviewed == ""


def test_search_finds_records_that_contain_every_word(ledger: SqliteStore) -> None:
    ledger.append([THREAT, RISK, record("LVP-THR-0002", title="ÜBERHITZUNG der Pumpe")], ALICE, "One", AT)
    assert ledger.search("DRUG rogue") == ["LVP-THR-0001"]
    assert ledger.search("überhitzung") == ["LVP-THR-0002"]
    assert ledger.search("lvp-thr") == ["LVP-THR-0001", "LVP-THR-0002"]
    assert ledger.search("rogue overdose") == []
    assert ledger.search("100% _ '") == []
    assert ledger.search("  ") == []


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_change_made_on_another_revision_is_refused_whole(ledger: SqliteStore, expected: int) -> None:
    ledger.append([THREAT], ALICE, "One", AT)
    ledger.append([EDITED], BOB, "Two", AT)
    before = ledger.head_hash()
    stale = Write("thr", "LVP-THR-0001", b'{"n":1}', expected=expected)
    with pytest.raises(StaleRevisionError, match="LVP-THR-0001 is at revision 2"):
        ledger.append([RISK, stale], ALICE, "Three", AT)
    assert ledger.head_hash() == before
    assert "LVP-RSK-0001" not in ledger.heads()
    ledger.append([Write("thr", "LVP-THR-0001", b'{"n":1}', expected=2)], ALICE, "Three", AT)


@pytest.mark.parametrize(
    ("writes", "said"),
    [
        pytest.param([], "nothing to write", id="nothing"),
        pytest.param([THREAT, EDITED], "twice", id="one id twice"),
        pytest.param([removal("LVP-THR-0009")], "cannot be removed", id="removal of nothing"),
        pytest.param([Write("risk", "LVP-THR-0001", b"{}")], "cannot become", id="another kind"),
        pytest.param([Write("erasure", "LVP-X-1", b"{}")], "reserved", id="reserved kind"),
        pytest.param([Write("thr", "LVP-THR-0002", b"\xff")], "not UTF-8", id="not UTF-8"),
        pytest.param(
            [Write("thr", "LVP-THR-0002", b"{}", text="\ud800")], "half a character", id="surrogate"
        ),
    ],
)
def test_a_changeset_that_cannot_be_is_refused(ledger: SqliteStore, writes: list[Write], said: str) -> None:
    ledger.append([THREAT], ALICE, "One", AT)
    before = ledger.head_hash()
    with pytest.raises(LedgerError, match=said):
        ledger.append(writes, ALICE, "Two", AT)
    assert ledger.head_hash() == before


@pytest.mark.parametrize(
    ("author", "reason"), [(Author("", "Alice"), "why"), (Author("a", " "), "why"), (ALICE, " ")]
)
def test_a_changeset_needs_author_and_reason(ledger: SqliteStore, author: Author, reason: str) -> None:
    with pytest.raises(LedgerError, match="needs its"):
        ledger.append([THREAT], author, reason, AT)


def test_a_refused_changeset_leaves_the_file_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    device_file(path).close()
    before = path.read_bytes()
    ledger = open_ledger(path)
    with pytest.raises(StaleRevisionError):
        ledger.append([Write("rsk", "LVP-RSK-0001", b"{}", expected=0)], ALICE, "Stale", AT)
    ledger.heads()
    ledger.verify()
    ledger.close()
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.db"]


def test_a_ledger_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no ledger at"):
        open_ledger(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_an_emptied_file_does_not_pass_for_a_new_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    with pytest.raises(TamperedLedgerError, match="is empty"):
        open_ledger(path)
    assert path.read_bytes() == b""
    open_ledger(path, create=True).close()
    open_ledger(path).close()


def test_the_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE places (url TEXT)")
    other.close()
    with pytest.raises(LedgerError, match="another program"):
        open_ledger(path)


def test_a_ledger_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    device_file(path).close()
    with sqlite3.connect(path) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(LedgerError, match="version 99"):
        open_ledger(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"kind: threat/1\n" * 1000)
    with pytest.raises(TamperedLedgerError, match="not a database"):
        open_ledger(path)


def test_an_append_waits_only_so_long_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    device_file(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    ledger = open_ledger(path, wait_seconds=0.05)
    with pytest.raises(LockedLedgerError, match="another process"):
        ledger.append([record("LVP-THR-0009", title="x")], ALICE, "Wait", AT)
    assert ledger.heads()
    other.execute("ROLLBACK")
    other.close()
    ledger.append([record("LVP-THR-0009", title="x")], ALICE, "Wait", AT)
    ledger.close()


@pytest.mark.parametrize("table", schema.TRUTH)
@pytest.mark.parametrize(
    "act", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "INSERT OR REPLACE INTO {} SELECT * FROM {}"]
)
def test_the_tables_of_the_truth_only_grow(tmp_path: Path, table: str, act: str) -> None:
    path = tmp_path / "ledger.db"
    ledger = device_file(path)
    ledger.add_anchor(ledger.head_hash(), AT, b"token")
    ledger.close()
    raw = sqlite3.connect(path)
    column = raw.execute(f"SELECT * FROM {table}").description[-1][0]  # noqa: S608 - names from the schema
    statement = act.format(table, column, column) if "SET" in act else act.format(table, table)
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        raw.execute(statement)
    raw.close()


def test_a_payload_cannot_be_emptied_without_an_erasure(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    device_file(path).close()
    raw = sqlite3.connect(path)
    digest = raw.execute("SELECT payload FROM revision WHERE id = 'LVP-RSK-0001'").fetchone()[0]
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        raw.execute("UPDATE payload SET salt = NULL, body = NULL WHERE digest = ?", (digest,))
    raw.close()


def test_an_erasure_lets_a_payload_become_nothing_but_empty(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    device_file(path).close()
    raw = sqlite3.connect(path)
    for change in ("body = x'41'", "salt = x'41'", "digest = 'other'"):
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            raw.execute(f"UPDATE payload SET {change} WHERE body IS NULL")  # noqa: S608 - constants
    raw.close()


def test_an_erased_text_is_gone_from_the_disk_and_the_chain_verifies(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    ledger = open_ledger(path, create=True)
    ledger.append([record("LVP-NOTE-0001", title="Call Carol at 555-0199")], ALICE, "One", AT)
    ledger.append([record("LVP-NOTE-0001", title="Call the hospital")], ALICE, "Two", AT)
    done = ledger.erase("LVP-NOTE-0001", 1, BOB, "Carol asked for erasure", AT)
    assert [(entry.kind, entry.id, entry.digest) for entry in done.entries] == [
        ("erasure", "LVP-NOTE-0001", "")
    ]
    assert [state.body is None for _, state in ledger.history("LVP-NOTE-0001")] == [True, False]
    seen = ledger.verify()
    assert seen.ok
    assert seen.notes == (f"LVP-NOTE-0001@1 was erased on {AT} by changeset 3: Carol asked for erasure",)
    assert not any(b"555-0199" in file.read_bytes() for file in tmp_path.iterdir())
    ledger.close()
    assert b"555-0199" not in path.read_bytes()


@pytest.mark.parametrize(("revision", "said"), [(1, "erased already"), (2, "in force"), (3, "no revision 3")])
def test_only_a_superseded_text_can_be_erased_once(ledger: SqliteStore, revision: int, said: str) -> None:
    ledger.append([THREAT], ALICE, "One", AT)
    ledger.append([EDITED], ALICE, "Two", AT)
    ledger.erase("LVP-THR-0001", 1, BOB, "Erase", AT)
    with pytest.raises((LedgerError, NotFoundError), match=said):
        ledger.erase("LVP-THR-0001", revision, BOB, "Erase", AT)
    assert ledger.verify().changesets == 3


IDS = st.integers(1, 6).map(lambda number: f"LVP-THR-{number:04}")
STEPS = st.lists(
    st.lists(
        st.tuples(IDS, st.none() | st.text(max_size=8), st.lists(IDS, max_size=3)), min_size=1, max_size=4
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(steps=STEPS)
def test_rebuild_equals_incremental(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[tuple[str, str | None, list[str]]]]
) -> None:
    path = tmp_path_factory.mktemp("law") / "ledger.db"
    ledger = open_ledger(path, create=True)
    for step in steps:
        chosen = {name: (title, targets) for name, title, targets in step}
        live = ledger.heads()
        writes = [
            removal(name)
            if title is None
            else record(name, tuple(("next", to) for to in targets), title=title)
            for name, (title, targets) in chosen.items()
            if title is not None or name in live
        ]
        if writes:
            ledger.append(writes, ALICE, "Step", AT)
    before = _projections(path)
    assert ledger.verify().problems == ()
    assert ledger.heads() == ledger.heads(10**6)
    assert ledger.links() == ledger.links(10**6)
    ledger.rebuild()
    assert _projections(path) == before
    ledger.close()


def _projections(path: Path) -> list[list[tuple[object, ...]]]:
    raw = sqlite3.connect(path)
    tables = [raw.execute(f"SELECT * FROM {table}").fetchall() for table in schema.PROJECTIONS]  # noqa: S608 - constants
    raw.close()
    return tables


def test_the_sqlite_store_is_a_store_of_twelve_methods() -> None:
    named = {name for name in vars(Store) if not name.startswith("_")}
    assert len(named) <= 12
    for name in named:
        asked, given = signature(getattr(Store, name)), signature(getattr(SqliteStore, name))
        assert list(asked.parameters) == list(given.parameters), name
