"""2,000 releases of 500 components against at least 1.5 million ranges, findings written, in a process of its own.

Two densities: components at the ends of ranges, the hardest case, and mostly up to date, as in life. Every match
is compared with the matcher of `scan` on a sample of releases before any time is printed.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
from measuring import Budget, judged, run_python
from peers import trivy
from peers.runs import program, timed
from peers.scans import Finding
from portfolio_data import Density, components, write_sbom
from portfolio_runs import MATCH, documents, make_facts, make_portfolio, write_program

from medward.components.sbom import Component
from medward.facts.match import match_components
from medward.vulnerabilities.matching import Verdict

if TYPE_CHECKING:
    from measuring import Run

    from medward.facts.build import FactsInfo

RELEASES: Final = 2_000
COMPONENTS: Final = 500
ROUNDS: Final = {Density.BOUNDARY: 1, Density.REALISTIC: 3}
"""The first has seven times the findings of the budget, almost all of its time is writing them."""
SAMPLE: Final = 3
PEER_RELEASES: Final = 8
BUDGET: Final = Budget(3, 300)
"""Set with 6 million findings in mind."""


def main() -> int:
    """Print times and memory for both densities; return 1 when they are over the budget."""
    kept = []
    ours: dict[Density, Run] = {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        facts = make_facts(folder)
        program = write_program(folder / "match.py", MATCH)
        for density in Density:
            stored = make_portfolio(folder / density, RELEASES, COMPONENTS, density)
            arguments = (str(facts.path.parent), str(folder / density), str(folder / f"out-{density}"))
            runs = [run_python(program, *arguments) for _ in range(ROUNDS[density])]
            agreed = _agrees(facts, density, folder / f"out-{density}")
            seconds = [run.seconds for run in runs]
            found = runs[0].output
            print(
                f"{density}: {stored.components:,} components, {stored.parts:,} distinct, {facts.ranges:,} ranges"
            )
            print(f"  findings    {found['findings']:,}; {agreed} releases agree with the matcher of scan")
            rest = f"{found['clean']:,} clean, {found['cannot_tell']:,} cannot tell"
            print(f"  counts      {found['matched']:,} matched, {rest}")
            spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
            print(f"  whole       {statistics.median(seconds):.2f} s median of {len(runs)} ({spread})")
            print(f"  processors  {statistics.median(run.processor_seconds for run in runs):.2f} s")
            print(f"  memory      {max(run.peak_megabytes for run in runs):.0f} MB")
            kept.append(judged(f"{density}, findings written", _middle(runs), BUDGET))
            ours[density] = _middle(runs)
        _peer(folder, facts, ours)
    return 0 if all(kept) else 1


def _middle(runs: list[Run]) -> Run:
    """Return the run of median time, with the most memory any of them took."""
    middle = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    return middle._replace(peak_megabytes=max(run.peak_megabytes for run in runs))


def _peer(folder: Path, facts: FactsInfo, ours: dict[Density, Run]) -> None:
    """Print what Trivy needs for a few releases of each density with the same advisories, and the ratio for all.

    It is given the components of languages only: distributions of several kinds in one SBOM it refuses.
    """
    binary = program("trivy", "trivy")
    if binary is None:
        print("Trivy       not run: not installed (make bench-peers)")
        return
    trivy.write_database(facts.path, folder / "trivy")
    sbom, report = folder / "sbom.json", folder / "report.json"
    command = trivy.command(binary, sbom, folder / "trivy", report)
    for density, run in ours.items():
        seconds, used, counts = [], [], []
        found = duckdb.read_parquet(str(folder / f"out-{density}" / "findings.parquet"))
        for number, parts in enumerate(
            islice(components(RELEASES, COMPONENTS, density, documents()), PEER_RELEASES)
        ):
            given = [(at, part) for at, part in enumerate(parts) if part.ecosystem in trivy.ECOSYSTEMS]
            write_sbom(sbom, [part for _, part in given])
            report.unlink(missing_ok=True)
            one = timed(command)
            _same(
                trivy.findings(report), _findings(found, number, {f"c{at}": part.purl for at, part in given})
            )
            seconds.append(one.seconds)
            used.append(one.processor_seconds)
            counts.append(len(given))
        each, busy = statistics.median(seconds), statistics.median(used)
        print(
            f"Trivy       {density}: {each:.2f} s, {busy:.2f} processor s a release (median of {PEER_RELEASES}) "
            f"for {statistics.median(counts):.0f} of {COMPONENTS} components, those of languages; findings agree"
        )
        ratios = RELEASES * each / run.seconds, RELEASES * busy / run.processor_seconds
        print(
            f"ratio       {ratios[0]:.0f} by time, {ratios[1]:.0f} by processor time, extrapolated to "
            f"{RELEASES:,} releases (wanted: 300)"
        )


def _findings(found: duckdb.DuckDBPyRelation, release: int, purls: dict[str, str]) -> frozenset[Finding]:
    """Return what was written of some components, by reference, of a release."""
    rows = found.filter(f"release = 'R{release:05}' AND verdict = 0").project("ref, advisory").fetchall()
    return frozenset(Finding(purls[ref], advisory) for ref, advisory in rows if ref in purls)


def _same(theirs: frozenset[Finding], ours: frozenset[Finding]) -> None:
    """Stop when a peer does not find the same."""
    if theirs != ours or not theirs:
        sys.exit(
            f"the peer finds {len(theirs)}, of which {len(theirs & ours)} are among {len(ours)} of the portfolio"
        )


def _agrees(facts: FactsInfo, density: Density, out: Path) -> int:
    """Return how many releases were compared; stop when one differs."""
    found = duckdb.read_parquet(str(out / "findings.parquet"))
    releases = components(RELEASES, COMPONENTS, density, documents())
    for number in range(SAMPLE):
        parts = [
            Component(f"c{at}", p.name, version=p.version, purl=p.purl) for at, p in enumerate(next(releases))
        ]
        wanted: Counter[tuple[str, str, int]] = Counter()
        for part, judgement in match_components([facts.path], parts).judgements:
            said: dict[str, int] = {}
            for match in judgement.matches:
                for view in match.views:
                    if view.verdict is not Verdict.NOT_AFFECTED:
                        verdict = int(view.verdict is Verdict.CANNOT_TELL)
                        said[view.advisory] = min(said.get(view.advisory, 1), verdict)
            wanted.update((part.ref, advisory, verdict) for advisory, verdict in said.items())
        rows = found.filter(f"release = 'R{number:05}'").project("ref, advisory, verdict").fetchall()
        if Counter(rows) != wanted:
            sys.exit(f"release {number} differs from the matcher: {len(rows)} against {wanted.total()}")
    return SAMPLE


if __name__ == "__main__":
    sys.exit(main())
