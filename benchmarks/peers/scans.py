"""One SBOM scanned by Medward and by a peer in turn: what each finds is compared before any time is read.

The facts are the benchmark's own advisories, made once and kept beside the peers.

>>> side_by_side(sbom, facts, Peer("Trivy", command, report, findings), Goal(4, 6))  # doctest: +SKIP
"""

from __future__ import annotations

import compileall
import json
import os
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from portfolio_data import DOCUMENTS, osv_zip

import medward
from medward.facts.build import FactsInfo, FeedSource, build_database
from peers.runs import PEERS, Run, timed

if TYPE_CHECKING:
    from collections.abc import Callable

    from portfolio_data import Ecosystem

DATA: Final = PEERS / "data"
"""What is made once for all benchmarks beside peers."""
SHOWN: Final = 5


class Finding(NamedTuple):
    """One advisory that touches one component, however a tool reports it."""

    component: str
    """Its package URL; its `bom-ref` where it has none."""
    advisory: str


class Answer(NamedTuple):
    """What Medward's report says."""

    affected: frozenset[Finding]
    unsure: frozenset[str]
    """Components it cannot tell everything of."""


class Peer(NamedTuple):
    """A program that answers for the same SBOM."""

    name: str
    command: list[str]
    report: Path
    """Where its answer is."""
    findings: Callable[[], frozenset[Finding]]
    prints: bool = True
    """Whether its answer is what it prints; otherwise it writes the file itself."""
    rounds: int = 9
    most_only_there: float = 0
    """Share of its findings that Medward may not have; more than none needs a reason."""
    most_only_here: float = 0.01
    """As many as this share of its findings may be Medward's alone."""
    as_it_names: Callable[[Answer], Answer] = lambda ours: ours
    """Medward's answer with the identifiers the peer stores advisories under."""


class Outcome(NamedTuple):
    """What a comparison showed."""

    agrees: bool = True
    is_reached: bool = True


class Goal(NamedTuple):
    """How many times faster and smaller Medward must be; 0 where no number was set."""

    faster: float = 0
    smaller: float = 0
    most_seconds: float = float("inf")
    most_bytes: float = float("inf")


NO_GOAL: Final = Goal()
"""Ratios are shown, and none is asked for."""


def advisories(name: str = "osv", documents: int = DOCUMENTS, only: tuple[Ecosystem, ...] = ()) -> Path:
    """Return an archive of OSV documents, made on first use."""
    DATA.mkdir(parents=True, exist_ok=True)
    archive = DATA / f"{name}-{documents}.zip"
    if not archive.exists():
        print(osv_zip(archive.with_suffix(".new"), documents, only))
        archive.with_suffix(".new").replace(archive)
    return archive


def facts_of(source: Path) -> FactsInfo:
    """Return Medward's database of an archive or folder of advisories, made on first use."""
    facts = build_database([FeedSource(source, "benchmark")], DATA / f"facts-{source.stem}")
    print(f"{facts.records:,} advisories, {facts.ranges:,} ranges; {megabytes(facts.path)} MB here")
    compileall.compile_dir(Path(medward.__file__).parent, quiet=2)  # as pip does when it installs a release
    return facts


def megabytes(path: Path) -> int:
    """Return the size of a file, or of all files in a folder, in millions of bytes."""
    files = path.rglob("*") if path.is_dir() else [path]
    return round(sum(one.stat().st_size for one in files if one.is_file()) / 1e6)


def medward_command(sbom: Path, facts: Path) -> list[str]:
    """Return the scan as a person types it."""
    return [str(Path(sys.executable).parent / "medward"), "scan", "--feeds", str(facts), "--json", str(sbom)]


def answer(report: Path) -> Answer:
    """Return what a report of Medward says; records it takes for one vulnerability count one by one, as elsewhere."""
    document = json.loads(report.read_text(encoding="utf-8"))
    matches = [(one["purl"] or one["ref"], one) for one in document["matches"]]
    affected = {
        Finding(name, view["advisory"])
        for name, one in matches
        for view in one["views"]
        if view["verdict"] == "affected"
    }
    unsure = {name for name, one in matches if one["verdict"] != "affected"}
    unsure |= {one["purl"] or one["ref"] for one in document["cannot_tell"]}
    return Answer(frozenset(affected), frozenset(unsure))


def side_by_side(sbom: Path, facts: Path, peer: Peer, goal: Goal = NO_GOAL) -> Outcome:
    """Run both in turn, print findings, medians and ratios, and return whether they agree and goals are reached."""
    report = sbom.with_suffix(".medward")
    ours, theirs = [], []
    for _ in range(peer.rounds):
        ours.append(timed(medward_command(sbom, facts), report, cwd=sbom.parent))
        theirs.append(timed(peer.command, peer.report if peer.prints else None, cwd=sbom.parent))
    print(f"  {peer.rounds} runs each, load {os.getloadavg()[0]:.1f}")
    if not agree(peer.as_it_names(answer(report)), peer):
        print(f"  the findings disagree: no time is compared with {peer.name}")
        return Outcome(agrees=False, is_reached=False)
    _show("Medward", ours)
    _show(peer.name, theirs)
    return Outcome(is_reached=_verdict(ours, theirs, goal))


def agree(ours: Answer, peer: Peer) -> bool:
    """Print how the findings differ and return whether the times may be compared.

    What only the peer reports must be something Medward says it cannot tell, but for the share it is allowed.
    """
    theirs = peer.findings()
    missed = sorted(one for one in theirs - ours.affected if one.component not in ours.unsure)
    more = sorted(ours.affected - theirs)
    print(
        f"  findings: {len(ours.affected)} here, {len(theirs)} there; only here {len(more)}, only there "
        f"{len(theirs - ours.affected)}, of which Medward says 'cannot tell' of "
        f"{len(theirs - ours.affected) - len(missed)}"
    )
    for where, found in (("here", more), ("there", missed)):
        for one in found[:SHOWN]:
            print(f"    only {where}: {one.component} {one.advisory}")
    return (
        bool(theirs)
        and len(missed) <= peer.most_only_there * len(theirs)
        and len(more) <= peer.most_only_here * len(theirs)
    )


def not_run(name: str, why: str) -> Outcome:
    """Say that a peer was not measured, which reaches no goal."""
    print(f"  {name}: not run: {why}")
    return Outcome(is_reached=False)


def _show(name: str, runs: list[Run]) -> None:
    """Print medians."""
    seconds = [run.seconds for run in runs]
    print(
        f"  {name:13} {1000 * statistics.median(seconds):7,.0f} ms (best {1000 * min(seconds):,.0f})  "
        f"{statistics.median(run.peak_bytes for run in runs) / 1e6:5,.0f} MB"
    )


def _verdict(ours: list[Run], theirs: list[Run], goal: Goal) -> bool:
    """Print the ratios against what must be reached."""
    seconds, bytes_ = (statistics.median(one[at] for one in ours) for at in (0, 1))
    faster = statistics.median(one.seconds for one in theirs) / seconds
    smaller = statistics.median(one.peak_bytes for one in theirs) / bytes_
    print(
        f"  {faster:.1f} times faster{_wanted(goal.faster)}, {smaller:.1f} times smaller{_wanted(goal.smaller)}"
    )
    return (
        faster >= goal.faster
        and smaller >= goal.smaller
        and seconds <= goal.most_seconds
        and bytes_ <= goal.most_bytes
    )


def _wanted(ratio: float) -> str:
    return f" (goal {ratio:g})" if ratio else ""
