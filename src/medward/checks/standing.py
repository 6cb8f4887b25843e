"""Why a decision about a vulnerability does not count today: one answer for the rules and for what goes out.

Each function yields what one rule finds wrong with one decision; the rules run them over a release, and
`why_not_counted` asks all of them about a decision that calls a release safe.

Source: practice 3.1 V17, V18, V20 and V25; 2.3-C.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.finding import REASON_LENGTH, Breach
from medward.devices.lineage import follows
from medward.devices.records import Release
from medward.kernel.words import plural
from medward.verification.credit import proof_fault
from medward.verification.records import Evidence
from medward.vex.assumption_check import reopening
from medward.vex.limits import DECIDED, reopening_causes
from medward.vulnerabilities.judged import judged_components
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case
    from medward.kernel.records import Record
    from medward.vex.records import Assessment

SAFE: Final = frozenset({"not-affected", "fixed"})
"""States of an assessment that call a release safe."""


def why_not_counted(one: Assessment, case: Case) -> tuple[str, ...]:
    """Return why a decision that calls a release safe does not count today; nothing for one that counts.

    A decision of another state calls nothing safe, and has no reason here.
    """
    if one.status not in SAFE:
        return ()
    parts = (
        unproven(one, case),
        reopened(one, case),
        contradicted(one, case),
        unconfirmed(one, case),
        open_again(one, case),
        unsigned(one, case),
    )
    return tuple(breach.message for part in parts for breach in part)


def unproven(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield what a decision that calls a release safe lacks to be proven (V18)."""
    if one.status == "not-affected" and one.justification is None:
        yield Breach(
            one.id,
            "not affected without a justification",
            "choose one of the five VEX justifications and prove it with evidence",
        )
    if one.status == "fixed" and not one.fixed_in:
        yield Breach(
            one.id, "fixed without the release that contains the fix", "name the release in fixed_in"
        )
    elsewhere = fixed_elsewhere(one, case) if one.status == "fixed" else None
    if elsewhere:
        yield Breach(one.id, f"fixed, but {elsewhere[0]}", elsewhere[1])
    if one.status not in SAFE:
        return
    yield from _without_evidence(one, one.status.replace("-", " "), case)


def reopened(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield the assumptions of a decision that are broken, or that nobody can tell (V18)."""
    is_decided = one.assumptions and one.status in DECIDED
    for outcome in reopening(one, case.assumption_facts) if is_decided else ():
        yield Breach(
            one.id,
            f"reopened: {outcome.says}",
            f"assess it anew: `medward triage next {one.id}`, or restore what the decision rests on",
        )


def fixed_elsewhere(one: Assessment, case: Case) -> tuple[str, str] | None:
    """Return why the release an assessment is about does not contain the fix, with what to do; none where it does.

    Source: OpenVEX 0.2.0, status `fixed`: these product versions contain a fix.
    """
    fixing = case.records.find(one.fixed_in, Release)
    here = case.records.find(one.release, Release)
    if fixing is None or here is None:
        return None
    has_fix = follows(here.id, fixing.id, case.records)
    if has_fix:
        return None
    instead = f"affected, with the action to update to {fixing.release_version}"
    if has_fix is False:
        return (
            f"{here.release_version} comes before {fixing.release_version}, which contains the fix",
            f"record it as {instead}",
        )
    unknown = f"nobody can tell whether {here.release_version} contains the fix of {fixing.release_version}"
    return (
        f"{unknown}: no chain of `previous` joins the two releases",
        f"name in `previous` which release each one follows; where the fix is not in it, record it as {instead}",
    )


def contradicted(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield the assessments of the same vulnerability in the same component of the release that say otherwise (V18).

    Every pair is named at both its ends.
    """
    for other in case.decided_alike(one) if one.status in DECIDED else ():
        if other.status != one.status:
            where = one.deployable or other.deployable
            yield Breach(
                one.id,
                f"it says {one.status}, and {other.id} says {other.status} of the same vulnerability in the same "
                f"component{f' in {where}' if where else ''}",
                "decide which one holds, and close the other as duplicate or name its deployable",
            )


def unconfirmed(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield that a decision taken over from an older release was not compared again (V20)."""
    if not one.inherited_from:
        return
    if len(one.reconfirmed.strip()) < REASON_LENGTH:
        yield Breach(
            one.id,
            f"taken over from {one.inherited_from} without confirming component version and configuration again",
            "compare both for this release and write the result in reconfirmed",
        )
    parts = {part.purl for sbom in case.sboms.values() for part in judged_components(sbom) if part.purl}
    if parts and one.component.startswith("pkg:") and one.component not in parts:
        yield Breach(
            one.id,
            f"taken over from {one.inherited_from}, but no SBOM of {case.release.release_version} "
            f"contains {one.component}",
            "correct the component, or assess the version that is in this release",
        )


def open_again(one: Assessment, case: Case) -> Iterator[Breach]:
    """Yield what happened since a decision that asks for a new one (V17)."""
    known = case.records.find(one.vulnerability, Vulnerability)
    for cause in reopening_causes(one, known, case.today, case.versions_by_line):
        yield Breach(
            one.id,
            f"{one.status}, and has to be looked at again: {cause}",
            f"decide or confirm it: `medward triage next {one.id}`",
        )


def unsigned(record: Record, case: Case) -> Iterator[Breach]:
    """Yield which signatures a record in a signed state lacks (V25)."""
    if not case.signing.needs_signatures(record):
        return
    missing = case.signing.missing(record)
    if missing:
        yield Breach(
            record.id,
            f"it is {record.status}, but nobody has validly signed {', '.join(missing)}",
            f"have it signed with `medward sign {record.id}`, or take its status back",
        )
    more = case.signing.people_missing(record)
    if more and not missing:
        yield Breach(
            record.id,
            f"it is {record.status}, and the policy asks for {plural(more, 'more signer')}",
            f"have others sign it with `medward sign {record.id}`",
        )
    if case.signing.lacks_author(record):
        yield Breach(
            record.id,
            "nobody is on record as the one who decided, so nobody can tell whether somebody else signed",
            "name that person in decided_by, or with --by when deciding",
        )
    author = case.signing.sole_author(record)
    if author:
        yield Breach(
            record.id, f"{author} is its author and its only approver", "have somebody else approve it"
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
        if evidence is not None and (fault := proof_fault(evidence, case.files, case.today)):
            yield Breach(
                one.id,
                f"{what} relies on {identity}, {fault}",
                "restore the file, or attach evidence that counts today and name it",
            )
