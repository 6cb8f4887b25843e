"""Runs a command in a process of its own and says how long it took and how much memory it held at most."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

PEERS: Final = Path(__file__).resolve().parents[2] / ".peers"
"""Environments of the peers, each in a folder of its own; made by `make bench-peers`."""


_STARTER: Final = """
import os, sys, time
target, command = sys.argv[1], sys.argv[2:]
started = time.perf_counter()
child = os.fork()
if not child:
    for number, path, mode in ((1, target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), (2, os.devnull, os.O_WRONLY)):
        os.dup2(os.open(path, mode, 0o644), number)
    os.execv(command[0], command)
_, status, usage = os.wait4(child, 0)
used = usage.ru_utime + usage.ru_stime
print(time.perf_counter() - started, usage.ru_maxrss, os.waitstatus_to_exitcode(status), used)
"""


class Run(NamedTuple):
    """One run."""

    seconds: float
    peak_bytes: int
    code: int
    processor_seconds: float


def program(environment: str, name: str) -> str | None:
    """Return a peer's program: in its environment, else on PATH, None where it is absent."""
    own = PEERS / environment / "bin" / name
    if own.exists():
        return str(own)
    return next(
        (
            str(Path(one) / name)
            for one in os.environ["PATH"].split(os.pathsep)
            if (Path(one) / name).exists()
        ),
        None,
    )


def timed(command: Sequence[str], output: Path | None = None, cwd: Path | None = None) -> Run:
    """Run a command from a cold start; what it prints goes to `output`.

    A small process starts it: the peak of a process counts that of the one it was forked from.
    """
    starter = [sys.executable, "-I", "-S", "-c", _STARTER, str(output or os.devnull), *command]
    run = subprocess.run(starter, cwd=cwd, capture_output=True, text=True, check=True)
    seconds, kilobytes, code, used = run.stdout.split()
    return Run(float(seconds), int(kilobytes) * 1024, int(code), float(used))
