"""What tests, evidence and findings show on the target release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.rules.controls import v23
from medward.checks.rules.vulnerabilities import v22
from medward.gaps.tally import Tally, why_no_credit
from medward.governance.records import DecisionKind
from medward.kernel.words import spelled
from medward.verification.credit import PASSED
from medward.verification.records import Evidence, Finding, FindingDisposition, Test, TestKind

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

_DONE: Final = frozenset({FindingDisposition.FIXED, FindingDisposition.FALSE_POSITIVE})


def of_kind(case: Case, name: str) -> Shown:
    """Show tests of a kind, each with passed evidence on the release."""
    kind = TestKind(name.replace("_", "-"))
    tally = Tally(case)
    version = case.release.release_version
    found = [one for one in case.live(Test) if one.test_kind is kind]
    for one in found:
        _proven(tally, one, case)
    if not found:
        tally.want(f"Add a test of kind {kind} with passed evidence on release {version}", case.release)
    return tally.answer()


def independence(case: Case) -> Shown:
    """Show a penetration test that the developers did not make."""
    tally = Tally(case)
    found = [one for one in case.live(Test) if one.test_kind is TestKind.PENETRATION]
    against = tally.breaches(v23(case)) if found else set()
    tally.all_but(found, against)
    if not found:
        tally.want("Record the penetration test and who made it, another team or a third party", case.release)
    return tally.answer()


def evidence_current(case: Case) -> Shown:
    """Show that every test has evidence that counts on the build of the release."""
    tally = Tally(case)
    found = case.live(Test)
    for one in found:
        _proven(tally, one, case)
    if not found:
        tally.want("Write the tests and attach their evidence with `medward test attach`", case.release)
    return tally.answer()


def findings(case: Case) -> Shown:
    """Show every finding of tests and analyses decided, with its weakness class and, if open, a plan."""
    tally = Tally(case)
    found = _findings(case)
    against = tally.breaches(v22(case))
    for one in found:
        if one.disposition is FindingDisposition.FIX and not (one.plan.strip() and one.due):
            tally.lack("Give plan and due date of {}, which is to be fixed", one)
        elif one.disposition is FindingDisposition.FIX and one.due and one.due < case.today:
            tally.lack("Fix {} or set a new date with its reason: its due date has passed", one)
        elif one.id not in against:
            tally.show(one)
    if not found:
        _nothing_found(tally, case, "findings")
    return tally.answer()


def anomalies(case: Case) -> Shown:
    """Show what unresolved anomalies mean for security and safety, and why they may stay."""
    tally = Tally(case)
    found = _findings(case)
    for one in found:
        if one.disposition is FindingDisposition.OPEN:
            tally.lack("Decide about {}: fix, accept or false-positive, with the reason", one)
        elif one.disposition in _DONE:
            tally.show(one)
        elif not one.rationale.strip() or not (one.cwes or one.no_cwe_reason.strip()):
            tally.lack("Give rationale and weakness class (CWE) of {}, which stays in the release", one)
        else:
            tally.show(one)
    if not found:
        _nothing_found(tally, case, "anomalies")
    return tally.answer()


def _proven(tally: Tally, test: Test, case: Case) -> None:
    """Count a test whose newest run on the release earns credit."""
    version = case.release.release_version
    runs = sorted(case.records.linked_from(test.id, Evidence), key=lambda one: one.run_at, reverse=True)
    here = [one for one in runs if one.release == case.release.id or case.release.id in one.applies_to]
    if not here:
        tally.want(f"Attach passed evidence of {{}} on release {version}", test)
        return
    why = why_no_credit(here[0], case)
    if why:
        again = "" if here[0].result in PASSED else f" (last: {spelled(here[0].result)}, {here[0].id})"
        tally.lack(f"Run {{}} again on release {version} and attach the result{again or f': {why}'}", test)
    elif tally.current(test):
        tally.show(here[0])


def _findings(case: Case) -> list[Finding]:
    """Return the findings of the release in use."""
    return [one for one in case.live(Finding) if one.release == case.release.id]


def _nothing_found(tally: Tally, case: Case, what: str) -> None:
    """Count the signed statement that there is nothing; without it nobody can tell."""
    declared = case.declared(DecisionKind.DECLARED_ABSENT, what).decision
    if declared is None:
        tally.want(
            f"Record the {what} of tests and analyses, or sign a declared-absent decision that names {what}",
            case.release,
        )
    else:
        tally.show(declared)
