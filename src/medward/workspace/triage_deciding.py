"""Deciding about assessments, one or many with one remembered rationale; all of them or none.

The guards are those of practice 2.3-C and rule V18. Medward proposes; the person named decides, and another one
signs where the policy asks for four eyes. An affected release whose risk is uncontrolled opens its clocks from the
first awareness, and a question of privacy opens a decision (practice 4.9).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from medward.checks.answers import not_proven
from medward.checks.standing import SAFE, fixed_elsewhere
from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.governance.records import Decision, DecisionKind, Person
from medward.kernel.recordset import RecordSet
from medward.kernel.words import few, plural
from medward.vex.assumption_check import reopening
from medward.vex.limits import DECIDED, WAITING
from medward.vex.records import Assessment, ControlState, Justification
from medward.workspace.editing import edit_records
from medward.workspace.identity import read_name
from medward.workspace.imports import write_import
from medward.workspace.naming import named_release
from medward.workspace.numbering import free_numbers
from medward.workspace.triage import cases_about
from medward.workspace.triage_given import check_given, check_names
from medward.workspace.triage_opening import opened_by

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from medward.checks.case import Case
    from medward.kernel.numbers import Numbers
    from medward.kernel.records import Record
    from medward.vex.assumptions import CheckedAssumption
    from medward.workspace.device import Device

FILE: Final = "records/vulnerabilities/decisions.yaml"
_WITHOUT_RISK: Final = frozenset({"not-affected", "fixed", "duplicate"})
_OF_A_DECISION: Final = (
    "justification", "cyclonedx_justification", "mitigation_inside", "evidence", "detail", "impact_statement",
    "action_statement", "responses", "control_state", "fixed_in", "decision", "expires_on", "decided_at",
)  # fmt: skip
"""Fields that say why and on what ground it was decided so, and not otherwise."""
_GROUNDS: Final = {
    Justification.COMPONENT_NOT_PRESENT: "component-absent",
    Justification.CODE_NOT_PRESENT: "build-option or component-absent",
    Justification.CODE_NOT_IN_EXECUTE_PATH: "build-option or port-closed",
    Justification.CODE_CANNOT_BE_CONTROLLED: "path-cut or port-closed",
    Justification.INLINE_MITIGATIONS: "control-verified",
}
"""Kinds of assumptions that can carry each justification."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the person says; what is left out stays as it is."""

    status: str
    justification: str = ""
    evidence: tuple[str, ...] = ()
    detail: str = ""
    impact: str = ""
    action: str = ""
    fixed_in: str = ""
    """Release that contains the fix, by id or version."""
    control: str = ""
    vector: str = ""
    harms: tuple[str, ...] = ()
    severity: str = ""
    ssvc: dict[str, str] = field(default_factory=dict)
    expires_on: date | None = None
    assumptions: tuple[CheckedAssumption, ...] = ()
    """What the decision rests on; left out, what an undecided record of its own states."""
    decision: str = ""
    """Decision of kind vex whose rationale is shared; left out, one is made when several are decided."""
    by: str = ""
    """Person who decides; left out, the owner of this machine's identity."""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What would be written, and what follows."""

    pairs: tuple[tuple[Assessment, Assessment], ...]
    """Assessments before and after."""
    added: tuple[Record, ...]
    """Records that come with them: shared rationale, clocks, privacy decisions."""
    rationale: str
    """The decision whose rationale they share; "" for a single one."""
    notes: tuple[str, ...]
    """What a person has to do next, in words."""


def decide(device: Device, assessments: Sequence[Assessment], given: Given, now: datetime) -> Decided:
    """Return what a decision about some assessments writes; nothing is written.

    Raises:
        RefusedChangeError: A guard of practice 2.3-C is not met, or the step is none of the lifecycle.
        NotFoundError: A release, person, harm, evidence or decision does not exist.
        InvalidInputError: A value is none of its choices.
    """
    cases = cases_about(device, now, assessments)
    check_given(given, next(iter(cases.values())))
    decider = decider_of(device, given.by)
    numbers = free_numbers(device)
    shared = _shared(device, assessments, given, numbers)
    changes = _changes(given, now, decider, shared, device)
    pairs = tuple((one, _after(one, changes, given.assumptions, now)) for one in assessments)
    for before, after in pairs:
        _guard(before, after, cases[after.release])
    opened: list[Record] = [shared] if shared is not None and shared.id not in device.records else []
    notes: list[str] = []
    for _, after in pairs:
        records, words = opened_by(after, cases[after.release], numbers, opened)
        names = {record.id for record in records}
        opened = [*(record for record in opened if record.id not in names), *records]
        notes += words
    notes += [note for before, after in pairs for note in _left_behind(before, after)]
    notes += _groundless([after for _, after in pairs])
    notes += _to_sign([after for _, after in pairs], [*opened], cases)
    return Decided(pairs, tuple(opened), shared.id if shared else "", tuple(notes))


def write_decided(device: Device, decided: Decided) -> None:
    """Write a decision into the device file."""
    write_import(device, FILE, decided.added, "triage")
    edit_records(device, decided.pairs)


def decider_of(device: Device, named: str) -> str:
    """Return the person who decides: the one named, else the owner of this machine's identity."""
    check_names(Person, filter(None, (named,)), device.records)
    person = named or read_name()[0]
    return person if device.records.find(person, Person) else ""


