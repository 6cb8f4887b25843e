"""V18, V20 to V22, V34: what is said about vulnerabilities and findings is reasoned, proven and recent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.checks.finding import Breach, Level
from medward.governance.records import Submission
from medward.verification.records import Evidence, Finding, FindingDisposition, FindingSource
from medward.vex.assumption_check import Holding, reopening
from medward.vex.records import Assessment
from medward.vulnerabilities.freshness import Freshness

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case

RECONFIRMED_LENGTH: Final = 15  # as for reasons in V04: shorter texts compare nothing
_SCANNED: Final = frozenset(
    {FindingSource.SAST, FindingSource.DAST, FindingSource.PENTEST}
)  # practice 3.1, V22
_CWE: Final = re.compile(r"^CWE-[1-9][0-9]{0,4}$")


def v18(case: Case) -> Iterator[Breach]:
    """Not affected has a justification and evidence, affected says what to do, fixed names the release.

    An impact statement does not stand in for evidence. Evidence whose file is gone
    or altered proves nothing. A decision rests on its assumptions: one that is broken,
    or that nobody can tell, re-opens it.

    Source: practice 3.1 V18, 2.3-C and scenario S06.
    """
    for one in assessments_of(case):
        if one.status == "not-affected":
            yield from _not_affected(one, case)
        elif one.status == "affected" and not one.action_statement.strip():
            yield Breach(
                one.id, "affected without an action statement", "say in action_statement what users do"
            )
        elif one.status == "fixed":
            if not one.fixed_in:
                yield Breach(
                    one.id, "fixed without the release that contains the fix", "name the release in fixed_in"
                )
            yield from _without_evidence(one, "fixed", case)


def v20(case: Case) -> Iterator[Breach]:
    """An assessment taken over from an older release confirms component version and configuration again.

    Source: practice 3.1 V20.
    """
    parts = {part.purl for sbom in case.sboms.values() for part in sbom.components if part.purl}
    for one in assessments_of(case):
        if not one.inherited_from:
            continue
        if len(one.reconfirmed.strip()) < RECONFIRMED_LENGTH:
            yield Breach(
                one.id,
                f"taken over from {one.inherited_from} without confirming component version and configuration again",
                "compare both for this release and write the result in reconfirmed",
            )
        if parts and one.component.startswith("pkg:") and one.component not in parts:
            yield Breach(
                one.id,
                f"taken over from {one.inherited_from}, but no SBOM of {case.release.release_version} "
                f"contains {one.component}",
                "correct the component, or assess the version that is in this release",
            )


def v21(case: Case) -> Iterator[Breach]:
    """The assessments are not older than the policy allows on the day of submission.

    The snapshot is as old as the assessment looked at last. A submission without a
    date is judged today.

    Source: practice 3.1 V21 and 2.1, gate G7.
    """
    dates = [one.decided_at or one.first_seen_at for one in assessments_of(case)]
    if not dates:
        yield Breach(
            case.release.id,
            "no vulnerability assessment is recorded, so the age of the snapshot cannot be told",
            "match the SBOMs against advisories and assess what is found",
        )
        return
    newest, limit = max(dates).date(), case.policies.sbom_gate.snapshot_days
    submissions = [one for one in case.live(Submission) if one.release == case.release.id]
    days = {(one.id, one.submitted_on or case.today) for one in submissions} or {
        (case.release.id, case.today)
    }
    for identity, day in sorted(days):
        age = (day - newest).days
        if age > limit:
            yield Breach(
                identity,
                f"the newest vulnerability assessment is of {newest}, {age} days before {day}; "
                f"at most {limit} are allowed",
                "match the SBOMs against fresh advisories and confirm the assessments",
            )


def v22(case: Case) -> Iterator[Breach]:
    """Every finding of an analysis or penetration test has a disposition and a CWE, or says that none applies.

    Source: practice 3.1 V22.
    """
    for finding in case.live(Finding):
        if finding.release != case.release.id or finding.finding_source not in _SCANNED:
            continue
        if finding.disposition is FindingDisposition.OPEN:
            yield Breach(
                finding.id, "the finding has no disposition", "decide: fix, fixed, accept or false-positive"
            )
        if not finding.cwes and not finding.no_cwe_reason.strip():
            yield Breach(
                finding.id,
                "it has no CWE and no reason why none applies",
                "set cwes, or say why in no_cwe_reason",
            )
        for cwe in finding.cwes:
            if not _CWE.match(cwe):
                yield Breach(finding.id, f"{cwe!r} is no CWE id", "write it as CWE-787")


def v34(case: Case) -> Iterator[Breach]:
    """The advisories matched against are fresh; a week is worth a warning, a month blocks.

    A feed is as old as its fetching, else as its newest record. A feed that says neither cannot be judged. Where
    nothing was matched there is no feed to judge; V21 speaks of that.

    Source: practice 3.1 V34.
    """
    for feed in case.feeds:
        if feed.freshness is Freshness.FRESH:
            continue
        late = feed.freshness is not Freshness.EXPIRED
        yield Breach(
            case.release.id,
            f"the feed {feed.name} is {feed}"
            if feed.as_of
            else f"nobody says of when the feed {feed.name} is",
            "run `medward feeds update`, or import a newer copy, and match again",
            Level.WARN if late else None,
        )


def assessments_of(case: Case) -> list[Assessment]:
    """Return the assessments of the target release that are in use."""
    return [one for one in case.live(Assessment) if one.release == case.release.id]


def _not_affected(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield what a statement of not affected lacks."""
    if one.justification is None:
        yield Breach(
            one.id,
            "not affected without a justification",
            "choose one of the five VEX justifications and prove it with evidence",
        )
    yield from _without_evidence(one, "not affected", case)
    for outcome in reopening(one, case.assumption_facts) if one.assumptions else ():
        holding, reason = outcome.answer
        what = "is broken" if holding is Holding.BROKEN else "cannot be told"
        yield Breach(
            one.id,
            f"reopened: the assumption that {outcome.assumption.words} {what}, since {reason}",
            "assess it anew, or restore what the decision rests on",
        )


def _without_evidence(one: Assessment, what: str, case: Case) -> Iterator[Breach]:
    """Yield that nothing proves a statement, or that its proof is gone."""
    if not one.evidence:
        only = "; an impact statement is no evidence" if one.impact_statement.strip() else ""
        yield Breach(
            one.id, f"{what} without evidence{only}", "attach the file that proves it and name it in evidence"
        )
    for identity in one.evidence:
        evidence = case.records.find(identity, Evidence)
        present = case.files.get(evidence.file) if evidence else None
        if evidence is not None and present != evidence.sha256:
            state = "is missing" if present is None else "was altered after it was attached"
            yield Breach(
                one.id,
                f"{what} relies on {identity}, whose file {evidence.file} {state}",
                "restore the file, or attach the evidence again",
            )
