"""A risk as it stands today: rating before controls, rating after, and what follows.

The residual rating counts a control only when it is verified on the target release
(V09, V10). What makes an attack easier counts always, verified or not. Nothing is
stored: every value here is computed from records, policies and proofs.

Source: practice 2.3-B, 4.4 to 4.6 and 4.12.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.errors import InvalidInputError, PolicyError
from medward.governance.policies import ExploitabilityMethod
from medward.governance.records import Decision, DecisionKind
from medward.risk.exploitability import (
    METRICS,
    changed_answers,
    exploitability,
    hardness,
    modified_answer,
    parse_vector,
    vector_text,
)
from medward.risk.matrix import UNKNOWN, Cell, class_of, column_of, worst_severity
from medward.risk.records import Claim, Harm, Risk
from medward.risk.status import Standing, in_force, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.governance.defaults import Policies
    from medward.kernel.recordset import RecordSet
    from medward.verification.credit import Proof


@dataclass(frozen=True, slots=True)
class Rating:
    """Exploitability, severity and the class of the cell they meet in."""

    exploitability: str
    """Level, e.g. `E4`, or `unknown`."""
    severity: str
    """Level, e.g. `S4`, or `unknown`."""
    cell: Cell
    vector: str
    """Answers it was computed from."""
    steps: tuple[str, ...]
    """The arithmetic, line by line."""


@dataclass(frozen=True, slots=True)
class RefusedClaim:
    """A claim that earns nothing, and why."""

    claim: Claim
    why: str


@dataclass(frozen=True, slots=True)
class RiskView:
    """Everything computed about one risk."""

    id: str
    title: str
    severity: str
    harms: tuple[str, ...]
    initial: Rating
    residual: Rating
    claimed: Rating
    """What the residual would be if every claim counted."""
    credited: tuple[Claim, ...]
    adverse: tuple[Claim, ...]
    """Claims that make the attack easier; they count even where the control is not verified."""
    refused: tuple[RefusedClaim, ...]
    status: str
    """State as recorded."""
    derived_status: str
    """State as the facts allow it today: the recorded one, or `reopened`."""
    causes: tuple[str, ...]
    """Why it is reopened."""
    multi_patient: bool
    policies: tuple[str, ...]
    """Policies the values come from, as `MATRIX-1@1`."""
    problems: tuple[str, ...] = ()
    """Why a rating is unknown."""

    @property
    def group(self) -> str:
        """Group in reports: open, mitigated, accepted or transferred (practice 2.3-B)."""
        closed = {"mitigated", "accepted", "transferred"}
        return self.derived_status if self.derived_status in closed else "open"


@dataclass(frozen=True, slots=True)
class Overall:
    """How many risks are in each class before and after controls."""

    before: Mapping[Cell, int]
    after: Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Credit:
    """Claims sorted by whether they count."""

    credited: tuple[Claim, ...]
    adverse: tuple[Claim, ...]
    refused: tuple[RefusedClaim, ...]

    def changes(self) -> list[tuple[str, str]]:
        """Return the answers that change."""
        return [modified_answer(claim.metric) for claim in (*self.credited, *self.adverse)]

    def refusals(self) -> tuple[str, ...]:
        """Return why each refused claim does not count, in words."""
        return tuple(f"{item.claim.metric} of {item.claim.control}: {item.why}" for item in self.refused)


def evaluate(
    risk: Risk,
    records: RecordSet,
    policies: Policies,
    control_proofs: Mapping[str, Proof],
    triggers: Iterable[str] = (),
) -> RiskView:
    """Return what can be said about a risk today.

    Args:
        risk: The risk.
        records: All records of the device file.
        policies: The policies in force.
        control_proofs: Proof of every control on the target release; a control without one earns nothing.
        triggers: Events that reopen the risk and are not in these records' reach, in words.
    """
    severity, severity_problem = severity_of(risk, records, policies)
    credit = sort_claims(risk.claims, risk.initial.vector, policies, control_proofs)
    initial, problems = _rating(risk, severity, policies, [])
    residual, more = _rating(risk, severity, policies, credit.changes())
    claimed, _ = _rating(risk, severity, policies, _all_changes(risk))
    causes = (*standing(risk, Standing(residual.cell, credit.refusals()), records, policies), *triggers)
    return RiskView(
        id=risk.id,
        title=risk.title,
        severity=severity,
        harms=risk.harms,
        initial=initial,
        residual=residual,
        claimed=claimed,
        credited=credit.credited,
        adverse=credit.adverse,
        refused=credit.refused,
        status=risk.status,
        derived_status="reopened" if causes else risk.status,
        causes=causes,
        multi_patient=risk.multi_patient,
        policies=tuple(policies.label(kind) for kind in ("severity", "exploitability", "risk-matrix")),
        problems=tuple(dict.fromkeys((*severity_problem, *problems, *more))),
    )


def evaluate_all(
    records: RecordSet,
    policies: Policies,
    control_proofs: Mapping[str, Proof],
    triggers: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[RiskView, ...]:
    """Return the view of every risk in id order; `triggers` are events by risk id."""
    events = triggers or {}
    return tuple(
        evaluate(risk, records, policies, control_proofs, events.get(risk.id, ()))
        for risk in records.of(Risk)
    )


def overall(views: Iterable[RiskView]) -> Overall:
    """Return the count table of practice 4.12, every class named even when empty."""
    found = tuple(views)
    before = Counter(view.initial.cell for view in found)
    after = Counter(view.residual.cell for view in found)
    return Overall({cell: before[cell] for cell in Cell}, {cell: after[cell] for cell in Cell})


def severity_of(risk: Risk, records: RecordSet, policies: Policies) -> tuple[str, tuple[str, ...]]:
    """Return the worst severity of the linked harms, and why it is unknown when it is.

    Without a harm the severity is the mildest level only by a decision that is in force.

    Source: practice 4.4 and rule V05.
    """
    if risk.harms:
        harms = [records.find(identity, Harm) for identity in risk.harms]
        known = tuple(harm.severity for harm in harms if harm is not None)
        if len(known) < len(harms):
            return UNKNOWN, ("a linked harm does not exist",)
        worst = worst_severity(policies.matrix, known)
        problem = (f"the matrix has no severity among {', '.join(known)}",) if worst == UNKNOWN else ()
        return worst, problem
    for decision in records.linked_from(risk.id, Decision):
        if decision.decision_kind is DecisionKind.NO_PATIENT_HARM and in_force(decision, policies):
            return policies.matrix.severities[0], ()
    return UNKNOWN, ("no harm is linked and no decision in force says that no patient can be harmed",)


def sort_claims(
    claims: Iterable[Claim], vector: str, policies: Policies, proofs: Mapping[str, Proof]
) -> Credit:
    """Return claims by whether they count against the answers of `vector`.

    What makes the attack easier counts always; what makes it harder only while its control is verified.
    """
    credited: list[Claim] = []
    adverse: list[Claim] = []
    refused: list[RefusedClaim] = []
    for claim in claims:
        why = _why_refused(claim, policies, proofs)
        if _eases(claim, vector):
            adverse.append(claim)
        elif why:
            refused.append(RefusedClaim(claim, why))
        else:
            credited.append(claim)
    return Credit(tuple(credited), tuple(adverse), tuple(refused))


def _why_refused(claim: Claim, policies: Policies, proofs: Mapping[str, Proof]) -> str:
    """Return why a claim earns nothing, or "" when it counts."""
    try:
        modified_answer(claim.metric)
    except InvalidInputError as error:
        return error.message
    if policies.exploitability.method is ExploitabilityMethod.EXPERT_JUDGEMENT:
        return "the policy rates by expert judgement, so no answer can be changed by a control"
    proof = proofs.get(claim.control)
    if proof is None:
        return f"nothing proves {claim.control} on the target release"
    return "" if proof.verified else proof.why_not


def _eases(claim: Claim, vector: str) -> bool:
    """Say whether a claim makes the attack easier than the initial answer."""
    try:
        metric, value = modified_answer(claim.metric)
        base = parse_vector(vector).get(metric, METRICS[metric][0])
    except InvalidInputError:
        return False
    return hardness(metric, value) < hardness(metric, base)


def _all_changes(risk: Risk) -> list[tuple[str, str]]:
    """Return every readable claim as a change."""
    found: list[tuple[str, str]] = []
    for claim in risk.claims:
        try:
            found.append(modified_answer(claim.metric))
        except InvalidInputError:  # refused with its reason in the view
            continue
    return found


def _rating(
    risk: Risk, severity: str, policies: Policies, changes: list[tuple[str, str]]
) -> tuple[Rating, tuple[str, ...]]:
    """Return a rating, and why it is unknown when it is."""
    try:
        answers = changed_answers(parse_vector(risk.initial.vector), changes)
        found = exploitability(
            answers, risk.initial.evidence.value, policies.exploitability, risk.initial.expert_level
        )
    except (InvalidInputError, PolicyError) as error:
        return Rating(UNKNOWN, severity, Cell.CANNOT_TELL, risk.initial.vector, (error.message,)), (
            error.message,
        )
    cell = class_of(policies.matrix, severity, found.level, multi_patient=risk.multi_patient)
    steps = (*found.steps, _reading(risk, severity, found.level, cell, policies))
    return Rating(found.level, severity, cell, vector_text(answers), steps), ()


def _reading(risk: Risk, severity: str, level: str, cell: Cell, policies: Policies) -> str:
    """Return in words how the matrix was read."""
    label = policies.label("risk-matrix")
    column = column_of(policies.matrix, level, multi_patient=risk.multi_patient)
    shifted = f" (several patients at once: read in column {column})" if risk.multi_patient else ""
    return f"{label}: severity {severity}, exploitability {level}{shifted} -> {cell}"
