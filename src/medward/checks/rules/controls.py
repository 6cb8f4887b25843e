"""V08, V09, V13, V23: controls are complete, requirements proven, and all eight categories covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.catalogue.records import ControlCategory
from medward.checks.finding import Breach
from medward.controls.records import Control, Requirement, SideEffectReview
from medward.governance.records import DecisionKind
from medward.risk.transfer import hazards_without_harm
from medward.verification.records import Independence, Test, TestKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case


def v08(case: Case) -> Iterator[Breach]:
    """Every control has a requirement, a category, a failure mode and a side-effect review.

    A review that finds a new hazard names the harm it leads to (practice 4.13).

    Source: practice 3.1 V08.
    """
    for control in case.live(Control):
        if not case.linked(control.id, Requirement):
            yield Breach(
                control.id, "it has no requirement", "write the shall-sentence and name the control in it"
            )
        if not control.fda_categories:
            yield Breach(control.id, "it is in none of the eight control categories", "set fda_categories")
        if not control.failure_mode.strip():
            yield Breach(
                control.id, "its failure mode is empty", "say what happens when it fails, and to whom"
            )
        if not case.linked(control.id, SideEffectReview):
            yield Breach(
                control.id,
                "nobody reviewed its side effects on safety, usability and emergency access",
                "write a side-effect-review of it",
            )
    for review in hazards_without_harm(case.live(SideEffectReview)):
        yield Breach(
            review.id,
            f"it finds a new hazard of {review.control}, but names no harm",
            "add the harm to the safety file and to new_hazard; `medward transfer stubs` prints the records",
        )


def v09(case: Case) -> Iterator[Breach]:
    """Every requirement is verified by a test with passed evidence on this release.

    The file is present, has the digest it was attached with, and has not expired; a
    newer failed run of any of its tests takes the credit away.

    Source: practice 3.1 V09.
    """
    for requirement in case.live(Requirement):
        proof = case.requirement_proofs[requirement.id]
        if not proof.verified:
            tests = [test.id for test in case.linked(requirement.id, Test)]
            fix = (
                f"attach passing evidence of {', '.join(tests)}" if tests else "write a test of it and run it"
            )
            yield Breach(requirement.id, f"it has {proof.why_not}", fix)


def v13(case: Case) -> Iterator[Breach]:
    """Each of the eight control categories has a control, or a signed statement why none applies.

    Source: practice 3.1 V13 and 4.17.
    """
    covered = {category for control in case.live(Control) for category in control.fda_categories}
    for category in ControlCategory:
        if category in covered:
            continue
        declared = case.declared(DecisionKind.NOT_APPLICABLE, category.value)
        if declared.decision is None:
            yield Breach(
                case.release.of,
                f"no control is in category {category} and no signed statement says why ({declared.why_not})",
                f"add a control of that category, or sign a not-applicable decision that names {category}",
            )


def v23(case: Case) -> Iterator[Breach]:
    """The penetration test was not made by the developers.

    Without a penetration test there is no independence to judge, which is said.

    Source: practice 3.1 V23.
    """
    tests = [test for test in case.live(Test) if test.test_kind is TestKind.PENETRATION]
    if not tests:
        yield Breach(
            case.release.id,
            "no penetration test is recorded, so its independence cannot be told",
            "record the penetration test and who made it",
        )
    for test in tests:
        if test.independence is Independence.DEVELOPER:
            yield Breach(
                test.id,
                "the penetration test was made by the developers",
                "have another team or a third party test, and record it",
            )
