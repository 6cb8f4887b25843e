"""What controls and requirements show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.catalogue.records import ControlCategory
from medward.checks.rules.controls import v08, v09
from medward.checks.rules.threats import v05
from medward.controls.records import Control, ControlType, Requirement, SideEffectReview
from medward.devices.records import Interface
from medward.gaps.shown import Shown, State
from medward.gaps.tally import Tally
from medward.governance.records import DecisionKind
from medward.risk.matrix import Cell
from medward.risk.records import Risk
from medward.threats.records import Disposition, Threat
from medward.verification.records import Test

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case
    from medward.checks.finding import Breach
    from medward.kernel.records import Record

_CHAIN: Final = (Threat, Risk, Control, Requirement, Test, Interface)
_SIDE_EFFECTS: Final = "side effects"
_NO_CONTROLS: Final = "Write the controls that treat the risks"


def controls(case: Case) -> Shown:
    """Show controls with requirement, category and failure mode."""
    tally = Tally(case)
    found = case.live(Control)
    tally.all_but(
        found, tally.breaches(breach for breach in v08(case) if _SIDE_EFFECTS not in breach.message)
    )
    if not found:
        tally.want(_NO_CONTROLS)
    return tally.answer()


def side_effects(case: Case) -> Shown:
    """Show what each control does to safety, usability and emergency access."""
    tally = Tally(case)
    for control in case.live(Control):
        reviews = case.linked(control.id, SideEffectReview)
        if not reviews:
            tally.lack("Review the side effects of {} on safety, usability and emergency access", control)
        for one in reviews:
            if tally.current(one) and not one.acceptable:
                tally.lack("Change the control or its use: {} finds its side effect not acceptable", one)
    if not case.live(Control):
        tally.want(_NO_CONTROLS)
    return tally.answer()


def control_category(case: Case, name: str) -> Shown:
    """Show proven controls of one of the eight categories, or the signed decision that none applies."""
    category = ControlCategory(name)
    found = [one for one in case.live(Control) if category in one.fda_categories]
    declared = case.declared(DecisionKind.NOT_APPLICABLE, category.value).decision
    if not found and declared is not None:
        return Shown(State.NOT_APPLICABLE, (declared.id,), (), declared.owner)
    tally = Tally(case)
    for one in found:
        proof = case.control_proofs[one.id]
        if proof.verified:
            tally.current(one)
        else:
            tally.lack(f"Prove {{}} on release {case.release.release_version}: {proof.why_not}", one)
    if not found:
        tally.want(
            f"Add a control of category {category}, or sign a not-applicable decision that names {category}"
        )
    return tally.answer()


def control_hierarchy(case: Case) -> Shown:
    """Show that serious risks are treated by design first, not by detection or information alone."""
    tally = Tally(case)
    serious = [one for one in case.live(Risk) if case.risks[one.id].initial.cell is not Cell.ACCEPTABLE]
    for risk in serious:
        if case.risks[risk.id].initial.cell is Cell.CANNOT_TELL:
            tally.doubt("Complete the rating of {}: nobody can tell how it has to be treated", risk)
            continue
        used = [one for name in risk.controls if (one := case.records.find(name, Control)) is not None]
        if any(one.control_type is ControlType.PREVENT for one in used):
            tally.show(risk)
        else:
            _without_prevention(tally, risk, case)
    if not serious:
        tally.show(*case.live(Risk))
        if not case.live(Risk):
            tally.want("Write the risks and the controls that treat them")
    return tally.answer()


def _without_prevention(tally: Tally, risk: Risk, case: Case) -> None:
    """Count the decision that says why a risk treated by detection alone cannot be reduced further."""
    accepted = case.decision_on(risk.id, DecisionKind.BENEFIT_RISK, DecisionKind.ACCEPT_RESIDUAL).decision
    if accepted is not None and accepted.why_not_further.strip():
        tally.show(risk, accepted)
    else:
        tally.lack("Treat {} by a control that prevents, or sign a decision that says why none can", risk)


def requirements(case: Case) -> Shown:
    """Show security requirements, each with a test."""
    tally = Tally(case)
    found = case.live(Requirement)
    tally.every(found, "Write the security requirements as shall-sentences with their limits")
    for one in found:
        if not case.linked(one.id, Test):
            tally.lack("Write a test of {}", one)
    return tally.answer()


def requirements_verified(case: Case) -> Shown:
    """Show passed evidence on the release for every requirement."""
    tally = Tally(case)
    found = case.live(Requirement)
    tally.all_but(found, tally.breaches(v09(case)))
    if not found:
        tally.want("Write the security requirements and tests of them")
    return tally.answer()


def traceability(case: Case) -> Shown:
    """Show an unbroken chain from threat over risk, control and requirement to test and evidence."""
    tally = Tally(case)
    against = tally.breaches(_broken(case))
    for record in _suspects(case):
        tally.lack("Confirm with `medward review {}`: a record it names has changed since", record)
        against.add(record.id)
    threats = [one for one in case.live(Threat) if one.disposition is not Disposition.NOT_APPLICABLE]
    for one in threats:
        if one.id not in against:
            tally.show(one)
    if not threats:
        tally.want("Link threats, risks, controls, requirements and tests: there is no threat to trace from")
    return tally.answer()


def _broken(case: Case) -> Iterator[Breach]:
    """Yield where the chain ends too early."""
    yield from v05(case)
    yield from (breach for breach in v08(case) if "no requirement" in breach.message)
    yield from v09(case)


def _suspects(case: Case) -> list[Record]:
    """Return the records of the chain with a link whose target changed since it was reviewed."""
    names = sorted({link.source for link in case.records.graph.suspect if link.name != "owner"})
    found = [case.records.by_id[name] for name in names if name in case.records]
    return [record for record in found if isinstance(record, _CHAIN) and case.is_live(record)]
