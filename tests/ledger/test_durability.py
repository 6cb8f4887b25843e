"""Two writers at once, and a writer killed at any moment, lose nothing and leave nothing half-written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

from medward.ledger.inspection import verify_ledger
from medward.ledger.sqlite import open_ledger

if TYPE_CHECKING:
    from pathlib import Path

APPENDS = 500
KILLS = 200
RECORDS = 5

WRITER = """
import sys
from medward.ledger.model import Author, Write
from medward.ledger.sqlite import open_ledger
path, name, rounds, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
ledger = open_ledger(path, wait_seconds=60)
author = Author(name, name)
print("ready", flush=True)
for number in range(rounds):
    marker = f"{name}-{number}"
    body = ('{"by":"' + marker + '","text":"' + "x" * 2000 + '"}').encode()
    links = (("next", f"LVP-{name}-0"),)
    writes = [Write("threat", f"LVP-{name}-{part}", body, links) for part in range(size)]
    ledger.append(writes, author, marker, "2026-05-04T10:15:00+02:00")
    print(marker, flush=True)
ledger.close()
"""


def writer(path: Path, name: str, rounds: int, size: int) -> subprocess.Popen[str]:
    """Start a process that appends `rounds` changesets of `size` records and reports each one it made."""
    command = [sys.executable, "-c", WRITER, str(path), name, str(rounds), str(size)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_append_at_once_lose_no_changeset(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(path, create=True).close()
    both = [writer(path, name, APPENDS, 1) for name in ("ALICE", "BOB")]
    said = [process.communicate()[0].split() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert [len(words) for words in said] == [APPENDS + 1, APPENDS + 1]
    ledger = open_ledger(path)
    reasons = [changeset.reason for changeset in ledger.changesets()]
    wanted = Counter(f"{name}-{number}" for name in ("ALICE", "BOB") for number in range(APPENDS))
    assert Counter(reasons) == wanted
    assert [len(ledger.history(f"LVP-{name}-0")) for name in ("ALICE", "BOB")] == [APPENDS, APPENDS]
    assert ledger.verify().problems == ()
    ledger.close()


def test_a_writer_killed_at_any_of_200_moments_leaves_all_or_nothing_of_each_changeset(
    tmp_path: Path,
) -> None:
    moments = random.Random(200)  # noqa: S311 - when to kill, not a secret
    path = tmp_path / "0.db"
    promised: set[str] = set()
    cut_short = 0
    for number in range(KILLS):
        if number % 20 == 0:  # a fresh file, so that verification stays quick
            path = tmp_path / f"{number}.db"
            open_ledger(path, create=True).close()
            promised = set()
        process = writer(path, f"K{number}", 10**6, RECORDS)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moments.uniform(0, 0.03))
        process.kill()
        promised |= set(process.communicate()[0].split("\n")[:-1])
        cut_short += check_all_or_nothing(path, promised)
    assert cut_short > 0


def check_all_or_nothing(path: Path, promised: set[str]) -> bool:
    """Check a ledger after a kill; return whether a changeset was made that its writer could not report."""
    seen = verify_ledger(path)
    assert seen.problems == ()
    ledger = open_ledger(path)
    made = {changeset.reason: len(changeset.entries) for changeset in ledger.changesets()}
    heads = Counter(str((state.body or b"")[:20]) for state in ledger.heads().values())
    ledger.close()
    assert promised <= set(made)
    assert set(made.values()) <= {RECORDS}
    assert set(heads.values()) <= {RECORDS}
    return bool(set(made) - promised)
