"""Matching one SBOM file against advisories: every component ends as matched, clean or cannot tell.

This module and all it imports are standard library and Medward, so that a scan starts at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from medward.facts.match import Feed, match_components
from medward.vulnerabilities.matching import Judgement, Verdict
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from medward.components.sbom import Component, Sbom


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The result of one scan."""

    sbom: Sbom
    matched: tuple[tuple[Component, Judgement], ...]
    clean: tuple[Component, ...]
    cannot_tell: tuple[tuple[Component, Judgement], ...]
    feeds: tuple[Feed, ...]


class MatchJson(TypedDict):
    """One advisory on one component."""

    component: str
    version: str
    purl: str
    ref: str
    advisory: str
    aliases: list[str]
    summary: str
    severities: list[str]
    verdict: str
    confidence: str
    proof: str
    source: str


class CannotTellJson(TypedDict):
    """One component nobody can judge."""

    component: str
    version: str
    purl: str
    ref: str
    reason: str
    advisories: list[str]


class FeedJson(TypedDict):
    """One source of advisories."""

    name: str
    date: str
    digest: str
    records: int
    withdrawn: int
    problems: int


class ProblemJson(TypedDict):
    """Something wrong in the file that left the list of components certain."""

    pointer: str
    message: str


class TotalsJson(TypedDict):
    """Components by result; the three add up to the first."""

    components: int
    matched: int
    clean: int
    cannot_tell: int
    matches: int


class ScanJson(TypedDict):
    """`scan --json`."""

    file_sha256: str
    components: int
    matches: list[MatchJson]
    cannot_tell: list[CannotTellJson]
    clean: int
    totals: TotalsJson
    feeds: list[FeedJson]
    problems: list[ProblemJson]
    notes: list[str]


def scan_file(path: Path, databases: Iterable[Path]) -> ScanReport:
    """Return what the advisories in `databases` say about the components of the SBOM at `path`.

    The product the SBOM describes (`metadata.component`) is not a component of itself and is not looked up.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: Not an SBOM whose components are certain.
    """
    return scan_sbom(read_sbom_file(path, strict=False), databases)


def scan_sbom(sbom: Sbom, databases: Iterable[Path]) -> ScanReport:
    """Return what the advisories in `databases` say about the components of an SBOM."""
    result = match_components(databases, sbom.components)
    by_verdict: dict[Verdict, list[tuple[Component, Judgement]]] = {verdict: [] for verdict in Verdict}
    for component, judgement in result.judgements:
        by_verdict[judgement.verdict].append((component, judgement))
    return ScanReport(
        sbom=sbom,
        matched=tuple(by_verdict[Verdict.AFFECTED]),
        clean=tuple(component for component, _ in by_verdict[Verdict.NOT_AFFECTED]),
        cannot_tell=tuple(by_verdict[Verdict.CANNOT_TELL]),
        feeds=result.feeds,
    )


def to_json(report: ScanReport) -> ScanJson:
    """Return the report in the shape scripts rely on; its order is that of the file, then of advisory ids."""
    matches = [
        match for component, judgement in report.matched for match in _match_rows(component, judgement)
    ]
    return ScanJson(
        file_sha256=report.sbom.sha256,
        components=len(report.sbom.components),
        matches=matches,
        cannot_tell=[_cannot_tell_row(component, judgement) for component, judgement in report.cannot_tell],
        clean=len(report.clean),
        totals=TotalsJson(
            components=len(report.sbom.components),
            matched=len(report.matched),
            clean=len(report.clean),
            cannot_tell=len(report.cannot_tell),
            matches=len(matches),
        ),
        feeds=[
            FeedJson(
                name=feed.name,
                date=feed.date,
                digest=feed.digest,
                records=feed.records,
                withdrawn=feed.withdrawn,
                problems=feed.problems,
            )
            for feed in report.feeds
        ],
        problems=[ProblemJson(pointer=one.pointer, message=one.message) for one in report.sbom.problems],
        notes=list(report.sbom.notes),
    )


def _match_rows(component: Component, judgement: Judgement) -> list[MatchJson]:
    return [
        MatchJson(
            component=component.full_name,
            version=component.version,
            purl=component.purl,
            ref=component.label,
            advisory=match.advisory.id,
            aliases=list(match.advisory.aliases),
            summary=match.advisory.summary,
            severities=[severity.vector for severity in match.advisory.severities],
            verdict=match.verdict.value,
            confidence=match.confidence.value,
            proof=match.proof,
            source=match.advisory.source,
        )
        for match in judgement.matches
    ]


def _cannot_tell_row(component: Component, judgement: Judgement) -> CannotTellJson:
    return CannotTellJson(
        component=component.full_name,
        version=component.version,
        purl=component.purl,
        ref=component.label,
        reason=judgement.unknown,
        advisories=list(judgement.unknown_advisories),
    )
