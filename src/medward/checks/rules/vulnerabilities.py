"""V17 to V22, V34: what is said about vulnerabilities and findings is complete, reasoned, proven and recent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.checks.answers import asked_of, control_of, undecided_control
from medward.checks.clock_start import AWARENESS
from medward.checks.finding import Breach, Level
from medward.checks.standing import SAFE, contradicted, open_again, reopened, unconfirmed, unproven
from medward.clocks.records import ReportingEvent
from medward.devices.records import Release
from medward.governance.records import Submission
from medward.kernel.words import plural
from medward.risk.controlled import Verdict, judge_control
from medward.verification.credit import is_about
from medward.verification.records import Evidence, Finding, FindingDisposition, FindingSource
from medward.vex.limits import limits_of
from medward.vex.measures import snapshot_day
from medward.vex.records import Assessment, ControlState
from medward.vulnerabilities.freshness import Freshness
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case, MatchRow
    from medward.risk.controlled import Judged

_SCANNED: Final = frozenset(
    {FindingSource.SAST, FindingSource.DAST, FindingSource.PENTEST}
)  # practice 3.1, V22
_SAID_SAFE: Final = frozenset({ControlState.CONTROLLED, ControlState.NOT_APPLICABLE})
_CWE: Final = re.compile(r"^CWE-[1-9][0-9]{0,4}$")


def v17(case: Case) -> Iterator[Breach]:
    """Every vulnerability matched to the release is assessed in time, and looked at again when a trigger says so.

    Without a match nobody can tell; a release without any SBOM is the business of V14.

    Source: practice 3.1 V17, 2.3-C and 4.11; the days are those of the policy.
    """
    yield from _unmatched(case)
    for row in surely_unassessed(case):
        yield Breach(
            case.release.id,
            f"{row.advisory} touches {row.component} {row.version} ({row.sbom}) and is not assessed",
            "draft it with `medward watch`, then decide with `medward triage next`",
        )
    yield from (breach for one in assessments_of(case) for breach in _waiting(one, case))


def v19(case: Case) -> Iterator[Breach]:
    """An uncontrolled risk has clocks that start at the awareness and an owner; a controlled one is shown to be.

    Whichever of both is recorded, security, medical and quality have signed it. All of it holds for every release in
    use, not for the one that is being made only: the clocks run in the field. A control state nobody recorded is the
    one that the answers lead to.

    Source: practice 3.1 V19 and 4.9.
    """
    in_use = {one.id: one for one in (case.release, *case.live(Release))}
    seen = {name: case.seen_for(release) for name, release in in_use.items()}
    for one in case.records.of(Assessment):
        if one.status != "affected" or one.release not in seen or not seen[one.release].is_live(one):
            continue
        judged = judge_control(asked_of(one, seen[one.release]), case.policies)
        if one.control_state in _SAID_SAFE:
            yield from _not_shown(one, judged)
        elif control_of(one, judged) is Verdict.UNCONTROLLED:
            yield from _without_clocks(one, case)
            if not one.owner:
                yield Breach(one.id, "uncontrolled, and nobody owns it", "name a person in owner")
        yield from _unsigned_control(one, seen[one.release])


def _without_clocks(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield that no clock runs for an uncontrolled risk, or not from its awareness."""
    known = case.records.find(one.vulnerability, Vulnerability)
    about = {one.id, one.vulnerability}
    events = [event for event in case.live(ReportingEvent) if about & set(event.about) and not event.exercise]
    if not events:
        yield Breach(
            one.id,
            "uncontrolled, and no reporting event carries its clocks",
            f"write one about it, or decide it with `medward triage decide {one.id}`, which opens them",
        )
    starts = [fact.at for event in events for fact in event.learned if fact.fact == AWARENESS]
    allowed = {known.aware_at, *(item.counts_from for item in known.restarts)} if known else set()
    if events and not (starts and set(starts) <= allowed):
        shown = ", ".join(at.isoformat() for at in starts) or "no instant"
        yield Breach(
            one.id,
            f"its clocks start at {shown}, the awareness is {known.aware_at.isoformat() if known else 'unknown'}",
            f"set vulnerability_learned of {events[0].id} to the awareness of {one.vulnerability}",
        )


