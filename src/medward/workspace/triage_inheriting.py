"""Taking decisions over to another release, and confirming them there or after a trigger (V20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.checks.finding import REASON_LENGTH
from medward.components.in_use import sboms_of
from medward.errors import InvalidInputError, NotFoundError, RefusedChangeError
from medward.vex.inheritance import (
    Part,
    Proposal,
    Sameness,
    inherited,
    not_as_decided,
    parts_of,
    proposals,
)
from medward.vex.limits import DECIDED, reopening_causes
from medward.vex.records import Assessment
from medward.vulnerabilities.judged import judged_components
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.checking import with_sboms
from medward.workspace.editing import edit_records
from medward.workspace.imports import write_import
from medward.workspace.naming import named_release
from medward.workspace.numbering import free_numbers
from medward.workspace.sbom_files import read_sbom_file
from medward.workspace.triage import case_of_release, cases_about
from medward.workspace.triage_deciding import decider_of, lacking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from medward.checks.case import Case
    from medward.components.sbom import Component
    from medward.devices.records import Release
    from medward.vex.inheritance import Parts
    from medward.workspace.device import Device

FILE: Final = "records/vulnerabilities/inherited.yaml"


@dataclass(frozen=True, slots=True)
class Inheriting:
    """What would be taken over."""

    old: Release
    new: Release
    proposals: tuple[Proposal, ...]
    drafts: tuple[Assessment, ...]
    """New assessments, or drafts of a watch that take a decision over; under investigation until confirmed."""
    replaced: tuple[tuple[Assessment, Assessment], ...]
    """Drafts that a watch made, before and after."""


def inherit(device: Device, old: str, new: str, now: datetime) -> Inheriting:
    """Return what decisions of one release give another; nothing is written.

    Raises:
        NotFoundError: There is no such release.
        InvalidInputError: Both are the same, or an SBOM cannot be read.
    """
    before, after = named_release(device.records, old), named_release(device.records, new)
    if before.id == after.id:
        raise InvalidInputError("both releases are the same", hint="Name two with --from and --to.")
    records = device.records.of(Assessment)
    own = [one for one in records if one.release == after.id]
    waiting = {
        (one.vulnerability, one.deployable, line_of(one.component).key): one
        for one in own
        if one.status == "new"
    }
    settled = [one for one in own if one.status != "new"]
    found = proposals(
        [one for one in records if one.release == before.id],
        settled,
        _parts(device, before),
        _parts(device, after),
        with_sboms(case_of_release(device, now, after), device).assumption_facts,
    )
    numbers = free_numbers(device)
    drafts, replaced = [], []
    for one in found:
        if one.part is None:
            continue
        line = line_of(one.part.component).key
        draft = waiting.get((one.origin.vulnerability, one.part.deployable, line))
        if draft is None:
            drafts.append(_draft(one.origin, one.part, after, numbers.next(Assessment.prefix), now))
        else:
            replaced.append((draft, draft.replace(**_taken(one.origin))))
    return Inheriting(before, after, found, tuple(drafts), tuple(replaced))


def write_inherited(device: Device, found: Inheriting) -> None:
    """Write the drafts; a draft that a watch made keeps its id and the instant it was first seen."""
    write_import(device, FILE, found.drafts, f"triage inherit {found.old.release_version}")
    edit_records(device, found.replaced)


def confirm(
    device: Device, assessments: Sequence[Assessment], text: str, by: str, now: datetime
) -> tuple[tuple[Assessment, Assessment], ...]:
    """Return assessments that a person confirms: inherited ones for this release, decided ones after a trigger.

    Raises:
        RefusedChangeError: The text is too short, nothing is to confirm, or the decision lacks what its state needs.
    """
    if len(text.strip()) < REASON_LENGTH:
        raise RefusedChangeError(
            f"{text.strip()!r} says too little",
            hint=f"Say in at least {REASON_LENGTH} letters what was compared, and the result.",
        )
    cases = cases_about(device, now, assessments)
    decider = decider_of(device, by)
    return tuple(
        (one, _confirmed(cases[one.release], one, text.strip(), decider))
        if _is_to_confirm(one)
        else (one, _looked_at(cases[one.release], one, text.strip(), decider))
        for one in assessments
    )


def proposed_text(device: Device, one: Assessment, case: Case) -> str:
    """Return the confirmation proposed for an inherited assessment; empty when somebody has to look.

    Args:
        device: The device file.
        one: The assessment.
        case: Its release, the SBOMs read.
    """
    origin = device.records.find(one.inherited_from, Assessment)
    if origin is None:
        return ""
    old, new = _parts(device, named_release(device.records, origin.release)), _parts(device, case.release)
    found = proposals([origin], [], old, new, case.assumption_facts)
    return next((item.says for item in found if item.sameness is Sameness.UNCHANGED), "")


def stays_open(one: Assessment, case: Case) -> tuple[str, ...]:
    """Return what would bring a decision back at once though somebody confirms it as it stands, in words."""
    known = case.records.find(one.vulnerability, Vulnerability)
    confirmed = one.replace(confirmed_at=case.now)
    return reopening_causes(confirmed, known, case.today, case.versions_by_line, case.assumption_facts)


def _is_to_confirm(one: Assessment) -> bool:
    """Say whether an assessment was taken over and nobody has confirmed it for its release."""
    return bool(one.inherited_from) and not one.reconfirmed


def _looked_at(case: Case, one: Assessment, text: str, decider: str) -> Assessment:
    """Return a decision that a trigger brought back, confirmed."""
    if one.status in {"new", "under-investigation"}:
        raise RefusedChangeError(
            f"{one.id} is {one.status}: there is no decision to confirm", hint="Decide it."
        )
    left = stays_open(one, case)
    if left:
        raise RefusedChangeError(
            f"{one.id} cannot be confirmed: {left[0]}",
            hint=f"Decide it anew: `medward triage next {one.id}`.",
        )
    version = {"version": one.version + 1} if one.is_frozen else {}
    detail = f"{one.detail.rstrip()} Looked at again on {case.today}: {text}".strip()
    return one.replace(confirmed_at=case.now, detail=detail, decided_by=decider or one.decided_by, **version)


def _confirmed(case: Case, one: Assessment, text: str, decider: str) -> Assessment:
    """Return an assessment that was taken over, decided for its own release."""
    origin = case.records.find(one.inherited_from, Assessment)
    if origin is None:
        raise NotFoundError(
            f"{one.inherited_from} does not exist", hint="`medward list assessment` shows them."
        )
    if origin.status not in DECIDED:
        raise RefusedChangeError(
            f"{one.id}: {origin.id} is {origin.status}: there is no decision to confirm",
            hint=f"Decide {one.id} by itself, or {origin.id} first.",
        )
    differs = not_as_decided(one, case.assumption_facts)
    if differs:
        raise RefusedChangeError(
            f"{one.id}: {origin.id} cannot be confirmed for {case.release.release_version}: {differs[0]}",
            hint=f"Decide {one.id} by itself: `medward triage next {one.id}`.",
        )
    after = one.replace(
        status=origin.status,
        reconfirmed=text,
        decided_at=case.now,
        decided_by=decider,
        control_state=origin.control_state,
    )
    lack = lacking(after, case)
    if lack:
        raise RefusedChangeError(f"{one.id}: {origin.status} needs {lack[0]}", hint=lack[1])
    return after


def _draft(origin: Assessment, part: Part, release: Release, identity: str, now: datetime) -> Assessment:
    """Return a decision as a draft of the other release."""
    return Assessment(
        id=identity,
        title=origin.title,
        vulnerability=origin.vulnerability,
        release=release.id,
        component=part.component,
        deployable=part.deployable,
        first_seen_at=now,
    ).replace(**_taken(origin))


def _taken(origin: Assessment) -> dict[str, object]:
    """Return what a draft takes from a decision; its state is not, so that nothing counts before it is confirmed."""
    return {**inherited(origin), "status": "under-investigation"}


def _parts(device: Device, release: Release) -> Parts:
    """Return the components of a release from its SBOMs."""
    found = []
    for document in sboms_of(device.records, release.id):
        sbom = read_sbom_file(device.folder / document.file, strict=False)
        found += [_part(document.deployable, component) for component in judged_components(sbom)]
    return parts_of(release.release_version, release.configuration, found)


def _part(deployable: str, component: Component) -> Part:
    text = component.known_as
    hashes = frozenset(f"{one.algorithm} {one.content.lower()}" for one in component.hashes)
    return Part(deployable, text, hashes)
