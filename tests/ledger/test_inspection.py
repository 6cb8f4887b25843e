"""Every damage to a ledger file is found, and its place is named."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medward.errors import NotFoundError
from medward.ledger import schema
from medward.ledger.inspection import verify_ledger
from medward.ledger.rows import ZEROS, ChangesetRow, chain_hash
from medward.ledger.timestamps import anchor

from .samples import AT, device_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from medward.ledger.model import Verification

COUNTERS = "sqlite_sequence"
TABLES = (*schema.TABLES, COUNTERS)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, time_stamp: Callable[..., bytes]) -> Path:
    """Return a ledger that holds every kind of row, two time-stamps among them."""
    path = tmp_path_factory.mktemp("whole") / "ledger.db"
    ledger = device_file(path)
    for changeset in list(ledger.changesets())[-2:]:
        anchor(ledger, time_stamp(changeset.hash.encode()), AT)
    assert ledger.verify().problems == ()
    ledger.close()
    return path


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return shutil.copy(whole, tmp_path / "ledger.db")


def tamper(path: Path, statement: str, values: tuple[object, ...] = ()) -> None:
    """Change a ledger the way somebody with a SQLite tool would, and cover the tracks."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.execute("BEGIN")
        for name in schema.TRIGGERS:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(statement, values)
        for text in schema.TRIGGERS.values():
            raw.execute(text)
        raw.execute("COMMIT")


def values_in(path: Path) -> Iterator[tuple[str, str, object, str, object]]:
    """Yield (table, column, row, place a problem must name, value) of every value in the file."""
    with closing(sqlite3.connect(path)) as raw:
        raw.row_factory = sqlite3.Row
        named = dict(raw.execute("SELECT payload, id || '@' || revision FROM revision").fetchall())
        for table in TABLES:
            for row in raw.execute(f"SELECT * FROM {table}").fetchall():  # noqa: S608 - names from the schema
                keys = row.keys()
                if table == "payload":
                    place = f"payload/{named[row['digest']]}"
                elif table in {"revision", "erasure"}:
                    place = f"{table}/{row['id']}@{row['revision']}"
                elif table == "link":
                    place = "link/" + "/".join(row[name] for name in keys[:3])
                else:
                    place = f"{table}/{row[keys[0]]}"
                for column in keys:
                    if row[column] not in (None, "", b""):
                        yield table, column, tuple(row), place, row[column]


def flipped(value: object, choose: random.Random) -> object:
    """Return the value with one bit of one byte turned over; text comes back as its bytes."""
    if isinstance(value, int):
        return value ^ (1 << choose.randrange(16))
    data = bytearray(value.encode() if isinstance(value, str) else value)  # type: ignore[arg-type]  # bytes otherwise
    data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    return bytes(data)


def flip(path: Path, target: tuple[str, str, object, str, object], choose: random.Random) -> bool:
    """Turn one bit over in the file; return whether the table's keys allowed it."""
    table, column, row, _, value = target
    with closing(sqlite3.connect(path)) as raw:
        names = [line[1] for line in raw.execute(f"PRAGMA table_info ({table})")]
    mark = "CAST(? AS TEXT)" if isinstance(value, str) else "?"
    where = " AND ".join(f"{name} IS ?" for name in names)
    try:
        tamper(path, f"UPDATE {table} SET {column} = {mark} WHERE {where}", (flipped(value, choose), *row))  # type: ignore[misc]  # noqa: S608 - names from the schema
    except sqlite3.IntegrityError:
        return False
    return True


def is_located(seen: Verification, target: tuple[str, str, object, str, object]) -> bool:
    """Say whether a problem names the row, and the column unless the row's own name was changed."""
    table, column, _, place, _ = target
    keys = {"changeset": "seq", "revision": "id revision", "payload": "digest", "link": "source name target"}
    named = column in keys.get(table, "id number name").split() or (table == "erasure")
    places = [problem.where for problem in seen.problems]
    if table == COUNTERS:
        return any(COUNTERS in where or "deleted from the end" in what for where, what in seen.problems)
    return any(where.startswith(place) and (named or column in where) for where in places)


def test_a_flipped_byte_in_any_value_of_any_table_is_found_and_located(whole: Path, tmp_path: Path) -> None:
    choose = random.Random(20260504)  # noqa: S311 - the places to damage, not a secret
    targets = list(values_in(whole))
    assert {target[0] for target in targets} == set(TABLES)
    path = tmp_path / "ledger.db"
    unseen = []
    for target in targets * 4:
        shutil.copy(whole, path)
        if any(flip(path, target, choose) for _ in range(5)):
            seen = verify_ledger(path)
            if not is_located(seen, target):
                unseen.append((target, seen.problems))
        else:
            unseen.append((target, "could not be flipped"))
    assert unseen == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), seed=st.integers(0, 2**32))
def test_any_flipped_bit_is_found(whole: Path, tmp_path: Path, data: st.DataObject, seed: int) -> None:
    target = data.draw(st.sampled_from(list(values_in(whole))))
    path = tmp_path / "ledger.db"
    shutil.copy(whole, path)
    if flip(path, target, random.Random(seed)):  # noqa: S311 - the place to damage, not a secret
        assert is_located(verify_ledger(path), target)


def test_a_flipped_byte_anywhere_in_the_file_is_found_unless_nothing_is_stored_there(
    whole: Path, tmp_path: Path
) -> None:
    """Free space and SQLite's counters hold nothing of ours: then every row still reads the same."""
    choose = random.Random(1)  # noqa: S311 - the places to damage, not a secret
    good = whole.read_bytes()
    rows = list(values_in(whole))
    path = tmp_path / "ledger.db"
    found = 0
    for _ in range(400):
        data = bytearray(good)
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
        path.write_bytes(bytes(data))
        problems = verify_ledger(path).problems
        found += bool(problems)
        if not problems:
            assert list(values_in(path)) == rows
    assert found > 50


