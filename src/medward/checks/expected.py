"""What each gate waits for: the records of its chapter, and the obligations no record meets yet.

Source: practice 2.1, 2.5 and the rules of 3.1 that belong to the gate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from medward.catalogue.records import ControlCategory
from medward.checks.rules.vulnerabilities import assessments_of, surely_unassessed
from medward.components.in_use import sboms_of
from medward.components.records import SupplierAgreement
from medward.controls.records import Control, Label, Requirement, SideEffectReview
from medward.devices.records import (
    Actor,
    Asset,
    Assumption,
    Element,
    IntendedUse,
    Interface,
    Product,
    View,
    ViewKind,
    Zone,
)
from medward.devices.use_cases import UseCase
from medward.governance.policies import Policy
from medward.governance.records import DecisionKind, Document, Plan, PlanKind, Submission
from medward.risk.matrix import Cell
from medward.risk.records import Harm, Risk, SafetyTransfer
from medward.threats.records import Threat
from medward.verification.records import Evidence, Finding, FindingDisposition, Test, TestKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.checks.case import Case
    from medward.kernel.records import Record
    from medward.threats.compare import Comparison

LABEL_ITEMS: Final = 14  # practice 7.1, document 14
_FINISHED: Final = frozenset(
    {
        *("approved", "effective", "active", "implemented", "verified", "closed"),
        *("not-affected", "affected", "fixed", "duplicate"),
    }
)
_SETTLED: Final = frozenset({"mitigated", "accepted", "transferred"})
State: TypeAlias = Literal["ready", "draft", "missing"]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a gate waits for."""

    what: str
    state: State
    record: str = ""
    owner: str = ""
    due: str = ""
    note: str = ""


def plan(case: Case) -> Iterator[Item]:
    """Yield product, intended use, plan, policies and assumptions (gate G0)."""
    yield from _at_least_one(case.live(Product), "product record")
    yield from _at_least_one(case.live(IntendedUse), "intended use")
    plans = case.live(Plan)
    yield from _at_least_one([one for one in plans if one.plan_kind is PlanKind.SECURITY], "security plan")
    yield from map(_item, (one for one in plans if one.plan_kind is not PlanKind.SECURITY))
    own = {one.rule.policy_kind: one for one in case.live(Policy)}
    for policy in case.policies.records:
        kind = policy.rule.policy_kind
        yield _item(own[kind]) if kind in own else _missing(f"{kind} policy adopted by the company")
    yield from map(_item, case.live(Assumption))


def model(case: Case) -> Iterator[Item]:
    """Yield zones, elements, interfaces, assets, actors, use cases and the four views (gate G1)."""
    yield from _at_least_one(case.live(Zone), "trust zones")
    yield from _at_least_one(case.live(Element), "elements")
    yield from _at_least_one(case.live(Interface), "interfaces")
    yield from _at_least_one(case.live(Asset), "assets")
    yield from _at_least_one(case.live(Actor), "actors")
    yield from _at_least_one(case.live(UseCase), "security use cases")
    views = case.live(View)
    for kind in ViewKind:
        yield from _at_least_one([view for view in views if view.view_kind is kind], f"{kind} view")


def threats(case: Case) -> Iterator[Item]:
    """Yield every candidate of STRIDE and of the rules, every threat beyond them, and the harms (gate G2)."""
    yield from _answers(case.candidates, "")
    yield from _answers(case.rule_candidates, "rule ")
    yield from (_item(threat) for threat in case.live(Threat) if not threat.candidates)
    yield from _at_least_one(case.live(Harm), "harms from the safety file")


def controls(case: Case) -> Iterator[Item]:
    """Yield treated risks, controls with their reviews, and the eight categories (gate G3)."""
    serious = {Cell.NEEDS_BENEFIT_RISK, Cell.UNACCEPTABLE, Cell.CANNOT_TELL}
    for risk in case.live(Risk):
        if case.risks[risk.id].initial.cell in serious:
            treated = bool(risk.controls or risk.claims)
            yield Item(f"treatment of {risk.id}", "ready" if treated else "draft", risk.id, risk.owner)
    for control in case.live(Control):
        yield _item(control)
        reviews = case.linked(control.id, SideEffectReview)
        yield from _at_least_one(reviews, f"side-effect review of {control.id}", control)
    covered = {category for control in case.live(Control) for category in control.fda_categories}
    for category in ControlCategory:
        declared = category in covered or case.declared(DecisionKind.NOT_APPLICABLE, category.value).decision
        yield (
            Item(f"category {category}", "ready") if declared else _missing(f"control of category {category}")
        )


