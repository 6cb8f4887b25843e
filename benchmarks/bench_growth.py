"""How a full match grows: up to practice size 3 (400 releases, 250,000 components) and 10,000 releases of 500."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

from measuring import load, run_python
from portfolio_data import Density
from portfolio_runs import MATCH, make_facts, make_portfolio, write_program

# The largest is one of what must be shown; MEDWARD_BENCH_RELEASES stops at fewer.
SIZES: Final = ((100, 500), (400, 625), (2_000, 500), (10_000, 500))
"""Releases and components of each."""


def main() -> None:
    """Print the growth table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        facts = make_facts(folder)
        program = write_program(folder / "match.py", MATCH)
        print(f"{facts.ranges:,} ranges; components mostly up to date; {load()}")
        print(" releases  components  distinct    findings  seconds processors    MB  others")
        for releases, components in SIZES:
            if releases > int(os.environ.get("MEDWARD_BENCH_RELEASES", SIZES[-1][0])):
                break
            place = folder / f"{releases}"
            stored = make_portfolio(place, releases, components, Density.REALISTIC)
            run = run_python(program, str(facts.path.parent), str(place), str(folder / f"out-{releases}"))
            print(
                f"{releases:>9,} {stored.components:>11,} {stored.parts:>9,} {run.output['findings']:>11,} "
                f"{run.seconds:>8.2f} {run.processor_seconds:>10.2f} {run.peak_megabytes:>5.0f} {run.others:>7.1f}"
            )


if __name__ == "__main__":
    main()
