"""What benchmarks of the facts share: a process run to its end with its time, processor time and peak memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEGABYTE = 1024 * 1024


class Run(NamedTuple):
    """One process with its children."""

    seconds: float
    processor_seconds: float
    peak_megabytes: float
    """Of all its processes together, seen every 20 ms; pages two of them share are counted once."""
    output: dict[str, object]


def run_python(program: str, *arguments: str) -> Run:
    """Run a Python program that prints one JSON object last."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, program, *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        peak = _Peak(process.pid)
        peak.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - started
        peak.stop()
    if process.returncode:
        sys.exit(f"{program} ended with {process.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, used, peak.most / _MEGABYTE, json.loads(output.splitlines()[-1]))


def load() -> str:
    """Return how busy the machine is."""
    return f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


class _Peak(threading.Thread):
    """Looks at the memory of a process and its children until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self._running = pid, 0, True

    def run(self) -> None:
        while self._running:
            self.most = max(self.most, sum(_proportional_set(pid) for pid in _tree(self.pid)))
            time.sleep(0.02)

    def stop(self) -> None:
        self._running = False
        self.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _proportional_set(pid: int) -> int:
    """Return the bytes of a process, of shared pages its part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
