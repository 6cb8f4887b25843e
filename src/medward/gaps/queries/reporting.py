"""What is shown about events that may have to be reported, and about clinical investigations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.clocks.records import ReportingEvent
from medward.gaps.queries.device import product_of
from medward.gaps.queries.documents import document
from medward.gaps.shown import Shown, State, combined
from medward.gaps.tally import Tally
from medward.governance.records import DecisionKind

if TYPE_CHECKING:
    from medward.checks.case import Case

NO_EVENTS: Final = "reporting-events"
_UNDECIDED: Final = "started"


def events(case: Case) -> Shown:
    """Show the events of the field with a decision about reporting, or the signed statement that there was none."""
    tally = Tally(case)
    found = [one for one in case.live(ReportingEvent) if not one.exercise]
    for one in found:
        if one.status == _UNDECIDED:
            tally.lack("Decide whether {} has to be reported", one)
        else:
            tally.show(one)
    declared = case.declared(DecisionKind.DECLARED_ABSENT, NO_EVENTS).decision
    if declared is not None and not found:
        tally.show(declared)
    elif not found:
        tally.doubt(
            "Record events of the field as reporting-event, or sign a declared-absent decision that names "
            f"{NO_EVENTS}: nobody can tell whether there were any"
        )
    return tally.answer()


def clinical_investigation(case: Case) -> Shown:
    """Show the security part of a clinical investigation, where there is one."""
    product = product_of(case)
    planned = product.regulatory.clinical_investigation if product else None
    if product is not None and planned is False:
        return Shown(State.NOT_APPLICABLE, (product.id,), (), product.owner)
    if product is None or planned is None:
        tally = Tally(case)
        nearest = () if product is None else (product,)
        tally.doubt("State in regulatory.clinical_investigation of {} whether there is one", *nearest)
        return tally.answer()
    return combined((document(case, "clinical investigation"), document(case, "consent")))
