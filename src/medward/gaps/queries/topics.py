"""What controls and requirements show of one topic, such as replay or time out of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.controls.records import Control, Requirement
from medward.gaps.queries.words import speaks_of, spoken
from medward.gaps.tally import Tally

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown


def control_on(case: Case, topic: str) -> Shown:
    """Show proven controls and requirements that speak of a topic.

    A control of the right category may still leave out what a clause asks, such as
    protection against replay; words are the least that has to be there.
    """
    tally = Tally(case)
    controls = [one for one in case.live(Control) if speaks_of(_said(one), topic)]
    requirements = [one for one in case.live(Requirement) if speaks_of(f"{one.title} {one.text}", topic)]
    proofs = [(one, case.control_proofs[one.id]) for one in controls]
    for one, proof in (*proofs, *((one, case.requirement_proofs[one.id]) for one in requirements)):
        if proof.verified:
            tally.current(one)
        else:
            tally.lack(f"Prove {{}} on release {case.release.release_version}: {proof.why_not}", one)
    if not proofs and not requirements:
        tally.want(f"Write a requirement that speaks of {spoken(topic)}, with its control and test")
    return tally.answer()


def _said(control: Control) -> str:
    """Return what a control is said to do; its limits say what it does not do."""
    return f"{control.title} {control.design} {control.parameters}"
