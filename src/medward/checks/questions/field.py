"""Questions 32 to 35: incidents, disclosure and units in the field.

The kinds that hold these answers come with the chapters on incidents, fleet and
detection. Until then the honest answer is what the design-time records have, and
else `no record` with the kind that would hold it.
"""

from __future__ import annotations

from medward.checks.questions.answer import Answer, Query, found, no_record, row
from medward.governance.records import Decision, DecisionKind, Plan, PlanKind

_NOT_KEPT = "a kind this version does not keep"


def disclosure_case(query: Query) -> Answer:
    """32: the last disclosure case; only the policy for it is on record."""
    plans = [one for one in query.case.live(Plan) if one.plan_kind is PlanKind.CVD_POLICY]
    where = f"a coordinated disclosure case (INC), {_NOT_KEPT}"
    if plans:
        return Answer(
            f"no case is recorded ({where}); this is the policy", tuple(row(one, one.scope) for one in plans)
        )
    return no_record(where)


def not_reported(query: Query) -> Answer:
    """33: decisions that something was not reportable."""
    decisions = [one for one in query.case.live(Decision) if one.decision_kind is DecisionKind.NOT_REPORTABLE]
    where = f"decision records (DEC) of kind not-reportable; the report or incident itself (RPT, INC) is {_NOT_KEPT}"
    return found(
        (row(one, f"{one.outcome}: {one.rationale}") for one in decisions), "decisions not to report", where
    )


def not_patched(query: Query) -> Answer:
    """34: units that are not patched."""
    del query
    return no_record(
        f"fielded units (UNT) and rollouts (ROL), and the advisory that told them (ADV): {_NOT_KEPT}"
    )


def false_positives(query: Query) -> Answer:
    """35: alerts closed as false positive."""
    del query
    return no_record(f"alerts (ALR) with state closed and their basis: {_NOT_KEPT}")
