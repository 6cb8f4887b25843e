"""What controlled documents, submissions, decisions, changes and signatures show."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from medward.catalogue.places import in_text
from medward.catalogue.records import RequirementSource, SourceStatus
from medward.checks.rules.documents import v26
from medward.checks.rules.signatures import v25
from medward.devices.records import Asset, AssetKind, Need
from medward.gaps.queries.policies import severity_scale
from medward.gaps.queries.words import speaks_of, spoken
from medward.gaps.shown import combined
from medward.gaps.tally import Tally
from medward.governance.records import Change, Decision, DecisionKind, Document, Signature, Submission
from medward.kernel.words import spelled
from medward.risk.records import Risk

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

_CHECKED_WITHIN: Final = timedelta(days=366)
"""How old a comparison of a source with its text may be; our proposal."""
_NO_PRIVACY: Final = "PR0"
_SPELLED: Final = {"intl": "international"}
"""Jurisdictions that records spell otherwise."""
_KINDS: Final = frozenset(DecisionKind)


def document(case: Case, words: str) -> Shown:
    """Show a controlled document of a kind, in force and built from the current records."""
    tally = Tally(case)
    found = [one for one in case.live(Document) if _is_named(one, words, case)]
    stale = {breach.record: breach for breach in v26(case)}
    for one in found:
        if tally.current(one) and one.id in stale:
            tally.lack("Build {} again: what went into it has changed", one)
    if not found:
        tally.want(f"Write or file a document whose kind or title says {spoken(words)}, and have it approved")
    return tally.answer()


def submission(case: Case, jurisdiction: str) -> Shown:
    """Show a submission to a jurisdiction: prepared or sent."""
    tally = Tally(case)
    found = [
        one
        for one in case.live(Submission)
        if one.release == case.release.id and one.jurisdiction == jurisdiction
    ]
    tally.every(
        found, f"Prepare the submission of release {case.release.release_version} for {in_text(jurisdiction)}"
    )
    for one in found:
        if not one.documents:
            tally.lack("Name the documents of {}", one)
    return tally.answer()


def decision(case: Case, kind: str) -> Shown:
    """Show a decision of a kind that counts today."""
    tally = Tally(case)
    found = [one for one in case.live(Decision) if _decides(one, kind)]
    for one in found:
        why = case.why_not_decided(one)
        if why:
            tally.lack(f"Renew {{}} or have it signed: {why}", one)
        else:
            tally.show(one)
    if not found:
        words = f"of kind {kind}" if kind in _KINDS else f"on {spelled(kind)}"
        tally.want(f"Write a decision {words} and have it signed")
    return tally.answer()


def signatures(case: Case) -> Shown:
    """Show that signed records carry every required signature, and that all of them hold.

    A signature of a record that is gone shows nothing here; rule V25 speaks of it.
    """
    tally = Tally(case)
    tally.breaches(breach for breach in v25(case) if breach.record in case.records)
    good = [state.signature for state in case.signing.states.values() if not state.faults]
    tally.show(*good)
    if not case.records.of(Signature):
        tally.want("Sign the records that need it with `medward sign`")
    return tally.answer()


def audit_trail(case: Case) -> Shown:
    """Show a ledger that was verified and keeps who changed what, when and why."""
    tally = Tally(case)
    if case.ledger is None:
        tally.doubt("Verify the ledger with `medward verify`: nobody looked at it")
    elif not case.ledger.exists:
        tally.want(
            "Write the records to the ledger with `medward apply`; it keeps who changed what, when and why"
        )
    else:
        problems = list(case.ledger.problems)
        if problems:
            more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
            tally.lack(
                f"Look into what `medward verify` says of the ledger: {problems[0]}{more}", case.release
            )
        else:
            tally.show(case.release)
    return tally.answer()


def change_control(case: Case) -> Shown:
    """Show the changes that made the release, each with its impact assessed and verified."""
    tally = Tally(case)
    found = [one for one in case.live(Change) if one.release == case.release.id]
    for one in found:
        if one.impact is None:
            tally.lack("Answer the six questions of impact in {}", one)
        else:
            tally.current(one)
    if not found and case.release.previous:
        tally.want(f"Record the changes since {case.release.previous} as change records", case.release)
    elif not found:
        tally.show(case.release)
    return tally.answer()


def configuration_management(case: Case) -> Shown:
    """Show that build, artefacts and configuration of the release are identified and belong together."""
    tally = Tally(case)
    release = case.release
    tally.current(release)
    if not release.configuration.strip():
        tally.lack("Describe the configuration of {}", release)
    return combined((tally.answer(), change_control(case)))


def privacy(case: Case) -> Shown:
    """Show personal data as assets, their loss rated, and the scale it is rated on."""
    tally = Tally(case)
    data = [
        one
        for one in case.live(Asset)
        if one.asset_kind is AssetKind.DATA and one.confidentiality_need in {Need.MEDIUM, Need.HIGH}
    ]
    rated = [one for one in case.live(Risk) if one.impact.privacy != _NO_PRIVACY]
    tally.every(data, "List personal data as assets of kind data with the confidentiality they need")
    for risk in rated:
        tally.show(risk)
    if not rated:
        tally.want("Rate what risks mean for personal data, in `impact.privacy`")
    scale = severity_scale(case)
    return combined((tally.answer(), scale))


def scope_register(case: Case, jurisdiction: str) -> Shown:
    """Show the register of the texts that apply in a jurisdiction, compared with the texts of late."""
    tally = Tally(case)
    wanted = {jurisdiction, _SPELLED.get(jurisdiction, jurisdiction)}
    found = [one for one in case.live(RequirementSource) if one.jurisdiction.lower() in wanted]
    for one in found:
        old = one.checked_on is None or case.today - one.checked_on > _CHECKED_WITHIN
        if one.source_status is SourceStatus.IN_FORCE and old:
            tally.lack("Compare {} with the text in force and enter the day as `checked_on`", one)
        elif one.source_status is SourceStatus.IN_FORCE:
            tally.current(one)
    if not any(one.source_status is SourceStatus.IN_FORCE for one in found):
        others = case.live(RequirementSource)[:1]
        tally.want(
            "Record the laws, guidance and standards that apply in "
            f"{in_text(jurisdiction)}, each as a `requirement-source`",
            *others,
        )
    return tally.answer()


def _decides(one: Decision, kind: str) -> bool:
    """Say whether a decision is of a kind, or speaks of it in title, question or tags."""
    if kind in _KINDS:
        return one.decision_kind == kind
    return speaks_of(f"{one.title} {one.question} {' '.join(one.tags)}", spelled(kind))


def _is_named(one: Document, words: str, case: Case) -> bool:
    """Say whether a document of the release, or of the company, is of a kind."""
    return one.release in {"", case.release.id} and speaks_of(f"{one.document_kind} {one.title}", words)