def _unsigned_control(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield that a recorded control state was not decided by those who have to sign it."""
    why = undecided_control(one, case)
    if why:
        yield Breach(
            one.id,
            f"recorded as {one.control_state}, which is not decided: {why}",
            "write a decision of kind control about it, have it approved, and signed by security, medical and quality",
        )


def _not_shown(one: Assessment, judged: Judged) -> Iterator[Breach]:
    """Yield that an affected release is said to be under control and its answers do not show it."""
    if judged.verdict in {Verdict.UNCONTROLLED, Verdict.CANNOT_TELL}:
        yield Breach(
            one.id,
            f"recorded as {one.control_state}, computed as {judged.verdict}: {judged.why[0]}",
            f"`medward risk controlled {one.id}` shows why; answer what is open, or decide again",
        )


def v18(case: Case) -> Iterator[Breach]:
    """Not affected has a justification and evidence, affected says what to do, fixed is fixed in this release.

    Two assessments of the same thing say the same. An impact statement does not
    stand in for evidence. Evidence whose file is gone or altered proves nothing.
    A decision rests on its assumptions: one that is broken, or that nobody can
    tell, re-opens it.

    Source: practice 3.1 V18, 2.3-C and scenario S06.
    """
    for one in assessments_of(case):
        yield from unproven(one, case)
        yield from contradicted(one, case)
        if one.status == "affected" and not one.action_statement.strip():
            yield Breach(
                one.id, "affected without an action statement", "say in action_statement what users do"
            )
        yield from reopened(one, case)
        yield from _proven_elsewhere(one, case)


def v20(case: Case) -> Iterator[Breach]:
    """An assessment taken over from an older release confirms component version and configuration again.

    Source: practice 3.1 V20.
    """
    for one in assessments_of(case):
        yield from unconfirmed(one, case)


def v21(case: Case) -> Iterator[Breach]:
    """The assessments are not older than the policy allows on the day of submission.

    The snapshot is as old as the assessment looked at last. A submission without a
    date is judged today.

    Source: practice 3.1 V21 and 2.1, gate G7.
    """
    newest, limit = snapshot_day(assessments_of(case)), case.policies.sbom_gate.snapshot_days
    if newest is None:
        yield Breach(
            case.release.id,
            "no vulnerability assessment is recorded, so the age of the snapshot cannot be told",
            "match the SBOMs against advisories and assess what is found",
        )
        return
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
    """The feeds at hand are fresh: advisories, KEV, EPSS; a week is worth a warning, a month blocks.

    A feed is as old as its fetching, else as it says itself, else as its newest record. A feed that says none of
    them cannot be judged. Where there is no feed there is none to judge; V21 speaks of that.

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


def _proven_elsewhere(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield, as a warning, the proof of another release on which nobody compared the two.

    Evidence ends with its release unless it is re-used by decision (practice 2.3-G); a decision taken over is compared
    by V20.
    """
    if one.status not in SAFE or one.inherited_from:
        return
    for identity in one.evidence:
        evidence = case.records.find(identity, Evidence)
        if evidence is not None and not is_about(evidence, case.release):
            made = case.records.find(evidence.release, Release)
            yield Breach(
                one.id,
                f"{one.status.replace('-', ' ')} relies on {identity}, which was made on release "
                f"{made.release_version if made else evidence.release}",
                f"attach evidence of {case.release.release_version}, or a signed decision to re-use it",
                Level.WARN,
            )


def unassessed(case: Case) -> list[MatchRow]:
    """Return what advisories say of components of the release that no assessment is about, what is certain first."""
    known = {(name, line_of(one.component).key) for one in assessments_of(case) for name in _names(one, case)}
    missing: dict[tuple[str, str], MatchRow] = {}
    for row in sorted(case.matches or (), key=lambda row: row.verdict != "affected"):
        line = line_of(row.known_as).key
        if not {(name.upper(), line) for name in (row.advisory, *row.aliases)} & known:
            missing.setdefault((row.advisory, line), row)
    return list(missing.values())


def surely_unassessed(case: Case) -> list[MatchRow]:
    """Return those of them in which the component is certainly affected."""
    return [row for row in unassessed(case) if row.verdict == "affected"]


def assessments_of(case: Case) -> list[Assessment]:
    """Return the assessments of the target release that are in use."""
    return [one for one in case.live(Assessment) if one.release == case.release.id]


def _unmatched(case: Case) -> Iterator[Breach]:
    """Yield what kept the SBOMs from being matched, so that nobody can tell."""
    if case.sboms and case.matches is None and not case.match_gaps:
        yield Breach(
            case.release.id,
            "nobody matched its SBOMs against advisories, so what touches it cannot be told",
            "put advisories beside the device file in advisories/",
        )
    for gap in case.match_gaps:
        yield Breach(
            case.release.id, f"the match is not complete: {gap}", "correct or replace the advisories"
        )


def _waiting(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield that an assessment waits longer than the policy allows, or has to be looked at again."""
    known = case.records.find(one.vulnerability, Vulnerability)
    for limit in limits_of(one, known, case.policies.service_levels, case.now):
        if limit.days_over > 0:
            yield Breach(
                one.id,
                f"{limit.what}: it was due on {limit.due_on}, {plural(limit.days_over, 'day')} ago",
                f"decide it: `medward triage next {one.id}`",
            )
    yield from open_again(one, case)


def _names(one: Assessment, case: Case) -> tuple[str, ...]:
    """Return every public id of the vulnerability an assessment judges, in capitals."""
    known = case.records.find(one.vulnerability, Vulnerability)
    return tuple(name.upper() for name in (known.identifier, *known.aliases)) if known else ()
