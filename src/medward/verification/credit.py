"""No credit without proof: which requirements and controls are verified on a release.

A requirement counts as verified when at least one of its tests has evidence on
that release that passed, has not expired, and whose file is present with the
digest it had when it was attached; and no newer run of any of its tests failed.

Source: practice 0 (promise 3), 2.3-G, rules V09 and V10; FDA premarket guidance
of 3 February 2026, section on traceability of controls to testing, in our words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.controls.records import Control, Requirement
from medward.devices.records import Release
from medward.governance.records import Decision, DecisionKind
from medward.kernel.words import spelled
from medward.verification.records import Evidence, Result, Test

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from medward.kernel.recordset import RecordSet

PASSED = frozenset({Result.PASSED, Result.PASSED_WITH_DEVIATION})


@dataclass(frozen=True, slots=True)
class Target:
    """What credit is asked for: a release on a day, with the files as they lie there now."""

    release: Release
    today: date
    files: Mapping[str, str]
    """SHA-256 of every file present, by path inside the device file; an absent path is a missing file."""


@dataclass(frozen=True, slots=True)
class EvidenceState:
    """Whether one piece of evidence earns credit, and if not, why."""

    evidence: Evidence
    counts: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a requirement or control is verified."""

    verified: bool
    why_not: str
    """Empty when verified; otherwise one clause, as `no passed evidence on release 4.2.0 (last: ...)`."""
    evidence: tuple[str, ...]
    """Ids of the evidence that earns the credit."""


def evidence_state(evidence: Evidence, target: Target, records: RecordSet) -> EvidenceState:
    """Say whether `evidence` earns credit on the target release today."""
    reason = next(filter(None, _reasons_against(evidence, target, records)), "")
    return EvidenceState(evidence, not reason, reason)


def prove_requirements(records: RecordSet, target: Target) -> dict[str, Proof]:
    """Return the proof of every requirement, by id."""
    by_test = _states_by_test(records, target)
    return {
        requirement.id: _prove(
            {test.id: by_test.get(test.id, []) for test in records.linked_from(requirement.id, Test)},
            target.release,
        )
        for requirement in records.of(Requirement)
    }


def prove_controls(records: RecordSet, requirements: Mapping[str, Proof]) -> dict[str, Proof]:
    """Return the proof of every control: all of its requirements, and at least one, are verified."""
    return {control.id: _prove_control(control, records, requirements) for control in records.of(Control)}


def _prove_control(control: Control, records: RecordSet, requirements: Mapping[str, Proof]) -> Proof:
    """Fold the proofs of one control's requirements."""
    linked = records.linked_from(control.id, Requirement)
    if not linked:
        return Proof(verified=False, why_not="it has no requirement", evidence=())
    open_ones = [item for item in linked if not requirements[item.id].verified]
    if open_ones:
        first = open_ones[0]
        return Proof(
            verified=False,
            why_not=f"its requirement {first.id} has {requirements[first.id].why_not}",
            evidence=(),
        )
    proven = dict.fromkeys(name for item in linked for name in requirements[item.id].evidence)
    return Proof(verified=True, why_not="", evidence=tuple(proven))


def _states_by_test(records: RecordSet, target: Target) -> dict[str, list[EvidenceState]]:
    """Return the evidence states of each test, newest run first, other releases included."""
    by_test: dict[str, list[EvidenceState]] = {}
    for evidence in sorted(records.of(Evidence), key=lambda item: item.run_at, reverse=True):
        state = evidence_state(evidence, target, records)
        for test in evidence.tests:
            by_test.setdefault(test, []).append(state)
    return by_test


def is_about(evidence: Evidence, release: Release) -> bool:
    """Say whether evidence was made on the release or is re-used on it by decision."""
    return evidence.release == release.id or (bool(evidence.reuse) and release.id in evidence.applies_to)


def _reasons_against(evidence: Evidence, target: Target, records: RecordSet) -> Iterator[str]:
    """Yield every reason against credit, the first one first; empty texts are no reason."""
    release = target.release
    if evidence.status != "active":
        yield f"{evidence.id} is {evidence.status}"
    if not is_about(evidence, release):
        yield f"{evidence.id} was made on another release ({_version(evidence.release, records)})"
    elif evidence.release != release.id:
        yield _against_reuse(evidence, target, records)
    elif evidence.build != release.build:
        yield f"{evidence.id} is of build {evidence.build}, the release is build {release.build}"
    elif evidence.run_at < release.build_started_at:
        yield f"{evidence.id} ran on {evidence.run_at.date()}, before that build was started"
    if evidence.result not in PASSED:
        yield f"{evidence.id} is {evidence.result}"
    yield _against_file(evidence, target.files)
    if evidence.expires_on is not None and evidence.expires_on < target.today:
        yield f"{evidence.id} expired on {evidence.expires_on}"