def _shared(
    device: Device, assessments: Sequence[Assessment], given: Given, numbers: Numbers
) -> Decision | None:
    """Return the decision whose rationale several assessments share; none for a single one without it."""
    if given.decision:
        known = device.records.find(given.decision, Decision)
        if known is None or known.decision_kind is not DecisionKind.VEX:
            raise NotFoundError(
                f"{given.decision} is no decision of kind vex", hint="`medward list decision` shows them."
            )
        return known
    if len(assessments) == 1:
        return None
    if not given.detail.strip():
        raise RefusedChangeError(
            f"{len(assessments)} assessments share one rationale, and none is given",
            hint="Say why with --detail, or name a decision with --decision.",
        )
    names = sorted({one.vulnerability for one in assessments})
    return Decision(
        id=numbers.next(Decision.prefix),
        title=f"{plural(len(assessments), 'assessment')} decided together: {given.status}",
        owner=given.owner or decider_of(device, given.by),
        decision_kind=DecisionKind.VEX,
        subjects=tuple(names),
        question=f"Are these releases affected by {few(names, 3)}?",
        outcome=given.status,
        rationale=given.detail,
        expires_on=given.expires_on,
    )


def _changes(
    given: Given, now: datetime, decider: str, shared: Decision | None, device: Device
) -> dict[str, object]:
    """Return the fields that a decision sets."""
    control = given.control or (ControlState.NOT_APPLICABLE.value if given.status in _WITHOUT_RISK else "")
    said = {
        "justification": given.justification,
        "evidence": given.evidence,
        "detail": given.detail or (shared.rationale if shared else ""),
        "impact_statement": given.impact,
        "action_statement": given.action,
        "fixed_in": named_release(device.records, given.fixed_in).id if given.fixed_in else "",
        "control_state": control,
        "vector": given.vector,
        "harms": given.harms,
        "patient_severity": given.severity,
        "ssvc": given.ssvc,
        "expires_on": given.expires_on,
        "decision": shared.id if shared else "",
        "decided_by": decider,
        "owner": given.owner,
    }
    kept = {name: value for name, value in said.items() if value}
    decided = {} if given.status == "under-investigation" else {"decided_at": now}
    return {"status": given.status, **decided, **kept}


def _after(
    one: Assessment, changes: dict[str, object], assumptions: tuple[CheckedAssumption, ...], now: datetime
) -> Assessment:
    """Return an assessment as decided; a signed one becomes its next version.

    Assumptions belong to a decision: those of an earlier one, or of the release it was taken over from, go with it.
    """
    left_over: dict[str, object] = {"justification": None} if changes["status"] != "not-affected" else {}
    left_over |= _taken_back(one, str(changes["status"]))
    is_prepared = one.status in WAITING and not (one.inherited_from and not one.reconfirmed)
    if one.status in DECIDED and changes["status"] == "under-investigation":
        left_over["reopened_at"] = now
    left_over["assumptions"] = assumptions or (one.assumptions if is_prepared else ())
    if one.justification and changes.get("justification", one.justification) != one.justification:
        left_over |= {
            "cyclonedx_justification": None,
            "mitigation_inside": False,
        }  # finer words of the old one
    owner = {"owner": changes.get("owner") or one.owner or changes.get("decided_by", "")}
    version = {"version": one.version + 1} if one.is_frozen else {}
    if changes["status"] not in one.lifecycle.states:
        states = ", ".join(one.lifecycle.states)
        raise InvalidInputError(
            f"{changes['status']!r} is no state of an assessment", hint=f"States: {states}."
        )
    return one.replace(**{**left_over, **changes, **owner, **version})


