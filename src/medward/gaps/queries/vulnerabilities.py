"""What is shown about known vulnerabilities of the release."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from medward.checks.rules.vulnerabilities import assessments_of, surely_unassessed, v18, v19, v20
from medward.components.in_use import sboms_of
from medward.gaps.queries.plans import plan_section
from medward.gaps.shown import combined
from medward.gaps.tally import Tally
from medward.kernel.words import few, plural
from medward.vex.limits import is_undecided
from medward.vex.records import Assessment, ControlState
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

_WAITING: Final = frozenset({"new", "under-investigation", "disputed"})
_SHOWN: Final = 3


def matched(case: Case) -> Shown:
    """Show that the SBOMs of the release were matched against advisories, all of them and completely."""
    tally = Tally(case)
    _was_matched(tally, case)
    return tally.answer()


def assessed(case: Case) -> Shown:
    """Show every vulnerability that was met assessed, in time, with reason and evidence."""
    tally = Tally(case)
    _was_matched(tally, case, count=False)
    found = assessments_of(case)
    against = tally.breaches((*v18(case), *v19(case), *v20(case)))
    for one in found:
        _decided(tally, one, case, against)
    unassessed = surely_unassessed(case)
    if unassessed:
        names = [f"{row.advisory} in {row.component} {row.version}".strip() for row in unassessed]
        tally.want(f"Assess {plural(len(names), 'match', 'matches')}: {few(names, _SHOWN)}", case.release)
    if not found and case.matches == ():
        tally.show(*sboms_of(case.records, case.release.id))
    elif not found and not unassessed:
        tally.doubt("Assess the vulnerabilities of the release: no assessment is recorded", case.release)
    return tally.answer()


def vex(case: Case) -> Shown:
    """Show a statement of each known vulnerability, as VEX formats need it."""
    tally = Tally(case)
    found = assessments_of(case)
    against = tally.breaches(v18(case))
    for one in found:
        if one.status in _WAITING:
            tally.lack("Decide {}: affected, not affected or fixed", one)
        elif one.id not in against:
            tally.show(one)
    if not found:
        tally.want(
            "Assess the vulnerabilities of the release; each assessment is a VEX statement", case.release
        )
    return tally.answer()


def known_exploited(case: Case) -> Shown:
    """Show that known exploited vulnerabilities are looked for by plan, and each one decided and controlled."""
    tally = Tally(case)
    for one in case.live(Vulnerability):
        if one.known_exploited is None:
            continue
        here = [item for item in case.linked(one.id, Assessment) if item.release == case.release.id]
        if not here or any(is_undecided(item) for item in here):
            tally.lack("Decide about {}, which is known to be exploited", one)
        elif any(item.control_state is ControlState.UNCONTROLLED for item in here):
            tally.lack("Remedy {}, which is known to be exploited and not under control", one)
        else:
            tally.show(one, *here)
    looked = plan_section(case, "management : known exploited")
    found = tally.answer()
    return combined((looked, found)) if found.records or found.missing else looked


def _was_matched(tally: Tally, case: Case, *, count: bool = True) -> None:
    """Say what kept the match from being run or complete."""
    documents = sboms_of(case.records, case.release.id)
    for deployable in case.release.deployables:
        if not any(one.deployable == deployable for one in documents):
            tally.doubt(f"Record the SBOM of {deployable}: nobody can tell what is in it", case.release)
    for document in documents:
        if document.id not in case.sboms:
            tally.doubt("Put the file of {} back or correct it: it could not be matched", document)
        elif case.matches is not None and count:
            tally.show(document)
    if case.matches is None:
        tally.doubt("Put advisories beside the device file and run `medward scan`: nobody matched the SBOMs")
    for gap in case.match_gaps:
        tally.doubt(f"Complete the advisories: {gap}")


def _decided(tally: Tally, one: Assessment, case: Case, against: set[str]) -> None:
    """Count an assessment that is decided and holds; say when it waits too long."""
    days = case.policies.service_levels.under_investigation_days
    if one.status in _WAITING:
        late = case.now - one.first_seen_at > timedelta(days=days)
        more = f"; it waits longer than the {days} days of the policy" if late else ""
        tally.lack(f"Decide {{}}{more}", one)
    elif one.expires_on is not None and one.expires_on < case.today:
        tally.lack("Confirm {} again: it has expired", one)
    elif one.id not in against:
        tally.show(one)
