"""Questions 16 to 20: verification."""

from __future__ import annotations

from medward.checks.questions.answer import Answer, Query, Row, found, no_record, row
from medward.controls.records import Requirement
from medward.verification.credit import PASSED
from medward.verification.records import Evidence, Finding, FindingDisposition, FindingSource, Test, TestKind


def unproven_requirements(query: Query) -> Answer:
    """16: requirements without passed evidence on the target release."""
    case = query.case
    requirements = case.live(Requirement)
    open_ones = [one for one in requirements if not case.requirement_proofs[one.id].verified]
    version = case.release.release_version
    if requirements and not open_ones:
        proven = (row(one, ", ".join(case.requirement_proofs[one.id].evidence)) for one in requirements)
        return Answer(
            f"none: all {len(requirements)} requirements have passed evidence on {version}", tuple(proven)
        )
    return found(
        (row(one, case.requirement_proofs[one.id].why_not) for one in open_ones),
        f"of {len(requirements)} requirements have no passed evidence on release {version}",
        "requirement records (REQ)",
    )


def penetration_test(query: Query) -> Answer:
    """17: the penetration test: independence, scope, dates, open findings."""
    case = query.case
    rows: list[Row] = []
    for test in case.live(Test):
        if test.test_kind is TestKind.PENETRATION:
            runs = [f"{one.id} {one.run_at.date()} {one.result}" for one in case.linked(test.id, Evidence)]
            rows.append(
                row(test, f"by {test.independence}; {test.purpose}; {', '.join(runs) or 'never run'}")
            )
    pentest = [one for one in case.live(Finding) if rows and one.finding_source is FindingSource.PENTEST]
    rows.extend(row(one, f"{one.severity}, {one.disposition}") for one in pentest)
    return found(
        rows,
        "records: tests and findings",
        "test records (TST) of kind penetration, findings (FND) of source pentest",
    )


def reused_evidence(query: Query) -> Answer:
    """18: evidence carried over from another release, and by which decision."""
    case = query.case
    reused = [one for one in case.live(Evidence) if one.reuse]
    if not reused and case.live(Evidence):
        return Answer(
            "none: every evidence record stands for the release it was made on",
            tuple(row(one, one.release) for one in case.live(Evidence)),
        )
    return found(
        (
            row(one, f"from {one.release}, carried to {', '.join(one.applies_to)} by {one.reuse}")
            for one in reused
        ),
        "evidence records are re-used",
        "evidence records (EVD) with reuse",
    )


def failed_first(query: Query) -> Answer:
    """19: tests with a failed run, and what happened next."""
    case = query.case
    rows: list[Row] = []
    for test in case.live(Test):
        runs = sorted(case.records.linked_from(test.id, Evidence), key=lambda one: one.run_at)
        if any(one.result not in PASSED for one in runs):
            rows.append(row(test, "; ".join(f"{one.run_at.date()} {one.result} ({one.id})" for one in runs)))
    evidence = case.records.of(Evidence)
    if evidence and not rows:
        return Answer(
            f"no test failed: all {len(evidence)} runs passed",
            tuple(row(one, one.result) for one in evidence),
        )
    return found(rows, "tests failed at least once", "evidence records (EVD) of failed runs")


def unresolved_anomalies(query: Query) -> Answer:
    """20: open findings with CWE and safety impact."""
    case = query.case
    findings = case.live(Finding)
    done = {FindingDisposition.FIXED, FindingDisposition.FALSE_POSITIVE}
    unresolved = [one for one in findings if one.disposition not in done]
    if findings and not unresolved:
        return Answer(
            f"none of {len(findings)} findings is unresolved",
            tuple(row(one, one.disposition) for one in findings),
        )
    if not findings:
        return no_record("finding records (FND)")
    return found(
        (
            row(
                one,
                f"{', '.join(one.cwes) or f'no CWE ({one.no_cwe_reason})'}; safety: {one.safety_impact}; "
                f"{one.disposition}"
                f"{f', due {one.due}' if one.due else ''}",
            )
            for one in unresolved
        ),
        f"of {len(findings)} findings are unresolved",
        "",
    )
