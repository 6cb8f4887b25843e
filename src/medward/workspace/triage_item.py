"""One item of the queue with everything a person needs to decide it on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.devices.records import Element, Exposure, Interface
from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.kernel.words import few
from medward.risk.cvss import worst_vector
from medward.risk.environment import rescored
from medward.risk.part_reach import PartsOfDevice
from medward.risk.records import Risk
from medward.vex.limits import DECIDED
from medward.vex.records import Assessment
from medward.vex.similar import Past
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.editing import edit_records
from medward.workspace.naming import named_release
from medward.workspace.triage import case_of_release
from medward.workspace.triage_inheriting import proposed_text, stays_open

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from medward.checks.case import Case
    from medward.risk.environment import Rescored
    from medward.risk.part_reach import PartReach
    from medward.risk.records import Claim
    from medward.vex.similar import Similar
    from medward.workspace.device import Device
    from medward.workspace.triage import Item, Queue

_SHOWN: Final = 3
_CONTROL: Final = frozenset({"controlled", "uncontrolled"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """An item, where it sits in the device, what resembles it, and how it could be answered."""

    item: Item
    position: int
    """Place in the queue, from 1."""
    reach: PartReach
    places: tuple[str, ...]
    """Elements and interfaces in words."""
    similar: tuple[Similar, ...]
    rescored: Rescored | None
    """None when no vector is published."""
    answers: tuple[tuple[str, str], ...]
    """Suggested answers: what it would say, and the command that says it."""


def sheet(device: Device, queue: Queue, identity: str = "") -> Sheet | None:
    """Return the first item that needs a decision, or the one that is asked for; none when nothing waits.

    Raises:
        NotFoundError: The assessment does not wait for anybody.
    """
    waiting = queue.items if identity else queue.undecided
    found = [one for one in waiting if not identity or one.assessment.id == identity]
    if not found and identity:
        raise NotFoundError(
            f"{identity} does not wait for a decision", hint="`medward triage list` shows what does."
        )
    if not found:
        return None
    item = found[0]
    one = item.assessment
    case = next(case for case in queue.cases if case.release.id == one.release)
    reach = reach_of(case, one)
    alike = Past(case.records.of(Assessment), case.records).like(one)
    return Sheet(
        item=item,
        position=queue.items.index(item) + 1,
        reach=reach,
        places=tuple(_places(case, reach)),
        similar=alike,
        rescored=rescore(case, one, reach),
        answers=tuple(_answers(device, case, item, alike)),
    )


def reach_of(case: Case, one: Assessment) -> PartReach:
    """Return what the model says about where the component of an assessment sits."""
    parts = PartsOfDevice(case.records, case.policies.matrix)
    return parts.through(one.interfaces) if one.interfaces else parts.of(one.deployable)


def rescore(case: Case, one: Assessment, reach: PartReach) -> Rescored | None:
    """Return the published vector, of several the worst, as it reads in this product; none when none is published.

    Raises:
        InvalidInputError: The published vector is none.
    """
    vulnerability = case.records.find(one.vulnerability, Vulnerability)
    published = tuple(vulnerability.vectors.values()) if vulnerability else ()
    if not published:
        return None
    widest = PartsOfDevice(case.records, case.policies.matrix).widest(reach.interfaces)
    return rescored(worst_vector(published), widest, _verified(case, one))


def suggested_vector(device: Device, one: Assessment, now: datetime) -> Rescored:
    """Return how the published vector of an assessment reads in this product.

    Raises:
        InvalidInputError: No vector is published for it.
    """
    case = case_of_release(device, now, named_release(device.records, one.release))
    found = rescore(case, one, reach_of(case, one))
    if found is None:
        raise InvalidInputError(
            f"no vector is published for {one.vulnerability}", hint="Write one into its vectors, by scorer."
        )
    return found


def store_vector(device: Device, one: Assessment, found: Rescored) -> None:
    """Write a rescored vector as ours into an assessment.

    Raises:
        RefusedChangeError: The assessment is signed.
    """
    if one.is_frozen:
        raise RefusedChangeError(f"{one.id} is {one.status} and signed", hint="Decide it again first.")
    edit_records(device, [(one, one.replace(vector=found.ours))])


def _verified(case: Case, one: Assessment) -> list[tuple[Claim, str]]:
    """Return the claims of an assessment and of the risks it names whose control is verified on the release.

    Risks that only the model links to the deployable may stand in another way: a person names those that apply.
    """
    risks = [risk for risk in (case.records.find(name, Risk) for name in one.risks) if risk is not None]
    claims = [(claim, one.id) for claim in one.claims]
    claims += [(claim, risk.id) for risk in risks for claim in risk.claims]
    proofs = case.control_proofs
    return [
        (claim, whose)
        for claim, whose in claims
        if claim.control in proofs and proofs[claim.control].verified
    ]


def _places(case: Case, reach: PartReach) -> list[str]:
    """Return elements and interfaces with their titles."""
    elements = [one for one in (case.records.find(name, Element) for name in reach.elements) if one]
    flows = [one for one in (case.records.find(name, Interface) for name in reach.interfaces) if one]
    rows = [f"{one.id} {one.title}" for one in elements]
    wide = sorted(flows, key=lambda flow: flow.exposure is Exposure.INTERNAL)
    if wide:
        shown = few([f"{flow.id} {flow.title} ({flow.exposure})" for flow in wide], _SHOWN)
        rows.append(f"reached through {shown}")
    if reach.harms:
        rows.append(
            f"harms the model links to it: {few(reach.harms, _SHOWN)}; worst severity {reach.severity}"
        )
    return rows


def _answers(device: Device, case: Case, item: Item, alike: tuple[Similar, ...]) -> list[tuple[str, str]]:
    """Return answers worth considering, each with the exact command; the person chooses and proves."""
    one = item.assessment
    found = []
    if one.inherited_from and not one.reconfirmed:
        text = proposed_text(device, one, case)
        found.append(
            (text, f'medward triage confirm {one.id} --text "{text}"')
            if text
            else (
                "what was decided for the older release, after somebody compared both",
                f'medward triage confirm {one.id} --text "..."',
            )
        )
    elif (
        (item.standing.causes or item.standing.contradiction)
        and one.status in DECIDED
        and not stays_open(one, case)
    ):
        found.append(
            ("it stays as it is", f'medward triage confirm {one.id} --text "what was looked at again"')
        )
    decisions = _decisions(one, alike, item.standing.control)
    found += [(text, command) for status, text, command in decisions if _may_become(one, status)]
    return found


def _may_become(one: Assessment, status: str) -> bool:
    """Say whether the lifecycle allows a step; a decided one is first looked into again."""
    return one.lifecycle.allows(one.status, status)


def _decisions(one: Assessment, alike: tuple[Similar, ...], control: str) -> Iterator[tuple[str, str, str]]:
    """Yield every decision as its status, what it would say, and the command; `control` is as computed."""
    best = next((other.assessment for other in alike if other.assessment.justification), None)
    justification = best.justification.value if best and best.justification else "JUSTIFICATION"
    like = f", as {best.id}" if best else ""
    decide = f"medward triage decide {one.id} --status"
    why = f'--justification {justification} --evidence EVD-ID --detail "why"'
    yield "not-affected", f"not affected{like}", f"{decide} not-affected {why}"
    if one.status == "affected" and control in _CONTROL:
        yield "affected", f"affected, {control} as computed", f"{decide} affected --control {control}"
    yield "affected", "affected", f'{decide} affected --action "what users do" --harm HRM-ID'
    if one.status == "affected":
        yield "fixed", "fixed", f"{decide} fixed --fixed-in VERSION --evidence EVD-ID"
    again = one.status in DECIDED
    yield "under-investigation", "look into it again" if again else "not yet", f"{decide} under-investigation"
