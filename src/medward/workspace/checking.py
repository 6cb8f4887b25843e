"""A device file as a case for the rules, and the result in the shape scripts rely on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

from medward.checks.case import Case
from medward.checks.finding import CheckFinding, Level
from medward.checks.gates import GateView, find_gate, gate_of, gate_views
from medward.checks.run import check
from medward.components.in_use import recorded_sboms, sboms_of
from medward.devices.records import Release
from medward.errors import InvalidInputError, NotFoundError
from medward.governance.defaults import current_policies
from medward.threats.linking import Library
from medward.vulnerabilities.freshness import FeedLimits
from medward.workspace.assumed_files import assumed_files
from medward.workspace.device import Device, open_device
from medward.workspace.feed_age import feed_ages
from medward.workspace.feeds import installed_feeds, medward_home
from medward.workspace.knowledge_store import library
from medward.workspace.ledgering import beside_ledger, open_store, records_as_of
from medward.workspace.matching import match_sboms, scanned
from medward.workspace.risk import open_events
from medward.workspace.sbom_files import read_sbom_file
from medward.workspace.threat_rules import rules_of

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.components.sbom import Sbom
    from medward.kernel.recordset import RecordSet
    from medward.vulnerabilities.freshness import FeedAge
    from medward.workspace.matching import Matching


class FindingJson(TypedDict):
    """One finding of `check --json`."""

    rule: str
    level: str
    gate: str
    record: str
    message: str
    fix: str
    place: str


class GateJson(TypedDict):
    """One gate of `check --json`."""

    title: str
    total: int
    ready: int
    draft: int
    missing: int
    blocking: int


class CheckJson(TypedDict):
    """`check --json`."""

    release: str
    as_of: str
    findings: list[FindingJson]
    gates: dict[str, GateJson]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Findings and gates of a case."""

    case: Case
    findings: tuple[CheckFinding, ...]
    gates: tuple[GateView, ...]

    @property
    def blocking(self) -> tuple[CheckFinding, ...]:
        """The findings that block."""
        return tuple(finding for finding in self.findings if finding.level is Level.BLOCK)


def open_case(folder: Path, now: datetime, as_of: datetime | None = None, *, matched: bool = True) -> Case:
    """Return the device file in `folder` as a case; see `case_of`."""
    return case_of(open_device(folder), now, as_of, matched=matched)


def case_of(device: Device, now: datetime, as_of: datetime | None = None, *, matched: bool = True) -> Case:
    """Return a device file as a case for its target release.

    Args:
        device: The device file, as opened.
        now: The moment to judge at.
        as_of: Take the records the ledger held then, and judge at that moment.
        matched: Whether to read the SBOMs and match them against the file's own advisories.

    Raises:
        NotFoundError: There is no target release, or no ledger to look back in.
    """
    records, moved = _records(device, as_of)
    moment = as_of or now
    release = target_release(device, records)
    case = Case(
        records=records,
        release=release,
        now=moment,
        files=device.files,
        policies=current_policies(records, moment.date()),
        places=device.places,
        triggers=open_events(records, release),
        contents=assumed_files(device, records),
        threat_rules=rules_of(device),
        knowledge=Library() if as_of else library(medward_home()),
        moved=moved,
    )
    return with_components(case, device)[0] if matched else case


def target_release(device: Device, records: RecordSet) -> Release:
    """Return the release that `medward.yaml` names, else the only one marked as target.

    Raises:
        NotFoundError: Neither exists.
    """
    named = records.find(device.settings.target, Release)
    marked = [release for release in records.of(Release) if release.target]
    if named is None and (device.settings.target or len(marked) != 1):
        raise NotFoundError(
            f"target release {device.settings.target} is not among the records"
            if device.settings.target
            else f"no target release is named, and {len(marked) or 'no'} release records are marked as target",
            hint="Write the release record, then name it in medward.yaml: `target: <id>`.",
        )
    return named or marked[0]


def with_components(case: Case, device: Device) -> tuple[Case, Matching]:
    """Return the case with its SBOMs read and matched against the device file's advisories, and that matching."""
    read = with_sboms(case, device)
    matching = match_sboms(read.sboms, device.folder)
    seen = replace(read, matches=matching.rows, match_gaps=matching.gaps, feeds=_feed_ages(read, matching))
    return seen, matching


def with_sboms(case: Case, device: Device) -> Case:
    """Return the case with the SBOMs of its release in use read."""
    sboms: dict[str, Sbom] = {}
    pending: dict[str, Sbom] = {}
    problems: dict[str, str] = {}
    counted = {one.id for one in sboms_of(case.records, case.release.id)}
    for record in recorded_sboms(case.records, case.release.id):
        try:
            read = read_sbom_file(device.folder / record.file, strict=False)
        except (InvalidInputError, NotFoundError) as error:
            problems[record.id] = error.message
        else:
            (sboms if record.id in counted else pending)[record.id] = read
    return replace(
        case,
        sboms=sboms,
        pending_sboms=pending,
        sbom_problems=problems,
        scan=lambda: scanned(sboms, device.folder),
    )


def _feed_ages(case: Case, matching: Matching) -> tuple[FeedAge, ...]:
    """Return the age of every feed at hand: those matched against, and the imported ones that `watch` goes by."""
    gate, home = case.policies.sbom_gate, medward_home()
    limits = FeedLimits(gate.feed_warning_days, gate.feed_blocking_days)
    feeds = {feed.name: feed for _, found in installed_feeds(home) for feed in found}
    feeds |= {feed.name: feed for report in (matching.reports or {}).values() for feed in report.feeds}
    return feed_ages((feeds[name] for name in sorted(feeds)), home, case.today, limits)


def run_checks(case: Case, gate: str = "") -> CheckReport:
    """Return the findings and gates of a case; with `gate`, only those of one gate.

    Raises:
        NotFoundError: There is no such gate.
    """
    name = find_gate(gate).id if gate else ""
    findings = check(case)
    views = gate_views(case, findings)
    if name:
        findings = tuple(finding for finding in findings if gate_of(finding, case) == name)
        views = tuple(view for view in views if view.gate.id == name)
    return CheckReport(case, findings, views)


def to_json(report: CheckReport) -> CheckJson:
    """Return a report in the shape scripts rely on (DESIGN 7)."""
    return CheckJson(
        release=report.case.release.release_version,
        as_of=report.case.now.isoformat(),
        findings=[
            FindingJson(
                rule=one.rule,
                level=one.level.value,
                gate=one.gate,
                record=one.record,
                message=one.message,
                fix=one.fix,
                place=one.place,
            )
            for one in report.findings
        ],
        gates={view.gate.id: _gate_json(view) for view in report.gates},
    )


def _gate_json(view: GateView) -> GateJson:
    """Return the counts of a gate."""
    return GateJson(
        title=view.gate.title,
        total=len(view.items),
        ready=view.count("ready"),
        draft=view.count("draft"),
        missing=view.count("missing"),
        blocking=len(view.blocking),
    )


def _records(device: Device, as_of: datetime | None) -> tuple[RecordSet, dict[str, str]]:
    """Return the records on disk with what the ledger reviewed, or those the ledger held then; and what was moved."""
    if as_of is None:
        return beside_ledger(device)
    store = open_store(device)
    try:
        return records_as_of(store, as_of), {}
    finally:
        store.close()
