"""What plans say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.controls.records import Label
from medward.gaps.queries.words import speaks_of, spoken
from medward.gaps.shown import combined
from medward.gaps.tally import Tally
from medward.governance.records import Plan, PlanKind
from medward.kernel.words import spelled
from medward.vex.records import Assessment

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

_END_ITEM = 12
_ANNOUNCED = frozenset({"affected", "fixed"})


def plan(case: Case, kind: str) -> Shown:
    """Show a plan of a kind."""
    tally = Tally(case)
    tally.every(_plans(case, kind), f"Write the {_name(kind)} as a plan record of plan_kind {PlanKind(kind)}")
    return tally.answer()


def plan_section(case: Case, argument: str) -> Shown:
    """Show a section of a plan that speaks of a topic, as `management : known exploited`."""
    kind, _, topic = (part.strip() for part in argument.partition(":"))
    tally = Tally(case)
    plans = _plans(case, kind)
    saying = [one for one in plans if _says(one, topic)]
    for one in saying:
        tally.current(one)
    if not plans:
        tally.want(f"Write the {_name(kind)} and say in it how it deals with {spoken(topic)}")
    elif not saying:
        tally.want(f"Say in {{}}, the {_name(kind)}, how it deals with {spoken(topic)}", *plans)
    return tally.answer()


def update_plan(case: Case) -> Shown:
    """Show how updates are made and delivered: the regular cycle and the urgent path."""
    return combined(
        (
            plan_section(case, "management : update, patch"),
            plan_section(case, "management : out of cycle, as soon as possible, emergency update, urgent"),
        )
    )


def end_of_support_plan(case: Case) -> Shown:
    """Show how support ends: in the plan and towards users."""
    tally = Tally(case)
    told = [one for one in case.live(Label) if one.item == _END_ITEM]
    tally.every(told, f"Tell users when support ends: labelling item {_END_ITEM}")
    return combined((plan_section(case, "management : end of support, end of life"), tally.answer()))


def monitoring(case: Case) -> Shown:
    """Show which sources are watched, how, and how often."""
    return plan_section(case, "management : sources, monitoring, watch")


def metrics(case: Case) -> Shown:
    """Show the measures: planned, and the instants they are computed from."""
    tally = Tally(case)
    for one in case.live(Assessment):
        if one.status not in _ANNOUNCED:
            continue
        if one.status == "fixed" and one.fixed_at is None:
            tally.lack("Enter `fixed_at` of {}, or the measures leave it out", one)
        else:
            tally.show(one)
    found = tally.answer()
    planned = plan_section(case, "management : measure, metric, indicator")
    return combined((planned, found)) if found.records or found.missing else planned


def reporting_procedure(case: Case) -> Shown:
    """Show who decides what is reported to authorities, and by when."""
    return plan_section(case, "incident-response : authority, regulator, reportability, clock catalogue")


def _plans(case: Case, kind: str) -> list[Plan]:
    """Return the plans of a kind in use."""
    wanted = PlanKind(kind)
    return [one for one in case.live(Plan) if one.plan_kind is wanted]


def _says(one: Plan, topic: str) -> bool:
    """Say whether a section, or scope and cadence of the plan, speaks of a topic."""
    texts = [f"{section.heading} {section.text}" for section in one.sections]
    return any(speaks_of(text, topic) for text in (*texts, f"scope {one.scope} cadence {one.cadence}"))


def _name(kind: str) -> str:
    """Return a kind of plan in words."""
    words = spelled(kind)
    return words if words.endswith(("plan", "policy")) else f"{words} plan"
