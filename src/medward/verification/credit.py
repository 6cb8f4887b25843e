"""No credit without proof: which requirements and controls are verified on a release.

A requirement counts as verified when at least one of its tests has evidence on
that release that passed, has not expired, and whose file is present with the
digest it had when it was attached; and no newer run of any of its tests failed.

Source: practice 0 (promise 3), 2.3-G, rules V09 and V10; FDA premarket guidance
of 3 February 2026, section on traceability of controls to testing, in our words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from medward.controls.records import Control, Requirement
from medward.devices.records import Release
from medward.kernel.recordset import RecordSet
from medward.verification.records import Evidence, Result, Test

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


def evidence_state(evidence: Evidence, target: Target) -> EvidenceState:
    """Say whether `evidence` earns credit on the target release today."""
    return EvidenceState(evidence, not (reason := _why_no_credit(evidence, target)), reason)


def prove_requirements(records: RecordSet, target: Target) -> dict[str, Proof]:
    """Return the proof of every requirement, by id."""
    by_test = _states_by_test(records, target)
    return {
        requirement.id: _prove(
            [state for test in records.linked_from(requirement.id, Test) for state in by_test.get(test.id, ())],
            target.release,
            has_test=bool(records.linked_from(requirement.id, Test)),
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
            verified=False, why_not=f"its requirement {first.id} has {requirements[first.id].why_not}", evidence=()
        )
    proven = dict.fromkeys(name for item in linked for name in requirements[item.id].evidence)
    return Proof(verified=True, why_not="", evidence=tuple(proven))


def _states_by_test(records: RecordSet, target: Target) -> dict[str, list[EvidenceState]]:
    """Return evidence states per test, newest run first."""
    by_test: dict[str, list[EvidenceState]] = {}
    for evidence in sorted(records.of(Evidence), key=lambda item: item.run_at, reverse=True):
        if _is_about(evidence, target.release):
            state = evidence_state(evidence, target)
            for test in evidence.tests:
                by_test.setdefault(test, []).append(state)
    return by_test


def _is_about(evidence: Evidence, release: Release) -> bool:
    """Say whether evidence was made on the release or is re-used on it by decision."""
    return evidence.release == release.id or (bool(evidence.reuse) and release.id in evidence.applies_to)


def _why_no_credit(evidence: Evidence, target: Target) -> str:
    """Return the first reason against credit, or nothing."""
    present = target.files.get(evidence.file)
    if evidence.status != "active":
        return f"{evidence.id} is retired"
    if not _is_about(evidence, target.release):
        return f"{evidence.id} was made on another release"
    if evidence.release == target.release.id and evidence.build != target.release.build:
        return f"{evidence.id} is of build {evidence.build}, the release is build {target.release.build}"
    if evidence.result not in PASSED:
        return f"{evidence.id} is {evidence.result}"
    if present is None:
        return f"{evidence.id}: file {evidence.file} is missing"
    if present != evidence.sha256:
        return f"{evidence.id}: file {evidence.file} was altered after it was attached"
    if evidence.expires_on is not None and evidence.expires_on < target.today:
        return f"{evidence.id} expired on {evidence.expires_on}"
    return ""


def _prove(states: list[EvidenceState], release: Release, *, has_test: bool) -> Proof:
    """Fold evidence states, newest first per test, into one verdict."""
    where = f"no passed evidence on release {release.release_version}"
    if not has_test:
        return Proof(verified=False, why_not=f"{where} (it has no test)", evidence=())
    newest: dict[str, EvidenceState] = {}
    for state in sorted(states, key=lambda item: item.evidence.run_at, reverse=True):
        for test in state.evidence.tests:
            newest.setdefault(test, state)
    bad = next((state for state in newest.values() if not state.counts), None)
    good = tuple(state.evidence.id for state in newest.values() if state.counts)
    if good and bad is None:
        return Proof(verified=True, why_not="", evidence=tuple(dict.fromkeys(good)))
    if bad is None:
        return Proof(verified=False, why_not=f"{where} (never run)", evidence=())
    last = bad.evidence
    detail = f"last: {last.result}, {last.id}, {last.run_at.date()}"
    reason = f"; {bad.why_not}" if last.result in PASSED else ""
    return Proof(verified=False, why_not=f"{where} ({detail}{reason})", evidence=())
