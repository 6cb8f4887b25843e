"""Which vulnerabilities of the releases in use are controlled, each judged by the SBOMs of its own release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from medward.devices.records import Release
from medward.kernel.lifecycle import OUT_OF_USE
from medward.vex.records import Assessment
from medward.workspace.controlled import CLOSED, field_of, judge_assessment
from medward.workspace.triage import cases_about
from medward.workspace.triage_select import one_assessment

if TYPE_CHECKING:
    from datetime import datetime

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


def _open(records: RecordSet) -> list[Assessment]:
    in_use = {release.id for release in records.of(Release) if release.status not in OUT_OF_USE}
    return [one for one in records.of(Assessment) if one.release in in_use and one.status not in CLOSED]
