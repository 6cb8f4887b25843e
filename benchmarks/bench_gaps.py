"""Gaps: four jurisdictions on the sample pump, and on a file of 5,000 records, as a person waits for it.

Budgets: the pump < 1 s, 5,000 records < 3 s. The whole command is timed, the best of three.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from synthetic import proportioned, write_device_file

import medward.examples

FOUR = "us,eu,uk,ca"
PUMP_SECONDS, LARGE_SECONDS, LARGE = 1.0, 3.0, 5_000
RUNS = 3


def seconds(folder: Path) -> float:
    """Return the best time of `medward gaps` on a device file."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        run = subprocess.run(
            [sys.executable, "-m", "medward", "-C", str(folder), "gaps", "--for", FOUR, "--json"],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "MEDWARD_NOW": "2026-06-15T09:00:00+02:00"},
        )
        best = min(best, time.perf_counter() - start)
        assert run.returncode == 0, run.stderr
    return best


def main() -> int:
    """Print both times and return 1 when one is over its budget."""
    with tempfile.TemporaryDirectory() as temporary:
        pump, large = Path(temporary) / "pump", Path(temporary) / "large"
        shutil.copytree(Path(medward.examples.__file__).parent / "infusion-pump", pump)
        write_device_file(large, proportioned(LARGE))
        failed = False
        for name, folder, budget in (
            ("pump", pump, PUMP_SECONDS),
            (f"{LARGE:,} records", large, LARGE_SECONDS),
        ):
            taken = seconds(folder)
            failed = failed or taken > budget
            print(
                f"gaps for {FOUR}, {name}: {taken:.2f} s (budget {budget} s){'' if taken <= budget else '  OVER'}"
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
