"""One look at the supported releases: their SBOMs against the advisories, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from medward.components.in_use import sboms_of
from medward.devices.records import Release
from medward.errors import NotFoundError
from medward.facts.exploitation import exploitation_of
from medward.kernel.lifecycle import OUT_OF_USE
from medward.vulnerabilities.freshness import FeedLimits, Freshness
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import Vulnerability
from medward.vulnerabilities.watch import Sighting, seen_of
from medward.workspace.feed_age import feed_ages
from medward.workspace.feeds import medward_home
from medward.workspace.matching import databases_at_hand
from medward.workspace.scan import scan_sbom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from medward.checks.case import Case
    from medward.components.records import SbomDocument
    from medward.components.sbom import Component
    from medward.facts.database import Feed
    from medward.governance.policies import SbomGate
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.freshness import FeedAge
    from medward.vulnerabilities.matching import Match
    from medward.vulnerabilities.watch import Seen
    from medward.workspace.device import Device
    from medward.workspace.scan import ScanReport


class Unjudged(NamedTuple):
    """A component nobody can judge."""

    release: str
    deployable: str
    component: str
    reason: str


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen, and how completely."""

    releases: tuple[Release, ...]
    seen: tuple[Seen, ...]
    cannot_tell: tuple[Unjudged, ...]
    gaps: tuple[str, ...]
    """In words, what was not looked at."""
    feeds: tuple[Feed, ...]
    components: int
    clean: int
    lines: Mapping[tuple[str, str], frozenset[str]]
    """Component lines by release and deployable."""


def supported_releases(device: Device, today: date, wanted: str = "") -> tuple[Release, ...]:
    """Return the releases supported on a day, or the one that is asked for.

    Raises:
        NotFoundError: There is no such release, or none is supported.
    """
    releases = [one for one in device.records.of(Release) if one.status not in OUT_OF_USE]
    if wanted:
        found = [one for one in releases if wanted in {one.id, one.release_version}]
        if not found:
            names = ", ".join(one.release_version for one in releases) or "none"
            raise NotFoundError(f"there is no release {wanted}", hint=f"Releases: {names}.")
        return tuple(found)
    supported = tuple(one for one in releases if one.supported_until >= today)
    if not supported:
        raise NotFoundError(
            f"no release is supported on {today}", hint="Name one with --release, or record releases."
        )
    return supported


def look(device: Device, cases: Iterable[Case], told: Iterable[Sighting] = ()) -> Look:
    """Return what the advisories at hand say about releases, with what others told.

    Args:
        device: The device file.
        cases: One case per release, its SBOMs read.
        told: What suppliers say.
    """
    databases, gaps = databases_at_hand(device.folder)
    listed = tuple(cases)
    reports: list[tuple[SbomDocument, ScanReport]] = []
    for case in listed:
        for document in _documents(device, case.release, gaps):
            if document.id in case.sboms:
                reports.append((document, scan_sbom(case.sboms[document.id], databases)))
            else:
                why = case.sbom_problems.get(document.id, "not read")
                gaps.append(f"{document.id} ({case.release.release_version} {document.deployable}): {why}")
    sightings = [one for document, report in reports for one in _sightings(document, report)]
    sightings += told
    known = [(one.identifier, *one.aliases) for one in device.records.of(Vulnerability)]
    names = {name for names in (*known, *(one.names for one in sightings)) for name in names}
    seen = seen_of(sightings, exploitation_of(databases, names), known)
    return Look(
        releases=tuple(case.release for case in listed),
        seen=seen,
        cannot_tell=tuple(row for document, report in reports for row in _unjudged(document, report)),
        gaps=tuple(gaps),
        feeds=tuple({feed.name: feed for _, report in reports for feed in report.feeds}.values()),
        components=sum(len(report.components) for _, report in reports),
        clean=sum(len(report.clean) for _, report in reports),
        lines={
            (document.release, document.deployable): frozenset(
                line_of(part.known_as).key for part in report.components
            )
            for document, report in reports
        },
    )


def present_versions(case: Case) -> dict[str, set[str]]:
    """Return the versions of each component line in a release; empty when one of its SBOMs was not read."""
    documents = sboms_of(case.records, case.release.id)
    return case.versions_by_line if all(one.id in case.sboms for one in documents) else {}


def exploitation_known(device: Device) -> dict[str, Exploitation]:
    """Return what the feeds at hand say of attacks on the vulnerabilities of a device file, by CVE."""
    databases, _ = databases_at_hand(device.folder)
    records = device.records.of(Vulnerability)
    return exploitation_of(databases, {name for one in records for name in (one.identifier, *one.aliases)})


def stale_feeds(feeds: Iterable[Feed], gate: SbomGate, today: date) -> tuple[FeedAge, ...]:
    """Return the feeds older than the policy allows, and those of which nobody knows the age (V34)."""
    limits = FeedLimits(gate.feed_warning_days, gate.feed_blocking_days)
    ages = feed_ages(feeds, medward_home(), today, limits)
    return tuple(age for age in ages if age.freshness is not Freshness.FRESH)


def _documents(device: Device, release: Release, gaps: list[str]) -> list[SbomDocument]:
    """Return the SBOMs of a release in use; a deployable without one is a gap."""
    found = sboms_of(device.records, release.id)
    covered = {one.deployable for one in found}
    gaps += [
        f"{release.release_version} {name}: it has no SBOM, so nothing can be told"
        for name in release.deployables
        if name not in covered
    ]
    return found


def _sightings(document: SbomDocument, report: ScanReport) -> Iterator[Sighting]:
    """Yield every match of an SBOM."""
    for component, judgement in report.matched:
        for match in judgement.matches:
            yield _sighting(document, component, match)


def _sighting(document: SbomDocument, component: Component, match: Match) -> Sighting:
    """Return one match, with what every source that has a view on it says of the vulnerability."""
    advisory = match.advisory
    vectors = [
        (one.scorer or view.source, one.vector)
        for view in match.views
        for one in view.severities
        if one.vector.startswith("CVSS:")
    ]
    return Sighting(
        release=document.release,
        deployable=document.deployable,
        component=component.known_as,
        names=match.group or (advisory.id, *advisory.aliases),
        verdict=match.verdict.value,
        proof=match.proof,
        text=match.affected,
        confidence=match.confidence.value,
        summary=advisory.summary,
        source=advisory.source,
        also=tuple(dict.fromkeys(one.source for one in match.views if one.source != advisory.source)),
        published=min((one.published for one in match.views if one.published), default=""),
        vectors=tuple(dict.fromkeys(vectors)),
        cwes=tuple(dict.fromkeys(cwe for one in match.views for cwe in one.cwes)),
    )


def _unjudged(document: SbomDocument, report: ScanReport) -> Iterator[Unjudged]:
    for component, judgement in report.cannot_tell:
        yield Unjudged(document.release, document.deployable, component.known_as, judgement.unknown)
