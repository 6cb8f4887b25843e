"""The SBOMs of a device file against the advisories that lie beside them, or against every feed at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from medward.checks.case import MatchRow
from medward.errors import InvalidInputError, NotFoundError
from medward.kernel.words import plural
from medward.workspace.feeds import database_for, installed_databases, medward_home
from medward.workspace.scan import scan_sbom

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from medward.components.sbom import Sbom
    from medward.workspace.scan import ScanReport

ADVISORIES: Final = "advisories"


@dataclass(frozen=True, slots=True)
class Matching:
    """What matching gave, and what kept it from being complete."""

    reports: Mapping[str, ScanReport] | None = None
    """Scan report by SBOM record; none when nothing could be matched."""
    gaps: tuple[str, ...] = field(default=())
    """In words: no usable advisories, or files of the set that were left out."""

    @property
    def rows(self) -> tuple[MatchRow, ...] | None:
        """Every match as the rules take it; none when nothing could be matched."""
        if self.reports is None:
            return None
        return tuple(
            MatchRow(
                sbom=record,
                component=component.full_name,
                version=component.version,
                purl=component.purl,
                advisory=found.advisory.id,
                aliases=found.advisory.aliases,
                verdict=found.verdict.value,
                tier=found.tier.value,
                confidence=found.confidence.value,
                affected=found.affected,
                source=found.advisory.source,
            )
            for record, report in self.reports.items()
            for component, judgement in report.matched
            for found in judgement.matches
        )


def match_sboms(sboms: Mapping[str, Sbom], folder: Path) -> Matching:
    """Match SBOMs, by record id, against the advisories of a device file."""
    advisories = folder / ADVISORIES
    if not sboms or not advisories.is_dir():
        return Matching()
    try:
        database = database_for(advisories, medward_home())
    except (InvalidInputError, NotFoundError) as error:
        return Matching(gaps=(f"{ADVISORIES}/ cannot be used: {error.message}",))
    reports = {record: scan_sbom(sbom, [database]) for record, sbom in sboms.items()}
    left_out = {
        feed.name: feed.problems for report in reports.values() for feed in report.feeds if feed.problems
    }
    gaps = tuple(f"{plural(count, 'file')} of {name}/ cannot be used" for name, count in left_out.items())
    return Matching(reports, gaps)


def scanned(sboms: Mapping[str, Sbom], folder: Path) -> tuple[MatchRow, ...] | None:
    """Return every match of SBOMs, by record id, among all advisories at hand; none where some cannot be used."""
    databases, gaps = databases_at_hand(folder)
    return (
        None
        if gaps
        else Matching({record: scan_sbom(sbom, databases) for record, sbom in sboms.items()}).rows
    )


def databases_at_hand(folder: Path) -> tuple[tuple[Path, ...], list[str]]:
    """Return the device file's own advisories and the imported feeds, and what kept one from being used."""
    found = list(installed_databases(medward_home()))
    gaps = []
    if (folder / ADVISORIES).is_dir():
        try:
            found.insert(0, database_for(folder / ADVISORIES, medward_home()))
        except (InvalidInputError, NotFoundError) as error:
            gaps.append(f"{ADVISORIES}/ cannot be used: {error.message}")
    if not found:
        gaps.append("no advisories are loaded: put them into advisories/ or run `medward feeds import`")
    return tuple(found), gaps
