"""One SBOM of 1,000 components against 1.5 million ranges: cold process, JSON report, Medward beside Trivy.

Both hold exactly the same advisories; what they find is compared before any time is read. Two densities: versions at
the ends of ranges, and an SBOM that is mostly up to date. Runs alternate; medians, ratios and the machine's load are
printed, and what Medward must reach (issue 5, must show 5).

What Trivy does besides: it resolves severities and prints references; its process starts in about 90 ms.
"""

from __future__ import annotations

import compileall
import json
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from peers import trivy
from peers.runs import PEERS, Run, program, timed
from portfolio_data import LANGUAGES, PYTHON, Density, components, osv_zip, write_sbom

import medward
from medward.facts.build import FeedSource, build_database

COMPONENTS: Final = 1_000
ROUNDS: Final = 9
MOST_SECONDS: Final = 0.080
MOST_BYTES: Final = 25_000_000
LEAST_FASTER: Final = 4
LEAST_SMALLER: Final = 6
SHOWN: Final = 5
NOT_RUN: Final = {
    "cve-bin-tool": "it matches by vendor and product; no writer of its database is here yet",
    "AppThreat vdb": "no writer of its store is here yet",
    "cpe2cve": "no package has it; it needs CPE, and these advisories name packages",
    "debsecan": "it knows Debian only, and these components are of language ecosystems",
}
"""Peers of the issue that this script does not measure."""


class Answer(NamedTuple):
    """What Medward's report says."""

    affected: frozenset[trivy.Finding]
    unsure: frozenset[str]
    """Package URLs of components, or of single advisories, it cannot tell."""


def medward_command(sbom: Path, facts: Path) -> list[str]:
    """Return the scan as a person types it."""
    return [str(Path(sys.executable).parent / "medward"), "scan", "--feeds", str(facts), "--json", str(sbom)]


def answer(report: Path) -> Answer:
    """Return what a report of Medward says."""
    document = json.loads(report.read_text(encoding="utf-8"))
    affected = frozenset(
        trivy.Finding(one["purl"], one["advisory"])
        for one in document["matches"]
        if one["verdict"] == "affected"
    )
    unsure = {one["purl"] for one in document["matches"] if one["verdict"] != "affected"}
    return Answer(affected, frozenset(unsure | {one["purl"] for one in document["cannot_tell"]}))


def agree(ours: Answer, theirs: frozenset[trivy.Finding]) -> bool:
    """Print how the findings differ and return whether the times may be compared.

    What only Trivy reports must be something Medward says it cannot tell; what only Medward reports is shown.
    """
    missed = sorted(one for one in theirs - ours.affected if one.purl not in ours.unsure)
    more = sorted(ours.affected - theirs)
    print(
        f"  findings: {len(ours.affected)} here, {len(theirs)} there; only here {len(more)}, only there "
        f"{len(theirs - ours.affected)}, of which Medward says 'cannot tell' of "
        f"{len(theirs - ours.affected) - len(missed)}"
    )
    for one in (*more[:SHOWN], *missed[:SHOWN]):
        print(f"    {one.purl} {one.advisory}")
    return not missed and len(more) <= len(theirs) // 100


def prepared() -> tuple[Path, Path]:
    """Return Medward's database and Trivy's cache, made once and kept beside the peers."""
    folder = PEERS / "data"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / "osv.zip"
    if not archive.exists():
        print(osv_zip(archive))
    facts = build_database([FeedSource(archive, "benchmark")], folder / "facts")
    cache = folder / "trivy" / facts.digest
    if not (cache / "db" / "trivy.db").exists():
        shutil.rmtree(folder / "trivy", ignore_errors=True)
        trivy.write_database(facts.path, cache)
    print(
        f"{facts.records:,} documents, {facts.ranges:,} ranges; {facts.path.stat().st_size / 1e6:.0f} MB here, "
    )
    print(f"{(cache / 'db' / 'trivy.db').stat().st_size / 1e6:.0f} MB in Trivy (its ten language ecosystems)")
    return facts.path, cache


def measured(density: Density, facts: Path, cache: Path, binary: str | None) -> bool:
    """Print the figures of one density and return whether Medward reaches its goals."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (parts,) = components(1, COMPONENTS, density, only=LANGUAGES + PYTHON)
        sbom = folder / "sbom.cdx.json"
        write_sbom(sbom, parts)
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(timed(medward_command(sbom, facts), folder / "ours.json", cwd=folder))
            if binary:
                theirs.append(timed(trivy.command(binary, sbom, cache, folder / "theirs.json")))
        print(f"{density}: {COMPONENTS} components, {ROUNDS} runs each, load {os.getloadavg()[0]:.1f}")
        _show("Medward", ours)
        if not binary:
            print("  Trivy: not run: no `trivy` in .peers/trivy or on PATH; `make bench-peers` installs it")
            return False
        if not agree(answer(folder / "ours.json"), trivy.findings(folder / "theirs.json")):
            print("  the findings disagree: no time is compared")
            return False
        _show("Trivy", theirs)
        return _verdict(ours, theirs)


def _show(name: str, runs: list[Run]) -> None:
    seconds = [run.seconds for run in runs]
    print(
        f"  {name:8} {1000 * statistics.median(seconds):6.0f} ms (best {1000 * min(seconds):.0f})  "
        f"{statistics.median(run.peak_bytes for run in runs) / 1e6:5.0f} MB"
    )


def _verdict(ours: list[Run], theirs: list[Run]) -> bool:
    """Print the ratios against what must be reached."""
    seconds, bytes_ = (statistics.median(one[at] for one in ours) for at in (0, 1))
    faster = statistics.median(one.seconds for one in theirs) / seconds
    smaller = statistics.median(one.peak_bytes for one in theirs) / bytes_
    print(
        f"  {faster:.1f} times faster (goal {LEAST_FASTER}), {smaller:.1f} times smaller (goal {LEAST_SMALLER})"
    )
    return (
        faster >= LEAST_FASTER
        and smaller >= LEAST_SMALLER
        and seconds <= MOST_SECONDS
        and bytes_ <= MOST_BYTES
    )


def main() -> None:
    """Measure both densities."""
    facts, cache = prepared()
    compileall.compile_dir(Path(medward.__file__).parent, quiet=2)  # as pip does when it installs a release
    binary = program("trivy", "trivy")
    reached = [measured(density, facts, cache, binary) for density in Density]
    for name, why in NOT_RUN.items():
        print(f"{name}: not run: {why}")
    print("goals of the issue reached" if reached[-1] else "goals of the issue not all reached in this run")


if __name__ == "__main__":
    main()
