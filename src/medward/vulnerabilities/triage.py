"""In which order vulnerabilities are worked on, and the sentence that says why.

The criteria are compared one after the other, as the policy orders them. Each one holds, does not hold, or
cannot be told; what cannot be told comes before what does not hold, so that nobody gains by not answering.
EPSS can bring an item forward and never puts one back.

Source: practice 4.11; BOD 26-04 and SSVC as in `risk.ssvc`.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.governance.policies import QueueCriterion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from medward.governance.policies import ServiceLevels


class Holds(StrEnum):
    """Whether a criterion holds."""

    YES = "yes"
    CANNOT_TELL = "cannot-tell"
    NO = "no"


_RANK: Final = {Holds.YES: 0, Holds.CANNOT_TELL: 1, Holds.NO: 2}
_WORST_CVSS: Final = Decimal(10)
_OUTCOMES: Final = 4
"""Outcomes of the supplier table of SSVC: when all are possible, nothing is answered."""


class Limit(NamedTuple):
    """How long an item may stay as it is."""

    what: str
    due_on: date
    days_over: int
    """Days past the limit; negative or zero while there is time."""


class Standing(NamedTuple):
    """Everything the order of one item rests on."""

    id: str
    name: str
    """Public id of the vulnerability."""
    component: str
    status: str
    control: str
    """`uncontrolled`, `controlled`, `no-risk` or `cannot-tell`, as computed."""
    supplier: tuple[str, ...] = ()
    """Outcomes of SSVC that the answers allow, least urgent first."""
    federal: tuple[str, ...] = ()
    """Outcomes of BOD 26-04 that the answers allow."""
    kev_added: date | None = None
    exploit: str = "unknown"
    """`none`, `poc`, `active` or `unknown`."""
    is_reachable: bool | None = None
    """Whether an interface leads to the component; none when the model does not say."""
    severity: str = ""
    """Severity of patient harm; "" when nobody said and nothing suggests one."""
    severity_is_suggested: bool = False
    epss: Decimal | None = None
    percentile: Decimal | None = None
    epss_on: date | None = None
    cvss: Decimal | None = None
    limits: tuple[Limit, ...] = ()
    causes: tuple[str, ...] = ()
    """Why a decided item came back."""
    contradiction: str = ""
    """Who says otherwise than we, the match or another supplier; "" when nobody does."""
    flags: tuple[str, ...] = ()
    """Contradictions a person should read."""
    first_seen: str = ""

    @property
    def overdue(self) -> Limit | None:
        """The limit that is passed by most days, when one is."""
        passed = [limit for limit in self.limits if limit.days_over > 0]
        return max(passed, key=lambda limit: limit.days_over) if passed else None


class _Thresholds(NamedTuple):
    """From which values on a criterion holds."""

    severe_from: str
    score: Decimal
    percentile: Decimal


class Criterion(NamedTuple):
    """One criterion for one item."""

    name: QueueCriterion
    holds: Holds
    says: str
    """In words; "" when there is nothing to say."""


def ordered(standings: Iterable[Standing], policy: ServiceLevels) -> list[Standing]:
    """Return items in the order they are worked on."""
    at = _thresholds(policy)
    tests = [_TESTS[name] for name in policy.order if name is not QueueCriterion.CVSS]
    cvss_at = policy.order.index(QueueCriterion.CVSS)

    def key(one: Standing) -> tuple[object, ...]:
        ranks: list[object] = [_RANK[test(one, at)] for test in tests]
        ranks.insert(cvss_at, -(one.cvss if one.cvss is not None else _WORST_CVSS))
        return (*ranks, one.first_seen, one.id)

    return sorted(standings, key=key)


def criteria(one: Standing, policy: ServiceLevels) -> tuple[Criterion, ...]:
    """Return every criterion of the policy for one item, in its order, in words."""
    at = _thresholds(policy)
    found = []
    for name in policy.order:
        holds = _TESTS[name](one, at)
        found.append(Criterion(name, holds, _WORDS[name](one, holds)))
    return tuple(found)


def reason(one: Standing, policy: ServiceLevels) -> str:
    """Return the sentence that says why an item stands where it stands."""
    return "; ".join((*one.causes, *(part.says for part in criteria(one, policy) if part.says)))


def _thresholds(policy: ServiceLevels) -> _Thresholds:
    """Return from which values on a criterion holds."""
    return _Thresholds(policy.severe_from, Decimal(policy.epss_score), Decimal(policy.epss_percentile))


def _uncontrolled(one: Standing, at: _Thresholds) -> Holds:
    del at
    if one.control == "uncontrolled":
        return Holds.YES
    return Holds.CANNOT_TELL if one.control == "cannot-tell" else Holds.NO


def _outcome(wanted: str) -> Callable[[Standing, _Thresholds], Holds]:
    """Return the test for one outcome of SSVC."""

    def test(one: Standing, at: _Thresholds) -> Holds:
        del at
        if one.supplier == (wanted,):
            return Holds.YES
        return Holds.CANNOT_TELL if not one.supplier or wanted in one.supplier else Holds.NO

    return test


def _exploited(one: Standing, at: _Thresholds) -> Holds:
    """Say whether it is exploited somewhere and can be reached here; reachable unless the model says no."""
    del at
    if one.is_reachable is False:
        return Holds.NO
    if one.kev_added is not None or one.exploit == "active":
        return Holds.YES
    return Holds.CANNOT_TELL if one.exploit == "unknown" else Holds.NO


def _is_severe(one: Standing, at: _Thresholds) -> Holds:
    if not one.severity or one.severity == "unknown":
        return Holds.CANNOT_TELL
    return Holds.YES if _level(one.severity) >= _level(at.severe_from) else Holds.NO


def _expected(one: Standing, at: _Thresholds) -> Holds:
    """Say whether EPSS reaches a threshold; a value nobody has is no reason to wait, nor to hurry."""
    high = one.epss is not None and one.epss >= at.score
    ranked = one.percentile is not None and one.percentile >= at.percentile
    return Holds.YES if high or ranked else Holds.NO


def _overdue(one: Standing, at: _Thresholds) -> Holds:
    del at
    return Holds.YES if any(limit.days_over > 0 for limit in one.limits) else Holds.NO


def _contradicted(one: Standing, at: _Thresholds) -> Holds:
    del at
    return Holds.YES if one.contradiction else Holds.NO


def _scored(one: Standing, at: _Thresholds) -> Holds:
    del at
    return Holds.CANNOT_TELL if one.cvss is None else Holds.YES


def _level(code: str) -> int:
    """Return the number of a severity level such as `S3`; levels are numbered mildest first."""
    digits = "".join(filter(str.isdigit, code))
    return int(digits) if digits else 0


_TESTS: Final[Mapping[QueueCriterion, Callable[[Standing, _Thresholds], Holds]]] = {
    QueueCriterion.UNCONTROLLED: _uncontrolled,
    QueueCriterion.SSVC_IMMEDIATE: _outcome("immediate"),
    QueueCriterion.EXPLOITED: _exploited,
    QueueCriterion.SEVERITY: _is_severe,
    QueueCriterion.SSVC_OUT_OF_CYCLE: _outcome("out-of-cycle"),
    QueueCriterion.CONTRADICTED: _contradicted,
    QueueCriterion.EPSS: _expected,
    QueueCriterion.OVERDUE: _overdue,
    QueueCriterion.CVSS: _scored,
}


def _say_control(one: Standing, holds: Holds) -> str:
    if holds is Holds.CANNOT_TELL:
        return "nobody has judged it" if one.status == "new" else "cannot tell whether it is controlled"
    return "uncontrolled" if holds is Holds.YES else "controlled"


def _say_immediate(one: Standing, holds: Holds) -> str:
    if holds is Holds.YES:
        return "SSVC immediate"
    if len(one.supplier) != 1:
        return "SSVC open" if len(one.supplier) in {0, _OUTCOMES} else f"SSVC {span(one.supplier)}"
    return "" if one.supplier == ("out-of-cycle",) else f"SSVC {one.supplier[0]}"


def _say_out_of_cycle(one: Standing, holds: Holds) -> str:
    del one
    return "SSVC out-of-cycle" if holds is Holds.YES else ""


def _say_exploited(one: Standing, holds: Holds) -> str:
    told = f"KEV since {one.kev_added}" if one.kev_added else ""
    if not told and one.exploit == "active":
        told = "used in attacks"
    if not told:
        return "exploit public" if one.exploit == "poc" else ""
    return told if holds is Holds.YES else f"{told}, no interface leads to it"


def _say_severity(one: Standing, holds: Holds) -> str:
    del holds
    if not one.severity or one.severity == "unknown":
        return "severity unknown"
    return f"severity {one.severity}{' suggested by the model' if one.severity_is_suggested else ''}"


def _say_contradiction(one: Standing, holds: Holds) -> str:
    del holds
    return one.contradiction


def _say_epss(one: Standing, holds: Holds) -> str:
    del holds
    if one.epss is None:
        return ""
    return f"EPSS {one.epss}{f' of {one.epss_on}' if one.epss_on else ''}"


def _say_overdue(one: Standing, holds: Holds) -> str:
    del holds
    passed = one.overdue
    days = "day" if passed and passed.days_over == 1 else "days"
    return f"{passed.what}, {passed.days_over} {days} late" if passed else ""


def _say_cvss(one: Standing, holds: Holds) -> str:
    del holds
    return "no CVSS" if one.cvss is None else f"CVSS {one.cvss}"


def span(outcomes: Sequence[str]) -> str:
    """Return one outcome, or the least and the most urgent that are still possible."""
    return outcomes[0] if len(outcomes) == 1 else f"{outcomes[0]} to {outcomes[-1]}"


_WORDS: Final[Mapping[QueueCriterion, Callable[[Standing, Holds], str]]] = {
    QueueCriterion.UNCONTROLLED: _say_control,
    QueueCriterion.SSVC_IMMEDIATE: _say_immediate,
    QueueCriterion.EXPLOITED: _say_exploited,
    QueueCriterion.SEVERITY: _say_severity,
    QueueCriterion.SSVC_OUT_OF_CYCLE: _say_out_of_cycle,
    QueueCriterion.CONTRADICTED: _say_contradiction,
    QueueCriterion.EPSS: _say_epss,
    QueueCriterion.OVERDUE: _say_overdue,
    QueueCriterion.CVSS: _say_cvss,
}
