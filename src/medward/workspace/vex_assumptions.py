"""The assumptions of every decision of a release, each held against what is true today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.vex.assumption_check import Holding, outcomes
from medward.vex.records import Assessment

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.vex.assumption_check import Outcome


@dataclass(frozen=True, slots=True)
class Rested:
    """One assessment with what it rests on."""

    assessment: Assessment
    outcomes: tuple[Outcome, ...]

    @property
    def reopens(self) -> bool:
        """Whether one assumption is broken or cannot be told, so that the decision does not count."""
        return any(one.answer.holding is not Holding.HOLDS for one in self.outcomes)


@dataclass(frozen=True, slots=True)
class AssumptionReport:
    """Every decision of not affected, with and without assumptions."""

    release: str
    rested: tuple[Rested, ...]
    without: tuple[str, ...]
    """Decisions of not affected that state no assumption, so that nothing re-opens them but their date."""


def assumption_report(case: Case) -> AssumptionReport:
    """Return the assumptions of the assessments of a release."""
    ours = [one for one in case.live(Assessment) if one.release == case.release.id]
    rested = tuple(Rested(one, outcomes(one, case.assumption_facts)) for one in ours if one.assumptions)
    without = tuple(one.id for one in ours if one.status == "not-affected" and not one.assumptions)
    return AssumptionReport(case.release.release_version, rested, without)
