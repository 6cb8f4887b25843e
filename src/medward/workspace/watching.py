"""`watch`: what is new, what changed, what waits too long; new matches become draft records, once.

Source: practice 2.3-C and 4.11, promise 5: awareness is recorded when a match is first seen, or as the earlier
instant a person states, and no later watch moves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from medward.checks.rules.vulnerabilities import assessments_of
from medward.errors import InvalidInputError
from medward.governance.defaults import current_policies
from medward.kernel.words import spelled
from medward.vex.limits import WAITING, limits_of, reopening_causes
from medward.vex.records import Assessment
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import Vulnerability
from medward.vulnerabilities.watch import Difference, compared
from medward.workspace.checking import with_sboms
from medward.workspace.editing import edit_records
from medward.workspace.imports import write_import
from medward.workspace.numbering import free_numbers
from medward.workspace.triage import cases_of
from medward.workspace.triage_suppliers import SupplierWords
from medward.workspace.watch_look import look, present_versions, stale_feeds, supported_releases
from medward.workspace.watch_records import Drafter, Drafts
from medward.workspace.watch_state import keep_look, last_look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from medward.checks.case import Case
    from medward.governance.policies import ServiceLevels
    from medward.kernel.recordset import RecordSet
    from medward.vulnerabilities.freshness import FeedAge
    from medward.vulnerabilities.triage import Limit
    from medward.vulnerabilities.watch import Compared
    from medward.workspace.device import Device
    from medward.workspace.triage_suppliers import Statement
    from medward.workspace.watch_look import Look
    from medward.workspace.watch_state import LastLook

FILE: Final = "records/vulnerabilities/watch.yaml"


@dataclass(frozen=True, slots=True)
class Watch:
    """One watch: what was seen, what it means for the records, and what waits too long."""

    at: datetime
    since: datetime | None
    """Instant of the watch before; none when this is the first one."""
    look: Look
    compared: Compared
    drafts: Drafts
    stale: tuple[FeedAge, ...]
    """Feeds that are not fresh."""
    late: tuple[tuple[str, Limit], ...]
    """Assessments past a limit, undecided or opened again by a listing, with it."""
    reopened: tuple[tuple[Assessment, tuple[str, ...]], ...]
    """Decided assessments that have to be looked at again, with the causes in words."""
    unnamed: tuple[Assessment, ...]
    """Undecided assessments of a match that no source in use makes any more."""
    policy: str
    """Policy of the limits, as `SLA-1@1`."""
    identifiers: dict[str, str]
    """Public id of each vulnerability, by record."""
    statements: tuple[Statement, ...]
    """What suppliers say of components of the releases."""
    heard: tuple[Statement, ...]
    """Those of them that the watch before did not know."""


def watch(device: Device, now: datetime, release: str = "", aware_at: datetime | None = None) -> Watch:
    """Return what a watch finds; nothing is written.

    Args:
        device: The device file.
        now: Instant of the watch.
        release: Release to look at; empty means every supported one.
        aware_at: Earlier instant at which somebody learned of what is new.

    Raises:
        NotFoundError: No such release, or none is supported.
        InvalidInputError: The stated awareness lies in the future.
    """
    _require_past(aware_at, now)
    policies = current_policies(device.records, now.date())
    levels = policies.service_levels
    releases = supported_releases(device, now.date(), release)
    cases = [with_sboms(case, device) for case in cases_of(device, now, releases)]
    words = SupplierWords(device.folder, cases)
    found = look(device, cases, words.sightings())
    before = last_look(device.folder)
    asked = {one.id for one in releases}
    drafts = Drafter(device.records, free_numbers(device), now, aware_at).drafts(found.seen, levels)
    return Watch(
        at=now,
        since=before.at,
        look=found,
        compared=_news(before, found, drafts, levels),
        drafts=drafts,
        stale=stale_feeds(found.feeds, policies.sbom_gate, now.date()),
        late=tuple(_late(device, drafts, levels, now, asked)),
        reopened=tuple(one for case in cases for one in _reopened(case, drafts)),
        unnamed=tuple(_unnamed(device.records, cases, found)),
        policy=policies.label("vuln-sla"),
        identifiers=_identifiers(device, drafts),
        statements=tuple(words.statements()),
        heard=tuple(one for one in words.statements() if one not in before.statements),
    )


def write_watch(device: Device, found: Watch) -> None:
    """Write the draft records of a watch and keep what it saw for the next one; all of it or nothing."""
    edit_records(device, found.drafts.updated)
    write_import(device, FILE, (*found.drafts.vulnerabilities, *found.drafts.assessments), "watch")
    releases = frozenset(one.id for one in found.look.releases)
    keep_look(device.folder, found.at, releases, found.look.seen, found.statements)


def _news(before: LastLook, found: Look, drafts: Drafts, levels: ServiceLevels) -> Compared:
    """Return what differs from the watch before, with what a source names since and a decision calls safe."""
    asked = {one.id for one in found.releases}
    old = {key: one for key, one in before.seen.items() if one.release in asked}
    feeds = {one.name for one in found.feeds}
    news = compared(old, found.seen, found.lines, Decimal(levels.epss_jump), feeds)
    new = {one.key for one in news.new if one.release in before.releases}
    named = tuple(
        Difference(
            "named",
            one,
            f"{decided.id} says {spelled(decided.status)}, and a source names it since the last watch: {one.proofs[0]}",
        )
        for one, decided in drafts.called_safe
        if one.key in new
    )
    return news._replace(changed=(*news.changed, *named))


def _unnamed(records: RecordSet, cases: Iterable[Case], found: Look) -> Iterator[Assessment]:
    """Yield what waits for a decision though its component was looked at and nothing names its vulnerability there."""
    named = {
        (one.release, line_of(one.component).key, name.upper()) for one in found.seen for name in one.names
    }
    there = {(release, line) for (release, _), lines in found.lines.items() for line in lines}
    for one in (each for case in cases if found.feeds for each in assessments_of(case)):
        place, known = (
            (one.release, line_of(one.component).key),
            records.find(one.vulnerability, Vulnerability),
        )
        names = (known.identifier, *known.aliases) if known else ()
        is_named = any((*place, name.upper()) in named for name in names)
        if one.status in WAITING and one.matched and place in there and not is_named:
            yield one


def _require_past(aware_at: datetime | None, now: datetime) -> None:
    if aware_at is not None and aware_at > now:
        raise InvalidInputError(
            f"aware at {aware_at.isoformat()}, which is after now ({now.isoformat()})",
            hint="State the instant somebody here first knew.",
        )


def _identifiers(device: Device, drafts: Drafts) -> dict[str, str]:
    """Return the public id of each vulnerability, by record."""
    return {one.id: one.identifier for one in (*device.records.of(Vulnerability), *drafts.vulnerabilities)}


def _reopened(case: Case, drafts: Drafts) -> Iterator[tuple[Assessment, tuple[str, ...]]]:
    """Yield decided assessments of a release that something brings back, by what is known after this watch."""
    updated = {new.id: new for _, new in drafts.updated}
    present = present_versions(case) or None
    for one in assessments_of(case):
        known = updated.get(one.vulnerability) or case.records.find(one.vulnerability, Vulnerability)
        causes = reopening_causes(one, known, case.today, present, case.assumption_facts)
        if causes:
            yield one, causes


def _late(
    device: Device, drafts: Drafts, levels: ServiceLevels, now: datetime, releases: set[str]
) -> Iterator[tuple[str, Limit]]:
    """Yield undecided assessments past a limit, by what is known of exploits after this watch."""
    updated = {new.id: new for _, new in drafts.updated}
    for one in device.records.of(Assessment):
        if one.release not in releases:
            continue
        known = updated.get(one.vulnerability) or device.records.find(one.vulnerability, Vulnerability)
        for limit in limits_of(one, known, levels, now):
            if limit.days_over > 0:
                yield one.id, limit
