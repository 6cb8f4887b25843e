"""The queue: every assessment that waits for somebody, in the order of the policy, each with its reason.

Nothing about the order is stored. It follows from records, model and feeds at hand, so it cannot go stale; a
decided assessment comes back by itself when what it rests on has changed.

Source: practice 2.3-C, 4.9 to 4.11.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from medward.checks.answers import asked_of
from medward.errors import InvalidInputError, NotFoundError
from medward.risk.controlled import Verdict, judge_control
from medward.risk.cvss import score
from medward.risk.matrix import UNKNOWN
from medward.risk.part_reach import PartsOfDevice
from medward.risk.work_order import WorkOrder, disagreements, work_order
from medward.vex.limits import DECIDED, is_undecided, limits_of, reopening_causes
from medward.vex.records import Assessment, ControlState
from medward.vulnerabilities.exploitation import EVIDENCE_ORDER, evidence_of, merged
from medward.vulnerabilities.records import Vulnerability
from medward.vulnerabilities.triage import Standing, ordered
from medward.workspace.checking import case_of, with_sboms
from medward.workspace.controlled import stated_answers
from medward.workspace.naming import named_release
from medward.workspace.triage_suppliers import Heard, SupplierWords
from medward.workspace.watch_facts import day_of, prediction_of
from medward.workspace.watch_look import exploitation_known, present_versions, supported_releases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from medward.checks.case import Case
    from medward.devices.records import Release
    from medward.governance.policies import ServiceLevels
    from medward.risk.controlled import Asked, Judged
    from medward.risk.part_reach import PartReach
    from medward.vex.suppliers import Side
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.records import ExploitPrediction
    from medward.workspace.device import Device

_SETTLED: Final = frozenset({"duplicate"})


@dataclass(frozen=True, slots=True)
class Item:
    """One assessment in the queue."""

    assessment: Assessment
    vulnerability: Vulnerability | None
    standing: Standing
    needs_decision: bool
    """Whether somebody has to decide; otherwise it is decided, uncontrolled, and being worked on."""
    said: tuple[Side, ...] = ()
    """What suppliers say."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, and how much is done."""

    items: tuple[Item, ...]
    levels: ServiceLevels
    policy: str
    """Policy behind the order, as `SLA-1@1`."""
    cases: tuple[Case, ...]
    """The releases, their SBOMs read."""
    total: int
    """Assessments of these releases."""

    @property
    def releases(self) -> tuple[Release, ...]:
        """Releases whose assessments were looked at."""
        return tuple(case.release for case in self.cases)

    @property
    def undecided(self) -> tuple[Item, ...]:
        """Items that need a decision, in order."""
        return tuple(one for one in self.items if one.needs_decision)


def open_queue(device: Device, now: datetime, release: str = "") -> Queue:
    """Return the queue of the supported releases, or of one.

    Raises:
        NotFoundError: No such release, or none is supported.
    """
    releases = supported_releases(device, now.date(), release)
    cases = [with_sboms(case, device) for case in cases_of(device, now, releases)]
    present = {case.release.id: present_versions(case) for case in cases}
    return queue_of(cases, present, exploitation_known(device), SupplierWords(device.folder, cases))


def cases_of(device: Device, now: datetime, releases: Sequence[Release]) -> tuple[Case, ...]:
    """Return a device file as one case per release, its SBOMs not read; what releases share is read once."""
    if not releases:
        return ()
    first = case_of_release(device, now, releases[0])
    return tuple(replace(first, release=one) for one in releases)


def cases_about(device: Device, now: datetime, assessments: Iterable[Assessment]) -> dict[str, Case]:
    """Return the cases of the releases that assessments are about, their SBOMs read, by id of the release.

    Raises:
        NotFoundError: There is no such release.
    """
    names = dict.fromkeys(one.release for one in assessments)
    releases = [named_release(device.records, name) for name in names]
    return {case.release.id: with_sboms(case, device) for case in cases_of(device, now, releases)}


def case_of_release(device: Device, now: datetime, release: Release) -> Case:
    """Return a device file as a case for one release, its SBOMs not matched."""
    try:
        case = case_of(device, now, matched=False)
    except NotFoundError:
        return case_of(
            replace(device, settings=device.settings.model_copy(update={"target": release.id})),
            now,
            matched=False,
        )
    return replace(case, release=release)


