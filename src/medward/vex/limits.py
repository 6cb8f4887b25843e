"""How long an assessment may stay as it is, and what brings a decided one back.

Source: practice 2.3-C, 4.11 and rule V17; the days are those of the policy in force.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from medward.clocks.calendars import working_day_after
from medward.vex.assumption_check import reopening
from medward.vex.records import ControlState
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import ExploitState
from medward.vulnerabilities.triage import Limit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from medward.governance.policies import ServiceLevels
    from medward.vex.assumption_check import Facts
    from medward.vex.records import Assessment
    from medward.vulnerabilities.records import Vulnerability

WAITING: Final = frozenset({"new", "under-investigation", "disputed"})
"""States in which nothing is decided yet."""
DECIDED: Final = frozenset({"not-affected", "affected", "fixed"})
_RANK: Final = {"none": 0, "poc": 1, "public poc": 1, "active": 2}


def is_undecided(one: Assessment) -> bool:
    """Say whether a status or, when affected, a control state is still missing."""
    undetermined = one.status == "affected" and one.control_state is ControlState.UNDETERMINED
    return one.status in WAITING or undetermined


def limits_of(
    one: Assessment, vulnerability: Vulnerability | None, policy: ServiceLevels, now: datetime
) -> tuple[Limit, ...]:
    """Return the limits of an assessment that is undecided, or that a listing has opened again."""
    found: list[Limit] = []
    waits = is_undecided(one)
    if one.status == "new":
        found.append(_limit("new", one.first_seen_at, policy.new_days, now))
    elif one.status in WAITING:
        since = one.reopened_at or one.first_seen_at
        found.append(_limit("under investigation", since, policy.under_investigation_days, now))
    elif waits:
        since = one.decided_at or one.first_seen_at
        found.append(_limit("control state undetermined", since, policy.undetermined_days, now))
    listed = vulnerability.known_exploited if vulnerability else None
    if vulnerability and listed and (waits or _is_exploited_since(one, vulnerability)):
        what = "known exploited and undecided" if waits else "known exploited since the decision"
        start = max(listed.added_on, vulnerability.aware_at.date())
        due = working_day_after(start, policy.known_exploited_working_days, policy.working_days_of)
        today = now.astimezone(vulnerability.aware_at.tzinfo).date()
        found.append(Limit(what, due, (today - due).days))
    return tuple(found)


def reopening_causes(
    one: Assessment,
    vulnerability: Vulnerability | None,
    today: date,
    present: Mapping[str, AbstractSet[str]] | None = None,
    facts: Facts | None = None,
) -> tuple[str, ...]:
    """Return what happened since an assessment was decided that asks for a new decision, in words.

    Args:
        one: The assessment; an undecided one has no causes.
        vulnerability: What it judges.
        today: The day to judge on.
        present: Versions by component line in the release; none when its SBOMs were not read.
        facts: What its assumptions are held against; none leaves them to others.
    """
    if one.status not in DECIDED:
        return ()
    return (
        *_expired(one, today),
        *(_more_exploited(one, vulnerability) if vulnerability else ()),
        *(_other_version(one, present) if present is not None else ()),
        *(outcome.says for outcome in (reopening(one, facts) if facts is not None else ())),
    )


def _is_exploited_since(one: Assessment, vulnerability: Vulnerability) -> bool:
    return one.status in DECIDED and any(_more_exploited(one, vulnerability))


def looked_at(one: Assessment) -> datetime:
    """Return when somebody last decided or confirmed, at the latest when it was first seen."""
    return max(filter(None, (one.first_seen_at, one.decided_at, one.confirmed_at)))


def _expired(one: Assessment, today: date) -> Iterator[str]:
    if one.expires_on is not None and one.expires_on < today:
        yield f"expired on {one.expires_on}"


def _more_exploited(one: Assessment, vulnerability: Vulnerability) -> Iterator[str]:
    """Yield that more is known of exploits than when it was decided."""
    seen, decided = looked_at(one), (one.decided_at or one.first_seen_at).date()
    listed = vulnerability.known_exploited
    if listed is not None and listed.added_on > seen.date():
        yield f"known exploited since {listed.added_on}, decided {decided}"
    later = vulnerability.exploit_seen_at is not None and vulnerability.exploit_seen_at > seen
    stated = one.ssvc.get("exploitation", "")
    milder = stated in _RANK and _RANK[stated] < _RANK.get(vulnerability.exploit.value, -1)
    if vulnerability.exploit in {ExploitState.POC, ExploitState.ACTIVE} and (later or milder):
        known = "an exploit is public" if vulnerability.exploit is ExploitState.POC else "used in attacks"
        yield f"{known}, decided {decided}{f' with exploitation {stated}' if milder else ''}"


def _other_version(one: Assessment, present: Mapping[str, AbstractSet[str]]) -> Iterator[str]:
    """Yield that the release contains another version than the one that was judged."""
    line = line_of(one.component)
    versions = present.get(line.key)
    if versions and line.version and line.version not in versions:
        yield f"component is {' and '.join(sorted(versions))} here, decided for {line.version}"


def _limit(what: str, since: datetime, days: int, now: datetime) -> Limit:
    """Return a limit in calendar days; the day on which it passed counts as one."""
    due = since + timedelta(days=days)
    late = (now.astimezone(due.tzinfo).date() - due.date()).days
    return Limit(what, due.date(), max(late, 1) if now > due else min(late, 0))
