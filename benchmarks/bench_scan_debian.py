"""1,000 installed Debian packages: cold process, Medward beside debsecan.

Both hold the same fixed versions of Debian 12, about 120,000; what they find is compared before any time is read.
debsecan reads every one of them at each start and prints a line of text for each finding; Medward writes a JSON report
with ranges, aliases and proofs, about 45 times as long.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from peers import debsecan
from peers.runs import program
from peers.scans import DATA, Outcome, Peer, advisories, facts_of, not_run, side_by_side
from portfolio_data import DEBIAN, Density, Part, components, write_sbom

if TYPE_CHECKING:
    from medward.facts.build import FactsInfo

PACKAGES: Final = 1_000
DOCUMENTS: Final = 2_520_000
"""Of so many documents of all ecosystems, those of Debian hold 120,000 fixed versions."""
DRAWN: Final = 3 * PACKAGES
"""Components to take them from: dpkg has one version of a package, an SBOM may have several."""


def installed(density: Density) -> list[Part]:
    """Return packages of Debian 12, one version of each."""
    (drawn,) = components(1, DRAWN, density, DOCUMENTS, DEBIAN[:1])
    return list({part.name: part for part in drawn}.values())[:PACKAGES]


def measured(binary: str, density: Density, facts: FactsInfo) -> Outcome:
    """Print the figures of one density and return what they show; no ratio is set as a goal."""
    data = DATA / "debsecan" / facts.digest
    if not (data / debsecan.SUITE).exists():
        print(debsecan.write_data(facts.path, data))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        parts = installed(density)
        sbom, status, report = (folder / name for name in ("sbom.cdx.json", "status", "found.txt"))
        write_sbom(sbom, parts)
        debsecan.write_status(status, parts)
        print(f"{density}: {len(parts)} packages")
        peer = Peer(
            "debsecan",
            debsecan.command(binary, data, status),
            report,
            lambda: debsecan.findings(report, parts),
        )
        return side_by_side(sbom, facts.path, peer)


def main() -> int:
    """Measure both densities; return 1 where the findings disagree."""
    binary = program("debsecan", "debsecan")
    if binary is None:
        not_run("debsecan", "no `debsecan` on PATH; `make bench-peers` installs it where root may")
        return 0
    facts = facts_of(advisories("debian", DOCUMENTS, DEBIAN[:1]))
    outcomes = [measured(binary, density, facts) for density in Density]
    return 0 if all(one.agrees for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
