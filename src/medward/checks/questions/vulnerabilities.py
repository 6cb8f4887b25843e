"""Questions 26 to 31: vulnerabilities."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from medward.checks.answers import asked_of, control_of
from medward.checks.clock_start import clock_start
from medward.checks.questions.answer import Answer, Query, Row, found, no_record, row
from medward.checks.rules.vulnerabilities import assessments_of, unassessed
from medward.clocks.records import ReportingEvent
from medward.clocks.territories import zone_of
from medward.devices.records import Release
from medward.kernel.words import plural
from medward.risk.controlled import Verdict, judge_control
from medward.vex.limits import is_undecided, reopening_causes
from medward.vex.measures import cases, fixed_on
from medward.vex.records import Assessment
from medward.vulnerabilities.metrics import measured
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from datetime import date

    from medward.checks.case import Case

_TWO_YEARS = timedelta(days=731)
_FDA = "America/New_York"
"""Zone in which the clocks CLK-11 and CLK-12 count days."""


def known_now(query: Query) -> Answer:
    """26: every known vulnerability of the release with its status."""
    case = query.case
    rows = [row(one, f"{_name(one, query)} in {one.component}: {one.status}") for one in assessments_of(case)]
    for match in unassessed(case):
        how = "matched" if match.verdict == "affected" else "nobody can tell whether it is affected"
        rows.append(
            Row(match.sbom, f"{match.advisory} in {match.component} {match.version}: {how}, not assessed")
        )
    gaps = case.match_gaps or (() if case.matches is not None else ("nobody matched the SBOMs",))
    more = "".join(f"; {gap}, so there may be more" for gap in gaps)
    return found(
        rows,
        f"vulnerabilities of release {case.release.release_version}{more}",
        "assessment records (VAS)",
    )


def why_not_affected(query: Query) -> Answer:
    """27: justification and evidence of statements of not affected."""
    names = {*query.public_ids, *query.ids}
    rows = [
        row(
            one,
            f"{_name(one, query)}: {one.justification or 'no justification'}; {one.detail or one.impact_statement}; "
            f"evidence {', '.join(one.evidence) or 'none'}",
        )
        for one in assessments_of(query.case)
        if one.status == "not-affected" and (not names or names & {one.id, *_names(one, query)})
    ]
    return found(rows, "statements of not affected", "assessment records (VAS) with status not-affected")


def uncontrolled(query: Query) -> Answer:
    """28: vulnerabilities of two years that are or were uncontrolled with their 30 and 60 day marks, as judged."""
    recent = _recent(query)
    assessed = {one.release for one, _ in recent}
    seen = {one.id: query.seen_for(one) for one in query.case.records.of(Release) if one.id in assessed}
    rows: list[Row] = []
    unsure: list[Assessment] = []
    for one, known in recent:
        state = _state(one, seen.get(one.release))
        if state is Verdict.UNCONTROLLED or _was_uncontrolled(one, query.case):
            rows.append(
                row(one, f"{known.identifier}, {_control(one, state)}: {_marks(one, known, query.case)}")
            )
        elif state is Verdict.CANNOT_TELL:
            unsure.append(one)
    more = f"; {len(unsure)} of {plural(len(recent), 'assessment')} cannot be told yet" if unsure else ""
    if recent and not rows:
        text = f"none of {plural(len(recent), 'assessment')} in two years is known to be uncontrolled{more}"
        return Answer(text, tuple(row(one, one.status) for one in unsure or [one for one, _ in recent]))
    where = "assessment records (VAS) that are affected, with vector, severity and what is known of exploits"
    return found(rows, f"uncontrolled vulnerabilities in two years{more}", where)


def _recent(query: Query) -> list[tuple[Assessment, Vulnerability]]:
    """Return what is assessed of vulnerabilities that somebody became aware of in two years."""
    since = query.case.now - _TWO_YEARS
    pairs = (
        (one, query.case.records.find(one.vulnerability, Vulnerability))
        for one in query.case.records.of(Assessment)
        if one.status != "duplicate"
    )
    return [(one, known) for one, known in pairs if known is not None and known.aware_at >= since]


def _state(one: Assessment, case: Case | None) -> Verdict:
    """Return whether a risk is under control in its release; nobody can tell for one that does not exist."""
    if case is None:
        return Verdict.CANNOT_TELL
    return control_of(one, judge_control(asked_of(one, case), case.policies))


def _was_uncontrolled(one: Assessment, case: Case) -> bool:
    """Say whether a reporting event holds that the risk of an assessment was uncontrolled."""
    return any(
        fact.fact == "uncontrolled_risk" and fact.value == "yes"
        for event in case.records.of(ReportingEvent)
        if one.id in event.about and not event.exercise
        for fact in event.learned
    )


def _control(one: Assessment, state: Verdict) -> str:
    return (
        "uncontrolled" if state is Verdict.UNCONTROLLED else f"was uncontrolled, {one.status} and {state} now"
    )


def _marks(one: Assessment, known: Vulnerability, case: Case) -> str:
    """Return when it became known, the 30 and 60 day marks, and when it was fixed."""
    start = clock_start(known, case)
    day = start.astimezone(zone_of(_FDA)).date()
    fixed = fixed_on(one, case.records)
    done = f"fixed {fixed} (day {(fixed - day).days})" if fixed and fixed <= case.today else "not fixed"
    moved = f"counted from {day}, first known {known.aware_at.isoformat()}"
    since_when = moved if start != known.aware_at else f"aware {day}"
    return f"{since_when}, day 30 {day + timedelta(days=30)}, day 60 {day + timedelta(days=60)}, {done}"


def known_exploited(query: Query) -> Answer:
    """29: known exploited vulnerabilities and our time to decision, from the day they were listed and known."""
    case = query.case
    known = case.live(Vulnerability)
    listed = [(one, one.known_exploited.added_on) for one in known if one.known_exploited is not None]
    if not listed and known:
        many = plural(len(known), "vulnerability", "vulnerabilities")
        text = f"none of {many} is recorded as known exploited"
        return Answer(text, tuple(row(one, one.identifier) for one in known))
    rows: list[Row] = []
    for one, added in listed:
        time = _time_to_decision(one, max(added, one.aware_at.date()), case)
        rows.append(row(one, f"{one.identifier}, listed {added}, aware {one.aware_at.date()}, {time}"))
    return found(rows, "known exploited vulnerabilities", "vulnerability records (VUL) with known_exploited")


def _time_to_decision(one: Vulnerability, start: date, case: Case) -> str:
    """Return how long the last assessment of a vulnerability waited for a decision, or how long some wait by now."""
    linked = case.records.linked_from(one.id, Assessment)
    about = [item for item in linked if item.status != "duplicate"]
    if not about:
        return "not assessed"
    waiting = [item for item in about if is_undecided(item) or reopening_causes(item, one, case.today)]
    if waiting:
        of = f"{len(waiting)} of {plural(len(about), 'assessment')} not decided"
        return f"{of} after {plural((case.today - start).days, 'day')}"
    last = max(_first_decision(item, start) for item in about)
    return f"decided after {plural(max(0, (last - start).days), 'day')}"


def _first_decision(one: Assessment, start: date) -> date:
    """Return the first day from one on, on which somebody decided or confirmed; else the last before."""
    days = sorted(at.date() for at in (one.decided_at, one.confirmed_at) if at)
    return next((day for day in days if day >= start), max(days, default=one.first_seen_at.date()))


def when_aware(query: Query) -> Answer:
    """30: when we became aware, with the entry of the audit trail."""
    names = {*query.public_ids, *query.ids}
    rows: list[Row] = []
    for one in query.case.live(Vulnerability):
        if names and not names & {one.id, one.identifier, *one.aliases}:
            continue
        entries = query.history(one.id) if query.history else []
        entry = f"; entered {entries[0].at} by {entries[0].author}" if entries else "; not yet in the ledger"
        rows.append(
            row(
                one,
                f"{one.identifier}: aware {one.aware_at.isoformat()} from {', '.join(one.sources)}{entry}",
            )
        )
    return found(
        rows, "vulnerabilities with their moment of awareness", "vulnerability records (VUL), field aware_at"
    )


def patched(query: Query) -> Answer:
    """31: the three measures: updated of identified, days to the update, days to the field."""
    case = query.case
    measures = measured(cases(case.records, case.today), case.today)
    if not measures.has_history:
        return no_record("assessment records (VAS) that are affected or fixed, with fixed_in and fielded")
    done = [(one, f"updated after {plural(one.days, 'day')}") for one in measures.to_update.finished]
    still = [(one, f"open for {plural(one.days, 'day')}") for one in measures.to_update.open]
    identified = plural(len(measures.identified), "identified vulnerability", "identified vulnerabilities")
    text = (
        f"{len(measures.updated)} of {identified} updated ({measures.percent:.1f} %); complete in the field: "
        f"{len(measures.to_field.finished)}, not yet: {len(measures.to_field.open)}; "
        "`medward metrics` has the days"
    )
    if measures.not_judged:
        text += f"; {len(measures.not_judged)} more not judged yet, and so not counted"
    return Answer(text, tuple(Row(one.case.id, f"{one.case.name}: {says}") for one, says in (*done, *still)))


def _names(one: Assessment, query: Query) -> tuple[str, ...]:
    """Return the public ids an assessment is about."""
    known = query.case.records.find(one.vulnerability, Vulnerability)
    return (known.id, known.identifier, *known.aliases) if known else (one.vulnerability,)


def _name(one: Assessment, query: Query) -> str:
    """Return the main public id an assessment is about."""
    known = query.case.records.find(one.vulnerability, Vulnerability)
    return known.identifier if known else one.vulnerability