@pytest.mark.parametrize("size", [0, 50, 1000, 4096, 20_000])
def test_a_torn_file_is_reported_not_raised(copy: Path, size: int) -> None:
    copy.write_bytes(copy.read_bytes()[:size])
    seen = verify_ledger(copy)
    assert not seen.ok
    assert all(problem.where and problem.what for problem in seen.problems)


def test_an_overwritten_page_is_reported_with_its_table(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw:
        page = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'link'").fetchone()[0]
    data = bytearray(copy.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    copy.write_bytes(bytes(data))
    assert any("link" in problem.where for problem in verify_ledger(copy).problems)


@pytest.mark.parametrize("seq", range(1, 8))
def test_a_deleted_line_of_the_trail_is_located(copy: Path, seq: int) -> None:
    tamper(copy, "DELETE FROM changeset WHERE seq = ?", (seq,))
    places = [problem.where for problem in verify_ledger(copy).problems]
    assert f"changeset/{seq}" in places
    assert not any(place.startswith("changeset/") and place != f"changeset/{seq}" for place in places)


def test_a_last_changeset_deleted_with_all_its_rows_is_located(copy: Path) -> None:
    """Somebody takes back the last act, and sets the projections right by rebuilding."""
    with closing(sqlite3.connect(copy)) as raw:
        head = raw.execute("SELECT hash FROM changeset ORDER BY seq DESC").fetchone()[0]
    digest = "(SELECT payload FROM revision WHERE seq = 7)"
    tamper(copy, f"DELETE FROM payload WHERE digest = {digest}")  # noqa: S608 - a constant
    for table in ("revision", "changeset"):
        tamper(copy, f"DELETE FROM {table} WHERE seq = 7")  # noqa: S608 - constants
    seen = verify_ledger(copy)
    assert "changeset/7" in [problem.where for problem in seen.problems]
    assert any(head in problem.what for problem in verify_ledger(copy, expected_head=head).problems)


def test_an_expected_head_may_be_older_than_the_ledger(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw:
        heads = [row[0] for row in raw.execute("SELECT hash FROM changeset ORDER BY seq")]
    assert verify_ledger(copy, expected_head=heads[-1]).notes == verify_ledger(copy).notes
    older = verify_ledger(copy, expected_head=heads[3])
    assert older.ok
    assert f"3 changesets were added after the expected head {heads[3]}" in older.notes
    assert not verify_ledger(copy, expected_head="f" * 64).ok


def test_a_replaced_changeset_with_a_right_hash_of_its_own_breaks_the_chain(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw:
        row = ChangesetRow(*raw.execute("SELECT * FROM changeset WHERE seq = 3").fetchone())
    forged = row._replace(reason="Nothing to see")
    tamper(
        copy, "UPDATE changeset SET reason = ?, hash = ? WHERE seq = 3", (forged.reason, chain_hash(forged))
    )
    assert "changeset/4/previous" in [problem.where for problem in verify_ledger(copy).problems]


def test_an_erased_body_without_a_changeset_is_a_problem(copy: Path) -> None:
    tamper(
        copy,
        "UPDATE payload SET salt = NULL, body = NULL"
        " WHERE digest = (SELECT payload FROM revision WHERE id = 'LVP-RSK-0001')",
    )
    assert [problem.where for problem in verify_ledger(copy).problems] == ["payload/LVP-RSK-0001@1/body"]


def test_an_erased_body_that_comes_back_is_a_problem(copy: Path) -> None:
    tamper(copy, "UPDATE payload SET salt = x'00', body = x'0a' WHERE body IS NULL")
    assert [problem.where for problem in verify_ledger(copy).problems] == ["payload/LVP-NOTE-0001@1/body"]


@pytest.mark.parametrize("name", [*schema.TRIGGERS, "revision_by_seq"])
def test_a_missing_trigger_or_index_is_named(copy: Path, name: str) -> None:
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute(f"DROP {'TRIGGER' if name in schema.TRIGGERS else 'INDEX'} {name}")
    assert [problem.where for problem in verify_ledger(copy).problems] == [f"schema/{name}"]


def test_a_foreign_trigger_is_named(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("CREATE TRIGGER quiet AFTER INSERT ON head BEGIN DELETE FROM link; END")
    assert [problem.where for problem in verify_ledger(copy).problems] == ["schema/quiet"]


@pytest.mark.parametrize("table", schema.PROJECTIONS)
def test_a_lost_projection_row_is_named(copy: Path, table: str) -> None:
    with closing(sqlite3.connect(copy)) as raw, raw:
        raw.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    missing = verify_ledger(copy).problems
    assert missing
    assert all(where.startswith(f"{table}/") and "is missing" in what for where, what in missing)


def test_a_value_of_another_type_is_named(copy: Path) -> None:
    tamper(copy, "UPDATE revision SET content = x'00' WHERE id = 'LVP-RSK-0001'")
    assert any(
        where.startswith("revision/") and "content" in what for where, what in verify_ledger(copy).problems
    )


def test_verification_leaves_the_file_alone(copy: Path) -> None:
    before = copy.read_bytes()
    seen = verify_ledger(copy)
    assert (seen.changesets, seen.head != ZEROS) == (7, True)
    assert copy.read_bytes() == before


def test_a_ledger_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no ledger at"):
        verify_ledger(tmp_path / "none.db")