def queue_of(
    cases: Iterable[Case],
    present: Mapping[str, Mapping[str, set[str]]],
    known: Mapping[str, Exploitation],
    words: SupplierWords | None = None,
) -> Queue:
    """Return the queue of releases that are given as cases.

    Args:
        cases: One case per release, of one device file.
        present: Versions by component line, by release; empty where no SBOM was read.
        known: What feeds say of attacks, by CVE.
        words: What suppliers say; none when nobody was asked.
    """
    listed = tuple(cases)
    policies = listed[0].policies
    memory = Memory(PartsOfDevice(listed[0].records, policies.matrix), known, words)
    standers = {
        case.release.id: Stander(case, memory, present.get(case.release.id) or None) for case in listed
    }
    items: dict[str, Item] = {}
    total = 0
    for one in listed[0].records.of(Assessment):
        stander = standers.get(one.release)
        if stander is None or one.status in _SETTLED or not stander.is_live(one):
            continue
        total += 1
        item = stander.item(one)
        if item is not None:
            items[one.id] = item
    standings = ordered((item.standing for item in items.values()), policies.service_levels)
    return Queue(
        items=tuple(items[standing.id] for standing in standings),
        levels=policies.service_levels,
        policy=policies.label("vuln-sla"),
        cases=listed,
        total=total,
    )


class Memory:
    """What all releases of a device file share: the model, the feeds, and questions answered before."""

    def __init__(
        self, parts: PartsOfDevice, known: Mapping[str, Exploitation], words: SupplierWords | None
    ) -> None:
        """Keep the model, what feeds say of attacks, by CVE, and what suppliers say."""
        self.parts = parts
        self.known = known
        self.words = words
        self.judged: dict[Asked, Judged] = {}
        self.orders: dict[tuple[object, ...], tuple[WorkOrder, tuple[str, ...]]] = {}
        self.scores: dict[str, Decimal | None] = {}


