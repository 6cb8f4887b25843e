"""What the portfolio benchmarks share: facts and components made once, a match in a process of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from portfolio_data import DOCUMENTS, Density, components, osv_zip

from medward.components.sbom import Component
from medward.facts.build import FeedSource, build_database
from medward.facts.portfolio_store import Stored, add_releases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.facts.build import FactsInfo

MATCH: Final = """
import json, sys
from pathlib import Path
from medward.facts.portfolio_match import Portfolio
from medward.facts.portfolio_store import stored
facts, components, out = map(Path, sys.argv[1:4])
snapshots = sorted(facts.joinpath("snapshots").glob("[!.]*"))
portfolio = Portfolio(stored(components), snapshots, next(facts.glob("[!.]*.db")))
print(json.dumps(portfolio.match(out)._asdict()))
"""


def documents() -> int:
    """Return how many advisories to measure with."""
    return int(os.environ.get("MEDWARD_BENCH_DOCUMENTS", DOCUMENTS))


def osv_archive(folder: Path) -> Path:
    """Return the advisories to measure with; `$MEDWARD_BENCH_FOLDER` keeps them for the next benchmark."""
    place = _place(folder)
    path = place / f"osv-{documents()}.zip"
    if not path.exists():
        osv_zip(path.with_suffix(".new"), documents())
        path.with_suffix(".new").replace(path)
    return path


def make_facts(folder: Path) -> FactsInfo:
    """Import the advisories, which `$MEDWARD_BENCH_FOLDER` keeps too."""
    archive = osv_archive(folder)
    return build_database([FeedSource(archive, "osv")], _place(folder) / f"facts-{documents()}")


def _place(folder: Path) -> Path:
    kept = os.environ.get("MEDWARD_BENCH_FOLDER")
    place = Path(kept) if kept else folder
    place.mkdir(parents=True, exist_ok=True)
    return place


def make_portfolio(folder: Path, releases: int, per_release: int, density: Density) -> Stored:
    """Add so many releases with so many components each to a portfolio."""
    return add_releases(folder, _releases(releases, per_release, density))


def _releases(releases: int, per_release: int, density: Density) -> Iterator[tuple[str, list[Component]]]:
    for number, parts in enumerate(components(releases, per_release, density, documents())):
        yield (
            f"R{number:05}",
            [
                Component(f"c{at}", one.name, version=one.version, purl=one.purl)
                for at, one in enumerate(parts)
            ],
        )


def write_program(path: Path, text: str) -> str:
    """Write a program to run in a process of its own."""
    path.write_text(text, encoding="utf-8")
    return str(path)
