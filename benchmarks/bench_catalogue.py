"""The catalogue: reading all of it in a fresh process, with and without the index, and judging all clauses.

Budget: loading < 0.5 s cold. Cold is a new interpreter that has the index; the first start of a version, which
reads the YAML files and writes the index, is printed beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from medward.catalogue.applicability import applicable
from medward.catalogue.crosswalk import matrix, shown_together
from medward.catalogue.diff import Side, compare
from medward.catalogue.shipped import load

BUDGET = 0.5
REPEATS = 5
LOAD = "from medward.workspace.catalogue import catalogue_of; assert catalogue_of().packs"


def seconds(home: str) -> float:
    """Return the wall time of a new interpreter that loads the catalogue."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", LOAD], check=True, env={**os.environ, "MEDWARD_HOME": home})
    return time.perf_counter() - started


def timed(what: str, work: object) -> None:
    """Print how long a piece of work takes inside this process."""
    assert callable(work)
    started = time.perf_counter()
    work()
    print(f"  {what:<32}{time.perf_counter() - started:8.3f} s")


def main() -> int:
    """Print the table and return 1 when the budget is missed."""
    with tempfile.TemporaryDirectory() as home:
        first = seconds(home)
        cold = min(seconds(home) for _ in range(REPEATS))
        size = sum(path.stat().st_size for path in Path(home).rglob("*.json"))
    catalogue = load()
    print(
        f"{len(catalogue.packs)} instruments, {len(catalogue.clauses())} clauses, {len(catalogue.clocks())} clocks"
    )
    print(f"  {'first start, index written':<32}{first:8.3f} s  ({size / 1e6:.1f} MB index)")
    print(f"  {'cold, with the index':<32}{cold:8.3f} s  (budget {BUDGET} s)")
    facts = {"market.us": True, "market.eu": True, "software": True}
    timed("applicability of every clause", lambda: applicable(catalogue, facts, date(2026, 6, 15)))
    timed("matrix", lambda: matrix(catalogue))
    timed("crosswalk of one clause", lambda: shown_together(catalogue, "PMG-TM-01"))
    pack = catalogue.pack("FDA-PMG")
    sides = (Side("old", pack, "2025-06-27"), Side("new", pack, "2026-02-03"))
    timed("difference of two editions", lambda: compare(*sides))
    return int(cold > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
