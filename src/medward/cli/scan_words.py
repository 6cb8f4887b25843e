"""A scan's report for people: counts first, then what matched, the most pressing first, then what nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.cli.common import today
from medward.cli.tables import plain, table
from medward.errors import InvalidInputError
from medward.kernel.words import plural
from medward.risk.cvss import score
from medward.vulnerabilities.freshness import FeedAge, Freshness
from medward.workspace.feed_age import feed_ages
from medward.workspace.feeds import medward_home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.components.sbom import Component
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.matching import Match
    from medward.workspace.scan import ScanReport

_SHOWN_REASONS: Final = 20
_SHOWN_EXAMPLES: Final = 3
_UNSCORED: Final = -1.0


def report_lines(report: ScanReport) -> list[str]:
    """Return the lines of the report."""
    lines = [
        f"{len(report.components)} components: {_counts(report)}",
        *(f"note: {plain(note)}" for note in report.notes),
        *_feed_lines(report),
        *(
            f"note: the sources name {plural(one.named, 'package')} of {one.ecosystem}, fewer than are clean here "
            f"({one.clean:,}): clean says little"
            for one in report.thin
        ),
    ]
    if report.matched:
        lines += ["", "Matched", *_matched_lines(report)]
    if report.cannot_tell:
        lines += ["", "Cannot tell", *_cannot_tell_lines(report)]
    if report.questions:
        lines += ["", "Questions; none of these is a match", *_question_lines(report)]
    if report.sbom.problems:
        lines += [
            "",
            f"Problems in the file ({len(report.sbom.problems)}); the list of components is certain",
        ]
        lines += [
            f"  {plain(one.pointer)}: {plain(one.message)}" for one in report.sbom.problems[:_SHOWN_REASONS]
        ]
        lines += _more(len(report.sbom.problems))
    return lines


def _counts(report: ScanReport) -> str:
    matched, clean, unknown = len(report.matched), len(report.clean), len(report.cannot_tell)
    count = sum(len(judgement.matches) for _, judgement in report.matched)
    advisories = f" ({count} advisories)" if matched else ""
    return f"{matched} matched{advisories}, {clean} clean, {unknown} cannot tell"


def _feed_lines(report: ScanReport) -> list[str]:
    if not report.feeds:
        return ["no advisories loaded: run `medward feeds import PATH` or give --feeds PATH"]
    ages = feed_ages(report.feeds, medward_home(), today())
    return [
        f"advisories: {plain(feed.name)}, {feed.records} records, newest {feed.date[:10] or 'undated'}"
        + (f", {plural(feed.problems, 'file')} not usable" if feed.problems else "")
        + _age(age)
        for feed, age in zip(report.feeds, ages, strict=True)
    ]


def _age(age: FeedAge) -> str:
    """Return how old a feed is, when that is old enough to matter (V34)."""
    if age.freshness is Freshness.UNKNOWN:
        return ", age not known"
    return "" if age.freshness is Freshness.FRESH else f", {age.days} days old: what came later is not seen"


def _matched_lines(report: ScanReport) -> list[str]:
    """Return a row per match: known attacks first, then by severity, then by EPSS (practice 4.11)."""
    ranked = sorted(
        (_rank(match, report.attacks(match)), _row(component, match, report.attacks(match)))
        for component, judgement in report.matched
        for match in judgement.matches
    )
    rows = list(dict.fromkeys(row for _, row in ranked))
    heads = ("component", "version", "advisory", "CVE", "affected", "severity", "attacks", "confidence")
    kept = [at for at, head in enumerate(heads) if head != "attacks" or any(row[at] for row in rows)]
    return table([heads[at] for at in kept], [[row[at] for at in kept] for row in rows])


def _rank(match: Match, attacks: Exploitation | None) -> tuple[bool, float, float]:
    """Return what sorts the more pressing match first."""
    exploited = attacks is not None and bool(attacks.kev_added)
    epss = float(attacks.epss or 0) if attacks is not None else 0.0
    return not exploited, -_severity(match), -epss


def _row(component: Component, match: Match, attacks: Exploitation | None) -> tuple[str, ...]:
    cves = [name for name in match.group if name.startswith("CVE-") and name != match.advisory.id]
    found = _severity(match)
    return (
        component.full_name,
        component.version,
        match.advisory.id + ("" if match.verdict.value == "affected" else " (cannot tell)"),
        cves[0] + (f" and {len(cves) - 1} more" if len(cves) > 1 else "") if cves else "",
        match.affected,
        "" if found == _UNSCORED else f"{found:.1f}",
        _attack_words(attacks),
        match.confidence.value,
    )


def _attack_words(attacks: Exploitation | None) -> str:
    if attacks is None:
        return ""
    words = [f"known exploited since {attacks.kev_added}"] if attacks.kev_added else []
    words += [f"EPSS {attacks.epss}"] if attacks.epss else []
    return ", ".join(words or [f"exploitation {attacks.exploitation}"] if attacks.exploitation else words)


def _severity(match: Match) -> float:
    """Return the highest base score any source gives; a vector nobody can score counts as none."""
    vectors = dict.fromkeys(one.vector for view in match.views for one in view.severities)
    return max(_scores(vectors), default=_UNSCORED)


def _scores(vectors: Iterable[str]) -> list[float]:
    found = []
    for vector in vectors:
        try:
            found.append(float(score(vector).scores[0].value))
        except InvalidInputError:
            continue
    return found


def _question_lines(report: ScanReport) -> list[str]:
    lines = [
        f"  {plain(component.full_name)} {plain(component.version)}: {plain(question.text)}"
        for component, question in report.questions[:_SHOWN_REASONS]
    ]
    return lines + _more(len(report.questions))


def _cannot_tell_lines(report: ScanReport) -> list[str]:
    """Return reasons with their number of components, the commonest first, and some of the components."""
    by_reason: dict[str, list[str]] = {}
    for component, judgement in report.cannot_tell:
        name = component.versioned_name
        by_reason.setdefault(judgement.unknown, []).append(name)
    ranked = sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
    lines = []
    for reason, names in ranked[:_SHOWN_REASONS]:
        lines += [f"  {len(names):5}  {plain(reason)}", f"         {plain(_examples(names))}"]
    return lines + _more(len(ranked))


def _examples(names: list[str]) -> str:
    shown = ", ".join(names[:_SHOWN_EXAMPLES])
    return shown if len(names) <= _SHOWN_EXAMPLES else f"{shown}, ..."


def _more(count: int) -> list[str]:
    hidden = count - _SHOWN_REASONS
    return [f"  ... and {hidden} more; --json lists all"] if hidden > 0 else []
