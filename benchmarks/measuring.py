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
_QUIET = 0.5


class Run(NamedTuple):
    """One process with its children."""

    seconds: float
    processor_seconds: float
    peak_megabytes: float
    """Of all its processes together, seen every 20 ms; pages two of them share are counted once."""
    output: dict[str, object]
    others: float
    """Processors that other programs kept busy meanwhile."""


class Budget(NamedTuple):
    """What may be used on quiet processors."""

    seconds: float
    megabytes: float = float("inf")
    processors: int = 2
    """How many of them the seconds are for."""


def run_python(program: str, *arguments: str) -> Run:
    """Run a Python program that prints one JSON object last."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started, busy = time.perf_counter(), busy_seconds()
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
    others = max(0.0, busy_seconds() - busy - used) / seconds
    return Run(seconds, used, peak.most / _MEGABYTE, json.loads(output.splitlines()[-1]), others)


def judged(what: str, run: Run, budget: Budget) -> bool:
    """Print a budget with what was used, and return whether it was kept.

    Seconds count where others left the processors alone, which is when they kept less than half of one busy. On a
    busy machine processor time is compared with what the processors have in that time, and only memory decides.
    """
    memory = budget.megabytes < float("inf")
    wanted = f"<= {budget.seconds:g} s" + (f", <= {budget.megabytes:g} MB" if memory else "")
    used = f"{run.seconds:.2f} s, {run.processor_seconds:.2f} processor s, {run.peak_megabytes:.0f} MB"
    kept = run.peak_megabytes <= budget.megabytes
    if run.others < _QUIET:
        ratio = run.seconds / budget.seconds
        kept = kept and ratio <= 1
        said = ""
    else:
        ratio = run.processor_seconds / (budget.seconds * budget.processors)
        said = f"; machine busy ({run.others:.1f} processors by others), judged by processor time"
    print(f"budget      {what}: {wanted}; measured {used}; {ratio:.2f} of it{said}")
    return kept


def busy_seconds() -> float:
    """Return how long all processors together have worked since the machine started."""
    user, nice, system, _, _, interrupts, soft, *_ = map(
        int, Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


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
            sets = {_pages(pid): _proportional_set(pid) for pid in _tree(self.pid)}
            self.most = max(self.most, sum(sets.values()))
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


def _pages(pid: int) -> str:
    """Return how many pages a process has, to the page: one that has not started its program yet shows its parent's."""
    try:
        return Path(f"/proc/{pid}/statm").read_text(encoding="ascii")
    except OSError:
        return ""


def _proportional_set(pid: int) -> int:
    """Return the bytes of a process, of shared pages its part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