def components(case: Case) -> Iterator[Item]:
    """Yield one SBOM per deployable and the supplier agreements (gate G4)."""
    documents = sboms_of(case.records, case.release.id)
    for deployable in case.release.deployables:
        yield from _at_least_one(
            [one for one in documents if one.deployable == deployable], f"SBOM of {deployable}"
        )
    yield from map(_item, case.live(SupplierAgreement))


def verification(case: Case) -> Iterator[Item]:
    """Yield every requirement by its proof, and the penetration test (gate G5)."""
    for requirement in case.live(Requirement):
        proof = case.requirement_proofs[requirement.id]
        tested = case.linked(requirement.id, Test)
        state: State = "ready" if proof.verified else "draft" if tested else "missing"
        yield Item(
            requirement.title, state, requirement.id, requirement.owner, _due(requirement), proof.why_not
        )
    tests = [test for test in case.live(Test) if test.test_kind is TestKind.PENETRATION]
    yield from _at_least_one(tests, "independent penetration test")
    yield from (
        Item(test.title, "draft", test.id, test.owner, _due(test), "never run on this release")
        for test in case.live(Test)
        if not any(one.release == case.release.id for one in case.linked(test.id, Evidence))
        and not any(case.release.id in one.applies_to for one in case.linked(test.id, Evidence))
    )


def residual(case: Case) -> Iterator[Item]:
    """Yield every risk by how it stands today, and what was handed to the safety file (gate G6)."""
    for risk in case.live(Risk):
        view = case.risks[risk.id]
        is_settled = view.derived_status in _SETTLED
        note = "; ".join(view.causes) or f"residual {view.residual.cell}, {view.derived_status}"
        yield _ready_or_draft(risk, note, is_ready=is_settled)
    yield from map(_item, case.live(SafetyTransfer))


def vulnerabilities(case: Case) -> Iterator[Item]:
    """Yield assessments, findings, and matched vulnerabilities nobody assessed (gate G7)."""
    yield from map(_item, assessments_of(case))
    for finding in case.live(Finding):
        if finding.release == case.release.id:
            is_open = finding.disposition is FindingDisposition.OPEN
            due = str(finding.due or "")
            yield Item(finding.title, "draft" if is_open else "ready", finding.id, finding.owner, due)
    yield from (_missing(f"complete match against advisories: {gap}") for gap in case.match_gaps)
    if case.matches is None:
        yield _missing("match of the SBOMs against advisories")
        return
    yield from (
        _missing(f"match of {record} against advisories: unreadable") for record in case.sbom_problems
    )
    yield from (
        _missing(f"assessment of {row.advisory} in {row.component} {row.version}".strip())
        for row in surely_unassessed(case)
    )


def dossier(case: Case) -> Iterator[Item]:
    """Yield the fourteen labelling items, documents and the submission (gate G8)."""
    labels = case.live(Label)
    for number in range(1, LABEL_ITEMS + 1):
        yield from _at_least_one(
            [label for label in labels if label.item == number], f"labelling item {number}"
        )
    yield from (_item(label) for label in labels if label.item is None)
    documents = [one for one in case.live(Document) if one.release == case.release.id]
    yield from _at_least_one(documents, "documents of the release")
    submissions = [one for one in case.live(Submission) if one.release == case.release.id]
    yield from _at_least_one(submissions, "submission of the release")


def _answers(comparison: Comparison, family: str) -> Iterator[Item]:
    """Yield every candidate of one family by its disposition."""
    for answer in comparison.answers:
        key = answer.candidate.key
        if answer.is_new:
            yield _missing(f"disposition of {family}candidate {key}" if family else f"disposition of {key}")
        else:
            state: State = "draft" if answer.is_open else "ready"
            yield Item(f"{family}candidate {key}", state, answer.threats[0])


def _at_least_one(records: Iterable[Record], what: str, asked_by: Record | None = None) -> Iterator[Item]:
    """Yield the records as items, or one missing item when there is none."""
    items = [_item(record) for record in records]
    owner = asked_by.owner if asked_by else ""
    yield from items or [Item(what, "missing", owner=owner, due=_due(asked_by) if asked_by else "")]


def _item(record: Record) -> Item:
    """Return a record as an item."""
    return _ready_or_draft(record, record.status, is_ready=record.status in _FINISHED)


def _ready_or_draft(record: Record, note: str, *, is_ready: bool) -> Item:
    """Return a record as an item; `note` says what a draft waits for."""
    state: State = "ready" if is_ready else "draft"
    return Item(record.title, state, record.id, record.owner, _due(record), "" if is_ready else note)


def _missing(what: str) -> Item:
    """Return an obligation nobody has met."""
    return Item(what, "missing")


def _due(record: Record) -> str:
    """Return the day somebody looks at a record again."""
    return str(record.review_due or "")
