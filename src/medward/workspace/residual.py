"""What remains after controls, all together, and decisions about updates in the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.errors import InvalidInputError, InvalidRecordError, NotFoundError
from medward.governance.records import Decision, DecisionKind
from medward.risk.evaluate import evaluate_all
from medward.risk.overall import OverallResidual, overall_residual, statements
from medward.risk.records import Risk
from medward.risk.update_decision import UpdateDecision, update_decision

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.governance.records import FieldUpdate


@dataclass(frozen=True, slots=True)
class Residual:
    """All residual risk, and why statements about it do not count."""

    found: OverallResidual
    not_counting: tuple[str, ...]
    """Why each statement on record does not count, in words."""


@dataclass(frozen=True, slots=True)
class FieldUpdateReport:
    """One decision about an update in the field."""

    decision: Decision
    update: FieldUpdate
    found: UpdateDecision


def residual_report(case: Case) -> Residual:
    """Return all residual risk together, with the newest statement that counts today."""
    counting, reasons = [], []
    for one in statements(case.records):
        if not case.is_live(one):
            continue
        why = case.why_not_decided(one)
        if why:
            reasons.append(why)
        else:
            counting.append(one)
    views = evaluate_all(case.records, case.policies, case.control_proofs, case.triggers)
    statement = counting[-1] if counting else None
    return Residual(overall_residual(views, case.records, case.policies, statement), tuple(reasons))


def update_reports(case: Case, identity: str = "") -> tuple[FieldUpdateReport, ...]:
    """Return the decisions about updates in the field, or one.

    Raises:
        NotFoundError: There is no such decision, or its risk does not exist.
        InvalidRecordError: It lays no sides out, or counts more units than there are.
    """
    wanted = [one for one in case.live(Decision) if one.decision_kind is DecisionKind.FIELD_UPDATE]
    if identity:
        wanted = [one for one in wanted if one.id == identity]
        if not wanted:
            hint = "`medward risk update` lists them; write a decision of kind field-update."
            raise NotFoundError(f"{identity} is no decision about an update in the field", hint=hint)
    return tuple(_update(one, case) for one in wanted)


def _update(one: Decision, case: Case) -> FieldUpdateReport:
    """Return one decision laid out."""
    place = case.places.get(one.id, one.id)
    if one.field_update is None:
        raise InvalidRecordError(
            f"{one.id} is a field-update without its two sides", place=place, hint="Fill in field_update."
        )
    risk = case.records.find(one.field_update.risk, Risk)
    if risk is None:
        raise NotFoundError(
            f"there is no risk {one.field_update.risk}", place=place, hint="`medward risk list` shows them."
        )
    signed = {state.signature.meaning for state in case.signing.on(one)}
    try:
        found = update_decision(one.field_update, case.rated(risk), case.records, signed)
    except InvalidInputError as error:
        raise InvalidRecordError(f"{one.id}: {error.message}", place=place, hint=error.hint) from error
    return FieldUpdateReport(one, one.field_update, found)
