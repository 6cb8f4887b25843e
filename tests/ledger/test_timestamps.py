"""RFC 3161 time-stamps made by openssl are read, bound to a head hash and checked."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from medward.errors import LedgerError
from medward.ledger.inspection import anchor_digest, verify_ledger
from medward.ledger.timestamps import anchor, check_authority, read_timestamp

from .samples import ALICE, AT, device_file, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medward.ledger.sqlite import SqliteStore

HEAD = "ab" * 32
UNCHECKED = "signature of the time-stamp authority not checked"


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_a_time_stamp_says_what_openssl_put_into_it(time_stamp: Callable[..., bytes], algorithm: str) -> None:
    stamp = read_timestamp(time_stamp(HEAD.encode(), algorithm=algorithm))
    assert stamp.hash_algorithm == algorithm
    assert stamp.hashed_message == hashlib.new(algorithm, HEAD.encode()).hexdigest()
    assert stamp.commits_to(HEAD)
    assert not stamp.commits_to("cd" * 32)
    assert stamp.policy == "1.2.3.4.1"
    assert stamp.tsa == "CN=Test time-stamp authority"
    assert abs(stamp.gen_time - datetime.now(UTC)) < timedelta(hours=1)


def test_a_bare_token_says_the_same_as_the_response(
    time_stamp: Callable[..., bytes], authority: Path
) -> None:
    response = time_stamp(HEAD.encode())
    command = ["openssl", "ts", "-reply", "-in", "reply", "-token_out", "-out", "token"]
    subprocess.run(command, cwd=authority, check=True, capture_output=True)
    token = (authority / "token").read_bytes()
    assert token != response
    assert read_timestamp(token) == read_timestamp(response)


@pytest.mark.parametrize("data", [b"", b"\x30\x03\x02\x01\x00", b"not a time-stamp", b"0" * 1_000_001])
def test_a_file_that_is_no_time_stamp_is_refused(data: bytes) -> None:
    with pytest.raises(LedgerError, match=r"no granted RFC 3161|too many"):
        read_timestamp(data)


def test_an_unknown_hash_is_refused(time_stamp: Callable[..., bytes]) -> None:
    with pytest.raises(LedgerError, match=r"1\.3\.14\.3\.2\.26"):
        read_timestamp(time_stamp(HEAD.encode(), algorithm="sha1"))


def test_an_anchor_is_kept_and_reported_as_unchecked(
    tmp_path: Path, time_stamp: Callable[..., bytes]
) -> None:
    ledger = device_file(tmp_path / "ledger.db")
    head = ledger.head_hash()
    data = time_stamp(head.encode())
    ledger.append([record("LVP-THR-0009", title="Later")], ALICE, "After the request", AT)
    assert anchor(ledger, data, AT).commits_to(head)
    assert ledger.anchors() == [(head, AT, data)]
    seen = ledger.verify()
    assert seen.ok
    assert any(head in note and note.endswith(UNCHECKED) for note in seen.notes)
    ledger.close()


def test_a_time_stamp_of_something_else_is_refused_naming_both_hashes(
    ledger: SqliteStore, time_stamp: Callable[..., bytes]
) -> None:
    head = ledger.append([record("LVP-THR-0001", title="x")], ALICE, "One", AT).hash
    with pytest.raises(LedgerError) as refused:
        anchor(ledger, time_stamp(f"{head}\n".encode()), AT)
    assert hashlib.sha256(f"{head}\n".encode()).hexdigest() in refused.value.message
    assert hashlib.sha256(head.encode()).hexdigest() in refused.value.message
    assert ledger.anchors() == []


def test_the_authority_is_checked_against_a_trust_file(
    ledger: SqliteStore, time_stamp: Callable[..., bytes], authority: Path
) -> None:
    head = ledger.append([record("LVP-THR-0001", title="x")], ALICE, "One", AT).hash
    anchor(ledger, time_stamp(head.encode()), AT)
    seen = ledger.verify(trust=(authority / "authority.pem").read_bytes())
    assert seen.ok
    assert seen.notes[0].endswith("signature of the time-stamp authority checked")


def test_an_authority_that_is_not_trusted_is_a_problem(
    ledger: SqliteStore, time_stamp: Callable[..., bytes], tmp_path: Path
) -> None:
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Mallory"]
    subprocess.run(
        [*make, "-keyout", "k.pem", "-out", "c.pem"], cwd=tmp_path, check=True, capture_output=True
    )
    head = ledger.append([record("LVP-THR-0001", title="x")], ALICE, "One", AT).hash
    anchor(ledger, time_stamp(head.encode()), AT)
    seen = ledger.verify(trust=(tmp_path / "c.pem").read_bytes())
    assert [problem.where for problem in seen.problems] == ["anchor/1/token"]


def test_a_trust_file_without_certificates_is_refused(time_stamp: Callable[..., bytes]) -> None:
    with pytest.raises(LedgerError, match="does not hold"):
        check_authority(time_stamp(HEAD.encode()), b"no certificate")


def test_an_anchor_moved_to_another_changeset_is_found(
    tmp_path: Path, time_stamp: Callable[..., bytes]
) -> None:
    path = tmp_path / "ledger.db"
    ledger = device_file(path)
    heads = [changeset.hash for changeset in ledger.changesets()]
    token = time_stamp(heads[1].encode())
    ledger.close()
    raw = sqlite3.connect(path)
    raw.execute(
        "INSERT INTO anchor (head, at, token, digest) VALUES (?, ?, ?, ?)",
        (heads[4], AT, token, anchor_digest(heads[4], AT, token)),
    )
    raw.commit()
    raw.close()
    assert [problem.where for problem in verify_ledger(path).problems] == ["anchor/1/token"]
