"""V06, V07, V10 to V12: severity is safety's, and no risk falls without proof or stands without a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.finding import Breach
from medward.devices.records import View, ViewKind
from medward.governance.records import DecisionKind
from medward.risk.matrix import Cell
from medward.risk.records import Harm, Risk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case
    from medward.risk.evaluate import Rating, RiskView

_ACCEPTING: Final = (DecisionKind.BENEFIT_RISK, DecisionKind.ACCEPT_RESIDUAL)
_SERIOUS: Final = frozenset({Cell.NEEDS_BENEFIT_RISK, Cell.UNACCEPTABLE})


def v06(case: Case) -> Iterator[Breach]:
    """The severity of a harm is the one of the safety file, in the version recorded.

    Source: practice 3.1 V06 and 4.13: safety owns severity.
    """
    levels = {level.code for level in case.policies.severity.patient}
    for harm in case.live(Harm):
        if harm.severity != harm.safety_file_severity:
            yield Breach(
                harm.id,
                f"severity is {harm.severity}, but {harm.safety_file} says {harm.safety_file_severity}",
                "take over the safety file's severity, or have safety change theirs and import it again",
            )
        if harm.severity not in levels:
            yield Breach(
                harm.id,
                f"severity {harm.severity} is no level of {case.policies.label('severity')}, so it rates nothing",
                "use a level of the severity policy",
            )


def v07(case: Case) -> Iterator[Breach]:
    """A risk that is R or U before controls has a control, or a decision of those who may accept it.

    Source: practice 3.1 V07.
    """
    for risk, view in _rated(case):
        if view.initial.cell is Cell.CANNOT_TELL:
            yield _cannot_tell(view, "initial")
        elif view.initial.cell in _SERIOUS and not risk.controls and not risk.claims:
            accepted = case.decision_on(risk.id, *_ACCEPTING, DecisionKind.EXCEPTION)
            if accepted.decision is None:
                yield Breach(
                    risk.id,
                    f"initial {_cell(view.initial)} has neither control nor accepting decision ({accepted.why_not})",
                    "add a control, or have the decision signed by those who may accept it",
                )


def v10(case: Case) -> Iterator[Breach]:
    """The residual differs from the initial rating only through controls verified on the target release.

    Source: practice 3.1 V10; scenario S02.
    """
    for risk, view in _rated(case):
        reasons: dict[str, str] = {}
        for refused in view.refused:
            reasons.setdefault(refused.claim.control, refused.why)
        for control, why in reasons.items():
            yield Breach(
                risk.id,
                f"residual lowered by {control}, but {why}",
                "attach passing evidence, or set the residual rating back to the initial one",
            )


def v11(case: Case) -> Iterator[Breach]:
    """No residual U without an exception that counts; each R has a signed decision of the required meanings.

    Source: practice 3.1 V11, 2.3-B and 2.4.
    """
    for risk, view in _rated(case):
        cell = view.residual.cell
        if cell is Cell.CANNOT_TELL:
            yield _cannot_tell(view, "residual")
        elif cell is Cell.UNACCEPTABLE:
            exception = case.decision_on(risk.id, DecisionKind.EXCEPTION)
            if exception.decision is None:
                yield Breach(
                    risk.id,
                    f"residual {_cell(view.residual)} without an unexpired exception ({exception.why_not})",
                    "reduce the risk further, or have an exception signed by executive, medical and quality",
                )
        elif cell is Cell.NEEDS_BENEFIT_RISK:
            accepted = case.decision_on(risk.id, *_ACCEPTING)
            if accepted.decision is None:
                yield Breach(
                    risk.id,
                    f"residual {_cell(view.residual)} without a signed benefit-risk decision ({accepted.why_not})",
                    "write a benefit-risk decision about it and have it signed as the acceptance policy says",
                )


def v12(case: Case) -> Iterator[Breach]:
    """A multi-patient risk stands in the multi-patient view, and its acceptance carries the extra signature.

    A residual of class A is accepted by nobody, so there is no acceptance to sign.

    Source: practice 3.1 V12 and 2.4.
    """
    mentioned = {
        risk for view in case.live(View) if view.view_kind is ViewKind.MULTI_PATIENT for risk in view.mentions
    }
    for risk, view in _rated(case):
        if not risk.multi_patient:
            continue
        if risk.id not in mentioned:
            yield Breach(
                risk.id,
                "several patients can be harmed at once, but no multi-patient view mentions it",
                "discuss it in the multi-patient view and add it to mentions",
            )
        if view.residual.cell in _SERIOUS:
            yield from _without_extra_signature(risk, case)


def _without_extra_signature(risk: Risk, case: Case) -> Iterator[Breach]:
    """Yield that the acceptance of a multi-patient risk lacks the executive's signature."""
    accepted = case.decision_on(risk.id, *_ACCEPTING, DecisionKind.EXCEPTION)
    extra = ", ".join(case.policies.acceptance.multi_patient_extra)
    lacking = case.lacks_executive(accepted.decision) if accepted.decision else (extra,)
    if lacking:
        why = accepted.why_not or f"{accepted.decision.id if accepted.decision else ''} lacks it"
        yield Breach(
            risk.id,
            f"several patients can be harmed at once, but nobody signed {extra} ({why})",
            f"have the decision about it signed as {extra}",
        )


def _rated(case: Case) -> Iterator[tuple[Risk, RiskView]]:
    """Yield every risk in use with its ratings."""
    return ((risk, case.risks[risk.id]) for risk in case.live(Risk))


def _cell(rating: Rating) -> str:
    """Return a rating as `E4/S4 = U`."""
    return f"{rating.exploitability}/{rating.severity} = {rating.cell}"


def _cannot_tell(view: RiskView, which: str) -> Breach:
    """Return the breach for a rating that is unknown."""
    why = "; ".join(view.problems) or "an answer is missing"
    return Breach(
        view.id, f"its {which} class cannot be told ({why})", "complete the answers and harms it is rated by"
    )