def _taken_back(one: Assessment, status: str) -> dict[str, object]:
    """Return the fields of an earlier decision that say nothing about another one, empty as in a new record."""
    if status == one.status or one.status not in DECIDED:
        return {}
    fields = Assessment.model_fields
    return {name: fields[name].get_default(call_default_factory=True) for name in _OF_A_DECISION}


def _left_behind(before: Assessment, after: Assessment) -> list[str]:
    """Return that assumptions of the decision before are not those of the new one."""
    gone = [one.words for one in before.assumptions if one not in after.assumptions]
    return (
        [f"{after.id} rests no longer on: {'; '.join(gone)}; --assume states what still holds"]
        if gone
        else []
    )


def _groundless(decided: Sequence[Assessment]) -> list[str]:
    """Return that no change of product or advisory brings these decisions back, and what they could rest on."""
    bare = [one for one in decided if one.status == "not-affected" and not one.assumptions]
    if not bare:
        return []
    rests, back = ("rests", "it") if len(bare) == 1 else ("rest", "them")
    names = few([one.id for one in bare], 3)
    kinds = _GROUNDS[Justification(str(bare[0].justification))]
    said = (
        f"{names} {rests} on no assumption, so no change of the product or of an advisory brings {back} back"
    )
    return [f"{said}: --assume states one, such as {kinds}"]


def _guard(before: Assessment, after: Assessment, case: Case) -> None:
    """Refuse a decision that lacks what its state needs, or a step that the lifecycle does not know."""
    lifecycle = before.lifecycle
    if not lifecycle.allows(before.status, after.status):
        steps = [target for source, target in lifecycle.steps if source == before.status]
        raise RefusedChangeError(
            f"{after.id}: {before.status} cannot become {after.status} in one step",
            hint=f"From {before.status} it can become {', '.join(steps)}.",
        )
    lack = lacking(after, case)
    if lack:
        raise RefusedChangeError(f"{after.id}: {after.status} needs {lack[0]}", hint=lack[1])
    if after.status in DECIDED and after.expires_on is not None and after.expires_on < case.today:
        raise RefusedChangeError(
            f"{after.id} would be open again at once: its last day was {after.expires_on}",
            hint="State a later day with --expires.",
        )
    open_again = reopening(after, case.assumption_facts) if after.status in DECIDED else ()
    if open_again:
        raise RefusedChangeError(
            f"{after.id} would be open again at once: {open_again[0].says}",
            hint="State with --assume, or in the record, what holds; `medward vex assumptions` shows all.",
        )


def lacking(one: Assessment, case: Case) -> tuple[str, str] | None:
    """Return what a decision lacks and what to do, or nothing (practice 2.3-C, V18)."""
    if one.status == "not-affected" and one.justification is None:
        return "a justification", "Choose one of the five VEX justifications with --justification."
    if one.status in SAFE:
        why = not_proven(one.evidence, case)
        if why:
            return (
                f"evidence that counts: {why}",
                "Attach the file that proves it and name it with --evidence.",
            )
    if one.status == "fixed":
        return _without_fix(one, case)
    if one.status == "affected" and not one.action_statement.strip():
        return "an action statement", "Say with --action what users do."
    if one.status in {"duplicate", "disputed"} and not one.detail.strip():
        return "a reason", "Say why with --detail."
    return None


def _without_fix(one: Assessment, case: Case) -> tuple[str, str] | None:
    """Return that no release with the fix is named, or that this one is without it."""
    if not one.fixed_in:
        return "the release that contains the fix", "Name it with --fixed-in."
    elsewhere = fixed_elsewhere(one, case)
    if elsewhere is None:
        return None
    why, instead = elsewhere
    return f"a release that contains the fix; {why}", f"{instead[0].upper()}{instead[1:]}."


def _to_sign(decided: Sequence[Assessment], opened: Sequence[Record], cases: dict[str, Case]) -> list[str]:
    """Return who has to sign what next."""
    case = next(iter(cases.values()))
    signing = replace(case, records=RecordSet([*case.records, *opened])).signing
    notes = []
    needed: dict[tuple[str, ...], list[str]] = {}
    for record in decided:
        if signing.needs_signatures(record):
            needed.setdefault(signing.required(record), []).append(record.id)
    for meanings, names in needed.items():
        first = next(one for one in decided if one.id == names[0])
        author = first.decided_by or first.owner
        other = f" by somebody other than {author}" if author and signing.asks_four_eyes(decided[0]) else ""
        notes.append(f"to sign as {', '.join(meanings)}{other}: {few(names, 3)}")
    notes += [
        f"to decide and sign as {', '.join(signing.required(record))}: {record.id} ({record.title})"
        for record in opened
        if isinstance(record, Decision)
    ]
    return notes
