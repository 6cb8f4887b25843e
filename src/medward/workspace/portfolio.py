"""A portfolio: the components of many releases together, matched against the imported feeds.

Releases come from SBOM files or from a device file. `match` asks everything, `changed` only what is different
since the last match, and both agree.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.in_use import sboms_of
from medward.components.records import SbomDocument
from medward.errors import NotFoundError
from medward.facts.database import Database
from medward.facts.engines import Facts, engine_findings
from medward.facts.parquet import BUILDING
from medward.facts.portfolio_match import Counts, Portfolio, ReleaseCounts, counts_of
from medward.facts.portfolio_store import Stored, add_releases, release_names, stored
from medward.vulnerabilities.judged import judged_components
from medward.workspace.device import open_device
from medward.workspace.feeds import installed_databases, snapshots_in_use
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from medward.components.sbom import Component
    from medward.facts.portfolio_changes import Changes

_MATCH: Final = "match"


@dataclass(frozen=True, slots=True)
class Status:
    """What a portfolio holds, and what its last match found."""

    stored: Stored
    names: tuple[str, ...]
    releases: tuple[ReleaseCounts, ...]
    """Empty before the first match."""
    is_current: bool
    """Whether the last match was made with the components and feeds in use."""


class EngineFindings(NamedTuple):
    """What one engine found."""

    engine: str
    rows: int
    digest: str


def portfolio_folder(home: Path) -> Path:
    """Return where the portfolio is kept."""
    return home / "portfolio"


def add_sboms(paths: Sequence[Path], release: str, home: Path) -> Stored:
    """Add the components of SBOM files as one release; a release of that name is replaced.

    Raises:
        InvalidInputError: A file cannot be read as an SBOM; nothing is added then.
    """
    components: list[Component] = []
    for path in paths:
        components += judged_components(read_sbom_file(path, strict=False))
    return add_releases(portfolio_folder(home), [(release, components)])


def add_device(folder: Path, home: Path) -> Stored:
    """Add every release of a device file that has SBOMs, under its id.

    Raises:
        NotFoundError: No release has an SBOM.
    """
    device = open_device(folder)
    releases: dict[str, list[Component]] = {}
    for release in dict.fromkeys(one.release for one in device.records.of(SbomDocument)):
        for document in sboms_of(device.records, release):
            sbom = read_sbom_file(folder / document.file, strict=False)
            releases.setdefault(release, []).extend(judged_components(sbom))
    if not releases:
        raise NotFoundError(
            f"no release in {folder} has an SBOM", hint="Record SBOM files first: see `medward explain sbom`."
        )
    return add_releases(portfolio_folder(home), releases.items())


def match_portfolio(home: Path) -> Counts:
    """Match every release against the feeds in use, and keep the findings as Parquet."""
    folder = portfolio_folder(home)
    with _opened(home) as portfolio:
        return portfolio.match(folder / _MATCH)


def changed_portfolio(home: Path) -> Changes:
    """Return what is different since the last match.

    Raises:
        NotFoundError: There was no match yet, or with other components.
    """
    folder = portfolio_folder(home)
    if not (folder / _MATCH).is_dir():
        raise NotFoundError("the portfolio was not matched yet", hint="Run medward portfolio match.")
    with _opened(home) as portfolio:
        return portfolio.changed(folder / _MATCH)


def portfolio_status(home: Path) -> Status:
    """Return what the portfolio holds and the counts of its last match."""
    folder = portfolio_folder(home)
    found = stored(folder)
    snapshots = {path.name for path in snapshots_in_use(home)}
    match = folder / _MATCH
    counted = counts_of(match) if match.is_dir() else ()
    facts = {path.name for path in match.joinpath("facts").iterdir()} if match.is_dir() else set()
    return Status(
        stored=found,
        names=tuple(release_names(found)),
        releases=counted,
        is_current=bool(counted)
        and facts == snapshots
        and match.joinpath("components").read_text(encoding="utf-8") == found.digest,
    )


def verify_portfolio(home: Path, engines: Iterable[str]) -> tuple[EngineFindings, ...]:
    """Return what each engine finds by the same question; equal digests mean the same findings.

    Raises:
        InvalidInputError: An engine is not known, or cannot be reached.
    """
    database, snapshots = _facts(home)
    facts = Facts(stored(portfolio_folder(home)), snapshots, database)
    return tuple(EngineFindings(name, *engine_findings(name, facts)) for name in engines)


@contextmanager
def _opened(home: Path) -> Iterator[Portfolio]:
    """Open components and facts; what a stopped match left behind goes."""
    folder = portfolio_folder(home)
    components = stored(folder)
    database, snapshots = _facts(home)
    for left in folder.glob(f"{BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)
    portfolio = Portfolio(components, snapshots, database)
    try:
        yield portfolio
    finally:
        portfolio.close()


def _facts(home: Path) -> tuple[Path, tuple[Path, ...]]:
    """Return the database in use with its snapshots, which are of the same layout.

    Raises:
        NotFoundError: No feed is imported.
        InvalidInputError: They are of another layout or key algorithm.
    """
    databases, snapshots = installed_databases(home), snapshots_in_use(home)
    if len(databases) != 1 or not snapshots:
        raise NotFoundError("no feeds are imported", hint="Import some first: medward feeds import PATH.")
    Database(databases[0]).close()
    return databases[0], snapshots
