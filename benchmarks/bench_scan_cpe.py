"""An SBOM with CPE names against NVD's feed: cold process, Medward beside cpe2cve and cve-bin-tool.

All read the same feed files, the benchmark's advisories of language packages as CVEs; what they find is compared
before any time is read. cpe2cve reads the feed at every start and takes 1,000 names. cve-bin-tool searches a table
without a fitting index for every component, so it gets few, and what 1,000 would take is carried on from there, which
the line says.

What they do besides: cve-bin-tool looks for installed files of each product and adds severities; cpe2cve prints lines
of text.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from peers import cpe2cve, cve_bin_tool, nvd
from peers.runs import program, timed
from peers.scans import DATA, Goal, Outcome, Peer, advisories, facts_of, megabytes, not_run, side_by_side
from portfolio_data import LANGUAGES, PYTHON, Density, components

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.facts.build import FactsInfo

COMPONENTS: Final = 1_000
FEW: Final = 20
DRAWN: Final = 3 * COMPONENTS
"""Components to take those from whose version is three numbers."""
ROUNDS: Final = 3
CPE2CVE: Final = program("cpe2cve", "cpe2cve")
WITHOUT_CPE2CVE: Final = (
    "no `cpe2cve` in .peers/cpe2cve/bin or on PATH; `make bench-peers` builds it with Go's modules"
)
CVE_BIN_TOOL: Final = program("cve-bin-tool", "cve-bin-tool")
WITHOUT_CVE_BIN_TOOL: Final = "not in .peers/cve-bin-tool; `make bench-peers` installs it"


def named(density: Density) -> list[nvd.Product]:
    """Return components by CPE name."""
    (parts,) = components(1, DRAWN, density, only=LANGUAGES + PYTHON)
    return nvd.products(parts)[:COMPONENTS]


def feed_of(facts: FactsInfo) -> Path:
    """Return the folder with the feed, made on first use."""
    folder = DATA / f"nvd-{facts.digest[:12]}"
    if not folder.exists():
        making = folder.with_suffix(".new")
        shutil.rmtree(making, ignore_errors=True)
        print(f"{nvd.write_feed(facts.path, making):,} CVEs written")
        making.replace(folder)
    return folder


def beside_cpe2cve(feed: Path, facts: FactsInfo, wanted: list[nvd.Product], folder: Path) -> Outcome:
    """Print its figures and return what they show."""
    if CPE2CVE is None:
        return not_run("cpe2cve", WITHOUT_CPE2CVE)
    sbom, names, report = folder / "sbom.cdx.json", folder / "names", folder / "cpe2cve.txt"
    nvd.write_sbom(sbom, wanted)
    cpe2cve.write_names(names, wanted)
    command = cpe2cve.command(CPE2CVE, feed, names)
    peer = Peer("cpe2cve", command, report, lambda: cpe2cve.findings(report), rounds=ROUNDS)
    return side_by_side(sbom, facts.path, peer, Goal(faster=150))


def beside_cve_bin_tool(feed: Path, facts: FactsInfo, wanted: list[nvd.Product], folder: Path) -> Outcome:
    """Print its figures for few components and return what they show."""
    if CVE_BIN_TOOL is None:
        return not_run("cve-bin-tool", WITHOUT_CVE_BIN_TOOL)
    home = DATA / f"cve-bin-tool-{feed.name}"
    if not home.exists():
        making = home.with_suffix(".new")
        shutil.rmtree(making, ignore_errors=True)
        cve_bin_tool.write_database(Path(CVE_BIN_TOOL), feed, making)
        making.replace(home)
    print(f"  {megabytes(home)} MB in cve-bin-tool; {len(wanted)} components, for it is slow")
    sbom, report = folder / "few.cdx.json", folder / "cve-bin-tool.json"
    nvd.write_sbom(sbom, wanted)
    peer = Peer(
        "cve-bin-tool",
        cve_bin_tool.command(CVE_BIN_TOOL, home, sbom, report),
        report,
        lambda: cve_bin_tool.findings(report),
        prints=False,
        rounds=ROUNDS,
    )
    outcome = side_by_side(sbom, facts.path, peer)
    _carried_on(wanted, lambda: timed(peer.command, cwd=folder).seconds, sbom)
    return outcome


def _carried_on(wanted: list[nvd.Product], scan: Callable[[], float], sbom: Path) -> None:
    """Print how long 1,000 components would take, on a line through one component and a few."""
    seconds = []
    for few in (wanted[:1], wanted):
        nvd.write_sbom(sbom, few)
        seconds.append(scan())
    slope = (seconds[1] - seconds[0]) / (len(wanted) - 1)
    print(
        f"  cve-bin-tool: {seconds[0]:.1f} s for one component, {seconds[1]:.1f} s for {len(wanted)}; carried on to "
        f"{COMPONENTS:,}, not measured: about {seconds[0] + slope * (COMPONENTS - 1):,.0f} s"
    )


def main() -> int:
    """Measure both densities; return 1 where the findings disagree."""
    if CPE2CVE is None and CVE_BIN_TOOL is None:
        not_run("cpe2cve", WITHOUT_CPE2CVE)
        not_run("cve-bin-tool", WITHOUT_CVE_BIN_TOOL)
        return 0
    feed = feed_of(facts_of(advisories()))
    facts = facts_of(feed)
    outcomes = []
    for density in Density:
        wanted = named(density)
        print(f"{density}: {len(wanted)} components by CPE name")
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            outcomes += [
                beside_cpe2cve(feed, facts, wanted, folder),
                beside_cve_bin_tool(feed, facts, wanted[:FEW], folder),
            ]
    return 0 if all(one.agrees for one in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