class Stander:
    """Finds where assessments of one release stand; equal questions are answered once."""

    def __init__(self, case: Case, memory: Memory, present: Mapping[str, set[str]] | None) -> None:
        """Keep the release, what is shared, and the versions of its components when its SBOMs were read."""
        self._case = case
        self._memory = memory
        self._present = present

    def is_live(self, one: Assessment) -> bool:
        """Say whether an assessment is in use and about the release."""
        return self._case.is_live(one)

    def item(self, one: Assessment) -> Item | None:
        """Return an assessment that waits for somebody, or nothing when it is settled."""
        case = self._case
        vulnerability = case.records.find(one.vulnerability, Vulnerability)
        causes = reopening_causes(one, vulnerability, case.today, self._present, case.assumption_facts)
        undecided = is_undecided(one)
        heard = self._memory.words.about(one, vulnerability) if self._memory.words else Heard()
        asks = bool(causes or undecided or heard.contradiction)
        if not asks and one.status != "affected":
            return None
        asked = asked_of(one, case)
        if (
            asks and one.status in DECIDED
        ):  # what is questioned says nothing of the risk until somebody looked
            asked = replace(asked, status="under-investigation")
        judged = self._judge(asked)
        uncontrolled = judged.verdict in {Verdict.UNCONTROLLED, Verdict.CANNOT_TELL}
        if not (asks or uncontrolled):
            return None
        standing = self._standing(one, vulnerability, asked, judged)
        standing = standing._replace(causes=causes, contradiction=heard.contradiction)
        recorded = one.control_state.value == judged.verdict.value
        return Item(one, vulnerability, standing, asks or not recorded, heard.said)

    def suggested(self, one: Assessment) -> PartReach:
        """Return what the model says of where the component sits."""
        return (
            self._memory.parts.through(one.interfaces)
            if one.interfaces
            else self._memory.parts.of(one.deployable)
        )

    def _standing(
        self, one: Assessment, vulnerability: Vulnerability | None, asked: Asked, judged: Judged
    ) -> Standing:
        attacks = self._attacks(vulnerability)
        reach = self.suggested(one)
        severity, suggested = asked.severity, False
        if severity == UNKNOWN:
            severity, suggested = reach.severity, reach.severity != UNKNOWN
        added = _listed_on(vulnerability, attacks)
        order, unused = self._order(one, asked, listed=added is not None or None)
        epss = _epss(vulnerability, attacks)
        return Standing(
            id=one.id,
            name=vulnerability.identifier if vulnerability else one.vulnerability,
            component=one.component,
            status=one.status,
            control=judged.verdict.value,
            supplier=order.supplier,
            federal=order.federal,
            kev_added=added,
            exploit=_worse(asked.evidence, attacks),
            is_reachable=reach.is_reachable if not one.interfaces else bool(reach.interfaces),
            severity="" if severity == UNKNOWN else severity,
            severity_is_suggested=suggested,
            epss=Decimal(epss.score) if epss else None,
            percentile=Decimal(epss.percentile) if epss else None,
            epss_on=epss.as_of if epss else None,
            cvss=self._score(one, vulnerability),
            limits=limits_of(one, vulnerability, self._case.policies.service_levels, self._case.now),
            flags=(*disagreements(judged, order, asked.evidence, _recorded(one)), *unused),
            first_seen=one.first_seen_at.isoformat(),
        )

    def _judge(self, asked: Asked) -> Judged:
        if asked not in self._memory.judged:
            self._memory.judged[asked] = judge_control(asked, self._case.policies)
        return self._memory.judged[asked]

    def _order(
        self, one: Assessment, asked: Asked, *, listed: bool | None
    ) -> tuple[WorkOrder, tuple[str, ...]]:
        """Return the work order, and what keeps the stated answers from being used."""
        stated = stated_answers(one)
        key = (*sorted(stated.items()), asked.evidence, asked.severity, listed)
        if key not in self._memory.orders:
            try:
                found = work_order(stated, asked.evidence, asked.severity, known_exploited=listed), ()
            except InvalidInputError as error:
                bare = work_order({}, asked.evidence, asked.severity, known_exploited=listed)
                self._memory.orders[key] = bare, (f"its SSVC answers are not used: {error.message}",)
                return self._memory.orders[key]
            self._memory.orders[key] = found
        return self._memory.orders[key]

    def _attacks(self, vulnerability: Vulnerability | None) -> Exploitation | None:
        names = (vulnerability.identifier, *vulnerability.aliases) if vulnerability else ()
        rows = [self._memory.known[name] for name in names if name in self._memory.known]
        return merged(rows) if rows else None

    def _score(self, one: Assessment, vulnerability: Vulnerability | None) -> Decimal | None:
        """Return the score of our vector, else the highest published one; none when nobody scored it."""
        published = tuple(vulnerability.vectors.values()) if vulnerability else ()
        ours = self._scored(one.vector) if one.vector else None
        scores = [ours] if ours is not None else [self._scored(vector) for vector in published]
        return max((value for value in scores if value is not None), default=None)

    def _scored(self, vector: str) -> Decimal | None:
        if vector not in self._memory.scores:
            try:
                self._memory.scores[vector] = Decimal(score(vector).final.value)
            except InvalidInputError:
                self._memory.scores[vector] = None
        return self._memory.scores[vector]


def _listed_on(vulnerability: Vulnerability | None, attacks: Exploitation | None) -> date | None:
    """Return the day it was listed as exploited, as recorded, else as the feeds say."""
    if vulnerability and vulnerability.known_exploited:
        return vulnerability.known_exploited.added_on
    return day_of(attacks.kev_added) if attacks else None


def _worse(stated: str, attacks: Exploitation | None) -> str:
    """Return the worse of what records and feeds say of exploits."""
    told = evidence_of(attacks) if attacks else "unknown"
    return max((stated, told), key=lambda item: EVIDENCE_ORDER.get(item, -1))


def _epss(vulnerability: Vulnerability | None, attacks: Exploitation | None) -> ExploitPrediction | None:
    """Return the later EPSS value of record and feeds; where one has no day, the higher."""
    known = vulnerability.exploit_prediction if vulnerability else None
    told = prediction_of(attacks) if attacks else None
    values = [one for one in (known, told) if one is not None]
    days = [one.as_of for one in values if one.as_of is not None]
    later = [one for one in values if one.as_of == max(days)] if len(days) == len(values) and days else values
    return max(later, key=lambda one: Decimal(one.score), default=None)


def _recorded(one: Assessment) -> str:
    return one.control_state.value if one.control_state is not ControlState.NOT_APPLICABLE else ""
