"""Records that a look asks for: vulnerabilities and draft assessments nobody has written yet.

A vulnerability that is on record under any of its names is the same one; its awareness is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from medward.errors import InvalidInputError
from medward.vex.records import Assessment
from medward.vulnerabilities.exploitation import EVIDENCE_ORDER, evidence_of
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import ExploitPrediction, ExploitState, KnownExploited, Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from medward.governance.policies import ServiceLevels
    from medward.kernel.numbers import Numbers
    from medward.kernel.recordset import RecordSet
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.watch import Seen

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
                self._by_name.setdefault(name, []).append(one)
        self._assessed: dict[tuple[str, str], list[Assessment]] = {}
        for assessment in records.of(Assessment):
            key = (assessment.vulnerability, assessment.release)
            self._assessed.setdefault(key, []).append(assessment)
        self._named: set[tuple[str, str]] = set()
        """Every name of what is seen, with the CVE, or main name, it stands for."""

    def drafts(self, seen: Iterable[Seen], policy: ServiceLevels) -> Drafts:
        """Return what the rows need; rows nobody can tell become no record."""
        found = Drafts()
        made: dict[str, Vulnerability] = {}
        rows = tuple(seen)
        self._named = {(name, one.name) for one in rows for name in one.names}
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
            if self._is_covered(one, known):
                found.covered += 1
            else:
                found.assessments.append(self._assessment(one, vulnerability))
        return found

    def _known(self, one: Seen, found: Drafts) -> list[Vulnerability]:
        """Return the records that are about this vulnerability under any of its names, the oldest first.

        One CVE is one vulnerability: a record that names another CVE only is about another one.
        """
        sharing = {record.id: record for name in one.names for record in self._by_name.get(name, ())}
        known = {
            name: record for name, record in sharing.items() if _is_about(_latest(record, found), one.name)
        }
        ordered = [known[identity] for identity in sorted(known)]
        if len(ordered) > 1:
            ids = " and ".join(record.id for record in ordered)
            note = f"{ids} are one vulnerability ({one.name}): assess it once and mark the other as duplicate"
            found.notes += [note] if note not in found.notes else []
        return ordered

    def _is_covered(self, one: Seen, known: list[Vulnerability]) -> bool:
        line = line_of(one.component).key
        rows = [row for record in known for row in self._assessed.get((record.id, one.release), ())]
        return any(
            line_of(row.component).key == line and row.deployable in {"", one.deployable} for row in rows
        )

    def _aware(self, one: Seen, found: Drafts) -> datetime:
        """Return when somebody first knew of a vulnerability that has no record of its own.

        Where an advisory gives another CVE than before, and the one before is not its own any more, what was known
        under the one is known of the other.
        """
        aware_at = self._aware_at
        for name in one.names:
            for record in () if name.startswith("CVE-") else self._by_name.get(name, ()):
                before = [cve for cve in (record.identifier, *record.aliases) if cve.startswith("CVE-")]
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
        summary = one.summary.strip() or f"{one.name}, as the advisory gives no summary"
        attacks = one.exploitation
        evidence = ExploitState(evidence_of(attacks))
        vectors: dict[str, str] = {}
        for source, vector in one.vectors:
            name = source or "advisory"
            vectors[name if name not in vectors else f"{name} ({vector.partition('/')[0]})"] = vector
        return Vulnerability(
            id=self._numbers.next(Vulnerability.prefix),
            title=summary[:_SHOWN],
            identifier=one.name,
            aliases=tuple(name for name in one.names if name != one.name),
            sources=one.sources or ("advisory",),
            published_on=_day(one.published) if one.published else None,
            aware_at=self._aware(one, found),
            cwes=one.cwes,
            vectors=vectors,
            known_exploited=_listed(attacks),
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
            matched=one.proofs[0],
            first_seen_at=self._now,
        )

    def _update(self, record: Vulnerability, one: Seen, policy: ServiceLevels, found: Drafts) -> None:
        """Note what the sources know by now and the record does not; awareness stays as it is."""
        current = _latest(record, found)
        after = _with_attacks(current, one.exploitation, policy, self._now)
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
    cves = {one for one in (record.identifier, *record.aliases) if one.startswith("CVE-")}
    return not name.startswith("CVE-") or not cves or name in cves


def _with_attacks(
    record: Vulnerability, attacks: Exploitation, policy: ServiceLevels, now: datetime
) -> Vulnerability:
    """Return a vulnerability with worse news of attacks; news that are no worse change nothing."""
    changes: dict[str, object] = {}
    if attacks.kev_added and record.known_exploited is None:
        changes["known_exploited"] = _listed(attacks)
    evidence = evidence_of(attacks)
    if EVIDENCE_ORDER[evidence] > EVIDENCE_ORDER[record.exploit.value]:
        changes["exploit"] = ExploitState(evidence)
        changes["exploit_seen_at"] = now if evidence != "none" else None
    if attacks.epss and _tells_more(record.exploit_prediction, attacks.epss, policy):
        changes["exploit_prediction"] = prediction_of(attacks)
    return record.replace(**changes) if changes else record


def _tells_more(known: ExploitPrediction | None, score: str, policy: ServiceLevels) -> bool:
    """Say whether an EPSS score is worth writing down: the first, a jump, or one that passes the threshold."""
    if known is None:
        return True
    was, now, limit = Decimal(known.score), Decimal(score), Decimal(policy.epss_score)
    return now - was >= Decimal(policy.epss_jump) or was < limit <= now


def _listed(attacks: Exploitation) -> KnownExploited | None:
    if not attacks.kev_added:
        return None
    return KnownExploited(
        added_on=_day(attacks.kev_added),
        due_on=_day(attacks.kev_due) if attacks.kev_due else None,
        ransomware=attacks.ransomware == "Known",
    )


def prediction_of(attacks: Exploitation) -> ExploitPrediction | None:
    """Return EPSS values as records hold them; none where score or percentile is missing."""
    if not (attacks.epss and attacks.percentile):
        return None
    as_of = _day(attacks.epss_date) if attacks.epss_date else None
    return ExploitPrediction(score=attacks.epss, percentile=attacks.percentile, as_of=as_of)


def _day(text: str) -> date:
    """Return the day of a date or instant as feeds write it."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise InvalidInputError(
            f"a feed gives {text!r} where a date belongs", hint="Import the feed again from its source."
        ) from error
