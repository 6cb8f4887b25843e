"""What sources say of a vulnerability, as its record holds it: when it was published, how bad it is, who uses it.

A record learns what it does not know, and that it is worse; publication day and weaknesses that stand in it stay.
Of each scorer it has one vector for each version of CVSS, the present one.

Source: practice 3, VUL (each source's view is kept), 2.3-C and 4.11.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from medward.errors import InvalidInputError
from medward.risk.cvss import worst_vector
from medward.vulnerabilities.exploitation import EVIDENCE_ORDER, evidence_of
from medward.vulnerabilities.records import ExploitPrediction, ExploitState, KnownExploited, Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from medward.governance.policies import ServiceLevels
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.watch import Seen


class Told(NamedTuple):
    """What all sources together say of one vulnerability, wherever it was seen."""

    published: str
    cwes: tuple[str, ...]
    vectors: Mapping[tuple[str, str], str]
    """By scorer and version of CVSS, as `nvd` and `CVSS:3.1`."""

    def beside(self, known: Mapping[str, str]) -> dict[str, str]:
        """Return the vectors of a record, by scorer, with what is said beside them or instead of the scorer's own."""
        found = dict(known)
        new = []
        for (scorer, version), vector in self.vectors.items():
            names = (scorer, f"{scorer} ({version})")
            own = next((name for name in names if _version_of(found.get(name, "")) == version), "")
            if own:
                found[own] = vector
            else:
                new.append((names, vector))
        for (name, with_version), vector in new:
            if vector not in found.values():
                found[with_version if name in found else name] = vector
        return found


def told_of(rows: Iterable[Seen]) -> dict[str, Told]:
    """Return what sources say of each vulnerability, by main name; of two vectors of one scorer the worse."""
    by_name: dict[str, list[Seen]] = defaultdict(list)
    for one in rows:
        by_name[one.name].append(one)
    return {name: _told(seen) for name, seen in by_name.items()}


def _told(rows: Sequence[Seen]) -> Told:
    vectors: dict[tuple[str, str], set[str]] = defaultdict(set)
    for scorer, vector in (pair for one in rows for pair in one.vectors):
        vectors[scorer or "advisory", _version_of(vector)].add(vector)
    return Told(
        published=min((one.published for one in rows if one.published), default=""),
        cwes=tuple(dict.fromkeys(cwe for one in rows for cwe in one.cwes)),
        vectors={key: worst_vector(sorted(vectors[key])) for key in sorted(vectors)},
    )


def _version_of(vector: str) -> str:
    """Return the version of CVSS a vector begins with, as `CVSS:3.1`."""
    return vector.partition("/")[0]


def one_line(text: str) -> str:
    """Return the words of a source in one line that a device file can keep: what steers a terminal becomes `?`."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))


def day_of(text: str) -> date | None:
    """Return the day of a date or instant as feeds write it; none where it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def with_facts(record: Vulnerability, told: Told) -> Vulnerability:
    """Return a vulnerability with what the sources say of it; publication day and weaknesses only where it has none."""
    said = {
        "published_on": record.published_on or day_of(told.published),
        "cwes": record.cwes or told.cwes,
        "vectors": told.beside(record.vectors),
    }
    changes = {name: value for name, value in said.items() if value != getattr(record, name)}
    return record.replace(**changes) if changes else record


def with_attacks(
    record: Vulnerability, attacks: Exploitation, policy: ServiceLevels, now: datetime
) -> Vulnerability:
    """Return a vulnerability with worse news of attacks; news that are no worse change nothing."""
    changes: dict[str, object] = {}
    if attacks.kev_added and record.known_exploited is None:
        changes["known_exploited"] = listed(attacks)
        changes["exploit_seen_at"] = now  # a listing re-opens, whatever was known (practice 2.3-C)
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


def listed(attacks: Exploitation) -> KnownExploited | None:
    """Return the entry in CISA's catalogue; none where there is none."""
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
    """Return the day of a date or instant that has to be one."""
    day = day_of(text)
    if day is None:
        raise InvalidInputError(
            f"a feed gives {text!r} where a date belongs", hint="Import the feed again from its source."
        )
    return day
