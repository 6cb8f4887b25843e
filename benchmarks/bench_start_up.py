"""Start-up: `medward --help` against a bare interpreter and one that imports Pydantic; goal 0.2 s."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

GOAL_SECONDS = 0.2
RUNS = 9


def median_seconds(arguments: list[str]) -> float:
    """Return the median wall time of a command."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> int:
    """Print the times and whether the goal is met."""
    bare = median_seconds(["-c", "pass"])
    ours = median_seconds(["-m", "medward", "--help"])
    pydantic = median_seconds(["-c", "import pydantic; pydantic.BaseModel"])
    print(f"bare interpreter {bare:.3f} s, medward --help {ours:.3f} s, import pydantic {pydantic:.3f} s")
    print(f"goal {GOAL_SECONDS} s: {'met' if ours < GOAL_SECONDS else 'missed'}")
    return 0 if ours < GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
