"""Folders for unpacked files: gone when done, gone at the next start where a process was killed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from medward.facts.scratch import scratch

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import os, signal, sys
from pathlib import Path
from medward.facts.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    folder.joinpath("large").write_text("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def folders(home: Path) -> list[Path]:
    return [one for one in home.iterdir() if one.is_dir()]


def test_what_a_killed_process_left_goes_at_the_next_start(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    (left,) = folders(tmp_path)
    assert list(left.rglob("large"))
    with scratch(tmp_path) as folder:
        assert folders(tmp_path) == [folder.parent] != [left]
    assert folders(tmp_path) == []


def test_a_folder_somebody_works_in_stays(tmp_path: Path) -> None:
    with scratch(tmp_path) as first, scratch(tmp_path) as second:
        assert first != second
        assert first.is_dir()
        assert list(first.iterdir()) == []
