"""`demo`: the sample device from threat model to dossier, with a summary of what was made."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from medward.cli.common import clock, print_table
from medward.kernel.words import plural
from medward.workspace.demo import demonstrate

if TYPE_CHECKING:
    from medward.workspace.demo import Demonstration

WORKED_CHAIN = {"infusion-pump": "LVP-THR-0042", "pacemaker": "IPG-THR-0011"}
"""The threat of each sample whose whole chain is worth following first (practice 2.7)."""

OPEN_SHOWN = 8
"""Open points printed before the rest is counted."""


@click.command()
@click.argument("target", metavar="[DIR]", type=click.Path(path_type=Path), default=Path("demo"))
@click.option(
    "--sample", type=click.Choice(["infusion-pump", "pacemaker"]), default="infusion-pump", show_default=True
)
def command(target: Path, sample: str) -> None:
    """Make a sample device file in DIR and take it from threat model to dossier."""
    started = perf_counter()
    made = demonstrate(target, sample, clock())
    _print_made(made)
    _print_open(made)
    seconds = perf_counter() - started
    site = target / "dossier" / "index.html"
    program = _called()
    click.echo(f"\nDone in {seconds:.1f} s, as of {made.judged_at.date()}. Open {site} in a browser. Next:")
    click.echo(f"  {program} -C {target} trace {WORKED_CHAIN[sample]}")
    click.echo(f"  {program} -C {target} gate")
    click.echo(f"  {program} -C {target} ask --list")


def _print_made(made: Demonstration) -> None:
    """Print what the demo made, in numbers."""
    counts, facts = made.built.counts, made.built.facts
    supported = f"{counts.supported} of {len(counts.components)}"
    before = ", ".join(f"{counts.initial.get(letter, 0)} {letter}" for letter in "URA")
    after = ", ".join(f"{counts.residual.get(letter, 0)} {letter}" for letter in "URA")
    chain = "every check passed" if not facts.chain.problems else plural(len(facts.chain.problems), "problem")
    release = facts.release.release_version if facts.release else "without a target release"
    click.echo(f"{made.device.settings.name}, release {release}\n")
    rows = {
        "device file": f"{len(facts.records)} records in {made.device.folder}",
        "ledger": f"changeset {made.changeset.seq} with {len(made.changeset.entries)} records; {chain}",
        "model": f"{counts.elements} elements, {counts.interfaces} interfaces, {counts.crossings} crossings",
        "threats": f"{counts.candidates} candidates per interaction ({counts.candidates_element} per element), "
        f"{counts.undecided_candidates} undecided; {counts.threats} threats",
        "risks": f"{counts.risks}: before controls {before}; after verified controls {after}",
        "controls": f"{counts.controls_verified} of {counts.controls} verified",
        "requirements": f"{counts.requirements_verified} of {counts.requirements} with passed evidence",
        "components": f"{len(counts.components)} in {len(facts.sboms)} SBOMs, support level known for {supported}",
        "vulnerabilities": f"{len(counts.matches)} matches, {counts.undecided_matches} not decided",
        "checks": f"{plural(counts.blocking, 'blocking finding')}, {plural(counts.warnings, 'warning')}",
        "dossier": f"{len(made.built.files)} files in {made.built.folder}",
    }
    print_table(["made", "result"], list(rows.items()))


def _print_open(made: Demonstration) -> None:
    """Print the open points, blocking ones first."""
    findings = sorted(made.built.facts.findings, key=lambda item: item.level != "block")
    if not findings:
        click.echo("\nNothing is open.")
        return
    click.echo(f"\nOpen ({len(findings)}):")
    for finding in findings[:OPEN_SHOWN]:
        click.echo(f"  {finding}")
    if len(findings) > OPEN_SHOWN:
        click.echo(f"  ... and {len(findings) - OPEN_SHOWN} more: {_called()} -C {made.device.folder} check")


def _called() -> str:
    """Return how the reader can call the program from here: by name, or by path where the shell would not find it."""
    if shutil.which("medward"):
        return "medward"
    path = Path(sys.argv[0])
    return os.path.relpath(path) if path.name == "medward" else "python -m medward"