def _against_file(evidence: Evidence, files: Mapping[str, str]) -> str:
    """Return what happened to the file since it was attached, with its name, or nothing."""
    fault = file_fault(evidence, files)
    return f"{evidence.id}: file {evidence.file} {fault}" if fault else ""


def file_fault(evidence: Evidence, files: Mapping[str, str]) -> str:
    """Return what happened to the file of an evidence since it was attached, "" where it is there unaltered.

    Args:
        evidence: The evidence.
        files: SHA-256 of every file present, by path.
    """
    present = files.get(evidence.file)
    if present is None:
        return "is missing"
    return "" if present == evidence.sha256 else "was altered after it was attached"


def proof_fault(evidence: Evidence, files: Mapping[str, str], today: date) -> str:
    """Return why evidence shows nothing on a day, as `which expired on 2026-01-31`; "" where it does.

    On which release it was made is not asked: a decision taken over from another one is compared by people (V20).

    Args:
        evidence: The evidence.
        files: SHA-256 of every file present, by path.
        today: The day.

    Source: practice 0, promise 3: hashed, dated, not expired, passed.
    """
    if evidence.status != "active":
        return f"which is {evidence.status}"
    if evidence.result not in PASSED:
        return f"which is {spelled(evidence.result)}"
    if evidence.expires_on is not None and evidence.expires_on < today:
        return f"which expired on {evidence.expires_on}"
    fault = file_fault(evidence, files)
    return f"whose file {evidence.file} {fault}" if fault else ""


def _against_reuse(evidence: Evidence, target: Target, records: RecordSet) -> str:
    """Return why a regression analysis does not carry evidence over, or nothing (practice 2.3-G)."""
    decision = records.find(evidence.reuse, Decision)
    if decision is None or decision.decision_kind is not DecisionKind.EVIDENCE_REUSE:
        return f"{evidence.id} is re-used by {evidence.reuse}, which is no decision on re-use"
    if decision.status not in {"approved", "effective"}:
        return f"{evidence.id} is re-used by {evidence.reuse}, which is {decision.status}"
    if decision.expires_on is not None and decision.expires_on < target.today:
        return f"{evidence.id} is re-used by {evidence.reuse}, which expired on {decision.expires_on}"
    return ""


def _version(identity: str, records: RecordSet) -> str:
    """Return the printed version of a release."""
    release = records.find(identity, Release)
    return release.release_version if release else identity


def _prove(by_test: dict[str, list[EvidenceState]], release: Release) -> Proof:
    """Fold evidence states, newest first per test, into one verdict."""
    where = f"no passed evidence on release {release.release_version}"
    if not by_test:
        return _unproven(f"{where} (it has no test)")
    here = [[state for state in states if is_about(state.evidence, release)] for states in by_test.values()]
    newest = [states[0] for states in here if states]
    good = tuple(dict.fromkeys(state.evidence.id for state in newest if state.counts))
    bad = next((state for state in newest if not state.counts), None)
    if bad is not None:
        return _unproven(f"{where} ({_last(bad)})")
    if good:
        return Proof(verified=True, why_not="", evidence=good)
    elsewhere = [state for states in by_test.values() for state in states]
    if not elsewhere:
        return _unproven(f"{where} (never run)")
    return _unproven(f"{where} ({_last(max(elsewhere, key=lambda state: state.evidence.run_at))})")


def _unproven(why_not: str) -> Proof:
    """Return the proof that is none."""
    return Proof(verified=False, why_not=why_not, evidence=())


def _last(state: EvidenceState) -> str:
    """Return the last run as `last: failed, LVP-EVD-0113, 2026-05-03`, and why a passed one fails."""
    last = state.evidence
    reason = f"; {state.why_not}" if last.result in PASSED else ""
    return f"last: {spelled(last.result)}, {last.id}, {last.run_at.date()}{reason}"
