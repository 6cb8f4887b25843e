"""A day's 3,000 changed advisories against 2,000 releases: warm, in a running process, and cold, from its start.

The change must be what a full match of the new advisories differs in from the old one. A running process holds the
portfolio, the old match and the rows of advisories that came or went, which its first question reads; which parts
they concern, what they say of them and what that changes is found anew each time.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
from measuring import Budget, Run, busy_seconds, judged, run_python
from portfolio_data import Density
from portfolio_runs import documents, make_facts, make_portfolio, osv_archive, write_program

from medward.facts.build import FeedSource, build_database
from medward.facts.portfolio_match import Portfolio

if TYPE_CHECKING:
    from medward.facts.portfolio_changes import Changes

CHANGED: Final = 3_000
RELEASES: Final = 2_000
COMPONENTS: Final = 500
ROUNDS: Final = 7
COLD: Final = """
import json, sys
from pathlib import Path
from medward.facts.portfolio_match import Portfolio
from medward.facts.portfolio_store import stored
facts, components, before = map(Path, sys.argv[1:4])
snapshots = [facts / "snapshots" / name for name in sys.argv[4:]]
portfolio = Portfolio(stored(components), snapshots, next(facts.glob("[!.]*.db")))
changes = portfolio.changed(before)
print(json.dumps({"advisories": changes.advisories, "parts": changes.parts, "came": len(changes.came)}))
"""


def main() -> int:
    """Print times and their agreement; return 1 when they are over the budget."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        old = make_facts(folder)
        components = make_portfolio(folder / "portfolio", RELEASES, COMPONENTS, Density.REALISTIC)
        before = Portfolio(components, old.snapshots, old.path)
        before.match(folder / "before")
        before.close()
        source = osv_archive(folder)
        new = build_database([FeedSource(_changed(source, folder / "new.zip"), "osv")], folder / "new")
        after = Portfolio(components, new.snapshots, new.path)
        started = time.perf_counter()
        changes = after.changed(folder / "before")
        first = time.perf_counter() - started
        runs = [_timed(after, folder / "before") for _ in range(ROUNDS)]
        started = time.perf_counter()
        after.match(folder / "after")
        full = time.perf_counter() - started
        after.close()
        _compare(folder, len(changes.came), len(changes.went))
        _print(changes, runs, first, full)
        program = write_program(folder / "cold.py", COLD)
        names = [path.name for path in new.snapshots]
        arguments = (str(new.path.parent), str(folder / "portfolio"), str(folder / "before"), *names)
        cold = [run_python(program, *arguments) for _ in range(3)]
    kept = [judged("warm", _best(runs), Budget(0.1)), judged("cold", _best(cold), Budget(1))]
    return 0 if all(kept) else 1


def _timed(portfolio: Portfolio, before: Path) -> Run:
    started, used, busy = time.perf_counter(), time.process_time(), busy_seconds()
    portfolio.changed(before)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    return Run(seconds, used, 0, {}, max(0.0, busy_seconds() - busy - used) / seconds)


def _best(runs: list[Run]) -> Run:
    return min(runs, key=lambda run: run.seconds)


def _print(changes: Changes, runs: list[Run], first: float, full: float) -> None:
    times = [run.seconds for run in runs]
    warm = statistics.median(times)
    print(
        f"{changes.advisories:,} of {documents():,} advisories came or went, {changes.parts:,} parts asked again"
    )
    print(f"{len(changes.came):,} findings new, {len(changes.went):,} gone, as two full matches differ")
    processor = 1000 * min(run.processor_seconds for run in runs)
    print(f"first {1000 * first:.0f} ms, reading what is held from then on")
    print(
        f"warm  {1000 * warm:.0f} ms median of {ROUNDS} (best {1000 * min(times):.0f}, processor {processor:.0f})"
    )
    print(f"full  {full:.2f} s in the same process; ratio {full / warm:.0f}")


def _changed(source: Path, target: Path) -> Path:
    """Write the archive again with some advisories changed: another day, and one range open at its end."""
    step = max(1, documents() // CHANGED)
    with (
        zipfile.ZipFile(source) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for number, name in enumerate(old.namelist()):
            data = old.read(name)
            if number % step == 0:
                record = json.loads(data)
                record["modified"] = "2027-01-01T00:00:00Z"
                for entry in record["affected"][:1]:
                    for one in entry.get("ranges", []):
                        one["events"] = [event for event in one["events"] if "fixed" not in event]
                data = json.dumps(record).encode()
            new.writestr(name, data)
    return target


def _compare(folder: Path, came: int, went: int) -> None:
    """Stop when the change is not the difference of two full matches."""
    sides = [
        duckdb.read_parquet(str(folder / name / "part-findings.parquet")) for name in ("before", "after")
    ]
    counts = [one.except_(other).shape[0] for one, other in (sides[::-1], sides)]
    if counts != [came, went]:
        sys.exit(f"the change says {came} and {went}, two full matches {counts}")


if __name__ == "__main__":
    sys.exit(main())
