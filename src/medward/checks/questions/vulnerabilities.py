"""Questions 26 to 31: vulnerabilities."""

from __future__ import annotations

from datetime import timedelta

from medward.checks.clock_start import clock_start
from medward.checks.questions.answer import Answer, Query, Row, found, no_record, row
from medward.checks.rules.vulnerabilities import assessments_of
from medward.clocks.territories import zone_of
from medward.vex.records import Assessment, ControlState
from medward.vulnerabilities.records import Vulnerability

_TWO_YEARS = timedelta(days=731)
_FDA = "America/New_York"
"""Zone in which the clocks CLK-11 and CLK-12 count days."""


def known_now(query: Query) -> Answer:
    """26: every known vulnerability of the release with its status."""
    case = query.case
    rows = [row(one, f"{_name(one, query)} in {one.component}: {one.status}") for one in assessments_of(case)]
    assessed = {name for one in assessments_of(case) for name in _names(one, query)}
    seen: set[str] = set()
    for match in case.matches or ():
        if match.advisory not in seen and not assessed & {match.advisory, *match.aliases}:
            seen.add(match.advisory)
            rows.append(
                Row(
                    match.sbom,
                    f"{match.advisory} in {match.component} {match.version}: matched, not assessed",
                )
            )
    unmatched = "" if case.matches is not None else "; nobody matched the SBOMs, so there may be more"
    return found(
        rows,
        f"vulnerabilities of release {case.release.release_version}{unmatched}",
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
    """28: uncontrolled vulnerabilities of two years with their 30 and 60 day marks."""
    case = query.case
    since = case.now - _TWO_YEARS
    rows: list[Row] = []
    for one in case.records.of(Assessment):
        known = case.records.find(one.vulnerability, Vulnerability)
        if one.control_state is not ControlState.UNCONTROLLED or known is None or known.aware_at < since:
            continue
        start = clock_start(known, case)
        day = start.astimezone(zone_of(_FDA)).date()
        fixed = (
            f"fixed {one.fixed_at.date()} (day {(one.fixed_at.date() - day).days})"
            if one.fixed_at
            else "not fixed"
        )
        moved = f"counted from {day}, first known {known.aware_at.isoformat()}"
        since_when = moved if start != known.aware_at else f"aware {day}"
        marks = f"{since_when}, day 30 {day + timedelta(days=30)}, day 60 {day + timedelta(days=60)}"
        rows.append(row(one, f"{known.identifier}: {marks}, {fixed}"))
    assessed = case.records.of(Assessment)
    if assessed and not rows:
        open_ones = [one for one in assessed if one.control_state is ControlState.UNDETERMINED]
        text = f"none of {len(assessed)} assessments in two years is recorded as uncontrolled"
        if open_ones:
            return Answer(f"{text}; {len(open_ones)} of them cannot be told yet", _rows(open_ones))
        return Answer(text, _rows(assessed))
    return found(
        rows,
        "uncontrolled vulnerabilities in two years",
        "assessment records (VAS) with control_state uncontrolled",
    )


def _rows(assessed: list[Assessment]) -> tuple[Row, ...]:
    """Return assessments with their control state."""
    return tuple(row(one, f"{one.status}, {one.control_state}") for one in assessed)


def known_exploited(query: Query) -> Answer:
    """29: known exploited vulnerabilities and our time to decision."""
    case = query.case
    listed = [one for one in case.live(Vulnerability) if one.known_exploited is not None]
    if not listed and case.live(Vulnerability):
        text = f"none of {len(case.live(Vulnerability))} vulnerabilities is recorded as known exploited"
        return Answer(text, tuple(row(one, one.identifier) for one in case.live(Vulnerability)))
    rows: list[Row] = []
    for one in listed:
        decided = [item.decided_at for item in case.linked(one.id, Assessment) if item.decided_at]
        time = f"decided after {(min(decided) - one.aware_at).days} days" if decided else "not decided"
        added = one.known_exploited.added_on if one.known_exploited else ""
        rows.append(row(one, f"{one.identifier}, listed {added}, aware {one.aware_at.date()}, {time}"))
    return found(rows, "known exploited vulnerabilities", "vulnerability records (VUL) with known_exploited")


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
    """31: the part of the three measures that records allow: updated of identified, and days to the fix."""
    case = query.case
    rows: list[Row] = []
    affected = [one for one in case.records.of(Assessment) if one.status in {"affected", "fixed"}]
    for one in affected:
        known = case.records.find(one.vulnerability, Vulnerability)
        days = (one.fixed_at - known.aware_at).days if one.fixed_at and known else None
        state = f"fixed after {days} days" if days is not None else f"open, {one.remediation}"
        rows.append(row(one, f"{_name(one, query)}: {state}"))
    if not rows:
        return no_record(
            "assessment records (VAS) that are affected or fixed; units in the field (UNT) for measure 3"
        )
    fixed = sum(one.fixed_at is not None for one in affected)
    percent = round(100 * fixed / len(affected), 1)
    text = (
        f"{fixed} of {len(affected)} identified vulnerabilities fixed ({percent} %); time to field cannot be told: "
        "fielded units (UNT) and rollouts (ROL) are kinds this version does not keep"
    )
    return Answer(text, tuple(rows))


def _names(one: Assessment, query: Query) -> tuple[str, ...]:
    """Return the public ids an assessment is about."""
    known = query.case.records.find(one.vulnerability, Vulnerability)
    return (known.id, known.identifier, *known.aliases) if known else (one.vulnerability,)


def _name(one: Assessment, query: Query) -> str:
    """Return the main public id an assessment is about."""
    known = query.case.records.find(one.vulnerability, Vulnerability)
    return known.identifier if known else one.vulnerability
