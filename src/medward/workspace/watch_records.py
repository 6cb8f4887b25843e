"""Records that a look asks for: vulnerabilities and draft assessments nobody has written yet.

A vulnerability that is on record under any of its names is the same one; its awareness is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from medward.checks.standing import SAFE
from medward.vex.records import Assessment
from medward.vulnerabilities.exploitation import evidence_of
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import ExploitState, Vulnerability
from medward.workspace.watch_facts import (
    day_of,
    listed,
    one_line,
    prediction_of,
    told_of,
    with_attacks,
    with_facts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from medward.governance.policies import ServiceLevels
    from medward.kernel.numbers import Numbers
    from medward.kernel.recordset import RecordSet
    from medward.vulnerabilities.watch import Seen
    from medward.workspace.watch_facts import Told

_SHOWN = 160
"""Letters of a title."""


@dataclass(slots=True)
class Drafts:
    """What a look adds to the device file, and what it changes in facts about vulnerabilities."""

    vulnerabilities: list[Vulnerability] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    updated: list[tuple[Vulnerability, Vulnerability]] = field(default_factory=list)
    """Vulnerability before and after."""
    covered: int = 0
    """Sightings that an assessment covers already."""
    called_safe: list[tuple[Seen, Assessment]] = field(default_factory=list)
    """Of these, what a decision calls safe, with the decision."""
    notes: list[str] = field(default_factory=list)
    """What a person should clear up, in words."""


class Drafter:
    """Turns what was seen into records, one vulnerability after the other."""

    def __init__(
        self, records: RecordSet, numbers: Numbers, now: datetime, aware_at: datetime | None
    ) -> None:
        """Keep what drafting needs.

        Args:
            records: The records there are.
            numbers: Free ids.
            now: Instant of the look.
            aware_at: Earlier instant at which somebody learned of what is new; none means now.
        """
        self._numbers = numbers
        self._now = now
        self._aware_at = aware_at or now
        self._by_name: dict[str, list[Vulnerability]] = {}
        for one in records.of(Vulnerability):
            for name in (one.identifier, *one.aliases):
                self._by_name.setdefault(name.upper(), []).append(one)
        self._assessed: dict[tuple[str, str], list[Assessment]] = {}
        for assessment in records.of(Assessment):
            key = (assessment.vulnerability, assessment.release)
            self._assessed.setdefault(key, []).append(assessment)
        self._named: set[tuple[str, str]] = set()
        """Every name of what is seen, with the CVE, or main name, it stands for."""
        self._told: dict[str, Told] = {}
        """What the sources say of each vulnerability that is seen, by main name."""

    def drafts(self, seen: Iterable[Seen], policy: ServiceLevels) -> Drafts:
        """Return what the rows need; rows nobody can tell become no record."""
        found = Drafts()
        made: dict[str, Vulnerability] = {}
        rows = tuple(seen)
        self._named = {(name, one.name) for one in rows for name in one.names}
        self._told = told_of(rows)
        for one in rows:
            if one.verdict != "affected":
                continue
            known = self._known(one, found)
            vulnerability = known[0] if known else made.get(one.name) or self._vulnerability(one, found)
            if known:
                self._update(vulnerability, one, policy, found)
            elif one.name not in made:
                made[one.name] = vulnerability
                found.vulnerabilities.append(vulnerability)
            covering = self._covering(one, known)
            if covering:
                found.covered += 1
                found.called_safe += [(one, row) for row in covering[:1] if row.status in SAFE]
            else:
                found.assessments.append(self._assessment(one, vulnerability))
        return found

    def _known(self, one: Seen, found: Drafts) -> list[Vulnerability]:
        """Return the records that are about this vulnerability under any of its names, the oldest first.

        One CVE is one vulnerability: a record that names another CVE only is about another one.
        """
        sharing = {record.id: record for name in one.names for record in self._by_name.get(name.upper(), ())}
        known = {
            name: record for name, record in sharing.items() if _is_about(_latest(record, found), one.name)
        }
        ordered = [known[identity] for identity in sorted(known)]
        if len(ordered) > 1:
            ids = " and ".join(record.id for record in ordered)
            note = f"{ids} are one vulnerability ({one.name}): assess it once and mark the other as duplicate"
            found.notes += [note] if note not in found.notes else []
        return ordered

    def _covering(self, one: Seen, known: list[Vulnerability]) -> list[Assessment]:
        """Return the assessments that are about what was seen."""
        line = line_of(one.component).key
        rows = [row for record in known for row in self._assessed.get((record.id, one.release), ())]
        return [
            row
            for row in rows
            if line_of(row.component).key == line and row.deployable in {"", one.deployable}
        ]

    def _aware(self, one: Seen, found: Drafts) -> datetime:
        """Return when somebody first knew of a vulnerability that has no record of its own.

        Where an advisory gives another CVE than before, and the one before is not its own any more, what was known
        under the one is known of the other.
        """
        aware_at = self._aware_at
        for name in one.names:
            for record in () if name.startswith("CVE-") else self._by_name.get(name.upper(), ()):
                before = _cves(record)
                if any((name, cve) in self._named for cve in before):
                    continue
                aware_at = min(aware_at, record.aware_at)
                found.notes.append(
                    f"{name} was {' and '.join(before) or 'without a CVE'} in {record.id} and is {one.name} now, known "
                    f"since {record.aware_at.isoformat()} as well: see whether {record.id} still stands"
                )
        return aware_at

    def _vulnerability(self, one: Seen, found: Drafts) -> Vulnerability:
        """Return the record of a vulnerability that nobody has written down."""
        summary = one_line(one.summary) or f"{one.name}, as the advisory gives no summary"
        attacks = one.exploitation
        evidence = ExploitState(evidence_of(attacks))
        told = self._told[one.name]
        return Vulnerability(
            id=self._numbers.next(Vulnerability.prefix),
            title=summary[:_SHOWN],
            identifier=one.name,
            aliases=tuple(name for name in one.names if name != one.name),
            sources=one.sources or ("advisory",),
            published_on=day_of(told.published),
            aware_at=self._aware(one, found),
            cwes=told.cwes,
            vectors=told.beside({}),
            known_exploited=listed(attacks),
            exploit_prediction=prediction_of(attacks),
            exploit=evidence,
            exploit_seen_at=self._now if evidence in {ExploitState.POC, ExploitState.ACTIVE} else None,
            summary=summary,
        )

    def _assessment(self, one: Seen, vulnerability: Vulnerability) -> Assessment:
        line = line_of(one.component)
        title = f"{line.name} in {one.deployable}: {vulnerability.title}"
        return Assessment(
            id=self._numbers.next(Assessment.prefix),
            title=title[:_SHOWN],
            vulnerability=vulnerability.id,
            release=one.release,
            component=one.component,
            deployable=one.deployable,
            matched=one_line(". Also: ".join(one.proofs)),
            first_seen_at=self._now,
        )

    def _update(self, record: Vulnerability, one: Seen, policy: ServiceLevels, found: Drafts) -> None:
        """Note what the sources know by now and the record does not; awareness stays as it is."""
        current = _latest(record, found)
        after = with_attacks(current, one.exploitation, policy, self._now)
        after = with_facts(after, self._told[one.name])
        aliases = (*after.aliases, *(n for n in one.names if n not in {after.identifier, *after.aliases}))
        after = after.replace(aliases=aliases) if aliases != after.aliases else after
        if after.digest != current.digest:
            found.updated = [pair for pair in found.updated if pair[0].id != record.id]
            found.updated.append((record, after))


def _latest(record: Vulnerability, found: Drafts) -> Vulnerability:
    """Return a record as the rows so far have left it."""
    return next((after for _, after in found.updated if after.id == record.id), record)


def _is_about(record: Vulnerability, name: str) -> bool:
    """Say whether a record that shares a name can be about a vulnerability: it names its CVE, or none."""
    cves = _cves(record)
    return not name.startswith("CVE-") or not cves or name in cves


def _cves(record: Vulnerability) -> list[str]:
    names = (one.upper() for one in (record.identifier, *record.aliases))
    return [name for name in names if name.startswith("CVE-")]
