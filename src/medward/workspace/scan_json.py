"""A scan's report in the shape scripts rely on: keys may be added, those of DESIGN 7 stay.

On the path of `scan --json`: standard library and Medward only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from medward.components.sbom import Component
    from medward.facts.database import Feed
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.matching import Judgement, Match, Question, View
    from medward.workspace.scan import ScanReport
    from medward.workspace.scan_shape import (
        CannotTellJson,
        ExploitationJson,
        FeedJson,
        MatchJson,
        QuestionJson,
        ScanJson,
        ViewJson,
    )


def to_json(report: ScanReport) -> ScanJson:
    """Return the report in the shape scripts rely on; its order is that of the file, then of advisory ids."""
    found = {
        name: list(value) if isinstance(value, Iterator) else value for name, value in json_members(report)
    }
    return cast("ScanJson", found)


def json_members(report: ScanReport) -> Iterator[tuple[str, object]]:
    """Yield the members of the report; rows are made one by one when they are asked for."""
    yield "file_sha256", report.sbom.sha256
    yield "components", len(report.components)
    yield (
        "matches",
        (
            _match_row(report, component, match)
            for component, judgement in report.matched
            for match in judgement.matches
        ),
    )
    yield "cannot_tell", (_cannot_tell_row(*one) for one in report.cannot_tell)
    yield "questions", (_question_row(*one) for one in report.questions)
    yield "clean", len(report.clean)
    yield (
        "totals",
        {
            "components": len(report.components),
            "matched": len(report.matched),
            "clean": len(report.clean),
            "cannot_tell": len(report.cannot_tell),
            "matches": sum(len(judgement.matches) for _, judgement in report.matched),
        },
    )
    yield "thin_coverage", [one._asdict() for one in report.thin]
    yield "feeds", (_feed_row(feed) for feed in report.feeds)
    yield "problems", ({"pointer": one.pointer, "message": one.message} for one in report.sbom.problems)
    yield "notes", list(report.notes)


def _match_row(report: ScanReport, component: Component, match: Match) -> MatchJson:
    precision, attacks = match.precision, report.attacks(match)
    return {
        "component": component.full_name,
        "version": component.version,
        "purl": component.purl,
        "ref": component.label,
        "advisory": match.advisory.id,
        "aliases": list(match.advisory.aliases),
        "summary": match.advisory.summary,
        "severities": _vectors(match),
        "verdict": match.verdict.value,
        "confidence": match.confidence.value,
        "proof": match.proof,
        "source": match.advisory.source,
        "tier": match.tier.value,
        "range": match.affected,
        "group": list(match.group),
        "precision": "" if precision is None else precision.share,
        "views": [_view_row(view) for view in match.views],
        "exploitation": None if attacks is None else _attacks_row(attacks),
    }


def _vectors(match: Match) -> list[str]:
    """Return every vector any source gives, that of the deciding one first: it often scores nothing itself."""
    scored = (match.advisory.severities, *(view.severities for view in match.views))
    return list(dict.fromkeys(one.vector for severities in scored for one in severities))


def _attacks_row(attacks: Exploitation) -> ExploitationJson:
    return {
        "cve": attacks.cve,
        "kev_added": attacks.kev_added,
        "kev_due": attacks.kev_due,
        "ransomware": attacks.ransomware,
        "epss": attacks.epss,
        "percentile": attacks.percentile,
        "epss_date": attacks.epss_date,
        "exploitation": attacks.exploitation,
        "automatable": attacks.automatable,
        "technical_impact": attacks.technical_impact,
    }


def _view_row(view: View) -> ViewJson:
    return {
        "source": view.source,
        "date": view.source_date,
        "advisory": view.advisory,
        "tier": view.tier.value,
        "verdict": view.verdict.value,
        "range": view.text,
        "severities": [severity.vector for severity in view.severities],
    }


def _cannot_tell_row(component: Component, judgement: Judgement) -> CannotTellJson:
    return {
        "component": component.full_name,
        "version": component.version,
        "purl": component.purl,
        "ref": component.label,
        "reason": judgement.unknown,
        "advisories": list(judgement.unknown_advisories),
    }


def _question_row(component: Component, question: Question) -> QuestionJson:
    return {
        "component": component.full_name,
        "version": component.version,
        "ref": component.label,
        "question": question.text,
        "advisories": list(question.advisories),
    }


def _feed_row(feed: Feed) -> FeedJson:
    return {
        "name": feed.name,
        "date": feed.date,
        "digest": feed.digest,
        "records": feed.records,
        "withdrawn": feed.withdrawn,
        "problems": feed.problems,
        "fetched_at": feed.fetched_at,
    }
