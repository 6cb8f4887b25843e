"""A scan's report in the shape scripts rely on: keys may be added, those of DESIGN 7 stay.

On the path of `scan --json`: standard library and Medward only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from medward.components.sbom import Component
    from medward.facts.database import Feed
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.matching import Judgement, Match, Question, View
    from medward.workspace.scan import ScanReport


class ViewJson(TypedDict):
    """One source's word on a match."""

    source: str
    date: str
    advisory: str
    tier: str
    verdict: str
    range: str
    severities: list[str]


class ExploitationJson(TypedDict):
    """What is known of attacks; an empty text means that no source says."""

    cve: str
    kev_added: str
    kev_due: str
    ransomware: str
    epss: str
    percentile: str
    epss_date: str
    exploitation: str
    automatable: str
    technical_impact: str


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
    tier: str
    range: str
    group: list[str]
    """Every id of the vulnerability, from all sources."""
    precision: str
    """Share of right matches of this tier and confidence where people had checked; "" where nobody did."""
    views: list[ViewJson]
    exploitation: ExploitationJson | None


class QuestionJson(TypedDict):
    """Something a person could look at; it is no match."""

    component: str
    version: str
    ref: str
    question: str
    advisories: list[str]


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
    fetched_at: str


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
    questions: list[QuestionJson]
    clean: int
    totals: TotalsJson
    feeds: list[FeedJson]
    problems: list[ProblemJson]
    notes: list[str]


def to_json(report: ScanReport) -> ScanJson:
    """Return the report in the shape scripts rely on; its order is that of the file, then of advisory ids."""
    matches = [
        _match_row(report, component, match)
        for component, judgement in report.matched
        for match in judgement.matches
    ]
    return ScanJson(
        file_sha256=report.sbom.sha256,
        components=len(report.sbom.components),
        matches=matches,
        cannot_tell=[_cannot_tell_row(component, judgement) for component, judgement in report.cannot_tell],
        questions=[_question_row(component, question) for component, question in report.questions],
        clean=len(report.clean),
        totals=TotalsJson(
            components=len(report.sbom.components),
            matched=len(report.matched),
            clean=len(report.clean),
            cannot_tell=len(report.cannot_tell),
            matches=len(matches),
        ),
        feeds=[_feed_row(feed) for feed in report.feeds],
        problems=[ProblemJson(pointer=one.pointer, message=one.message) for one in report.sbom.problems],
        notes=list(report.sbom.notes),
    )


def _match_row(report: ScanReport, component: Component, match: Match) -> MatchJson:
    precision, attacks = match.precision, report.attacks(match)
    return MatchJson(
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
        tier=match.tier.value,
        range=match.affected,
        group=list(match.group),
        precision="" if precision is None else precision.share,
        views=[_view_row(view) for view in match.views],
        exploitation=None if attacks is None else _attacks_row(attacks),
    )


def _attacks_row(attacks: Exploitation) -> ExploitationJson:
    return ExploitationJson(
        cve=attacks.cve,
        kev_added=attacks.kev_added,
        kev_due=attacks.kev_due,
        ransomware=attacks.ransomware,
        epss=attacks.epss,
        percentile=attacks.percentile,
        epss_date=attacks.epss_date,
        exploitation=attacks.exploitation,
        automatable=attacks.automatable,
        technical_impact=attacks.technical_impact,
    )


def _view_row(view: View) -> ViewJson:
    return ViewJson(
        source=view.source,
        date=view.source_date,
        advisory=view.advisory,
        tier=view.tier.value,
        verdict=view.verdict.value,
        range=view.text,
        severities=[severity.vector for severity in view.severities],
    )


def _cannot_tell_row(component: Component, judgement: Judgement) -> CannotTellJson:
    return CannotTellJson(
        component=component.full_name,
        version=component.version,
        purl=component.purl,
        ref=component.label,
        reason=judgement.unknown,
        advisories=list(judgement.unknown_advisories),
    )


def _question_row(component: Component, question: Question) -> QuestionJson:
    return QuestionJson(
        component=component.full_name,
        version=component.version,
        ref=component.label,
        question=question.text,
        advisories=list(question.advisories),
    )


def _feed_row(feed: Feed) -> FeedJson:
    return FeedJson(
        name=feed.name,
        date=feed.date,
        digest=feed.digest,
        records=feed.records,
        withdrawn=feed.withdrawn,
        problems=feed.problems,
        fetched_at=feed.fetched_at,
    )
