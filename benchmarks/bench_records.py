"""Records: apply, check and trace, with memory, and how the cost grows from 500 to 50,000 records.

Budgets of the foundation: apply of 5,000 records < 3 s in one changeset; check of 5,000 records and
20,000 links < 2 s and < 300 MB; trace < 0.3 s. A command is timed whole, as a person waits for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from synthetic import proportioned, write_device_file

SIZES = (500, 5_000, 50_000)
BUDGETS = {"apply": (3.0, None), "check": (2.0, 300), "trace": (0.3, None)}
COMMANDS = {
    "apply": ["apply", "--yes"],
    "check": ["check", "--json"],
    "trace": ["trace", "BIG-THR-0007", "--json"],
    "verify": ["verify"],
}
REPEATS = 3


@dataclass(frozen=True)
class Cost:
    """What one command cost."""

    seconds: float
    megabytes: float


def measure(folder: Path, arguments: list[str]) -> Cost:
    """Run a command in a process of its own and return its wall time and peak memory."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "medward", "-C", str(folder), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(
            f"{' '.join(arguments)} failed with {code}: {process.stderr.read() if process.stderr else ''}"
        )
    return Cost(seconds, usage.ru_maxrss / 1024)


def best(folder: Path, name: str) -> Cost:
    """Return the quickest of several runs; apply is run on a fresh ledger each time."""
    runs = []
    for _ in range(REPEATS):
        if name == "apply":
            for path in (folder / ".medward").glob("*"):
                path.unlink()
        runs.append(measure(folder, COMMANDS[name]))
    return min(runs, key=lambda cost: cost.seconds)


def main() -> int:
    """Print the table and return 1 when a budget is missed."""
    table: dict[int, dict[str, Cost]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            links = write_device_file(Path(name), proportioned(size))
            table[size] = {command: best(Path(name), command) for command in COMMANDS}
        print(f"{size:>7} records, {links:>7} links")
        for command, cost in table[size].items():
            print(f"    {command:<8} {cost.seconds:6.2f} s  {cost.megabytes:6.0f} MB")
    base, middle, large = (table[size] for size in SIZES)
    print("growth per record from 5,000 to 50,000 (1.0 is linear, start-up left out):")
    for command in COMMANDS:
        small = max(middle[command].seconds - base[command].seconds, 0.01) / (SIZES[1] - SIZES[0])
        big = (large[command].seconds - middle[command].seconds) / (SIZES[2] - SIZES[1])
        print(f"    {command:<8} {big / small:4.1f}")
    missed = [
        f"{command}: {middle[command].seconds:.2f} s, {middle[command].megabytes:.0f} MB"
        for command, (seconds, megabytes) in BUDGETS.items()
        if middle[command].seconds > seconds or (megabytes and middle[command].megabytes > megabytes)
    ]
    print("budgets missed: " + "; ".join(missed) if missed else "every budget kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
