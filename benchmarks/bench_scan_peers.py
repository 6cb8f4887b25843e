"""One SBOM of 1,000 components against 1.5 million ranges: cold process, JSON report, Medward beside Trivy and vdb.

All hold the same advisories; what they find is compared before any time is read. Two densities: versions at the ends
of ranges, and an SBOM that is mostly up to date. Runs alternate; medians, ratios and the machine's load are printed,
and what Medward must reach (issue 5, must show 5). `bench_scan_cpe.py` and `bench_scan_debian.py` measure the peers
that match by CPE name or know Debian only.

What Trivy does besides: it resolves severities and prints references; its process starts in about 90 ms. What
AppThreat's vdb does besides: its store holds whole records. It is given the documents that name a package of the SBOM
and no others, a few of a hundred, which is in its favour; it stores Packagist and Pub under other names than their
package URLs have, so those two are not in its SBOM.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from least_work import least_scan
from peers import trivy, vdb
from peers.runs import program
from peers.scans import (
    DATA,
    NO_GOAL,
    Goal,
    Outcome,
    Peer,
    advisories,
    facts_of,
    megabytes,
    not_run,
    side_by_side,
)
from portfolio_data import LANGUAGES, PYTHON, Density, Part, components, write_sbom

if TYPE_CHECKING:
    from medward.facts.build import FactsInfo

COMPONENTS: Final = 1_000
GOALS: Final = {
    Density.REALISTIC: Goal(faster=4, smaller=6, most_seconds=0.080, most_bytes=25_000_000),
    Density.BOUNDARY: NO_GOAL,
}
NAMED_OTHERWISE: Final = frozenset({"Packagist", "Pub"})
JOINED: Final = 0.01
"""Share of vdb's findings that may lie in a gap between ranges it joins: of one document, or of two with one CVE."""
DROPPED: Final = 0.06
"""Share that may be Medward's alone: vdb drops a range whose fixed version lies below its first affected one, where
OSV's evaluation has no end; few findings are in such ranges, but of few findings they are many."""


def drawn(density: Density, *, without: frozenset[str] = frozenset()) -> list[Part]:
    """Return the components of language ecosystems, without those of some."""
    wanted = tuple(one for one in LANGUAGES + PYTHON if one.name not in without)
    (parts,) = components(1, COMPONENTS, density, only=wanted)
    return parts


def beside_trivy(density: Density, facts: FactsInfo, folder: Path) -> Outcome:
    """Print the figures of one density and return what they show."""
    sbom, report = folder / "sbom.cdx.json", folder / "trivy.json"
    write_sbom(sbom, drawn(density))
    binary = program("trivy", "trivy")
    if binary is None:
        return not_run("Trivy", "no `trivy` in .peers/trivy or on PATH; `make bench-peers` installs it")
    cache = DATA / "trivy" / facts.digest
    if not (cache / "db" / "trivy.db").exists():
        shutil.rmtree(DATA / "trivy", ignore_errors=True)
        trivy.write_database(facts.path, cache)
    print(f"  {megabytes(cache / 'db' / 'trivy.db')} MB in Trivy (its ten language ecosystems)")
    command = trivy.command(binary, sbom, cache, report)
    peer = Peer("Trivy", command, report, lambda: trivy.findings(report), prints=False)
    outcome = side_by_side(sbom, facts.path, peer, GOALS[density])
    print(least_scan(sbom, facts.path))
    return outcome


def beside_vdb(density: Density, facts: FactsInfo, folder: Path) -> Outcome:
    """Print the figures of one density and return what they show."""
    if not vdb.PYTHON.exists():
        return not_run("AppThreat vdb", "not in .peers/vdb; `make bench-peers` installs it")
    sbom, report = folder / "vdb.cdx.json", folder / "vdb.json"
    parts = drawn(density, without=NAMED_OTHERWISE)
    write_sbom(sbom, parts)
    place = DATA / "vdb" / f"{facts.digest}-{density}"
    try:
        made = vdb.stored(place) or vdb.store(advisories(), vdb.members_for(facts.path, parts), place)
    except vdb.NotRunError as error:
        return not_run("AppThreat vdb", str(error))
    kept = sum(bool(names) for names in made.stored.values())
    print(f"  {megabytes(place)} MB in vdb, of {len(made.stored):,} documents, {kept:,} of which it keeps")
    peer = Peer(
        "AppThreat vdb",
        vdb.command(place, sbom),
        report,
        lambda: vdb.findings(report),
        most_only_there=JOINED,
        most_only_here=DROPPED,
        as_it_names=lambda ours: vdb.as_stored(ours, made),
    )
    return side_by_side(sbom, facts.path, peer)


def main() -> int:
    """Measure both densities; return 1 where findings disagree."""
    facts = facts_of(advisories())
    outcomes = []
    for density in Density:
        print(f"{density}: {COMPONENTS} components")
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            outcomes += [beside_trivy(density, facts, folder), beside_vdb(density, facts, folder)]
    are_reached = all(one.is_reached for one in outcomes)
    print("goals of the issue reached" if are_reached else "goals of the issue not all reached in this run")
    return 0 if all(one.agrees for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
