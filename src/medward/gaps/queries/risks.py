"""What the risk file shows: ratings, policies behind them, acceptance, the link to safety."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.rules.risks import v06, v07, v10, v11, v12
from medward.checks.rules.threats import v05
from medward.devices.records import View, ViewKind
from medward.gaps.queries.policies import adopted
from medward.gaps.shown import combined
from medward.gaps.tally import Tally
from medward.governance.records import DecisionKind
from medward.risk.matrix import Cell
from medward.risk.records import Harm, Risk, SafetyTransfer, TransferDirection

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

_NO_RISKS = "Write the risks that the threats lead to, and rate them"


def risk_assessment(case: Case) -> Shown:
    """Show every risk with its threats, its harm, and a rating before and after controls."""
    tally = Tally(case)
    against = tally.breaches((*v05(case), *v07(case)))
    for risk in case.live(Risk):
        view = case.risks[risk.id]
        if view.residual.cell is Cell.CANNOT_TELL:
            tally.lack(
                "Complete the answers and harms by which {} is rated: its residual class cannot be told", risk
            )
        elif risk.id not in against:
            tally.show(risk)
    if not case.live(Risk):
        tally.want(_NO_RISKS)
    return tally.answer()


def risk_acceptance(case: Case) -> Shown:
    """Show every risk closed: acceptable, accepted by a signed decision, or transferred."""
    tally = Tally(case)
    against = tally.breaches((*v10(case), *v11(case), *v12(case)))
    for risk in case.live(Risk):
        view = case.risks[risk.id]
        if view.causes:
            tally.lack(f"Close {{}} again, it is reopened: {view.causes[0]}", risk)
        elif risk.id not in against:
            tally.current(risk)
    if not case.live(Risk):
        tally.want(_NO_RISKS)
    return tally.answer()


def exploitability_method(case: Case) -> Shown:
    """Show that exploitability is rated by a method the company adopted, and that risks use it."""
    tally = Tally(case)
    rated = [one for one in case.live(Risk) if case.risks[one.id].initial.cell is not Cell.CANNOT_TELL]
    if not rated:
        tally.want("Rate the risks by the answers of the exploitability policy")
    tally.show(*rated[:1])
    return combined((adopted(case, "exploitability"), tally.answer()))


def acceptance_criteria(case: Case) -> Shown:
    """Show the risk matrix and the policy that says who accepts what."""
    return combined((adopted(case, "risk-matrix"), adopted(case, "acceptance")))


def benefit_risk(case: Case) -> Shown:
    """Show a signed benefit-risk decision for every residual risk that needs one."""
    tally = Tally(case)
    risks = case.live(Risk)
    for risk in risks:
        cell = case.risks[risk.id].residual.cell
        if cell is Cell.CANNOT_TELL:
            tally.doubt(
                "Complete the rating of {}: nobody can tell whether it needs a benefit-risk decision", risk
            )
        elif cell is Cell.ACCEPTABLE:
            tally.show(risk)
        else:
            _weighed(tally, risk, case)
    if not risks:
        tally.want(_NO_RISKS)
    return tally.answer()


def safety_link(case: Case) -> Shown:
    """Show harms with safety's severity, and what each file handed to the other."""
    tally = Tally(case)
    harms, transfers = case.live(Harm), case.live(SafetyTransfer)
    tally.all_but(harms, tally.breaches(v06(case)))
    if not harms:
        tally.want("Import the harms of the safety risk file")
    tally.every(transfers, "Record what security handed to the safety file as safety-transfer records")
    handed = {one.risk for one in transfers if one.direction is TransferDirection.SECURITY_TO_SAFETY}
    for risk in case.live(Risk):
        if risk.harms and risk.id not in handed and case.risks[risk.id].initial.cell is not Cell.ACCEPTABLE:
            tally.lack("Hand {} to the safety file and record it as a safety-transfer", risk)
    if transfers and not any(one.direction is TransferDirection.SAFETY_TO_SECURITY for one in transfers):
        tally.want("Record what safety handed to security: a safety-transfer of direction safety-to-security")
    return tally.answer()


def multi_patient(case: Case) -> Shown:
    """Show the risks that can harm several patients at once, viewed apart and signed for."""
    tally = Tally(case)
    views = [one for one in case.live(View) if one.view_kind is ViewKind.MULTI_PATIENT]
    tally.every(
        views, "Write the multi-patient view: how the system resists attacks on many patients at once"
    )
    tally.all_but((one for one in case.live(Risk) if one.multi_patient), tally.breaches(v12(case)))
    return tally.answer()


def _weighed(tally: Tally, risk: Risk, case: Case) -> None:
    """Count the decision about a risk in class R or U, when it weighs the benefit."""
    kinds = (DecisionKind.BENEFIT_RISK, DecisionKind.ACCEPT_RESIDUAL, DecisionKind.EXCEPTION)
    accepted = case.decision_on(risk.id, *kinds)
    if accepted.decision is None:
        tally.lack(f"Have a benefit-risk decision about {{}} signed ({accepted.why_not})", risk)
        return
    tally.show(risk, accepted.decision)
    if accepted.decision.decision_kind is DecisionKind.BENEFIT_RISK and not accepted.decision.benefit.strip():
        tally.lack("State the benefit to the patient in benefit of {}", accepted.decision)
