"""Which vulnerabilities of the releases in use are controlled, each judged by the SBOMs of its own release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from medward.devices.records import Release
from medward.kernel.lifecycle import OUT_OF_USE
from medward.vex.records import Assessment
from medward.workspace.checking import with_sboms
from medward.workspace.controlled import CLOSED, control_lines, field_of, judge_assessment
from medward.workspace.triage import cases_about
from medward.workspace.triage_select import one_assessment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from medward.checks.case import Case
    from medward.dossier.facts import ControlLine
    from medward.kernel.recordset import RecordSet
    from medward.workspace.controlled import FieldJudgement
    from medward.workspace.device import Device


def judge_assessments(device: Device, now: datetime, identity: str = "") -> tuple[FieldJudgement, ...]:
    """Return every open assessment of every release in use judged, or one.

    Raises:
        NotFoundError: There is no such assessment, or its release does not exist.
        InvalidRecordError: An SSVC answer does not exist.
    """
    chosen = [one_assessment(device.records, identity)] if identity else _open(device.records)
    cases = cases_about(device, now, chosen)
    if not cases:
        return ()
    field = field_of(device.folder, next(iter(cases.values())))
    return tuple(
        judge_assessment(replace(field, case=cases[one.release]), one)
        for one in chosen
        if identity or cases[one.release].is_live(one)
    )


def control_lines_elsewhere(case: Case, device: Device) -> Iterator[ControlLine]:
    """Yield the open assessments of every other release in use, judged for the field.

    Args:
        case: The device file as a case for its target release, its SBOMs not read.
        device: The device file, as opened.

    Raises:
        InvalidRecordError: An SSVC answer does not exist.
    """
    assessed = {one.release for one in _open(case.records)} - {case.release.id}
    for release in case.records.of(Release):
        if release.id in assessed:
            yield from control_lines(with_sboms(replace(case, release=release), device))


def _open(records: RecordSet) -> list[Assessment]:
    in_use = {release.id for release in records.of(Release) if release.status not in OUT_OF_USE}
    return [one for one in records.of(Assessment) if one.release in in_use and one.status not in CLOSED]
